"""Members of a subject, such as the hires of a firm: counted and summed with what is known of each (all invented)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.rules import invented as w

from wenjiu.rules.ask.answers import AnswerError
from wenjiu.rules.case.parsing import CaseError
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language import facts
from wenjiu.rules.language.facts import Relation, Vocabulary
from wenjiu.rules.language.measures import require
from wenjiu.rules.language.readings import ambiguity
from wenjiu.rules.language.units import FEN
from wenjiu.rules.language.words import (
    all_of,
    at_least,
    equals,
    how_many,
    is_,
    least,
    not_,
    one_if,
    sum_over,
    under,
    year_of,
    yuan,
)

A_1 = ambiguity("M-1", ("残疾", "counted"), A=("计入", "in"), B=("不计入", "out"), why=("", ""), money=("", ""))


class shop:
    """An invented shop and its hires."""

    hires = Relation(
        {
            "local": facts.yes_no(w.WORD, w.WORD, w.WORD),
            "hired": facts.day(w.WORD, w.WORD, w.WORD),
            "wage": facts.money(w.WORD, w.WORD, w.WORD, most=10**9),
            "group": facts.code(w.WORD, w.WORD, w.WORD, default="usual"),
        }
    )
    open_since = facts.day(w.WORD, w.WORD, w.WORD)


hires = shop.hires
counts = all_of(
    hires.local,
    equals(year_of(hires.hired), 2020),
    A_1.choose(A=is_(hires.group, "usual"), B=not_(is_(hires.group, "odd"))),
)
measure = w.measure(
    require("C1", at_least(how_many(hires, counts), 2), "至少两人", "at least two"),
    require("C2", under(sum_over(hires, hires.wage, hires.local), yuan(9000)), "工资合计", "wages in all"),
    pays=[("shop", least(yuan(5000), sum_over(hires, hires.wage, counts)))],
    vocabulary=Vocabulary({"hires": hires, "open_since": shop.open_since}),  # type: ignore[dict-item]
    trigger=shop.open_since,
    code="8.1",
)
POLICY = w.policy(measure)
FULL = {"local": True, "hired": "2020-05-01", "wage": 2000}


def ask(members: Any, **more: Any) -> Determination:
    """The answer for a list of members, as public JSON."""
    stated = {} if members == "unknown" else {"hires": members}
    return POLICY.assess({"measure": "8.1", "facts": {"open_since": "2020-01-01", **stated}, **more}, "en")


def told(answer: Determination) -> tuple[Any, ...]:
    return answer.eligible, answer["amount"], answer["amount_range"], answer["missing"]


def without(*names: str) -> dict[str, Any]:
    return {k: v for k, v in FULL.items() if k not in names}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([FULL, FULL], ("yes", "4000.00", ["4000.00", "4000.00"], [])),
        ([FULL, FULL, FULL], ("yes", "5000.00", ["5000.00", "5000.00"], [])),
        ([FULL], ("no", "0.00", ["0.00", "0.00"], [])),
        ([], ("no", "0.00", ["0.00", "0.00"], [])),
        ([FULL, {**FULL, "hired": "2021-01-01"}], ("no", "0.00", ["0.00", "0.00"], [])),
        ([FULL, {**FULL, "group": "odd"}], ("no", "0.00", ["0.00", "0.00"], [])),
    ],
)
def test_a_known_list_is_counted_and_summed(members: Any, expected: tuple[Any, ...]) -> None:
    assert told(ask(members)) == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        # an unknown list, and one that may have any number of members more
        ("unknown", ("unknown", None, ["0.00", "5000.00"], ["hires"])),
        (None, ("unknown", None, ["0.00", "5000.00"], ["hires"])),
        ([None], ("unknown", None, ["0.00", "5000.00"], ["hires"])),
        # two certain ones: the count is reached, but more wages could pass the limit of C2
        ([FULL, FULL, None], ("unknown", None, ["0.00", "5000.00"], ["hires"])),
        # a member whose day of hire is unknown may count or not
        ([FULL, without("hired")], ("unknown", None, ["0.00", "4000.00"], ["hires"])),
        ([FULL, FULL, without("hired")], ("unknown", None, ["4000.00", "5000.00"], ["hires"])),
        # a member who certainly counts, with an unknown wage
        ([FULL, without("wage")], ("unknown", None, ["0.00", "5000.00"], ["hires"])),
        # whatever the unknown one is, the answer is settled
        ([FULL, without("hired") | {"local": False}], ("no", "0.00", ["0.00", "0.00"], [])),
        ([{**FULL, "wage": 4500}, {**FULL, "wage": 4500}, None], ("no", "0.00", ["0.00", "0.00"], [])),
        ([{**FULL, "wage": 2500}, {**FULL, "wage": 2500}, without("hired")], ("yes", "5000.00", ["5000.00"] * 2, [])),
    ],
)
def test_what_is_unknown_of_members_widens_the_answer_and_names_the_list(
    members: Any, expected: tuple[Any, ...]
) -> None:
    assert told(ask(members)) == expected


def test_a_reading_inside_an_expression_about_members_can_be_switched() -> None:
    members = [FULL, {**FULL, "group": "other"}]
    assert ask(members).eligible == "no"
    answer = ask(members, readings={"M-1": "B"})
    assert told(answer) == ("yes", "4000.00", ["4000.00", "4000.00"], [])
    assert answer["readings"] == {"M-1": "B"}


def test_a_member_fact_that_is_absent_means_its_default() -> None:
    assert ask([FULL, FULL]).eligible == "yes"
    assert ask([FULL, {**FULL, "group": "usual"}]).eligible == "yes"


def test_the_answer_about_members_is_plain_json_and_shows_the_list_it_stands_on() -> None:
    members = [FULL, without("wage"), None]
    answer = ask(members)
    again = json.loads(answer.json())
    assert again == answer.data
    shown = {c["id"]: c["facts"] for c in again["conditions"]}
    assert shown["8.1.C1"] == {
        "hires": [
            {"local": True, "hired": "2020-05-01", "wage": "2000.00"},
            {"local": True, "hired": "2020-05-01"},
            None,
        ]
    }
    assert "hires" in answer.text() and answer._repr_html_()


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"local": True}, "facts.hires"),
        (3, "facts.hires"),
        ([FULL, 3], "facts.hires[1]"),
        ([{"loc": True}], "facts.hires[0].loc"),
        ([{"hired": "2020-02-30"}], "facts.hires[0].hired"),
        ([FULL, {"wage": -1}], "facts.hires[1].wage"),
        ([FULL, {"wage": "10000000.01"}], "facts.hires[1].wage"),
        ([{"local": "yes"}], "facts.hires[0].local"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_at_its_place(members: Any, field: str) -> None:
    with pytest.raises(CaseError) as caught:
        ask(members)
    assert caught.value.field == field


def test_members_take_part_in_arithmetic_and_logic_like_any_number() -> None:
    bonus = yuan(100) * one_if(at_least(how_many(hires, hires.local), 1))
    made = w.measure(
        require("C1", hires_open(), "有", "some"),
        pays=[("shop", bonus)],
        vocabulary=Vocabulary({"hires": hires, "open_since": shop.open_since}),  # type: ignore[dict-item]
        trigger=shop.open_since,
        code="8.2",
    )
    policy = w.policy(made)
    base = {"open_since": "2020-01-01"}
    assert told(policy.assess({"measure": "8.2", "facts": {**base, "hires": [FULL]}}))[:2] == ("yes", "100.00")
    assert told(policy.assess({"measure": "8.2", "facts": {**base, "hires": [{"local": False}]}}))[:2] == (
        "yes",
        "0.00",
    )
    assert told(policy.assess({"measure": "8.2", "facts": base})) == ("unknown", None, ["0.00", "100.00"], ["hires"])


def hires_open() -> Any:
    """A condition that a known opening day meets."""
    return at_least(year_of(shop.open_since), 2000)


def test_the_check_and_the_guide_of_a_measure_with_members_do_not_ask_for_the_list() -> None:
    check = POLICY.check("person", {}, "en")
    assert "shop.hires" not in {q.key for q in check.questions}
    assert check.results[0].standing == "verify"
    assert POLICY["8.1"].guide("en")["facts"] == []


def test_a_list_of_members_is_no_answer_to_a_question() -> None:
    with pytest.raises(AnswerError, match="There is no such question"):
        POLICY.parse_answer("shop.hires", "3", "en")


def test_a_list_of_members_has_the_names_of_its_class() -> None:
    assert repr(hires) == "shop.hires"
    assert hires.local.key == "shop.hires.local"
    assert hires.wage.unit == FEN
    alone = Relation({"size": facts.count(w.WORD, w.WORD, w.WORD), "own": facts.count(w.WORD, w.WORD, w.WORD, key="k")})
    assert (alone.size.key, alone.own.key) == ("size", "k")
    with pytest.raises(AttributeError):
        _ = hires.nothing
