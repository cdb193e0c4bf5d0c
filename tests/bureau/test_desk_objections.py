"""Guards of objections as staff work with them: what was said and why stays, and who settles. All people are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.bureau.cases.scene import Scene, decide, file_roster, make_scene, step
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.masking import names_of, shown_of
from wenjiu.bureau.cases.models import Case, Line, Notice, Objection
from wenjiu.bureau.cases.objecting import number_of, number_with_code
from wenjiu.bureau.funds.models import Obligation, Transfer

pytestmark = pytest.mark.django_db
TEXT, WHY = "他没有在这家上班", "社保记录属实"


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


def objected(scene: Scene, case: Case) -> Objection:
    as_(scene.district2).post("/desk/notices/publish/", {"case": case.id, "do": "publish"})
    Client().post(f"/notices/{Notice.objects.get().number}/2/objection/", {"text": TEXT})
    return Objection.objects.get()


def test_what_an_objection_says_and_why_it_was_settled_stay_in_the_history(scene: Scene, case: Case) -> None:
    objection = objected(scene, case)
    client = as_(scene.district2)
    asked = client.post(f"/desk/objections/{objection.id}/", {"do": "dismissed", "reason": WHY}).content.decode()
    assert (
        "异议不成立：" in asked and "5,000 元继续发放" in asked and WHY in asked and 'value="sure:dismissed"' in asked
    )
    objection.refresh_from_db()
    assert objection.settled_at is None, "one press settles nothing"
    said = client.post(f"/desk/objections/{objection.id}/", {"do": "sure:dismissed", "reason": WHY}, follow=True)
    assert f"您刚处理了：案件{case.number}第2条的异议不成立" in said.content.decode()
    history = page(client, f"/desk/cases/{case.number}/").partition('id="history"')[2]
    assert (
        f"第2条的异议（编号{number_of(objection)}）不成立" in history
        and f"异议：{TEXT}" in history
        and f"理由：{WHY}" in history
    )
    assert "公众（未留名）" in history and "visitor" not in history
    settled = page(client, "/desk/notices/").partition('id="settled"')[2]
    assert (
        number_of(objection) in settled
        and TEXT in settled
        and WHY in settled
        and "异议不成立" in settled
        and "虚构district2" in settled
    )


def test_whoever_took_a_step_of_the_case_is_told_that_others_settle_its_objection(scene: Scene, case: Case) -> None:
    objection = objected(scene, case)
    for user in (scene.district, scene.approver):
        shown = page(as_(user), "/desk/notices/")
        assert "您办过本案的“" in shown and "由别人处理" in shown and 'value="dismissed"' not in shown
        refused = as_(user).post(f"/desk/objections/{objection.id}/", {"do": "upheld", "reason": WHY})
        assert refused.status_code == 422 and "由别人处理" in refused.content.decode()
    for user in (scene.district2, scene.approver2):
        assert 'value="dismissed"' in page(as_(user), "/desk/notices/")
    objection.refresh_from_db()
    assert objection.settled_at is None


def test_who_objected_reads_the_result_by_the_number_of_the_receipt_and_nobody_guesses_it(
    scene: Scene, case: Case
) -> None:
    objection = objected(scene, case)
    number, look = number_with_code(objection), "/notices/objections/"
    receipt = Client().post(f"/notices/{Notice.objects.get().number}/2/objection/", {"text": TEXT})
    assert number in receipt.content.decode() and look in receipt.content.decode()
    waits = Client().post(look, {"number": f" {number.lower()} "}).content.decode()
    assert "正在由朝阳区人力资源和社会保障局核实" in waits and TEXT not in waits
    assert "1 条异议等着处理" in page(as_(scene.district2), "/desk/")
    assert "条异议等着处理" not in page(as_(scene.approver), "/desk/"), "who decided the case leaves it to others"
    as_(scene.district2).post(f"/desk/objections/{objection.id}/", {"do": "sure:dismissed", "reason": WHY})
    shown = Client().post(look, {"number": number}).content.decode()
    assert "异议不成立" in shown and WHY in shown and TEXT not in shown and "虚构district2" not in shown
    for wrong in (
        "",
        number_of(objection),
        number[:-1],
        number.replace(f"-{objection.id}-", "-99-"),
        "\x00",
        "一-二-三",
    ):
        answer = Client().post(look, {"number": wrong})
        assert answer.status_code == 422 and WHY not in answer.content.decode()


def test_who_decided_reads_who_publishes(scene: Scene, case: Case) -> None:
    shown = page(as_(scene.approver), "/desk/notices/")
    assert "1 件审定准予的案件等着公示，由区级复核人员公示" in shown and "其中 1 件由您审定" in shown
    assert "看公示内容" not in shown
    assert "由您审定" not in page(as_(scene.approver2), "/desk/notices/")
    assert "由您审定" not in page(as_(scene.district), "/desk/notices/")


def test_who_publishes_stays_at_the_desk_and_gets_the_public_address(scene: Scene, case: Case) -> None:
    answer = as_(scene.district).post("/desk/notices/publish/", {"case": case.id, "do": "publish"}, follow=True)
    notice = Notice.objects.get()
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/desk/notices/"
    assert f"公示{notice.number}号已经开始" in text and f'<a href="/notices/{notice.number}/">看公众页面</a>' in text
    assert "还有 5 个工作日" in text and "还有 5 个工作日" in page(Client(), f"/notices/{notice.number}/")


def test_the_time_of_an_event_is_one_also_in_the_past_of_a_demo(scene: Scene) -> None:
    day = clock.today() - dt.timedelta(days=30)
    with clock.working_on(day):
        case = decide(scene, file_roster(scene))
        objection = objected(scene, case)
    notice = Notice.objects.get()
    kept = [objection.made_at, notice.made_at, case.filing.created_at, *case.decisions.values_list("at", flat=True)]
    kept += [
        *Obligation.objects.values_list("since", flat=True),
        *Transfer.objects.filter(kind="reserve").values_list("at", flat=True),
    ]
    assert {timezone.localtime(at).date() for at in kept} == {day}


def test_a_step_that_was_overdue_stays_so_in_the_history(scene: Scene) -> None:
    case = file_roster(scene)
    assert case.due_on is not None
    late = 3
    with clock.working_on(clocks.calendar().add_working_days(case.due_on, late)):
        assert f"过期 {late} 个工作日" in page(as_(scene.clerk), "/desk/queue/")
        own = page(as_(scene.agent), f"/my/cases/{case.number}/")
        assert f"已超过 {late} 个工作日" in own, "it is counted in one way for all"
        step(scene.clerk, case, "accept", "accepted")
    history = page(as_(scene.street), f"/desk/cases/{case.number}/").partition('id="history"')[2]
    assert f"受理（超期{late}个工作日）" in history
    step(scene.street, case, "first", "agree")
    history = page(as_(scene.district), f"/desk/cases/{case.number}/").partition('id="history"')[2]
    assert history.count("超期") == 1


def test_why_a_line_was_not_agreed_to_stands_in_the_history(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree", lines={1: "合同没有盖章", 3: "合同没有盖章"})
    history = page(as_(scene.district), f"/desk/cases/{case.number}/").partition('id="history"')[2]
    assert "其中第1、3条不同意" in history and "第1、3条不同意：合同没有盖章" in history


def test_who_has_two_roles_in_a_line_stands_in_the_notice_once(scene: Scene, case: Case) -> None:
    line = Line.objects.filter(case=case).prefetch_related("roles__party").first()
    assert line is not None
    roles = list(line.roles.all())
    for role in roles:
        role.party = roles[0].party
    assert len(names_of(shown_of(line))) == 1
