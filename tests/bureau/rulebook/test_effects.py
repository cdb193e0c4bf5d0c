"""Guards of what a draft would change: the lists of lines and amounts, worked out by hand from the clauses.

Clause 3.2 gives 5,000 yuan for each person; the draft gives 6,000, which is 1,000 more for each line. Clause 4.3 gives
50,000 yuan to a competition with exactly 100 people and 100,000 with exactly 200 under reading A of A-4.3-1; under
reading B they are in the lower tier, 30,000 and 50,000. All people and firms are invented.
"""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from tests.bureau.cases.scene import (
    POLICY,
    SINCE,
    Scene,
    decide,
    file_own,
    file_roster,
    make_scene,
    rows,
    step,
)
from tests.bureau.rulebook.admins import admin, confirm, propose

from wenjiu.bureau import clock
from wenjiu.bureau.cases import drafted
from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.drafted import Moves
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.rulebook import actions, in_force

pytestmark = pytest.mark.django_db
#: People of a competition -> yuan under A and under B of A-4.3-1, by clause 4.3.
COMPETITIONS = {"99": (30_000, 30_000), "100": (50_000, 30_000), "101": (50_000, 50_000),
                "199": (50_000, 50_000), "200": (100_000, 50_000), "201": (100_000, 100_000)}  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=5)


def listed(moves: Moves) -> list[tuple[str, int, int | None, int | None, int | None]]:
    """Return case, line, yuan before and after, and the difference, of each line that differs."""
    return [
        (m.case, m.line, *(None if fen is None else fen // 100 for fen in (m.was_fen, m.now_fen, m.difference_fen)))
        for m in moves.moved
    ]


def replayed() -> tuple[int, int]:
    """Return how many decided lines were asked again, and how many differ."""
    found = list(replay())
    return sum(lines for lines, _d in found), sum(len(differences) for _lines, differences in found)


def said(*options: str) -> str:
    """Return what ``wenjiu replay`` prints."""
    out = StringIO()
    call_command("replay", *options, stdout=out)
    return out.getvalue()


def test_hiring_at_6000_lists_exactly_the_lines_that_differ(scene: Scene) -> None:
    decided = decide(scene, file_roster(scene))
    other = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    one = admin("one")
    draft = propose(one, "3.2a.per_person", "6000", "2026-09-01")
    moves = drafted.decided_lines(draft)
    assert listed(moves) == [(decided.number, n, 5000, 6000, 1000) for n in (1, 2, 3, 4, 5)]
    assert (moves.cases, moves.lines) == (1, 5) and drafted.measures_of(draft) == ("3.2a",)
    assert listed(drafted.open_lines(draft)) == []
    assert listed(drafted.open_lines(propose(one, "5.2.cap", "40000"))) == [(other.number, 1, 50_000, 40_000, -10_000)]
    assert f"decided {decided.number} line 5: yes 5000.00 -> yes 6000.00 (+1000.00)" in said(f"--draft={draft.pk}")
    actions.withdraw_draft(actor=one, draft_id=draft.pk, revision=1)
    later = propose(one, "3.2a.per_person", "4500", "2026-12-01")
    assert "decided: 1 cases, 5 lines asked, 0 differ" in said(f"--draft={later.pk}")
    as_if = said(f"--draft={later.pk}", "--since=2026-01-01")
    assert "5 differ, 0 by another verdict; 0.00 more, 2500.00 less" in as_if
    assert "100.00% equal, 0 differ" in said()
    with pytest.raises(CommandError, match=rf"Those that wait: .*\b{later.pk}\b"):
        said("--draft=999999")
    with pytest.raises(CommandError, match="goes with --draft"):
        said("--since=2026-01-01")


def test_open_lines_the_registers_and_a_day_before_the_draft(scene: Scene) -> None:
    case = file_roster(scene)
    draft = propose(admin("one"), "3.2a.per_person", "6000", "2026-10-01")
    assert listed(drafted.open_lines(draft)) == [], "the case was filed before the first day"
    as_if = drafted.open_lines(draft, since=dt.date(2026, 9, 1))
    assert listed(as_if) == [(case.number, n, 5000, 6000, 1000) for n in (1, 2, 3, 4, 5)]
    assert (as_if.gain_fen, as_if.loss_fen, as_if.verdicts) == (500_000, 0, 0)
    registers = drafted.registers(draft)
    [found] = registers["measures"]
    assert (registers["day"], found["measure"], found["changed"]) == ("2026-10-01", "3.2a", 5)
    assert (found["before"]["high_fen"], found["after"]["high_fen"]) == (2_500_000, 3_000_000)
    fewer = propose(admin("two"), "4.2.per_person", "1")
    assert drafted.registers(fewer)["measures"] == [] and drafted.registers(fewer)["without"] == ["4.2"]


def competition(scene: Scene, people: str) -> Case:
    """Register a competition with so many people, and file it."""
    facts = {"organiser": "industry_body", "is_skill_competition": True, "participants": int(people)}
    stated = Statement(facts, {"firm_id": scene.firm}, number=f"edition-{people}", valid_from=SINCE)
    rows(scene, "competitions", [stated])
    key = Row.objects.filter(table="competitions").latest("id").key
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["4.3b"], intent_key=people)
    drafts.save_rows(actor=scene.agent, filing_id=made.pk, code="4.3b", keys=[key])
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.pk, street=scene.streets[0])
    return case


