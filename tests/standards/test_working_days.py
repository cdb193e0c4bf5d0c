"""The working-day calendar of 2020 (State Council notice of November 2019, and its change of January 2020)."""

from __future__ import annotations

import datetime as dt

import pytest

from wenjiu.standards import civil, working_days


def days(*spans: tuple[str, str]) -> list[dt.date]:
    """Every day of the spans, both ends included."""
    found = []
    for first, last in spans:
        day = dt.date.fromisoformat(first)
        while day <= dt.date.fromisoformat(last):
            found.append(day)
            day += dt.timedelta(days=1)
    return found


HOLIDAYS_2020 = days(
    ("2020-01-01", "2020-01-01"),
    ("2020-01-24", "2020-02-02"),
    ("2020-04-04", "2020-04-06"),
    ("2020-05-01", "2020-05-05"),
    ("2020-06-25", "2020-06-27"),
    ("2020-10-01", "2020-10-08"),
)
WORKED_WEEKENDS_2020 = [
    dt.date.fromisoformat(d)
    for d in ("2020-01-19", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10")
]


def test_every_day_of_2020_is_free_or_worked_as_the_notices_say() -> None:
    for day in days(("2020-01-01", "2020-12-31")):
        free = day in HOLIDAYS_2020 or (day.weekday() >= 5 and day not in WORKED_WEEKENDS_2020)
        assert working_days.is_free(day) is free, day


@pytest.mark.parametrize(
    ("last_day", "rolls_to"),
    [
        ("2020-09-30", "2020-09-30"),
        ("2020-10-01", "2020-10-09"),
        ("2020-10-10", "2020-10-10"),
        ("2020-10-11", "2020-10-12"),
        ("2020-01-24", "2020-02-03"),
        ("2020-06-27", "2020-06-28"),
        ("2020-09-26", "2020-09-27"),
    ],
)
def test_a_last_day_on_a_free_day_moves_to_the_next_working_day(last_day: str, rolls_to: str) -> None:
    assert civil.iso(working_days.roll_forward(civil.parse(last_day))) == rolls_to


def test_outside_the_years_of_the_notices_only_weekends_are_free() -> None:
    saturday, sunday, monday = dt.date(1990, 1, 6), dt.date(1990, 1, 7), dt.date(1990, 1, 8)
    assert [working_days.is_free(d) for d in (saturday, sunday, monday)] == [True, True, False]
    assert not working_days.is_free(dt.date(1990, 1, 5))
    assert civil.iso(working_days.roll_forward(civil.of(saturday))) == "1990-01-08"


def test_a_period_of_working_days_passes_over_weekends_holidays_and_make_up_days() -> None:
    calendar = working_days.WorkingCalendar()
    wednesday = dt.date(2020, 9, 30)
    assert calendar.add_working_days(wednesday, 0) == wednesday
    assert calendar.add_working_days(wednesday, 1) == dt.date(2020, 10, 9)
    assert calendar.add_working_days(wednesday, 2) == dt.date(2020, 10, 10)  # a Saturday that is worked
    assert calendar.add_working_days(wednesday, 3) == dt.date(2020, 10, 12)
    assert calendar.working_days_between(wednesday, dt.date(2020, 10, 12)) == 3
    assert calendar.working_days_between(dt.date(2020, 10, 12), wednesday) == 0
    with pytest.raises(ValueError, match="-1 working days"):
        calendar.add_working_days(wednesday, -1)


def test_days_that_the_office_declares_go_before_the_notices() -> None:
    friday, saturday = dt.date(2020, 9, 18), dt.date(2020, 9, 19)
    calendar = working_days.WorkingCalendar({friday: False, saturday: True})
    assert not calendar.is_working(friday) and calendar.is_working(saturday)
    assert calendar.add_working_days(dt.date(2020, 9, 17), 1) == saturday


def test_in_a_year_without_a_notice_yet_the_holidays_of_fixed_date_are_free() -> None:
    assert working_days.planned(2026) and not working_days.planned(2039)
    # In 2039 the 1st of January and of May, and the 1st and 2nd of October, are weekend days; 2 May and 3 October are Mondays.
    free = [day for day in days(("2039-01-01", "2039-12-31")) if day.weekday() < 5 and working_days.is_free(day)]
    assert free == [dt.date(2039, 5, 2), dt.date(2039, 10, 3)]
    calendar = working_days.WorkingCalendar()
    assert calendar.add_working_days(dt.date(2039, 9, 30), 1) == dt.date(2039, 10, 4)
    # Far ahead, where no period reaches, weekends alone count.
    assert not working_days.is_free(dt.date(2100, 10, 1))
