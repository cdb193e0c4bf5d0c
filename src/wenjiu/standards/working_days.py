"""The working-day calendar: weekends, public holidays, and weekends worked to make up for them."""

from __future__ import annotations

import datetime as dt
from functools import cache

from . import civil


@cache
def is_free(day: dt.date) -> bool:
    """Whether a day is free (weekend or public holiday, but not a make-up working day).

    Source: the State Council's yearly holiday notices as packaged by `chinesecalendar`; outside the years that it
    covers only weekends count as free.
    """
    from chinese_calendar import is_holiday

    try:
        return bool(is_holiday(day))
    except NotImplementedError:  # how chinesecalendar says that it does not cover the year
        return day.weekday() >= 5


def roll_forward(k: int) -> int:
    """The civil key of the day itself, or if it is free, of the next working day (Civil Code art. 203)."""
    day = civil.date(k)
    while is_free(day):
        day += dt.timedelta(days=1)
    return civil.of(day)
