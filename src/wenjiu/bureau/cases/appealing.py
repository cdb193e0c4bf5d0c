"""The round of an appeal: how it begins, and how its outcome becomes that of the case. The case is locked."""

from __future__ import annotations

from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks, findings, flows, periods
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import ENDS, Appeal, Case, Line, Pause
from wenjiu.rules.document.flows import Flow, Step


def first_step(flow: Flow) -> Step:
    """Return the step with which an appeal begins: the one before the decision."""
    return flow.steps[flow.step("decide").number - 2]


def open_round(actor: Any, case: Case, appeal: Appeal) -> None:
    """Open the lines of an appeal in a new round; while a notice of the other lines runs, it waits for its end."""
    if case.state == "notice":
        return
    appeal.before, appeal.round = case.state, case.round + 1
    appeal.save(update_fields=["before", "round"])
    Line.objects.filter(case=case, no__in=appeal.lines, state="refused").update(state="open")
    case.round += 1
    to_state(case, first_step(flows.flow_of(case)).code)
    findings.assess_and_raise(case)
    case_event(actor, case, "appeal_opened")


def open_waiting(actor: Any, case: Case) -> None:
    """Begin the appeal of a case that waited for the end of a notice."""
    appeal = case.appeals.filter(settled_at=None, round=None).first()
    if appeal is not None:
        open_round(actor, case, appeal)


def settle(actor: Any, case: Case, appeal: Appeal, outcome: str) -> None:
    """Note the outcome of an appeal. One that changes nothing leads the case back to where it was."""
    appeal.outcome, appeal.settled_at = outcome, clock.now()
    appeal.save(update_fields=["outcome", "settled_at"])
    if outcome != "changed" and appeal.round is not None:
        Line.objects.filter(case=case, no__in=appeal.lines, state="open").update(state="refused")
        Pause.objects.filter(case=case, to_day=None).update(to_day=clock.today())
        owed = case.lines.filter(state="cleared").exists()
        to_state(case, "pay" if owed and appeal.before == "closed" else appeal.before)
    case_event(actor, case, f"appeal_{outcome}")


def settle_if_open(actor: Any, case: Case) -> None:
    """Note the outcome of the open appeal of a case on which a decision was just taken."""
    appeal = case.appeals.filter(settled_at=None, round__isnull=False).first()
    if appeal is None or case.state in flows.before_decision(case) or case.state == "correcting":
        return
    settle(actor, case, appeal, "kept" if case.state in ("refused", "ended") else "changed")


def to_state(case: Case, state: str) -> None:
    """Set the state of a locked case, its version, and the day by which the next step is due."""
    if case.state == "pay" != state:
        Pause.objects.filter(case=case, kind=clocks.ACCOUNT, to_day=None).update(to_day=clock.today())
    case.state = state
    case.version += 1
    case.step_since = clock.now()
    case.closed_at = clock.now() if state in ENDS else None
    step = None if state in (*ENDS, "correcting") else periods.flow_today(case).step(state)
    case.due_on = None if step is None else clocks.due_on(clock.today(), step.days)
    case.save(update_fields=["state", "version", "round", "step_since", "closed_at", "due_on"])
