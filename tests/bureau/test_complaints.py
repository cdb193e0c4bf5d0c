"""Guards of complaints and suggestions: anonymous or at a counter, never handled by whom they are about, answered by code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.bureau.cases.scene import Scene, file_roster, make_scene, step
from tests.bureau.my_pages import client_of
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.actions import complaints
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Complaint
from wenjiu.bureau.cases.queries.complaints import look_up
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    made = make_scene(people=1)
    without_second_factor(actor="a test")
    return made


@action
def hand_directly(*, actor: str, found: Complaint, who: User) -> None:
    """Hand a complaint to somebody as code that forgets the rules could."""
    with transaction.atomic():
        Complaint.objects.filter(pk=found.pk).update(handler=who)


def shown_code(text: str) -> tuple[str, str]:
    """Return number and code as a receipt shows them."""
    found = re.findall(r"<dd><strong>([A-Z0-9-]+)</strong></dd>", text)
    return found[0], found[1]


def test_an_anonymous_complaint_is_answered_by_somebody_else_and_read_with_its_code(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    visitor = Client()
    given = {
        "kind": "complaint",
        "text": "虚构：打电话没人接",
        "case_number": case.number,
        "about": scene.approver.name,
    }
    for wrong in ({"text": " "}, {"kind": "x"}, {"text": "字" * 3001}):
        assert visitor.post("/complaints/", given | wrong).status_code == 422, wrong
    receipt = visitor.post("/complaints/", given, follow=True).content.decode()
    number, code = shown_code(receipt)
    # To load the page again shows the same and sends nothing.
    assert shown_code(visitor.get("/complaints/received/").content.decode()) == (number, code)
    assert Client().get("/complaints/received/").status_code == 302
    found = Complaint.objects.get()
    assert (found.number, found.case, found.about, found.taken_by) == (number, case, scene.approver, None)
    assert found.due_on == clocks.calendar().add_working_days(clock.today(), 15)
    assert code not in found.code_hash
    # Whom it is about, and who took a step of the case, neither sees it nor handles it.
    for who in (scene.approver, scene.district):
        assert number not in page(as_(who), "/desk/complaints/")
        assert as_(who).get(f"/desk/complaints/{number}/").status_code == 404
        with pytest.raises(CaseRefused):
            complaints.hand_to(actor=scene.district2, id=found.pk, handler_id=who.pk)
        with pytest.raises(CaseRefused):
            complaints.hand_to(actor=who, id=found.pk, handler_id=scene.district2.pk)
        with pytest.raises(IntegrityError):
            hand_directly(actor="a test", found=found, who=who)
    client, address = as_(scene.district2), f"/desk/complaints/{number}/"
    shown = page(client, address)
    assert "打电话没人接" in shown
    assert f">{scene.approver2.name}<" in shown and f">{scene.approver.name}</option>" not in shown
    assert as_(scene.street).get(address).status_code == 404
    answer = {"do": "answer", "outcome": "right", "answer": "已经安排专人接听"}
    for wrong in (answer, {"do": "hand", "handler": "9" * 30}, {"do": "hand", "handler": scene.clerk2.pk}, {}):
        assert client.post(address, wrong).status_code == 422, wrong
    assert client.post(address, {"do": "hand", "handler": scene.district2.pk}).status_code == 302
    looked = visitor.post("/complaints/answer/", {"number": number, "code": code}).content.decode()
    assert "正在处理" in looked and scene.district2.name not in looked
    for wrong in ({"outcome": "x"}, {"answer": " "}):
        assert client.post(address, answer | wrong).status_code == 422
    assert client.post(address, answer).status_code == 302
    assert client.post(address, answer).status_code == 422, "answered once"
    looked = visitor.post("/complaints/answer/", {"number": number.lower(), "code": f" {code.lower()} "})
    assert "已经安排专人接听" in looked.content.decode()
    for wrong in (
        {"number": number, "code": "A" * 10},
        {"number": "TS2026-99999", "code": code},
        {"number": "\x00", "code": "永" * 500},
        {},
    ):
        assert visitor.post("/complaints/answer/", wrong).status_code == 422
    assert "TS" not in visitor.get("/complaints/answer/").content.decode()


def test_staff_write_down_what_is_said_at_a_counter_or_on_the_phone(scene: Scene) -> None:
    client = as_(scene.clerk)
    given = {"channel": "phone", "kind": "suggestion", "text": "建议周六也开窗口", "name": "虚构来电人"}
    for wrong in ({"channel": "web"}, {"channel": ""}, {"case_number": "2026-99-000000"}):
        assert client.post("/desk/complaints/", given | wrong).status_code == 422, wrong
    number, code = shown_code(client.post("/desk/complaints/", given).content.decode())
    found = look_up(number, code)
    assert found is not None and (found.taken_by, found.channel) == (scene.clerk, "phone")
    assert number in page(client, "/desk/complaints/") and number not in page(as_(scene.clerk2), "/desk/complaints/")
    assert number in page(as_(scene.district), "/desk/complaints/")
    with pytest.raises(CaseRefused, match="不归您处理"):
        complaints.hand_to(actor=scene.clerk, id=found.pk, handler_id=scene.district.pk)
    assert as_(scene.agent).get("/desk/complaints/").status_code == 404


def test_a_public_complaint_learns_nothing_of_the_numbers_of_cases(scene: Scene) -> None:
    case, given = file_roster(scene), {"kind": "help", "text": "虚构"}
    texts = [
        Client().post("/complaints/", given | {"case_number": number}, follow=True).content.decode()
        for number in (case.number, "2026-99-000000")
    ]
    plain = [re.sub(r"<strong>.*?</strong>|csrf\S+|value=\S+", "", text) for text in texts]
    assert plain[0] == plain[1]
    unknown = Complaint.objects.order_by("id").last()
    assert unknown is not None and unknown.case is None and "2026-99-000000" in unknown.text


def test_a_day_takes_in_only_so_many_of_the_public_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "MOST_A_DAY", 1)
    complaints.take_in(actor="a test", kind="help", text="虚构")
    with pytest.raises(CaseRefused, match="太多"):
        complaints.take_in(actor="a test", kind="help", text="虚构")
    complaints.take_in(actor=scene.clerk, kind="help", text="虚构", channel="counter")


def test_who_is_signed_in_reads_the_answer_without_a_code_and_never_handles_it(scene: Scene) -> None:
    case = file_roster(scene)
    client = client_of(scene.agent)
    form = client.get(f"/complaints/?case={case.number}").content.decode()
    assert f'value="{case.number}"' in form and f'value="{scene.agent.name}"' in form
    assert f'value="{case.number}"' not in Client().get(f"/complaints/?case={case.number}").content.decode()
    other = client_of(scene.clerk).get(f"/complaints/?case={case.number}").content.decode()
    assert f'value="{case.number}"' not in other
    given = {"kind": "help", "text": "虚构：问进度", "case_number": case.number, "keep": "yes"}
    assert client.post("/complaints/", given, follow=True).status_code == 200
    client.post("/complaints/", {**given, "text": "虚构：不留账号", "keep": ""})
    kept, apart = Complaint.objects.order_by("id")
    assert (kept.kept_by, apart.kept_by) == (scene.agent, None)
    complaints.hand_to(actor=scene.district, id=kept.pk, handler_id=scene.district2.pk)
    complaints.answer(actor=scene.district2, id=kept.pk, outcome="answered", text="虚构：三天内办完")
    home = client.get("/my/").content.decode()
    assert kept.number in home and "虚构：三天内办完" in home and apart.number not in home
    complaints.take_in(actor="a test", kind="help", text="虚构", kept_by=scene.district)
    own = Complaint.objects.order_by("id").last()
    assert own is not None
    with pytest.raises(CaseRefused):
        complaints.hand_to(actor=scene.district2, id=own.pk, handler_id=scene.district.pk)
    with pytest.raises(IntegrityError, match="not_by_who_made_it"):
        hand_directly(actor="a test", found=own, who=scene.district)
