"""Civil dates in columns: the arithmetic of `wenjiu.standards.civil` on expressions (civil keys, see there)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import cast

from ...standards import civil, working_days
from .expr import Builder, Expr

ONE_DAY = dt.timedelta(days=1)


def month(b: Builder, key: Expr) -> Expr:
    """Months since year 0 of the month that a key lies in."""
    return b.div(key, civil.MONTH)


def day(b: Builder, key: Expr) -> Expr:
    """Day of the month, counted from 0."""
    return b.mod(key, civil.MONTH)


def last_day(b: Builder, months: Expr) -> Expr:
    """The last day of a month (counted from 0), by its number since year 0."""
    in_year, year = b.mod(months, 12), b.div(months, 12)
    leap = b.all(
        b.compare("==", b.mod(year, 4), b.zero),
        b.any(b.compare("!=", b.mod(year, 100), b.zero), b.compare("==", b.mod(year, 400), b.zero)),
    )
    february = b.case([(leap, b.const(28))], b.const(27))
    return b.case(
        [(b.compare("==", in_year, b.const(1)), february), (b.among(in_year, (3, 5, 8, 10)), b.const(29))],
        b.const(30),
    )


def end_key(b: Builder, key: Expr) -> Expr:
    """The key with the day part 30 on a month's last day; see `civil.end_key`."""
    is_last = b.all(b.compare(">=", day(b, key), b.const(27)), b.compare(">=", day(b, key), last_day(b, month(b, key))))
    found = b.case([(is_last, b.add(b.mul(month(b, key), b.const(civil.MONTH)), b.const(30)))], key)
    return _near(b, found, key, 0, 3)


def plus_months(b: Builder, key: Expr, months: Expr) -> Expr:
    """The corresponding day so many months later, else that month's last day."""
    later = b.add(key, b.mul(months, b.const(civil.MONTH)))
    if later.lo < 0:  # a start in year 0 less a period: no date of a population
        later = b.strictly("greatest", later, b.zero)
    last = last_day(b, month(b, later))
    too_far = b.all(b.compare(">", day(b, later), b.const(27)), b.compare(">", day(b, later), last))
    found = b.case([(too_far, b.add(b.sub(later, day(b, later)), last))], later)
    return _near(b, found, later, -3, 0)


def _near(b: Builder, found: Expr, key: Expr, low: int, high: int) -> Expr:
    """Note that a key lies within so many days of one that is cheaper to have."""
    if not found.constant and found is not key:
        b.near[found.number] = (key, low, high)
    return found


def next_day(b: Builder, key: Expr) -> Expr:
    """The day after."""
    inside = b.compare("<", day(b, key), last_day(b, month(b, key)))
    first_of_next = b.mul(b.add(month(b, key), b.const(1)), b.const(civil.MONTH))
    return b.case([(inside, b.add(key, b.const(1)))], first_of_next)


def day_number(b: Builder, key: Expr) -> Expr:
    """Days since a fixed day long ago, for differences and weekdays; the calendar is counted from March."""
    months = b.sub(month(b, key), b.const(2))
    year, in_year = b.div(months, 12), b.mod(months, 12)
    leaps = b.add(b.sub(b.div(year, 4), b.div(year, 100)), b.div(year, 400))
    before_month = b.div(b.add(b.mul(in_year, b.const(153)), b.const(2)), 5)
    return b.add(b.add(b.add(b.mul(year, b.const(365)), leaps), before_month), day(b, key))


def roll_forward(b: Builder, key: Expr) -> Expr:
    """The day itself, or where the working-day calendar calls it free, the next working day."""
    weekday = b.mod(b.add(day_number(b, key), b.const(_offset())), 7)  # Monday is 0
    tomorrow = next_day(b, key)
    rule = b.case(
        [
            (b.compare("==", weekday, b.const(5)), next_day(b, tomorrow)),
            (b.compare("==", weekday, b.const(6)), tomorrow),
        ],
        key,
    )
    return _near(b, _among_exceptions(b, key, rule, list(exceptions())), key, 0, civil.MONTH)


def _offset() -> int:
    """What makes day numbers fall on weekdays: 1 January 2024 was a Monday."""
    fixed = Builder()
    number = day_number(fixed, fixed.const(civil.key(2024, 1, 1)))
    return -cast(int, number.data) % 7


@cache
def exceptions() -> tuple[tuple[int, int, int | None], ...]:
    """(first key, last key, working day that follows; None: they are working days) where weekends alone do not decide."""
    found: list[tuple[int, int, int | None]] = []
    at, end = dt.date(2003, 12, 1), dt.date(civil.today() // civil.YEAR + 3, 12, 31)
    while at <= end:
        key = civil.of(at)
        rolled = working_days.roll_forward(key)
        by_weekend = at + dt.timedelta(days=max(7 - at.weekday(), 0) if at.weekday() >= 5 else 0)
        if rolled != civil.of(by_weekend):
            target = None if rolled == key else rolled
            if found and found[-1][2] == target and civil.next_day(found[-1][1]) == key:
                found[-1] = (found[-1][0], key, target)
            else:
                found.append((key, key, target))
        at += ONE_DAY
    return tuple(found)


def _among_exceptions(b: Builder, key: Expr, rule: Expr, runs: list[tuple[int, int, int | None]]) -> Expr:
    """A balanced choice over runs of days, so that the depth is the logarithm of their number."""
    if not runs:
        return rule
    half = len(runs) // 2
    first, last, target = runs[half]
    here = key if target is None else b.const(target)
    return b.case(
        [
            (b.compare("<", key, b.const(first)), _among_exceptions(b, key, rule, runs[:half])),
            (b.compare(">", key, b.const(last)), _among_exceptions(b, key, rule, runs[half + 1 :])),
        ],
        here,
    )


def iso(b: Builder, key: Expr) -> Expr:
    """A key as an ISO date; a 29 February that its year lacks reads as 1 March, as in `civil.iso`."""
    missing = b.compare(">", day(b, key), last_day(b, month(b, key)))
    key = b.case([(missing, b.mul(b.add(month(b, key), b.const(1)), b.const(civil.MONTH)))], key)
    months = month(b, key)
    return b.text(
        b.padded(b.div(months, 12), 4),
        "-",
        b.padded(b.add(b.mod(months, 12), b.const(1)), 2),
        "-",
        b.padded(b.add(day(b, key), b.const(1)), 2),
    )
