"""Sums a dated rate over months of service in closed form, with one term for each change of the rate.

The paid months are those of `wenjiu.rules.evaluate.runtime.service`. The first day of service determines the month from
which a change of the rate applies. The sum adds each change of the rate times the months from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from ...standards import civil
from . import dates
from .builder import Builder
from .expr import INT, Expr

# A month has 28, 29, 30 or 31 days. Sums with parts of a month are multiples of one in this number.
PARTS = lcm(28, 29, 30, 31)


@dataclass(frozen=True, slots=True)
class Monthly:
    """A sum over months.

    `total`: the sum, in parts of `scale`.
    `scale`: the parts of a fen.
    `lacking`: the first day without a rate; NULL if every day has one.
    """

    total: Expr
    scale: int
    lacking: Expr


class Months:
    """The paid months of a period of service whose dates are known."""

    def __init__(
        self, b: Builder, first: Expr, last: Expr, most: Expr, parts: str, rate: str, before: Expr | None
    ) -> None:
        self.b, self.first, self.last, self.parts, self.rate = b, first, last, parts, rate
        self.start_month = dates.month(b, first)
        served = b.possible(b.compare(">=", last, first))
        if parts == "touched":
            whole = b.add(b.sub(dates.month(b, last), self.start_month), b.const(1))
        else:
            whole = b.div(b.sub(dates.end_key(b, dates.next_day(b, last)), first), civil.MONTH)
        # If the last day is NULL, only the other limits apply.
        self.whole = b.case([(served, b.strictly("greatest", whole, b.zero))], b.zero)
        limits = [self.whole, most] + ([] if before is None else [self._position(before)])
        self.paid = b.greatest(b.least(*limits), b.zero)  # NULL means no limit
        self.part = self._part(most, before, served) if parts == "pro_rata" else None

    def _part(self, most: Expr, before: Expr | None, served: Expr) -> tuple[Expr, Expr, Expr]:
        """Return (whether a part of a month is paid at the end, its days, the days of that month of service)."""
        b = self.b
        start = dates.plus_months(b, self.first, self.whole)
        ahead = dates.day_number(b, dates.plus_months(b, self.first, b.add(self.whole, b.const(1))))
        days = b.add(b.sub(dates.day_number(b, self.last), dates.day_number(b, start)), b.const(1))
        paid = [served, b.possible(b.compare("<", self.whole, most)), b.compare(">", days, b.zero)]
        if before is not None:
            paid.append(b.possible(b.compare("<", start, before)))
        return b.certain(b.all(*paid)), days, b.sub(ahead, dates.day_number(b, start))

    def _position(self, day: Expr) -> Expr:
        """Return the number of months of service that begin before a day."""
        b = self.b
        month, within = dates.month(b, day), dates.day(b, day)
        ahead = b.sub(month, self.start_month)
        if self.parts == "touched":
            begun = b.case([(b.compare(">", within, b.zero), b.add(ahead, b.const(1)))], ahead)
            return b.case([(b.compare(">=", self.first, day), b.zero)], b.strictly("greatest", begun, b.zero))
        reached = b.all(
            b.compare(">=", dates.day(b, self.first), within), b.compare(">=", dates.last_day(b, month), within)
        )
        return b.strictly("greatest", b.case([(reached, ahead)], b.add(ahead, b.const(1))), b.zero)

    def from_step(self, start: int) -> Expr:
        """Return the position of the first month to which a rate that starts on a day applies."""
        b = self.b
        if self.rate == "start":
            return b.case([(b.compare(">=", self.first, b.const(start)), b.zero)], b.const(civil.LATEST))
        if self.rate == "year_end":
            return b.greatest(b.sub(b.const(start // civil.YEAR * 12), self.start_month), b.zero)
        month, within = start // civil.MONTH, start % civil.MONTH
        ahead = b.sub(b.const(month), self.start_month)
        if within and self.parts == "touched":
            ahead = b.add(ahead, b.const(1))
        elif within:
            late = b.compare("<", dates.day(b, self.first), b.const(within))
            ahead = b.case([(late, b.add(ahead, b.const(1)))], ahead)
        return b.greatest(ahead, b.zero)

    def rated_day(self, position: Expr) -> Expr:
        """Return the day whose rate applies to a month."""
        b = self.b
        if self.rate == "start":
            return self.first
        month = b.add(self.start_month, position)
        if self.rate == "year_end":
            return b.add(b.mul(b.div(month, 12), b.const(civil.YEAR)), b.const(11 * civil.MONTH + 30))
        if self.parts == "touched":
            return b.mul(month, b.const(civil.MONTH))
        return dates.plus_months(b, self.first, position)


def monthly(
    b: Builder,
    rows: Sequence[tuple[Any, ...]],
    first: Expr,
    last: Expr,
    most: Expr,
    parts: str,
    rate: str,
    before: Expr | None = None,
) -> Monthly:
    """Return the sum over the paid months. It is meaningless in rows where a date is NULL.

    A month without a rate adds nothing. The result names the first day without a rate.

    `rows`: (first day, rate or None) of the table.
    `first`, `last`: the first and the last day of service.
    `most`: the most months that are paid.
    `parts`: how parts of a month count: ``completed``, ``pro_rata`` or ``touched`` (see `MonthlySum`).
    `rate`: the day whose rate applies: ``month``, ``start`` or ``year_end`` (see `MonthlySum`).
    `before`: the day before which a month must begin; None if there is no such day.
    """
    months = Months(b, first, last, most, parts, rate, before)
    fine = lcm(*(Fraction(value).denominator for _, value, *_ in rows if value is not None))  # a rate in parts of a fen
    parts_of_month = PARTS if months.part is not None else 1
    scale = parts_of_month * fine
    steps = [(months.from_step(start), None if value is None else int(value * fine)) for start, value, *_ in rows]
    total, known = b.zero, 0
    for position, value in steps:
        rise = (value or 0) - known
        known = value or 0
        if rise:
            served = b.greatest(b.sub(months.paid, position), b.zero)
            total = b.add(total, b.mul(served, b.const(rise * parts_of_month)))
    count = months.paid
    if months.part is not None:
        paid, days, length = months.part
        of_month = b.case(
            [(b.compare("==", length, b.const(n)), b.const(PARTS // n)) for n in (28, 29, 30)], b.const(PARTS // 31)
        )
        wage = b.case(
            [(b.compare(">=", months.whole, at), b.const(value or 0)) for at, value in reversed(steps)], b.zero
        )
        total = b.add(total, b.case([(paid, b.mul(wage, b.mul(days, of_month)))], b.zero))
        count = b.case([(paid, b.add(count, b.const(1)))], count)
    if total.lo < 0:  # a falling rate makes a term negative but not the sum, which the highest rate bounds
        highest = max(value or 0 for _, value in steps)
        limit = b.const(highest * parts_of_month * count.hi)
        total = b.greatest(b.least(total, limit), b.zero)
    return Monthly(total, scale, _lacking(b, months, count, steps))


def _lacking(b: Builder, months: Months, count: Expr, steps: list[tuple[Expr, Any]]) -> Expr:
    """Return the first day that selects the rate of a paid month and has no rate."""
    gaps: list[Expr] = []
    begins: list[tuple[Expr, Any]] = [(b.zero, None), *steps]
    for k, (position, value) in enumerate(begins):
        if value is None:
            end = count if k + 1 == len(begins) else b.strictly("least", count, begins[k + 1][0])
            gaps.append(b.case([(b.certain(b.compare("<", position, end)), position)], b.nothing(INT)))
    where = b.least(*gaps)
    if where.constant and where.data is None:
        return where
    return b.case([(b.given(where), months.rated_day(where))], b.nothing(INT))
