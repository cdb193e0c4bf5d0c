"""A purchase of monitoring in lots: each deliverable is handed over and accepted, and a lot is paid when all of them are.

All firms, contracts, deliverables and sums are invented; no source states what a project is paid.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.journeys.running import Run, opened
from tests.journeys.walk import Walk, open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.programmes.models import Programme
from wenjiu.bureau.registry.models import Row

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2021, 9, 1), dt.date(2021, 10, 8)


def lot(walk: Walk, purchase: Run, name: str, deliverables: str) -> Run:
    """Register the project of a lot, which the office approves. Its deliverables are on the list by that."""
    return opened(walk, "monitoring", "agent", {
        "title": f"虚构监测{name}", "first_day": str(FIRST), "last_day": str(LAST), "part_of": purchase.number, "lot": name,
        "contract": f"虚构合同{name}", "licence": "虚构许可1号", "in_district": "1", "deliverables": deliverables,
    })  # fmt: skip


def handed_over(run: Run, no: int, what: str) -> None:
    """Hand over a deliverable."""
    run.records("handover", FIRST, {no: {"what": what, "pages": "30"}})


def answered(run: Run, **reasons: str) -> None:
    """Let the office accept the deliverables of a project, or refuse one with a reason, by the number on the list."""
    waits = Programme.objects.get(number=run.number).entries.filter(records__answer=None)
    form = {}
    for no, id in waits.values_list("no", "records__pk"):
        form[f"o-{id}"] = "refused" if f"no{no}" in reasons else "confirmed"
        form[f"r-{id}"] = reasons.get(f"no{no}", "")
    answer = run.walk.as_(run.walk.town.staff["district"]).post("/desk/programmes/answers/", form)
    assert answer.status_code == 302


@pytest.mark.long
def test_a_lot_is_paid_when_each_of_its_deliverables_is_accepted(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "6.3b", "organisation", settings)
    with clock.working_on(FIRST):
        purchase = opened(walk, "monitoring_purchase", "district", {
            "title": "虚构监测采购", "first_day": str(FIRST), "last_day": str(LAST), "about": "虚构", "lots": "包1\n包2",
        })  # fmt: skip
        assert "包1" in text(Client().get("/notices/programmes/"))
        one, two = lot(walk, purchase, "包1", "年度报告\n数据表"), lot(walk, purchase, "包2", "季度报告")
        shown = text(walk.filer.get(one.here))
        assert "年度报告" in shown and "数据表" in shown and "加人或交名单文件" not in shown
        handed_over(one, 1, "年度报告一册")
        handed_over(two, 1, "季度报告一册")
        assert "季度报告" in text(walk.as_(walk.town.staff["district"]).get(f"{two.there}records/handover/"))
        answered(one)
        answered(two, no1="缺第三章")
    with clock.working_on(LAST):
        handed_over(one, 2, "数据表一份")
        answered(one)
        for run in (one, two):
            run.ends()
    accepted = {row.key: row.facts["accepted"] for row in Row.objects.filter(table="services", replaced_by=None)}
    assert accepted == {one.number: True, two.number: False}
    with clock.working_on(walk.branch.day):
        walk.about = two.number
        refused, said = walk.file({})
        assert "不符合" in said, said[-1500:]
        walk.take(refused, grant=False)
        assert "成果通过验收" in str(Document.objects.get(kind=Kind.REFUSAL, case=refused).content)
        walk.about = one.number
        case, _said = walk.file({})
        walk.take(case, grant=True)
        # 80,000 yuan for a project: the invented figure of the example. One lot is one project.
        assert [award.amount_fen for award in Award.objects.all()] == [8_000_000]
