"""A refusal says what is required and what was answered, for every measure and every single fact that fails."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.rules import real

from wenjiu.policies import load_policy
from wenjiu.rules.ask.answers import options
from wenjiu.rules.ask.reasons import reason
from wenjiu.rules.case.parsing import parse_facts
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language.facts import Fact
from wenjiu.standards import civil

POLICY = real.POLICY
ON = civil.parse("2021-06-30")


def _others(fact: Fact, usual: Any) -> list[Any]:
    """Values of a fact that may fail a condition."""
    if fact.type in ("bool", "choice", "district", "code"):
        found = [v for v, _ in options(POLICY, fact, "zh")]
        return [{"true": True, "false": False}.get(v, v) for v in found]
    if fact.type == "date":
        days = [usual or ON] if usual is not None else []
        return [civil.plus_months(day, months) for day in days for months in (-420, -60, -12, 12, 60, 420)]
    if fact.type == "fraction":
        return [1]
    return [v for v in (0, 1, 3, 12, 100, 2020, 2022, 10**9) if fact.lo <= v <= fact.hi]


def _refusals(code: str, lang: str) -> Iterator[tuple[Fact, Determination]]:
    """Answers to a measure's example with one fact changed, where exactly one condition fails."""
    measure = POLICY.measures[code]
    usual = parse_facts(POLICY, measure, measure.example)
    for fact in measure.vocabulary.names.values():
        if not isinstance(fact, Fact):
            continue
        for value in _others(fact, usual.get(fact.key)):
            raw = {"measure": code, "facts": measure.example, "params": measure.figures or None}
            case = POLICY.assess(raw, lang).case
            facts = {**case.facts, fact.key: value}
            answer = POLICY.answer(type(case)(case.id, measure, facts, case.params, False, {}, None), lang)
            if answer.eligible == "no" and len(answer["fails"]) == 1:
                yield fact, answer


def _why(answer: Determination, answered: set[str]) -> str:
    failed = next(c for c in answer.data["conditions"] if c["id"] in answer.data["fails"])
    return reason(POLICY, answer, failed, answered)


@pytest.mark.parametrize("code", POLICY.measures)
def test_a_refusal_names_the_requirement_and_the_answer_in_chinese(code: str) -> None:
    for fact, answer in _refusals(code, "zh"):
        said = _why(answer, set(answer.case.facts))
        text = next(c["text"] for c in answer.data["conditions"] if c["id"] in answer.data["fails"])
        assert said.startswith(f"要求：{text}；您填的是："), said
        assert said.endswith("。")
        assert "不符合" not in said
        given = said.split("您填的是：")[1]
        assert not re.search(r"[a-z]{3}|None|True|False|\d{4}-\d\d", given), said
        alone = "“" not in given and "，" not in given
        assert alone or fact.name.zh in given, said


@pytest.mark.parametrize("code", POLICY.measures)
def test_a_refusal_names_the_requirement_and_the_answer_in_english(code: str) -> None:
    for fact, answer in _refusals(code, "en"):
        said = _why(answer, set(answer.case.facts))
        assert said.startswith("Required: "), said
        assert ". You answered: " in said
        assert not re.search(r"[\u3400-\u9fff]", said), said
        given = said.split("You answered: ")[1]
        assert ": " not in given or fact.name.en in given, said


def test_every_measure_can_be_refused_for_a_single_fact() -> None:
    assert [code for code in POLICY.measures if not list(_refusals(code, "zh"))] == []


def test_what_the_check_filled_in_itself_is_not_called_an_answer() -> None:
    found = POLICY.check("firm", {"firm.operation_start": civil.parse("2010-07-01")}, "zh", ON).results
    refused = next(r for r in found if r.code == "5.2")
    assert refused.standing == "cannot"
    assert "申报日期按2021年6月30日算" in refused.headline
    assert refused.headline.endswith("；您填的是：2010年7月1日。")


@pytest.mark.parametrize(
    ("audience", "answers", "code", "said"),
    [
        ("firm", {"hire.household_district": "other"}, "3.2a", "要求：该人员是朝阳区户籍；您填的是：其他区。"),
        ("firm", {"hire.is_new": False}, "3.2a", "要求：该人员是新招用的；您填的是：新招用“否”。"),
        (
            "firm",
            {"hire.already_paid": True},
            "3.2a",
            "要求：本单位未为该人员领过这项补贴；您填的是：领过这项补贴“是”。",
        ),
        ("firm", {"firm.size": "large"}, "5.2", "要求：是中型、小型或微型企业；您填的是：大型。"),
        ("person", {"competition.level": "unit"}, "4.3c", "要求：是全区性竞赛；您填的是：单位内部。"),
    ],
)
def test_a_card_gives_the_requirement_and_the_answer(
    audience: str, answers: dict[str, Any], code: str, said: str
) -> None:
    found = POLICY.check(audience, answers, "zh", ON).results
    assert next(r.headline for r in found if r.code == code).startswith(said)


