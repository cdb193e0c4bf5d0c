"""The stipend of a trainee: from confirmed months of attendance, over a new minimum wage, to a month that a job breaks.

All people, firms and days are invented; the minimum wages are those of the city.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.cases.scene import SETUP, SINCE
from tests.bureau.registry.people import organisation, person
from tests.journeys.readings import choose_reading
from tests.journeys.running import Run, opened
from tests.journeys.town import bring_facts
from tests.journeys.walk import Walk, open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.programmes.models import Record
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db

START, JOB = dt.date(2021, 6, 15), dt.date(2021, 9, 25)
FULL = {"expected": "22", "attended": "20", "accepted": "22"}


def attended(walk: Walk) -> Run:
    """Take the resident on as a trainee from 15 June, and confirm three months of attendance as they end."""
    with clock.working_on(START - dt.timedelta(days=7)):
        unit = opened(walk, "traineeship_unit", "agent", {
            "title": "虚构见习单位", "first_day": str(START), "last_day": "2023-06-14", "work": "文员", "places": "2",
            "guidance": "一名带教人带两人",
        })  # fmt: skip
        run = opened(walk, "traineeship", "agent", {
            "title": "文员", "part_of": unit.number, "first_day": str(START), "last_day": "2022-06-14", "position": "文员", "full_time": "1", "seats": "2",
            "tutor": "虚构带教",
        })  # fmt: skip
        run.lists(person(1), first_day=str(START), last_day="2022-06-14", agreement="虚构6号")
    for month in (6, 7, 8):
        with clock.working_on(dt.date(2021, month + 1, 15)):
            run.records("attendance", dt.date(2021, month, 15), {1: FULL})
            run.confirms(walk.town.staff["street"], "attendance")
    return run


def employed(walk: Walk, run: Run) -> None:
    """Let the trainee begin a job: the month of it does not count, and the traineeship ends the day before."""
    [employer] = ensure_parties(actor=SETUP, rows=[organisation(9)])
    people = {"firm_id": employer, "person_id": walk.town.resident}
    hired = Statement({"date": str(JOB)}, people, valid_from=SINCE)
    bring(actor=SETUP, policy=walk.branch.policy, table="hires", rows=[hired], source="a test")
    with clock.working_on(dt.date(2021, 10, 15)):
        run.records("attendance", dt.date(2021, 9, 15), {1: FULL})
        stopped = Record.objects.latest("id")
        assert "已经就业" in stopped.stops[0] and "2021年9月25日" in stopped.stops[0]
        answer = {f"o-{stopped.pk}": "confirmed"}
        told = walk.as_(walk.town.staff["street"]).post("/desk/programmes/answers/", answer, follow=True)
        assert "这条记录不能算" in text(told)
        run.post(run.by, "people/1/", do="leave", last_day=str(JOB - dt.timedelta(days=1)), reason="已就业")


def granted(walk: Walk) -> int:
    """File the stipend of what the registers hold, and return the fen that are granted."""
    case, _said = walk.file(walk.branch.facts)
    walk.take(case, grant=True)
    return int(Award.objects.get(line__case=case).amount_fen)


def stay(walk: Walk) -> tuple[str, str]:
    """Return first and last day of the traineeship in the register."""
    facts = Row.objects.get(table="traineeships", replaced_by=None, withdrawn_at=None).facts
    return facts["start"], facts["end"]


def trainee(settings: Any) -> Walk:
    """Return a walk of a resident of whom the registers know all but the traineeship."""
    walk = open_journey("chaoyang_2020", "3.4a", "person", settings)
    known = {name: value for name, value in walk.branch.facts.items() if not name.startswith("traineeship_")}
    bring_facts(walk.town, walk.branch, walk.kind, {n: v for n, v in known.items() if n not in OF_TRAINEESHIP})
    return walk


#: What the register of traineeships says, which follows from the programme.
OF_TRAINEESHIP = ("unit_is_recognised_traineeship_unit", "is_full_time")


@pytest.mark.long
def test_each_month_is_paid_at_its_own_wage_and_none_after_a_job_begins(settings: Any) -> None:
    walk = trainee(settings)
    employed(walk, attended(walk))
    with clock.working_on(walk.branch.day):
        assert stay(walk) == ("2021-06-15", "2021-09-14")
        # By hand (A-3.4-4 A): the months that begin on 15 June and 15 July at 2,200 yuan, that of 15 August at 2,320, the
        # wage from 1 August on: 6,720 yuan. The month in which the job begins is not complete (A-3.4-5 A).
        assert granted(walk) == 672_000


@pytest.mark.long
def test_under_the_other_reading_the_broken_month_is_paid_by_its_days(settings: Any) -> None:
    walk = trainee(settings)
    run = attended(walk)
    with clock.working_on(dt.date(2021, 9, 16)):
        choose_reading(walk, "A-3.4-5", "B")
    employed(walk, run)
    with clock.working_on(dt.date(2021, 10, 16)):
        run.records("attendance", dt.date(2021, 9, 15), {1: {"expected": "8", "attended": "8", "accepted": "8"}})
        run.confirms(walk.town.staff["street"], "attendance")
    with clock.working_on(walk.branch.day):
        assert stay(walk) == ("2021-06-15", "2021-09-24")
        # By hand (A-3.4-5 B): the same 6,720 yuan, and 10 of the 30 days from 15 September to 14 October of 2,320 yuan:
        # 773.33 yuan.
        assert granted(walk) == 672_000 + 77_333
