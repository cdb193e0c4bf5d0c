"""Guards of what follows a decision: an end before payment by two people, a rating once, a call back after a bad one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.bureau.cases.scene import Scene, decide, file_roster, notice_ended, states, step
from tests.bureau.my_pages import client_of
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau.cases.actions import endings, payments, ratings
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, CallBack, Case, Ending, Rating
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


def propose(who: object, case: Case, lines: list[int]) -> Ending:
    case.refresh_from_db()
    return endings.propose_ending(actor=who, case_id=case.pk, seen_version=case.version, lines=lines, reason="已注销")


@action
def confirm_directly(*, actor: str, found: Ending) -> None:
    """Let who proposed an ending confirm it himself, as code that forgets the rule could."""
    with transaction.atomic():
        Ending.objects.filter(pk=found.pk).update(confirmed_by=found.proposed_by, settled_at="2026-09-02T00:00Z")


def test_an_approved_line_ends_by_two_people_and_its_money_goes_back(scene: Scene) -> None:
    without_second_factor(actor="a test")
    case = decide(scene, file_roster(scene))
    first, address = as_(scene.district), f"/desk/cases/{case.number}/endings/"
    for wrong in (
        {},
        {"version": case.version, "end": [2], "end_reason": " "},
        {"version": case.version, "end": [7], "end_reason": "x"},
        {"version": case.version, "end": ["9" * 40], "end_reason": "x"},
    ):
        assert first.post(address, wrong).status_code in (409, 422), wrong
    assert as_(scene.street).post(address).status_code == 404
    good = {"version": case.version, "end": [2], "end_reason": "这个人已经离职"}
    assert first.post(address, good).status_code == 302
    found = Ending.objects.get()
    assert first.post(address, good).status_code == 422, "one proposal at a time"
    assert first.post(f"{address}{found.pk}/", {"do": "confirm"}).status_code == 422
    with pytest.raises(IntegrityError, match="cases_ending_by_two_people"):
        confirm_directly(actor="a test", found=found)
    other = as_(scene.district2)
    assert "等您确认的终止" in page(other, "/desk/") and "等您确认的终止" not in page(first, "/desk/")
    assert other.post(f"{address}{found.pk}/", {"do": "?"}).status_code == 422
    assert other.post(f"{address}{found.pk}/", {"do": "confirm"}).status_code == 302
    assert other.post(f"{address}{found.pk}/", {"do": "confirm"}).status_code == 422
    assert states(case) == ["approved", "ended", "approved"]
    assert Award.objects.filter(line__case=case, live=True).count() == 2
    assert Obligation.objects.filter(award__line__case=case, state="reserved").count() == 2
    shown = page(first, f"/desk/cases/{case.number}/")
    assert "确认终止第2条，不再发放" in shown and "这个人已经离职" in shown
    # The rest of the case goes on; a line that is paid does not end any more.
    notice_ended(scene, case)
    paid = Award.objects.filter(line__case=case, live=True).order_by("id")
    payments.mark_paid(actor=scene.releaser, award_ids=[paid[0].pk])
    with pytest.raises(CaseRefused, match="还没有到账"):
        propose(scene.district, case, [1])
    rest = propose(scene.district, case, [3])
    endings.settle_ending(actor=scene.district, ending_id=rest.pk, confirmed=False)
    rest = propose(scene.district, case, [3])
    payments.mark_paid(actor=scene.releaser, award_ids=[paid[1].pk])
    with pytest.raises(CaseRefused, match="已经"):
        endings.settle_ending(actor=scene.district2, ending_id=rest.pk, confirmed=True)


def test_a_case_of_which_every_line_ended_is_over(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    found = propose(scene.district, case, [1, 2, 3])
    endings.settle_ending(actor=scene.approver2, ending_id=found.pk, confirmed=True)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("ended", ["ended"] * 3)


def test_a_rating_is_given_once_and_a_bad_one_is_called_back_by_somebody_else(scene: Scene) -> None:
    without_second_factor(actor="a test")
    case = file_roster(scene)
    mine, address = client_of(scene.agent), f"/my/cases/{case.number}/"
    assert "办得怎么样" not in page(mine, address)
    mine.post(f"{address}rating/", {"grade": 5})
    assert not Rating.objects.exists()
    step(scene.clerk, case, "accept", "not_accepted", reason="材料不全")
    assert "办得怎么样" in page(mine, address)
    for wrong in ("", "0", "6", "9" * 30, "好"):
        mine.post(f"{address}rating/", {"grade": wrong})
    assert not Rating.objects.exists()
    for grade in (1, 5):
        assert mine.post(f"{address}rating/", {"grade": grade, "words": "等太久<b>"}).status_code == 302
    found = Rating.objects.get()
    assert found.grade == 1 and "等太久&lt;b&gt;" in page(mine, address)
    assert "会由没有办过这件的人打电话联系您；没有规定几天以内打" in page(mine, address)
    district = page(as_(scene.district), "/desk/district/")
    assert "不满意的 1 件，回访到 0 件" in district
    assert "1 件差评等着回访" in page(as_(scene.district), "/desk/")
    call = f"/desk/ratings/{found.pk}/"
    assert as_(scene.clerk).post(call, {"do": "reached", "result": "x"}).status_code == 404
    with pytest.raises(CaseRefused, match="不由您办理"):
        ratings.call_back(actor=scene.clerk, rating_id=found.pk, reached=True, result="x")
    client = as_(scene.district)
    for wrong in ({}, {"do": "reached", "result": " "}, {"do": "?", "result": "x"}):
        assert client.post(call, wrong).status_code == 422
    assert client.post(call, {"do": "missed", "result": "没人接"}).status_code == 302
    assert "没人接" in page(client, "/desk/ratings/")
    assert client.post(call, {"do": "reached", "result": "说明了要补的材料"}).status_code == 302
    assert client.post(call, {"do": "reached", "result": "再打一次"}).status_code == 422
    assert CallBack.objects.count() == 2
    assert "回访到 1 件" in page(client, "/desk/ratings/") and "差评等着回访" not in page(client, "/desk/")
    assert "申报人评价：非常不满意" in page(client, f"/desk/cases/{case.number}/")
    assert "回访过" in page(mine, address) and "打电话联系您" not in page(mine, address)


def test_whoever_took_a_step_of_a_case_does_not_call_back_about_it(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "refused", reason="虚构的理由")
    found = ratings.rate(actor=scene.agent, case_id=case.pk, grade=2)
    for who in (scene.district, scene.approver):
        with pytest.raises(CaseRefused):
            ratings.call_back(actor=who, rating_id=found.pk, reached=True, result="虚构")
    ratings.call_back(actor=scene.district2, rating_id=found.pk, reached=True, result="虚构")
