"""What a case is made of: its lines, and the decisions that were taken in it. A page asks for each once."""

from __future__ import annotations

from wenjiu.bureau.cases.models import Case, Decision, Line
from wenjiu.bureau.held import held


def lines_of(case: Case) -> list[Line]:
    """Return the lines of a case in their order, with what an assessment needs."""
    found = case.lines.select_related("row").prefetch_related("roles__party").order_by("no")
    return list(held(("lines", case.pk), lambda: list(found)))


def decisions_of(case: Case) -> list[Decision]:
    """Return the decisions of a case in their order, without what they keep of its lines."""
    return list(held(("decisions", case.pk), lambda: list(case.decisions.defer("snapshot").order_by("id"))))
