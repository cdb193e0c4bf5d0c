"""What a visit shows on the way, against what the complete file of the same visitor gets in the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from tests.rules import complete
from tests.rules.complete import POLICY, TODAY, Visitor
from tests.support.counts import most, seed

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.visits import FIRST, Stated, Visit
from wenjiu.rules.together.visits import sum_of
from wenjiu.standards import money

COUNT, PARTS = most(40, 200, 500, 2000), 4


def walk(v: Visitor, chance: random.Random) -> Iterator[Visit]:
    """The pages of a visit in the order of the site, each answered truthfully: first questions, then each measure."""
    ticked = {id for id in v.holds if chance.random() < 0.8}
    sides = {s.id: s.side for s in POLICY.situations.statements}
    unsure = {sides[id] for id in v.holds - ticked}
    not_so: set[str] = set()
    answers: dict[str, Any] = {}

    def now() -> Visit:
        return Visit(
            POLICY, Stated(frozenset(ticked), frozenset(not_so), frozenset(unsure), dict(answers)), "zh", TODAY
        )

    def answer(asked: Any) -> None:
        for item in asked:
            if isinstance(item, Question):
                assert item.key not in answers, f"{item.key} is asked twice"
                answers[item.key] = v.facts.get(item.key)
            else:
                (ticked if item.id in v.holds else not_so).add(item.id)

    visit = now()
    yield visit
    assert len(visit.first_questions) <= FIRST
    answer(visit.first_questions)
    visit = now()
    yield visit
    for code in sorted(visit.opened, key=lambda _: chance.random()):
        while asked := visit.questions_about(code):
            answer(asked)
            visit = now()
            yield visit


@pytest.mark.parametrize("part", range(PARTS))
def test_the_most_shown_is_never_less_than_a_complete_file_gets_and_what_is_refused_is_never_due(part: int) -> None:
    for number in range(part, COUNT, PARTS):
        chance = random.Random(f"{seed()} complete files {number}")
        v = complete.visitor(chance)
        one_visit(v, list(walk(v, chance)), f"WENJIU_SAMPLE={seed()} number={number} holds={sorted(v.holds)}")


def one_visit(v: Visitor, visits: list[Visit], what: str) -> None:
    complete_file = {code: POLICY.assess(v.case(code)) for visit in visits[-1:] for code in visit.opened}
    for visit in visits:
        for f in visit.found:
            code, end = f.result.code, complete_file[f.result.code]
            at = f"{what} {code} {f.result.standing} {end.eligible} given={visit.stated}"
            if f.result.standing in ("cannot", "almost") or f.lacks:
                assert end.eligible == "no", at
            if f.result.standing == "can":
                assert end.eligible == "yes", at
            low, high = (None if x is None else money.fen(x) for x in f.result.amount_range)
            end_low, end_high = (None if x is None else money.fen(x) for x in end["amount_range"])
            assert end.eligible != "yes" or low <= end_low, at
            assert high is None or (end_high is not None and end_high <= high), at
            shares = [*f.others, *([f.own] if f.own else [])]
            assert sum(s.low for s in shares) == low, at
            assert (None if any(s.high is None for s in shares) else sum(s.high for s in shares)) == high, at
    last = visits[-1]
    assert [f.result.code for f in last.found if f.result.standing == "open"] == [], what
    assert {f.result.code: f.result.eligible for f in last.found} == {
        c: e.eligible for c, e in complete_file.items()
    }, what
    ends = sum_of(last)
    order = sorted(last.found, key=lambda f: -(f.own.low if f.own else 0))
    labels = {name: "one" for name in ("person", "employer", "institution", "entity", "course", "edition")}
    cases = [v.case(f.result.code) | {"same": labels} for f in order]
    together = POLICY.together(cases) if cases else None
    if together is not None and together.payable is not None:
        assert ends.due + ends.for_others == money.fen(together.payable), what
    for visit in visits:
        at_most = sum_of(visit).at_most
        if visit.opened == last.opened:
            assert at_most is None or at_most >= ends.due, f"{what} at_most {at_most} due {ends.due}"
