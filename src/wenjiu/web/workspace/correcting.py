"""The answer to a correction notice: only what it marks can be changed, each item needs an answer, and a check goes before."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import corrections, flows
from wenjiu.bureau.cases.actions import correcting as actions
from wenjiu.bureau.cases.actions import evidence as evidence_actions
from wenjiu.bureau.cases.corrections import Marked
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case, Correction
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.evidence import access_own_evidence
from wenjiu.bureau.registry.corrections.logic import column_of
from wenjiu.bureau.registry.models import Link
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import papers
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.home import case_row
from wenjiu.web.workspace.questions import LONGEST, as_typed, in_words, question

FIELD, REPLY = "l{no}-{name}", "reply-"
_TAKE_BACK = re.compile(r"take-back:(\d{1,12})", re.ASCII)


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a notice asks for; after a POST take the answers, show them once more, and hand the case back.

    POST fields: ``version``; ``lN-NAME``, the answer for a fact of line N; ``reply-N``, words to item N, from 0;
    ``file-CODE/MATERIAL``; ``do``: ``check`` (show what would be sent), ``send``, ``keep`` (only the files are stored),
    ``take-back:ID``.
    """
    case = filings.access_own_case(request.user, number)
    notice = corrections.open_notice(case)
    if case.state != "correcting" or notice is None:
        messages.info(request, _("这份申报现在不用补正，状态是“%(state)s”。") % {"state": flows.state_name(case)})
        return redirect("my:case", number=number)
    typed = Typed(request, case, notice)
    if request.method != "POST":
        return _page(request, case, notice, typed)
    try:
        with refusals():
            typed.problems += papers.take_files(request, case.filing_id)
            do = request.POST.get("do", "keep")
            if taken_back := _TAKE_BACK.fullmatch(do):
                found = access_own_evidence(request.user, int(taken_back[1]))
                evidence_actions.take_back_evidence(actor=request.user, evidence_id=found.pk)
            elif do in ("check", "send") and not typed.problems:
                typed.faults = corrections.weigh(case, notice, typed.by_line(), typed.replies).faults
                if not typed.faults and do == "check":
                    return _check(request, case, notice, typed)
                typed.faults = typed.faults or _send(request, case, typed)
                if not typed.faults:
                    messages.info(request, _("补正已经提交，案件回到经办部门。"))
                    return redirect("my:case", number=number)
    except CaseRefused as error:
        typed.problems.append(error.text)
    return _page(request, case, notice, typed)


correct.takes_files = 30  # type: ignore[attr-defined]  # read by the upload handler


class Typed:
    """What was posted: texts of the marked facts by line and name, and words by number of an item; with what is wrong."""

    def __init__(self, request: HttpRequest, case: Case, notice: Correction) -> None:
        self.marked: Marked = corrections.marked_by(case, notice)
        fields = {(no, name): FIELD.format(no=no, name=name) for no, name in self.marked.facts}
        posted = request.POST
        self.answers = {key: posted[field][:LONGEST] for key, field in fields.items() if field in posted}
        most = corrections.LONGEST_REPLY
        self.replies = {n: posted.get(f"{REPLY}{n}", "")[:most].strip() for n in range(len(notice.items))}
        self.version = posted.get("version", str(case.version))
        self.problems: list[str] = []
        self.faults: dict[tuple[int, str], str] = {}

    def by_line(self) -> dict[int, dict[str, str]]:
        """Return number of a line -> fact -> text."""
        found: dict[int, dict[str, str]] = {}
        for (no, name), text in self.answers.items():
            found.setdefault(no, {})[name] = text
        return found


def _send(request: HttpRequest, case: Case, typed: Typed) -> dict[tuple[int, str], str]:
    version = typed.version
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    return actions.answer_correction(
        actor=request.user, case_id=case.pk, seen_version=seen, answers=typed.by_line(), replies=typed.replies
    )


def _page(request: HttpRequest, case: Case, notice: Correction, typed: Typed) -> HttpResponse:
    items, others = _items(request.user, case, notice, typed)
    wrong = [row for item in items for row in item["rows"] if row["fault"]]
    wrong += [
        {"field": f"{REPLY}{x['number']}", "label": x["text"].rstrip("。"), "fault": x["fault"]}
        for x in items
        if x["fault"]
    ]
    context: dict[str, Any] = {
        **case_row(case),
        "items": items,
        "other_papers": others,
        "problems": typed.problems,
        "wrong": wrong,
        "version": typed.version,
    }
    return render(request, "workspace/correct.html", context, status=422 if typed.problems or wrong else 200)


def _check(request: HttpRequest, case: Case, notice: Correction, typed: Typed) -> HttpResponse:
    """Show what would be sent, item by item."""
    weighed = corrections.weigh(case, notice, typed.by_line(), typed.replies)
    told = answers_told(case, notice.items, weighed.kept)
    fields = {FIELD.format(no=no, name=name): text for (no, name), text in typed.answers.items()}
    fields |= {f"{REPLY}{number}": text for number, text in typed.replies.items()}
    context = {**case_row(case), "told": told, "fields": fields, "version": typed.version}
    return render(request, "workspace/correct_check.html", context)


