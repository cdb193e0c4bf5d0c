"""Guards of who may take a step: role, area, own matters, recusal, limit. The database holds them by itself as well."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.bureau.cases.scene import (
    POLICY,
    SETUP,
    SINCE,
    Scene,
    decide,
    file_roster,
    states,
    step,
)
from tests.bureau.registry.people import organisation

from wenjiu.bureau.accounts.actions import authorise, create_user, give_post, withdraw_authorisation
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, reviews
from wenjiu.bureau.cases.errors import CaseRefused, constraint_of
from wenjiu.bureau.cases.models import Case, Decision
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.writes import action


def at_decision(scene: Scene) -> Case:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    return step(scene.district, case, "second", "agree")


def test_each_step_needs_its_post_for_the_street_of_the_case(scene: Scene) -> None:
    case = file_roster(scene)
    with pytest.raises(CaseRefused, match="不由您办理"):
        step(scene.approver, case, "accept", "accepted")
    elsewhere = create_user(actor=SETUP, username="elsewhere", name="虚构外街专员")
    give_post(actor=SETUP, user=elsewhere, role="street_specialist", area=scene.streets[1], from_day=SINCE)
    with pytest.raises(CaseRefused, match="不由您办理"):
        step(elsewhere, case, "accept", "accepted")


def test_a_person_with_two_posts_takes_one_step_only(scene: Scene) -> None:
    give_post(actor=SETUP, user=scene.clerk, role="street_reviewer", area=scene.streets[0], from_day=SINCE)
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    with pytest.raises(CaseRefused, match="已经办过这个案件的“受理”，同一个人不能办两步"):
        step(scene.clerk, case, "first", "agree")


def test_the_same_step_in_a_later_round_may_be_taken_by_the_same_person(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "return", reason="缺合同")
    step(scene.clerk, case, "accept", "accepted")
    assert (case.state, case.round) == ("first", 2)


def test_nobody_decides_on_what_he_filed(scene: Scene) -> None:
    give_post(actor=SETUP, user=scene.agent, role="street_specialist", area=scene.streets[0], from_day=SINCE)
    with pytest.raises(CaseRefused, match="和您本人"):
        step(scene.agent, file_roster(scene), "accept", "accepted")


def test_nobody_decides_for_a_firm_that_he_acts_for_although_another_agent_filed(scene: Scene) -> None:
    given = authorise(actor=SETUP, user=scene.clerk, organisation=scene.firm)
    case = file_roster(scene)
    with pytest.raises(CaseRefused, match="您代办的单位"):
        step(scene.clerk, case, "accept", "accepted")
    withdraw_authorisation(actor=SETUP, authorisation=given)
    step(scene.clerk, case, "accept", "accepted")


def test_nobody_decides_on_a_roster_that_names_himself(scene: Scene) -> None:
    own = create_user(actor=SETUP, username="own", name="虚构本人", party=scene.people[2])
    give_post(actor=SETUP, user=own, role="street_specialist", area=scene.streets[0], from_day=SINCE)
    with pytest.raises(CaseRefused, match="和您本人"):
        step(own, file_roster(scene), "accept", "accepted")


def test_a_recused_official_takes_no_step_and_clears_no_finding(scene: Scene) -> None:
    with pytest.raises(CaseRefused, match="为什么回避"):
        reviews.recuse(actor=scene.clerk, party=scene.people[1], reason=" ")
    reviews.recuse(actor=scene.clerk, party=scene.people[1], reason="亲属")
    with pytest.raises(CaseRefused, match="已经申请回避"):
        step(scene.clerk, file_roster(scene), "accept", "accepted")


def limited(scene: Scene, fen: int | None) -> User:
    user = create_user(actor=SETUP, username=f"limited{fen}", name="虚构限额")
    area = scene.streets[0].parent
    give_post(actor=SETUP, user=user, role="approver", area=area, from_day=SINCE, approval_limit_fen=fen)
    return user


def test_an_approver_decides_up_to_his_limit_and_not_a_fen_more(scene: Scene) -> None:
    """Three hires at 5,000 yuan (3.2a) are 15,000 yuan."""
    case = at_decision(scene)
    with pytest.raises(CaseRefused, match=r"合计15,000元，超过您的审批限额14,999\.99元"):
        step(limited(scene, 1_499_999), case, "decide", "approved")
    with pytest.raises(CaseRefused, match="超过您的审批限额"):
        step(limited(scene, 999_999), case, "decide", "approved", lines={2: "存疑"})  # 10,000 yuan
    step(limited(scene, 1_500_000), case, "decide", "approved")
    assert states(case) == ["approved"] * 3


def test_a_refusal_needs_no_limit(scene: Scene) -> None:
    step(limited(scene, 0), at_decision(scene), "decide", "refused", reason="单位已停业")


def test_the_office_opens_only_what_the_policy_lets_it_open_and_only_by_an_official(scene: Scene) -> None:
    """3.1a can be opened by the office, 3.2a cannot. An agent who says "office" would skip the street's review."""
    wanted = {"policy": POLICY, "filer": scene.firm, "intent_key": "office", "origin": "office"}
    with pytest.raises(CaseRefused, match="只有区级审核人员"):
        drafts.open_filing(actor=scene.agent, measures=["3.1a"], **wanted)
    with pytest.raises(CaseRefused, match="不能由经办部门发起"):
        drafts.open_filing(actor=scene.district, measures=["3.2a"], **wanted)
    made = drafts.open_filing(actor=scene.district, measures=["3.1a"], **wanted)
    with pytest.raises(CaseRefused, match="只有区级审核人员"):
        drafts.drop_filing(actor=scene.agent, filing_id=made.id)
    authorise(actor=SETUP, user=scene.district2, organisation=scene.firm)
    with pytest.raises(CaseRefused, match="不能是替自己"):
        drafts.open_filing(actor=scene.district2, measures=["3.1a"], **{**wanted, "intent_key": "own"})


