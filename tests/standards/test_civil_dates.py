"""Civil keys against an independent slow oracle that knows only `datetime`."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.standards import civil

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
spans = st.integers(-1200, 1200)
ONE_DAY = dt.timedelta(days=1)


def corresponding_day(day: dt.date, months: int) -> dt.date:
    """The corresponding day, else the last day of that month, found by walking back from the day number wanted."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    number = day.day
    while True:
        try:
            return dt.date(year, month, number)
        except ValueError:
            number -= 1


def complete_months(first: dt.date, last: dt.date) -> int:
    """Complete months of a service period, by trying one month more until the day after its end is not reached."""
    if last < first:
        return 0
    n = 0
    while corresponding_day(first, n + 1) <= last + ONE_DAY:
        n += 1
    return n


def month_edges() -> list[dt.date]:
    """The first and the last four days of every month from 2019 to 2029."""
    firsts = [dt.date(y, m, 1) for y in range(2019, 2030) for m in range(1, 13)]
    return [first + k * ONE_DAY for first in firsts for k in (-4, -3, -2, -1, 0)]


@given(days)
def test_a_key_gives_back_its_date_and_its_text(day: dt.date) -> None:
    k = civil.of(day)
    assert civil.date(k) == day
    assert civil.iso(k) == day.isoformat()
    assert civil.parse(day.isoformat()) == k
    assert k // civil.YEAR == day.year
    assert civil.month_length(k) == (corresponding_day(day.replace(day=1), 1) - ONE_DAY).day


@given(days, days)
def test_keys_are_in_the_order_of_their_dates(a: dt.date, b: dt.date) -> None:
    assert (civil.of(a) < civil.of(b)) == (a < b)
    assert (civil.of(a) == civil.of(b)) == (a == b)


@given(days, days)
def test_days_between_leave_the_first_day_out(a: dt.date, b: dt.date) -> None:
    assert civil.days_between(civil.of(a), civil.of(b)) == b.toordinal() - a.toordinal()


@given(st.dates(dt.date(1900, 1, 2), dt.date(2200, 12, 30)))
def test_the_next_and_the_previous_day_are_the_calendars(day: dt.date) -> None:
    assert civil.date(civil.next_day(civil.of(day))) == day + ONE_DAY
    assert civil.date(civil.previous_day(civil.of(day))) == day - ONE_DAY


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), spans)
def test_months_later_is_the_corresponding_day_else_the_months_last(day: dt.date, months: int) -> None:
    assert civil.date(civil.plus_months(civil.of(day), months)) == corresponding_day(day, months)


def test_months_later_at_every_month_edge_from_2019_to_2029() -> None:
    for day in month_edges():
        for months in range(61):
            assert civil.date(civil.plus_months(civil.of(day), months)) == corresponding_day(day, months)


def test_the_two_key_comparisons_are_the_periods_at_every_pair_of_month_edges_within_three_years() -> None:
    edges = month_edges()
    for i, a in enumerate(edges):
        for b in edges[i : i + 180]:
            n = (b.year - a.year) * 12 + b.month - a.month
            for months in {max(n - 1, 0), n, n + 1}:
                end = corresponding_day(a, months)
                period = civil.MONTH * months
                assert (civil.end_key(civil.of(b)) - civil.of(a) >= period) == (b >= end), (a, b, months)
                assert (civil.of(b) - civil.of(a) <= period) == (b <= end), (a, b, months)
                assert (civil.end_key(civil.of(b)) - civil.of(a) < period) == (b < end), (a, b, months)
                assert (civil.of(b) - civil.of(a) > period) == (b > end), (a, b, months)


@given(days, st.integers(0, 1200), days)
def test_the_two_key_comparisons_are_the_periods_on_any_day(start: dt.date, months: int, by: dt.date) -> None:
    end = corresponding_day(start, months)
    assert (civil.end_key(civil.of(by)) - civil.of(start) >= civil.MONTH * months) == (by >= end)
    assert (civil.of(by) - civil.of(start) <= civil.MONTH * months) == (by <= end)


def test_the_end_key_moves_the_last_day_of_each_month_and_no_other() -> None:
    for day in (dt.date(2019, 1, 1) + k * ONE_DAY for k in range(4018)):
        k = civil.of(day)
        is_last = (day + ONE_DAY).day == 1
        assert civil.end_key(k) == (civil.key(day.year, day.month, 31) if is_last else k)


@given(days, st.integers(-40, 4000))
def test_service_months_count_both_days(first: dt.date, length: int) -> None:
    last = first + length * ONE_DAY
    assert civil.service_months(civil.of(first), civil.of(last)) == complete_months(first, last)


def test_service_months_at_every_pair_of_month_edges_within_two_years() -> None:
    edges = month_edges()
    for i, first in enumerate(edges):
        for last in edges[i : i + 120]:
            assert civil.service_months(civil.of(first), civil.of(last)) == complete_months(first, last), (first, last)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2020-09-01", "2020-11-30", 3),
        ("2020-09-01", "2020-11-29", 2),
        ("2021-01-31", "2021-02-27", 1),
        ("2021-01-31", "2021-02-26", 0),
        ("2020-02-29", "2021-02-27", 12),
        ("2020-09-01", "2020-09-01", 0),
        ("2020-09-02", "2020-09-01", 0),
        ("2021-03-31", "2021-02-28", 0),
        ("2020-09-30", "2020-09-29", 0),
    ],
)
def test_service_months_worked_out_by_hand(first: str, last: str, months: int) -> None:
    assert civil.service_months(civil.parse(first), civil.parse(last)) == months


def test_thirty_november_and_three_months_is_the_last_of_february() -> None:
    assert civil.iso(civil.plus_months(civil.parse("2020-11-30"), 3)) == "2021-02-28"
    assert civil.iso(civil.plus_months(civil.parse("2019-11-30"), 3)) == "2020-02-29"


def test_a_29_february_that_a_year_lacks_lies_between_its_neighbours_and_reads_as_1_march() -> None:
    missing = civil.parse("2020-02-29") + 12 * civil.MONTH
    assert civil.parse("2021-02-28") < missing < civil.parse("2021-03-01")
    assert civil.iso(missing) == "2021-03-01"
    assert civil.iso(civil.next_day(missing)) == "2021-03-01"
    assert civil.iso(civil.previous_day(missing)) == "2021-02-28"
    assert civil.parse("2020-02-29") + 48 * civil.MONTH == civil.parse("2024-02-29")


@pytest.mark.parametrize(
    "text",
    ["2021-02-29", "2021-2-3", "2021-13-01", "2021-00-10", "20210203", "2021-02-03 ", "x2021-02-03", "", "0000-01-01"],
)
def test_what_is_no_date_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        civil.parse(text)


def test_the_earliest_and_latest_days_are_those_declared() -> None:
    assert civil.iso(civil.EARLIEST) == "1900-01-01"
    assert civil.iso(civil.LATEST) == "2200-12-31"


def test_a_year_is_twelve_months_of_thirty_two() -> None:
    for (y1, m1), (y2, m2) in itertools.product([(2019, 1), (2020, 12), (2024, 2)], repeat=2):
        assert civil.key(y2, m2, 5) - civil.key(y1, m1, 5) == 32 * ((y2 - y1) * 12 + m2 - m1)
