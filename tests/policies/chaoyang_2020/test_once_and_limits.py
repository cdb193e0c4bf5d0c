"""A claim is paid once, and limits add up over the cases of a file: what the tables of cases leave to the decisions."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.answers import ROOT
from tests.support.handworked import FOLDER

from wenjiu.policies import load_policy
from wenjiu.rules.document.stacking import Limit, Stacking, Subject
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.language.problems import CaseError
from wenjiu.standards.data_files import read_yaml

POLICY = load_policy("chaoyang_2020")


@cache
def _table(code: str) -> dict[str, Any]:
    """The measure's table of handworked cases."""
    table: dict[str, Any] = read_yaml(FOLDER / "handworked" / f"{code}.yaml")
    return table


def _base(code: str, **facts: Any) -> dict[str, Any]:
    """A case that is met, from the measure's table of handworked cases."""
    base = _table(code)["base"]
    given = {k: v for k, v in {**base["facts"], **facts}.items() if v is not None}
    return {"measure": code, "params_only": True, "facts": given, "params": base["params"]}


def _asked(cases: Iterable[dict[str, Any]], lang: str = "en", **file: Any) -> dict[str, Any]:
    named = [{"id": f"c{k}", **copy.deepcopy(case)} for k, case in enumerate(cases, 1)]
    return POLICY.together({"cases": named, **file}, lang).data


def _year(k: int, paid: int | None = 0) -> dict[str, Any]:
    return _base(
        "5.3",
        operation_start_date="2017-06-15",
        application_date=f"{2018 + k}-09-15",
        annual_rent=80000,
        rent_years_already_paid=paid,
    )


def _trainee(start: str, end: str, used: int | None = 0) -> dict[str, Any]:
    case = _base("3.4a", traineeship_start=start, traineeship_end=end, stipend_months_already_paid=used)
    case["params"] = {**case["params"], "minimum_wage_table": [{"from": "2018-01-01", "yuan_per_month": 2200}]}
    return case


SEVEN = ("2020-09-15", "2021-04-14"), ("2021-04-15", "2021-11-14")


def test_a_repeated_claim_fails_by_the_measures_own_condition_once_and_keeps_what_it_is_alone() -> None:
    hire = {**_base("3.2a"), "key": "p-1"}
    case = _asked([hire, hire])["cases"][1]
    assert (case["eligible"], case["amount"], case["fails"]) == ("no", "0.00", ["3.2a.once"])
    assert (case["conditions"][0]["id"], case["conditions"][0]["clause"]) == ("3.2a.once", "3.2")
    assert (case["alone"]["eligible"], case["alone"]["amount"]) == ("yes", "5000.00")


def test_keys_are_compared_in_their_one_form() -> None:
    hires = [{**_base("3.2a"), "key": key} for key in ("p-1", " p-1\u200b", "ｐ-1", "p-2")]
    assert _asked(hires)["stopped"] == ["c2", "c3"]
    assert _asked([{**_base("3.2a"), "key": 7}, {**_base("3.2a"), "key": "7"}])["stopped"] == ["c2"]


@pytest.mark.parametrize("keys", [(None, None), ("p-1", None), (None, "p-1")])
def test_a_keyed_measure_without_two_keys_is_two_claims(keys: tuple[str | None, str | None]) -> None:
    answer = _asked([{**_base("3.2a"), "key": key} for key in keys])
    assert (answer["findings"], answer["stopped"], answer["payable"]) == ([], [], "10000.00")


@pytest.mark.parametrize("code", sorted(POLICY.measures))
def test_two_cases_of_any_measure_with_one_key_are_one_claim(code: str) -> None:
    case = {"measure": code, "facts": POLICY.measures[code].example, "key": "k"}
    case |= {"params": {"policy_effective_from": "2012-01-01", **POLICY.measures[code].figures}}
    answer = _asked([case, case])
    found = [f for f in answer["findings"] if f["rule"] == "once"]
    assert [f["between"] for f in found] == [["c1", "c2"]]
    certain = answer["cases"][0]["eligible"] == "yes"
    assert [f["level"] for f in found] == ["stop" if certain else "warn"]
    assert answer["stopped"] == (["c2"] if certain else [])


