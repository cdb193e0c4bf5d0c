"""Determines the working days of China from weekends, public holidays and make-up working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from . import civil

#: Month and day of the public holidays whose date never moves: 1 January, 1 and 2 May, 1 to 3 October (the State Council's
#: Measures on public holidays, as amended from 2025 on).
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
#: The years in which `FIXED` counts where the notice is not known: those of the law as it is, as far as periods reach.
FIXED_YEARS = range(2025, 2041)


@cache
def planned(year: int) -> bool:
    """Whether the holidays of a year are known: its notice of the State Council is published and packaged."""
    from chinese_calendar import is_holiday

    try:
        is_holiday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def is_free(day: dt.date) -> bool:
    """Whether a day is a weekend or a public holiday, and not a make-up working day.

    Source: the yearly holiday notices of the State Council, as packaged by `chinesecalendar`. In years that it does not
    cover, weekends are free; in those of `FIXED_YEARS` also the holidays whose date never moves.
    """
    from chinese_calendar import is_holiday

    if planned(day.year):
        return bool(is_holiday(day))
    return day.weekday() >= 5 or day.year in FIXED_YEARS and (day.month, day.day) in FIXED


def roll_forward(k: int) -> int:
    """Return the civil key of the day itself, or of the next working day if the day is free (Civil Code art. 203)."""
    day = civil.date(k)
    while is_free(day):
        day += dt.timedelta(days=1)
    return civil.of(day)


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days with days that an office declares for itself.

    `declared`: day -> whether it is a working day. Every other day is one as `is_free` says.
    """

    declared: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_working(self, day: dt.date) -> bool:
        """Whether work is done on a day."""
        declared = self.declared.get(day)
        return not is_free(day) if declared is None else declared

    def unusual(self, year: int) -> list[tuple[dt.date, dt.date, bool]]:
        """Return the holidays of a year as (first day, last day, False), and the worked weekends with True.

        A holiday is a run of free days that has a day from Monday to Friday, with the weekends that it touches.
        """
        runs: list[tuple[dt.date, dt.date, bool]] = []
        day, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
        while day <= end:
            working, last = self.is_working(day), day
            while last < end and self.is_working(last + dt.timedelta(days=1)) == working:
                last += dt.timedelta(days=1)
            span = [day + dt.timedelta(days=i) for i in range((last - day).days + 1)]
            if working:
                runs += [(d, d, True) for d in span if d.weekday() >= 5]
            elif any(d.weekday() < 5 for d in span):
                runs.append((day, last, False))
            day = last + dt.timedelta(days=1)
        return runs

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """Return the last day of a period of n working days that begins after a day, from n = 0 on.

        With n = 0 it is the day itself.
        """
        if n < 0:
            raise ValueError(f"{n} working days: a period has none or more")
        while n:
            day += dt.timedelta(days=1)
            n -= self.is_working(day)
        return day

    def working_days_between(self, after: dt.date, until: dt.date) -> int:
        """Return how many working days there are after one day, up to and including another; 0 if it is not later."""
        span = (until - after).days
        return sum(self.is_working(after + dt.timedelta(days=i)) for i in range(1, span + 1))
