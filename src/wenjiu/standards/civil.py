"""Represents civil dates as integers, so that periods of months are plain arithmetic.

The *civil key* of a date is ``((year * 12 + month - 1) << 5) | (day - 1)``. Keys sort in the order of their dates, the
year is ``key // 384``, and one calendar month is 32. The counting rules are those of the Civil Code (arts 200-203,
before 2021 the same articles of the General Provisions of Civil Law). The start day of a period is not counted. A
period ends on the corresponding day of the last month, or on the last day of that month if it has no such day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

MONTH = 32
YEAR = 12 * MONTH
#: Asia/Shanghai: eight hours ahead of UTC, without summer time since 1991.
SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
#: The size of the caches of `parse` and `iso`: the days of twenty years.
DAYS = 8192
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_asked: ContextVar[int | None] = ContextVar("asked", default=None)


def key(year: int, month: int, day: int) -> int:
    """Return the civil key of a calendar day."""
    return ((year * 12 + month - 1) << 5) | (day - 1)


EARLIEST = key(1900, 1, 1)
LATEST = key(2200, 12, 31)


def of(date: dt.date) -> int:
    """Return the civil key of a `datetime.date`."""
    return key(date.year, date.month, date.day)


def today() -> int:
    """Return the civil key of today in China (Asia/Shanghai), in any time zone of the machine."""
    return of(dt.datetime.now(SHANGHAI).date())


def answer_day() -> int:
    """Return the civil key of the day for which an answer is given where its caller names no day.

    It is the day of the `answering` block around the call, else today.
    """
    asked = _asked.get()
    return today() if asked is None else asked


@contextmanager
def answering(day: int | None) -> Iterator[None]:
    """Answer for a day (civil key) within this block and thread; for today where `day` is None."""
    token = _asked.set(day)
    try:
        yield
    finally:
        _asked.reset(token)


@lru_cache(maxsize=DAYS)
def parse(text: str) -> int:
    """Return the civil key of an ISO date such as ``2020-09-01``. Raises ValueError if there is no such date."""
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(text)
    return of(dt.date(int(found[1]), int(found[2]), int(found[3])))


def date(k: int) -> dt.date:
    """Return the `datetime.date` of a civil key."""
    months = k >> 5
    return dt.date(months // 12, months % 12 + 1, (k & 31) + 1)


@lru_cache(maxsize=DAYS)
def iso(k: int) -> str:
    """Return a civil key as an ISO date. A 29 February that its year lacks becomes 1 March."""
    if (k & 31) >= month_length(k):
        k = ((k >> 5) + 1) << 5
    return date(k).isoformat()


def month_length(k: int) -> int:
    """Return the number of days in the month of a civil key."""
    months = k >> 5
    return calendar.monthrange(months // 12, months % 12 + 1)[1]


def end_key(k: int) -> int:
    """Return the key with its day part set to 30 if it is the last day of a month.

    ``end_key(b) - a >= 32 * n`` means that from a to b there are at least n months.
    """
    return k if (k & 31) < 27 or (k & 31) + 1 < month_length(k) else k & -MONTH | 30


def plus_months(k: int, months: int) -> int:
    """Return the corresponding day so many months later, or the last day of that month if it has no such day."""
    later = k + MONTH * months
    day = later & 31
    if day > 27:
        last = month_length(later) - 1
        if day > last:
            return later - day + last
    return later


def next_day(k: int) -> int:
    """Return the next day."""
    return k + 1 if (k & 31) + 1 < month_length(k) else ((k >> 5) + 1) << 5


def previous_day(k: int) -> int:
    """Return the previous day. For a 29 February that its year lacks, this is 28 February."""
    day = k & 31
    if day == 0:
        return _last_of_month(k - MONTH)
    return k - 1 if day < month_length(k) else _last_of_month(k)


def _last_of_month(k: int) -> int:
    return (k >> 5 << 5) + month_length(k) - 1


def days_between(first: int, last: int) -> int:
    """Return the number of calendar days from one day to another. The first day is not counted."""
    return (date(last) - date(first)).days


def service_months(first: int, last: int) -> int:
    """Return the complete months of a period of service, both days included (1 September to 30 November: 3)."""
    if last < first:
        return 0
    return (end_key(next_day(last)) - first) // MONTH
