"""What a verdict rests on: figures whose source is not confirmed, and whether the registers of today say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from wenjiu.bureau.cases import flows, reviewing
from wenjiu.bureau.cases.assessing import Assessed, fen
from wenjiu.bureau.cases.explained import decided
from wenjiu.bureau.cases.models import Case, Line
from wenjiu.standards import civil

#: States of a line that was granted and is not ended.
GRANTED = ("approved", "held", "cleared", "paid")


def unconfirmed_figures(case: Case) -> list[tuple[str, str]]:
    """Return name and label of the figures of a case whose source nobody has confirmed.

    They are those of its day, and for a decided case those of the rules by which it was decided.
    """
    policies = {id(policy): policy for policy, _raw in decided(case).values()} or {0: flows.policy_of(case)}
    day, lang = civil.of(case.filed_on), flows.lang()
    found: dict[str, str] = {}
    for policy in policies.values():
        for param in policy.params_of(case.measure):
            if any(not row.confirmed for row in param.in_force(day) if row.value is not None):
                found[param.name] = param.label(lang)
    return list(found.items())


def decided_at(case: Case, lines: Sequence[Line]) -> dt.datetime | None:
    """Return when the lines of a case were decided; None where one still waits for it."""
    if any(line.state == "open" for line in lines):
        return None
    kept = case.decisions.filter(line_no=0).exclude(snapshot=None).order_by("-id")
    found: dt.datetime | None = kept.values_list("at", flat=True).first()
    return found


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
