"""Finds how near a case is to a greater amount: 98 contestants where the next tier begins at 100.

The limits come from the expressions of the amounts: the comparisons that choose a tier, and the caps. Each change is
tried out on the whole measure, so it is shown only where the measure is then due with a greater amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..language import nodes as n
from ..language.facts import Fact
from ..language.units import PERSON
from .near_misses import NearMiss, addends, cures
from .outcomes import NO, YES, Outcome, bounded
from .sides import Sides

#: A change is near if it is at most this part of the value that is needed (one twentieth), or a few persons or months.
PART, FEW = 20, 3


@dataclass(frozen=True, slots=True)
class NextAmount:
    """A change of one fact with which a measure pays more.

    `value`, `needed`: the value of the fact, and the one that is needed.
    `before`, `after`: what all payees get together now and then, in fen.
    """

    fact: Fact
    value: Any
    needed: int
    before: int
    after: int


def next_amounts(
    outcome: Outcome, misses: Iterable[NearMiss], again: Callable[[Fact, int], Outcome]
) -> list[NextAmount]:
    """Return the nearest change of each fact with which a case is due with more money, the smallest change first.

    `misses`: for a refused case, the near misses that can still be changed. Other cases need a settled amount.
    `again`: returns the outcome of the case with another value of a fact.
    """
    before = _paid(outcome)
    if before is None or not outcome.program.lines:
        return []
    found: dict[str, NextAmount] = {}
    values = dict(zip((f.key for f in outcome.program.facts), outcome.facts, strict=False))
    for fact, needed in _refused(misses) if outcome.verdict == NO else sorted(_raising(outcome), key=lambda c: c[1]):
        after = None if fact.key in found else _paid(again(fact, needed))
        if after is not None and after > before:
            found[fact.key] = NextAmount(fact, values[fact.key], needed, before, after)
    return sorted(found.values(), key=lambda a: abs(a.needed - a.value))


def _paid(outcome: Outcome) -> int | None:
    """Return what a case pays in all: nothing where it is refused, None where that is not settled."""
    if outcome.verdict == NO:
        return 0
    settled = outcome.verdict == YES and all(low == bounded(high) for low, high in outcome.amounts)
    return sum(low for low, _ in outcome.amounts) if settled else None


def _refused(misses: Iterable[NearMiss]) -> Iterator[tuple[Fact, int]]:
    for miss in misses:
        yield miss.fact, miss.value + miss.needed if miss.by_difference else miss.needed


def _raising(outcome: Outcome) -> Iterator[tuple[Fact, int]]:
    """Yield facts that can be raised, each with a value near its own at which an amount may become greater."""
    where = {id(fact): i for i, fact in enumerate(outcome.program.facts)}
    for fact, step in _steps(outcome):
        value = outcome.facts[where[id(fact)]]
        if value is None or fact.past or fact.kind != "number" or step <= 0:
            continue
        few = FEW if fact.type.form == "count" else 0
        if step <= max(few, (value + step) // PART) and value + step <= fact.hi:
            yield fact, value + step


def _steps(case: Sides) -> Iterator[tuple[Fact, int]]:
    """Yield (fact, how much more of it) for each limit in the amounts of a case."""
    for node in _below(case, [pay.amount for pay in case.program.lines]):
        if isinstance(node, n.If) and case.settled(node.children[0]):
            wanted = not case.sides(node.children[0])[0]
            yield from ((fact, step) for fact, step, by in cures(case, node.children[0], wanted) if by)
        elif isinstance(node, n.Min) and all(case.settled(child) for child in node.children):
            values = [case.sides(child)[0] for child in node.children]
            for child in node.children:
                if case.sides(child)[0] == min(values) < max(values):
                    yield from ((fact, max(values) - min(values)) for fact in addends(case, child))
                    yield from ((fact, 1) for fact in _people(case, child))


def _people(case: Sides, node: n.Node) -> Iterator[Fact]:
    """Yield the numbers of people by which a capped amount grows person by person."""
    for below in _below(case, [node]):
        if isinstance(below, n.Mul):
            yield from (leaf for leaf in _below(case, [below]) if isinstance(leaf, Fact) and leaf.unit == PERSON)


def _below(case: Sides, roots: Iterable[n.Node]) -> Iterator[n.Node]:
    """Yield the nodes below some roots under the readings of the case, each once."""
    seen: set[int] = set()
    stack = [case.program.chosen(root) for root in roots]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            stack.extend(case.program.chosen(child) for child in node.children)
