"""Derives the days of a claim from facts, as a policy declares it: the days that it pays for, and its first day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..evaluate.outcomes import Outcome
from ..evaluate.runtime import service
from ..explain.determinations import Determination
from ..language import nodes as n
from ..language import periods
from ..language.facts import Fact
from ..ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included.

    The period is empty where the last day comes first. Where it is not `certain`, the days only lie within it.
    """

    first: int
    last: int
    certain: bool = True


NO_DAYS = Days(civil.LATEST, civil.EARLIEST)


def meet(a: Days | None, b: Days | None) -> bool | None:
    """Whether two claims have a day in common; None where that is not known."""
    if a is None or b is None:
        return None
    if a.last < a.first or b.last < b.first or a.first > b.last or b.first > a.last:
        return False
    return True if a.certain and b.certain else None


def days_of(rules: Ruleset, answer: Determination) -> Days | None:
    """Return the days that a case pays for, as the policy derives them from its facts; None where one is unknown."""
    rule = rules.stacking.periods.get(answer.case.measure.code, {})

    def known(word: str) -> Any:
        return _stated(rules, answer, rule[word]) if word in rule else None

    derive: dict[str, Callable[[], Days | None]] = {
        "year": lambda: _year(known("year"), known("months") if "months" in rule else 12),
        "back": lambda: _before(known("to"), int(rule["back"])),
    }
    for word, days in derive.items():
        if word in rule:
            return days()
    months = paid_months(answer.outcome)
    if months is not None:
        return months.days
    first = first_day(rules, answer)
    by_month = any(isinstance(node, periods.MonthlySum) for node in answer.case.measure.nodes())
    return None if by_month or first is None else Days(first, first)


def first_day(rules: Ruleset, answer: Determination) -> int | None:
    """Return the first day of a case (civil key), where the policy names a fact for it and that fact is known."""
    rule = rules.stacking.periods.get(answer.case.measure.code, {})
    return _stated(rules, answer, rule["day"]) if "day" in rule else None


def _stated(rules: Ruleset, answer: Determination, name: str) -> Any:
    fact = rules.accepted_facts(answer.case.measure).get(name)
    return answer.case.facts.get(fact.key) if isinstance(fact, Fact) else None


def _year(year: int | None, months: int | None) -> Days | None:
    """Return a calendar year. With fewer than twelve months, the paid months are not known."""
    if year is None:
        return None
    return Days(civil.key(year, 1, 1), civil.key(year, 12, 31), months == 12)


def _before(last: int | None, months: int) -> Days | None:
    """Return a number of months that end on a day, that day included."""
    return None if last is None else Days(civil.next_day(civil.plus_months(last, -months)), last)


@dataclass(frozen=True, slots=True)
class Months:
    """The months that a case is paid for: the least number of them, and their days."""

    number: int
    days: Days


def paid_months(outcome: Outcome) -> Months | None:
    """Return the months of the monthly sum of a case; None where it has none, or its first day is not known."""
    for pay in outcome.lines:
        node = _monthly(outcome, pay.amount)
        if node is not None:
            return _months(outcome, node)
    return None


def _monthly(outcome: Outcome, node: n.Node) -> periods.MonthlySum | None:
    """Return the monthly sum that an amount uses; None where that depends on unknown values."""
    node = outcome.program.chosen(node)
    if isinstance(node, periods.MonthlySum):
        return node
    children = node.children
    if isinstance(node, n.If):
        if not outcome.settled(children[0]):
            return None
        children = (children[1] if outcome.sides(children[0])[0] else children[2],)
    return next((found for child in children if (found := _monthly(outcome, child)) is not None), None)


def _months(outcome: Outcome, node: periods.MonthlySum) -> Months | None:
    (first, at_latest), last, most, *before = (outcome.sides(child) for child in node.children[1:])
    if first != at_latest:
        return None
    parts = outcome.program.word(node.parts)
    paid = [
        service(first, last[side], most[side], parts, "start", before[0][side] if before else None) for side in (0, 1)
    ]
    if not paid[1]:
        return Months(0, NO_DAYS)
    n_months = len(paid[1])
    if parts == "touched":
        end = civil.previous_day(civil.plus_months(first >> 5 << 5, n_months))
    else:
        end = civil.previous_day(civil.plus_months(first, n_months))
    return Months(len(paid[0]), Days(first, min(end, last[1]), paid[0] == paid[1]))
