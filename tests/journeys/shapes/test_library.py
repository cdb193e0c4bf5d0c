"""The project library: included by a panel, removed, included again, and what is paid for that.

All people, firms, projects and sums are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.journeys.readings import choose_reading
from tests.journeys.running import Run, opened, scored
from tests.journeys.walk import Walk, open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.registry.models import Row

pytestmark = pytest.mark.django_db

FIRST, SECOND = dt.date(2021, 11, 1), dt.date(2021, 12, 1)


def included(walk: Walk, first: dt.date, owner: User) -> Run:
    """Call for projects, let the owner apply, a panel of three score, and the office include what it applied with."""
    staff, last = walk.town.staff, first + dt.timedelta(days=6)
    with clock.working_on(first):
        call = {"title": f"虚构征集{first}", "first_day": str(first), "last_day": str(last), "about": "虚构"}
        run = opened(walk, "project_library", "district", call)
        fields = {"project": "虚构咖啡项目", "plan": "虚构", "jobs": "3", "party": str(walk.town.party(walk.kind).pk)}
        answer = walk.as_(owner).post(f"/my/programmes/{run.number}/apply/", fields)
        assert answer.status_code == 302, text(answer)[-2000:]
        jury = [staff[name] for name in ("clerk", "street", "street2")]
        for member in jury:
            run.post(run.by, "panel/", do="name", user=str(member.pk))
        scored(run, 1, jury, "15")
    with clock.working_on(last):
        run.post(run.by, "results/", **{"1-included": "1"})
        run.ends()
    return run


def refused(walk: Walk) -> Case:
    """File the project and let the officials refuse it; the policy says why, with the clause."""
    case, said = walk.file({})
    assert "不符合" in said, said[-1500:]
    walk.take(case, grant=False)
    assert case.state == "refused"
    letter = str(Document.objects.get(kind=Kind.REFUSAL, case=case).content)
    assert "第5.1条" in letter and "新纳入朝阳区创业项目库" in letter
    return case


def row() -> dict[str, Any]:
    """Return what the register says of the one project."""
    [facts] = Row.objects.filter(table="projects", replaced_by=None, withdrawn_at=None).values_list("facts", flat=True)
    return dict(facts)


@pytest.mark.long
def test_a_project_that_comes_back_into_the_library_is_new_under_the_other_reading_only(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "5.1", "person", settings)
    run = included(walk, FIRST, walk.town.own)
    assert "虚构咖啡项目" in text(Client().get("/notices/programmes/"))
    with clock.working_on(FIRST + dt.timedelta(days=10)):
        run.post(run.by, "people/1/", do="exclude", reason="项目停了")
        assert row()["in_library"] is False
        assert "虚构咖啡项目" not in text(Client().get("/notices/programmes/"))
        refused(walk)
    included(walk, SECOND, walk.town.own)
    said = row()
    assert (said["in_library"], said["newly_included"], said["first_included_on"], said["included_on"]) == (
        True, False, "2021-11-07", "2021-12-07",
    )  # fmt: skip
    with clock.working_on(walk.branch.day):
        refused(walk)  # A-5.1-1 A: the word “new” is about the project
        choose_reading(walk, "A-5.1-1", "B")
        case, _said = walk.file({})
        walk.take(case, grant=True)
        # Clause 5.1: 50,000 yuan for a project; never paid before, it is paid under B.
        assert Award.objects.get(line__case=case).amount_fen == 5_000_000
    with clock.working_on(walk.show(case)):
        walk.end_notice()
        walk.pay()


@pytest.mark.long
def test_a_project_that_was_paid_is_not_paid_again_when_it_comes_back(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "5.1", "organisation", settings)
    run = included(walk, FIRST, walk.town.agent)
    with clock.working_on(FIRST + dt.timedelta(days=10)):
        case, _said = walk.file({})
        walk.take(case, grant=True)
        assert Award.objects.get(line__case=case).amount_fen == 5_000_000
        run.post(run.by, "people/1/", do="exclude", reason="企业迁出")
        choose_reading(walk, "A-5.1-1", "B")
    included(walk, SECOND, walk.town.agent)
    with clock.working_on(walk.branch.day):
        again, said = walk.file({})
        assert case.number in said and "不能重复" in said, said[-1500:]
        walk.take(again, grant=False)
        letter = str(Document.objects.get(kind=Kind.REFUSAL, case=again).content)
        assert again.state == "refused" and "本项目未领过这项补贴" in letter
    assert Award.objects.count() == 1
