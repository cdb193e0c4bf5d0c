"""Finds the last day by which a visitor can still meet a measure, and what the visitor must do by then."""

from __future__ import annotations

from ...standards import civil
from ..explain.determinations import Determination
from ..language.facts import Fact
from ..language.nodes import Lit, Node
from ..language.parameters import Param
from ..language.periods import NextDay, PlusMonths


def last_day(answer: Determination) -> tuple[str, str] | None:
    """Return (ISO date, what must be done by then) of the way with the most time.

    None where no way is open, where the action is already done, and where the day of an open way is not known: that way
    may leave more time than the others.
    """
    program, measure = answer.outcome.program, answer.case.measure
    closed = closed_routes(answer)
    found: list[tuple[int, str]] = []
    for item in measure.latest:
        if not program.stands(item.under) or (item.route and item.route in closed):
            continue
        if item.done is not None and answer.case.facts.get(item.done.key) is not None:
            return None
        day = day_of(item.day, answer)
        if day is None:
            return None
        found.append((civil.previous_day(day) if item.before else day, item.what(answer.lang)))
    if not found:
        return None
    day, what = max(found)
    return civil.iso(day), what


def closed_routes(answer: Determination) -> set[str]:
    """Return the alternatives of a case that cannot be met any more."""
    # The results of the conditions are not used here: one met way excludes the conditions of the others.
    outcome = answer.outcome
    return {s.route for s in outcome.program.slots if s.route and s.present and not outcome.sides(s.require.holds)[1]}


def day_of(node: Node, answer: Determination) -> int | None:
    """Return the civil key, or the number of months, of an expression about dates; None where a part is not known."""
    node = answer.outcome.program.chosen(node)
    match node:
        case Fact():
            value = answer.case.facts.get(node.key)
            return None if value is None else int(value)
        case Param():
            resolved = answer.resolved.get(node.name)
            return None if resolved is None or resolved.value is None else int(resolved.value)
        case Lit():
            return int(node.value)
        case PlusMonths():
            start, months = (day_of(child, answer) for child in node.children)
            if start is None or months is None:
                return None
            return civil.plus_months(start, months) if node.clip else start + civil.MONTH * months
        case NextDay():
            before = day_of(node.children[0], answer)
            return None if before is None else civil.next_day(before)
        case _:
            return None
