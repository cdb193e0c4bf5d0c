"""The plain path, the two-sided path and a slow interpreter give one answer to every complete case."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import cases, invented, real, reference, trees
from tests.rules.cases import Values

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.language.facts import Relation
from wenjiu.rules.language.measures import Measure


@st.composite
def invented_complete(draw: Any, program: Program) -> Values:
    """Every leaf known; of the facts whose absence speaks, those that may be absent sometimes are."""
    leaves = [*program.facts, *program.params, *program.relations]
    values = {id(leaf): draw(invented.values_of(leaf)) for leaf in leaves}
    first = invented.EVENTS[0]
    for fact in (first, invented.FLAG, invented.AWARD):
        if id(fact) in values:
            values[id(fact)] = draw(st.sampled_from([None, values[id(fact)]]))
    return values


def agree(program: Program, values: Values) -> None:
    """Verdict, amounts or the ranges they break, every condition before and after superfluous ones are dropped, and nothing missing."""
    slow = cases.reference(program, values)
    try:
        verdict, amounts, results = slow.verdict(), slow.amounts(), slow.results()
    except reference.NoRate:
        one, two = cases.answer(program, values), cases.two_sided(program, values)
        assert cases.told(one) == cases.told(two)
        settled = two.verdict != "unknown" and all(a == b for a, b in two.amounts)
        broken = any(result == "failed" for _, result in two.validations())
        outside = [f for f in program.facts if f.optional and values[id(f)] is not None]
        assert settled or broken or outside or two.missing().params or two.missing().facts
        return
    for outcome in (cases.answer(program, values), cases.two_sided(program, values)):
        assert outcome.verdict == ("yes" if verdict else "no")
        assert outcome.condition_results() == results
        if verdict and not slow.keeps_to_its_ranges():
            assert [result for _, result in outcome.validations()].count("failed") > 0
            assert outcome.missing().facts == () and outcome.missing().params == ()
            continue
        assert list(outcome.amounts) == [(a, a) for a in amounts]
        assert outcome.missing().facts == () and outcome.missing().params == ()


@given(st.data())
def test_real_measures_are_answered_alike_under_every_reading(data: Any) -> None:
    program = data.draw(real.programs())
    agree(program, data.draw(real.complete(program)))


@given(trees.measures(), trees.letters, st.data())
def test_random_measures_of_every_node_class_are_answered_alike(measure: Measure, letters: Any, data: Any) -> None:
    program = Program(measure, letters)
    values = data.draw(invented_complete(program))
    agree(program, values)


@given(trees.measures(), trees.letters, st.data())
def test_the_plain_path_names_each_condition_as_the_interpreter_finds_it(
    measure: Measure, letters: Any, data: Any
) -> None:
    program = Program(measure, letters)
    values = data.draw(invented_complete(program))
    if any(isinstance(leaf, Relation) for leaf in program.relations):
        return
    outcome = cases.answer(program, values)
    if outcome.results is None:
        try:
            raw = cases.reference(program, values).raw()
        except reference.NoRate:  # of an entry that short-circuit evaluation had no need of
            return
        assert [reason[1] for reason in outcome.reasons] == raw


@given(trees.measures(), trees.letters, st.data())
def test_every_number_lies_in_the_range_that_its_node_declares(measure: Measure, letters: Any, data: Any) -> None:
    program = Program(measure, letters)
    slow = cases.reference(program, data.draw(invented_complete(program)))
    members = {id(f) for f in invented.TEAM.facts.values()}
    for node in measure.nodes():
        if node.kind != "number" or id(node) in members:
            continue
        try:
            value = slow.value(node)
        except (
            KeyError,
            StopIteration,
            AssertionError,
            reference.NoRate,
        ):  # of a letter not chosen, absent, or of a member
            continue
        assert node.lo <= value <= node.hi, node


@given(st.data())
@settings(max_examples=30)
def test_reasons_carry_the_facts_and_parameters_that_each_condition_stands_on(data: Any) -> None:
    program = data.draw(real.programs())
    values = data.draw(real.complete(program))
    facts, params = cases.arguments(program, values)
    for outcome in (cases.answer(program, values), cases.two_sided(program, values)):
        for k, (reason, slot) in enumerate(zip(outcome.reasons, program.slots, strict=True)):
            assert reason[0] == k
            assert reason[2:] == (*(facts[i] for i in slot.facts), *(params[i] for i in slot.params))
