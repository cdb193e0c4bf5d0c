"""Three dates of a case, and parameters whose value depends on the day (all figures invented)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules import invented as w

from wenjiu.policies import load_policy
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language.dated_values import DatedValue
from wenjiu.rules.language.facts import Vocabulary
from wenjiu.rules.language.measures import require
from wenjiu.rules.language.parameter_rows import TABLE
from wenjiu.rules.language.parameter_types import NUMBER
from wenjiu.rules.language.units import FEN, MONTH
from wenjiu.rules.language.words import at_least, first_given, monthly_sum, months
from wenjiu.standards import civil


def row(day: str, value: Any) -> DatedValue:
    return DatedValue(civil.parse(day), value, f"虚构 {day}", "low")


AWARD = w.param("award", NUMBER, FEN, (row("2020-07-01", 100_00), row("2021-07-01", 250_00)), most=10**6)
WAGES = w.param(
    "wages",
    TABLE,
    FEN.per(MONTH),
    (row("2020-07-01", 1000_00), row("2021-01-01", 1200_00)),
    most=10**8,
    value_key="yuan_per_month",
)
EVENT, APPLIED, DECIDED = w.EVENTS[0], w.EVENTS[1], w.DECIDED
START, END = w.DATES[0], w.DATES[1]
award = w.measure(
    require("C1", w.BOOLS[0], "条件", "condition"),
    pays=[("one", AWARD)],
    vocabulary=Vocabulary({"b0": w.BOOLS[0], "event_date": EVENT, "application_date": APPLIED}),
    trigger=first_given(EVENT, APPLIED),
    code="7.1",
)
wages = w.measure(
    require("C1", at_least(END, START), "条件", "condition"),
    pays=[("one", monthly_sum(WAGES, START, END, most=months(12)))],
    vocabulary=Vocabulary({"start": START, "end": END}),
    trigger=START,
    code="7.2",
)
POLICY = w.policy(award, wages, params=[AWARD, WAGES])


def ask(code: str, facts: dict[str, Any], **more: Any) -> Determination:
    return POLICY.assess({"measure": code, "facts": facts, **more})


@pytest.mark.parametrize(
    ("day", "amount", "since"),
    [
        ("2021-06-30", "100.00", "2020-07-01"),
        ("2021-07-01", "250.00", "2021-07-01"),
        ("2021-07-02", "250.00", "2021-07-01"),
        ("2020-07-01", "100.00", "2020-07-01"),
        ("2020-07-02", "100.00", "2020-07-01"),
        ("2020-06-30", None, None),
    ],
)
def test_the_value_in_force_on_the_triggering_day_counts(day: str, amount: str | None, since: str | None) -> None:
    for asked in (ask("7.1", {"b0": True, "event_date": day}), ask("7.1", {"b0": True}, on=day)):
        assert asked.eligible == "yes"
        assert asked["amount"] == amount
        assert asked["missing_parameters"] == ([] if amount else ["award"])
        assert asked.resolved["award"].start == (None if since is None else civil.parse(since))
        assert asked["versions"]["parameters"] == day


def test_before_the_first_row_the_amount_is_open_and_the_parameter_named() -> None:
    answer = ask("7.1", {"b0": True, "event_date": "2020-06-30"})
    assert (answer.eligible, answer["amount"], answer["amount_range"]) == ("yes", None, ["0.00", None])
    assert answer["missing"] == []


def test_the_triggering_date_comes_first_then_decision_application_event() -> None:
    facts = {"b0": True, "event_date": "2020-08-01", "application_date": "2021-08-01", "decision_date": "2022-08-01"}
    assert ask("7.1", facts)["versions"]["parameters"] == "2020-08-01"
    del facts["event_date"]
    assert ask("7.1", facts)["versions"]["parameters"] == "2021-08-01"
    del facts["application_date"]
    assert ask("7.1", facts)["versions"]["parameters"] == "2022-08-01"
    both = {"application_date": "2021-08-01", "event_date": "2020-08-01"}
    assert ask("7.2", both)["versions"]["parameters"] == "2021-08-01"
    assert ask("7.2", {**both, "start": "2020-09-01"})["versions"]["parameters"] == "2020-09-01"
    assert ask("7.2", {"event_date": "2020-08-01"})["versions"]["parameters"] == "2020-08-01"


def test_on_overrides_every_date_of_the_case_and_nothing_else() -> None:
    facts = {"b0": True, "event_date": "2021-08-01"}
    assert ask("7.1", facts, on="2021-06-30")["amount"] == "100.00"
    assert ask("7.1", {**facts, "event_date": "2020-06-01"}, on="2021-07-01")["amount"] == "250.00"


def test_a_cases_own_parameter_wins_over_every_dated_value() -> None:
    facts = {"b0": True, "event_date": "2021-08-01"}
    assert ask("7.1", facts, params={"award": 7})["amount"] == "7.00"
    assert ask("7.1", facts, params={"award": None})["missing_parameters"] == ["award"]
    only = ask("7.1", facts, params_only=True)
    assert (only["amount"], only["missing_parameters"]) == (None, ["award"])
    assert ask("7.1", facts, params={"award": 7}, params_only=True)["amount"] == "7.00"


@pytest.mark.parametrize(
    ("start", "end", "amount"),
    [
        ("2020-11-01", "2021-01-31", "3200.00"),
        ("2020-12-01", "2020-12-31", "1000.00"),
        ("2020-12-31", "2021-01-30", "1000.00"),
        ("2021-01-01", "2021-01-31", "1200.00"),
        ("2020-12-02", "2021-02-01", "2200.00"),
        ("2020-07-01", "2020-07-31", "1000.00"),
        ("2020-07-01", "2021-12-31", "13200.00"),
    ],
)
def test_each_month_of_service_is_paid_at_the_rate_in_force_on_its_first_day(start: str, end: str, amount: str) -> None:
    assert ask("7.2", {"start": start, "end": end})["amount"] == amount


def test_a_month_before_the_first_row_of_a_table_is_missing_with_its_day() -> None:
    answer = ask("7.2", {"start": "2020-06-30", "end": "2020-08-29"})
    assert (answer.eligible, answer["amount"], answer["amount_range"]) == ("yes", None, ["1000.00", None])
    assert answer["missing_parameters"] == ["wages[2020-06-30]"]
    assert ask("7.2", {"start": "2020-06-30", "end": "2020-07-28"})["amount"] == "0.00"


def test_the_real_parameters_change_on_their_days() -> None:
    policy = load_policy("chaoyang_2020")
    wage = policy.book["minimum_wage_table"]
    table = dict(wage.at(0).value)  # type: ignore[union-attr]
    assert (table[civil.parse("2019-07-01")], table[civil.parse("2021-08-01")]) == (2200_00, 2320_00)
    effective = policy.book["policy_effective_from"]
    assert civil.iso(effective.at(civil.parse("2021-01-01")).value) == "2020-12-24"  # type: ignore[union-attr]
    versions = {day: policy.version_on(civil.parse(day)).number for day in ("2019-01-01", "2022-03-16", "2022-03-17")}
    assert versions == {"2019-01-01": 1, "2022-03-16": 1, "2022-03-17": 2}


@pytest.mark.parametrize(
    ("day", "result"),
    [("2020-12-23", "failed"), ("2020-12-24", "met"), ("2021-12-31", "met"), ("2022-01-01", "failed")],
)
def test_the_first_and_the_last_day_of_the_policy_are_inside_it(day: str, result: str) -> None:
    raw = {"measure": "5.2", "facts": {"application_date": day}, "params": {"policy_effective_to": "2021-12-31"}}
    answer = load_policy("chaoyang_2020").assess(raw)
    assert {c["id"]: c["result"] for c in answer["conditions"]}["G1.C1"] == result
