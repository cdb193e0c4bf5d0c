"""A sheet at the desk: nothing is ticked beforehand, and an answer that cannot be taken stands beside its row."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from tests.bureau.programmes.people import PAPER, TODAY, World, approved, candidate, listed
from tests.bureau.programmes.test_declared import OWN, POSTS

from wenjiu.bureau.clock import working_on
from wenjiu.bureau.programmes.actions import people, records
from wenjiu.bureau.programmes.models import Programme, Record, RecordCheck

pytestmark = pytest.mark.django_db


def client(user: object) -> Client:
    found = Client()
    found.force_login(user)  # type: ignore[arg-type]
    return found


def posts(world: World) -> Programme:
    """Return approved posts with two people whose certificates were seen."""
    of = approved(world, "public_posts", POSTS, approver="street")
    for entry in listed(world, of, candidate(of, 1, **OWN), candidate(of, 2, **OWN)):
        people.let_in(actor=world.street, entry_id=entry.pk, reason=PAPER)
    return of


def test_nothing_that_somebody_vouches_for_is_ticked_beforehand(world: World) -> None:
    with working_on(TODAY):
        of = posts(world)
    with working_on(dt.date(2026, 10, 1)):
        sheet = client(world.agents[0]).get(f"/my/programmes/{of.number}/records/wage/").content.decode()
    assert re.search(r'type="checkbox" name="1-insured"', sheet) and "checked" not in sheet


def test_a_refusal_without_a_reason_keeps_the_choice_and_says_so_beside_it(world: World) -> None:
    with working_on(TODAY):
        of = posts(world)
    with working_on(dt.date(2026, 10, 1)):
        month = (dt.date(2026, 9, 1), {"wage_fen": "3000", "insured": "1"})
        records.record(actor=world.agents[0], programme_id=of.pk, what="wage", given={1: month, 2: month})
        first, second = Record.objects.order_by("entry__no").values_list("pk", flat=True)
        desk = client(world.street)
        here = f"/desk/programmes/{of.number}/records/wage/"
        asked = {"number": of.number, "what": "wage", "sheet": "2026-09"}
        answer = desk.post("/desk/programmes/answers/", asked | {f"o-{first}": "refused", f"o-{second}": "confirmed"})
        text = answer.content.decode()
        assert answer.status_code == 422 and "不认可的请写明原因" in text and f'id="w-{first}"' in text
        row = text.split(f'name="o-{first}"')[1].split("</select>")[0]
        assert 'value="refused" selected' in row
        assert [check.record_id for check in RecordCheck.objects.all()] == [second]
        none = desk.post("/desk/programmes/answers/", asked)
        assert none.status_code == 422 and "没有选任何一条" in none.content.decode()
        done = desk.post("/desk/programmes/answers/", asked | {f"o-{first}": "refused", f"r-{first}": "没有工资条"})
        assert done.status_code == 302 and done.url == f"{here}?sheet=2026-09"
        records.record(actor=world.agents[0], programme_id=of.pk, what="wage", given={1: month})
        assert "没有工资条" in desk.get(f"/desk/programmes/{of.number}/people/1/").content.decode()


def test_an_empty_list_of_a_kind_says_who_reports_it_and_where(world: World) -> None:
    with working_on(TODAY):
        desk, agent = client(world.street), client(world.agents[0])
        empty = desk.get("/desk/programmes/?kind=public_posts").content.decode()
        assert "“公益性岗位”由单位的经办人报" in empty and "单位所在的街道（地区）批准" in empty
        assert "社会公益性就业组织按年度报岗位" in empty
        own = desk.get("/desk/programmes/?kind=grading").content.decode()
        assert "“评级结果”由" in own and "审核岗登记" in own
        place = agent.get("/my/programmes/?kind=public_posts").content.decode()
        assert 'href="/my/programmes/new/public_posts/">报一个：公益性岗位' in place
        posts(world)
        filled = desk.get("/desk/programmes/?kind=public_posts").content.decode()
        assert "由单位的经办人报：登录" not in filled


def test_numbers_on_a_list_stand_with_their_names_and_checks_say_what_is_looked_at(world: World) -> None:
    with working_on(TODAY):
        of = posts(world)
        page = client(world.street).get(f"/desk/programmes/{of.number}/").content.decode()
        assert "就业困难人员认定编号：虚构困难1号" in page and "<dt>认定文号</dt><dd>虚构6号" in page
        adding = client(world.agents[0]).get(f"/my/programmes/{of.number}/people/").content.decode()
        assert "上岗那天年满16周岁" in adding and "不满16周岁" not in adding
