"""Guards of an appeal: a new round of a case, asked for in time and taken by people who took no step before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.bureau.cases.scene import Scene, file_roster, notice_ended, states, step
from tests.bureau.my_pages import client_of

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import appeals, notices, payments
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Appeal, Award, Case, Decision
from wenjiu.bureau.cases.queries.appeals import appealable
from wenjiu.bureau.cases.queries.desk import queue
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


def refused_case(scene: Scene) -> Case:
    """Return a case that four people refused."""
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    return step(scene.approver, case, "decide", "refused", reason="虚构的理由")


def ask(scene: Scene, case: Case) -> Appeal:
    case.refresh_from_db()
    return appeals.ask_for_appeal(
        actor=scene.agent, case_id=case.pk, seen_version=case.version, text="名单里的人都符合"
    )


@action
def decide_directly(*, actor: str, case: Case, who: int) -> None:
    """Insert a decision as code that forgets the rules could."""
    with transaction.atomic():
        Decision.objects.create(
            case=case, round=case.round, step=4, step_code=case.state, actor_id=who, seen_version=case.version,
            outcome="agree",
        )  # fmt: skip


def test_an_appeal_is_a_new_round_by_others_and_can_change_the_decision(scene: Scene) -> None:
    case = refused_case(scene)
    mine = client_of(scene.agent)
    about = appealable(case)
    assert about is not None and about.lines == (1, 2, 3)
    assert about.last_day == timezone.localdate(about.decision.at) + dt.timedelta(days=60)
    assert "申请内部复议" in mine.get(f"/my/cases/{case.number}/").content.decode()
    address = f"/my/cases/{case.number}/appeal/"
    assert f"{about.last_day.year}年" in mine.get(address).content.decode()
    for wrong in ({}, {"version": case.version, "text": "  "}, {"version": "9" * 40, "text": "不服"}):
        assert mine.post(address, wrong).status_code == 422
    assert mine.post(address, {"version": case.version, "text": "名单里的人都符合"}).status_code == 302
    assert mine.post(address, {"version": case.version, "text": "再来一次"}).status_code == 422
    case.refresh_from_db()
    assert (case.state, case.round, states(case)) == ("second", 2, ["open"] * 3)
    assert "内部复议：" in mine.get("/my/").content.decode()
    page = mine.get(f"/my/cases/{case.number}/").content.decode()
    assert "原决定时核对的结果：" in page and "不同意的理由：虚构的理由" in page
    assert page.index("内部复议由本区没有办过这件的人重新审核") > page.index("行政复议")
    assert case not in queue(scene.district) and case in queue(scene.district2)
    with pytest.raises(CaseRefused, match="内部复议由没有办过的人"):
        step(scene.district, case, "second", "agree")
    with pytest.raises(IntegrityError, match="an appeal is taken by people"):
        decide_directly(actor="a test", case=case, who=scene.district.pk)
    step(scene.district2, case, "second", "agree")
    with pytest.raises(CaseRefused, match="内部复议由没有办过的人"):
        step(scene.approver, case, "decide", "approved")
    step(scene.approver2, case, "decide", "approved")
    assert Appeal.objects.get().outcome == "changed"
    assert case.state == "notice" and Award.objects.filter(line__case=case, live=True).count() == 3
    notice_ended(scene, case)
    case.refresh_from_db()
    assert case.state == "pay"
    shown = mine.get(f"/my/cases/{case.number}/").content.decode()
    assert "改变了原决定" in shown and "名单里的人都符合" in shown


def test_a_decision_that_is_kept_is_not_appealed_against_again(scene: Scene) -> None:
    case = refused_case(scene)
    ask(scene, case)
    step(scene.district2, case, "second", "agree")
    step(scene.approver2, case, "decide", "refused", reason="复议后仍不符合")
    assert (case.state, Appeal.objects.get().outcome, states(case)) == ("refused", "kept", ["refused"] * 3)
    assert appealable(case) is None
    with pytest.raises(CaseRefused, match="没有可以申请内部复议"):
        ask(scene, case)


def test_an_appeal_comes_in_time_and_can_be_taken_back(scene: Scene) -> None:
    case = refused_case(scene)
    appeal = ask(scene, case)
    with pytest.raises(CaseRefused, match="没有得到"):
        appeals.withdraw_appeal(actor=scene.clerk, case_id=case.pk)
    assert client_of(scene.agent).post(f"/my/cases/{case.number}/appeal/withdraw/").status_code == 302
    appeal.refresh_from_db()
    case.refresh_from_db()
    assert (appeal.outcome, case.state, states(case)) == ("withdrawn", "refused", ["refused"] * 3)
    with pytest.raises(CaseRefused, match="已经有了结果"):
        appeals.withdraw_appeal(actor=scene.agent, case_id=case.pk)
    late = file_roster(scene, intent="late")
    step(scene.clerk, late, "accept", "not_accepted", reason="材料不全")
    clock.turn_forward(200)
    with pytest.raises(CaseRefused, match="已经过了"):
        ask(scene, late)
    assert "已经过了" in client_of(scene.agent).get(f"/my/cases/{late.number}/appeal/").content.decode()


def test_other_lines_are_paid_while_the_refused_one_is_looked_at_anew(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree", lines={2: "虚构的理由"})
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert (case.state, states(case)) == ("notice", ["approved", "refused", "approved"])
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.pk])
    appeal = ask(scene, case)
    assert appeal.round is None, "it waits while the notice of the other lines runs"
    clock.turn_forward((notice.ends_on - clock.today()).days + 1)
    notices.end_notice(actor=scene.district, notice_id=notice.pk)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("second", ["cleared", "open", "cleared"])
    paid = list(Award.objects.filter(line__case=case, live=True).values_list("id", flat=True))
    payments.mark_paid(actor=scene.releaser, award_ids=paid)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("second", ["paid", "open", "paid"])
    step(scene.district2, case, "second", "agree", lines={})
    step(scene.approver2, case, "decide", "approved")
    assert (case.state, states(case)) == ("notice", ["paid", "approved", "paid"])
    notice_ended(scene, case)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("pay", ["paid", "cleared", "paid"])


def test_a_case_whose_lines_were_all_paid_meanwhile_is_closed_when_its_appeal_ends(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree", lines={2: "虚构的理由"})
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    notice_ended(scene, case)
    ask(scene, case)
    paid = list(Award.objects.filter(line__case=case, live=True).values_list("id", flat=True))
    payments.mark_paid(actor=scene.releaser, award_ids=paid)
    appeals.withdraw_appeal(actor=scene.agent, case_id=case.pk)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("closed", ["paid", "refused", "paid"])
