"""The page of a case for who filed it: where it is, who has it, what was decided and why, what was paid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import filing as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.explained import workings_of
from wenjiu.bureau.cases.models import ENDS, Case, Decision, Line
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.evidence import adding, evidence_of
from wenjiu.bureau.funds.queries import Returned, events_of_case, obligations_of_case
from wenjiu.bureau.parties import queries as parties
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import after, again, papers, progress, returned
from wenjiu.web.workspace.again import Again
from wenjiu.web.workspace.correcting import answers_told
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.home import case_row
from wenjiu.web.workspace.verdicts import short, verdict

#: State of a line -> words.
LINE_STATES = {
    "open": gettext_lazy("办理中"),
    "refused": gettext_lazy("未通过"),
    "approved": gettext_lazy("已同意，待公示"),
    "held": gettext_lazy("公示中有人提出异议，正在核实"),
    "cleared": gettext_lazy("公示无异议，待拨付"),
    "ended": gettext_lazy("已终止"),
    "paid": gettext_lazy("已到账"),
}


@agent_or_person
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case: its steps, lines, decision, remedies, payments and history."""
    return page(request, filings.access_own_case(request.user, number))


def page(request: HttpRequest, found: Case, problem: str = "") -> HttpResponse:
    """Return the page of a case."""
    prefetch_related_objects([found], "lines__award", "pauses", "corrections")
    decisions = list(found.decisions.order_by("id"))
    refusals_of_lines = {d.line_no: d.reason for d in decisions if d.line_no and d.round == found.round}
    back = returned.of_case(found)
    came_back = {row.line_no: row for row in back}
    lines = [
        line_row(found, line, refusals_of_lines) | _held(came_back.get(line.no))
        for line in found.lines.select_related("award").prefetch_related("roles__party")
    ]
    if len(lines) == 1:
        line = lines[0]["line"]
        lines[0]["workings"] = workings_of(found, {line.no: (line.answer, line.facts)}).get(line.no, [])
    context = {
        **case_row(found, back={found.number: back}),
        "stages": progress.stages(found, decisions, returned.standing(found, back)),
        "rest": progress.rest(found),
        "unplanned": progress.unplanned(found),
        "history": _history(found, decisions),
        "rows": lines,
        "one": lines[0] if len(lines) == 1 else None,
        "decided": decided(found, decisions),
        "silence": _silence(found),
        "papers": _given(found),
        "payments": returned.marked(obligations_of_case(found), back),
        "can_withdraw": can_withdraw(found),
        **_uploads(found),
        "again": _again(found, decisions),
        **returned.account_of(found.filing.filer),
        "problem": problem,
        **after.context(found),
    }
    if any(row.mine for row in back):
        context |= {"may_urge": False, "held": True}
    return render(request, "workspace/case.html", context, status=422 if problem else 200)


def _held(back: Returned | None) -> dict[str, str]:
    """Return what a line says instead of its state, whose payment the bank sent back."""
    return {} if back is None else {"state": returned.said(back)}


def _again(found: Case, decisions: list[Decision]) -> Again | None:
    """Return what the refused lines would bring today; None before a decision."""
    whole = [d for d in decisions if d.line_no == 0]
    against = found.state == "refused" or any(d.line_no for d in decisions if d.round == found.round)
    return again.again(found, whole[-1]) if whole and against and found.state != "withdrawn" else None


def _history(found: Case, decisions: list[Decision]) -> list[dict[str, Any]]:
    """Return what happened to a case and to its money, the latest first."""
    told = [_told(found, happened) for happened in progress.history(found, decisions)]
    money = events_of_case(found, seen_by=parties.same_party_ids(found.filing.filer))
    told += [{"at": event.at, "text": event.text, "reason": event.reason, "answers": []} for event in money]
    told += after.told(found)
    return sorted(told, key=lambda event: event["at"], reverse=True)


def _told(found: Case, happened: progress.Happened) -> dict[str, Any]:
    """Return one line of the history, with what was answered to a correction notice."""
    answers = [] if happened.answered is None else answers_told(found, *happened.answered)
    return {"at": happened.at, "text": happened.text, "reason": happened.reason, "answers": answers}


def line_row(found: Case, line: Line, reasons: dict[int, str]) -> dict[str, Any]:
    """Return a line of a case for the page."""
    policy, lang = flows.policy_of(found), flows.lang()
    shown = any(pause.kind == "notice" and pause.to_day is None for pause in found.pauses.all())
    others = [r.party for r in line.roles.all() if r.party_id != found.filing.filer_id]
    award = getattr(line, "award", None)
    return {
        "line": line,
        "name": others[0].name if others else found.filing.filer.name,
        "tail": others[0].id_tail if others else "",
        "state": _("已同意，公示中") if line.state == "approved" and shown else str(LINE_STATES[line.state]),
        "word": flows.verdict_name(line.answer),
        "why": short(policy, line.answer, lang),
        "refused": reasons.get(line.no, "") if line.state == "refused" else "",
        "amount_fen": award.amount_fen if award is not None and award.live else None,
        "shown": verdict(policy, line.answer, lang, decided=line.state in ("refused", "ended")),
        "claimed": line.answer["eligible"] == "yes" and line.row_id is None and bool(line.declared),
    }


