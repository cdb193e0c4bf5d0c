"""Computes with civil dates in columns: the functions of `wenjiu.standards.civil` for expressions of civil keys."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import cast

from ...standards import civil, working_days
from .builder import Builder
from .expr import Expr

ONE_DAY = dt.timedelta(days=1)


def month(b: Builder, key: Expr) -> Expr:
    """Return the month of a key, as the number of months since year 0."""
    return b.div(key, civil.MONTH)


def day(b: Builder, key: Expr) -> Expr:
    """Return the day of the month, counted from 0."""
    return b.mod(key, civil.MONTH)


def last_day(b: Builder, months: Expr) -> Expr:
    """Return the last day of a month (counted from 0). `months`: the number of the month since year 0."""
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
    """Return the key with its day part set to 30 on the last day of a month (see `civil.end_key`)."""
    is_last = b.all(b.compare(">=", day(b, key), b.const(27)), b.compare(">=", day(b, key), last_day(b, month(b, key))))
    found = b.case([(is_last, b.add(b.mul(month(b, key), b.const(civil.MONTH)), b.const(30)))], key)
    return _near(b, found, key, 0, 3)


def plus_months(b: Builder, key: Expr, months: Expr) -> Expr:
    """Return the corresponding day so many months later, or the last day of that month if it has no such day."""
    later = b.add(key, b.mul(months, b.const(civil.MONTH)))
    if later.lo < 0:  # a start in year 0 minus a period, which does not occur in a population
        later = b.strictly("greatest", later, b.zero)
    last = last_day(b, month(b, later))
    too_far = b.all(b.compare(">", day(b, later), b.const(27)), b.compare(">", day(b, later), last))
    found = b.case([(too_far, b.add(b.sub(later, day(b, later)), last))], later)
    return _near(b, found, later, -3, 0)


def _near(b: Builder, found: Expr, key: Expr, low: int, high: int) -> Expr:
    """Record that a key differs from a cheaper one by `low` to `high`, for filters."""
    if not found.constant and found is not key:
        b.near[found.number] = (key, low, high)
    return found


def next_day(b: Builder, key: Expr) -> Expr:
    """Return the next day."""
    inside = b.compare("<", day(b, key), last_day(b, month(b, key)))
    first_of_next = b.mul(b.add(month(b, key), b.const(1)), b.const(civil.MONTH))
    return b.case([(inside, b.add(key, b.const(1)))], first_of_next)


def day_number(b: Builder, key: Expr) -> Expr:
    """Return the days since a fixed day, for differences and weekdays. Years are counted from March."""
    months = b.sub(month(b, key), b.const(2))
    year, in_year = b.div(months, 12), b.mod(months, 12)
    leaps = b.add(b.sub(b.div(year, 4), b.div(year, 100)), b.div(year, 400))
    before_month = b.div(b.add(b.mul(in_year, b.const(153)), b.const(2)), 5)
    return b.add(b.add(b.add(b.mul(year, b.const(365)), leaps), before_month), day(b, key))


def roll_forward(b: Builder, key: Expr) -> Expr:
    """Return the day itself, or the next working day if the working-day calendar says that the day is free."""
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
    """Return the offset that turns day numbers into weekdays: 1 January 2024 was a Monday."""
    fixed = Builder()
    number = day_number(fixed, fixed.const(civil.key(2024, 1, 1)))
    return -cast(int, number.data) % 7


@cache
def exceptions() -> tuple[tuple[int, int, int | None], ...]:
    """Return runs of days for which weekends alone do not decide whether they are free.

    Each run is (first key, last key, next working day). The next working day is None if the days are working days.
    """
    found: list[tuple[int, int, int | None]] = []
    last = max(civil.today() // civil.YEAR + 3, working_days.FIXED_YEARS[-1])
    at, end = dt.date(2003, 12, 1), dt.date(last, 12, 31)
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
    """Return a balanced choice over runs of days, whose depth is the logarithm of their number."""
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
    """Return a key as an ISO date. A 29 February that its year lacks becomes 1 March, as in `civil.iso`."""
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