# ---- by direct SQL, with the rights of the serving role


@action
def by_sql(*, actor: Any, sql: str, values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("wenjiu_app",)
        cursor.execute(sql, values)
        return cursor.rowcount


def insert(actor: User, case: Case, number: int, code: str, **other: Any) -> int:
    """Insert a decision past every action."""
    case.refresh_from_db()
    values = {"round": case.round, "seen_version": case.version, "outcome": "approved", "line_no": 0, **other}
    row = {
        "case_id": case.pk,
        "actor_id": actor.pk,
        "step": number,
        "step_code": code,
        "reason": "",
        "sha": "",
        **values,
    }
    names = ", ".join(row)
    sql = f"INSERT INTO cases_decision ({names}) VALUES ({', '.join(['%s'] * len(row))})"
    return by_sql(actor="a test", sql=sql, values=list(row.values()))


def refused_by(wanted: str, *args: Any, **other: Any) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        insert(*args, **other)
    assert constraint_of(refused.value) == wanted


def test_direct_sql_can_insert_a_decision_at_all(scene: Scene) -> None:
    """Without this the refusals below would say nothing."""
    assert insert(scene.clerk, file_roster(scene), 2, "accept") == 1


def test_direct_sql_decides_nothing_for_who_filed_is_named_acts_or_is_recused(scene: Scene) -> None:
    case = file_roster(scene)
    refused_by("cases_decision_not_by_filer", scene.agent, case, 2, "accept")
    own = create_user(actor=SETUP, username="own", name="虚构本人", party=scene.people[2])
    refused_by("cases_decision_not_by_filer", own, case, 2, "accept")
    authorise(actor=SETUP, user=scene.clerk2, organisation=scene.firm)
    refused_by("cases_decision_not_by_filer", scene.clerk2, case, 2, "accept")
    reviews.recuse(actor=scene.clerk, party=scene.people[0], reason="亲属")
    refused_by("cases_decision_not_recused", scene.clerk, case, 2, "accept")


def test_direct_sql_takes_no_step_twice_and_no_second_step(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    refused_by("cases_decision_one_step_a_person", scene.clerk, case, 3, "first")
    insert(scene.street, case, 3, "first")
    refused_by("cases_decision_once", scene.street2, case, 3, "first")


def test_direct_sql_decides_only_what_the_case_waits_for(scene: Scene) -> None:
    case = file_roster(scene)
    wanted = "cases_decision_of_this_round"
    refused_by(wanted, scene.approver, case, 5, "decide")
    refused_by(wanted, scene.clerk, case, 2, "accept", round=2)
    refused_by(wanted, scene.clerk, case, 2, "accept", seen_version=case.version - 1)


@pytest.mark.parametrize("sql", ["UPDATE cases_decision SET reason = 'x'", "DELETE FROM cases_decision"])
def test_a_decision_never_changes_and_never_goes(scene: Scene, sql: str) -> None:
    step(scene.clerk, file_roster(scene), "accept", "accepted")
    with pytest.raises(DatabaseError), transaction.atomic():
        by_sql(actor="a test", sql=sql, values=[])
    assert Decision.objects.get().reason == ""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_award SET amount_fen = 1",
        "UPDATE cases_award SET claim_key = 'x'",
        "DELETE FROM cases_award",
        "INSERT INTO cases_award SELECT * FROM cases_award",
    ],
)
def test_an_award_never_changes_but_to_end(scene: Scene, sql: str) -> None:
    decide(scene, file_roster(scene))
    with pytest.raises(DatabaseError), transaction.atomic():
        by_sql(actor="a test", sql=sql, values=[])
    assert by_sql(actor="a test", sql="UPDATE cases_award SET live = false", values=[]) == 3


def test_another_firms_agent_sees_no_way_into_a_filing(scene: Scene) -> None:
    [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    stranger = create_user(actor=SETUP, username="stranger", name="虚构他人")
    authorise(actor=SETUP, user=stranger, organisation=other)
    case = file_roster(scene)
    with pytest.raises(CaseRefused, match="没有得到“虚构商贸1公司”的授权"):
        drafts.save_answers(actor=stranger, filing_id=case.filing_id, answers={})
