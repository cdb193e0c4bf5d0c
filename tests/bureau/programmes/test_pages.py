"""The pages: a class from the form of its agent to the desk that accepts it, as the two see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.programmes.people import CLASS, TODAY, human

from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.bureau.registry.models import Row
from wenjiu.policies import load_policy

pytestmark = pytest.mark.django_db
DAYS = [dt.date(2026, 9, n) for n in (7, 8, 9)]


def clients(*names: str) -> list[Client]:
    """Return personas that are signed in."""
    areas = load_policy(settings.WENJIU_POLICY).areas
    users = {u.username.removeprefix("demo-"): u for u in ensure_demo_people(actor="a test", areas_of_policy=areas)}
    found = []
    for name in names:
        found.append(Client())
        found[-1].force_login(users[name])
    return found


def post(client: Client, path: str, status: int = 302, **data: Any) -> Any:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def step(client: Client, path: str, name: str, status: int = 302, **more: str) -> str:
    version = Programme.objects.get(number=path.split("/")[3]).version
    return str(post(client, path, status, step=name, version=version, **more).content.decode())


def person_typed(n: int) -> dict[str, str]:
    """Return what is typed for the invented resident n."""
    return {"what": "one", "id_type": "resident_id", "id_number": human(n).number, "person_name": f"虚构甲{n}"}


def recognised_position(agent: Client, office: Client, given: dict[str, str]) -> str:
    """Let the firm become a traineeship unit, register a position of it, and return the page of the position."""
    unit = {"title": "虚构见习单位", "first_day": "2026-09-01", "last_day": "2027-08-31", "work": "文员", "places": "5",
            "guidance": "一带三"}  # fmt: skip
    place = "/my/programmes/new/traineeship/"
    lacking = agent.get(place).content.decode()
    assert "要先有批准了的“见习单位认定”" in lacking and "/my/programmes/new/traineeship_unit/" in lacking
    for kind in ("traineeship_unit", "traineeship"):
        here = str(post(agent, f"/my/programmes/new/{kind}/", **(unit if kind == "traineeship_unit" else given)).url)
        step(agent, here, "propose")
        waits = agent.get(here).content.decode()
        assert "2026年9月1日报送，等朝阳区人力资源和社会保障局批准" in waits and "tel:12333" in waits
        step(office, here.replace("/my/", "/desk/"), "approve")
        given = given | {"part_of": here.split("/")[3]}
    assert "虚构见习单位" in Client().get("/notices/programmes/").content.decode()
    return here


def bring_list(agent: Client, stranger: Client, here: str) -> None:
    """Send a list of four people as a file, two of them with a fault, and take in the others."""
    lines = [f"{human(n).number},虚构甲{n},农村转移劳动力" for n in (1, 2)]
    lines += ["110105199001010000,虚构丙,农村转移劳动力", f"{human(3, 2012).number},虚构丁,农村转移劳动力"]
    content = "\n".join(["证件号码,姓名,人员类别", *lines]).encode("gb18030")
    sent = post(agent, f"{here}people/", what="file", file=SimpleUploadedFile("名单.csv", content))
    shown = agent.get(sent.url).content.decode()
    assert "不满16周岁" in shown and "把没有错的人加入名单" in shown
    assert human(1).number not in shown and stranger.get(sent.url).status_code == 404
    back = agent.get(f"{sent.url}errors/").content.decode("utf-8-sig")
    assert back.splitlines()[0].endswith("错误原因") and "不满16周岁" in back
    post(agent, sent.url, do="add")
    assert agent.get(sent.url).status_code == 404, "the file is gone"


def test_a_class_goes_through_the_pages_from_the_form_to_the_registers() -> None:
    with working_on(TODAY):
        agent, stranger, office, clerk = clients("firm", "firm-2", "district-1", "specialist")
        assert "培训班" in agent.get("/my/programmes/").content.decode()
        wrong = post(
            agent, "/my/programmes/new/training_class/", 422, **(CLASS | {"seats": "很多", "last_day": "2026-09-01"})
        )
        assert "0到500" in wrong.content.decode()
        here = post(agent, "/my/programmes/new/training_class/", **CLASS).url
        there = here.replace("/my/", "/desk/")
        assert office.get(there).status_code == 404, "the office sees no drafts"
        post(agent, f"{here}edit/", version=1, **(CLASS | {"title": "改过的名称"}))
        assert stranger.get(here).status_code == 404
        step(agent, here, "propose")
        assert "等您批准" in office.get("/desk/programmes/").content.decode()
        assert "请写明原因" in step(office, there, "return", 422)
        assert step(clerk, there, "approve", 404)
        step(office, there, "approve")
        assert agent.get(f"{here}list.xlsx").content.startswith(b"PK")
        bring_list(agent, stranger, here)
        typed = person_typed(1) | {"group": "rural"}
        assert "已经在名单上" in post(agent, f"{here}people/", 422, **typed).content.decode()
        assert "号" in post(agent, f"{here}people/", 422, what="one", id_number="1").content.decode()
        post(agent, f"{here}people/", **(typed | person_typed(4)))
        assert post(agent, f"{here}people/3/", do="take_off", reason="本人不来了").url.endswith("/people/3/")
    for day in DAYS:
        with working_on(day):
            sheet = f"{here}records/sign_in/"
            assert agent.get(sheet).status_code == 200
            post(agent, sheet, sheet=str(day), **{"there-1": "1", "1-present": "1", "there-2": "1"})
    with working_on(DAYS[-1]):
        refused = post(
            agent, f"{here}results/", 422, **{"1-completed": "1", "1-passed": "1", "2-completed": "1", "2-passed": "1"}
        )
        assert "到课0天，共3天" in refused.content.decode()
        post(agent, f"{here}results/", **{"1-completed": "1", "1-passed": "1", "2-completed": "0", "2-passed": "0"})
        step(agent, here, "finish")
        seen = office.get(there).content.decode()
        assert "是 1，否 1" in seen and human(1).number not in seen
        assert office.get(f"{there}people/1/").status_code == office.get(f"{there}records/sign_in/").status_code == 200
        assert "没有登记表可以查" in seen
        assert "请写明凭什么核对的" in step(office, there, "accept", 422)
        step(office, there, "accept", reason="看了户口簿和村委会的证明")
        done = agent.get(here).content.decode()
        assert "已办结" in done and "进了登记表的" in done
    row = Row.objects.get(table="trainings")
    assert row.links.get(role="person_id").party_id == Entry.objects.get(no=1).party_id


def test_months_are_confirmed_on_the_desk_of_the_street_and_calls_are_scored_there() -> None:
    with working_on(TODAY):
        agent, office, other, clerk, resident = clients("firm", "district-1", "district-2", "specialist", "resident")
        given = {"title": "文员", "first_day": "2026-09-01", "last_day": "2027-08-31", "position": "文员", "full_time": "1",
                 "seats": "2", "tutor": "虚构带教"}  # fmt: skip
        here = recognised_position(agent, office, given)
        there = here.replace("/my/", "/desk/")
        typed = person_typed(1) | {"first_day": "2026-09-01", "last_day": "2026-11-30", "agreement": "虚构6号"}
        post(agent, f"{here}people/", **typed)
        call = {"title": "虚构征集", "first_day": "2026-09-01", "last_day": "2026-09-30", "about": "虚构"}
        call_there = post(office, "/desk/programmes/new/project_library/", **call).url
        step(office, call_there, "propose")
        step(other, call_there, "approve")
        call_here = f"{call_there.replace('/desk/', '/my/')}apply/"
        assert resident.get(call_here).status_code == 200
        post(resident, call_here, project="虚构项目", plan="虚构", jobs="3")
        assert "您已申报" in resident.get(call_here).content.decode()
        board = f"{call_there}panel/"
        users = {u.username: u for u in type(Entry.objects.first().added_by).objects.all()}
        assert "经办或批准" in post(office, board, 422, do="name", user=users["demo-district-2"].pk).content.decode()
        post(office, board, do="name", user=users["demo-specialist"].pk)
        assert "1 个项目等您打分" in clerk.get("/desk/").content.decode()
        assert "先声明" in post(clerk, board, 422, do="score", no="1", supports="1").content.decode()
        post(clerk, board, do="declare", no="1", has="0")
        points = dict.fromkeys(("supports", "jobs", "industry", "innovation", "scale"), "18")
        post(clerk, board, do="score", no="1", **points)
        assert "个项目等您打分" not in clerk.get("/desk/").content.decode()
        assert "平均 90.0 分" in office.get(board).content.decode()
    with working_on(dt.date(2026, 9, 30)):
        sheet = f"{here}records/attendance/"
        month = {"sheet": "2026-09", "there-1": "1", "1-expected": "22", "1-attended": "21", "1-accepted": "22"}
        post(agent, sheet, **month)
        assert "有 1 条记录等您确认" in clerk.get("/desk/programmes/").content.decode()
        shown = clerk.get(f"{there}records/attendance/").content.decode()
        record = Entry.objects.get(programme__number=there.split("/")[3]).records.get()
        assert f'name="o-{record.pk}"' in shown
        answer = {
            f"o-{record.pk}": "confirmed",
            "number": there.split("/")[3],
            "what": "attendance",
            "sheet": "2026-09",
        }
        post(clerk, "/desk/programmes/answers/", **answer)
        assert Row.objects.get(table="traineeships").facts["end"] == "2026-09-30"
        assert agent.get(f"{sheet}?sheet=2026-09").status_code == 200
        assert agent.post("/my/programmes/answers/", answer).status_code == 404