def answers_told(case: Case, items: list[dict[str, Any]], answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers to the items of a notice in words, and after them the papers that were given besides."""
    if not answers:
        return []
    names = {}
    for line in case.lines.prefetch_related("roles__party"):
        others = [role.party.name for role in line.roles.all() if role.party_id != case.filing.filer_id]
        names[line.no] = others[0] if others else case.filing.filer.name
    texts = [*(item["text"] for item in items), _("另外补充的材料")]
    return [{"text": text, **_told(case, kept, names)} for text, kept in zip(texts, answers, strict=False)]


def _told(case: Case, kept: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """Return one answer of a correction in words: changed values, files, and the applicant's own words."""
    policy, lang = flows.policy_of(case), flows.lang()
    measure = policy.measures[case.measure]
    accepted, fill = policy.accepted_facts(measure), policy.fill(measure, lang)
    changed = []
    for change in [*kept["changed"], *kept.get("same", ())]:
        fact = accepted[change["field"]]
        if isinstance(fact, Fact):
            before = change.get("was")
            changed.append(
                {
                    "line": change["line"],
                    "who": names.get(change["line"], ""),
                    "name": fact.name(lang, fill),
                    "was": "" if before is None else in_words(policy, fact, before, lang),
                    "now": in_words(policy, fact, change["now"], lang),
                    "same": "was" not in change,
                }
            )
    materials = {m.id: m.name(lang, fill) for m in policy.services[case.measure].materials}
    papers = kept.get("papers") or [""] * len(kept["files"])
    files = [(materials.get(id, ""), name) for id, name in zip(papers, kept["files"], strict=True)]
    return {"changed": changed, "files": files, "reply": kept["reply"]}


def _items(
    user: Any, case: Case, notice: Correction, typed: Typed
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the items of a notice, each with its questions and the papers that answer it; and all other papers.

    A question or a paper that two items ask for stands at the first.
    """
    rows, uploads = _questions(user, case, typed), _papers(case)
    found = []
    for number, item in enumerate(notice.items):
        line, name = int(item["line"]), str(item["field"])
        keys = [key for key in rows if key[1] == name and line in (0, key[0])]
        named = corrections.named_in(case, item["text"])
        materials = corrections.papers_for(case, name, item["text"]) if name else named
        own = sorted((id for id in uploads if id in materials), key=lambda id: id not in named)
        found.append(
            {
                "number": number,
                "line": line,
                "text": item["text"],
                "rows": [rows.pop(key) for key in keys],
                "papers": [uploads.pop(id) for id in own],
                "reply": typed.replies.get(number, ""),
                "fault": typed.faults.get((0, corrections.item_key(number)), ""),
            }
        )
    return found, [row for row in uploads.values() if row["upload"] and row["state"] != papers.FORM]


def _questions(user: Any, case: Case, typed: Typed) -> dict[tuple[int, str], dict[str, Any]]:
    """Return (line, fact) -> the question, with the answer as it is and what was filled in and is registered."""
    policy, lang = flows.policy_of(case), flows.lang()
    accepted = policy.accepted_facts(policy.measures[case.measure])
    numbers = {no for no, _name in typed.marked.facts}
    lines = {x.no: x for x in case.lines.filter(no__in=numbers).prefetch_related("roles__party")}
    found = {}
    for no, name in typed.marked.facts:
        fact, line = accepted[name], lines[no]
        if not isinstance(fact, Fact):
            continue
        declared = line.declared.get(name)
        now = typed.answers.get((no, name), as_typed(fact, declared))
        row = question(policy, [case.measure], name, fact, now, typed.faults.get((no, name), ""), lang)
        others = [r.party.name for r in line.roles.all() if r.party_id != case.filing.filer_id]
        row |= {"field": FIELD.format(no=no, name=name), "line": no, "asked": []}
        row["who"] = others[0] if others else case.filing.filer.name
        row["before"] = "" if declared is None else in_words(policy, fact, declared, lang)
        known = line.facts.get(name)
        if known is not None and known["source"] == "register":
            row["register"] = policy.suppliers[fact.source].name(lang)
            row["known"] = in_words(policy, fact, known["value"], lang)
            row["row"], row["column"] = _place(user, policy, fact, known.get("row"))
        found[no, name] = row
    return found


def _place(user: Any, policy: Policy, fact: Fact, id: Any) -> tuple[int, str]:
    """Return row and column of a register where the reader can report that they are wrong; (0, "") where he cannot."""
    links = (
        Link.objects.filter(row=id, party__in=scopes.parties_of(user)) if isinstance(id, int) else Link.objects.none()
    )
    link = links.select_related("row").first()
    column = None if link is None else column_of(policy, link.row.table, fact)
    return (0, "") if link is None or not column else (link.row_id, column)


def _papers(case: Case) -> dict[str, dict[str, Any]]:
    """Return the papers of the measure by id, each with its files."""
    form = FilingForm(case.filing, flows.lang())
    group = next(group for group in papers.papers(form) if group["code"] == case.measure)
    for row in group["rows"]:
        for given in row["files"]:
            given.can_take_back = corrections.can_take_back(case, given)
    return {row["key"].partition("/")[2]: row for row in group["rows"]}
