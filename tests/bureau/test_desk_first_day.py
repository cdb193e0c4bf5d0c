"""Guards of what somebody meets on the first day at the desk. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.bureau.cases.scene import TODAY, Scene, file_roster, make_scene, step
from tests.bureau.my_pages import client_of
from tests.bureau.people import new_user
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.cases.actions import complaints
from wenjiu.bureau.cases.models import Case, Complaint, Mention
from wenjiu.bureau.cases.queries.talk import named_in
from wenjiu.bureau.writes import action
from wenjiu.standards import civil
from wenjiu.web.desk.listing import Filters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@pytest.fixture
def scene() -> Scene:
    made = make_scene(people=1)
    without_second_factor(actor="a test")
    return made


@action
def set_due(*, actor: str, case: Case, day: dt.date) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=day)


def test_public_pages_lead_back_to_where_one_works_and_staff_read_why_they_do_not_file(scene: Scene) -> None:
    staff, agent = as_(scene.clerk), client_of(scene.agent)
    assert "申报和查进度</a>" in page(Client(), "/policies/")
    for client, home in ((staff, "/desk/"), (agent, "/my/")):
        public = page(client, "/policies/")
        assert "申报和查进度</a>" not in public and 'href="/account/back/"' in public
        assert client.get("/account/back/").headers["Location"] == home
    assert 'href="/policies/?from=desk"' in page(staff, "/desk/")
    assert 'href="/desk/">回工作台' in page(staff, "/policies/?from=desk")
    for place in ("/my/", "/my/new/?measure=5.2"):
        answer = staff.get(place)
        said = answer.content.decode()
        assert answer.status_code == 404 and "不能在这里申报" in said and 'href="/desk/"' in said
    assert "不能在这里申报" not in agent.get("/my/cases/nothing/").content.decode()


def test_a_note_calls_somebody_by_the_name_after_the_dot_where_one_person_has_it(scene: Scene) -> None:
    case = file_roster(scene)
    called = new_user("·刘初审", demo=True)
    give_post(actor="a test", user=called, role="street_reviewer", area=scene.streets[0], from_day=dt.date(2020, 1, 1))
    client = as_(scene.clerk)
    assert client.post(f"/desk/cases/{case.number}/notes/", {"note": "@刘初审请看合同"}).status_code == 302
    assert Mention.objects.get().user == called
    assert f'data-mention="note">@{called.name}<' in page(client, f"/desk/cases/{case.number}/")
    other = new_user("另·刘初审", demo=True)
    give_post(actor="a test", user=other, role="street_reviewer", area=scene.streets[0], from_day=dt.date(2020, 1, 1))
    assert named_in(case, "@刘初审") == ([], "@刘初审"), "two people have the short name"
    assert named_in(case, f"@{other.name}看看") == ([other], "")


def test_a_complaint_keeps_whom_it_is_about_and_says_who_answers_it_with_a_receipt_to_print(scene: Scene) -> None:
    client = as_(scene.clerk)
    given = {"kind": "complaint", "channel": "counter", "text": "态度不好"}
    receipt = client.post("/desk/complaints/", given | {"about": scene.street.name}).content.decode()
    assert "收件凭证" in receipt and "data-print" in receipt and "查询码丢了不能补" in receipt
    client.post("/desk/complaints/", given | {"about": "戴眼镜的小王"})
    known, unknown = Complaint.objects.order_by("id")
    assert known.about == scene.street and unknown.about is None
    assert scene.street.name in page(client, f"/desk/complaints/{known.number}/")
    shown = page(client, f"/desk/complaints/{unknown.number}/")
    assert "涉及的工作人员：戴眼镜的小王" in shown
    complaints.hand_to(actor=scene.approver, id=unknown.pk, handler_id=scene.district.pk)
    assert unknown.number in page(as_(scene.district), "/my/messages/"), "a message about no case is shown too"
    assert "还没有定，等区里指定" in shown and "由区级审核人员或审定人员处理" in shown


def test_this_week_ends_on_sunday(scene: Scene) -> None:
    case, today = file_roster(scene), clock.today()
    sunday = today + dt.timedelta(days=6 - today.weekday())
    for day, found in ((sunday, True), (sunday + dt.timedelta(days=1), False), (today - dt.timedelta(days=1), False)):
        set_due(actor="a test", case=case, day=day)
        assert Filters(due="sunday").apply(Case.objects.all()).exists() == found, day


def test_what_was_typed_into_the_filing_is_not_asked_for_as_a_paper(scene: Scene) -> None:
    case = step(scene.clerk, file_roster(scene), "accept", "accepted")
    assert "已经提交：就是申报时在网上填的内容" in page(as_(scene.street), f"/desk/cases/{case.number}/")
