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

from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.standings import Result
from wenjiu.rules.ask.visits import NEAR, TOPIC, Visit, facts_of
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.together.visits import sum_of
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.frames import start_of
from wenjiu.web.preferences import Carrier
from wenjiu.web.public.policy import current_policy, document_of, measure_or_404
from wenjiu.web.public.shown import verdict_of
from wenjiu.web.public.visit.drawn import sum_by_measure
from wenjiu.web.public.visit.entries import (
    COUNTED,
    INSTEAD,
    LONGEST,
    NEW,
    NONE,
    ROW,
    TICKED,
    UNKNOWN,
    UNSURE,
    Entries,
    Problem,
    as_sent,
    before_sending,
    read_address,
    read_entries,
)
from wenjiu.web.public.visit.items import exclusions, groups_of, items_of, said_of, sums_of

#: Names of the pages: the statements, the first questions, those about a measure, one answer to change, the reasons,
#: the result.
STATEMENTS, FIRST, ABOUT, CHANGE, WHY, RESULTS = "statements", "first", "about", "change", "why", "results"


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """Show the next page of a visit.

    POST fields: those of `wenjiu.web.public.visit.entries`; ``page``, the page that was shown; and ``do``: ``start``,
    ``answer``, ``results``, ``about:CODE``, ``change:KEY``, ``why:CODE``, ``add:SITUATION``, ``clear``. Without ``do``
    the same page is shown again, with what was filled in there and not sent yet. A GET with ``s`` ticks a situation, with
    ``about`` asks about a measure; it takes no answers, because addresses are logged.
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
        problems = entries.take(request.POST)
        # The results follow once a situation holds, unless the answers about a measure lead to further questions.
        stays = problems or _leads_on(request, entries, page) or not (entries.ticked or entries.about)
        return _page(request, entries, page if stays else RESULTS, problems)
    if verb == RESULTS:  # what was filled in and can be read is not lost, and the rest is named
        entries.left_out += [f"{problem.message} {problem.fix}" for problem in entries.take(request.POST)]
    if verb == "add":
        entries.ticked |= {s.id for s in policy.situations.statements if s.id == name}
        return _page(request, entries, FIRST)
    if verb in (ABOUT, CHANGE, WHY, RESULTS):
        return _page(request, entries, do)
    about = min(entries.about, default=None)
    first = FIRST if entries.ticked or entries.unsure or about is None else f"{ABOUT}:{about}"
    return _page(request, entries, first if verb == "start" else page or first)


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
    current = visit_with(entries, code)
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
    if kind == WHY and name in entries.policy.measures:
        return _why(request, entries, name)
    if kind in (FIRST, CHANGE) or (kind == ABOUT and name in entries.policy.measures):
        return _ask(request, entries, page, problems)
    if problems:
        return _ask(request, entries, FIRST, problems)
    return _results(request, entries)


def visit_with(entries: Entries, code: str) -> Visit:
    """Return the visit with one measure opened, whether or not a situation opens it."""
    current = Visit(entries.policy, entries.stated, policy_language())
    if code in current.opened:
        return current
    entries.about.add(code)
    return Visit(entries.policy, entries.stated, policy_language())


def _why(request: HttpRequest, entries: Entries, code: str) -> HttpResponse:
    """Return the reasons of one measure."""
    current = visit_with(entries, code)
    context = _base(entries, current, f"{WHY}:{code}") | _reasons(current, code)
    context["said"] = gettext("%(name)s：%(word)s") % {"name": context["item"].name, "word": context["item"].word}
    return render(request, "web/visit/why.html", context, status=400 if entries.left_out else 200)


def _reasons(current: Visit, code: str) -> dict[str, Any]:
    result = next(f.result for f in current.found if f.result.code == code)
    item = next(i for i in items_of(current) if i.code == code)
    return {"verdict": verdict_of(result, current.check), "item": item, "today": civil.date(civil.answer_day())}


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

    With problems it is the page that was sent, with what was filled in.
    """
    lang = policy_language()
    kind, _, name = page.partition(":")
    title, item = gettext("先答几个问题"), None
    at_hand = before_sending(request.POST, entries.policy) if problems else entries
    if kind == ABOUT:
        title = entries.policy.measures[name].name(lang)
        current = visit_with(at_hand, name)
        asked: list[Question | Situation] = [*current.questions_about(name)]
        item = next((i for i in items_of(current) if i.code == name), None)
    else:
        current = Visit(entries.policy, at_hand.stated, lang)
        asked = current.first_questions
    if kind == CHANGE:
        title = gettext("改一个回答")
        asked = [current.question(name)] if name in current.check.facts else []
    wrong = {p.key: p for p in problems}
    shown = {q.key for q in asked if isinstance(q, Question)}
    asked += [current.question(k) for k in wrong if k not in shown and k in current.check.facts]
    if not asked:
        return _results(request, entries)
    unsent = QueryDict() if request.POST.get("do") else request.POST
    rows = [_row(entries, q, wrong) | _unsent(unsent, q) for q in asked]
    context = _base(entries, current, page)
    if problems:
        rows = [row | as_sent(request.POST, row["key"]) for row in rows]
        context["hidden"] += [(ROW, row["key"]) for row in rows]
    context |= {
        "title": title,
        "rows": rows,
        "carrier": Carrier("visit", "answer"),
        "problems": [row for row in rows if row["problem"]],
        # What is wrong says itself: it gets the focus.
        "said": "" if problems else ngettext("有 %(n)d 题", "有 %(n)d 题", len(rows)) % {"n": len(rows)},
        "item": item,
    }
    return render(request, "web/visit/ask.html", context, status=422 if problems else 400 if entries.left_out else 200)


