"""The days that a bureau declared against the packaged calendar."""

from __future__ import annotations

from dataclasses import dataclass

from wenjiu.bureau.cases.models import CalendarDay
from wenjiu.standards.working_days import WorkingCalendar


@dataclass(frozen=True)
class Declared:
    """One declared day. `packaged`: what the packaged calendar says of it: whether it is a working day."""

    day: CalendarDay
    packaged: bool

    @property
    def changes(self) -> bool:
        """Whether it says something else than the packaged calendar."""
        return self.day.working != self.packaged


def declared_days() -> list[Declared]:
    """Return the declared days, the latest first."""
    packaged = WorkingCalendar({})
    days = CalendarDay.objects.select_related("set_by", "confirmed_by").order_by("-day", "-id")
    return [Declared(day, packaged.is_working(day.day)) for day in days]


def is_declared(id: int) -> bool:
    """Whether there is such a declaration."""
    return CalendarDay.objects.filter(id=id).exists()
