"""What the page of periods shows: each step that a person takes, its days now, what follows, and what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wenjiu.bureau import clock
from wenjiu.bureau.cases import periods
from wenjiu.bureau.cases.models import StepPeriod
from wenjiu.rules.document.flows import Flow
from wenjiu.rules.document.procedures import ANSWER
from wenjiu.rules.document.services import Source
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy

#: What the applicant does with a correction notice, which has a period as a step has.
CORRECTION = T("申请人补正", "correction by the applicant")


@dataclass(frozen=True)
class StepRow:
    """One step, or the answer to a correction notice.

    `code`: of the step, or ``answer``.
    `days`: working days that are in force today; None where none are set.
    `source`: what states them.
    `waits`: proposed by one person. `later`: confirmed, from a later day on.
    """

    code: str
    name: Text
    days: int | None
    source: Source | None
    waits: StepPeriod | None
    later: tuple[StepPeriod, ...]


def steps_of(policy: Policy) -> list[tuple[Flow, list[StepRow]]]:
    """Return each flow of a policy as it stands today, with a row for each step that a person takes and for corrections."""
    today = clock.today()
    procedures = periods.procedures_on(policy, today)
    rows = list(StepPeriod.objects.filter(policy=policy.name).select_related("set_by", "confirmed_by"))
    waits = {(row.flow, row.step): row for row in rows if row.confirmed_by_id is None}
    found = []
    for versions in procedures.flows.values():
        flow = versions[-1]
        days = [(s.code, s.name, s.days, s.days_source) for s in flow.steps if s.scope != "system"]
        days.append((ANSWER, CORRECTION, flow.answer_days, flow.answer_source))
        found.append(
            (flow, [StepRow(*row, waits.get((flow.code, row[0])), _later(rows, flow, row[0], today)) for row in days])
        )
    return found


def _later(rows: list[StepPeriod], flow: Flow, step: str, today: dt.date) -> tuple[StepPeriod, ...]:
    return tuple(
        row
        for row in reversed(rows)
        if (row.flow, row.step) == (flow.code, step) and row.confirmed_by_id and row.from_day > today
    )


def history_of(policy: Policy) -> list[StepPeriod]:
    """Return the confirmed periods of a policy, the newest first."""
    rows = StepPeriod.objects.filter(policy=policy.name, confirmed_by__isnull=False)
    return list(rows.select_related("set_by", "confirmed_by"))
