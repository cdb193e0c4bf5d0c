"""Guards of what an audit reads: who opened what, promises, and what a paid case rests on. All people are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.bureau.cases.scene import HIRED, SINCE, Scene, decide, file_roster, make_scene, notice_ended, rows
from tests.bureau.cases.test_promises import promise
from tests.bureau.rulebook.admins import admin, confirm, propose
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.actions import record_read
from wenjiu.bureau.cases.actions import promises
from wenjiu.bureau.cases.models import PromiseCheck
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def auditor(scene: Scene) -> User:
    user = create_user(actor="a test", username="auditor", name="虚构审计")
    give_post(actor="a test", user=user, role="auditor", area=scene.streets[0].parent, from_day=SINCE)
    without_second_factor(actor="a test")
    return user


def test_an_audit_sees_who_opened_what_of_whom_by_official_and_by_day(scene: Scene, auditor: User) -> None:
    first, other = scene.people[:2]
    today = clock.today()
    with clock.working_on(today - dt.timedelta(days=9)):
        record_read(actor=scene.clerk, party=first, field="id_number", reason="核对窗口来人的证件")
    record_read(actor=scene.maker, party=other, field="account_number", reason="核对退回的账号")
    client = as_(auditor)
    text = page(client, "/desk/reads/")
    assert "核对窗口来人的证件" in text and "核对退回的账号" in text and "完整的证件号码" in text
    assert scene.clerk.name in text and first.name not in text and f"{first.name[0]}*" in text, "names have a mask"
    for query, shown, hidden in (
        (f"who={scene.maker.pk}", "核对退回的账号", "核对窗口来人的证件"),
        ("what=id_number", "核对窗口来人的证件", "核对退回的账号"),
        (f"first={today}", "核对退回的账号", "核对窗口来人的证件"),
        (f"last={today - dt.timedelta(days=9)}", "核对窗口来人的证件", "核对退回的账号"),
    ):
        text = page(client, f"/desk/reads/?{query}")
        assert shown in text and hidden not in text, query
    assert "没有符合这些条件" in page(client, f"/desk/reads/?first={today}&last={today}&what=phone")
    wrong = client.get("/desk/reads/?first=2026-13-01")
    assert wrong.status_code == 422 and "2026-13-01" in wrong.content.decode()


def test_an_audit_sees_every_promise_and_how_it_stands_and_changes_nothing(scene: Scene, auditor: User) -> None:
    case, client = file_roster(scene), as_(auditor)
    assert "还没有人用承诺代替材料" in page(client, "/desk/promises/")
    promise(actor=scene.agent, case=case)
    text = page(client, "/desk/promises/")
    assert "还没有抽查（1）" in text and case.number in text and 'name="count"' not in text
    assert "承诺代替材料" in page(client, f"/desk/cases/{case.number}/")
    assert client.post("/desk/promises/", {"count": 1}).status_code == 404
    [check] = promises.draw_promises(actor=scene.district, count=1)
    assert client.post(f"/desk/promises/{check.pk}/", {"do": "kept", "reason": "看过"}).status_code == 404
    until = clock.today() + dt.timedelta(days=5)
    promises.find_promise(actor=scene.district, id=check.pk, kept=False, reason="不符", until=until, source="虚构2号")
    assert "查出不实，等另一个人确认" in page(client, f"/desk/cases/{case.number}/")
    promises.confirm_untrue(actor=scene.approver, id=check.pk)
    assert "不实，在失信名单上（1）" in page(client, "/desk/promises/?standing=listed")
    clock.turn_forward(5)
    assert "不实，名单上的期限已到（1）" in page(client, "/desk/promises/?standing=over")
    assert PromiseCheck.objects.get().undone_at is None
    notes = client.post(f"/desk/cases/{case.number}/notes/", {"note": "审计备注"})
    assert notes.status_code == 404 and "写备注" not in page(client, f"/desk/cases/{case.number}/")


def test_a_decided_case_shows_its_decision_first_and_what_differs_today_beside_it(scene: Scene, auditor: User) -> None:
    case = file_roster(scene)
    address = f"/desk/cases/{case.number}/?line=1"
    assert "结论按今天的登记" in page(as_(auditor), address)
    today = clock.today()
    decided_on = f"{today.year}年{today.month}月{today.day}日"
    decide(scene, case)
    notice_ended(scene, case)
    text = page(as_(auditor), address)
    assert f"{decided_on}作决定时的" in text and "结论按今天的登记" not in text
    assert "按今天的登记重新核对" not in text
    rows(scene, "hires", [Statement(HIRED | {"is_new": False}, {"firm_id": scene.firm, "person_id": scene.people[0]}, valid_from=SINCE)])  # fmt: skip
    text = page(as_(auditor), address)
    assert text.count("按今天的登记重新核对，结果不一样：不符合") == 1, "of the first line alone"
    assert "作决定时核对：" in text and "符合 3" in text, "what was decided stays"


def test_a_case_names_the_figures_whose_source_nobody_confirmed(scene: Scene, auditor: User) -> None:
    before = file_roster(scene, "5.2")
    decide(scene, before)
    draft = propose(admin("one"), "5.2.first_amount", "40000", "2026-09-01", confirmed_source=False)
    confirm(admin("other"), draft)
    without_second_factor(actor="a test")
    assert "还没有核对过来源" not in page(as_(auditor), f"/desk/cases/{before.number}/")
    after = file_roster(scene, "5.2", intent="two")
    text = page(as_(auditor), f"/desk/cases/{after.number}/")
    assert "还没有核对过来源" in text and "/parameters/5.2.first_amount/" in text


def test_a_list_finds_the_cases_of_a_person_on_a_line(scene: Scene, auditor: User) -> None:
    case = file_roster(scene)
    for who in (auditor, scene.clerk):
        assert case.number in page(as_(who), f"/desk/cases/?text={scene.people[1].name}")
        assert case.number not in page(as_(who), "/desk/cases/?text=没有这个人")
