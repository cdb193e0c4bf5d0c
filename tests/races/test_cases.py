"""Races for cases, with real threads on a real PostgreSQL: one decision, one case, exactly the cap, no deadlock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tests.bureau.cases.scene import (
    POLICY,
    SETUP,
    SINCE,
    TODAY,
    Scene,
    file_roster,
    make_scene,
    past_award,
    rows,
    set_budget,
    step,
)
from tests.bureau.registry.people import person
from tests.races.threads import at_once
from tests.support import counts

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.actions import drafts, filing, notices, past, reviews, steps
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Award, Case, Decision, Filing, Line, Quota
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action
from wenjiu.standards import civil

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_in(3)]

ROUNDS = counts.few(3, 10)


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@pytest.fixture
def scene(own_calendar: None, transactional_db: None) -> Scene:
    return make_scene(people=2)


def deciders(scene: Scene, count: int, role: str = "approver") -> list[User]:
    """Return officials with one post for the district, or for the first street."""
    area = scene.streets[0] if role.startswith("street") else scene.streets[0].parent
    made = []
    for n in range(count):
        user = create_user(actor=SETUP, username=f"{role}-{n}", name=f"虚构{role}{n}")
        give_post(actor=SETUP, user=user, role=role, area=area, from_day=SINCE)
        made.append(user)
    return made


def at_decision(scene: Scene, case: Case) -> Case:
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    return step(scene.district, case, "second", "agree")


def decide(actor: User, case: Case, outcome: str = "approved") -> Any:
    return partial(
        steps.take_step,
        actor=actor,
        case_id=case.id,
        step="decide",
        outcome=outcome,
        seen_version=case.version,
        reason="" if outcome == "approved" else "单位已停业",
    )


def only_words(ways: Counter[str]) -> None:
    """Whatever happens, who is refused reads words: no deadlock and no error of the database reaches a user."""
    assert not [way for way in ways if way != "ok" and not way.startswith(("CaseRefused", "Outdated", "MoneyRefused"))]


def test_64_deciders_of_one_case_make_one_decision(scene: Scene) -> None:
    actors = deciders(scene, 64)
    for n in range(ROUNDS):
        case = at_decision(scene, file_roster(scene, intent=str(n)))
        outcome = "approved" if n == ROUNDS - 1 else "refused"
        ways = at_once([decide(actor, case, outcome) for actor in actors])
        only_words(ways)
        assert ways["ok"] == 1 and sum(ways.values()) == 64
        assert Decision.objects.filter(case=case, step_code="decide", line_no=0).count() == 1
    assert Award.objects.count() == 2


def draft(scene: Scene, intent: str) -> Filing:
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key=intent)
    lines = [{"number": number_of(p), "name": p.name} for p in scene.people]
    drafts.save_lines(actor=scene.agent, filing_id=made.id, lines=lines)
    return made


def test_one_filing_posted_ten_times_at_once_and_again_for_forty_days_is_one_case(scene: Scene) -> None:
    made = draft(scene, "one")
    post = partial(filing.submit_filing, actor=scene.agent, filing_id=made.id)
    for days in (0, 1, 40):
        if days:
            clock.turn_forward(days)
        assert at_once([post] * 10) == {"ok": 10}
    [case] = post()
    assert (Case.objects.count(), case.filed_on) == (1, TODAY)
    assert Line.objects.count() == 2


def test_one_intent_opened_ten_times_at_once_is_one_filing(scene: Scene) -> None:
    for n in range(ROUNDS):
        opened = partial(
            drafts.open_filing,
            actor=scene.agent,
            policy=POLICY,
            filer=scene.firm,
            measures=["3.2a"],
            intent_key=f"intent {n}",
        )
        assert at_once([opened] * 10) == {"ok": 10}
    assert Filing.objects.count() == ROUNDS


def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them(scene: Scene) -> None:
    for n in range(ROUNDS):
        case = at_decision(scene, file_roster(scene, intent=str(n)))
        withdraw = partial(
            filing.withdraw_case, actor=scene.agent, case_id=case.id, seen_version=case.version, reason=""
        )
        ways = at_once([withdraw, decide(scene.approver, case, "refused")])
        only_words(ways)
        assert ways["ok"] == 1
        case.refresh_from_db()
        assert case.state in ("withdrawn", "refused")


def test_many_cases_about_the_same_two_people_grant_each_once_and_a_past_award_counts(scene: Scene) -> None:
    """The rosters name the two in both orders, so locks taken in the order of the lines would cross."""
    many = counts.few(8, 40)
    actors = deciders(scene, many)
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[0]}, amount_fen=1)
    others = ensure_parties(actor=SETUP, rows=[person(n) for n in (50, 51)])
    hire(scene, others)
    first, scene.people = scene.people, list(others)
    cases = []
    for n in range(many):
        scene.people.reverse()
        cases.append(at_decision(scene, file_roster(scene, intent=str(n))))
    ways = at_once([decide(actor, case) for actor, case in zip(actors, cases, strict=True)])
    only_words(ways)
    assert ways["ok"] == 1
    assert Award.objects.filter(live=True, line__isnull=False).count() == 2
    scene.people = first
    again = file_roster(scene, intent="with the past award")
    assert [line.answer["eligible"] for line in again.lines.all()] == ["no", "yes"]


def hire(scene: Scene, people: list[Any]) -> None:
    known = {"household_district": POLICY.home, "school": "university", "graduation": "2019-07-01"}
    rows(scene, "persons", [Statement(known, {"self": p}, valid_from=SINCE) for p in people])
    facts = {"is_new": True, "date": "2026-03-02", "claim_year": 2026, "was_registered_unemployed": True}
    rows(scene, "hires", [Statement(facts, {"firm_id": scene.firm, "person_id": p}, valid_from=SINCE) for p in people])


def months_of(n: int, length: int = 1) -> dict[str, str]:
    """Return a traineeship of some months that begins n months after January 2020."""
    first = civil.plus_months(civil.parse("2020-01-01"), n)
    last = civil.previous_day(civil.plus_months(first, length))
    return {"traineeship_start": civil.iso(first), "traineeship_end": civil.iso(last)}


award_at_once = refusing(past_award)


def test_40_months_at_once_under_a_cap_of_12_are_12(scene: Scene) -> None:
    """3.4a: twelve months of one person. Five were imported before; of forty further ones seven fit."""
    roles = {"person": scene.people[0]}
    past_award(actor=SETUP, code="3.4a", roles=roles, facts=months_of(0, 5), amount_fen=1)
    ways = at_once(
        [partial(award_at_once, actor=SETUP, code="3.4a", roles=roles, facts=months_of(10 + n)) for n in range(40)]
    )
    assert ways == {"ok": 7, "CaseRefused:cap": 33}
    assert (Quota.objects.get().used, Award.objects.count()) == (12, 8)


def test_20_overlapping_insurance_months_at_once_are_1(scene: Scene) -> None:
    for n in range(ROUNDS):
        [one] = ensure_parties(actor=SETUP, rows=[person(200 + n)])
        facts = [{"retention_start": f"2025-{1 + k % 3:02d}-01", "retention_insured_months": 3} for k in range(20)]
        roles = {"unit": scene.firm, "person": one}
        ways = at_once([partial(award_at_once, actor=SETUP, code="3.4b", roles=roles, facts=f) for f in facts])
        only_words(ways)
        assert ways["ok"] == 1
        assert Award.objects.filter(person=one, live=True).count() == 1


def test_a_stipend_and_a_hire_that_exclude_each_other_are_not_both_granted(scene: Scene) -> None:
    """0.4.2 compares claims of different keys. Both approvers decide at once; the second one sees the first."""
    set_budget(scene, "3.4a", 100_000_000)
    for n in range(ROUNDS):
        scene.people = ensure_parties(actor=SETUP, rows=[person(300 + n)])
        known = {"birth_date": "2004-05-06", "is_registered_unemployed": True, "household_district": POLICY.home}
        hire(scene, scene.people)
        rows(scene, "persons", [Statement(known, {"self": scene.people[0]}, valid_from=TODAY)])
        trainee = {"unit_is_recognised": True, "is_full_time": True, "start": "2026-01-01", "end": "2026-06-30"}
        roles = {"firm_id": scene.firm, "person_id": scene.people[0]}
        rows(scene, "traineeships", [Statement(trainee, roles, valid_from=SINCE)])
        hired = at_decision(scene, file_roster(scene, intent=f"hire {n}"))
        stipend = file_roster(scene, code="3.4a", intent=f"stipend {n}")
        for finding in stipend.findings.all():
            reviews.clear_finding(
                actor=scene.clerk, finding_id=finding.id, seen_version=stipend.version, reason="另案未定"
            )
        at_decision(scene, stipend)
        ways = at_once([decide(scene.approver, hired), decide(scene.approver2, stipend)])
        only_words(ways)
        assert ways["ok"] == 1
        assert Award.objects.filter(live=True, labels__roles__person=scene.people[0].pk).count() == 1


def test_nobody_takes_two_steps_at_once_also_by_direct_sql(scene: Scene) -> None:
    """One person with both posts inserts decisions on two steps past every action, from twenty connections."""
    case = file_roster(scene)

    def insert(number: int, code: str) -> None:
        connection.ensure_connection()
        with transaction.atomic(), connection.connection.cursor() as cursor:
            # Past the guard of writes, as a program that forgets every check.
            cursor.execute("UPDATE cases_case SET state = %s WHERE id = %s", [code, case.id])
            cursor.execute(
                "INSERT INTO cases_decision (case_id, line_no, round, step, step_code, actor_id, seen_version, outcome,"
                " reason, sha) VALUES (%s, 0, 1, %s, %s, %s, %s, 'agree', '', '')",
                [case.id, number, code, scene.clerk.pk, case.version],
            )

    ways = at_once([partial(insert, 2 + n % 2, ("accept", "first")[n % 2]) for n in range(20)])
    assert ways["ok"] == 1
    assert not [way for way in ways if "Deadlock" in way]
    assert Decision.objects.filter(case=case).values("step").distinct().count() == 1


def test_two_officials_clear_one_finding_once(scene: Scene) -> None:
    past_award(actor=SETUP, code="5.2", roles={"employer": scene.firm}, amount_fen=1)
    case = file_roster(scene)
    finding = case.findings.get()
    clear = partial(reviews.clear_finding, finding_id=finding.id, seen_version=case.version, reason="已核对")
    ways = at_once([partial(clear, actor=actor) for actor in (scene.clerk, scene.clerk2)] * 8)
    only_words(ways)
    assert ways["ok"] == 1


def test_an_import_withdrawn_by_eight_at_once_gives_back_its_cap_once(scene: Scene) -> None:
    roles = {"person": scene.people[0]}
    award = past_award(actor=SETUP, code="3.4a", roles=roles, facts=months_of(0, 5), amount_fen=1)
    past_award(actor=SETUP, code="3.4b", roles={"unit": scene.firm, **roles}, amount_fen=1,
               facts={"retention_start": "2025-01-01", "retention_insured_months": 3})  # fmt: skip
    ways = at_once(
        [partial(past.withdraw_past_awards, actor=scene.clerk2, imported=award.imported, reason="虚构的原因")] * 8
    )
    assert ways["ok"] >= 1
    assert set(Quota.objects.values_list("used", flat=True)) == {0}
    assert not Award.objects.filter(live=True).exists()


def test_objections_and_the_end_of_a_notice_at_once_never_clear_a_line_that_is_held(scene: Scene) -> None:
    case = step(scene.approver, at_decision(scene, file_roster(scene)), "decide", "approved")
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.id])
    about = notice.lines.order_by("id").first()
    object_to = partial(notices.object_to, actor="a visitor", notice_line_id=about.id, text="此人未在该单位上班")
    settle = []
    for _n in range(3):
        settle.append(object_to())
    runs = [
        partial(notices.settle_objection, actor=scene.approver2, objection_id=o.id, upheld=False, reason="已核实")
        for o in settle
    ]
    clock.turn_forward((notice.ends_on - clock.today()).days + 1)
    ways = at_once([*runs, partial(notices.end_notice, actor=scene.district, notice_id=notice.id), *[object_to] * 4])
    only_words(ways)
    assert ways["CaseRefused:over"] == 4
    assert set(Line.objects.filter(case=case).values_list("state", flat=True)) == {"cleared"}
    case.refresh_from_db()
    assert case.state == "pay"


class TestDeadlocks:
    """An action that PostgreSQL ends because of a deadlock is run again, and else refused in words."""

    def test_two_actions_that_lock_in_a_circle_both_end(self, scene: Scene) -> None:
        cases = [file_roster(scene, intent=word) for word in ("one", "two")]
        ways = at_once([partial(_lock_both, actor=SETUP, ids=ids) for ids in _orders(cases)])
        assert ways == {"ok": 2}

    def test_inside_another_action_it_is_refused_in_words(self, scene: Scene) -> None:
        cases = [file_roster(scene, intent=word) for word in ("one", "two")]
        ways = at_once([partial(_lock_inside, actor=SETUP, ids=ids) for ids in _orders(cases)])
        assert set(ways) <= {"ok", "CaseRefused:busy"} and ways["ok"] >= 1


def _orders(cases: list[Case]) -> list[list[int]]:
    ids = [case.id for case in cases]
    return [ids, ids[::-1]]


@refusing
@action
def _lock_both(*, actor: str, ids: list[int]) -> None:
    """Lock two cases one after the other, in the order that is given: what no action of the app does."""
    for case_id in ids:
        Case.objects.select_for_update().get(id=case_id)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")


@action
def _lock_inside(*, actor: str, ids: list[int]) -> None:
    _lock_both(actor=actor, ids=ids)


def test_a_refusal_of_the_database_has_words(scene: Scene) -> None:
    @refusing
    @action
    def double(*, actor: str) -> None:
        case = file_roster(scene)
        Case.objects.create(
            filing=case.filing, number="x", policy=case.policy, measure=case.measure, rules_version="x",
            flow=case.flow, street=case.street, state="accept", filed_on=TODAY,
        )  # fmt: skip

    with pytest.raises(CaseRefused, match="已经有这项补贴的案件"):
        double(actor=SETUP)
    assert not Case.objects.exists()
