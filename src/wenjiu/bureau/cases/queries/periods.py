"""What the page of periods shows: each step that a person takes, its days now, what follows, and what waits."""

from __future__ import annotations

from dataclasses import dataclass

from wenjiu.bureau import clock
from wenjiu.bureau.cases import periods
from wenjiu.bureau.cases.models import StepPeriod
from wenjiu.rules.document.flows import Flow, Step
from wenjiu.rules.policy import Policy


@dataclass(frozen=True)
class StepRow:
    """One step. `step`: with the days that are in force today. `later`: confirmed, from a later day on."""

    step: Step
    waits: StepPeriod | None
    later: tuple[StepPeriod, ...]


def steps_of(policy: Policy) -> list[tuple[Flow, list[StepRow]]]:
    """Return each flow of a policy as it stands today, with a row for each step that a person takes."""
    today = clock.today()
    procedures = periods.procedures_on(policy, today)
    rows = list(StepPeriod.objects.filter(policy=policy.name).select_related("set_by", "confirmed_by"))
    waits = {(row.flow, row.step): row for row in rows if row.confirmed_by_id is None}
    found = []
    for versions in procedures.flows.values():
        flow = versions[-1]
        steps = [step for step in flow.steps if step.scope != "system"]
        found.append((flow, [StepRow(s, waits.get((flow.code, s.code)), _later(rows, flow, s, today)) for s in steps]))
    return found


def _later(rows: list[StepPeriod], flow: Flow, step: Step, today: object) -> tuple[StepPeriod, ...]:
    return tuple(
        row
        for row in reversed(rows)
        if (row.flow, row.step) == (flow.code, step.code) and row.confirmed_by_id and row.from_day > today
    )


def history_of(policy: Policy) -> list[StepPeriod]:
    """Return the confirmed periods of a policy, the newest first."""
    rows = StepPeriod.objects.filter(policy=policy.name, confirmed_by__isnull=False)
    return list(rows.select_related("set_by", "confirmed_by"))