def decided(found: Case, decisions: list[Decision]) -> dict[str, Any] | None:
    """Return the decision that ended or settled a case: outcome, reason, what can be done against it; None before."""
    flow = flows.flow_of(found)
    ending = [d for d in decisions if d.line_no == 0 and _settles(flow, d)]
    if not ending:
        return None
    last = ending[-1]
    step = flow.step(last.step_code)
    outcome = step.outcomes[last.outcome]
    refused = sorted(d.line_no for d in decisions if d.line_no and (d.step, d.round) == (last.step, last.round))
    against = found.state in ("refused", "ended") or bool(refused)
    return {
        "on": last.at,
        "office": progress.office(found, step),
        "outcome": flows.outcome_words(step, outcome, refused, found.state != "refused"),
        "reason": last.reason,
        "against": against,
        "remedies": progress.remedies(found, last) if against else [],
    }


def _settles(flow: Any, decision: Decision) -> bool:
    outcome = flow.step(decision.step_code).outcomes.get(decision.outcome)
    return outcome is not None and (
        outcome.kind == "end" or (decision.step_code == "decide" and outcome.kind == "next")
    )


def _silence(found: Case) -> str:
    """Return what it means that no answer comes in time; empty for a case that is over."""
    if found.state in ENDS:
        return ""
    return str(flows.flow_of(found).silence.text(flows.lang()))


def _given(found: Case) -> list[tuple[str, Any]]:
    """Return the papers of a case, each with the name of its material."""
    policy, lang = flows.policy_of(found), flows.lang()
    fill = policy.fill(policy.measures[found.measure], lang)
    names = {m.id: m.name(lang, fill) for m in policy.services[found.measure].materials}
    rows = evidence_of(found.filing).filter(measure=found.measure)
    return [(names.get(row.material, row.material), row) for row in rows]


def _uploads(found: Case) -> dict[str, Any]:
    """Return the papers that can be added to a case that nobody has accepted yet, and whether one is missing."""
    if found.state == "correcting" or not adding(found):
        return {}
    form = FilingForm(found.filing, flows.lang())
    groups = [group for group in papers.papers(form) if group["code"] == found.measure]
    rows = [row for group in groups for row in group["rows"] if row["upload"] and row["state"] != papers.FORM]
    return {"uploads": rows, "lacking": [row["name"] for row in rows if row["state"] == papers.WAITS]}


@agent_or_person
@require_POST
def add_papers(request: HttpRequest, number: str) -> HttpResponse:
    """Add papers to a case that nobody has accepted yet. POST fields: ``file-CODE/MATERIAL``."""
    found = filings.access_own_case(request.user, number)
    try:
        with refusals():
            problems = papers.take_files(request, found.filing_id)
    except CaseRefused as error:
        problems = [error.text]
    for text in problems:
        messages.error(request, text)
    if not problems:
        messages.info(request, _("材料已经补上。") if request.FILES else _("没有选文件。请先选择文件，再点“补传”。"))
    return redirect("my:case", number=number)


add_papers.takes_files = 30  # type: ignore[attr-defined]  # read by the upload handler


def can_withdraw(found: Case) -> bool:
    """Whether the filer can still withdraw a case."""
    own = found.filing.origin != "office"
    return own and found.state not in ENDS and found.state in ("correcting", *flows.before_decision(found))


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why a case is withdrawn, and withdraw it."""
    found = filings.access_own_case(request.user, number)
    reason, problem = request.POST.get("reason", "").strip()[:500], ""
    if request.method == "POST":
        try:
            if not reason:
                raise CaseRefused(_("请写明为什么撤回，例如“人员名单要重新核对”。"), code="reason")
            with refusals():
                actions.withdraw_case(
                    actor=request.user, case_id=found.pk, seen_version=_version(request), reason=reason
                )
            messages.info(request, _("已撤回。需要时可以重新申报。"))
            return redirect("my:case", number=number)
        except CaseRefused as error:
            problem = error.text
            found.refresh_from_db()
    context = {
        **case_row(found), "problem": problem, "reason": reason, "can_withdraw": can_withdraw(found),
    }  # fmt: skip
    return render(request, "workspace/withdraw.html", context, status=422 if problem else 200)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
