"""Finds near misses: a single number or date whose change would make a failed condition hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..language import nodes as n
from ..language import periods
from ..language.facts import Fact
from .compiler import Slot
from .sides import Sides


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One fact whose change would meet a failed condition: its value, and the value or difference needed."""

    slot: Slot
    fact: Fact
    value: Any
    needed: int
    by_difference: bool


class Condition(Sides):
    """One condition of a case: its nodes alone are computed, because the other ones cannot make it hold."""

    def __init__(self, case: Sides, slot: Slot) -> None:
        super().__init__(case.program, case.facts, case.params)
        self.part, self.holds = case.program.part(slot), slot.require.holds

    @property
    def trace(self) -> tuple[Any, ...]:
        """Return the two sides of every node of the condition, computed once on first read."""
        if self._trace is None:
            self._trace = self.part.bounds(self.facts, self.params)
        return self._trace

    def sides(self, node: n.Node) -> tuple[Any, Any]:
        """Return (certainly, possibly) or (lowest, highest) of a node."""
        at = self.part.position[id(self.program.chosen(node))]
        return self.trace[at], self.trace[at + 1]

    def holds_with(self, at: int, value: int) -> bool:
        """Whether a fact can have a value with which the condition, with all its uses of the fact, certainly holds."""
        fact = self.program.facts[at]
        if not (fact.lo <= value <= fact.hi if fact.kind == "number" else civil.EARLIEST <= value <= civil.LATEST):
            return False
        trace = self.part.bounds((*self.facts[:at], value, *self.facts[at + 1 :]), self.params)
        return bool(trace[self.part.position[id(self.program.chosen(self.holds))]])


def near_misses(case: Sides, failed: Iterable[Slot]) -> list[NearMiss]:
    """Return the single changes that would meet each of the failed conditions."""
    where = {id(fact): i for i, fact in enumerate(case.program.facts)}
    found: list[NearMiss] = []
    for slot in failed:
        condition = Condition(case, slot)
        for fact, needed, by_difference in cures(condition, slot.require.holds, True):
            at = where[id(fact)]
            value = case.facts[at]
            if condition.holds_with(at, value + needed if by_difference else needed):
                found.append(NearMiss(slot, fact, value, needed, by_difference))
    return found


def cures(case: Sides, node: n.Node, want: bool) -> list[tuple[Fact, int, bool]]:
    """Return (fact, value or difference needed, whether it is a difference) for each change that gives `want`."""
    node = case.program.chosen(node)
    if isinstance(node, n.Not):
        return cures(case, node.children[0], not want)
    if isinstance(node, n.And | n.Or):
        together = isinstance(node, n.And) == want
        wrong = [c for c in node.children if not (case.sides(c)[0] if want else not case.sides(c)[1])]
        if together:
            return cures(case, wrong[0], want) if len(wrong) == 1 else []
        return [cure for c in wrong for cure in cures(case, c, want)]
    if isinstance(node, n.Compare):
        return _cure_compare(case, node, want)
    return []


def _cure_compare(case: Sides, node: n.Compare, want: bool) -> list[tuple[Fact, int, bool]]:
    op = node.op if want else {">=": "<", "<": ">=", "<=": ">", ">": "<=", "==": "!="}[node.op]
    left, right = (case.program.chosen(c) for c in node.children)
    if not (case.settled(left) and case.settled(right)) or op == "!=":
        return []
    value, limit = case.sides(left)[0], case.sides(right)[0]
    if isinstance(left, periods.FirstGiven):
        given = {id(fact) for fact, known in zip(case.program.facts, case.facts, strict=False) if known is not None}
        left = next(c for c in left.children if id(c) in given)
    if left.kind == "date":
        if not isinstance(left, Fact):
            return []
        in_calendar = (limit & 31) < civil.month_length(limit)
        if op == ">" or (op == ">=" and not in_calendar):
            limit = civil.next_day(limit)
        elif op == "<" or (op == "<=" and not in_calendar):
            limit = civil.previous_day(limit)
        return [(left, limit, False)]
    step = {">=": limit, "<=": limit, "==": limit, ">": limit + 1, "<": limit - 1}[op] - value
    return [(fact, step, True) for fact in addends(case, left)]


def addends(case: Sides, node: n.Node) -> list[Fact]:
    """Return the facts that a number adds up directly: a change in one changes the number by the same amount."""
    node = case.program.chosen(node)
    if isinstance(node, Fact):
        return [node]
    if isinstance(node, n.Add):
        return addends(case, node.children[0]) + addends(case, node.children[1])
    return []
