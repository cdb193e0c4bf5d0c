"""Views of a visit: the few first questions, the result, and the questions about one measure.

Every page is made from what is posted with it; the server stores none of it.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rosters import kind_files
from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.several import Kind, kinds_of, split
from wenjiu.rules.ask.standings import Result
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.together.visits import sum_of
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import start_of
from wenjiu.web.preferences import Carrier
from wenjiu.web.public.policy import current_policy, document_of, measure_or_404
from wenjiu.web.public.shown import verdict_of
from wenjiu.web.public.visit.cases import addable, answers_of, case_title, claim_name, once_of, questions_of
from wenjiu.web.public.visit.drawn import sum_by_measure
from wenjiu.web.public.visit.entries import (
    INSTEAD,
    NEW,
    ROW,
    TICKED,
    UNSURE,
    Entries,
    Problem,
    as_sent,
    before_sending,
    read_address,
    read_entries,
)
from wenjiu.web.public.visit.items import ahead, exclusions, groups_of, items_of, said_of, sums_of
from wenjiu.web.public.visit.rows import row_of
from wenjiu.web.public.without_token import changes_nothing

#: Names of the pages: the statements, the first questions, those about a measure, one answer to change, the reasons,
#: the result; the questions about a case of a kind, and all its answers.
STATEMENTS, FIRST, ABOUT, CHANGE, WHY, RESULTS = "statements", "first", "about", "change", "why", "results"
CASE, EDIT = "case", "edit"


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """Show the next page of a visit.

    POST fields: those of `wenjiu.web.public.visit.entries`; ``page``, the page that was shown; and ``do``: ``start``,
    ``answer``, ``results``, ``about:CODE``, ``change:KEY``, ``why:CODE``, ``add:SITUATION``, ``clear``; for cases of a kind
    ``another:KIND``, ``case:ID``, ``edit:ID``, ``drop:ID``. Without ``do`` the same page is shown again, with what was
    filled in there and not sent yet. A GET with ``s`` ticks a situation, with ``about`` asks about a measure; it takes no
    answers, because addresses are logged.
    """
    policy = current_policy()
    entries = read_entries(request.POST, policy) if request.method == "POST" else read_address(request.GET, policy)
    do, page = (request.POST.get(name, "").strip() for name in ("do", "page"))
    verb, _, name = do.partition(":")
    if verb == "clear":
        return _see_other(start_of(request))
    if not verb and page == STATEMENTS:
        return statements(request, entries)
    if not verb and ROW in request.POST:  # a page with a fault, in another language or print
        again = read_entries(request.POST, policy)
        if problems := again.take(request.POST):
            return _page(request, again, page, problems)
    if not (entries.ticked or entries.unsure or entries.about):
        return statements(request, entries, nothing_ticked=request.method == "POST")
    if verb == "answer":
        before = entries.fields()
        problems = entries.take(request.POST)
        # The results follow once a situation holds, unless new answers about a measure lead to further questions.
        leads_on = entries.fields() != before and _leads_on(request, entries, page)
        stays = problems or leads_on or not (entries.ticked or entries.about)
        return _page(request, entries, page if stays else RESULTS, problems)
    if verb == RESULTS:  # what was filled in and can be read is not lost, and the rest is named
        entries.left_out += [f"{problem.message} {problem.fix}" for problem in entries.take(request.POST)]
    if verb == "add":
        entries.ticked |= {s.id for s in policy.situations.statements if s.id == name}
        return _page(request, entries, FIRST)
    if verb == "another":
        id = _another(entries, name)
        return _page(request, entries, f"{CASE}:{id}" if id else RESULTS)
    if verb == "drop":
        _drop(entries, name)
        return _page(request, entries, RESULTS)
    if verb in (ABOUT, CHANGE, WHY, RESULTS, CASE, EDIT):
        return _page(request, entries, do)
    about = min(entries.about, default=None)
    first = FIRST if entries.ticked or entries.unsure or about is None else f"{ABOUT}:{about}"
    return _page(request, entries, first if verb == "start" else page or first)


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Return a copy of the reasons to keep: a web page that needs no other file (``html``), or data (``json``)."""
    policy = current_policy()
    measure_or_404(policy, code)
    if form not in ("html", "json"):
        raise Http404(f"no form {form!r}")
    entries = read_entries(request.POST, policy)
    current = visit_with(entries, code, request.POST.get("case", ""))
    found = next((f for f in current.found if f.result.code == code), None)
    if request.method != "POST" or found is None:
        return redirect(start_of(request, "web:visit"))
    context = _base(entries, current, "") | _reasons(current, code)
    if form == "json":
        body = json.dumps(_as_data(context, found.result), ensure_ascii=False, indent=2)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        response = render(request, "web/saved.html", context)
    response["Content-Disposition"] = (
        f'attachment; filename="wenjiu-{code}-{civil.date(civil.answer_day()):%Y%m%d}.{form}"'
    )
    return response


