"""What a verdict rests on: figures whose source is not confirmed, and whether the registers of today say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from wenjiu.bureau.cases import flows, reviewing
from wenjiu.bureau.cases.assessing import Assessed, fen
from wenjiu.bureau.cases.models import Case, Line
from wenjiu.bureau.rulebook import in_force
from wenjiu.standards import civil

#: States of a line that was granted and is not ended.
GRANTED = ("approved", "held", "cleared", "paid")


@dataclass(frozen=True)
class Decided:
    """When the lines of a case were decided, and the number of the last change of the rules then."""

    at: dt.datetime
    change: int


def decided(case: Case, lines: Sequence[Line]) -> Decided | None:
    """Return the last decision on the lines of a case; None where one still waits for it."""
    if any(line.state == "open" for line in lines):
        return None
    kept = case.decisions.filter(line_no=0).exclude(snapshot=None).order_by("-id")
    found = kept.values_list("at", "snapshot__0__rules__change").first()
    return None if found is None else Decided(found[0], found[1] or 0)


def unconfirmed_figures(case: Case, last: Decided | None) -> list[tuple[str, str]]:
    """Return name and label of the figures of a case whose source nobody has confirmed.

    They are those of the day of the filing, and for a decided case those of the rules by which it was decided.
    """
    policy = flows.policy_of(case) if last is None else in_force.policy_at(case.policy, last.change, case.filed_on)
    day, lang = civil.of(case.filed_on), flows.lang()
    return [
        (param.name, param.label(lang))
        for param in policy.params_of(case.measure)
        if any(not row.confirmed for row in param.in_force(day) if row.value is not None)
    ]


def otherwise_today(case: Case, lines: Sequence[Line]) -> dict[int, Assessed]:
    """Return line number -> what the registers and past awards say today, of the granted lines for which that differs.

    What counts is the decision: this tells who looks back that something has changed since.
    """
    granted = [line for line in lines if line.state in GRANTED]
    if not granted:
        return {}
    today = zip(granted, reviewing.assess_today(case, granted), strict=True)
    return {
        line.no: now
        for line, now in today
        if (now.eligible, now.amount_fen) != (line.answer.get("eligible"), fen(line.answer.get("amount")))
    }
