"""How the cases of the real and of the invented policy go, and what the law gives to whoever disagrees."""

from __future__ import annotations

import datetime as dt

import pytest

from wenjiu.policies import load_policy, national
from wenjiu.rules.document.procedures import Procedures
from wenjiu.rules.policy import Policy

REAL, INVENTED = load_policy("chaoyang_2020"), load_policy("sample_district")
BOTH = pytest.mark.parametrize("policy", [REAL, INVENTED], ids=lambda p: p.name)
NOW = dt.date(2026, 6, 1)


@BOTH
def test_every_measure_with_steps_in_its_guide_has_a_flow_with_the_same_steps(policy: Policy) -> None:
    for code, service in policy.services.items():
        told = [step.id for step in service.steps if step.id not in ("file", "rate")]
        if not told:
            assert policy.procedures.flow_for(code, NOW, "office").opened_by == "office"
        else:
            assert [step.code for step in policy.procedures.flow_for(code, NOW).steps] == told, code


@BOTH
def test_a_flow_stands_from_the_first_day_of_the_document(policy: Policy) -> None:
    first = policy.versions[0].start
    for code in policy.procedures.flows:
        assert policy.procedures.flow(code, first).start == first
        with pytest.raises(LookupError, match=code):
            policy.procedures.flow(code, first - dt.timedelta(days=1))


def test_a_refund_can_be_opened_by_the_office_and_by_the_firm() -> None:
    assert REAL.procedures.flow_for("3.1a", NOW, "office").code == "office"
    assert REAL.procedures.flow_for("3.1a", NOW).code == "subsidy"
    with pytest.raises(LookupError, match=r"5\.2 has no case that is opened by: office"):
        REAL.procedures.flow_for("5.2", NOW, "office")


@BOTH
def test_no_post_accepts_reviews_and_decides_the_same_case(policy: Policy) -> None:
    for versions in policy.procedures.flows.values():
        for flow in versions:
            judging = [step.roles for step in flow.steps if step.code in ("accept", "list", "first", "decide")]
            assert len(set(judging)) == len(judging), flow.id


@BOTH
def test_a_refusal_always_names_reconsideration_and_a_suit(policy: Policy) -> None:
    for versions in policy.procedures.flows.values():
        for step in (s for flow in versions for s in flow.steps):
            if step.code in ("accept", "decide"):
                assert [r.code for r in policy.procedures.against(step, NOW)] == ["review", "suit"]


def test_the_document_states_no_period_and_the_demonstration_says_that_its_own_are_not_confirmed() -> None:
    assert all(s.days is None for v in REAL.procedures.flows.values() for f in v for s in f.steps)
    shown = REAL.procedures.for_demo()
    for code in REAL.procedures.flows:
        for step in shown.flow(code, NOW).steps:
            assert (step.days is None) == (step.scope == "system"), step.code
            if step.days_source is not None:
                assert not step.days_source.confirmed
    assert isinstance(shown, Procedures)


def test_a_case_keeps_the_version_with_which_it_began() -> None:
    old, new = INVENTED.procedures.flows["subsidy"]
    assert INVENTED.procedures.flow("subsidy", dt.date(2024, 12, 31)) == old
    assert INVENTED.procedures.flow("subsidy", dt.date(2025, 1, 1)) == new
    assert INVENTED.procedures.kept("subsidy@2023-03-01") == old
    assert (old.step("accept").days, new.step("accept").days) == (None, 3)
    with pytest.raises(LookupError, match="subsidy@2022-01-01"):
        INVENTED.procedures.kept("subsidy@2022-01-01")


@pytest.mark.parametrize(
    ("code", "known", "last"),
    [
        ("review", "2026-03-02", "2026-05-06"),  # 60 days later is 1 May; the holiday of that year ends on the 5th
        ("review", "2023-11-30", "2024-01-29"),  # a Monday
        ("review", "2024-01-02", "2024-03-04"),  # 60 days later is a Saturday
        ("suit", "2024-08-31", "2025-02-28"),  # no 31 February
        ("suit", "2024-04-15", "2024-10-15"),
        ("suit", "2020-12-24", "2021-06-24"),
    ],
)
def test_the_last_day_of_a_remedy(code: str, known: str, last: str) -> None:
    day = dt.date.fromisoformat(known)
    assert national.remedies().on(code, day).period.last_day(day) == dt.date.fromisoformat(last)


def test_before_2024_one_could_choose_who_reconsiders() -> None:
    old, new = (national.remedies().on("review", day) for day in (dt.date(2023, 12, 31), dt.date(2024, 1, 1)))
    assert "上一级主管部门" in old.to("zh") and "上一级" not in new.to("zh")
    assert "第九条" in old.source.name("zh") and "第二十条" in new.source.name("zh")
    assert old.period.shown("zh") == new.period.shown("zh") == "60日"


def test_silence_means_nothing_and_the_way_on_is_named_where_there_is_one() -> None:
    flow = REAL.procedures.flow("subsidy", NOW)
    assert flow.silence.means == "none" and "既不等于同意" in flow.silence.text("zh")
    assert [r.code for r in REAL.procedures.against_silence(flow, NOW)] == ["inaction"]
    assert REAL.procedures.against_silence(flow, dt.date(2021, 1, 4)) == ()