def test_a_refusal_on_a_terminal_and_in_a_notebook_is_worded_as_a_requirement() -> None:
    measure = POLICY["3.2a"]
    answer = measure.assess({**measure.definition.example, "person_hukou_district": "haidian"})
    assert "要求：该人员是朝阳区户籍" in answer.text()
    assert "要求：该人员是朝阳区户籍" in answer._repr_html_()
    assert "要求：该人员是新招用的" not in answer._repr_html_()


def test_a_hire_of_last_year_is_asked_for_the_year_of_the_claim() -> None:
    answers = {
        "hire.is_new": True,
        "hire.date": civil.parse("2020-12-28"),
        "hire.household_district": "chaoyang",
        "hire.was_registered_unemployed": True,
        "hire.already_paid": False,
    }
    check = POLICY.check("firm", answers, "zh", ON)
    assert next(r.standing for r in check.results if r.code == "3.2a") == "open"
    assert "hire.claim_year" in {q.key for q in check.questions if "3.2a" in q.serves}
    for year, standing in ((2020, "can"), (2021, "cannot")):
        found = POLICY.check("firm", answers | {"hire.claim_year": year}, "zh", ON).results
        assert next(r.standing for r in found if r.code == "3.2a") in (standing, "almost" if year == 2021 else standing)


def test_the_year_of_an_application_made_today_is_not_asked() -> None:
    keys = {q.key for q in POLICY.check("firm", {}, "zh", ON).questions}
    assert "stability.application_year" not in keys


def _latest(answers: dict[str, Any], code: str = "3.4a", **more: Any) -> tuple[str | None, str]:
    found = POLICY.check("person", answers | more, "zh", civil.of(dt.date(2026, 11, 29))).results
    return next((r.latest_date, r.latest_what) for r in found if r.code == code)


GRADUATE = {
    "person.school": "university",
    "person.household_district": "chaoyang",
    "person.graduation": civil.parse("2025-07-01"),
    "person.is_employed": False,
}


def test_a_graduate_has_two_years_to_start_the_traineeship_not_to_apply() -> None:
    assert _latest(GRADUATE, **{"person.is_registered_unemployed": False}) == ("2027-07-01", "开始见习")


def test_a_registered_unemployed_graduate_of_21_has_until_the_day_before_her_25th_birthday() -> None:
    young = {"person.is_registered_unemployed": True, "person.birth_date": civil.parse("2005-03-15")}
    assert _latest(GRADUATE, **young) == ("2030-03-14", "开始见习")
    assert _latest({"person.school": "none"}, **young) == ("2030-03-14", "开始见习")


def test_no_last_day_is_named_while_the_other_group_may_leave_more_time() -> None:
    assert _latest(GRADUATE) == (None, "")
    assert _latest(GRADUATE, **{"person.is_registered_unemployed": True}) == (None, "")


def test_no_last_day_is_named_once_the_traineeship_has_its_first_day() -> None:
    begun = {"person.is_registered_unemployed": False, "traineeship.start": civil.parse("2026-09-01")}
    assert _latest(GRADUATE, **begun) == (None, "")


def test_after_a_course_it_is_the_work_or_the_business_that_must_begin_by_the_last_day() -> None:
    skill = {"training.kind": "skill", "training.completed": True, "training.end": civil.parse("2026-10-10")}
    assert _latest(skill, "4.1a") == ("2027-04-10", "开始就业")
    assert _latest(skill | {"training.kind": "startup"}, "4.1b") == ("2027-04-10", "开始创业")


def test_a_young_firm_and_a_founder_must_apply_by_the_last_day() -> None:
    assert _latest({"founder.operation_start": civil.parse("2022-02-01")}, "5.3") == ("2027-02-01", "申请")
    found = POLICY.check("firm", {"firm.operation_start": civil.parse("2022-02-01")}, "zh", ON).results
    assert next((r.latest_date, r.latest_what) for r in found if r.code == "5.2") == ("2027-02-01", "申请")


def test_under_other_readings_the_last_day_is_that_of_the_reading() -> None:
    policy = load_policy("chaoyang_2020").with_letters({"A-3.4-2": "B", "A-3.4-3": "B"})
    young = {"person.is_registered_unemployed": True, "person.birth_date": civil.parse("2005-03-15")}
    on = civil.of(dt.date(2026, 11, 29))
    by = {"youth": young, "graduate": GRADUATE | {"person.is_registered_unemployed": False}}
    said = {}
    for who, answers in by.items():
        found = policy.check(
            "person", answers | ({"person.school": "none"} if who == "youth" else {}), "zh", on
        ).results
        said[who] = next((r.latest_date, r.latest_what) for r in found if r.code == "3.4a")
    assert said == {"youth": ("2029-03-15", "开始见习"), "graduate": ("2027-07-01", "申请")}