@pytest.mark.parametrize("key", ["", " ", "\u200b", [1], {"a": 1}, True, 1.5, "k" * 101])
def test_a_key_that_names_nothing_is_refused(key: Any) -> None:
    answer = _asked([{**_base("3.2a"), "key": key}, _base("3.2a")])
    assert (answer["cases"][0]["error"]["field"], answer["payable"]) == ("key", "5000.00")
    with pytest.raises(CaseError) as caught:
        _asked([_base("3.2a")], past_awards=[{"measure": "3.2a", "key": key}])
    assert caught.value.field == "past_awards[0].key"


@pytest.mark.parametrize("name", ["key", "same", "period"])
def test_a_field_of_several_cases_is_refused_in_a_case_that_is_asked_alone(name: str) -> None:
    with pytest.raises(CaseError) as caught:
        POLICY.assess({**_base("3.2a"), name: {"from": "2021-01-01", "to": "2021-12-31"}})
    assert caught.value.field == name


def test_an_unknown_field_of_a_past_award_is_refused_and_a_note_is_not() -> None:
    _asked([_base("3.2a")], past_awards=[{"measure": "3.2a", "x_file": 7, "what": "a hire"}])
    with pytest.raises(CaseError) as caught:
        _asked([_base("3.2a")], past_awards=[{"measure": "3.2a", "months": 7}])
    assert caught.value.field == "past_awards[0].months"


def test_a_refund_is_once_a_year_where_both_cases_name_the_year() -> None:
    refund = _base("3.1a")
    years = [{**refund, "same": {"year": y}} for y in ("2020", "2020", "2021")]
    assert _asked(years)["stopped"] == ["c2"]
    assert _asked([years[0], refund])["stopped"] == []


def test_two_firms_of_one_file_are_told_apart_by_their_label() -> None:
    firms = [{**_base("5.2"), "same": {"employer": e}} for e in ("e-1", "e-2", "e-1")]
    assert _asked(firms)["stopped"] == ["c3"]


def test_a_new_grading_is_another_claim_but_not_for_life_nor_under_one_key() -> None:
    first = _base("4.4a")
    again = _base("4.4a", already_paid_4_4a=True, new_grading_decision=True)
    assert (_asked([first, again])["stopped"], _asked([first, again])["payable"]) == ([], "200000.00")
    assert _asked([first, again, again])["stopped"] == ["c3"]
    assert _asked([first, first])["stopped"] == ["c2"]
    assert _asked([{**first, "key": "g"}, {**again, "key": "g"}])["stopped"] == ["c2"]
    for_life = _base("4.4a", new_grading_decision=True)
    assert _asked([first, for_life], readings={"A-4.4-1": "B"})["stopped"] == ["c2"]


def test_the_subsidy_for_size_is_once_for_an_institution_where_it_is_once_for_life() -> None:
    size = _base("4.4c", paid_4_4c_in_earlier_year=False)
    assert _asked([size, size])["stopped"] == []
    assert _asked([size, size], readings={"A-4.4-4": "B"})["stopped"] == ["c2"]


def test_top_ups_of_a_young_firm_are_paid_up_to_the_cap_under_the_reading_that_allows_them() -> None:
    firms = [_base("5.2", chaoyang_hukou_workers=n) for n in (3, 10, 40)]
    answer = _asked(firms, readings={"A-5.2-3": "B"})
    assert ([c["amount"] for c in answer["cases"]], answer["payable"]) == (
        ["30000.00", "70000.00", "100000.00"],
        "200000.00",
    )
    assert _asked(firms)["payable"] == "30000.00"


@pytest.mark.parametrize("stated", [(0, 0, 0, 0), (0, 1, 2, 3), (0, 1, 0, 1)])
def test_rent_years_stated_in_a_row_are_not_counted_twice(stated: tuple[int, ...]) -> None:
    answer = _asked([_year(k, n) for k, n in enumerate(stated)])
    last, by_itself = answer["cases"][3], stated[3] < 3
    assert (answer["payable"], answer["stopped"]) == ("150000.00", ["c4"] if by_itself else [])
    assert (last["eligible"], last["fails"]) == ("no", ["5.3.C9"])
    assert last["alone"] is None or last["alone"]["amount"] == "50000.00"