def test_the_other_reading_of_a_competition_lists_the_two_shared_edges(scene: Scene) -> None:
    cases = {people: competition(scene, people) for people in COMPETITIONS}
    draft = propose(admin("one"), "A-4.3-1", "B", "2026-09-01", kind="reading")
    expected = {
        (cases[people].number, 1, before, after, after - before)
        for people, (before, after) in COMPETITIONS.items()
        if before != after
    }
    assert set(listed(drafted.open_lines(draft))) == expected and len(expected) == 2
    assert (drafted.open_lines(draft).loss_fen, drafted.open_lines(draft).lines) == (7_000_000, 6)
    back = propose(admin("two"), "4.3b.second_award", "60000", "2026-09-01")
    assert sorted(listed(drafted.open_lines(back))) == sorted(
        (cases[people].number, 1, 50_000, 60_000, 10_000) for people in ("100", "101", "199")
    )


def test_decided_cases_stay_and_later_ones_have_the_change(scene: Scene) -> None:
    scene.people, rest = scene.people[:2], scene.people[2:]
    first = decide(scene, file_roster(scene))
    one, other = admin("one"), admin("other")
    change = confirm(other, propose(one, "3.2a.per_person", "6000", "2026-09-02"))
    clock.turn_forward(1)
    scene.people = rest
    second = decide(scene, file_roster(scene, intent="two"))
    paid = {c.pk: set(Award.objects.filter(line__case=c).values_list("amount_fen", flat=True)) for c in (first, second)}
    assert paid == {first.pk: {500_000}, second.pk: {600_000}}
    rules = second.decisions.get(step_code="decide", line_no=0).snapshot[0]["rules"]
    assert (rules["change"], rules["changes"]) == (change.number, [1])
    assert first.decisions.get(step_code="decide", line_no=0).snapshot[0]["rules"]["change"] == 0
    assert replayed() == (4 * 5, 0), "every decision is answered as it was"
    end = propose(one, "3.2a.per_person", "6500", "2026-09-02")
    assert listed(drafted.decided_lines(end)) == [(second.number, n, 6000, 6500, 500) for n in (1, 2, 3)]


def test_a_line_that_people_refused_is_no_gain_and_one_that_the_rules_refused_is(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    for actor, code, outcome in ((scene.street, "first", "agree"), (scene.district, "second", "agree")):
        step(actor, case, code, outcome, lines={1: "合同无效"})
    step(scene.approver, case, "decide", "approved", lines={1: "合同无效"})
    draft = propose(admin("one"), "3.2a.per_person", "6000", "2026-09-01")
    assert [line for _case, line, *_ in listed(drafted.decided_lines(draft))] == [2, 3, 4, 5]


def test_a_draft_changes_nothing_for_anybody(scene: Scene) -> None:
    draft = propose(admin("one"), "3.2a.per_person", "6000", "2026-09-01")
    with in_force.trying(draft), in_force.one_policy():
        tried = in_force.policy_on(draft.policy).book["3.2a.per_person"].rows[-1].value
    assert tried == 600_000
    assert file_roster(scene).lines.first().answer["amount"] == "5000.00"
