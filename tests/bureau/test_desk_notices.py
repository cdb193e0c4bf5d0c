"""Guards of notices, of the district's page, and of the calendar. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from tests.bureau.cases.scene import SINCE, Scene, decide, file_roster, make_scene
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.cases.clocks import calendar
from wenjiu.bureau.cases.models import Case, Notice, Objection
from wenjiu.bureau.rulebook.models import Draft, Look
from wenjiu.config import checks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    without_second_factor(actor="a test")
    return made


@pytest.fixture
def case(scene: Scene) -> Case:
    return decide(scene, file_roster(scene))


def published(scene: Scene, case: Case) -> Notice:
    as_(scene.district).post("/desk/notices/publish/", {"case": case.id, "do": "publish"})
    return Notice.objects.get()


def test_what_is_confirmed_is_exactly_what_the_public_reads(scene: Scene, case: Case) -> None:
    client = as_(scene.district)
    assert case.number in page(client, "/desk/notices/")
    preview = client.post("/desk/notices/publish/", {"case": case.id, "do": "preview"}).content.decode()
    assert not Notice.objects.exists()
    notice = published(scene, case)
    for text in (preview, page(Client(), f"/notices/{notice.number}/")):
        assert text.count(">5,000<") == 3 and scene.firm.name in text
        said = (
            "公示单位",
            f"{scene.streets[0].parent.label}人力资源和社会保障局",
            "发布日期",
            "从发布的第二天算起",
            "咨询电话",
            "12345",
        )
        assert not [words for words in said if words not in text]
        for person in scene.people:
            assert person.name not in text and f"{person.name[0]}*" in text and person.id_tail not in text


def test_a_visitor_reads_and_objects_without_a_session(scene: Scene, case: Case) -> None:
    notice = published(scene, case)
    visitor = Client()
    for address in ("/notices/", f"/notices/{notice.number}/", f"/notices/{notice.number}/2/objection/"):
        answer = visitor.get(address)
        assert answer.status_code == 200 and "wenjiu_session" not in answer.cookies
    assert visitor.get(f"/notices/{notice.number}/4/objection/").status_code == 404
    empty = visitor.post(f"/notices/{notice.number}/2/objection/", {"text": " ", "contact": "手机"})
    assert empty.status_code == 422 and "手机" in empty.content.decode()
    for _again in range(2):
        receipt = visitor.post(f"/notices/{notice.number}/2/objection/", {"text": "他没有在这家上班"})
        assert "已收到您的异议" in receipt.content.decode()
    assert Objection.objects.count() == 1
    assert [line.state for line in case.lines.all()] == ["approved", "held", "approved"]


def test_a_notice_ends_after_its_period_and_an_objection_holds_only_its_line(scene: Scene, case: Case) -> None:
    notice = published(scene, case)
    Client().post(f"/notices/{notice.number}/2/objection/", {"text": "他没有在这家上班"})
    shown = page(Client(), f"/notices/{notice.number}/")
    assert shown.count("有异议，正在核实") == 1 and "单位</th>" in shown and "个人</th>" in shown
    client = as_(scene.district)
    early = client.post(f"/desk/notices/{notice.number}/end/")
    assert early.status_code == 422 and f"公示期到{notice.ends_on.year}" in early.content.decode()
    as_(scene.clerk).post("/demo/day/", {"to": "notice", "next": "/desk/"})
    assert clock.today() > notice.ends_on
    late = Client().post(f"/notices/{notice.number}/1/objection/", {"text": "晚了"})
    assert "已经结束" in late.content.decode()
    assert client.post(f"/desk/notices/{notice.number}/end/").status_code == 302
    assert [line.state for line in case.lines.all()] == ["cleared", "held", "cleared"]
    assert "等着公示" in page(client, "/desk/notices/") and case.number in page(client, "/desk/notices/")
    assert "看公示内容" not in page(client, "/desk/notices/"), "a held line is not shown a second time"

    objection = Objection.objects.get()
    client = as_(scene.district2)
    unsaid = client.post(f"/desk/objections/{objection.id}/", {"do": "dismissed"})
    assert unsaid.status_code == 422 and "请写明处理的理由" in unsaid.content.decode()
    unchosen = client.post(f"/desk/objections/{objection.id}/", {"reason": "核实过"})
    assert unchosen.status_code == 422 and "核实过" in unchosen.content.decode()
    client.post(f"/desk/objections/{objection.id}/", {"do": "sure:dismissed", "reason": "社保记录属实"})
    assert [line.state for line in case.lines.all()] == ["cleared"] * 3
    assert client.post(f"/desk/objections/{objection.id}/", {"do": "upheld", "reason": "x"}).status_code == 404


def test_only_who_publishes_notices_has_their_page(scene: Scene, case: Case) -> None:
    assert as_(scene.clerk).get("/desk/notices/").status_code == 404
    assert as_(scene.clerk).post("/desk/notices/publish/", {"case": case.id, "do": "publish"}).status_code == 404
    nothing = as_(scene.district).post("/desk/notices/publish/", {"do": "preview"})
    assert nothing.status_code == 422 and "请先选" in nothing.content.decode()
    published(scene, case)
    again = as_(scene.district2).post("/desk/notices/publish/", {"case": case.id, "do": "publish"})
    assert again.status_code == 409 and Notice.objects.count() == 1


def test_the_district_counts_cases_and_money_and_the_longest_wait_is_on_top(scene: Scene, case: Case) -> None:
    clock.turn_forward(1)
    shown = page(as_(scene.district), "/desk/district/")
    assert "15,000" in shown and f"/desk/cases/{case.number}/" in shown
    listed = page(as_(scene.district), "/desk/cases/?measure=3.2a&stage=notice")
    assert case.number in listed
    assert case.number not in page(as_(scene.district), "/desk/cases/?stage=closed")
    leader = create_user(actor="a test", username="leader", name="虚构领导", demo=True)
    give_post(actor="a test", user=leader, role="leader", area=scene.streets[0].parent, from_day=SINCE)
    seen = page(as_(leader), "/desk/district/")
    assert "15,000" in seen and case.number not in seen and "/desk/cases/" not in seen


def test_a_day_of_the_calendar_counts_once_another_person_has_confirmed_it(scene: Scene) -> None:
    one, two = (create_user(actor="a test", username=f"rules{n}", name=f"虚构政策{n}", demo=True) for n in (1, 2))
    for user in (one, two):
        give_post(actor="a test", user=user, role="policy_admin", area=scene.streets[0].parent, from_day=SINCE)
    day, new = dt.date(2026, 12, 9), "/desk/rulebook/new/"
    given = {"kind": "day", "name": day.isoformat(), "value": "free", "source": "虚构通知1号"}
    for wrong in ({"name": "9.12.2026"}, {"name": "2020-01-01"}, {"value": ""}, {"source": " "}):
        answer = as_(one).post(new, given | wrong)
        assert answer.status_code == 422 and "没有办成" in answer.content.decode()
    assert as_(one).post(new, given).status_code == 302
    address = f"/desk/rulebook/drafts/{Draft.objects.get().pk}/"
    for user in (one, two):
        assert as_(user).post(address, {"do": "look"}).status_code == 302
        assert "没有一件没办完的案件期限会移动" in page(as_(user), address)
    looks = {look.seen_by_id: look.pk for look in Look.objects.all()}
    own = as_(one).post(address, {"do": "confirm", "revision": 1, "look": looks[one.pk]})
    assert own.status_code == 422 and "两个人" in own.content.decode()
    assert calendar().is_working(day)
    pressed = {"do": "confirm", "revision": 1, "look": looks[two.pk]}
    assert as_(two).post(address, pressed).status_code == 302
    assert not calendar().is_working(day)
    assert as_(two).post(address, pressed).status_code == 422
    assert "放假" in page(as_(one), "/desk/rulebook/kinds/day/")
    assert as_(scene.district).get("/desk/rulebook/kinds/day/").status_code == 404


def test_the_demos_calendar_moves_to_the_next_working_day_and_never_in_production(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = clock.today()
    assert "演示日历" in page(as_(scene.clerk), "/desk/")
    away = as_(scene.clerk).post("/demo/day/", {"to": "workday", "next": "https://example.org/"})
    assert away.url == "/" and clock.today() == calendar().add_working_days(before, 1)
    assert Client().post("/demo/day/", {"to": "workday"}).status_code == 302
    assert checks.calendar_of_the_demo_is_not_in_production() == []
    monkeypatch.setattr("django.conf.settings.WENJIU_PROFILE", "production")
    assert [e.id for e in checks.calendar_of_the_demo_is_not_in_production()] == ["wenjiu.E015"]
    assert "演示日历" not in page(as_(scene.clerk), "/desk/")
    assert as_(scene.clerk).post("/demo/day/", {"to": "workday"}).status_code == 404
