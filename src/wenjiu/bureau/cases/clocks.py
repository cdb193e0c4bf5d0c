"""Working-day clocks of cases: when a step is due, and the days that do not count."""

from __future__ import annotations

import datetime as dt

from wenjiu.bureau.cases.models import CalendarDay, Case
from wenjiu.standards.working_days import WorkingCalendar


def calendar() -> WorkingCalendar:
    """Return the packaged calendar with the confirmed changes of this bureau."""
    changed = CalendarDay.objects.filter(confirmed_by__isnull=False).order_by("id").values_list("day", "working")
    return WorkingCalendar(dict(changed))


def due_on(begun: dt.date, working_days: int | None) -> dt.date | None:
    """Return the day by which a step is due; None where no period is set."""
    return None if working_days is None else calendar().add_working_days(begun, working_days)


def days_late(case: Case, today: dt.date) -> int:
    """Return by how many days the present step of a case is past its day; 0 where it is not, or has none."""
    due = moved_by_pauses(case, today)
    return 0 if due is None else max(0, (today - due).days)


def moved_by_pauses(case: Case, today: dt.date, days: WorkingCalendar | None = None) -> dt.date | None:
    """Return the due day of a case, moved by the working days of a pause that still runs.

    `days`: the calendar, where it is read once for many cases. The last day of a public notice is its own due day, and does not move.
    """
    running = next((pause for pause in case.pauses.all() if pause.to_day is None), None)
    if case.due_on is None or running is None or running.kind == "notice":
        return case.due_on
    days = days or calendar()
    return days.add_working_days(case.due_on, days.working_days_between(running.from_day, today))
