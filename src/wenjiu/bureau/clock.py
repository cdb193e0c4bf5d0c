"""The day on which the bureau works.

It is the real day, except in a demo whose calendar was turned forward so that a visitor need not wait for periods to
end. The production profile has no such calendar: the file is not read there, and a system check refuses it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from wenjiu.standards import civil

#: Profiles in which the calendar may be turned forward.
TURNABLE = ("demo", "test")


def calendar_file() -> Path:
    """Return the file that holds the number of days by which the demo's calendar is ahead."""
    return Path(settings.DATA_FOLDER) / "demo-calendar"


def days_ahead() -> int:
    """Return by how many days the calendar is ahead of the real day; 0 in production."""
    if settings.WENJIU_PROFILE not in TURNABLE:
        return 0
    try:
        return max(0, int(calendar_file().read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return 0


def today() -> dt.date:
    """Return the day on which the bureau works, in Asia/Shanghai."""
    return civil.date(civil.today()) + dt.timedelta(days=days_ahead())


def turn_forward(days: int) -> dt.date:
    """Turn a demo's calendar forward and return its new day.

    Raises:
        ValueError: the profile has no such calendar, or the number is not from 1 to 400.
    """
    if settings.WENJIU_PROFILE not in TURNABLE or not 1 <= days <= 400:
        raise ValueError(f"the calendar cannot be turned forward by {days} days in profile {settings.WENJIU_PROFILE}")
    file = calendar_file()
    unfinished = file.with_suffix(".new")
    unfinished.write_text(str(days_ahead() + days), encoding="ascii")
    unfinished.replace(file)
    return today()
