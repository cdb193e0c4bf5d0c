"""What the report of the unclaimed tells somebody who may not see single rows. Pure.

All its tables divide the same rows: by measure, by street, and as one total. A number that is too small is not told, and
nothing that is told may give it away: neither the sum of a table less its other numbers, nor the difference of two tables.

* **Rows.** Where a table has a number below `SMALLEST`, the smallest of its other numbers is not told either, nor those
  equal to it. At least two numbers of the table are then unknown, and one of them is not small: their sum, which the total
  gives, says neither how much each is nor which of them is small.
* Where a table has small numbers alone, their sum bounds each of them. Then no table tells a number, and there is no total.
* **Money.** An amount is not told where its rows are not told, or where fewer than `SMALLEST` rows have one. With the price
  of a single row the sum of the hidden amounts could still be solved for the hidden numbers. So the whole sum of money is
  told nowhere as soon as one amount is hidden: the total has none, and a table in which no amount is hidden tells none.

* **Days.** Whoever keeps the report of one day could take it from that of the next: one more row, and its money, would be one
  person. So every number that is told is rounded: rows to a multiple of `STEP`, money to a multiple of what `STEP` rows
  bring on average. Rounded numbers do not add up, which hides no more and no less than was said above.

The total of the rows that wait is one number: how many of them were offered and how many are listed by the office divides
the measures in a way that everybody knows, and would be one more sum to subtract from. Numbers of other outcomes have no
sum, so each is hidden for itself (`apart`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

#: Numbers of rows below this are not told to who may not see single rows.
SMALLEST = 3
#: What a number of rows is rounded to. One person more or less seldom changes it, and never by one.
STEP = 5


@dataclass(frozen=True)
class Sum:
    """Rows and money of one measure, street or outcome, or of all.

    `rows`: None where the number is not told.
    `known`: how many of the rows have an amount. `amount_fen`: their sum; None where there is none, or it is not told.
    `told`: whether the amount is told. `about`: whether the numbers are rounded.
    """

    measure: str = ""
    street: Any = None
    rows: int | None = 0
    amount_fen: int | None = None
    outcome: str = ""
    known: int = 0
    told: bool = True
    about: bool = False

    @property
    def whole(self) -> bool:
        """Whether the amount of each row is known."""
        return self.known == self.rows


def whole(table: Sequence[Sum]) -> Sum:
    """Return the sum of a table of which every number is told."""
    known = sum(s.known for s in table)
    amount = sum(s.amount_fen or 0 for s in table) if known else None
    return Sum(rows=sum(s.rows or 0 for s in table), amount_fen=amount, known=known)


def together(tables: Sequence[Sequence[Sum]]) -> tuple[list[list[Sum]], Sum]:
    """Return what is told of tables that divide the same rows, and of their total. Each table is whole."""
    total = whole(tables[0])
    least = [_least_told([s.rows or 0 for s in table]) for table in tables]
    if None in least:
        return [[_without_rows(s) for s in table] for table in tables], _without_rows(total)
    made = [[apart(s, n or SMALLEST) for s in table] for table, n in zip(tables, least, strict=True)]
    if all(s.told for table in made for s in table):
        return made, total
    made = [table if any(not s.told for s in table) else [_without_money(s) for s in table] for table in made]
    return made, _without_money(total)


def rounded(s: Sum) -> Sum:
    """Return a number as it is told on different days. Money that rounds to nothing is not told."""
    if not s.rows:
        return s
    rows = max(STEP, _nearest(s.rows, STEP))
    near = replace(s, rows=rows, known=rows if s.whole else 0, about=True)
    if not s.amount_fen or not s.known:
        return near
    amount = _nearest(s.amount_fen, _unit(STEP * s.amount_fen // s.known))
    return replace(near, amount_fen=amount) if amount else _without_money(near)


def _nearest(number: int, unit: int) -> int:
    return (number + unit // 2) // unit * unit


def _unit(least: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 and so on that is not below a number."""
    power = 10 ** (len(str(least)) - 1)
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least)


def apart(s: Sum, least: int = SMALLEST) -> Sum:
    """Return what is told of a number that no other gives away. `least`: the least number of rows that is told."""
    if (s.rows or 0) < least:
        return _without_rows(s)
    return _without_money(s) if 0 < s.known < SMALLEST else s


def _least_told(numbers: Sequence[int]) -> int | None:
    """Return the least number of rows that a table tells; None where it has small numbers alone."""
    larger = [n for n in numbers if n >= SMALLEST]
    if len(larger) == len(numbers):
        return SMALLEST
    return min(larger) + 1 if larger else None


def _without_rows(s: Sum) -> Sum:
    return replace(s, rows=None, amount_fen=None, known=0, told=False)


def _without_money(s: Sum) -> Sum:
    return replace(s, amount_fen=None, known=0, told=False)
