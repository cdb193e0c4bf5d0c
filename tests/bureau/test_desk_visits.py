"""Guards of site visits, of clocks that pause and say so, and of reminders. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.cases.scene import TODAY, Scene, file_roster, make_scene, step
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import client_of
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.audit.models import Read
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case, Pause, SiteVisit, Urge
from wenjiu.bureau.writes import action
from wenjiu.standards import civil

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
def set_due(*, actor: str, case: Case) -> None:
    """Give the present step five working days, as an installation does."""
    case.due_on = clocks.due_on(clock.today(), 5)
    case.save(update_fields=["due_on"])


def test_a_visit_stops_the_clock_and_what_it_found_comes_before_the_next_step(scene: Scene) -> None:
    case = step(scene.clerk, file_roster(scene), "accept", "accepted")
    set_due(actor="a test", case=case)
    due, client = case.due_on, as_(scene.street)
    address = f"/desk/cases/{case.number}/visits/"
    for wrong in ({}, {"version": case.version, "visit_why": " "}):
        assert client.post(address, wrong).status_code in (409, 422)
    assert as_(scene.district).post(address, {"version": case.version, "visit_why": "看看"}).status_code == 422
    assert client.post(address, {"version": case.version, "visit_why": "核对在岗人数"}).status_code == 302
    visit = SiteVisit.objects.get()
    assert "现场核查，核对在岗人数" not in page(client, f"/desk/cases/{case.number}/")
    assert "办理时限暂停计算" in page(client, f"/desk/cases/{case.number}/")
    own = page(client_of(scene.agent), f"/my/cases/{case.number}/")
    assert "办理时限暂停计算的时间" in own and "核对在岗人数" not in own
    with pytest.raises(CaseRefused, match="还没有写结果"):
        step(scene.street, case, "first", "agree")
    clock.turn_forward(7)
    seen = {"found": "other", "result": "只有一人在岗", "visited_on": str(clock.today()), "with_whom": "虚构店长"}
    for wrong in ({"found": "?"}, {"result": ""}, {"visited_on": "昨天"}, {"visited_on": "2020-01-01"}):
        assert client.post(f"{address}{visit.pk}/", seen | wrong).status_code == 422, wrong
    bad = SimpleUploadedFile("a.pdf", b"<html>", content_type="application/pdf")
    assert client.post(f"{address}{visit.pk}/", seen | {"photos": bad}).status_code == 422
    visit.refresh_from_db()
    assert visit.done_at is None
    given = seen | {"photos": SimpleUploadedFile("现场.pdf", PDF, content_type="application/pdf")}
    assert client.post(f"{address}{visit.pk}/", given).status_code == 302
    assert client.post(f"{address}{visit.pk}/", seen).status_code == 422, "a result is written once"
    case.refresh_from_db()
    assert case.due_on == clocks.calendar().add_working_days(due, 5), "a week is five working days"
    assert Pause.objects.get(case=case).to_day == clock.today()
    shown = page(client, f"/desk/cases/{case.number}/")
    assert "现场核查和申报的不一致：只有一人在岗" in shown and "现场.pdf" in shown and "5 个工作日" in shown
    with pytest.raises(CaseRefused, match="没处理的疑点"):
        step(scene.street, case, "first", "agree")
    photo = visit.photos.get()
    answer = client.get(f"/desk/cases/{case.number}/photos/{photo.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert Read.objects.filter(actor_id=scene.street.pk, field="file:visit").exists()
    assert client.get(f"/desk/cases/{case.number}/photos/{photo.pk + 1}/").status_code == 404
    # The finding is a person's: no assessment lifts it, and the return to an earlier step keeps it.
    step(scene.street, case, "first", "return", reason="请街道再核")
    assert case.findings.filter(code__startswith="visit:", cleared_at=None).exists()


def test_a_visit_is_planned_and_its_form_shows_whom_to_call_and_what_is_wrong(scene: Scene) -> None:
    case = step(scene.clerk, file_roster(scene), "accept", "accepted")
    client, address = as_(scene.street), f"/desk/cases/{case.number}/visits/"
    begun = {"version": case.version, "visit_why": "核对在岗人数", "companion": "虚构同事"}
    for day, words in (
        ("下周", "看不出是哪一天"),
        (str(clock.today() - dt.timedelta(days=1)), "从今天"),
        (str(clock.today() + dt.timedelta(days=31)), "从今天"),
    ):
        answer = client.post(address, begun | {"planned_on": day})
        said = answer.content.decode()
        assert answer.status_code == 422 and words in said and "虚构同事" in said
        assert said.index('id="visits"') < said.index('id="problem"') < said.index('id="visit-why"')
        assert "待办</a>" in said and 'aria-current="page">待办' in said, "the menu stays at the queue"
    assert "联系现场核查" not in page(client_of(scene.agent), "/my/reads/")
    called = client.post(address, {"do": "phone"})
    assert called.status_code == 200 and scene.agent.name in called.content.decode()
    assert "联系现场核查" in page(client_of(scene.agent), "/my/reads/")
    assert not SiteVisit.objects.exists(), "to look at a telephone begins nothing"
    planned = clock.today() + dt.timedelta(days=2)
    assert client.post(address, begun | {"planned_on": str(planned)}).status_code == 302
    visit = SiteVisit.objects.get()
    assert (visit.planned_on, visit.companion) == (planned, "虚构同事")
    assert "同去：虚构同事" in page(client, f"/desk/cases/{case.number}/")


def test_an_applicant_reminds_once_a_day_and_a_superior_at_any_time(scene: Scene) -> None:
    case = file_roster(scene)
    mine = client_of(scene.agent)
    assert "提醒经办人</button>" in page(mine, f"/my/cases/{case.number}/")
    for _press in range(2):
        assert mine.post(f"/my/cases/{case.number}/urge/", {"text": "请尽快"}).status_code == 302
    assert Urge.objects.filter(by_applicant=True).count() == 1
    assert "提醒经办人</button>" not in page(mine, f"/my/cases/{case.number}/")
    clock.turn_forward(1)
    mine.post(f"/my/cases/{case.number}/urge/")
    assert Urge.objects.count() == 2
    assert as_(scene.approver).post(f"/desk/cases/{case.number}/urge/", {"urge": "今天办"}).status_code == 302
    assert as_(scene.street).post(f"/desk/cases/{case.number}/urge/").status_code == 404
    home = page(as_(scene.clerk), "/desk/")
    assert "催办的案件" in home and "催了 3 次" in home
    shown = page(as_(scene.clerk), f"/desk/cases/{case.number}/")
    assert "今天办" in shown and "催办：请尽快" in shown
    step(scene.clerk, case, "accept", "accepted")
    assert "催办的案件" not in page(as_(scene.street), "/desk/"), "the reminders were of the step before"
    step(scene.street, case, "first", "agree")
    refused = as_(scene.district).post(f"/desk/cases/{case.number}/urge/")
    assert refused.status_code == 422 and "这一步就由您办理" in refused.content.decode()
