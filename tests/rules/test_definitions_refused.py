"""What the language refuses, each time naming the file and line of the clause module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.rules import invented as w

from wenjiu.rules.language import facts, measures, periods, readings
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.parameter_types import NUMBER
from wenjiu.rules.language.text import T
from wenjiu.rules.language.units import DAY, FEN, MONTH, NAMED, ONE, PERSON, YEAR
from wenjiu.rules.language.words import (
    after,
    all_of,
    any_of,
    at_least,
    calendar_year,
    equals,
    first_given,
    greatest,
    how_many,
    if_,
    is_,
    later_than_month_end,
    least,
    monthly_sum,
    months,
    not_,
    one_of,
    persons,
    rate,
    rolled,
    share_of,
    sum_over,
    total,
    within,
    years,
    yuan,
)

B, N, M, D, COLOUR = w.BOOLS[0], w.COUNTS[0], w.MONEYS[0], w.DATES[0], w.COLOUR
ALL = T("都", "all")


def refused(make: Callable[[], Any]) -> str:
    """The message of a refusal; it must begin with the line in this file on which the definition stands."""
    with pytest.raises(DefinitionError) as caught:
        make()
    line = make.__code__.co_firstlineno
    message = str(caught.value)
    where, _, rest = message.partition(": ")
    file, _, number = where.rpartition(":")
    assert file == "/".join(Path(__file__).parts[-2:]), message
    assert line <= int(number) <= line + 12, message
    return rest


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: M * (N * N), "overflows a 64-bit integer"),
        (lambda: n.Lit(2**63), "overflows a 64-bit integer"),
        (lambda: n.Lit(-(2**63)), "reach 9223372036854775808, which overflows a 64-bit integer"),
        (lambda: total(*[M * 1000] * 10), "overflows a 64-bit integer"),
        (lambda: share_of(M, n.Lit(10**6, ONE), n.Lit(10**6, ONE), rounded="down"), "overflows a 64-bit integer"),
    ],
)
def test_a_value_that_could_overflow_64_bits(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


def test_the_largest_64_bit_number_is_no_overflow() -> None:
    assert n.Lit(2**63 - 1).hi == 2**63 - 1
    assert n.Lit(-(2**63 - 1)).lo == -(2**63 - 1)
    n.MulDiv(n.Lit(2**31, PERSON), n.Lit(2**31, ONE), n.Lit(7, ONE), "down")


@pytest.mark.parametrize(
    "make",
    [
        lambda: share_of(M, n.Lit(1), N, rounded="down"),  # type: ignore[arg-type]
        lambda: share_of(M, n.Lit(1), n.Lit(0), rounded="down"),
        lambda: share_of(M, n.Lit(1), n.Lit(-2), rounded="down"),
        lambda: share_of(M, n.Lit(1), n.Lit("2"), rounded="down"),
        lambda: M / 2,
        lambda: M // N,
    ],
)
def test_a_division_by_anything_but_a_positive_literal(make: Callable[[], Any]) -> None:
    assert "division" in refused(make)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: total(M, N), "units differ: fen and person"),
        (lambda: M - N, "units differ"),
        (lambda: at_least(M, N), "units differ"),
        (lambda: least(M, N), "units differ"),
        (lambda: greatest(M, N), "units differ"),
        (lambda: if_(B, M, N), "units differ"),
        (lambda: w.R1.choose(A=M, B=N), "units differ"),
        (lambda: after(D, persons(3)), "counted in months, not in person"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=persons(3)), "counted in months, not in person"),
        (lambda: measures.line("one", N), "paid in person, not in fen"),
        (lambda: measures.line("one", w.P_RATE), "paid in fen/person, not in fen"),
    ],
)
def test_mixed_units(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


@pytest.mark.parametrize(
    "make",
    [
        lambda: at_least(N, 3.5),  # type: ignore[arg-type]
        lambda: M * 0.5,  # type: ignore[operator]
        lambda: M + 1.0,  # type: ignore[operator]
        lambda: 1.0 - M,  # type: ignore[operator]
        lambda: N * True,
        lambda: at_least(3, N),  # type: ignore[arg-type]
        lambda: least(M, 3.0),  # type: ignore[arg-type]
        lambda: greatest(3.0, M),  # type: ignore[arg-type]
        lambda: total(M, 1.5),  # type: ignore[arg-type]
        lambda: share_of(M, 0.5, n.Lit(1), rounded="down"),  # type: ignore[arg-type]
        lambda: if_(B, M, 0.5),  # type: ignore[arg-type]
        lambda: n.RoundTo(0.5, 1),  # type: ignore[arg-type]
        lambda: n.Lit(0.5),  # type: ignore[arg-type]
        lambda: n.Lit(None),  # type: ignore[arg-type]
        lambda: sum_over(w.TEAM, 0.5, w.TEAM.grown),  # type: ignore[arg-type]
        lambda: measures.line("one", 5000),  # type: ignore[arg-type]
        lambda: n.Mul(M, 0.5),  # type: ignore[arg-type]
        lambda: n.Sub(M, 0.5),  # type: ignore[arg-type]
    ],
)
def test_a_float_or_anything_else_that_is_no_part_of_the_tree(make: Callable[[], Any]) -> None:
    says = refused(make)
    assert "not a whole number" in says or "not part of the rule language" in says


@pytest.mark.parametrize(
    "make",
    [
        lambda: B and N,
        lambda: B or N,
        lambda: not B,
        lambda: bool(at_least(N, 3)),
        lambda: M if B else N,
    ],
)
def test_pythons_own_logic(make: Callable[[], Any]) -> None:
    assert "use all_of, any_of and not_" in refused(make)


@pytest.mark.parametrize(
    "make",
    [
        lambda: measures.require("C1", N == 3, "一", "one"),  # type: ignore[arg-type]
        lambda: measures.require("C1", N, "一", "one"),
        lambda: measures.require("C1", True, "一", "one"),  # type: ignore[arg-type]
    ],
)
def test_a_condition_that_is_no_yes_or_no_expression(make: Callable[[], Any]) -> None:
    assert "condition C1 is not a yes-or-no expression" in refused(make)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: all_of(B, N), "expected a bool, got a number"),
        (lambda: any_of(B, D), "expected a bool, got a date"),
        (lambda: not_(N), "expected a bool"),
        (lambda: all_of(B, N == 3), "not part of the rule language"),  # type: ignore[arg-type]
        (lambda: at_least(B, 3), "expected a number, got a bool"),
        (lambda: at_least(D, 3), "expected a date, got a number"),
        (lambda: at_least(N, D), "expected a number, got a date"),
        (lambda: equals(COLOUR, COLOUR), "expected a number, got a code"),
        (lambda: N + B, "expected a number"),
        (lambda: N - B, "expected a number"),
        (lambda: N * B, "expected a number"),
        (lambda: least(D, D), "expected a number"),
        (lambda: greatest(D, D), "expected a number"),
        (lambda: is_(N, "red"), "expected a code"),
        (lambda: n.IsListed(N, w.P_CODES), "expected a code"),
        (lambda: n.IsListed(COLOUR, N), "expected a codes"),
        (lambda: within(N, months(3), by=D), "expected a"),
        (lambda: after(N, months(3)), "expected a date"),
        (lambda: after(D, D), "expected a number"),
        (lambda: periods.NextDay(N), "expected a date"),
        (lambda: periods.YearOf(N), "expected a date"),
        (lambda: rolled(N), "expected a date"),
        (lambda: first_given(N, D), "expected a date"),
        (lambda: n.IsGiven(n.Not(B)), "only a fact itself"),
        (lambda: n.IfGiven(B, N), "expected a bool"),
        (lambda: n.CountIf(N, PERSON), "expected a bool"),
        (lambda: if_(N, M, M), "expected a bool"),
        (lambda: if_(B, D, D), "expected a number"),
        (lambda: how_many(w.TEAM, w.TEAM.heads), "expected a bool"),
        (lambda: sum_over(w.TEAM, w.TEAM.grown, w.TEAM.grown), "expected a number"),
        (lambda: sum_over(w.TEAM, w.TEAM.heads, w.TEAM.heads), "expected a bool"),
        (lambda: monthly_sum(N, D, D, most=months(3)), "expected a table"),
        (lambda: monthly_sum(w.P_TABLE, N, D, most=months(3)), "expected a date"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=D), "expected a number"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=months(3), before=N), "expected a date"),
        (lambda: n.MulDiv(D, n.Lit(1), n.Lit(2), "down"), "expected a number"),
        (lambda: n.RoundTo(D, 1), "expected a number"),
        (lambda: w.R1.choose(A=B, B=N), "expected a bool"),
    ],
)
def test_a_part_of_another_kind(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: is_(COLOUR, "rde"), "colour has no value 'rde'; it has red, green, blue"),
        (lambda: one_of(COLOUR, "red", "grey"), "has no value 'grey'"),
        (lambda: share_of(M, n.Lit(1), n.Lit(2), rounded="up"), "unknown rounding mode 'up'"),
        (lambda: share_of(M - M, n.Lit(1), n.Lit(2), rounded="down"), "can be negative"),
        (lambda: share_of(M, n.Lit(-1), n.Lit(2), rounded="down"), "can be negative"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=months(3), parts="half"), "unknown rule"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=months(3), rate="weekly"), "unknown rule"),
        (lambda: monthly_sum(w.P_TABLE, D, D, most=months(3), rate=w.R1.word(A="month", B="weekly")), "unknown rule"),
        (lambda: sum_over(w.TEAM, w.TEAM.heads - w.TEAM.heads, w.TEAM.grown), "never negative"),
        (lambda: rolled(later_than_month_end(D, months(12))), "29 February"),
        (lambda: monthly_sum(w.P_TABLE, later_than_month_end(D, months(12)), D, most=months(3)), "29 February"),
        (lambda: monthly_sum(w.P_TABLE, D, later_than_month_end(D, months(12)), most=months(3)), "29 February"),
    ],
)
def test_a_value_that_does_not_exist_or_has_no_settled_meaning(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


def test_one_part_alone_is_that_part_itself() -> None:
    assert all_of(B) is B and any_of(B) is B and total(M) is M


def test_an_open_list_of_codes_takes_any_code() -> None:
    assert is_(w.PLACE, "anywhere").kind == "bool"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: w.R1["D"], "X-1 has no reading 'D'"),
        (lambda: w.R1.choose(B=B), "X-1 needs reading A"),
        (lambda: w.R1.choose(A=B, D=B), "only letters it declares"),
        (lambda: w.R1.word(B="month"), "X-1 needs reading A"),
        (lambda: w.R1.word(A="month", D="start"), "only letters it declares"),
        (
            lambda: readings.ambiguity("X-9", ("a", "b"), why=("", ""), money=("", ""), B=("", "")),
            "lacks the recommended",
        ),
    ],
)
def test_a_letter_that_a_reading_lacks(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


def condition(id: str = "C1", holds: n.Node = B, en: str = "one") -> measures.Require:
    return measures.require(id, holds, "一", en)


def asking(**wording: Any) -> facts.Vocabulary:
    said = {"name": ALL, "question": ALL, "why": ALL, "labels": {"a": ALL}, "key": "asked"} | wording
    return facts.Vocabulary({"d0": D, "b0": B, "asked": facts.choice(**said)})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: w.measure(condition(), condition(holds=w.BOOLS[1])), "two different conditions C1"),
        (
            lambda: w.measure(
                condition(),
                measures.either(measures.route("r", ALL, condition(holds=w.BOOLS[1])), measures.route("s", ALL)),
            ),
            "two different conditions C1",
        ),
        (lambda: w.measure(condition(), pays=[("one", M)], payees={}), "pays 'one', which has no name"),
        (lambda: w.measure(condition(), vocabulary=facts.Vocabulary({"d0": D})), "uses the fact b0"),
        (
            lambda: w.measure(condition(), trigger=w.DATES[1], vocabulary=facts.Vocabulary({"b0": B})),
            "uses the fact d1",
        ),
        (
            lambda: w.measure(
                condition(holds=at_least(how_many(w.TEAM, w.TEAM.grown), 3)),
                vocabulary=facts.Vocabulary({"d0": D}),
            ),
            "uses the relation team",
        ),
        (
            lambda: w.measure(condition(holds=at_least(how_many(w.TEAM, B), 3))),
            "b0 is not declared as a fact of a member of team",
        ),
        (
            lambda: w.measure(
                condition(holds=at_least(how_many(w.TEAM, at_least(how_many(w.TEAM, w.TEAM.grown), 1)), 3))
            ),
            "speaks of their facts, literals and parameters only",
        ),
        (lambda: w.policy(w.measure(condition(en="at least {nothing}"))), "wording names {nothing}"),
        (lambda: w.policy(w.measure(condition(), name=T("{cap}", "one"))), "wording names {cap}"),
        (lambda: w.policy(w.measure(condition(), summary=T("{b0}", "one"))), "wording names {b0}"),
        (lambda: w.policy(w.measure(condition(), standard=T("一", "{cap}"))), "wording names {cap}"),
        (lambda: w.policy(w.measure(condition(), subject=T("一", "{cap}"))), "wording names {cap}"),
        (lambda: w.policy(w.measure(condition(), once=T("一", "{cap}"))), "wording names {cap}"),
        (lambda: w.policy(w.measure(condition(), notes=(T("一", "{cap}"),))), "wording names {cap}"),
        (lambda: w.policy(w.measure(condition(), payees={"one": T("一", "{cap}")})), "wording names {cap}"),
        (lambda: w.policy(w.measure(measures.either(measures.route("r", T("{x}", ""), condition())))), "names {x}"),
        (lambda: w.policy(w.measure(condition(), vocabulary=asking(question=T("{x}", "")))), "names {x}"),
        (lambda: w.policy(w.measure(condition(), vocabulary=asking(why=T("{x}", "")))), "names {x}"),
        (lambda: w.policy(w.measure(condition(), vocabulary=asking(name=T("{x}", "")))), "names {x}"),
        (lambda: w.policy(w.measure(condition(), vocabulary=asking(help=T("{x}", "")))), "names {x}"),
        (lambda: w.policy(w.measure(condition(), vocabulary=asking(labels={"a": T("{x}", "")}))), "names {x}"),
        (lambda: facts.Relation({"unit": facts.code(ALL, ALL, ALL)}), "cannot be called 'unit'"),
        (lambda: facts.Vocabulary({"b": B}, beside={"b": w.BOOLS[1]}), "named twice: b"),
    ],
)
def test_a_measure_that_contradicts_itself(make: Callable[[], Any], says: str) -> None:
    assert says in refused(make)


def test_the_same_condition_in_two_routes_is_no_contradiction() -> None:
    same = condition()
    found = w.measure(measures.either(measures.route("r", ALL, same), measures.route("s", ALL, same)))
    assert [c.id for c in found.requirements()] == ["C1", "C1"]


def test_wording_may_name_a_parameter_that_the_measure_uses_or_the_home_district() -> None:
    own = w.param("9.9.cap", NUMBER, PERSON)
    made = w.policy(w.measure(condition(en="at least {p_count} of {cap} in {home}")), params=[w.P_COUNT, own])
    assert made["9.9"].code == "9.9"


def test_the_place_named_is_the_one_outside_the_language_even_through_a_dataclass() -> None:
    line = sys._getframe().f_lineno + 1
    found = w.measure(condition(), defined_at=n.place())
    assert found.defined_at == f"rules/{Path(__file__).name}:{line}"
    made = measures.Measure(**{f: getattr(found, f) for f in found.__dataclass_fields__ if f != "defined_at"})
    assert made.defined_at == f"rules/{Path(__file__).name}:{line + 2}"


def test_units_read_as_products_and_quotients() -> None:
    assert str(FEN.per(PERSON)) == "fen/person"
    assert str(FEN.per(PERSON) * PERSON) == "fen"
    assert [str(u) for u in (ONE, FEN, PERSON, MONTH, YEAR, DAY)] == ["1", "fen", "person", "month", "year", "day"]
    assert {name: str(u) for name, u in NAMED.items()} == {
        "": "1",
        "yuan": "fen",
        "person": "person",
        "month": "month",
        "year": "year",
        "day": "day",
        "yuan/person": "fen/person",
        "yuan/month": "fen/month",
        "percent": "1",
        "yuan/person/month": "fen/month/person",
        "yuan/person/year": "fen/person/year",
    }
    assert str(ONE.per(MONTH)) == "1/month"
    assert str(FEN * FEN) == "fen*fen"
    assert (w.P_RATE * N).unit == FEN

    literals = [yuan(3), rate(3, FEN.per(PERSON)), years(2), months(7), persons(4), calendar_year(2020)]
    assert [x.value for x in literals] == [300, 300, 24, 7, 4, 2020]
    assert [str(x.unit) for x in literals] == ["fen", "fen/person", "month", "month", "person", "year"]
