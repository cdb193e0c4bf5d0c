"""A whole competition on its pages, from the form of its agent to the public list; and the fund of its year."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from tests.bureau.programmes.people import SETUP, TODAY, World, make_world
from tests.bureau.programmes.test_forms import signed_in
from tests.bureau.programmes.test_pages import person_typed, post, step
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau.accounts.actions import authorise
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.programmes.models import Entry, Record
from wenjiu.bureau.registry.models import Row

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 9, 7)
#: Points of the electricians times 100; the second and the third have the same.
POINTS = {1: "9550", 2: "9000", 3: "9000", 4: "8000"}
WELDER = 5
FUND = {"title": "2026年", "first_day": "2026-01-01", "last_day": "2026-12-31"}


@pytest.fixture
def world() -> World:
    with working_on(TODAY):
        made = make_world()
        authorise(actor=SETUP, user=made.agents[0], organisation=made.organisers[1])
        without_second_factor(actor=SETUP)
        return made


def reported(agent: Client, office: Client, world: World) -> str:
    """Report a competition of two events for the second of two firms and let the district approve it."""
    page = "/my/programmes/new/competition/"
    given = {"title": "虚构技能竞赛", "first_day": str(DAY), "last_day": str(DAY), "level": "district",
             "organiser": "enterprise", "is_skill": "1", "events": "电工\n焊工", "rules": "同分并列"}  # fmt: skip
    assert "请写明是哪一家单位" in post(agent, page, 422, **given).content.decode()
    firm = str(world.organisers[1].pk)
    wrong = post(agent, page, 422, **(given | {"for": firm, "organiser": ""})).content.decode()
    assert "举办单位类别" in wrong and "请写明是哪一家单位" not in wrong
    here = str(post(agent, page, **given, **{"for": firm}).url)
    step(agent, here, "propose")
    step(office, here.replace("/my/", "/desk/"), "approve")
    return here


def test_a_competition_with_equal_scores_goes_through_its_pages_to_the_public_list(world: World) -> None:
    agent, office, other = (signed_in(user) for user in (world.agents[0], world.district, world.district2))
    with working_on(TODAY):
        here = reported(agent, office, world)
        there = here.replace("/my/", "/desk/")
        assert "虚构技能竞赛" in Client().get("/notices/programmes/").content.decode()
        for no in POINTS:
            post(agent, f"{here}people/", part="电工", **person_typed(no))
        post(agent, f"{here}people/", part="焊工", **person_typed(WELDER))
        unknown = post(agent, f"{here}people/", 422, part="车工", **person_typed(6))
        assert "请从这些里面选：电工、焊工" in unknown.content.decode()
    with working_on(DAY):
        sheet = {"sheet": str(DAY)} | {f"there-{no}": "1" for no in (*POINTS, WELDER)}
        post(agent, f"{here}records/sign_in/", **sheet, **{f"{no}-present": "1" for no in POINTS})
        post(agent, f"{here}records/score/", **sheet, **{f"{no}-points": text for no, text in POINTS.items()})
        assert "没有人确认" in step(agent, here, "finish", 422)
        assert "有 4 条记录等您确认" in office.get("/desk/programmes/").content.decode()
        scores = Record.objects.filter(what="score").values_list("pk", flat=True)
        post(office, "/desk/programmes/answers/", **{f"o-{id}": "confirmed" for id in scores})
        step(agent, here, "finish")
        # 95.50; 90.00 twice; 80.00: ranks 1, 2, 2 and 4. Who did not come has none.
        ranks = {entry.no: entry.result.get("rank") for entry in Entry.objects.all()}
        assert ranks == {1: 1, 2: 2, 3: 2, 4: 4, WELDER: None}
        assert "第 2 名" in office.get(f"{there}people/3/").content.decode()
        assert "虚构甲1<" not in Client().get("/notices/programmes/").content.decode(), "not before it is accepted"
        step(other, there, "accept")
    public = Client().get("/notices/programmes/").content.decode()
    assert all(f"虚构甲{no}<" in public for no in (1, 2, 3)) and "虚构甲4<" not in public
    assert public.count("电工 第2名") == 2 and "电工 第1名" in public and "称号还没有授予" in public
    assert sorted(Row.objects.filter(table="winners").values_list("facts__rank", flat=True)) == [1, 2, 2]
    [facts] = Row.objects.filter(table="competitions", replaced_by=None).values_list("facts", flat=True)
    assert (facts["participants"], facts["registered"], facts["organiser"]) == (4, 5, "enterprise")


def test_a_fund_that_is_not_what_the_clause_asks_for_is_marked_before_it_is_approved(world: World) -> None:
    office, other = signed_in(world.district), signed_in(world.district2)
    with working_on(TODAY):
        # Clause 4.3: not less than 1,000,000 yuan in a year with a district-wide competition, else at most 300,000.
        for year, amount, said in (
            ("1", "500000", "竞赛年度"),
            ("1", "999999.99", "竞赛年度"),
            ("1", "1000000", ""),
            ("0", "300000", ""),
            ("0", "300000.01", "非竞赛年度"),
        ):
            given = FUND | {"is_competition_year": year, "amount_fen": amount}
            here = post(office, "/desk/programmes/new/competition_budget/", **given).url
            step(office, here, "propose")
            for client in (office, other):
                seen = client.get(here).content.decode()
                assert ("和条文的要求不一致" in seen) == bool(said) and said in seen, (year, amount)


def test_the_desk_says_that_organisers_report_competitions(world: World) -> None:
    with working_on(TODAY):
        office = signed_in(world.district)
        listed = office.get("/desk/programmes/").content.decode()
        assert "由举办单位的经办人登录以后报" in listed and 'href="?kind=competition#all"' in listed
        form = office.get("/desk/programmes/new/competition_budget/").content.decode()
        assert "由举办单位报" in form
