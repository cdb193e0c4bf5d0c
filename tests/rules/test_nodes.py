"""What a node says of itself: its range, unit, wording in messages, and which path a case takes."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rules import cases, real
from tests.rules import invented as w

from wenjiu.rules import nodes as n
from wenjiu.rules.facts import LARGEST_COUNT, CountWhere, SumWhere
from wenjiu.rules.parameters import OPEN_FROM, OPEN_TO
from wenjiu.rules.units import FEN, MONTH, ONE, PERSON, YEAR, Unit
from wenjiu.rules.words import rate

N0, BOUNDED = w.COUNTS[0], w.COUNTS[3]
M0 = w.MONEYS[0]
B0 = w.BOOLS[0]
FIVE, SEVEN = n.Lit(5, PERSON), n.Lit(7, PERSON)
DOWN = n.Sub(FIVE, BOUNDED)  # from -1 to 5


@pytest.mark.parametrize(
    ("node", "least", "greatest", "unit"),
    [
        (FIVE, 5, 5, PERSON),
        (BOUNDED, 0, 6, PERSON),
        (N0, 0, LARGEST_COUNT, PERSON),
        (M0, 0, 10**15, FEN),
        (n.Add(FIVE, BOUNDED), 5, 11, PERSON),
        (DOWN, -1, 5, PERSON),
        (n.Sub(DOWN, DOWN), -6, 6, PERSON),
        (n.Mul(DOWN, n.Lit(3)), -3, 15, PERSON),
        (n.Mul(DOWN, n.Lit(-3)), -15, 3, PERSON),
        (n.Mul(rate(2, FEN.per(PERSON)), BOUNDED), 0, 1200, FEN),
        (n.Min(BOUNDED, SEVEN, DOWN), -1, 5, PERSON),
        (n.Max(BOUNDED, FIVE, DOWN), 5, 6, PERSON),
        (n.MulDiv(BOUNDED, n.Lit(3), n.Lit(4), "half_up"), 0, 5, PERSON),
        (n.MulDiv(BOUNDED, n.Lit(3, MONTH), n.Lit(4, MONTH), "down"), 0, 5, PERSON),
        (n.RoundTo(BOUNDED, 100), 0, 106, PERSON),
        (n.RoundTo(DOWN, 1), -2, 6, PERSON),
        (n.If(B0, FIVE, DOWN), -1, 5, PERSON),
        (n.If(B0, DOWN, SEVEN), -1, 7, PERSON),
        (n.CountIf(B0, FEN), 0, 1, FEN),
        (n.YearOf(w.DATES[0]), 1900, 2200, YEAR),
        (CountWhere(w.TEAM, w.TEAM.grown), 0, LARGEST_COUNT, PERSON),
        (SumWhere(w.TEAM, w.TEAM.heads, w.TEAM.grown), 0, 10**9, PERSON),
        (w.R1.choose(A=FIVE, B=DOWN, C=SEVEN), -1, 7, PERSON),
        (
            n.MonthlySum(
                w.P_TABLE, w.DATES[0], w.DATES[1], n.Lit(12, MONTH), parts="completed", rate="month"
            ),
            0,
            12 * 10**6,
            FEN,
        ),
        (
            n.MonthlySum(
                w.P_TABLE, w.DATES[0], w.DATES[1], n.Lit(-2, MONTH), parts="completed", rate="month"
            ),
            0,
            0,
            FEN,
        ),
    ],
)  # fmt: skip
def test_a_number_declares_its_range_and_its_unit(node: n.Node, least: int, greatest: int, unit: Unit) -> None:
    assert (node.kind, node.lo, node.hi, node.unit) == ("number", least, greatest, unit)


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (n.Compare(">=", N0, FIVE), "(n0 >= 5)"),
        (n.IsIn(w.COLOUR, ("red",)), "(colour in ('red',))"),
        (n.And(B0, n.Not(B0)), "And(b0, Not(b0))"),
        (w.P_COUNT, "p_count"),
        (w.TEAM, "team"),
        (n.Lit(True), "True"),
    ],
)
def test_a_node_reads_as_it_was_written(node: n.Node, words: str) -> None:
    assert repr(node) == words


def test_arithmetic_with_a_plain_number_takes_its_unit() -> None:
    assert [repr(x) for x in (N0 + 1, 1 + N0, N0 - 1, 1 - N0, N0 * 2, 2 * N0)] == [
        "Add(n0, 1)",
        "Add(1, n0)",
        "Sub(n0, 1)",
        "Sub(1, n0)",
        "Mul(n0, 2)",
        "Mul(2, n0)",
    ]
    assert {(x.unit) for x in (N0 + 1, 1 - N0, N0 * 2, 2 * N0)} == {PERSON}
    assert (N0 * 2).children[1].unit == ONE


def test_which_dates_are_certain_to_be_in_the_calendar() -> None:
    d0, year = w.DATES[0], n.Lit(12, MONTH)
    beyond = n.PlusMonths(d0, year, clip=False)
    in_it = [d0, n.PlusMonths(d0, year), n.PlusMonths(beyond, year), n.NextDay(beyond), w.R2.choose(A=d0, B=d0)]
    assert all(n.lies_in_calendar(x) for x in in_it)
    assert not any(n.lies_in_calendar(x) for x in (beyond, w.R2.choose(A=d0, B=beyond)))


def test_a_case_without_the_facts_that_are_usually_absent_takes_the_plain_path() -> None:
    program = real.POLICY.program("3.2a")
    values = {id(x): real.usual(program, x) for x in [*program.facts, *program.params]}
    absent = [f for f in program.facts if f.key in ("hire.is_fresh_graduate", "ruling.G7")]
    for fact in absent:
        values[id(fact)] = None
    assert absent and cases.answer(program, values).results is None
    employer = next(f for f in program.facts if f.key == "firm.is_employer")
    assert cases.answer(program, values | {id(employer): None}).results is not None


def test_an_unknown_bound_of_a_period_is_open() -> None:
    start, end = w.P_FROM, w.param("p_to", "date_to")
    assert (start.kind, end.kind) == ("date", "date")
    assert start.public(OPEN_FROM) is None and end.public(OPEN_TO) is None
    assert cases.keyed(dt.date(1900, 1, 1)) > OPEN_FROM and cases.keyed(dt.date(2200, 12, 31)) < OPEN_TO
