"""Several cases of one person or firm asked together are answered as worked out by hand (`together/cases.yaml`)."""

import copy
from typing import Any

import pytest
from tests.support.handworked import FOLDER, from_yaml

from wenjiu.policies import load_policy
from wenjiu.rules.language.problems import CaseError

POLICY = load_policy("chaoyang_2020")
FILES = from_yaml((FOLDER / "together" / "cases.yaml").read_text("utf-8"))["cases"]


def _pairs(findings: list[dict[str, Any]]) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    return sorted((f["rule"], f["level"], f.get("certain", True), tuple(sorted(f["between"]))) for f in findings)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in FILES])
def test_what_may_be_had_together_is_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    answer = POLICY.together(copy.deepcopy(case["file"])).data
    expected = case["expected"]
    if "findings" in expected:
        assert _pairs(answer["findings"]) == _pairs(expected["findings"]), case["why"]
    if "stopped" in expected:
        assert sorted(answer["stopped"]) == sorted(expected["stopped"]), case["why"]
    if "payable" in expected:
        assert answer["payable"] == expected["payable"], case["why"]


def test_every_item_of_the_stacking_rules_is_met_by_some_file() -> None:
    rules = {f["rule"] for c in FILES for f in c["expected"].get("findings", [])}
    assert rules == {f"0.4.{n}" for n in range(1, 11)}


def _hired_and_kept(**more: Any) -> dict[str, Any]:
    base = next(c for c in FILES if c["id"] == "together-4-same-employer")["file"]
    return {**copy.deepcopy(base), **more}


def test_a_stopped_case_is_refused_by_the_rule_and_says_what_it_would_be_alone() -> None:
    file = next(c for c in FILES if c["id"] == "together-1-same-months")["file"]
    case = POLICY.together(copy.deepcopy(file)).data["cases"][1]
    assert (case["eligible"], case["amount"], case["fails"], case["payees"]) == ("no", "0.00", ["0.4.1"], [])
    assert case["alone"] == {"eligible": "yes", "amount": "18000.00",
                             "payees": [{"payee": "traineeship_unit", "amount": "18000.00"}]}  # fmt: skip


def test_under_g10_b_an_employer_has_one_subsidy_for_a_person() -> None:
    assert POLICY.together(_hired_and_kept(readings={"G10": "B"})).data["stopped"] == ["kept"]
    assert POLICY.together(_hired_and_kept()).data["stopped"] == []


def test_under_a_4_4_8_b_only_the_greatest_subsidy_of_an_institution_stays() -> None:
    file = copy.deepcopy(next(c for c in FILES if c["id"] == "together-6-all-three")["file"])
    answer = POLICY.together({**file, "readings": {"A-4.4-8": "B"}}).data
    assert (sorted(answer["stopped"]), answer["payable"]) == (["designated", "size"], "100000.00")


def test_under_a_3_1_3_b_both_standards_of_the_refund_are_paid() -> None:
    file = copy.deepcopy(next(c for c in FILES if c["id"] == "together-7-same-year")["file"])
    assert POLICY.together({**file, "readings": {"A-3.1-3": "B"}}).data["payable"] == "588000.00"


@pytest.mark.parametrize(
    ("damage", "field"),
    [
        ({"cases": []}, "cases"),
        ({"cases": "x"}, "cases"),
        ({"more": 1}, "more"),
        ({"readings": {"A-5.2-3": "B"}}, "readings.A-5.2-3"),
        ({"readings": "G10"}, "readings"),
        ({"past_awards": [{"id": "p"}]}, "past_awards[0].measure"),
        ({"past_awards": [{"measure": "5.1", "amount": -1}]}, "past_awards[0].amount"),
        ({"past_awards": [{"measure": "5.1", "period": "2020"}]}, "past_awards[0].period"),
        ({"past_awards": [{"measure": "5.1", "period": {"from": "2020-02-02", "to": "2020-02-01"}}]},
         "past_awards[0].period.to"),
        ({"past_awards": [{"measure": "5.1", "same": [1]}]}, "past_awards[0].same"),
        ({"past_awards": "none"}, "past_awards"),
        ({"past_awards": {}}, "past_awards"),
        ({"past_awards": [{"measure": ["5.1"]}]}, "past_awards[0].measure"),
        ({"past_awards": [{"measure": "5.1", "same": 0}]}, "past_awards[0].same"),
        ({"readings": {"G10": "Z"}}, "readings.G10"),
        ({"readings": {"G10": "b"}}, "readings.G10"),
        ({"readings": {"G10": None}}, "readings.G10"),
        ({"readings": []}, "readings"),
        ({"params": []}, "params"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_refused_with_the_field(damage: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as caught:
        POLICY.together(_hired_and_kept(**damage))
    assert caught.value.field == field


def test_a_malformed_case_leaves_the_others_answered() -> None:
    file = _hired_and_kept()
    file["cases"].insert(1, {"id": "bad", "measure": "3.2a", "facts": {"hire_date": "soon"}})
    answer = POLICY.together(file)
    assert [("error" in c) for c in answer.data["cases"]] == [False, True, False]
    assert answer.data["cases"][1]["error"]["field"] == "facts.hire_date"
    assert answer.data["payable"] == "23000.00"


def test_a_reading_that_the_operator_switched_on_holds_for_stacking_too_unless_the_file_says_otherwise() -> None:
    cases = [
        {"id": code, "measure": code, "facts": POLICY.measures[code].example, "same": {"employer": "e", "year": "2021"}}
        for code in ("3.1a", "3.1b")
    ]
    assert POLICY.together(cases).data["stopped"] == ["3.1b"]
    switched = POLICY.with_letters({"A-3.1-3": "B"})
    assert switched.together(cases).data["stopped"] == []
    assert switched.together({"cases": cases, "readings": {"A-3.1-3": "A"}}).data["stopped"] == ["3.1b"]
