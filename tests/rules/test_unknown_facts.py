"""What is said of a case with gaps holds however the gaps are filled, and what is not asked for cannot matter."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.rules import cases, gaps, real, trees
from tests.rules.cases import Values
from tests.rules.reference import NoRate
from tests.rules.test_paths_agree import invented_complete

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.language.measures import Measure

#: What is compared of an award outside its range: nothing is paid whatever the range is, so its limits are not missing.
OUTSIDE = ("outside its range",)


def bounded_by(outcome: Outcome, program: Program, whole: Values) -> None:
    """One completion lies inside what was said of the case with gaps."""
    slow = cases.reference(program, whole)
    if outcome.results is not None:
        for said, holds in zip(outcome.results, slow.raw(), strict=True):
            assert said != "failed" or holds is False
            assert said != "met" or holds is not False
            assert said != "not_applicable" or holds is None
    verdict = slow.verdict()
    assert outcome.verdict == "unknown" or outcome.verdict == ("yes" if verdict else "no")
    if verdict and slow.keeps_to_its_ranges():
        paid = dict(zip(map(id, slow.lines()), slow.amounts(), strict=True))
        assert set(paid) <= set(map(id, outcome.lines))
        for pay, (low, high) in zip(outcome.lines, outcome.amounts, strict=True):
            assert low <= paid.get(id(pay), 0) <= high


def every_completion_lies_inside(data: Any, program: Program, values: Values) -> None:
    partial = data.draw(gaps.holed(program, values))
    outcome = cases.answer(program, partial)
    assert cases.told(outcome) == cases.told(cases.two_sided(program, partial))
    for whole in (values, data.draw(gaps.filled(program, partial)), data.draw(gaps.filled(program, partial))):
        try:
            bounded_by(outcome, program, whole)
        except NoRate:
            continue


def what_is_not_missing_cannot_matter(data: Any, program: Program, values: Values) -> None:
    partial = data.draw(gaps.holed(program, values))
    outcome = cases.answer(program, partial)
    missing = {id(f) for f in outcome.missing().facts} | {id(p) for p, _ in outcome.missing().params}
    if outcome.verdict == "no":
        assert not missing
    idle = [x for x in gaps.leaves(program) if partial[id(x)] is None and id(x) not in missing]
    if not idle:
        return
    others = data.draw(st.sampled_from([partial, data.draw(gaps.filled(program, partial))]))
    leaf = data.draw(st.sampled_from(idle))
    told = {
        cases.told(cases.answer(program, {**others, id(leaf): value}), outside=OUTSIDE)
        for value in [None, *(data.draw(gaps.strategy(program, leaf)) for _ in range(4))]
    }
    assert len(told) == 1, f"{leaf!r} was not listed as missing, and matters"


@given(st.data())
def test_every_completion_of_a_real_case_lies_inside_its_answer(data: Any) -> None:
    program = data.draw(real.programs())
    every_completion_lies_inside(data, program, data.draw(real.complete(program)))


@given(trees.measures(), trees.letters, st.data())
def test_every_completion_of_a_random_measure_lies_inside_its_answer(measure: Measure, letters: Any, data: Any) -> None:
    program = Program(measure, letters)
    every_completion_lies_inside(data, program, data.draw(invented_complete(program)))


@given(st.data())
def test_a_fact_not_listed_as_missing_never_changes_a_real_answer(data: Any) -> None:
    program = data.draw(real.programs())
    what_is_not_missing_cannot_matter(data, program, data.draw(real.complete(program)))


@given(trees.measures(), trees.letters, st.data())
def test_a_fact_not_listed_as_missing_never_changes_a_random_answer(measure: Measure, letters: Any, data: Any) -> None:
    program = Program(measure, letters)
    what_is_not_missing_cannot_matter(data, program, data.draw(invented_complete(program)))


@given(trees.measures(), trees.letters, st.data())
def test_an_open_answer_always_says_what_would_settle_it(measure: Measure, letters: Any, data: Any) -> None:
    program = Program(measure, letters)
    partial = data.draw(gaps.holed(program, data.draw(invented_complete(program))))
    outcome = cases.answer(program, partial)
    missing = outcome.missing()
    if outcome.verdict == "unknown":
        assert missing.facts or missing.params
    elif outcome.verdict == "yes":
        assert all(f.optional for f in missing.facts)  # what may still be proposed
        if any(result == "failed" for _, result in outcome.validations()):
            assert not missing.facts and not missing.params  # no figure mends an award outside its range
        else:
            wide = any(a != b for a, b in outcome.amounts)
            outside = any(f.optional and v is not None for f, v in zip(program.facts, outcome.facts, strict=False))
            assert bool(missing.params or missing.facts) == wide or (wide and outside)
