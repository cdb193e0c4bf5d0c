"""Once no open question can change a measure, the visit asks nothing more about it, and the results follow."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.real import POLICY

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.several import Further
from wenjiu.rules.ask.standings import ALMOST, CANNOT, OPEN, VERIFY
from wenjiu.rules.ask.visits import NOT_YOURS, Stated, Visit, facts_of
from wenjiu.standards import civil

TODAY = civil.parse("2021-12-20")
FACTS = facts_of(POLICY)


def visit(**stated: Any) -> Visit:
    """A visit of somebody who states this."""
    return Visit(POLICY, Stated(**stated), "zh", TODAY)


def next_questions(v: Visit, code: str) -> list[str]:
    """The keys of what the next page of one measure, and the first page, ask for it."""
    first = [q for q in v.first_questions if isinstance(q, Question) and code in q.serves]
    return [q.key for q in [*v.questions_about(code), *first]]


def choices(key: str) -> list[dict[str, Any]]:
    """Every answer that can be picked for a question: none, not known, each choice, the number 0."""
    fact = FACTS[key]
    values: list[Any] = [*fact.type.closed(fact, POLICY.home)]
    values += [0] if fact.type.form == "count" and (fact.lo is None or fact.lo <= 0) else []
    return [{"without": frozenset([key])}, *({"answers": {key: value}} for value in [None, *values])]


@pytest.mark.parametrize("code", POLICY.measures)
def test_after_an_answer_that_settles_a_measure_the_next_page_is_the_result(code: str) -> None:
    wanted, settled = frozenset([code]), 0
    known = set(visit(wanted=wanted).check.facts)
    given = [stated for q in visit(wanted=wanted).questions_about(code) for stated in choices(q.key)]
    for stated in [*given, {"answers": dict.fromkeys(known)}]:
        v = visit(wanted=wanted, **stated)
        f = next(f for f in v.found if f.result.code == code)
        if f.lacks or f.result.standing in (CANNOT, ALMOST, VERIFY):
            settled += 1
            assert next_questions(v, code) == [], stated
        elif f.result.standing == OPEN:
            assert next_questions(v, code), stated
    assert settled


@pytest.mark.parametrize("id", [s.id for s in POLICY.situations.statements])
def test_no_first_question_is_only_about_measures_that_are_settled(id: str) -> None:
    """Also where several measures of a statement have one topic."""
    topics = [q.key for q in visit(ticked=frozenset([id])).first_questions if isinstance(q, Question)]
    for key in topics:
        for stated in choices(key):
            v = visit(ticked=frozenset([id]), **stated)
            closed = {f.result.code for f in v.found if f.group == NOT_YOURS}
            for q in v.first_questions:
                assert not isinstance(q, Question) or not closed.issuperset(q.serves), (key, stated, q.key)


def test_a_further_case_that_is_settled_asks_nothing_more() -> None:
    seen = 0
    for s in POLICY.situations.statements:
        v = visit(ticked=frozenset([s.id]))
        for kind in v.kinds.values():
            for fact in (FACTS[key] for key in kind.facts & set(FACTS) if FACTS[key].never is not None):
                case = Further(kind.id, 2, {}, frozenset([fact.key]))
                (second,) = visit(ticked=frozenset([s.id]), further=(case,)).cases
                for f in second.found:
                    if f.lacks:
                        seen += 1
                        assert next_questions(second, f.result.code) == []
    assert seen


def test_somebody_who_was_never_a_trainee_says_so_and_is_asked_nothing_more_about_it() -> None:
    v = visit(ticked=frozenset(["graduate"]))
    assert "没见习过" in v.question("traineeship.unit_is_recognised").never
    v = visit(ticked=frozenset(["graduate"]), without=frozenset(["traineeship.unit_is_recognised"]))
    f = next(f for f in v.found if f.result.code == "3.4a")
    assert f.group == NOT_YOURS and next_questions(v, "3.4a") == []
