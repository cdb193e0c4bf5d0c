"""The invented document counts the first day of a period, unlike the first district: held against a calendar, day by day."""

import calendar
import datetime as dt

import pytest
from tests.policies.sample_district.tables import CASES, POLICY

from wenjiu.cli.case_files import parse_json

STARTS = [dt.date(2023, 10, day) for day in range(27, 32)] + [dt.date(2024, 8, day) for day in range(27, 32)]
STARTS += [dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2024, 10, 29), dt.date(2025, 5, 1)]


def last_day(start: dt.date, months: int) -> dt.date:
    """The last day of so many months of which the start is the first day, by the calendar alone."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if start.day > longest:
        return dt.date(year, month + 1, longest)
    return dt.date(year, month + 1, start.day) - dt.timedelta(days=1)


def standing(code: str, condition: str, **facts: str) -> str:
    """How one condition of a measure's first hand-worked case stands, with dates changed."""
    base = parse_json(CASES[code][0].text)
    answer = POLICY.assess({**base, "facts": base["facts"] | facts})
    return next(c["result"] for c in answer["conditions"] if c["id"] == condition)


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_a_window_of_four_months_ends_on_the_last_day_that_the_calendar_gives(start: dt.date) -> None:
    for shift in range(-3, 4):
        by = last_day(start, 4) + dt.timedelta(days=shift)
        wanted = "met" if shift <= 0 else "failed"
        found = standing("2.2", "2.2.C3", certificate_date=start.isoformat(), application_date=by.isoformat())
        assert found == wanted, (start, by)


@pytest.mark.parametrize(("months", "before", "after"), [(6, "failed", "met"), (36, "met", "failed")])
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_a_business_completes_its_months_on_the_same_last_day(
    start: dt.date, months: int, before: str, after: str
) -> None:
    for shift in range(-3, 4):
        by = last_day(start, months) + dt.timedelta(days=shift)
        found = standing("4.1", "4.1.C3", operation_start_date=start.isoformat(), application_date=by.isoformat())
        assert found == (before if shift < 0 else after), (start, by)
