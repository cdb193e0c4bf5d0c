"""The other kinds over the same code: months of a traineeship, wages of posts, ranks, a panel, services, gradings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from tests.bureau.programmes.people import (
    POLICY,
    SETUP,
    SINCE,
    TODAY,
    World,
    approved,
    candidate,
    human,
    listed,
    make_world,
    opened,
    stepped,
    unit,
)

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.programmes.actions import opening, panel, people, records
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import Entry, Programme, Record
from wenjiu.bureau.programmes.ranking import ranks
from wenjiu.bureau.programmes.values import FieldsRefused
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.lookup import facts_of
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with working_on(TODAY):
        return make_world()


def recorded(world: World, of: Programme, what: str, no: int, day: dt.date, /, **typed: str) -> Record:
    """Record one thing of one person as the organiser."""
    made = records.record(actor=world.agents[0], programme_id=of.pk, what=what, given={no: (day, typed)})
    return made[0]


def confirmed(user: Any, record: Record) -> None:
    records.answer_record(actor=user, record_id=record.pk, outcome="confirmed")


def rows(table: str) -> list[dict[str, Any]]:
    """Return the facts of the rows of a table that hold now."""
    found = Row.objects.filter(table=table, replaced_by=None, withdrawn_at=None).order_by("id")
    return list(found.values_list("facts", flat=True))


def test_only_months_that_the_street_confirms_become_months_of_a_traineeship(world: World) -> None:
    given = {"title": "文员", "first_day": "2026-09-01", "last_day": "2027-08-31", "position": "文员", "full_time": "1",
             "seats": "2", "tutor": "虚构带教"}  # fmt: skip
    good = {"expected": "22", "attended": "20", "accepted": "22"}
    first, second, third = (dt.date(2026, month, 7) for month in (9, 10, 11))
    with working_on(TODAY):
        with pytest.raises(ProgrammeRefused, match="请先报“见习单位认定”"):
            opened(world, "traineeship", given)
        given["part_of"] = unit(world, "2026-09-01", "2027-08-31")
        with pytest.raises(FieldsRefused, match="2026年8月31日至2027年8月31日超出了“虚构见习单位”的日期2026年9月1日"):
            opened(world, "traineeship", given | {"first_day": "2026-08-31"})
        of = approved(world, "traineeship", given)
        own = {"first_day": "2026-09-07", "last_day": "2026-12-06", "agreement": "虚构6号"}
        [entry] = listed(world, of, candidate(of, 1, **own))
        with pytest.raises(ProgrammeRefused, match="超出了本项目"):
            listed(world, of, candidate(of, 2, first_day="2026-08-07", last_day="2026-12-06"))
    with working_on(dt.date(2026, 10, 5)), pytest.raises(FieldsRefused, match="没有过完"):
        recorded(world, of, "attendance", 1, first, **good)
    with working_on(dt.date(2026, 10, 6)):
        with pytest.raises(FieldsRefused, match="不在"):
            recorded(world, of, "attendance", 1, dt.date(2026, 9, 8), **good)
        made = recorded(world, of, "attendance", 1, first, **good)
        assert rows("traineeships") == []
        for user in (world.agents[0], world.street2, world.keeper):
            with pytest.raises(Forbidden):
                confirmed(user, made)
        confirmed(world.street, made)
        [row] = rows("traineeships")
        assert (row["start"], row["end"]) == ("2026-09-07", "2026-10-06")
        assert row["unit_is_recognised"] is True
        with pytest.raises(ProgrammeRefused, match="已经有人确认"):
            confirmed(world.street, made)
        with pytest.raises(FieldsRefused, match="不能再改"):
            recorded(world, of, "attendance", 1, first, **good | {"attended": "1"})
    with working_on(dt.date(2026, 12, 6)):
        bring(actor=SETUP, policy=POLICY, table="hires", source="a test", rows=[
            Statement({"date": "2026-11-20"}, {"firm_id": world.organisers[1], "person_id": entry.party}, valid_from=SINCE)
        ])  # fmt: skip
        working = recorded(world, of, "attendance", 1, third, **good)
        assert "已经就业" in working.stops[0] and "2026年11月20日" in working.stops[0]
        with pytest.raises(ProgrammeRefused, match="不能算"):
            confirmed(world.street, working)
        wrong = recorded(world, of, "attendance", 1, second, **good | {"attended": "23"})
        assert "多于应出勤" in wrong.stops[0]
        confirmed(world.street, recorded(world, of, "attendance", 1, second, **good))
        [row] = rows("traineeships")
        assert (row["start"], row["end"]) == ("2026-09-07", "2026-11-06")
        filed = facts_of(policy=POLICY, code="3.4a", on=dt.date(2026, 12, 6), parties={"person": entry.party})
        known = filed.public(POLICY, "3.4a")
        assert (known["traineeship_start"], known["traineeship_end"]) == ("2026-09-07", "2026-11-06")
        left = people.leave(actor=world.agents[0], entry_id=entry.pk, last_day=dt.date(2026, 12, 5), reason="已就业")
        assert left.last_day == dt.date(2026, 12, 5)


def test_a_month_below_the_minimum_wage_or_without_insurance_is_no_month_of_a_post(world: World) -> None:
    given = {"title": "2026年度", "first_day": "2026-09-01", "last_day": "2026-12-31", "recognised": "虚构1号",
             "seats": "1", "work": "保洁"}  # fmt: skip
    with working_on(TODAY):
        of = approved(world, "public_posts", given, approver="street")
        own = {"first_day": "2026-09-01", "last_day": "2026-12-31", "certificate": "虚构2号"}
        [entry] = listed(world, of, candidate(of, 1, **own))
        people.let_in(actor=world.street, entry_id=entry.pk, reason="看了就业困难人员认定凭证原件")
        with pytest.raises(ProgrammeRefused, match="名额已满，最多1人"):
            listed(world, of, candidate(of, 2, **own))
    with working_on(dt.date(2026, 11, 2)):
        low = recorded(world, of, "wage", 1, dt.date(2026, 9, 1), wage_fen="2000", insured="1")
        assert "最低" in low.stops[0]
        bare = recorded(world, of, "wage", 1, dt.date(2026, 10, 1), wage_fen="3000", insured="0")
        assert bare.stops == ["当月没有参保缴费。"]
        confirmed(world.street, recorded(world, of, "wage", 1, dt.date(2026, 10, 1), wage_fen="3000", insured="1"))
        [row] = rows("placements")
        assert (row["months_placed"], row["subsidy_year"], row["people"]) == (1, 2026, 1)
        assert (row["is_recognised"], row["in_difficulty"]) == (True, True)


def test_scores_become_ranks_with_ties_and_the_first_three_become_winners(world: World) -> None:
    given = {"title": "虚构技能竞赛", "first_day": "2026-09-07", "last_day": "2026-09-07", "level": "district",
             "organiser": "enterprise", "is_skill": "1", "events": "电工\n焊工", "rules": "同分并列"}  # fmt: skip
    points = {1: "9000", 2: "9550", 3: "9550", 4: "8000", 5: "7000"}
    with working_on(TODAY):
        of = approved(world, "competition", given)
        listed(world, of, *(candidate(of, n, part="电工") for n in points), candidate(of, 6, part="焊工"))
    day = dt.date(2026, 9, 7)
    with working_on(day):
        for no in range(1, 7):
            recorded(world, of, "sign_in", no, day, present="1" if no != 5 else "0")
        scored = [recorded(world, of, "score", no, day, points=text) for no, text in points.items()]
        with pytest.raises(ProgrammeRefused, match="没有人确认"):
            stepped(world.agents[0], of, "finish")
        for record in scored:
            confirmed(world.district, record)
        stepped(world.agents[0], of, "finish")
        stepped(world.district2, of, "accept")
    ranked = {entry.no: entry.result.get("rank") for entry in Entry.objects.filter(programme=of)}
    assert ranked == {1: 3, 2: 1, 3: 1, 4: 4, 5: 5, 6: None}
    assert sorted(row["rank"] for row in rows("winners")) == [1, 1, 3]
    [row] = rows("competitions")
    assert (row["participants"], row["registered"]) == (5, 6)
    assert len(rows("events")) == 2
    assert ranks({"a": 1, "b": 1, "c": 0}, "dense") == {"a": 1, "b": 1, "c": 2}


FIELDS = {"project": "虚构项目", "plan": "虚构", "jobs": "3"}
FULL = {name: "15" for name in ("supports", "jobs", "industry", "innovation", "scale")}


def call(world: World, title: str) -> Programme:
    """Return an approved call for projects until 7 September."""
    given = {"title": title, "first_day": "2026-09-01", "last_day": "2026-09-07", "about": "虚构"}
    made = opening.open_programme(
        actor=world.district, policy=POLICY, kind="project_library", organiser=None, given=given
    )
    stepped(world.district, made, "propose")
    with pytest.raises(ProgrammeRefused, match="两个人"):
        stepped(world.district, made, "approve")
    return stepped(world.district2, made, "approve")


def jury(world: World) -> list[User]:
    """Return four people who can be on a panel."""
    found = []
    for n in range(4):
        found.append(create_user(actor=SETUP, username=f"jury{n}", name=f"虚构评委{n}"))
        give_post(actor=SETUP, user=found[-1], role="register_keeper", area=world.streets[0].parent, from_day=SINCE)
    return found


def scored(world: World, entry: Entry, members: list[User]) -> None:
    for member in members:
        panel.name_panellist(actor=world.district, programme_id=entry.programme_id, user=member)
        panel.declare(actor=member, entry_id=entry.pk, has=False)
        panel.score(actor=member, entry_id=entry.pk, given=FULL)


def decided(world: World, of: Programme) -> None:
    """Include the first project of a call."""
    with working_on(dt.date(2026, 9, 7)):
        records.state_results(actor=world.district, programme_id=of.pk, given={1: {"included": "1"}})
        stepped(world.district, of, "finish")
        stepped(world.district2, of, "accept")


def test_a_panel_scores_without_interest_and_only_its_members_do(world: World) -> None:
    [owner] = ensure_parties(actor=SETUP, rows=[human(1)])
    applicant = create_user(actor=SETUP, username="owner", name="虚构甲1", party=owner)
    members = jury(world)
    with working_on(TODAY):
        of = call(world, "第一期")
        with pytest.raises(Forbidden):
            people.apply(actor=world.agents[0], programme_id=of.pk, party=owner, given=FIELDS)
        entry = people.apply(actor=applicant, programme_id=of.pk, party=owner, given=FIELDS)
        with pytest.raises(ProgrammeRefused, match="已经在名单上"):
            people.apply(actor=applicant, programme_id=of.pk, party=owner, given=FIELDS)
        scored(world, entry, members[:2])
        panel.name_panellist(actor=world.district, programme_id=of.pk, user=members[3])
        with pytest.raises(ProgrammeRefused, match="先声明"):
            panel.score(actor=members[3], entry_id=entry.pk, given=FULL)
        with pytest.raises(ProgrammeRefused, match="什么利害关系"):
            panel.declare(actor=members[3], entry_id=entry.pk, has=True)
        panel.declare(actor=members[3], entry_id=entry.pk, has=True, what="申报人是亲属")
        with pytest.raises(ProgrammeRefused, match="不能给这个项目打分"):
            panel.score(actor=members[3], entry_id=entry.pk, given=FULL)
        with pytest.raises(ProgrammeRefused, match="不能改"), transaction.atomic():
            panel.score(actor=members[0], entry_id=entry.pk, given=FULL)
        with pytest.raises(Forbidden):
            panel.score(actor=members[2], entry_id=entry.pk, given=FULL)
    with working_on(dt.date(2026, 9, 7)), pytest.raises(FieldsRefused, match="只有2位"):
        records.state_results(actor=world.district, programme_id=of.pk, given={1: {"included": "1"}})


def test_a_project_that_comes_back_into_the_library_is_not_new(world: World) -> None:
    [owner] = ensure_parties(actor=SETUP, rows=[human(1)])
    applicant = create_user(actor=SETUP, username="owner", name="虚构甲1", party=owner)
    members = jury(world)[:3]
    with working_on(TODAY):
        of, again = call(world, "第一期"), call(world, "第二期")
        entry = people.apply(actor=applicant, programme_id=of.pk, party=owner, given=FIELDS)
        scored(world, entry, members)
    decided(world, of)
    [row] = rows("projects")
    assert (row["in_library"], row["newly_included"], row["included_on"]) == (True, True, "2026-09-07")
    people.exclude(actor=world.district, entry_id=entry.pk, reason="项目停了")
    [row] = rows("projects")
    assert row["in_library"] is False
    with working_on(TODAY):
        second = people.apply(actor=applicant, programme_id=again.pk, party=owner, given=FIELDS)
        scored(world, second, members)
    decided(world, again)
    [row] = rows("projects")
    assert (row["in_library"], row["newly_included"]) == (True, False)


def test_a_service_counts_once_the_person_served_has_confirmed_it(world: World) -> None:
    need = {"title": "虚构需求", "first_day": "2026-09-01", "last_day": "2026-12-31", "about": "虚构", "people": "虚构"}
    with working_on(TODAY):
        given = {"title": "虚构服务", "first_day": "2026-09-01", "last_day": "2026-09-07", "licence": "虚构3号",
                 "in_district": "1", "group": "other_key_group", "plan": "虚构"}  # fmt: skip
        with pytest.raises(ProgrammeRefused, match="没有已经批准"):
            opened(world, "hr_service", given)
        whole = opening.open_programme(actor=world.district, policy=POLICY, kind="hr_need", organiser=None, given=need)
        stepped(world.district, whole, "propose")
        stepped(world.district2, whole, "approve")
        of = approved(world, "hr_service", given | {"part_of": whole.number})
        listed(world, of, *(candidate(of, n) for n in (1, 2)))
        party = Entry.objects.get(programme=of, no=1).party
        person = create_user(actor=SETUP, username="served", name=party.name, party=party)
        made = [recorded(world, of, "service", no, TODAY, hours="2", what="职业指导") for no in (1, 2)]
        with pytest.raises(Forbidden):
            confirmed(world.district, made[0])
        with pytest.raises(Forbidden):
            confirmed(person, made[1])
        confirmed(person, made[0])
        records.answer_record(
            actor=create_user(actor=SETUP, username="other", name="虚构乙", party=Entry.objects.get(programme=of, no=2).party),
            record_id=made[1].pk, outcome="refused", reason="没有来过",
        )  # fmt: skip
    with working_on(dt.date(2026, 9, 7)):
        stepped(world.agents[0], of, "finish")
        stepped(world.district, of, "accept")
    [row] = rows("services")
    assert (row["served"], row["meets_need"], row["group"]) == (1, True, "other_key_group")


def test_a_grading_is_recorded_by_one_and_checked_by_another(world: World) -> None:
    given = {
        "title": "2026年评级",
        "first_day": "2026-09-01",
        "last_day": "2026-09-01",
        "grade": "A",
        "decision": "虚构4号",
    }
    with working_on(TODAY):
        with pytest.raises(Forbidden):
            opened(world, "grading", given)
        made = opening.open_programme(
            actor=world.district, policy=POLICY, kind="grading", organiser=world.organisers[0], given=given
        )
        stepped(world.district, made, "propose")
        stepped(world.district2, made, "approve")
    [row] = rows("institutions")
    assert row == {"grade": "A"}
    assert Row.objects.get(table="gradings").key == made.number
    assert Row.objects.get(table="institutions").refers == {"grading_id": made.number}


def test_the_budget_of_a_year_and_a_designation_become_rows_of_their_registers(world: World) -> None:
    days = {"first_day": "2026-09-01", "last_day": "2026-12-31"}
    with working_on(TODAY):
        for kind, organiser, given in (
            ("competition_budget", None, {"title": "2026年", "is_competition_year": "1", "amount_fen": "1200000.50"}),
            ("designation", world.organisers[0], {"title": "虚构定点", "designated_skill": "1", "designated_startup": "0",
                                                  "in_district": "1", "is_private": "1", "decision": "虚构5号"}),
        ):  # fmt: skip
            made = opening.open_programme(
                actor=world.district, policy=POLICY, kind=kind, organiser=organiser, given=given | days
            )
            stepped(world.district, made, "propose")
            stepped(world.district2, made, "approve")
    assert rows("budgets") == [{"is_competition_year": True, "amount": "1200000.50"}]
    assert rows("institutions") == [
        {"designated_skill": True, "designated_startup": False, "in_district": True, "is_private": True}
    ]
