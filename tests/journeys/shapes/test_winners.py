"""Winners: from the scores of a competition to ranks with ties, the award, the title with its certificate, the public list.

All people, firms, scores and sums are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.bureau.cases.scene import SETUP, SINCE
from tests.bureau.registry.people import person
from tests.journeys.running import Run, opened
from tests.journeys.town import bring_facts, open_account
from tests.journeys.walk import Walk, file_and_decide, open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import find
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db

#: Competitors of the first event with their points times 100; one more of the second event.
ELECTRICIANS = {11: "9550", 12: "9000", 13: "8000", 14: "8000", 15: "7999"}
WELDER = 16


def held(walk: Walk) -> Run:
    """Hold a district-wide competition of two events on the day of the walk, and accept its results."""
    day = walk.branch.day
    ensure_parties(actor=SETUP, rows=[person(n) for n in (*ELECTRICIANS, WELDER)])
    with clock.working_on(day - dt.timedelta(days=9)):
        run = opened(walk, "competition", "agent", {
            "title": "虚构技能竞赛", "first_day": str(day), "last_day": str(day), "level": "district", "organiser": "enterprise",
            "is_skill": "1", "events": "电工\n焊工", "rules": "同分并列",
        })  # fmt: skip
        for n in ELECTRICIANS:
            run.lists(person(n), part="电工")
        run.lists(person(WELDER), part="焊工")
    with clock.working_on(day):
        points = dict(enumerate([*ELECTRICIANS.values(), "6000"], start=1))
        run.records("sign_in", day, {no: {"present": "1"} for no in points})
        run.records("score", day, {no: {"points": given} for no, given in points.items()})
        run.confirms(walk.town.staff["district"], "score")
        run.ends()
    return run


def party(n: int) -> Party:
    """Return the invented resident n as the competition has stored him."""
    found = find("resident_id", person(n).number)
    assert found is not None
    return found


def by_name(case: Case) -> dict[str, int]:
    """Return name of the winner -> fen that were granted."""
    lines = case.lines.prefetch_related("roles__party").select_related("award")
    return {line.roles.get(role="person").party.name: line.award.amount_fen for line in lines}


@pytest.mark.long
def test_the_first_three_of_each_event_are_paid_and_who_share_a_rank_are_paid_alike(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "4.3c", "organisation", settings)
    run = held(walk)
    with clock.working_on(walk.branch.day):
        winners = [party(n) for n in (11, 12, 13, 14, WELDER)]
        for winner in winners:
            open_account(walk.town, winner)
        walk.named = tuple(winners)
        case, _said = walk.file(walk.branch.facts)
        walk.take(case, grant=True)
        # By hand: 30,000 for rank 1, 20,000 for rank 2, and 10,000 for each of the two who share rank 3 (A-4.3-3 A and
        # A-4.3-8 A); the only competitor of the other event is its first (A-4.3-4 A). 7,999 points are rank 5.
        assert by_name(case) == {
            winner.name: fen for winner, fen in zip(winners, (3_000_000, 2_000_000, 1_000_000, 1_000_000, 3_000_000), strict=True)
        }  # fmt: skip
        end = walk.show(case)
    with clock.working_on(end):
        walk.end_notice()
        assert {line.obligation.payee for line in walk.pay()} == set(winners)
        papers = certificates(case)
    assert [paper.content["blocks"][0]["p"] for paper in papers] == [f"{winner.name}：" for winner in winners]
    listed = text(Client().get("/notices/programmes/"))
    for winner, rank, paper in zip(
        winners, ("电工 第1名", "电工 第2名", "电工 第3名", "电工 第3名", "焊工 第1名"), papers, strict=True
    ):
        row = listed.partition(f'<th scope="row">{winner.name}</th>')[2].partition("</tr>")[0]
        assert rank in row and "朝阳区技术能手" in row and paper.number in row, row
    assert "虚构甲15" not in listed, "rank 5 has no title"
    # Whom a certificate honours has it as well, though the organiser filed; another winner does not.
    own, other = (
        create_user(actor=SETUP, username=f"w{n}", name=f"虚构甲{n}", party=party(n), demo=True) for n in (14, 15)
    )
    assert papers[3].number in text(walk.as_(own).get("/my/"))
    assert walk.as_(own).get(f"/my/documents/{papers[3].pk}/file.pdf").content.startswith(b"%PDF")
    assert walk.as_(own).get(f"/my/documents/{papers[2].pk}/file.pdf").status_code == 404
    assert walk.as_(other).get(f"/my/documents/{papers[3].pk}/").status_code == 404
    assert run.number in {row.key.rpartition("-P")[0] for row in Row.objects.filter(table="winners")}


def certificates(case: Case) -> list[Document]:
    """Return the certificates of a case, in the order of its lines."""
    return list(Document.objects.filter(kind=Kind.CERTIFICATE, case=case).order_by("id"))


@pytest.mark.long
def test_a_winner_who_files_alone_is_named_on_the_certificate_and_not_the_organiser(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "4.3c", "person", settings)
    with clock.working_on(walk.branch.day):
        case, _said = file_and_decide(walk, walk.branch.facts, grant=True)
        end = walk.show(case)
    with clock.working_on(end):
        before = text(Client().get("/notices/programmes/"))
        walk.end_notice()
        [paper] = certificates(case)
    assert paper.content["blocks"][0]["p"] == f"{walk.town.resident.name}："
    assert paper.content["blocks"][1]["p"] == "授予“朝阳区技术能手”称号。"
    decided = Document.objects.get(kind=Kind.DECISION, case=case).content
    assert walk.town.resident.name in str(decided) and walk.town.firm.name not in str(decided["blocks"])
    page = walk.filer.get(f"/my/documents/{paper.pk}/")
    assert page.status_code == 200 and case.number in text(page)
    assert walk.filer.get(f"/my/documents/{paper.pk}/file.pdf").content.startswith(b"%PDF")
    checked = text(Client().get("/verify/", {"code": paper.code}))
    assert "有这份文件" in checked and walk.town.resident.name not in checked
    assert paper.number not in before


def proposed(walk: Walk, yuan: int | None) -> None:
    """Let the register of winners say what is proposed for the winner."""
    facts = {"level": "municipal", "excellent": True} | ({} if yuan is None else {"award_proposed": yuan})
    people = {"person_id": walk.town.resident}
    row = Statement(facts, people, number="winners-1", refers={"event_id": "events-1"}, valid_from=SINCE)
    bring(actor=SETUP, policy=walk.branch.policy, table="winners", rows=[row], source="a test")


def test_an_award_is_paid_as_proposed_within_its_range_and_refused_at_the_desk_outside_it(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "4.3d", "person", settings)
    with clock.working_on(walk.branch.day):
        bring_facts(walk.town, walk.branch, walk.kind, walk.branch.facts)
        proposed(walk, 120_000)
        case, said = walk.file(walk.branch.facts)
        assert "拟奖金额在30,000元至100,000元之内" in said, said[-1500:]
        walk.take(case, grant=True, until="first")
        client = walk.as_(walk.town.staff["street"])
        page = text(client.get(f"/desk/cases/{case.number}/"))
        # Clause 4.3: 30,000 to 100,000 yuan. Both bounds stand there with what was proposed.
        assert "拟奖金额是120,000元" in page and "30,000元至100,000元" in page
        refused = walk.press(client, case, "agree")
        assert refused.status_code == 422 and "120,000元" in text(refused) and "30,000元至100,000元" in text(refused)
        assert not Award.objects.exists()
        for wrong in (29_999, 100_001):
            proposed(walk, wrong)
            assert walk.press(client, case, "agree").status_code == 422
        proposed(walk, 100_000)
        walk.take(case, grant=True)
        assert Award.objects.get(line__case=case).amount_fen == 10_000_000