def test_a_case_that_a_limit_cuts_says_what_is_counted_and_what_it_is_alone() -> None:
    case = _asked([_trainee(*SEVEN[0]), _trainee(*SEVEN[1])])["cases"][1]
    assert (case["eligible"], case["amount"], case["alone"]["amount"]) == ("yes", "11000.00", "15400.00")
    assert "months paid before: 7" in case["notes"][-1]


def test_what_a_limit_counts_is_named_in_the_words_of_its_question_and_never_by_a_name_of_the_program() -> None:
    note = _asked([_trainee(*SEVEN[0]), _trainee(*SEVEN[1])], lang="zh")["cases"][1]["notes"][-1]
    assert "已领月数按7个月计" in note
    assert "_" not in note


def test_an_earlier_statement_of_more_months_is_the_one_that_counts() -> None:
    assert _asked([_trainee(*SEVEN[0]), _trainee(*SEVEN[1], used=10)])["cases"][1]["amount"] == "4400.00"


def test_past_awards_use_the_months_of_their_period_and_years_of_rent() -> None:
    award = {"measure": "3.4a", "period": {"from": "2019-01-01", "to": "2019-10-20"}}
    assert _asked([_trainee(*SEVEN[0])], past_awards=[award])["payable"] == "6600.00"
    assert _asked([_trainee(*SEVEN[0], used=9)], past_awards=[award])["payable"] == "6600.00"
    assert _asked([_trainee(*SEVEN[0])], past_awards=[{"measure": "3.4a"}])["payable"] == "15400.00"
    years = [{"measure": "5.3", "amount": 50000}] * 2
    assert _asked([_year(2), _year(3)], past_awards=years)["payable"] == "50000.00"


def test_where_nothing_is_said_of_months_before_only_a_used_up_limit_is_certain() -> None:
    answer = _asked([_trainee(*SEVEN[0]), _trainee(*SEVEN[1], used=None)])["cases"][1]
    assert (answer["eligible"], answer["missing"]) == ("unknown", ["stipend_months_already_paid"])
    twelve = _trainee("2020-07-15", "2021-07-14")
    answer = _asked([twelve, _trainee("2021-08-01", "2022-02-28", used=None)])["cases"][1]
    assert (answer["eligible"], answer["fails"]) == ("no", ["3.4a.C9"])


def test_a_post_of_fewer_months_without_a_period_is_somewhere_in_its_year() -> None:
    post = _base("3.5a", subsidy_year=2021, placed_months=6)
    post["params"] = {**post["params"], "avg_wage_full_coverage_by_year": {"2020": 120000}}
    hire = _base("3.2a", hire_date="2021-09-01", claim_year=2021)
    answer = _asked([post, hire])
    assert [(f["rule"], f["level"], f["certain"]) for f in answer["findings"]] == [("0.4.10", "warn", False)]
    later = _base("3.2a", hire_date="2022-01-01", claim_year=2022)
    assert _asked([post, later])["findings"] == []
    full = {**post, "facts": {**post["facts"], "placed_months": 12}}
    assert _asked([full, hire])["stopped"] == ["c2"]


def test_a_key_means_the_same_to_a_policy_without_rules_of_stacking() -> None:
    other = load_policy("sample_district")
    measure = next(iter(other.measures.values()))
    case = {"measure": measure.code, "facts": measure.example, "key": "k"}
    found = other.together({"cases": [{**case, "id": "a"}, {**case, "id": "b"}]}, "en").data["findings"]
    assert [(f["rule"], f["between"]) for f in found] == [("once", ["a", "b"])]


@pytest.mark.parametrize(
    "stacking",
    [
        Stacking(subjects=(Subject("9.9"),)),
        Stacking(subjects=(Subject("4.4a", again="graded_anew"),)),
        Stacking(limits={"5.3": Limit("5.3", "years", "case")}),
        Stacking(periods={"3.2a": {"day": "hired_on"}}),
    ],
)
def test_data_about_a_branch_or_fact_that_the_policy_lacks_is_refused(stacking: Stacking) -> None:
    with pytest.raises(DefinitionError, match="there is no"):
        dataclasses.replace(POLICY, stacking=stacking, _programs={})


def test_an_answer_of_the_file_keeps_to_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs" / "together.schema.json").read_text("utf-8"))
    for cases in ([_year(k) for k in range(4)], [{**_base("3.2a"), "key": "p"}] * 2):
        assert list(Draft202012Validator(schema).iter_errors(_asked(cases))) == []
