"""The check asks only what can still change an open answer, and its questions come to an end."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import real
from tests.support.counts import few
from wenjiu.rules.document.themes import Theme

from wenjiu.rules.ask.self_check import Check
from wenjiu.rules.language.facts import Fact
from wenjiu.standards import civil

audiences = st.sampled_from(sorted({m.audience for m in real.POLICY.measures.values()}))
TODAY = civil.parse("2021-06-30")


def _check(audience: str, answers: dict[str, Any]) -> Check:
    return real.POLICY.check(audience, answers, "zh", TODAY)


def _answer(data: Any, fact: Fact, may_decline: bool) -> Any:
    """A random answer to a question; None is "I do not know"."""
    if may_decline and data.draw(st.integers(0, 5)) == 0:
        return None
    code = next(m.code for m in real.POLICY.measures.values() if fact in m.vocabulary.names.values())
    value = data.draw(real.fact_values(code, fact, real.POLICY.program(code)))
    return civil.of(value) if fact.kind == "date" else value


def _standings(check: Check) -> list[tuple[Any, ...]]:
    return sorted((r.code, r.eligible, r.answer.outcome.amounts) for r in check.results)


@given(audiences, st.booleans(), st.data())
@settings(max_examples=few(15, 40))
def test_answering_every_question_ends_with_each_measure_decided_or_left_to_an_official(
    audience: str, may_decline: bool, data: Any
) -> None:
    answers: dict[str, Any] = {}
    check = _check(audience, answers)
    while check.questions:
        asked = check.questions[0].key if data.draw(st.booleans()) else data.draw(st.sampled_from(check.questions)).key
        assert asked not in answers
        answers[asked] = _answer(data, check.facts[asked], may_decline)
        check = _check(audience, answers)
    for result in check.results:
        assert result.standing != "open"
        if result.eligible == "unknown":
            left = result.answer.outcome.missing()
            official = any(isinstance(f, Fact) and f.ruling for f in left.facts)
            declined = any(f.key in check.declined for f in left.facts)
            assert official or declined or left.params
            assert result.standing == "verify"


@given(audiences, st.data())
@settings(max_examples=few(15, 40))
def test_a_question_is_never_about_a_fact_that_cannot_change_an_open_answer(audience: str, data: Any) -> None:
    answers: dict[str, Any] = {}
    check = _check(audience, answers)
    while check.questions:
        for question in check.questions:
            open_now = {r.code for r in check.results if r.eligible == "unknown"}
            assert set(question.serves) <= open_now
            for code in question.serves:
                result = next(r for r in check.results if r.code == code)
                assert question.key in {f.key for f in result.answer.outcome.missing().facts}
        asked = data.draw(st.sampled_from(check.questions)).key
        answers[asked] = _answer(data, check.facts[asked], True)
        check = _check(audience, answers)


@given(audiences, st.data())
@settings(max_examples=few(15, 40))
def test_a_fact_that_is_not_asked_changes_nothing_when_it_is_told(audience: str, data: Any) -> None:
    answers: dict[str, Any] = {}
    check = _check(audience, answers)
    for _ in range(data.draw(st.integers(0, 8))):
        if check.questions:
            asked = check.questions[0].key
            answers[asked] = _answer(data, check.facts[asked], False)
            check = _check(audience, answers)
    assumed = {key for a in check._answers_by_measure for key in check._assumed(a.case.measure)}
    optional = {"hire.is_fresh_graduate", "case.event_date"}  # given, they replace what is derived from others
    optional |= {key for key, fact in check.facts.items() if fact.optional}  # absent, there is none
    idle = set(check.facts) - set(answers) - {q.key for q in check.questions} - assumed - optional
    if idle:
        key = data.draw(st.sampled_from(sorted(idle)))
        fact = check.facts[key]
        if fact.default is None:
            told = _check(audience, {**answers, key: _answer(data, fact, False)})
            assert _standings(told) == _standings(check)


@given(audiences, st.data())
@settings(max_examples=few(15, 40))
def test_questions_about_some_measures_are_those_of_all_that_serve_them(audience: str, data: Any) -> None:
    check = _check(audience, {})
    codes = data.draw(st.sets(st.sampled_from([m.code for m in check.measures])))
    about = {q.key: set(q.serves) for q in check.questions_about(codes)}
    assert about == {q.key: codes.intersection(q.serves) for q in check.questions if codes.intersection(q.serves)}


def test_a_visitor_who_is_not_in_the_situation_is_told_what_there_is_for_those_who_are() -> None:
    check = _check("person", {"traineeship.unit_is_recognised": False, "platform_work.via_platform": False})
    told = {r.code: (r.standing, r.headline) for r in check.results}
    assert told["3.4a"][0] == told["3.3"][0] == "cannot"
    assert "符合这一条和其他条件的，最高可得" in told["3.4a"][1]
    assert "最高" not in told["3.3"][1]
    elsewhere = _check("person", {"training.kind": "skill", "person.household_district": "other"})
    assert "最高" not in next(r.headline for r in elsewhere.results if r.code == "4.1a")
