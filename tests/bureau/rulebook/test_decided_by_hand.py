"""Decided cases under a draft: the lines that differ, and no other, with amounts worked out by hand from the clauses.

Clause 4.3 pays the organiser of a competition by the people who took part. Read as recommended (A-4.3-1 A), 100 people
reach the second tier and 200 the third; under B each of them is still in the tier below. Clause 3.2 pays 5,000 yuan for
each person; the draft pays 6,000. All people and firms are invented.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import (
    SETUP,
    SINCE,
    Scene,
    decide,
    file_own,
    file_roster,
    make_scene,
    past_award,
    rows,
    set_budget,
    step,
)
from tests.bureau.rulebook.admins import admin, confirm, propose
from tests.bureau.rulebook.test_effects import competition, listed, replayed, said

from wenjiu.bureau import clock
from wenjiu.bureau.cases import drafted
from wenjiu.bureau.cases.actions import reviews
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db
#: People -> yuan by clause 4.3: at least 50 people 30,000, 100 people 50,000, 200 people 100,000 (A-4.3-1 A).
DECIDED = {"99": 30_000, "100": 50_000, "101": 50_000, "199": 50_000, "200": 100_000, "201": 100_000}
#: What differs under B: exactly 100 people are paid as 50 to 100, exactly 200 as 100 to 200.
UNDER_B = {"100": 30_000, "200": 50_000}


def test_of_six_decided_competitions_the_other_reading_lists_the_two_on_the_edges(db: None) -> None:
    scene = make_scene(people=0, hired=False)
    set_budget(scene, "4.3b", 100_000_000)
    cases = {people: decide(scene, competition(scene, people)) for people in DECIDED}
    granted = {people: Award.objects.get(line__case=case).amount_fen // 100 for people, case in cases.items()}
    assert granted == DECIDED
    draft = propose(admin("one"), "A-4.3-1", "B", "2026-09-01", kind="reading")
    found = drafted.decided_lines(draft)
    expected = [(cases[n].number, 1, DECIDED[n], now, now - DECIDED[n]) for n, now in UNDER_B.items()]
    assert sorted(listed(found)) == sorted(expected)
    assert (found.cases, found.lines, found.gain_fen, found.loss_fen) == (6, 6, 0, 2_000_000 + 5_000_000)
    told = said(f"--draft={draft.pk}")
    assert f"decided {cases['100'].number} line 1: yes 50000.00 -> yes 30000.00 (-20000.00)" in told
    assert f"decided {cases['200'].number} line 1: yes 100000.00 -> yes 50000.00 (-50000.00)" in told
    assert "6 cases, 6 lines asked, 2 differ, 0 by another verdict; 0.00 more, 70000.00 less" in told
    confirm(admin("other"), draft)
    assert replayed() == (6 * 4, 0), "every decision is answered as it was"
    assert sum(Award.objects.filter(live=True).values_list("amount_fen", flat=True)) == 380_000_00


def roster(scene: Scene, first: int, count: int) -> Case:
    """File 3.2a for some of the people of the scene."""
    everybody, scene.people = scene.people, scene.people[first : first + count]
    case = file_roster(scene, intent=f"from {first}")
    scene.people = everybody
    return case


def decided_with(scene: Scene, case: Case, refused: dict[int, str]) -> Case:
    """Take a case to its decision, in which some lines are refused."""
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree", lines=refused)
    step(scene.district, case, "second", "agree")
    return step(scene.approver, case, "decide", "approved")


def test_of_sixteen_decided_hires_a_draft_of_6000_lists_the_ten_that_it_would_pay_more(db: None) -> None:
    """Not listed: the roster filed a day earlier, the line that people refused, the two that the rules refuse, 5.2."""
    scene = make_scene(people=16)
    early = decide(scene, roster(scene, 0, 3))
    clock.turn_forward(1)
    elsewhere, paid = scene.people[5], scene.people[7]
    moved = Statement({"household_district": "haidian"}, {"self": elsewhere}, valid_from=SINCE)
    rows(scene, "persons", [moved])
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": paid}, amount_fen=500_000)
    refused = {2: "劳动合同无效", 3: "户籍不在本区", 5: "已经领过"}
    first = decided_with(scene, roster(scene, 3, 6), refused)
    second = decide(scene, roster(scene, 9, 7))
    firm = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    [warning] = firm.findings.all()
    reviews.clear_finding(
        actor=scene.clerk2, finding_id=warning.id, seen_version=firm.version, reason="条文允许，已经核对"
    )
    decide(scene, firm)
    assert Award.objects.filter(line__case=firm, live=True).exists()

    draft = propose(admin("one"), "3.2a.per_person", "6000", "2026-09-02")
    found = drafted.decided_lines(draft)
    assert listed(found) == [
        (first.number, 1, 5000, 6000, 1000),
        (first.number, 4, 5000, 6000, 1000),
        (first.number, 6, 5000, 6000, 1000),
        (second.number, 1, 5000, 6000, 1000),
        (second.number, 2, 5000, 6000, 1000),
        (second.number, 3, 5000, 6000, 1000),
        (second.number, 4, 5000, 6000, 1000),
        (second.number, 5, 5000, 6000, 1000),
        (second.number, 6, 5000, 6000, 1000),
        (second.number, 7, 5000, 6000, 1000),
    ]
    assert (found.cases, found.lines, found.gain_fen, found.loss_fen, found.verdicts) == (3, 16, 10_000_00, 0, 0)
    assert early.number not in {case for case, *_rest in listed(found)}
    confirm(admin("other"), draft)
    # Four steps each: 3 + 6 + 7 lines of hires and the one line of 5.2.
    assert replayed() == (4 * (3 + 6 + 7 + 1), 0), "every decision is answered as it was"
    paid_out = sum(
        Award.objects.filter(live=True, line__isnull=False, measure="3.2a").values_list("amount_fen", flat=True)
    )
    assert paid_out == 13 * 5_000_00
