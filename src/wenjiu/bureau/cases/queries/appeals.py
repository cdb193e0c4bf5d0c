"""What can be appealed against until when, and the appeals of a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Appeal, Case, Decision
from wenjiu.bureau.cases.parts import rows_of
from wenjiu.standards import civil

#: States of a case in which its refused lines can be looked at anew.
SETTLED = ("refused", "ended", "closed", "pay", "notice")
#: The remedy of the law by whose last day an appeal is asked for.
REMEDY = "review"


@dataclass(frozen=True)
class Appealable:
    """A decision against which an appeal can be asked for. `lines`: numbers of the lines that it refused."""

    decision: Decision
    lines: tuple[int, ...]
    last_day: dt.date


def appealable(case: Case) -> Appealable | None:
    """Return the decision of a case that can be appealed against, in or out of time; None where there is none.

    What an appeal led to is not appealed against here again.
    """
    if (
        case.state not in SETTLED
        or case.filing.origin != "applicant"
        or rows_of(case, "appeals").filter(settled_at=None).exists()
    ):
        return None
    lines = tuple(case.lines.filter(state="refused", award=None).order_by("no").values_list("no", flat=True))
    decision = _against(case) if lines else None
    if decision is None or Appeal.objects.filter(decision=decision).exists():
        return None
    if rows_of(case, "appeals").filter(round__lte=decision.round).exists():
        return None
    taken = timezone.localtime(decision.at, civil.SHANGHAI).date()
    step = flows.flow_of(case).step(decision.step_code)
    days = [
        remedy.period.last_day(taken)
        for remedy in flows.procedures_of(flows.policy_of(case)).against(step, taken)
        if remedy.code == REMEDY
    ]
    return Appealable(decision, lines, days[0]) if days else None


def _against(case: Case) -> Decision | None:
    """Return the last decision that ended a case or settled its lines."""
    flow = flows.flow_of(case)
    for decision in case.decisions.filter(line_no=0).defer("snapshot").order_by("-id"):
        outcome = flow.step(decision.step_code).outcomes.get(decision.outcome)
        if outcome is not None and (outcome.kind == "end" or decision.step_code == "decide" and outcome.kind == "next"):
            return decision
    return None


def open_appeal(case: Case) -> Appeal | None:
    """Return the appeal of a case that is not settled; None where there is none."""
    found: Appeal | None = case.appeals.filter(settled_at=None).first()
    return found


def appeals_of(case: Case) -> list[Appeal]:
    """Return the appeals of a case, the earliest first."""
    return list(rows_of(case, "appeals").select_related("asked_by", "decision").order_by("id"))
