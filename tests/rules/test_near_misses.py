"""A near miss names one change, and that change alone makes its condition hold."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.rules import cases, gaps, real, trees
from tests.rules.cases import Values
from tests.rules.test_paths_agree import invented_complete

from wenjiu.rules.compiler import Program
from wenjiu.rules.measures import Measure
from wenjiu.rules.outcomes import Outcome
from wenjiu.standards import civil


def each_change_cures(program: Program, values: Values, outcome: Outcome) -> None:
    for miss in outcome.near_misses():
        k = program.slots.index(miss.slot)
        assert outcome.condition_results()[k] == "failed"
        value = miss.value + miss.needed if miss.by_difference else civil.date(miss.needed)
        assert miss.by_difference or miss.fact.lo <= miss.needed
        changed = cases.two_sided(program, {**values, id(miss.fact): value})
        assert changed.results is not None and changed.results[k] == "met", (miss.fact, value)


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
