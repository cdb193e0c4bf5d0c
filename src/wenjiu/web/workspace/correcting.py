"""The answer to a correction notice: only what it marks can be changed, and one button hands the case back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases import corrections, flows
from wenjiu.bureau.cases.actions import evidence as evidence_actions
from wenjiu.bureau.cases.actions import filing as actions
from wenjiu.bureau.cases.corrections import Marked
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.evidence import access_own_evidence, evidence_of
from wenjiu.rules.language.facts import Fact
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import papers
from wenjiu.web.workspace.facts import LONGEST, FilingForm, as_typed, in_words, question
from wenjiu.web.workspace.home import case_row

FIELD = "l{no}-{name}"


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a notice asks for; after a POST take the answers, and hand the case back where nothing is wrong.

    POST fields: ``version``; ``lN-NAME``, the answer for a fact of line N; ``file-CODE/MATERIAL``; ``do``: ``send``,
    ``keep`` (only the files are stored), ``take-back:ID``.
    """
    case = filings.access_own_case(request.user, number)
    notice = corrections.open_notice(case)
    if case.state != "correcting" or notice is None:
        messages.info(request, _("这份申报现在不用补正，状态是“%(state)s”。") % {"state": flows.state_name(case)})
        return redirect("my:case", number=number)
    marked = corrections.marked_by(case, notice)
    if request.method != "POST":
        return _page(request, case, marked, {}, [])
    answers = _typed(request, marked)
    problems: list[str] = []
    faults: dict[tuple[int, str], str] = {}
    try:
        with refusals():
            problems += papers.take_files(request, case.filing_id)
            do = request.POST.get("do", "keep")
            if do.startswith("take-back:") and do.removeprefix("take-back:").isdecimal():
                found = access_own_evidence(request.user, int(do.removeprefix("take-back:")))
                evidence_actions.take_back_evidence(actor=request.user, evidence_id=found.pk)
            elif do == "send" and not problems:
                faults = _send(request, case, answers)
                if not faults:
                    messages.info(request, _("补正已经提交，案件回到经办部门。"))
                    return redirect("my:case", number=number)
    except CaseRefused as error:
        problems.append(error.text)
    return _page(request, case, marked, answers, problems, faults)


correct.takes_files = 30  # type: ignore[attr-defined]  # read by the upload handler


def _typed(request: HttpRequest, marked: Marked) -> dict[tuple[int, str], str]:
    """Return (line, fact) -> text of the marked fields that were posted."""
    fields = {(no, name): FIELD.format(no=no, name=name) for no, name in marked.facts}
    return {key: request.POST[field][:LONGEST] for key, field in fields.items() if field in request.POST}


def _send(request: HttpRequest, case: Case, typed: dict[tuple[int, str], str]) -> dict[tuple[int, str], str]:
    answers: dict[int, dict[str, str]] = {}
    for (no, name), text in typed.items():
        answers.setdefault(no, {})[name] = text
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    return actions.answer_correction(actor=request.user, case_id=case.pk, seen_version=seen, answers=answers)


def _page(
    request: HttpRequest,
    case: Case,
    marked: Marked,
    typed: dict[tuple[int, str], str],
    problems: list[str],
    faults: dict[tuple[int, str], str] | None = None,
) -> HttpResponse:
    questions = _questions(case, marked, typed, faults or {})
    wrong = [row for group in questions for row in group["rows"] if row["fault"]]
    context: dict[str, Any] = {
        **case_row(case),
        "questions": questions,
        "papers": _papers(case, marked),
        "others": marked.others,
        "problems": problems,
        "wrong": wrong,
        "version": request.POST.get("version", case.version),
    }
    return render(request, "workspace/correct.html", context, status=422 if problems or wrong else 200)


def _questions(
    case: Case, marked: Marked, typed: dict[tuple[int, str], str], faults: dict[tuple[int, str], str]
) -> list[dict[str, Any]]:
    """Return the marked facts by line, each with its question, the answer as it is, and what the notice says."""
    policy, lang = flows.policy_of(case), flows.lang()
    accepted = policy.accepted_facts(policy.measures[case.measure])
    numbers = {no for no, _name in marked.facts}
    lines = {x.no: x for x in case.lines.filter(no__in=numbers).prefetch_related("roles__party")}
    found = []
    for no, line in sorted(lines.items()):
        others = [r.party.name for r in line.roles.all() if r.party_id != case.filing.filer_id]
        rows = []
        for (number, name), texts in marked.facts.items():
            fact = accepted[name]
            if number != no or not isinstance(fact, Fact):
                continue
            now = typed.get((no, name), as_typed(fact, line.declared.get(name)))
            row = question(policy, [case.measure], name, fact, now, faults.get((no, name), ""), lang)
            row |= {"field": FIELD.format(no=no, name=name), "asked": texts}
            known = line.facts.get(name)
            if known is not None and known["source"] == "register":
                row["register"] = policy.suppliers[fact.source].name(lang)
                row["known"] = in_words(policy, fact, known["value"], lang)
            rows.append(row)
        found.append({"no": no, "name": others[0] if others else case.filing.filer.name, "rows": rows})
    return found


def _papers(case: Case, marked: Marked) -> list[dict[str, Any]]:
    """Return the marked papers, or, where the notice says only in words what lacks, all that can be uploaded."""
    form = FilingForm(case.filing, flows.lang())
    given = list(evidence_of(case.filing).filter(measure=case.measure))
    group = next(group for group in papers.papers(form) if group["code"] == case.measure)
    rows = []
    for row in group["rows"]:
        id = row["key"].partition("/")[2]
        if id in marked.papers:
            rows.append(row | {"asked": marked.papers[id], "files": [g for g in given if g.material == id and g.file]})
    return rows
