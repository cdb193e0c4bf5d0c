"""A month that the street does not accept reaches the unit: a message, its workspace, the page, and the history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.bureau.programmes.people import TODAY, World, approved, candidate, listed, make_world, opened, stepped, unit

from wenjiu.bureau.clock import working_on
from wenjiu.bureau.messages import of_programmes
from wenjiu.bureau.messages.models import Message
from wenjiu.bureau.programmes.actions import records
from wenjiu.bureau.programmes.actions.steps import MOVES
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import Programme

pytestmark = pytest.mark.django_db
WHY = "考勤表没有签字"
FULL = {"expected": "22", "attended": "20", "accepted": "22"}
POSITION = {
    "title": "虚构文员岗", "first_day": "2026-09-01", "last_day": "2027-08-31", "position": "文员", "full_time": "1",
    "seats": "2", "tutor": "虚构带教",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    with working_on(TODAY):
        return make_world()


def seen(user: Any, path: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def position(world: World) -> Programme:
    """Return a position with one trainee from 21 September to 20 December."""
    of = approved(world, "traineeship", POSITION | {"part_of": unit(world, "2026-09-01", "2027-08-31")})
    own = {"first_day": "2026-09-21", "last_day": "2026-12-20", "agreement": "虚构6号"}
    listed(world, of, candidate(of, 1, **own))
    return of


def refused(world: World, of: Programme, month: dt.date, **typed: str) -> None:
    """Record a month as the unit, and refuse it as the street."""
    given = {1: (month, FULL | typed)}
    [made] = records.record(actor=world.agents[0], programme_id=of.pk, what="attendance", given=given)
    records.answer_record(actor=world.street, record_id=made.pk, outcome="refused", reason=WHY)


def told(kind: str) -> list[str]:
    return [m.words["zh"]["text"] for m in Message.objects.filter(kind=kind)]


def test_a_month_that_is_not_accepted_reaches_the_unit_until_it_is_stated_anew(world: World) -> None:
    agent, month = world.agents[0], dt.date(2026, 9, 21)
    with working_on(TODAY):
        of = position(world)
    here, sheet = f"/my/programmes/{of.number}/", f"/my/programmes/{of.number}/records/attendance/"
    with working_on(dt.date(2026, 10, 21)):
        refused(world, of, month)
        [text] = told("programme_record_refused")
        assert of.number in text and "每月出勤" in text and WHY not in text
        for path in ("/my/", "/my/programmes/"):
            page = seen(agent, path)
            assert f"原因：{WHY}" in page and f"{sheet}?sheet=2026-09" in page
            assert "2026年9月21日 — 2026年10月20日" in page
        assert WHY not in seen(world.agents[1], "/my/"), "another firm reads nothing of it"
        page = seen(agent, here)
        assert '"不认可："><strong class="wp-wrong">1</strong>' in page and '"算数：">0<' in page
        assert "2026年9月21日至2026年10月20日" in page, "a month of somebody's own is written with its days"
        page = seen(agent, sheet)
        street = f"{world.streets[0].name}办事处"
        assert WHY in page and f"把纸质的送到{street}" in page and f"保存以后由{street}确认" in page
        assert "打开“培训和项目”" in seen(agent, "/my/messages/")
    with working_on(dt.date(2026, 10, 22)):
        records.record(actor=agent, programme_id=of.pk, what="attendance", given={1: (month, FULL)})
        assert WHY not in seen(agent, "/my/"), "it waits for the street now"
        for path in (sheet, f"{here}people/1/"):
            assert WHY in seen(agent, path), f"{path} forgets why the month was not accepted"
        assert f"等{street}确认" in seen(agent, sheet)
        refused(world, of, month, attended="19")
        assert len(told("programme_record_refused")) == 2


def test_a_draft_that_comes_back_waits_in_the_workspace_with_its_reason(world: World) -> None:
    agent = world.agents[0]
    with working_on(TODAY):
        given = {"title": "虚构见习单位", "first_day": "2026-09-01", "last_day": "2027-08-31", "work": "文员",
                 "places": "5", "guidance": "一带三"}  # fmt: skip
        of = opened(world, "traineeship_unit", given)
        assert f"/my/programmes/{of.number}/" not in seen(agent, "/my/"), "nobody has sent it back yet"
        stepped(agent, of, "propose")
        stepped(world.district, of, "return", reason="请写明带教安排")
        assert len(told("programme_returned")) == 1
        assert "请写明带教安排" in seen(agent, "/my/")
        stepped(agent, of, "propose")
        assert "请写明带教安排" not in seen(agent, "/my/")


def test_a_position_needs_a_recognition_that_holds_and_a_recognition_in_use_is_not_cancelled(world: World) -> None:
    with working_on(TODAY):
        number = unit(world, "2026-09-01", "2027-08-31")
        with pytest.raises(ProgrammeRefused, match="请先报“见习单位认定”"):
            opened(world, "traineeship", POSITION | {"part_of": number}, by=1)
        of = opened(world, "traineeship", POSITION | {"part_of": number})
        whole = Programme.objects.get(number=number)
        stepped(world.agents[0], whole, "cancel", reason="不办了")
        with pytest.raises(ProgrammeRefused, match="“虚构见习单位”还没有批准，或者已经结束、取消"):
            stepped(world.agents[0], of, "propose")
        other = position(world)
        with pytest.raises(ProgrammeRefused, match="已经报了1项，不能取消"):
            stepped(world.agents[0], other.part_of, "cancel", reason="不办了")


def test_every_step_of_a_programme_is_told_or_says_why_not() -> None:
    steps = {move.id for move in MOVES}
    assert {*of_programmes.KINDS, *of_programmes.SILENT} == steps | {"record_refused"}
    assert not set(of_programmes.KINDS) & set(of_programmes.SILENT)
