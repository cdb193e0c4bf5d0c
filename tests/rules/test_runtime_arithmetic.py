"""The operations that compiled measures call, each on values worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from wenjiu.rules.evaluate import runtime
from wenjiu.rules.evaluate.outcomes import bounded
from wenjiu.rules.evaluate.runtime import UNBOUNDED
from wenjiu.rules.language.nodes import INFINITE
from wenjiu.standards.civil import parse

TABLE = ((parse("2020-01-01"), 100), (parse("2021-01-01"), 300), (parse("2022-01-01"), 200))


@pytest.mark.parametrize(
    ("x", "part", "whole", "mode", "result"),
    [
        (5, 1, 2, "half_up", 3),
        (5, 1, 2, "down", 2),
        (7, 1, 4, "half_up", 2),
        (5, 1, 4, "half_up", 1),
        (6, 1, 4, "half_up", 2),
        (10, 3, 12, "half_up", 3),
        (Fraction(1, 2), 1, 1, "half_up", 1),
        (Fraction(1, 2), 1, 1, "down", 0),
        (0, 5, 7, "half_up", 0),
    ],
)
def test_a_share_is_rounded_in_the_named_way(x: Any, part: int, whole: int, mode: str, result: int) -> None:
    assert runtime.share(x, part, whole, mode) == result
    assert isinstance(runtime.share(x, part, whole, mode), int)


def test_the_product_of_two_ranges_is_bounded_by_their_corners() -> None:
    assert runtime.corners(-2, 3, -5, 7) == (-15, 21)
    assert runtime.corners(2, 3, -7, -5) == (-21, -10)
    assert runtime.corners(-3, -2, -7, -5) == (10, 21)
    assert runtime.corners(2, 3, 5, 7) == (10, 21)


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        ("2019-12-31", None),
        ("2020-01-01", 100),
        ("2020-12-31", 100),
        ("2021-01-01", 300),
        ("2022-01-01", 200),
        ("2099-01-01", 200),
    ],
)
def test_the_rate_on_a_day_is_that_of_the_last_row_that_has_begun(day: str, rate: int | None) -> None:
    assert runtime.rate_on(TABLE, parse(day)) == rate
    assert runtime.rate_on((), parse(day)) is None


def months(first: str, last: str, most: int, parts: str, rate: str, before: str | None = None) -> list[Any]:
    """Paid months, days as text."""
    found = runtime.service(parse(first), parse(last), most, parts, rate, parse(before) if before else None)
    from wenjiu.standards.civil import iso

    return [(iso(day), days, of) for day, days, of in found]


def test_completed_months_leave_out_what_is_not_full() -> None:
    assert months("2020-11-15", "2021-02-13", 12, "completed", "month") == [
        ("2020-11-15", 1, 1),
        ("2020-12-15", 1, 1),
    ]
    assert months("2020-11-15", "2021-02-14", 2, "completed", "month")[-1] == ("2020-12-15", 1, 1)
    assert len(months("2020-11-15", "2021-02-14", 12, "completed", "month")) == 3
    assert months("2020-11-15", "2020-11-14", 12, "completed", "month") == []
    assert months("2020-11-15", "2021-02-14", 0, "completed", "month") == []
    assert months("2020-11-15", "2021-02-14", -3, "completed", "month") == []


def test_a_part_month_counts_by_its_days_of_that_month_of_service() -> None:
    assert months("2020-11-15", "2020-12-20", 12, "pro_rata", "month") == [("2020-11-15", 1, 1), ("2020-12-15", 6, 31)]
    assert months("2020-11-15", "2020-12-14", 12, "pro_rata", "month") == [("2020-11-15", 1, 1)]
    assert months("2021-02-01", "2021-02-01", 12, "pro_rata", "month") == [("2021-02-01", 1, 28)]
    assert months("2020-11-15", "2020-12-20", 1, "pro_rata", "month") == [("2020-11-15", 1, 1)]


def test_every_calendar_month_touched_counts_from_its_first_day() -> None:
    assert months("2020-11-30", "2021-01-01", 12, "touched", "month") == [
        ("2020-11-01", 1, 1),
        ("2020-12-01", 1, 1),
        ("2021-01-01", 1, 1),
    ]
    assert months("2020-11-30", "2020-11-30", 12, "touched", "month") == [("2020-11-01", 1, 1)]
    assert months("2020-11-30", "2020-11-29", 12, "touched", "month") == []


def test_the_rate_is_that_of_the_month_of_the_start_or_of_the_years_end() -> None:
    span = ("2020-12-10", "2021-02-09", 12, "completed")
    assert [m[0] for m in months(*span, "month")] == ["2020-12-10", "2021-01-10"]
    assert [m[0] for m in months(*span, "start")] == ["2020-12-10", "2020-12-10"]
    assert [m[0] for m in months(*span, "year_end")] == ["2020-12-31", "2021-12-31"]


def test_months_count_only_where_their_first_day_served_lies_before_a_day() -> None:
    span = ("2020-11-15", "2021-02-14", 12)
    assert len(months(*span, "completed", "month", "2021-01-15")) == 2
    assert len(months(*span, "completed", "month", "2021-01-16")) == 3
    assert len(months(*span, "touched", "month", "2020-11-15")) == 0
    assert len(months(*span, "touched", "month", "2020-11-16")) == 1
    assert len(months(*span, "touched", "month", "2020-12-01")) == 1
    assert len(months(*span, "touched", "month", "2020-12-02")) == 2


def test_a_sum_over_months_names_the_first_day_that_lacks_a_rate() -> None:
    first, last = parse("2019-11-01"), parse("2020-02-29")
    assert runtime.monthly_sum(TABLE, first, last, 12, "completed", "month") == (200, INFINITE, first)
    assert runtime.monthly_sum(None, first, last, 12, "completed", "month") == (0, INFINITE, first)
    assert runtime.monthly_sum(TABLE, parse("2020-01-01"), last, 12, "completed", "month") == (200, 200, None)
    half = runtime.monthly_sum(TABLE, parse("2020-04-01"), parse("2020-04-07"), 12, "pro_rata", "month")
    assert half == (Fraction(70, 3), Fraction(70, 3), None)
    whole = runtime.monthly_sum(TABLE, parse("2020-04-01"), parse("2020-04-15"), 12, "pro_rata", "month")
    assert whole == (50, 50, None) and isinstance(whole[0], int)


def bounds(first: Any, last: Any, most: Any, before: Any = (None, None), table: Any = TABLE) -> tuple[Any, Any]:
    """Bounds of the completed months, each date (lowest, highest) as text."""

    def keys(pair: Any) -> Any:
        return tuple(None if p is None else parse(p) for p in pair)

    return runtime.monthly_bounds(table, keys(first), keys(last), most, "completed", "month", keys(before))


KNOWN = ("2020-11-01", "2020-11-01")
UNKNOWN = ("1900-01-01", "2200-12-31")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((KNOWN, ("2021-01-31", "2021-01-31"), (12, 12)), (500, 500)),
        ((KNOWN, UNKNOWN, (3, 3)), (0, 500)),
        ((KNOWN, ("2021-01-31", "2021-01-31"), (0, 2)), (0, 200)),
        ((KNOWN, ("2021-01-31", "2021-01-31"), (12, 12), ("2020-12-01", "2020-12-02")), (100, 200)),
        ((UNKNOWN, ("2021-01-31", "2021-01-31"), (3, 3)), (0, 900)),
        ((UNKNOWN, UNKNOWN, (-5, 0)), (0, 0)),
        ((UNKNOWN, UNKNOWN, (-5, -1)), (0, 0)),
        ((UNKNOWN, UNKNOWN, (0, 1)), (0, 300)),
        ((UNKNOWN, UNKNOWN, (3, 3), (None, None), None), (0, INFINITE)),
        ((UNKNOWN, UNKNOWN, (3, 3), (None, None), ()), (0, INFINITE)),
        ((UNKNOWN, UNKNOWN, (-5, 0), (None, None), None), (0, 0)),
    ],
)
def test_unknown_dates_and_months_bound_the_sum(arguments: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    assert bounds(*arguments) == expected


def test_more_than_a_hundred_years_of_service_are_counted_in_full() -> None:
    first, last = ("1900-01-01", "1900-01-01"), ("2200-12-31", "2200-12-31")
    table = ((parse("1900-01-01"), 1),)
    assert bounds(first, last, (3000, 3000), table=table) == (3000, 3000)
    assert bounds(first, last, (4000, 4000), table=table) == (3612, 3612)


def test_service_without_any_limit_is_bounded_and_not_counted_through() -> None:
    start, end = parse("2020-11-01"), parse("2020-12-31")
    without_end = (end, end + 32 * INFINITE)
    found = runtime.monthly_bounds(TABLE, (start, start), without_end, (2, INFINITE), "completed", "month")
    assert found == (200, 300 * INFINITE)
    found = runtime.monthly_bounds(TABLE, (start, start), without_end, (2, 3), "completed", "month")
    assert found == (200, 500)
    found = runtime.monthly_bounds(None, (start, start), without_end, (2, INFINITE), "completed", "month")
    assert found == (0, INFINITE)


def test_members_are_counted_and_summed_between_bounds() -> None:
    def holds(row: Any) -> tuple[bool, bool]:
        return row[0], row[1]

    def value(row: Any) -> tuple[int, int]:
        return row[2], row[3]

    yes, maybe, no = (True, True, 2, 3), (False, True, 4, 5), (False, False, 6, 7)
    assert runtime.count_bounds([yes, maybe, no], holds) == (1, 2)
    assert runtime.sum_bounds([yes, maybe, no], value, holds) == (2, 8)
    assert runtime.count_bounds([], holds) == (0, 0) == runtime.sum_bounds([], value, holds)
    assert runtime.count_bounds(None, holds) == (0, INFINITE) == runtime.sum_bounds(None, value, holds)
    low, high = runtime.count_bounds([yes, None], holds)
    assert low == 1 and bounded(high) is None
    low, high = runtime.sum_bounds([None, yes], value, holds)
    assert low == 2 and bounded(high) is None


def test_an_amount_without_a_limit_is_told_apart_from_any_known_one() -> None:
    assert bounded(10**18) == 10**18
    assert bounded(None) is None
    assert bounded(INFINITE) is None
    assert bounded(UNBOUNDED) is None
    assert bounded(UNBOUNDED - 1) == UNBOUNDED - 1
    assert bounded(10**30 - 1) == 10**30 - 1
    assert bounded(Fraction(INFINITE, 10 ** (16 * 9))) is None
