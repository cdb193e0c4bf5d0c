"""Civil dates as integers, so that periods of months are plain arithmetic.

A *civil key* of a date is ``((year * 12 + month - 1) << 5) | (day - 1)``. Order is kept, the year is ``key // 384``,
and one calendar month is 32. The counting rules are those of the Civil Code (arts 200-203, before 2021 the General
Provisions of Civil Law, the same articles): the start day is left out, a period ends on the corresponding day, and
where a month has no such day, on its last day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

MONTH = 32
YEAR = 12 * MONTH
#: Asia/Shanghai: eight hours ahead of UTC, without summer time since 1991.
SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
#: How many days are kept in both spellings: those of twenty years.
DAYS = 8192
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def key(year: int, month: int, day: int) -> int:
    """Civil key of a calendar day."""
    return ((year * 12 + month - 1) << 5) | (day - 1)


EARLIEST = key(1900, 1, 1)
LATEST = key(2200, 12, 31)


def of(date: dt.date) -> int:
    """Civil key of a `datetime.date`."""
    return key(date.year, date.month, date.day)


def today() -> int:
    """Civil key of today in China (Asia/Shanghai), whatever the machine's time zone."""
    return of(dt.datetime.now(SHANGHAI).date())


@lru_cache(maxsize=DAYS)
def parse(text: str) -> int:
    """Civil key of an ISO date such as ``2020-09-01``. ValueError for anything else, also for 30 February."""
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(text)
    return of(dt.date(int(found[1]), int(found[2]), int(found[3])))


def date(k: int) -> dt.date:
    """The `datetime.date` of a civil key."""
    months = k >> 5
    return dt.date(months // 12, months % 12 + 1, (k & 31) + 1)


@lru_cache(maxsize=DAYS)
def iso(k: int) -> str:
    """A civil key as an ISO date; a 29 February that its year lacks reads as 1 March."""
    if (k & 31) >= month_length(k):
        k = ((k >> 5) + 1) << 5
    return date(k).isoformat()


def month_length(k: int) -> int:
    """Days in the month that a civil key lies in."""
    months = k >> 5
    return calendar.monthrange(months // 12, months % 12 + 1)[1]


def end_key(k: int) -> int:
    """The key with the day part 30 on a month's last day: ``end_key(b) - a >= 32 * n`` is "at least n months"."""
    return k if (k & 31) < 27 or (k & 31) + 1 < month_length(k) else k & -MONTH | 30


def plus_months(k: int, months: int) -> int:
    """The corresponding day so many months later, else that month's last day."""
    later = k + MONTH * months
    day = later & 31
    if day > 27:
        last = month_length(later) - 1
        if day > last:
            return later - day + last
    return later


def next_day(k: int) -> int:
    """The day after."""
    return k + 1 if (k & 31) + 1 < month_length(k) else ((k >> 5) + 1) << 5


def previous_day(k: int) -> int:
    """The day before; before a missing 29 February that is the month's last day."""
    day = k & 31
    if day == 0:
        return _last_of_month(k - MONTH)
    return k - 1 if day < month_length(k) else _last_of_month(k)


def _last_of_month(k: int) -> int:
    return (k >> 5 << 5) + month_length(k) - 1


def days_between(first: int, last: int) -> int:
    """Calendar days from one day to another, the first left out."""
    return (date(last) - date(first)).days


def service_months(first: int, last: int) -> int:
    """Complete months of a period of service, first and last day included (1 September to 30 November: 3)."""
    if last < first:
        return 0
    return (end_key(next_day(last)) - first) // MONTH
