"""Calendar days as arrays of whole numbers (days since 1970-01-01), with the arithmetic that rows are drawn with.

Written on NumPy's own calendar, so that rows do not owe their edges to the arithmetic that they try.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from wenjiu.standards import civil
from wenjiu.standards.working_days import is_free

Days = np.ndarray
_EPOCH = dt.date(1970, 1, 1)


def number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def of_key(key: int) -> int:
    """Days since 1970-01-01 of a civil key, which must be a day of the calendar."""
    return number(civil.date(key))


FIRST, LAST = of_key(civil.EARLIEST), of_key(civil.LATEST)


def parts(days: Days) -> tuple[np.ndarray, np.ndarray]:
    """(months since year 0, day of the month from 0) of days."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(np.int64) + 1970 * 12, days - months.astype("datetime64[D]").astype(np.int64)


def keys(days: Days) -> np.ndarray:
    """Civil keys of days."""
    months, day = parts(days)
    return months * civil.MONTH + day


def later(days: Days, months: np.ndarray | int) -> Days:
    """The corresponding day so many months later (earlier where negative), else that month's last day.

    Within what a fact's date can be.
    """
    at, day = parts(days)
    target = np.clip(at + months, 1900 * 12, 2200 * 12 + 11) - 1970 * 12
    start = target.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    length = (target + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - start
    return inside(start + np.minimum(day, length - 1))


def inside(days: Days) -> Days:
    """Days no earlier and no later than a fact's date can be."""
    return np.clip(days, FIRST, LAST)


def month_end(days: Days) -> Days:
    """The last day of the month of each day."""
    after = (days.astype("datetime64[D]").astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int64)
    return inside(after - 1)


@cache
def unusual_weekdays() -> Days:
    """Weekdays that are free, and weekend days that are worked, over some years."""
    span = [dt.date(2016, 1, 1) + dt.timedelta(days=i) for i in range(365 * 9)]
    return np.array([number(day) for day in span if is_free(day) != (day.weekday() >= 5)], np.int64)


def short_month_ends() -> Days:
    """Last days of months that are shorter than others; every second one that of a February of 1900 or 2100."""
    centuries = [dt.date(year, 2, 28) for year in (1900, 2100)]
    others = [dt.date(y, m + 1, 1) - dt.timedelta(days=1) for y in range(2018, 2026) for m in (2, 4, 6, 9, 11)]
    return np.array([number(day) for day in (*others, *len(others) // 2 * centuries)], np.int64)


def edges() -> list[int]:
    """Month ends, 29 February and beside it, ends of years, centuries without a leap day, the first and last day."""
    found: list[int] = [FIRST, FIRST + 1, LAST - 1, LAST]
    for year in (1900, 2100, 1904, 1984, 1995, 1996, 1997, 1999, 2000, 2004, *range(2016, 2029)):
        turn = dt.date(year, 3, 1)
        found += [number(turn) + step for step in (-2, -1, 0)]
    for year in (1996, 2004, *range(2018, 2026)):
        for month in (1, 3, 4, 5, 8, 9, 10, 11, 12):
            first = dt.date(year, month, 1)
            after = dt.date(year + month // 12, month % 12 + 1, 1)
            found += [number(first), number(after) - 2, number(after) - 1]
    return found
