"""What a node says of itself: its range, unit, wording in messages, and which path a case takes."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rules import cases, real
from tests.rules import invented as w

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.language import facts, periods
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language.dated_values import OPEN_FROM, OPEN_TO
from wenjiu.rules.language.facts import LARGEST_COUNT, CountWhere, SumWhere
from wenjiu.rules.language.measures import Require
from wenjiu.rules.language.parameter_types import TO
from wenjiu.rules.language.units import FEN, MONTH, ONE, PERSON, YEAR, Unit
from wenjiu.rules.language.words import rate

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
        (periods.YearOf(w.DATES[0]), 1900, 2200, YEAR),
        (CountWhere(w.TEAM, w.TEAM.grown), 0, LARGEST_COUNT, PERSON),
        (SumWhere(w.TEAM, w.TEAM.heads, w.TEAM.grown), 0, 10**9, PERSON),
        (w.R1.choose(A=FIVE, B=DOWN, C=SEVEN), -1, 7, PERSON),
        (
            periods.MonthlySum(
                w.P_TABLE, w.DATES[0], w.DATES[1], n.Lit(12, MONTH), parts="completed", rate="month"
            ),
            0,
            12 * 10**6,
            FEN,
        ),
        (
            periods.MonthlySum(
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
    beyond = periods.PlusMonths(d0, year, clip=False)
    in_it = [
        d0,
        periods.PlusMonths(d0, year),
        periods.PlusMonths(beyond, year),
        periods.NextDay(beyond),
        w.R2.choose(A=d0, B=d0),
    ]
    assert all(periods.lies_in_calendar(x) for x in in_it)
    assert not any(periods.lies_in_calendar(x) for x in (beyond, w.R2.choose(A=d0, B=beyond)))


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
    start, end = w.P_FROM, w.param("p_to", TO)
    assert (start.kind, end.kind) == ("date", "date")
    assert start.public(OPEN_FROM) is None and end.public(OPEN_TO) is None
    assert cases.keyed(dt.date(1900, 1, 1)) > OPEN_FROM and cases.keyed(dt.date(2200, 12, 31)) < OPEN_TO


FEBRUARY_29 = dt.date(2020, 2, 29)
D0, D1, D2 = w.DATES
ON = {"d0": FEBRUARY_29, "d1": dt.date(2021, 2, 28), "d2": dt.date(2021, 3, 1)}
TWELVE, ONE_MONTH = n.Lit(12, MONTH), n.Lit(1, MONTH)
LAST_FREE = {"d0": dt.date(2020, 10, 1), "d1": dt.date(2020, 10, 9), "d2": dt.date(2020, 10, 10)}


@pytest.mark.parametrize(
    ("node", "known", "holds"),
    [
        (n.Compare(">=", D1, periods.PlusMonths(D0, TWELVE)), ON, True),
        (n.Compare(">", D1, periods.PlusMonths(D0, TWELVE)), ON, False),
        (n.Compare("<=", D1, periods.PlusMonths(D0, TWELVE)), ON, True),
        (n.Compare("<", D1, periods.PlusMonths(D0, TWELVE)), ON, False),
        (n.Compare("==", D1, periods.PlusMonths(D0, TWELVE)), ON, True),
        (n.Compare("==", periods.PlusMonths(D0, TWELVE), D1), ON, True),
        (n.Compare(">=", D1, periods.PlusMonths(D0, TWELVE, clip=False)), ON, False),
        (n.Compare(">", D2, periods.PlusMonths(D0, TWELVE, clip=False)), ON, True),
        (
            n.Compare("==", periods.PlusMonths(D0, n.Lit(48, MONTH), clip=False), D1),
            ON | {"d1": dt.date(2024, 2, 29)},
            True,
        ),
        (n.Compare("==", periods.PlusMonths(D0, ONE_MONTH, clip=False), D1), ON | {"d1": dt.date(2020, 3, 29)}, True),
        # a day that the year lacks against a period that ends in the calendar
        (n.Compare("<=", periods.PlusMonths(D0, TWELVE, clip=False), periods.PlusMonths(D2, TWELVE)), ON, True),
        (
            n.Compare("<=", periods.PlusMonths(D0, TWELVE, clip=False), periods.PlusMonths(D1, ONE_MONTH)),
            ON | {"d1": dt.date(2021, 1, 31)},
            False,
        ),
        (
            n.Compare(">=", D1, periods.PlusMonths(periods.PlusMonths(D0, TWELVE, clip=False), TWELVE)),
            ON | {"d1": dt.date(2022, 2, 28)},
            True,
        ),
        (n.Compare("==", periods.NextDay(D1), D2), ON, True),
        (n.Compare("==", periods.NextDay(periods.PlusMonths(D0, TWELVE, clip=False)), D2), ON, True),
        (n.Compare("==", periods.RollForward(D0), D1), LAST_FREE, True),
        (n.Compare("==", periods.RollForward(D2), D2), LAST_FREE, True),
        (n.Compare("==", periods.YearOf(D0), n.Lit(2020, YEAR)), ON, True),
        (n.Compare("==", periods.YearOf(D1), n.Lit(2020, YEAR)), ON, False),
        (n.Compare("==", periods.FirstGiven(*w.EVENTS), D0), ON | {"e1": FEBRUARY_29}, True),
        (n.Compare("==", periods.FirstGiven(*w.EVENTS), D0), ON | {"e0": FEBRUARY_29, "e1": dt.date(2021, 1, 1)}, True),
        (n.IsGiven(*w.EVENTS), {"e1": FEBRUARY_29}, True),
        (n.IsGiven(*w.EVENTS), {}, False),
        (n.IfGiven(w.FLAG, B0), {"b0": False, "flag": True}, True),
        (n.IfGiven(w.FLAG, B0), {"b0": True, "flag": False}, False),
        (n.IfGiven(w.FLAG, B0), {"b0": True}, True),
        (n.IsIn(w.COLOUR, ("red", "blue")), {"colour": "blue"}, True),
        (n.IsIn(w.COLOUR, ("red", "blue")), {"colour": "green"}, False),
        (n.IsIn(w.COLOUR, ("red",)), {"colour": "red"}, True),
        (n.IsListed(w.PLACE, w.P_CODES), {"place": "here", "p_codes": ("here",)}, True),
        (n.IsListed(w.PLACE, w.P_CODES), {"place": "there", "p_codes": ("here",)}, False),
        (n.Compare("==", n.Sub(N0, FIVE), n.Lit(-2, PERSON)), {"n0": 3}, True),
        (n.Compare("==", n.Mul(n.Sub(N0, FIVE), n.Sub(N0, SEVEN)), n.Lit(8, PERSON * PERSON)), {"n0": 3}, True),
        (n.Compare("==", n.Min(N0, FIVE, SEVEN), n.Lit(3, PERSON)), {"n0": 3}, True),
        (n.Compare("==", n.Min(N0, FIVE), FIVE), {"n0": 9}, True),
        (n.Compare("==", n.Max(N0, FIVE, SEVEN), n.Lit(9, PERSON)), {"n0": 9}, True),
        (n.Compare("==", n.Max(N0, BOUNDED), n.Lit(4, PERSON)), {"n0": 3, "n_bounded": 4}, True),
        (n.Compare("==", n.MulDiv(N0, n.Lit(1), n.Lit(2), "half_up"), n.Lit(2, PERSON)), {"n0": 3}, True),
        (n.Compare("==", n.MulDiv(N0, n.Lit(1), n.Lit(2), "down"), n.Lit(1, PERSON)), {"n0": 3}, True),
        (n.Compare("==", n.RoundTo(n.Sub(M0, n.Lit(200, FEN)), 100), n.Lit(-100, FEN)), {"m0": 50}, True),
        (n.Compare("==", n.If(B0, FIVE, SEVEN), SEVEN), {"b0": False}, True),
        (n.Compare("==", n.CountIf(B0, PERSON), n.Lit(1, PERSON)), {"b0": True}, True),
        (n.Lit(False), {}, False),
    ],
)
def test_each_word_of_the_language_on_both_paths(node: n.Node, known: dict[str, object], holds: bool) -> None:
    program = Program(w.measure(Require("C1", node, w.WORD), trigger=D0), {})
    values = {id(x): known.get(repr(x)) for x in [*program.given, *program.params]}
    expected = "yes" if holds else "no"
    assert cases.answer(program, values).verdict == expected
    assert cases.two_sided(program, values).verdict == expected


def test_the_kinds_of_facts_have_their_limits() -> None:
    made = [kind(w.WORD, w.WORD, w.WORD) for kind in (facts.count, facts.money, facts.months, facts.year)]
    assert [(f.lo, f.hi, f.bounded) for f in made] == [
        (0, 10**9, False),
        (0, 10**15, False),
        (0, 1200, False),
        (1900, 2200, True),
    ]
    assert facts.months(w.WORD, w.WORD, w.WORD, most=12).hi == 12
