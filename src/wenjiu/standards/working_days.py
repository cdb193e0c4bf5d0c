"""Determines the working days of China from weekends, public holidays and make-up working days."""

from __future__ import annotations

import datetime as dt
from functools import cache

from . import civil


@cache
def is_free(day: dt.date) -> bool:
    """Whether a day is a weekend or a public holiday, and not a make-up working day.

    Source: the yearly holiday notices of the State Council, as packaged by `chinesecalendar`. In years that it does not
    cover, only weekends are free.
    """
    from chinese_calendar import is_holiday

    try:
        return bool(is_holiday(day))
    except NotImplementedError:  # chinesecalendar does not cover the year
        return day.weekday() >= 5


def roll_forward(k: int) -> int:
    """Return the civil key of the day itself, or of the next working day if the day is free (Civil Code art. 203)."""
    day = civil.date(k)
    while is_free(day):
        day += dt.timedelta(days=1)
    return civil.of(day)
