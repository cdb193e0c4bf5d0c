"""Dates and months in columns say what the single-case arithmetic says, day by day."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from tests.support.counts import few

from wenjiu.rules.evaluate.runtime import monthly_sum
from wenjiu.screening.columns import dates
from wenjiu.screening.columns.builder import Builder
from wenjiu.screening.columns.expr import Expr
from wenjiu.screening.columns.months import monthly
from wenjiu.screening.engines.plan import Field, Plan, Scan
from wenjiu.screening.engines.polars_engine import program
from wenjiu.standards import civil, working_days

DAY = dt.timedelta(days=1)
SPAN = [civil.of(dt.date(2003, 11, 1) + DAY * k) for k in range(365 * 26)]


def keys(b: Builder, name: str, null: bool = False) -> Expr:
    """A column of dates."""
    return b.column(name, "int", null=null, lo=civil.EARLIEST, hi=civil.LATEST, width=32)


def computed(b: Builder, x: Expr, **columns: list[Any]) -> list[Any]:
    """An expression over columns."""
    scan = Scan("t", "t", "k", {name: Field(name, name) for name in columns})
    frame = pl.DataFrame({"k": list(range(len(next(iter(columns.values()))))), **columns})
    key = b.column(scan.take("k"), "key", null=False)
    found = program(Plan(scan, b, outputs={"k": key, "x": x}), {"t": frame}).collect()
    return found.sort("k")["x"].to_list()


def test_the_end_of_a_month_the_next_day_and_the_day_after_free_days() -> None:
    """Every day of twenty-six years, holidays and make-up working days among them."""
    b = Builder()
    k = keys(b, "key")
    assert computed(b, dates.end_key(b, k), key=SPAN) == [civil.end_key(x) for x in SPAN]
    assert computed(b, dates.next_day(b, k), key=SPAN) == [civil.next_day(x) for x in SPAN]
    assert computed(b, dates.roll_forward(b, k), key=SPAN) == [working_days.roll_forward(x) for x in SPAN]


@pytest.mark.parametrize("months", [-300, -13, -1, 0, 1, 6, 11, 12, 24, 300])
def test_periods_end_on_the_corresponding_day_or_the_last_of_the_month(months: int) -> None:
    """31 August and six months is 28 or 29 February."""
    b = Builder()
    some = [x for x in SPAN if (x & 31) > 25 or (x & 31) < 2]
    found = computed(b, dates.plus_months(b, keys(b, "key"), b.const(months)), key=some)
    assert found == [civil.plus_months(x, months) for x in some]


def test_days_between_two_days() -> None:
    """Across leap days and centuries."""
    b = Builder()
    whole = [civil.of(dt.date(1900, 1, 1) + DAY * k) for k in range(0, 109_000, 7)]
    numbers = computed(b, dates.day_number(b, keys(b, "key")), key=whole)
    assert {later - one for one, later in itertools.pairwise(numbers)} == {7}


def test_a_missing_29_february_reads_as_the_first_of_march() -> None:
    """As in the single-case answer."""
    b = Builder()
    ghosts = [civil.key(2021, 2, 28) + 1, civil.key(2024, 2, 29), civil.key(2021, 12, 31)]
    assert computed(b, dates.iso(b, keys(b, "key")), key=ghosts) == [civil.iso(x) for x in ghosts]


TABLES: list[tuple[tuple[int, int | Fraction | None], ...]] = [
    ((civil.key(2019, 7, 1), 2200_00), (civil.key(2021, 8, 1), 2320_00), (civil.key(2023, 9, 1), 2420_00)),
    ((civil.key(2020, 2, 29), 1000_01), (civil.key(2020, 5, 31), 900_00), (civil.key(2021, 1, 15), 950_33)),
    ((civil.key(2019, 1, 1), 100), (civil.key(2020, 3, 1), None), (civil.key(2020, 9, 10), 70)),
    (
        (civil.key(2019, 1, 1), 100),
        (civil.key(2020, 3, 31), Fraction(123456789, 1000)),
        (civil.key(2021, 1, 1), Fraction(7, 30)),
    ),
    (),
]


@pytest.mark.parametrize("parts", ["completed", "pro_rata", "touched"])
@pytest.mark.parametrize("rate", ["month", "start", "year_end"])
@pytest.mark.parametrize("table", range(len(TABLES)))
@pytest.mark.parametrize("bounded", [False, True])
def test_months_in_closed_form_are_the_months_visited_one_by_one(
    parts: str, rate: str, table: int, bounded: bool
) -> None:
    """Sum and first day without a rate, over periods that begin and end anywhere."""
    dice = random.Random(f"{parts} {rate} {table} {bounded}")
    rows = TABLES[table]
    first, last, most, before = [], [], [], []
    for _ in range(few(500, 4000)):
        start = dt.date(2019, 1, 1) + DAY * dice.randrange(1200)
        if dice.random() < 0.3:
            start = start.replace(day=1) + DAY * 31
            start = start.replace(day=1) - DAY
        length = dice.choice([-3, -1, 0, 1, 27, 28, 29, 30, 31, 58, 59, 364, 365, 366, dice.randrange(800)])
        first.append(civil.of(start))
        last.append(civil.of(start + DAY * length))
        most.append(dice.choice([-1, 0, 1, 3, 12, 13, 1200]))
        before.append(civil.of(start + DAY * dice.randrange(-40, 500)))
    b = Builder()
    limit = b.column("most", "int", null=False, lo=-1200, hi=1200)
    until = keys(b, "before") if bounded else None
    found = monthly(b, rows, keys(b, "first"), keys(b, "last"), limit, parts, rate, until)
    columns = {"first": first, "last": last, "most": most, "before": before}
    totals, gaps = computed(b, found.total, **columns), computed(b, found.lacking, **columns)
    for k in range(len(first)):
        end = before[k] if bounded else None
        total, _, gap = monthly_sum(rows, first[k], last[k], most[k], parts, rate, end)
        assert (Fraction(totals[k], found.scale), gaps[k]) == (total, gap), (
            civil.iso(first[k]), civil.iso(last[k]), most[k], end and civil.iso(end)
        )  # fmt: skip


@pytest.mark.parametrize("parts", ["completed", "touched", "pro_rata"])
def test_rates_that_rise_and_fall_are_bounded_by_the_highest_and_the_most_months(parts: str) -> None:
    """Not by all rises together, which would refuse large rates as too large for 64 bits."""
    b = Builder()
    rows = [(civil.key(2019 + k, 1, 1), 10**7 if k % 2 else 100) for k in range(6)]
    most = b.column("most", "int", null=False, lo=0, hi=12)
    total = monthly(b, rows, keys(b, "first"), keys(b, "last"), most, parts, "month")
    assert total.total.lo == 0
    assert total.total.hi <= (12 + (parts == "pro_rata")) * 10**7 * total.scale
    first, last = [civil.key(2020, 1, 1)], [civil.key(2020, 12, 31)]
    assert computed(b, total.total, first=first, last=last, most=[12]) == [12 * 10**7 * total.scale]