def _row(entries: Entries, question: Question | Situation, wrong: dict[str, Problem]) -> dict[str, Any]:
    """Return one question for a page that asks several."""
    lang = policy_language()
    if isinstance(question, Situation):
        return {"key": TOPIC + question.id, "text": question.question(lang), "topic": True, "closed": True,
                "options": (("true", gettext("是")), ("false", gettext("否"))), "problem": None}  # fmt: skip
    problem = wrong.get(question.key)
    fact = facts_of(entries.policy)[question.key]
    names = [entries.policy.measures[code].name(lang) for code in question.serves]
    return {
        "key": question.key,
        "text": question.text,
        "why": question.why,
        "help": question.help,
        "kind": question.kind,
        "options": question.options,
        "closed": bool(question.options),
        "unit": question.unit or ("%" if question.kind == "fraction" else ""),
        "zero": question.kind in COUNTED,
        "has_none": not fact.lo if question.kind in COUNTED else not fact.past or bool(question.never),
        "never": question.never,
        "serves": names,
        "typed": entries.typed.get(question.key, NONE if question.options and question.key in entries.without else ""),
        "without": question.key in entries.without,
        "unsure": entries.typed.get(question.key) == "",
        "problem": problem,
        "tool": question.tool,
    }


def _unsent(posted: QueryDict, question: Question | Situation) -> dict[str, Any]:
    """Return what of a row was filled in on the page and not sent yet, as the header's buttons bring it along."""
    key = TOPIC + question.id if isinstance(question, Situation) else question.key
    text, instead = posted.get(NEW + key, "").strip()[:LONGEST], posted.get(INSTEAD + key, "")
    found: dict[str, Any] = {}
    if text or instead == UNKNOWN:
        found["typed"] = "" if text in ("", UNKNOWN) else text
    if instead == NONE:
        found["without"] = True
    return found


def _leads_on(request: HttpRequest, entries: Entries, page: str) -> bool:
    """Return whether a page about a measure was answered, and questions follow that were not on it."""
    kind, _, code = page.partition(":")
    if kind != ABOUT or code not in entries.policy.measures:
        return False
    asked = {name[2:] for name in request.POST if name.startswith((NEW, INSTEAD))}
    left = [q.key for q in visit_with(entries, code).questions_about(code)]
    return any(key not in asked for key in left)


def _results(request: HttpRequest, entries: Entries) -> HttpResponse:
    lang = policy_language()
    current = Visit(entries.policy, entries.stated, lang)
    total, groups = sum_of(current), groups_of(current)
    context = _base(entries, current, RESULTS) | {
        "groups": groups,
        "said": said_of(groups),
        "sums": sums_of(total),
        "sum_bar": sum_by_measure(current, total),
        "near": any(f.group == NEAR for f in current.found),
        "exclusions": exclusions(current, total),
        "more": bool(current.first_questions),
        "unrelated": _unrelated(entries, current),
        "helps": _helps(entries),
        "rosters": _rosters(entries, current),
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
    kinds = kinds_of(entries.policy).values()
    return [{"id": k.id, "name": k.name(lang)} for k in kinds if next(iter(k.measures)) in current.opened]


def _unrelated(entries: Entries, current: Visit) -> list[dict[str, Any]]:
    """Return the situations that were not ticked and open further measures, each with these."""
    lang, found = policy_language(), []
    for s in entries.policy.situations.statements:
        codes = [code for code in s.opens if code not in current.opened]
        if s.id not in entries.ticked and codes:
            names = [entries.policy.measures[code].name(lang) for code in codes]
            found.append({"id": s.id, "text": s.text(lang), "names": names})
    return found


def answers_of(entries: Entries, current: Visit) -> list[dict[str, str]]:
    """Return what the visitor answered so far: key, question, answer in words."""
    answered = [
        {"key": q.key, "text": current.question(q.key).text, "shown": shown}
        for q, _, shown in current.check.answered
        if q.key in entries.typed
    ]
    none = [
        {"key": key, "text": current.question(key).text, "shown": current.question(key).never or gettext("没有")}
        for key in sorted(entries.without)
        if key in current.check.facts
    ]
    return answered + none


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
