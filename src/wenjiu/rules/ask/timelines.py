"""Puts the dates of a case on a line: the days that were given, the windows of the rule, today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...standards import civil
from ..explain.determinations import Determination
from ..language.facts import Fact
from ..language.nodes import And, Compare
from ..language.periods import PlusMonths, RollForward
from .deadlines import closed_routes, day_of, last_day

GIVEN, OPENS, CLOSES, TODAY = "given", "opens", "closes", "today"
#: The order of marks of the same day.
ORDER = (GIVEN, OPENS, TODAY, CLOSES)
#: Days longer ago than this (civil keys: ten years), such as a birth, are left out: they would crowd all others.
LONG_AGO = 10 * civil.YEAR


@dataclass(frozen=True, slots=True)
class Mark:
    """A day (civil key) on the line: what kind of day it is, and what happens on it in words.

    A closing day that has an action names it (申请, apply); other days of a rule have the wording of their condition.
    """

    day: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day (civil keys) of a period that a rule counts from a day of the case; both belong to it."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days of one case in their order, and the windows of its rules.

    `ahead`: whether a window opens or closes today or later for something that is not done yet.
    """

    marks: tuple[Mark, ...]
    windows: tuple[Window, ...]
    ahead: bool


@dataclass(frozen=True, slots=True)
class _Bound:
    """A day that a rule works out from a day of the case: `by` may not be before it, or not after it."""

    start: int
    day: int
    by: Fact
    opens: bool
    text: str


def timeline_of(answer: Determination, today: int) -> Timeline | None:
    """Return the dates of a case up to a day of reference (civil key); None where no window can be worked out."""
    bounds = [b for b in dict.fromkeys(_bounds(answer)) if b.start >= today - LONG_AGO]
    last = last_day(answer)
    if not bounds and last is None:
        return None
    marks = [Mark(today, TODAY, ""), *_given(answer, today)]
    if last is not None:
        marks.append(Mark(civil.parse(last[0]), CLOSES, last[1]))
    named = {m.day for m in marks if m.kind == CLOSES}
    marks += [Mark(b.day, OPENS if b.opens else CLOSES, b.text) for b in bounds if b.opens or b.day not in named]
    marks.sort(key=lambda m: (m.day, ORDER.index(m.kind)))
    ahead = last is not None and civil.parse(last[0]) >= today
    ahead = ahead or any(b.day >= today and not _done(b.by, answer, today) for b in bounds)
    return Timeline(tuple(dict.fromkeys(marks)), tuple(_windows(bounds)), ahead)


def _done(by: Fact, answer: Determination, today: int) -> bool:
    """Whether what a window is for has its day. A visit puts the day of the answer for that of the application."""
    return answer.case.facts.get(by.key) is not None and not _stands_in(by, answer, today)


def _stands_in(fact: Fact, answer: Determination, today: int) -> bool:
    """Whether a fact is the event that the measure is about, and has the day of the answer."""
    event = answer.outcome.program.leaves(answer.case.measure.trigger)
    return answer.case.facts.get(fact.key) == today and fact in event


def _given(answer: Determination, today: int) -> Iterator[Mark]:
    """Yield the days that the case states, other than the day of the answer that stands for the application."""
    for fact in answer.outcome.program.facts:
        value = answer.case.facts.get(fact.key) if isinstance(fact, Fact) and fact.kind == "date" else None
        if value is not None and value >= today - LONG_AGO and not _stands_in(fact, answer, today):
            yield Mark(int(value), GIVEN, fact.name(answer.lang))


def _windows(bounds: list[_Bound]) -> Iterator[Window]:
    """Yield the period before each last day: from the first day that the rule allows, or from the day it counts from."""
    for bound in bounds:
        if not bound.opens:
            opened = [b.day for b in bounds if b.opens and (b.start, b.by) == (bound.start, bound.by)]
            first = max(opened, default=bound.start)
            if first <= bound.day:
                yield Window(first, bound.day)


def _bounds(answer: Determination) -> Iterator[_Bound]:
    """Yield the days that the conditions of the case work out.

    Conditions that do not apply, and those of a way that is closed, are left out. So are parts of a condition of which
    one is enough: none of them is a limit by itself.
    """
    program, closed = answer.outcome.program, closed_routes(answer)
    for slot, holds in zip(program.slots, answer.outcome.holds, strict=True):
        if not slot.present or holds is None or slot.route in closed:
            continue
        stack = [slot.require.holds]
        while stack:
            node = program.chosen(stack.pop())
            if isinstance(node, And):
                stack += node.children
            elif isinstance(node, Compare):
                yield from _bound(node, answer, slot.require.text(answer.lang, answer.fill))


def _bound(node: Compare, answer: Determination, text: str) -> Iterator[_Bound]:
    by, limit = (answer.outcome.program.chosen(child) for child in node.children)
    if node.op not in (">=", "<=") or not isinstance(by, Fact) or by.kind != "date":
        return
    if isinstance(limit, RollForward):
        limit = answer.outcome.program.chosen(limit.children[0])
    if not isinstance(limit, PlusMonths):
        return
    start, day = day_of(limit.children[0], answer), day_of(limit, answer)
    if start is not None and day is not None:
        yield _Bound(start, day, by, node.op == ">=", text)
