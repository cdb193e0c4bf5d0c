"""A class from its plan to the rows of the registers: checks before day one, sign-in, results, counts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from tests.bureau.programmes.people import (
    CLASS,
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
)

from wenjiu.bureau import clock
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.clock import working_on
from wenjiu.bureau.programmes.actions import people, records
from wenjiu.bureau.programmes.actions.steps import take_step
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.models import Entry, Programme, Record, Step
from wenjiu.bureau.programmes.values import FieldsRefused
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.lookup import facts_of, look_up
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db
DAYS = [dt.date(2026, 9, n) for n in (7, 8, 9)]
PROJECT = {"title": "虚构电工项目", "first_day": "2026-09-02", "last_day": "2026-12-31", "occupation": "电工",
           "on_list": "1", "run_by": "training_institution", "planned": "50"}  # fmt: skip


def signed(world: World, programme: Programme, day: dt.date, present: dict[int, bool]) -> list[Record]:
    """Record who was there on a day."""
    given = {no: (day, {"present": "1" if there else "0"}) for no, there in present.items()}
    return records.record(actor=world.agents[0], programme_id=programme.pk, what="sign_in", given=given)


def test_a_class_becomes_rows_of_the_registers_when_its_results_are_accepted() -> None:
    with working_on(TODAY):
        world = make_world()
        project = approved(world, "training_project", PROJECT)
        of = approved(world, "training_class", CLASS | {"part_of": project.number})
        known = [Statement({"is_registered_unemployed": True}, {"self": human(n)}, valid_from=SINCE) for n in (1, 2, 3)]
        bring(actor=SETUP, policy=POLICY, table="persons", rows=known, source="a test")
        made = listed(world, of, *(candidate(of, n, group="unemployed") for n in (1, 2, 3)))
        assert [entry.state for entry in made] == ["listed"] * 3
        [held] = listed(world, of, candidate(of, 4, group="unemployed"))
        assert held.state == "held" and "查不到此人的失业登记" in held.doubts[0]["text"]
        people.take_off(actor=world.agents[0], entry_id=held.pk, reason="没有失业登记凭证")
        with pytest.raises(ProgrammeRefused, match="没有过完"):
            signed(world, of, DAYS[0], {1: True})
    for day in DAYS:
        with working_on(day):
            signed(world, of, day, {1: True, 2: True, 3: day == DAYS[0]})
            if day == DAYS[0]:
                with pytest.raises(ProgrammeRefused, match="名单不能再改"):
                    listed(world, of, candidate(of, 4, group="rural"))
    with working_on(DAYS[-1]):
        good, failed = {"completed": "1", "passed": "1"}, {"completed": "0", "passed": "0"}
        with pytest.raises(FieldsRefused) as refused:
            records.state_results(
                actor=world.agents[0], programme_id=of.pk, given={1: good, 2: good | {"passed": "0"}, 3: good}
            )
        assert list(refused.value.problems) == ["3"] and "到课1天，共3天" in refused.value.problems["3"]
        with pytest.raises(ProgrammeRefused, match="没有填结果"):
            stepped(world.agents[0], of, "finish")
        records.state_results(
            actor=world.agents[0], programme_id=of.pk, given={1: good, 2: good | {"passed": "0"}, 3: failed}
        )
        stepped(world.agents[0], of, "finish")
        assert not Row.objects.filter(table="trainings").exists()
        with pytest.raises(Forbidden):
            stepped(world.agents[0], of, "accept")
        stepped(world.district, of, "accept")
        rows = {r.links.get(role="person_id").party_id: r.facts for r in Row.objects.filter(table="trainings")}
        assert set(rows) == {made[0].party_id, made[1].party_id}
        assert rows[made[0].party_id] == {"kind": "skill", "completed": True, "passed": True, "end": "2026-09-09"}
        filed = facts_of(policy=POLICY, code="4.1a", on=DAYS[-1], parties={"person": made[0].party})
        assert filed.public(POLICY, "4.1a")["training_completed"] is True, "a filing reads the row"
        row = Row.objects.get(table="training_projects", replaced_by=None)
        assert (row.facts["trained"], row.facts["passed"], row.facts["enrolled"]) == (2, 1, 50)
        assert row.key == project.number
        tables = {of.pk: set(of.following.values_list("row__table", flat=True)) for of in (of, project)}
        assert tables == {of.pk: {"trainings", "institutions"}, project.pk: {"training_projects"}}
        found = look_up(policy=POLICY, table="institutions", on=DAYS[-1], parties={"self": world.organisers[0]})
        counts = {key.rpartition(".")[2]: value for key, value in found.facts.items()}
        assert counts["trained_total"] == 2 and counts["trained_unemployed"] == 2


def test_steps_need_two_people_the_version_that_was_seen_and_a_day_that_is_not_over() -> None:
    with working_on(TODAY):
        world = make_world()
        draft = opened(world, "training_class", CLASS)
        with pytest.raises(Forbidden):
            stepped(world.agents[1], draft, "propose")
        with pytest.raises(ProgrammeRefused, match="草稿"):
            stepped(world.district, draft, "approve")
        of = stepped(world.agents[0], draft, "propose")
        with pytest.raises(ProgrammeRefused, match="打开以后有人办过"):
            take_step(actor=world.district, programme_id=of.pk, step="approve", seen_version=1)
        with pytest.raises(ProgrammeRefused, match="原因"):
            stepped(world.district, of, "return")
        with pytest.raises(Forbidden):
            stepped(world.street, of, "approve")
        stepped(world.district, of, "approve")
        with pytest.raises(ProgrammeRefused, match="已批准"):
            stepped(world.district2, of, "approve")
        late = opened(world, "training_class", CLASS | {"first_day": "2026-09-01"})
        with pytest.raises(ProgrammeRefused, match="已经到了"):
            stepped(world.agents[0], late, "propose")
    for given, text in (
        ({"seats": "九百"}, "0到500"),
        ({"last_day": "2026-09-01"}, "早于"),
        ({"first_day": "明天"}, "不是日期"),
        ({"title": ""}, "名称"),
        ({"title": "长" * 121}, "太长"),
        ({"kind": "other"}, "请从这些里面选"),
    ):
        with pytest.raises(FieldsRefused, match=text):
            opened(world, "training_class", CLASS | given)


def test_somebody_in_doubt_waits_for_an_official_and_nobody_is_in_two_classes_on_a_day() -> None:
    with working_on(TODAY):
        world = make_world()
        one, other = approved(world, "training_class", CLASS), approved(world, "training_class", CLASS, by=1)
        listed(world, one, candidate(one, 1, group="rural"))
        second = candidate(other, 1, group="rural")
        with pytest.raises(ProgrammeRefused, match="同一天已在"):
            listed(world, other, second, by=1)
        assert [d.code for d in second.doubts] == ["elsewhere"]
        both = [candidate(other, 2, group="rural"), candidate(other, 3, group="other")]
        made = listed(world, other, *both, by=1)
        assert [entry.party.name for entry in made] == ["虚构甲2"]
        assert [d.code for d in both[1].doubts] == ["one_of"]
        entry = Entry.objects.get(programme=other)
        with pytest.raises(Forbidden):
            people.take_off(actor=world.agents[0], entry_id=entry.pk, reason="不是我的")
        with pytest.raises(ProgrammeRefused, match="为什么移出"):
            people.take_off(actor=world.agents[1], entry_id=entry.pk, reason=" ")
        people.take_off(actor=world.agents[1], entry_id=entry.pk, reason="本人不来了")
        with pytest.raises(ProgrammeRefused, match="已经不在"):
            people.take_off(actor=world.agents[1], entry_id=entry.pk, reason="本人不来了")
        assert listed(world, one, candidate(one, 2, group="rural"))
        known = Statement(
            {"kind": "skill", "completed": True, "end": "2025-05-05"}, {"person_id": human(5)}, valid_from=SINCE
        )
        bring(actor=SETUP, policy=POLICY, table="trainings", rows=[known], source="a test")
        doubtful = [candidate(one, 5, group="rural"), candidate(one, 6, group="rural")]
        held, _good = listed(world, one, *doubtful)
        assert held.state == "held" and "已有同类培训结业" in held.doubts[0]["text"]
        for actor in (world.agents[0], world.street):
            with pytest.raises(Forbidden):
                people.let_in(actor=actor, entry_id=held.pk, reason="可以")
        with pytest.raises(ProgrammeRefused, match="凭什么可以参加"):
            people.let_in(actor=world.district, entry_id=held.pk, reason="")
    with working_on(DAYS[0]):
        with pytest.raises(ProgrammeRefused, match="名单不能再改"):
            people.let_in(actor=world.district, entry_id=held.pk, reason="与本班内容不同")
        people.take_off(actor=world.agents[0], entry_id=held.pk, reason="没有来得及核对")


def test_the_database_refuses_what_two_at_the_same_time_would_slip_past_the_checks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with working_on(TODAY):
        world = make_world()
        one, other = approved(world, "training_class", CLASS), approved(world, "training_class", CLASS, by=1)
        listed(world, one, candidate(one, 1, group="rural"))
        monkeypatch.setattr(people, "check_people", lambda programme, candidates: None)
        for programme, by, text in ((other, 1, "刚刚有人登记的"), (one, 0, "已经")):
            with pytest.raises(ProgrammeRefused, match=text), transaction.atomic():
                listed(world, programme, candidate(programme, 1, group="rural"), by=by)
        draft = stepped(world.agents[0], opened(world, "training_class", CLASS), "propose")
        with pytest.raises(ProgrammeRefused, match="两个人"), transaction.atomic():
            approve_oneself(actor=world.agents[0], programme=draft)


@refusing
@action
def approve_oneself(*, actor: User, programme: Programme) -> None:
    """Add a step past the checks of the action."""
    Step.objects.create(programme=programme, state="approved", version=9, by=actor, at=clock.now())
