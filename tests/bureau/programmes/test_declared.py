"""What a firm declares about decisions of others is no fact until a register states it or an official saw the paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from tests.bureau.programmes.people import (
    PAPER,
    POLICY,
    SETUP,
    SINCE,
    TODAY,
    World,
    candidate,
    listed,
    opened,
    stepped,
)

from wenjiu.bureau.clock import working_on
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.programmes.actions import people, records, steps
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import HELD, LISTED, Entry, Programme
from wenjiu.bureau.programmes.stated import is_checked, unchecked
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db
POSTS = {"title": "虚构岗位", "first_day": "2026-09-01", "last_day": "2026-12-31", "recognised": "虚构6号", "seats": "5",
         "work": "保洁"}  # fmt: skip
OWN = {"first_day": "2026-09-01", "last_day": "2026-12-31", "certificate": "虚构困难1号"}
OCTOBER, NOVEMBER = dt.date(2026, 10, 2), dt.date(2026, 11, 2)


def proposed(world: World, kind: str, given: dict[str, str], by: int = 0) -> Programme:
    """Return a programme that waits for approval."""
    return stepped(world.agents[by], opened(world, kind, given, by), "propose")


def approve(user: Any, of: Programme, reason: str) -> Programme:
    """Approve a programme with what the official writes, perhaps nothing."""
    of.refresh_from_db()
    return steps.take_step(actor=user, programme_id=of.pk, step="approve", seen_version=of.version, reason=reason)


@action
def written(*, actor: str, entry: Entry, values: dict[str, Any]) -> None:
    """Write values of an entry past the actions of programmes."""
    Entry.objects.filter(pk=entry.pk).update(**values)


def month(world: World, of: Programme, entry: Entry, by: int = 0) -> dict[str, Any]:
    """Let September of somebody be stated and confirmed, and return the row that follows."""
    with working_on(OCTOBER):
        given = {entry.no: (dt.date(2026, 9, 1), {"wage_fen": "3000", "insured": "1"})}
        [made] = records.record(actor=world.agents[by], programme_id=of.pk, what="wage", given=given)
        records.answer_record(actor=world.street, record_id=made.pk, outcome="confirmed")
    row = Row.objects.get(table="placements", replaced_by=None, following__programme=of, links__party=entry.party)
    assert row.source == "公益性岗位（本系统）"
    return dict(row.facts)


def test_a_recognition_that_no_register_states_is_approved_with_the_paper_only(world: World) -> None:
    with working_on(TODAY):
        of = proposed(world, "public_posts", POSTS)
        assert "没有核对过" in unchecked(of)[0]
        with pytest.raises(ProgrammeRefused, match="凭什么核对的"):
            approve(world.street, of, "  ")
        of.refresh_from_db()
        assert of.state == "proposed"
        here = f"/desk/programmes/{of.number}/"
        desk = Client()
        desk.force_login(world.street)
        shown = desk.get(here).content.decode()
        assert "办这一步以前请先核对" in shown and "没有这家单位认定为社会公益性就业组织的记录" in shown
        again = desk.post(here, {"step": "approve", "version": of.version, "reason": ""})
        assert again.status_code == 422 and "看了哪份文件" in again.content.decode()
        assert desk.post(here, {"step": "approve", "version": of.version, "reason": PAPER}).status_code == 302
        assert PAPER in desk.get(here).content.decode(), "the paper is kept with the step"


def test_an_invented_person_waits_until_somebody_has_seen_the_certificate(world: World) -> None:
    with working_on(TODAY):
        of = approve(world.street, proposed(world, "public_posts", POSTS), PAPER)
        [entry] = listed(world, of, candidate(of, 1, **OWN))
        assert entry.state == HELD and "没有此人认定为就业困难人员的记录" in entry.doubts[0]["text"]
        desk = Client()
        desk.force_login(world.street)
        here = f"/desk/programmes/{of.number}/people/1/"
        assert "凭什么可以参加" in desk.get(here).content.decode()
        desk.post(here, {"do": "let_in", "reason": "看了认定凭证"})
        entry.refresh_from_db()
        assert (entry.state, entry.cleared_by, entry.cleared_why) == (LISTED, world.street, "看了认定凭证")
        cleared = desk.get(here).content.decode()
        assert "已由虚构street核对" in cleared and "看了认定凭证" in cleared
    facts = month(world, of, entry)
    assert (facts["is_recognised"], facts["in_difficulty"]) == (True, True)
    with working_on(OCTOBER):
        people.leave(actor=world.agents[0], entry_id=entry.pk, last_day=OCTOBER, reason="已就业")
    entry.refresh_from_db()
    assert (entry.reason, entry.cleared_why) == ("已就业", "看了认定凭证")
    with pytest.raises(IntegrityError, match="cleared_with_reason"):
        written(actor=SETUP, entry=entry, values={"cleared_why": ""})


def test_what_was_let_through_without_a_paper_is_not_stated_in_the_register(world: World) -> None:
    """A programme and an entry of the time before the checks: their rows leave out what nobody checked."""
    with working_on(TODAY):
        of = approve(world.street, proposed(world, "public_posts", POSTS), PAPER)
        [entry] = listed(world, of, candidate(of, 1, **OWN))
        written(actor=SETUP, entry=entry, values={"state": LISTED, "doubts": []})
        entry.refresh_from_db()
        assert is_checked(of, None) and not is_checked(of, entry)
    facts = month(world, of, entry)
    assert facts["months_placed"] == 1 and "in_difficulty" not in facts


def test_a_register_settles_it_and_a_row_of_another_programme_does_not(world: World) -> None:
    with working_on(TODAY):
        [person] = ensure_parties(actor=SETUP, rows=[candidate(opened(world, "public_posts", POSTS), 2).identity])
        firm = {"firm_id": world.organisers[0], "person_id": person}
        said = {"is_recognised": True, "in_difficulty": True, "people": 1, "months_placed": 1, "subsidy_year": 2025}
        bring(actor=SETUP, policy=POLICY, table="placements", source="a test",
              rows=[Statement(said, firm, valid_from=SINCE)])  # fmt: skip
        known = proposed(world, "public_posts", POSTS)
        assert unchecked(known) == []
        approve(world.street, known, "")
        [sure] = listed(world, known, candidate(known, 2, **OWN))
        assert sure.state == LISTED and sure.doubts == []
        other = approve(world.street, proposed(world, "public_posts", POSTS, by=1), PAPER)
        [held] = listed(world, other, candidate(other, 3, **OWN), by=1)
        people.let_in(actor=world.street, entry_id=held.pk, reason=PAPER)
    assert month(world, known, sure)["in_difficulty"] is True
    month(world, other, held, by=1)
    with working_on(NOVEMBER):
        later = POSTS | {"first_day": "2026-11-02"}
        again = proposed(world, "public_posts", later, by=1)
        assert unchecked(again), "a row that followed from a programme proves nothing about the next one"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("training_project", {"title": "虚构项目", "first_day": "2026-09-07", "last_day": "2026-12-31", "occupation": "电工",
                              "on_list": "1", "run_by": "employer", "planned": "9"}),
    ],
)  # fmt: skip
def test_a_list_of_others_is_looked_up_before_the_approval(world: World, kind: str, given: dict[str, str]) -> None:
    with working_on(TODAY):
        of = proposed(world, kind, given)
        with pytest.raises(ProgrammeRefused, match="凭什么核对的"):
            approve(world.district, of, "")
        plain = proposed(world, kind, given | {"on_list": "0"})
        assert unchecked(plain) == []
        assert approve(world.district, plain, "").state == "approved"


def test_every_check_of_people_says_what_is_looked_at() -> None:
    silent = [f"{kind.id}: {check.check}" for kind in POLICY.programmes.values() if kind.listed is not None
              for check in kind.listed.checks if not (check.looks.zh and check.looks.en)]  # fmt: skip
    assert silent == []
    wrong = [text for kind in POLICY.programmes.values() if kind.listed for c in kind.listed.checks
             if "不满16" in (text := c.looks.zh)]  # fmt: skip
    assert wrong == [], "what is looked at reads as a condition to be met"


def test_no_row_states_as_true_what_only_the_organiser_said() -> None:
    """A value of an output that is true by itself is what the district itself has just done by approving."""
    true = {f"{kind.id}.{name}" for kind in POLICY.programmes.values() for out in kind.outputs
            for name, value in out.facts.items() if value.get("value") is True}  # fmt: skip
    assert true == {"training_project.approved", "monitoring.commissioned"}
