"""What is named as missing, and how wide an open amount is, for small expressions worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.rules import cases
from tests.rules import invented as w

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.evaluate.runtime import UNBOUNDED
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.facts import CountWhere
from wenjiu.rules.language.measures import Either, Line, Require, Route
from wenjiu.rules.language.units import FEN, MONTH, PERSON

B0, B1, B2 = w.BOOLS
N0, N1, N2, BOUNDED = w.COUNTS
M0, M1 = w.MONEYS
D0, D1, _ = w.DATES
TEN = n.Lit(10, FEN)
TINY = Fraction(1, 10**9)
DOWN = n.Sub(n.Lit(5, PERSON), BOUNDED)  # from -1 to 5


def outcome(*conditions: Any, pays: n.Node = TEN, letters: dict[str, str] | None = None, **known: Any) -> Outcome:
    """The outcome of conditions (nodes or items of a measure) and one line; facts and parameters by name."""
    items = [c if isinstance(c, Require | Either) else Require(f"C{i}", c, w.WORD) for i, c in enumerate(conditions)]
    program = Program(w.measure(*items, pays=[Line("one", pays)]), letters or {})
    return cases.answer(program, {id(x): known.get(repr(x)) for x in [*program.given, *program.params]})


def missing(found: Outcome) -> set[str]:
    """Names of what is missing."""
    return {repr(f) for f in found.missing().facts} | {repr(p) for p, _ in found.missing().params}


@pytest.mark.parametrize(
    ("amount", "known", "expected"),
    [
        # the branch taken alone matters once the condition is known, before that all three parts do
        (n.If(B0, M0, M1), {}, {"b0", "m0", "m1"}),
        (n.If(B0, M0, M1), {"b0": True}, {"m0"}),
        (n.If(B0, M0, M1), {"b0": False}, {"m1"}),
        (n.If(B0, M0, M1), {"m0": 5, "m1": 5}, set()),
        (n.If(B0, M0, M1), {"m0": 5, "m1": 6}, {"b0"}),
        # what cannot be the least, or the greatest, does not matter
        (n.Min(M0, M1), {"m0": 5}, {"m1"}),
        (n.Min(M0, M1), {"m0": 0}, set()),
        (n.Min(M0, n.Add(M1, TEN)), {}, {"m0", "m1"}),
        (n.Min(n.Min(M0, n.Lit(4, FEN)), n.Add(M1, TEN)), {}, {"m0"}),
        (n.Min(n.Min(M0, TEN), n.Add(M1, TEN)), {}, {"m0"}),
        (n.Max(M0, M1), {"m0": 5}, {"m1"}),
        (n.Max(n.Min(M0, TEN), n.Add(n.CountIf(B0, FEN), TEN)), {}, {"b0"}),
        # a product with nothing is nothing, whatever the rate
        (n.Mul(w.P_RATE, N0), {"n0": 0}, set()),
        (n.Mul(w.P_RATE, N0), {"n0": 2}, {"p_rate"}),
        (n.Mul(w.P_RATE, N0), {"p_rate": 7}, {"n0"}),
        (w.R2.choose(A=M0, B=M1), {}, {"m0"}),
    ],
)
def test_what_an_open_amount_needs(amount: n.Node, known: dict[str, Any], expected: set[str]) -> None:
    found = outcome(pays=amount, **known)
    assert missing(found) == expected
    assert found.verdict == ("unknown" if any(not x.startswith("p_") for x in expected) else "yes")


def test_a_reading_decides_which_fact_is_asked_for() -> None:
    assert missing(outcome(pays=w.R2.choose(A=M0, B=M1), letters={"X-2": "B"})) == {"m1"}


@pytest.mark.parametrize(
    ("condition", "known", "verdict", "expected"),
    [
        (n.And(B0, B1), {"b0": False}, "no", set()),
        (n.And(B0, B1), {"b0": True}, "unknown", {"b1"}),
        (n.Or(B0, B1), {"b0": True}, "yes", set()),
        (n.Or(B0, B1), {"b0": False}, "unknown", {"b1"}),
        (n.Not(B0), {"b0": True}, "no", set()),
        (n.Not(B0), {}, "unknown", {"b0"}),
        (n.Compare(">=", n.Add(N0, N1), n.Lit(3, PERSON)), {"n0": 3}, "yes", set()),
        (n.Compare(">=", n.Add(N0, N1), n.Lit(3, PERSON)), {"n0": 2}, "unknown", {"n1"}),
        (n.Compare("<", n.Add(N0, N1), n.Lit(3, PERSON)), {"n0": 3}, "no", set()),
        (n.Compare("==", N0, N1), {"n0": 3}, "unknown", {"n1"}),
        (n.Compare("==", BOUNDED, n.Lit(7, PERSON)), {}, "no", set()),
        (n.Compare("<=", BOUNDED, n.Lit(6, PERSON)), {}, "yes", set()),
        (n.Compare("<=", BOUNDED, n.Lit(5, PERSON)), {}, "unknown", {"n_bounded"}),
        (n.Compare(">", w.P_COUNT, n.Lit(200, PERSON)), {}, "unknown", {"p_count"}),
        (n.IsIn(w.COLOUR, ("red", "blue")), {}, "unknown", {"colour"}),
        (n.IsListed(w.PLACE, w.P_CODES), {"p_codes": ()}, "no", set()),
        (n.IsListed(w.PLACE, w.P_CODES), {"p_codes": ("here",)}, "unknown", {"place"}),
        (n.IsListed(w.PLACE, w.P_CODES), {"place": "here"}, "unknown", {"p_codes"}),
        (n.IsListed(w.PLACE, w.P_CODES), {}, "unknown", {"place", "p_codes"}),
        (n.IsGiven(*w.EVENTS), {}, "no", set()),
        (n.IfGiven(w.FLAG, B0), {"flag": True}, "yes", set()),
        (n.IfGiven(w.FLAG, B0), {"b0": True}, "yes", set()),
        (n.IfGiven(w.FLAG, B0), {}, "unknown", {"flag", "b0"}),
        (n.Compare(">=", periods.FirstGiven(*w.EVENTS), D0), {}, "unknown", {"e0", "e1", "d0"}),
        (n.Compare(">=", periods.YearOf(D0), n.Lit(1900, w.YEAR_FACT.unit)), {}, "yes", set()),
        (n.Compare(">", periods.YearOf(D0), n.Lit(2200, w.YEAR_FACT.unit)), {}, "no", set()),
        (n.Compare(">", CountWhere(w.TEAM, w.TEAM.grown), n.Lit(0, PERSON)), {"team": []}, "no", set()),
        (n.Compare(">", CountWhere(w.TEAM, w.TEAM.grown), n.Lit(0, PERSON)), {"team": [{}]}, "unknown", {"team"}),
    ],
)
def test_what_an_open_condition_needs(
    condition: n.Node, known: dict[str, Any], verdict: str, expected: set[str]
) -> None:
    found = outcome(condition, **known)
    assert (found.verdict, missing(found)) == (verdict, expected)


def routes(first: list[n.Node], second: list[n.Node]) -> Either:
    """Two alternatives of these conditions."""
    made = [[Require(f"R{k}{i}", c, w.WORD) for i, c in enumerate(group)] for k, group in enumerate((first, second))]
    return Either(tuple(Route(f"r{k}", w.WORD, tuple(group)) for k, group in enumerate(made)))


@pytest.mark.parametrize(
    ("known", "verdict", "expected", "results"),
    [
        ({}, "unknown", {"b0", "b1", "b2"}, ["unknown"] * 3),
        ({"b0": False}, "unknown", {"b2"}, ["failed", "unknown", "unknown"]),
        ({"b0": True}, "unknown", {"b1", "b2"}, ["met", "unknown", "unknown"]),
        ({"b2": True}, "yes", set(), ["not_applicable", "not_applicable", "met"]),
        ({"b2": True, "b0": False}, "yes", set(), ["not_applicable", "not_applicable", "met"]),
        ({"b0": True, "b1": True}, "yes", set(), ["met", "met", "not_applicable"]),
        ({"b2": False}, "unknown", {"b0", "b1"}, ["unknown", "unknown", "failed"]),
        ({"b1": False, "b2": False}, "no", set(), ["unknown", "failed", "failed"]),
    ],
)
def test_alternatives_ask_only_for_routes_that_are_still_open(
    known: dict[str, Any], verdict: str, expected: set[str], results: list[str]
) -> None:
    found = outcome(routes([B0, B1], [B2]), **known)
    assert (found.verdict, missing(found), found.condition_results()) == (verdict, expected, results)
    assert [i for i, r in enumerate(results) if r == "failed" and verdict == "no"] == (
        found.failed() if verdict == "no" else []
    )


def test_a_condition_that_may_not_apply_is_asked_about_with_what_decides_that() -> None:
    item = Require("C1", B0, w.WORD, when=B1)
    assert missing(outcome(item)) == {"b0", "b1"}
    assert missing(outcome(item, b1=True)) == {"b0"}
    assert outcome(item, b1=False).verdict == "yes"
    assert outcome(item, b1=False).condition_results() == ["not_applicable"]
    assert outcome(item, b0=True).verdict == "yes"
    assert outcome(item, b0=False).verdict == "unknown"
    assert missing(outcome(item, b0=False)) == {"b1"}


def test_a_condition_that_another_one_implies_is_a_reason_and_not_asked_about() -> None:
    implied = Require("own", B0, w.WORD, implied=True)
    found = outcome(implied, B1, b1=True)
    assert (found.verdict, missing(found), found.condition_results()) == ("yes", set(), ["unknown", "met"])
    assert outcome(implied, B1, b0=False, b1=True).verdict == "yes"


def test_a_failure_that_another_one_already_says_is_not_repeated() -> None:
    moot = Require("own", B0, w.WORD, moot=B1)
    assert outcome(moot, B1, b0=False, b1=True).condition_results() == ["not_applicable", "met"]
    assert outcome(moot, B1, b0=False, b1=False).condition_results() == ["failed", "failed"]
    assert outcome(moot, B1, b0=True, b1=True).condition_results() == ["met", "met"]
    assert outcome(moot, B1, b0=False, b1=True).failed() == []


@pytest.mark.parametrize(
    ("amount", "known", "low", "high"),
    [
        (n.Mul(n.Lit(3, FEN), n.Mul(n.Lit(1), BOUNDED)), {}, 0, 18),
        (n.Mul(n.Lit(3, FEN), N0), {}, 0, None),
        (n.Sub(TEN, M0), {}, None, 10),
        (n.Sub(M0, M1), {"m1": 4}, -4, None),
        (n.Mul(n.Sub(TEN, n.Lit(30, FEN)), BOUNDED), {}, -120, 0),
        (n.Mul(n.Mul(n.Lit(1, FEN.per(PERSON * PERSON)), DOWN), DOWN), {}, -5, 25),
        (n.If(B0, n.Lit(5, FEN), n.Lit(3, FEN)), {}, 3, 5),
        (n.If(B0, n.Lit(3, FEN), n.Lit(5, FEN)), {}, 3, 5),
        (n.CountIf(B0, FEN), {}, 0, 1),
        (n.MulDiv(n.Mul(n.Lit(5, FEN), BOUNDED), n.Lit(1), n.Lit(2), "half_up"), {}, 0, 15),
        (n.RoundTo(n.Min(M0, n.Lit(149, FEN)), 100), {}, 0, 100),
        (n.Max(M0, TEN), {}, 10, None),
        (n.Min(M0, TEN), {}, 0, 10),
        # however small the share of what has no limit, it has none
        (n.Mul(n.Mul(n.Mul(M0, w.SHARE), w.SHARE), w.P_SHARE), {"share": TINY, "p_share": TINY}, 0, None),
        (periods.MonthlySum(w.P_TABLE, D0, D1, n.Lit(2, MONTH), parts="completed", rate="month"), {}, 0, None),
    ],
)
def test_an_open_amount_lies_between_its_least_and_its_greatest(
    amount: n.Node, known: dict[str, Any], low: int | None, high: int | None
) -> None:
    ((least, most),) = outcome(pays=amount, **known).amounts
    assert (least if least > -UNBOUNDED else None) == low
    assert (most if most < UNBOUNDED else None) == high


@pytest.mark.parametrize("known", [{}, {"p_bool": True}, {"p_bool": False}])
def test_a_conditional_payment_of_nothing_is_not_listed_whether_or_not_its_condition_is_known(
    known: dict[str, Any],
) -> None:
    nothing = Line("other", n.Sub(TEN, TEN), when=w.P_BOOL)
    program = Program(w.measure(Require("C0", B1, w.WORD), pays=[Line("one", TEN), nothing]), {})
    given = {"b1": True, **known}
    found = cases.answer(program, {id(x): given.get(repr(x)) for x in [*program.given, *program.params]})
    assert (found.verdict, found.amounts, [line.payee for line in found.lines]) == ("yes", ((10, 10),), ["one"])
    assert missing(found) == set()
