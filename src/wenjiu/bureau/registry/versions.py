"""Compares statements with the live rows of a register, and says which rows are added and which they replace. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

#: First day and the first day after the last; None: open.
Span = tuple[dt.date | None, dt.date | None]
ALWAYS: Span = (None, None)
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass(frozen=True)
class Content:
    """What a row says, besides its days. `parties`: role -> id."""

    facts: dict[str, Any]
    refers: dict[str, str]
    parties: dict[str, int]
    street: int | None


@dataclass(frozen=True)
class Known:
    """A live row: its id, its days and what it says."""

    id: int
    span: Span
    content: Content


@dataclass
class Step:
    """What happens for one statement.

    `verdict`: new, changed, or unchanged.
    `replaced`: the live rows that it replaces.
    `rests`: days on which a replaced row still holds.
    `same`: the live row that says the same already.
    """

    verdict: str
    replaced: list[Known] = field(default_factory=list)
    rests: list[tuple[Known, Span]] = field(default_factory=list)
    same: Known | None = None


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans have a day in common."""
    return _starts_before_end(a[0], b[1]) and _starts_before_end(b[0], a[1])


def within(a: Span, b: Span) -> bool:
    """Whether every day of a span lies in another one."""
    starts = b[0] is None or (a[0] is not None and a[0] >= b[0])
    ends = b[1] is None or (a[1] is not None and a[1] <= b[1])
    return starts and ends


def common(a: Span, b: Span) -> Span | None:
    """Return the days that two spans have in common; None if there are none."""
    if not overlaps(a, b):
        return None
    return max_start(a[0], b[0]), min_end(a[1], b[1])


def without(a: Span, b: Span) -> list[Span]:
    """Return the days of a span before and after another one."""
    rests: list[Span] = []
    if b[0] is not None and (a[0] is None or a[0] < b[0]):
        rests.append((a[0], min_end(a[1], b[0])))
    if b[1] is not None and (a[1] is None or a[1] > b[1]):
        rests.append((max_start(a[0], b[1]), a[1]))
    return rests


def max_start(a: dt.date | None, b: dt.date | None) -> dt.date | None:
    """Return the later of two first days."""
    return b if a is None else a if b is None else max(a, b)


def min_end(a: dt.date | None, b: dt.date | None) -> dt.date | None:
    """Return the earlier of two ends."""
    return b if a is None else a if b is None else min(a, b)


def _starts_before_end(start: dt.date | None, end: dt.date | None) -> bool:
    return start is None or end is None or start < end


def step(span: Span, content: Content, live: Iterable[Known]) -> Step:
    """Return what a statement does to the live rows of its subject and source."""
    touched = [row for row in live if overlaps(row.span, span)]
    same = next((row for row in touched if row.content == content and within(span, row.span)), None)
    if same is not None:
        return Step(UNCHANGED, same=same)
    rests = [(row, rest) for row in touched for rest in without(row.span, span)]
    return Step(CHANGED if touched else NEW, touched, rests)


def restored(span: Span, replaced: Sequence[tuple[Known, bool]]) -> list[tuple[Known, Span, bool]]:
    """Return what held before on the days of a withdrawn row: row, days, and whether that row was withdrawn too."""
    found = []
    for row, withdrawn in replaced:
        days = common(row.span, span)
        if days is not None:
            found.append((row, days, withdrawn))
    return found