def _as_data(context: dict[str, Any], result: Result) -> dict[str, Any]:
    return {
        "notice": gettext("自测结果，不是行政决定。"),
        "date": civil.iso(civil.answer_day()),
        "situations": context["situations"],
        "answers": [{"key": a["key"], "question": a["text"], "answer": a["shown"]} for a in context["answered"]],
        "headline": result.headline,
        "standing": result.standing,
        "latest_date": result.latest_date,
        "result": result.answer.data,
    }


def _page(request: HttpRequest, entries: Entries, page: str, problems: Sequence[Problem] = ()) -> HttpResponse:
    """Return the page with this name; the results for an unknown name."""
    kind, _, name = page.partition(":")
    known = split(name)[0] in entries.policy.measures
    if kind == WHY and known:
        return _why(request, entries, name)
    if kind in (FIRST, CHANGE, CASE, EDIT) or (kind == ABOUT and known):
        return _ask(request, entries, page, problems)
    if problems:
        return _ask(request, entries, FIRST, problems)
    return _results(request, entries)


def visit_with(entries: Entries, code: str, case: str = "") -> Visit:
    """Return the visit with one measure opened, whether or not a situation opens it; that of a further case by its id."""
    current = Visit(entries.policy, entries.stated, policy_language())
    if code and code not in current.opened:
        entries.about.add(code)
        current = Visit(entries.policy, entries.stated, policy_language())
    return next((v for v in current.cases if v.case is not None and v.case.id == case), current)


def _another(entries: Entries, kind: str) -> str:
    """Add a case of a kind, and return its id; an empty text where the visitor can have no more of the kind."""
    return entries.add(kind) if kind in _kinds(entries) else ""


def _drop(entries: Entries, id: str) -> None:
    """Remove a case of a kind."""
    kind, _, number = id.rpartition(".")
    kinds = _kinds(entries)
    if kind in kinds and number.isascii() and number.isdecimal():
        entries.drop(kind, int(number), kinds[kind].facts)


def _kinds(entries: Entries) -> dict[str, Kind]:
    return kinds_of(entries.policy, entries.policy.situations.chosen(entries.ticked))


def _why(request: HttpRequest, entries: Entries, name: str) -> HttpResponse:
    """Return the reasons of one measure, in the case that the name says."""
    code, case = split(name)
    current = visit_with(entries, code, case)
    context = _base(entries, current, f"{WHY}:{name}") | _reasons(current, code)
    context["said"] = gettext("%(name)s：%(word)s") % {"name": context["item"].name, "word": context["item"].word}
    return render(request, "web/visit/why.html", context, status=400 if entries.left_out else 200)


def _reasons(current: Visit, code: str) -> dict[str, Any]:
    result = next(f.result for f in current.found if f.result.code == code)
    item = next(i for i in items_of(current) if i.code == code)
    verdict = verdict_of(result, current.check)
    verdict["missing"] = [m | {"key": current.named(m["key"]), "said": _said(current, m)} for m in verdict["missing"]]
    return {"verdict": verdict, "item": item, "today": civil.date(civil.answer_day())}


def _said(current: Visit, missing: dict[str, Any]) -> str:
    """Return what was answered to a question that is still missing: none, or not known; empty without an answer."""
    if missing["key"] in current.stated.without:
        return current.question(missing["key"]).never or gettext("没有")
    return str(missing["said"])


def statements(request: HttpRequest, entries: Entries, nothing_ticked: bool = False) -> HttpResponse:
    """Return the page of the statements, where a visit begins.

    The header's buttons keep what is ticked.

    `nothing_ticked`: with the note that one must be.
    """
    lang = policy_language()
    sides = [
        {
            "id": side.id,
            "name": side.name(lang),
            "unsure": side.id in entries.unsure,
            "situations": [
                {"id": s.id, "text": s.text(lang), "ticked": s.id in entries.ticked}
                for s in entries.policy.situations.statements
                if s.side == side.id
            ],
        }
        for side in entries.policy.situations.sides.values()
    ]
    context = {
        "sides": sides,
        "policy": document_of(entries.policy, lang),
        "ticked_field": TICKED,
        "unsure_field": UNSURE,
        "nothing_ticked": nothing_ticked,
        "hidden": [("page", STATEMENTS), *entries.fields()] if entries.ticked or entries.unsure else [],
        "carrier": Carrier("visit", "start"),
        "carrier_fields": [("page", STATEMENTS)],
    }
    return render(request, "web/home.html", context, status=422 if nothing_ticked else 200)


