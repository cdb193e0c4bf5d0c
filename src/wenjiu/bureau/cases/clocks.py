"""Working-day clocks of cases: when a step is due, and the days that do not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.set_values import SetValue
from wenjiu.standards.working_days import WorkingCalendar, planned

#: Kind of the changes of the rulebook that declare a day free or worked.
DAY = "day"
#: Kind of a pause in which a case waits for another account of a payee: the bank sent the money back.
ACCOUNT = "account"


def calendar() -> WorkingCalendar:
    """Return the packaged calendar with the days that two people declared here (settings.of_days)."""
    return calendar_of(set_values.values_of(settings.WENJIU_POLICY, DAY))


def calendar_of(values: Iterable[SetValue]) -> WorkingCalendar:
    """Return the packaged calendar with declared days; of one day the last declaration counts."""
    return WorkingCalendar({dt.date.fromisoformat(v.name): bool(v.value) for v in values if v.kind == DAY})


def year_is_known(year: int) -> bool:
    """Whether the holidays of a year are known: its notice is packaged, or two people declared days of it here."""
    return planned(year) or any(day.year == year for day in calendar().declared)


def due_on(begun: dt.date, working_days: int | None) -> dt.date | None:
    """Return the day by which a step is due; None where no period is set."""
    return None if working_days is None else calendar().add_working_days(begun, working_days)


def days_late(case: Case, today: dt.date) -> int:
    """Return by how many working days the present step of a case is past its day; 0 where it is not, or has none."""
    due = moved_by_pauses(case, today)
    return 0 if due is None or due >= today else calendar().working_days_between(due, today)


def moved_by_pauses(case: Case, today: dt.date, days: WorkingCalendar | None = None) -> dt.date | None:
    """Return the due day of a case, moved by the working days of a pause that still runs.

    `days`: the calendar, where it is read once for many cases. The last day of a public notice is its own due day, and does not move.
    """
    running = next((pause for pause in case.pauses.all() if pause.to_day is None), None)
    if case.due_on is None or running is None or running.kind == "notice":
        return case.due_on
    days = days or calendar()
    return days.add_working_days(case.due_on, days.working_days_between(running.from_day, today))
