"""The day and the time by which the bureau works.

They are the real ones, except where a demo's calendar was turned forward, so that a visitor need not wait for periods
to end, or where the demo's past is made. The production profile has no such calendar: the file is not read there, and a
system check refuses it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from wenjiu.rules.language.text import day_of, language_of
from wenjiu.standards import civil

#: Profiles in which the calendar may be turned.
TURNABLE = ("demo", "test")

_day: ContextVar[dt.date | None] = ContextVar("day", default=None)


class NotTurnable(ValueError):
    """The calendar cannot be turned so, or not in this profile."""


def calendar_file() -> Path:
    """Return the file that holds the number of days by which the demo's calendar is ahead."""
    return Path(settings.DATA_FOLDER) / "calendar" / "days-ahead"


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
    return _day.get() or civil.date(civil.today()) + dt.timedelta(days=days_ahead())


def now() -> dt.datetime:
    """Return the time at which the bureau works: the real time of day, on the day on which it works.

    In the past of a demo a day is its office hours, 9 to 17: nothing was done there in the night.
    """
    real, day = timezone.now(), _day.get()
    if day is None or day >= civil.date(civil.today()):
        return real + (today() - civil.date(civil.today()))
    midnight = timezone.localtime(real, civil.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    opened = dt.datetime.combine(day, dt.time(9), tzinfo=civil.SHANGHAI)
    return opened + (real - midnight) / 3


def days_since(moment: dt.datetime) -> int:
    """Return the days from the day of a moment to the bureau's day: how long something waits, on every page."""
    return max(0, (today() - timezone.localtime(moment).date()).days)


def in_words(on: dt.date) -> str:
    """Return a day, or a moment by the clocks in China, as readers read it: 2026年12月1日, or 2026年12月1日 14:05."""
    lang = language_of(get_language())
    if isinstance(on, dt.datetime):
        return f"{day_of(timezone.localtime(on, civil.SHANGHAI).date())(lang)} {written(on, '%H:%M')}"
    return day_of(on)(lang)


def day_in_words(at: dt.datetime) -> str:
    """Return the day of a moment in China as readers read it."""
    return in_words(timezone.localtime(at, civil.SHANGHAI).date())


def written(at: dt.datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a moment as text, by the clocks in China. No other code formats a moment: the database gives UTC."""
    return timezone.localtime(at, civil.SHANGHAI).strftime(form)


@contextmanager
def working_on(day: dt.date) -> Iterator[None]:
    """Work on a day within this block, to make the past of a demo.

    Raises:
        NotTurnable: the profile has no such calendar.
    """
    _check_profile()
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


def turn_forward(days: int) -> dt.date:
    """Turn a demo's calendar forward and return its new day.

    Raises:
        NotTurnable: the profile has no such calendar, or the number is not from 1 to 400.
    """
    _check_profile()
    if not 1 <= days <= 400:
        raise NotTurnable(f"the calendar cannot be turned forward by {days} days: give 1 to 400")
    file = calendar_file()
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_suffix(".new")
    unfinished.write_text(str(days_ahead() + days), encoding="ascii")
    unfinished.replace(file)
    return today()


def _check_profile() -> None:
    if settings.WENJIU_PROFILE not in TURNABLE:
        raise NotTurnable(f"the profile {settings.WENJIU_PROFILE} has no calendar that can be turned")