def _ask(request: HttpRequest, entries: Entries, page: str, problems: Sequence[Problem]) -> HttpResponse:
    """Return a page with the questions of ``page``; the results where none is left.

    With problems, or without a button, it is the page that was sent, with what was filled in.
    """
    kind, _, name = page.partition(":")
    sent = request.POST if problems or not request.POST.get("do") else QueryDict()
    again = problems or ROW in sent
    at_hand = before_sending(request.POST, entries.policy) if again and kind != EDIT else entries
    title, current, asked = _asked(at_hand, page)
    item = next((i for i in items_of(current) if i.ref == name), None) if kind == ABOUT else None
    wrong = {p.key: p for p in problems}
    shown = {current.named(q.key) for q in asked if isinstance(q, Question)}
    others = [split(key)[0] for key in wrong if key not in shown]
    asked += [current.question(key) for key in others if key in current.check.facts]
    if not asked:
        return _results(request, entries)
    rows = [row_of(entries, current, q, wrong) for q in asked]
    rows = [row | as_sent(sent, row["key"]) for row in rows]
    context = _base(entries, current, page)
    if again:
        context["hidden"] += [(ROW, row["key"]) for row in rows]
    context |= {
        "title": title,
        "rows": rows,
        "carrier": Carrier("visit", "answer"),
        "problems": [row for row in rows if row["problem"]],
        # What is wrong says itself: it gets the focus.
        "said": "" if problems else ngettext("有 %(n)d 题", "有 %(n)d 题", len(rows)) % {"n": len(rows)},
        "item": item,
        "once": once_of(current) if kind == CASE else "",
    }
    return render(request, "web/visit/ask.html", context, status=422 if problems else 400 if entries.left_out else 200)


def _asked(entries: Entries, page: str) -> tuple[str, Visit, list[Question | Situation]]:
    """Return the title of a page with questions, the visit that it belongs to, and its questions."""
    kind, _, name = page.partition(":")
    key, case = split(name)
    if kind in (CASE, EDIT):
        current = visit_with(entries, "", name)
        return case_title(current, name), current, questions_of(entries, current, name, answered=kind == EDIT)
    if kind == ABOUT:
        current = visit_with(entries, key, case)
        return claim_name(current, name), current, [*current.questions_about(key)]
    current = visit_with(entries, "", case)
    if kind == CHANGE:
        known = key in current.check.facts
        return gettext("改一个回答"), current, [current.question(key)] if known else []
    return gettext("先答几个问题"), current, current.first_questions


def _leads_on(request: HttpRequest, entries: Entries, page: str) -> bool:
    """Return whether a page about a measure or a case was answered, and questions follow that were not on it."""
    kind, _, name = page.partition(":")
    if kind not in (ABOUT, CASE) or (kind == ABOUT and split(name)[0] not in entries.policy.measures):
        return False
    shown = {name[2:] for name in request.POST if name.startswith((NEW, INSTEAD))}
    _, current, asked = _asked(entries, page)
    return any(isinstance(q, Question) and current.named(q.key) not in shown for q in asked)


def _results(request: HttpRequest, entries: Entries) -> HttpResponse:
    lang = policy_language()
    current = Visit(entries.policy, entries.stated, lang)
    total = sum_of(current)
    groups = groups_of(current, total, addable(entries, current))
    context = _base(entries, current, RESULTS) | {
        "groups": groups,
        "said": said_of(groups),
        "sums": sums_of(current, total),
        "ahead": ahead(current),
        "sum_bar": sum_by_measure(current, total),
        "exclusions": exclusions(current, total),
        "more": bool(current.first_questions),
        "unrelated": _unrelated(entries, current),
        "helps": _helps(entries),
        "rosters": _rosters(entries, current),
        "has_cases": bool(current.cases),
    }
    return render(request, "web/visit/results.html", context, status=400 if entries.left_out else 200)


def _helps(entries: Entries) -> list[dict[str, Any]]:
    """Return what the document does not give and who does, for the visitor's situations."""
    lang = policy_language()
    return [
        {
            "name": h.name(lang),
            "what": h.what(lang),
            "by": h.by(lang),
            "phones": [{"number": p.number, "confirmed": p.source.confirmed} for p in h.phones],
        }
        for h in entries.policy.elsewhere.values()
        if entries.ticked.intersection(h.situations)
    ]


def _rosters(entries: Entries, current: Visit) -> list[dict[str, str]]:
    """Return the lists of people that an organisation can check at once, for the measures that its situations open."""
    if all(s.audiences == ("person",) for s in current.situations):
        return []
    lang = policy_language()
    kinds = kind_files.kinds_of(entries.policy).values()
    return [
        {"id": k.id, "name": k.name(lang), "first": first}
        for k in kinds
        if (first := next(iter(k.measures))) in current.opened
    ]


def _unrelated(entries: Entries, current: Visit) -> list[dict[str, Any]]:
    """Return the situations that were not ticked and open further measures, each with these."""
    lang, found = policy_language(), []
    for s in entries.policy.situations.statements:
        codes = [code for code in s.opens if code not in current.opened]
        if s.id not in entries.ticked and codes:
            names = [entries.policy.measures[code].name(lang) for code in codes]
            found.append({"id": s.id, "text": s.text(lang), "names": names})
    return found


def _base(entries: Entries, current: Visit, page: str) -> dict[str, Any]:
    """Return what every page of a visit shows: the fields to carry, the answers so far, the document."""
    lang = policy_language()
    return {
        "hidden": entries.fields(),
        "page": page,
        "left_out": entries.left_out,
        "situations": [s.text(lang) for s in current.situations],
        "answered": answers_of(entries, current),
        "given": len(entries),
        "policy": document_of(entries.policy, lang),
    }


def _see_other(target: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(target)
    response.status_code = 303
    return response
