"""A near miss names one change, and that change alone makes its condition hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules import cases, gaps, real, trees
from tests.rules import invented as w
from tests.rules.cases import Values
from tests.rules.test_paths_agree import invented_complete

from wenjiu.policies.vocabulary.firms import stability
from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.explain.determinations import near_text
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.measures import Measure, Require
from wenjiu.rules.language.units import MONTH, PERSON
from wenjiu.standards import civil


def each_change_cures(program: Program, values: Values, outcome: Outcome) -> None:
    for miss in outcome.near_misses():
        k = program.slots.index(miss.slot)
        assert outcome.condition_results()[k] == "failed"
        value = miss.value + miss.needed if miss.by_difference else civil.date(miss.needed)
        assert miss.by_difference or miss.fact.lo <= miss.needed
        changed = cases.two_sided(program, {**values, id(miss.fact): value})
        assert changed.results is not None and changed.results[k] in ("met", "not_applicable"), (miss.fact, value)


@given(st.data())
def test_the_named_change_alone_meets_a_condition_of_a_real_measure(data: Any) -> None:
    program = data.draw(real.programs())
    values = data.draw(gaps.holed(program, data.draw(real.complete(program))))
    each_change_cures(program, values, cases.answer(program, values))


@given(trees.measures(), trees.letters, st.data())
def test_the_named_change_alone_meets_a_condition_of_a_random_measure(
    measure: Measure, letters: Any, data: Any
) -> None:
    program = Program(measure, letters)
    values = data.draw(gaps.holed(program, data.draw(invented_complete(program))))
    each_change_cures(program, values, cases.answer(program, values))


N0, N1, BOUNDED = w.COUNTS[0], w.COUNTS[1], w.COUNTS[3]
D0, D1, _ = w.DATES
THREE = n.Lit(3, PERSON)
YEAR = n.Lit(12, MONTH)
DAYS = {"d0": dt.date(2020, 2, 29), "d1": dt.date(2020, 6, 15)}


def misses(condition: n.Node, **known: Any) -> list[tuple[str, Any]]:
    """(fact, difference or day needed) of the near misses of one condition."""
    program = Program(w.measure(Require("C1", condition, w.WORD)), {})
    found = cases.answer(program, {id(x): known.get(repr(x)) for x in [*program.given, *program.params]})
    return [
        (repr(m.fact), m.needed if m.by_difference else civil.date(m.needed).isoformat()) for m in found.near_misses()
    ]


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        (n.Compare(">=", N0, THREE), {"n0": 1}, [("n0", 2)]),
        (n.Compare(">", N0, THREE), {"n0": 3}, [("n0", 1)]),
        (n.Compare("<=", N0, THREE), {"n0": 5}, [("n0", -2)]),
        (n.Compare("<", N0, THREE), {"n0": 3}, [("n0", -1)]),
        (n.Compare("==", N0, THREE), {"n0": 5}, [("n0", -2)]),
        (n.Compare("==", N0, THREE), {"n0": 1}, [("n0", 2)]),
        # met, or unknown: nothing to say
        (n.Compare(">=", N0, THREE), {"n0": 3}, []),
        (n.Compare(">=", N0, N1), {"n0": 3}, []),
        # each addend alone
        (n.Compare(">=", n.Add(N0, N1), THREE), {"n0": 1, "n1": 1}, [("n0", 1), ("n1", 1)]),
        (n.Compare(">=", n.Sub(N0, N1), THREE), {"n0": 1, "n1": 1}, []),
        # turned round
        (n.Not(n.Compare(">=", N0, THREE)), {"n0": 4}, [("n0", -2)]),
        (n.Not(n.Compare(">", N0, THREE)), {"n0": 4}, [("n0", -1)]),
        (n.Not(n.Compare("<", N0, THREE)), {"n0": 2}, [("n0", 1)]),
        (n.Not(n.Compare("<=", N0, THREE)), {"n0": 2}, [("n0", 2)]),
        (n.Not(n.Compare("==", N0, THREE)), {"n0": 3}, []),
        # of several that fail together no single change helps; of alternatives each does
        (n.And(n.Compare(">=", N0, THREE), n.Compare(">=", N1, THREE)), {"n0": 1, "n1": 1}, []),
        (n.And(n.Compare(">=", N0, THREE), n.Compare(">=", N1, THREE)), {"n0": 1, "n1": 3}, [("n0", 2)]),
        (n.Or(n.Compare(">=", N0, THREE), n.Compare(">=", N1, THREE)), {"n0": 1, "n1": 2}, [("n0", 2), ("n1", 1)]),
        (n.Not(n.Or(n.Compare(">", N0, THREE), w.BOOLS[0])), {"n0": 4, "b0": False}, [("n0", -1)]),
        (n.Not(n.And(n.Compare(">", N0, THREE), w.BOOLS[0])), {"n0": 4, "b0": True}, [("n0", -1)]),
        (w.BOOLS[0], {"b0": False}, []),
        # no value beyond what the fact can have
        (n.Compare("<", N0, n.Lit(0, PERSON)), {"n0": 0}, []),
        (n.Compare(">=", BOUNDED, n.Lit(7, PERSON)), {"n_bounded": 6}, []),
        (n.Compare(">=", BOUNDED, n.Lit(6, PERSON)), {"n_bounded": 5}, [("n_bounded", 1)]),
        # a change that undoes itself is none: the fact stands on both sides
        (n.Compare(">", N0, n.Max(N0, THREE)), {"n0": 5}, []),
        # days
        (n.Compare(">=", D1, periods.PlusMonths(D0, YEAR)), DAYS, [("d1", "2021-02-28")]),
        (n.Compare(">", D1, periods.PlusMonths(D0, YEAR)), DAYS, [("d1", "2021-03-01")]),
        (n.Compare("<=", D1, D0), DAYS, [("d1", "2020-02-29")]),
        (n.Compare("<", D1, D0), DAYS, [("d1", "2020-02-28")]),
        (n.Compare("==", D1, D0), DAYS, [("d1", "2020-02-29")]),
        (n.Compare(">=", D1, periods.PlusMonths(D0, YEAR, clip=False)), DAYS, [("d1", "2021-03-01")]),
        (n.Compare(">", D1, periods.PlusMonths(D0, YEAR, clip=False)), DAYS, [("d1", "2021-03-01")]),
        (
            n.Compare("<=", D1, periods.PlusMonths(D0, YEAR, clip=False)),
            DAYS | {"d1": dt.date(2022, 1, 1)},
            [("d1", "2021-02-28")],
        ),
        (
            n.Compare("<", D1, periods.PlusMonths(D0, YEAR, clip=False)),
            DAYS | {"d1": dt.date(2022, 1, 1)},
            [("d1", "2021-02-28")],
        ),
        (n.Compare(">", periods.NextDay(D0), D1), DAYS, []),
    ],
)
def test_what_is_needed_worked_out_by_hand(condition: n.Node, known: dict[str, Any], expected: list[Any]) -> None:
    assert misses(condition, **known) == expected


def test_no_day_beyond_the_years_that_a_date_can_have_is_named() -> None:
    beyond = n.Compare(">", D1, periods.PlusMonths(D0, n.Lit(3600, MONTH)))
    assert misses(beyond, **DAYS) == []
    assert misses(n.Compare("<", D1, D0), d0=dt.date(1900, 1, 1), d1=dt.date(1900, 1, 1)) == []


def test_a_rate_is_compared_in_percentage_points() -> None:
    fact = stability.layoff_rate
    assert near_text(fact, "0.4", "-0.345", "zh").endswith("现为40%，须降低34.5个百分点")
    assert near_text(fact, "0.4", "-0.345", "en").endswith("now 40%, 34.5 percentage points less needed")
