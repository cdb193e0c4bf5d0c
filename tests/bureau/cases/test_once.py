"""Guards of what is paid once, and of caps: keys, months, slots, over decisions and past awards alike.

Each amount is worked out by hand from the clause; the test says how.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.bureau.cases.scene import (
    HIRED,
    POLICY,
    SETUP,
    SINCE,
    TODAY,
    Scene,
    decide,
    file_own,
    file_roster,
    past_award,
    resident_user,
    rows,
    set_budget,
    states,
    step,
)
from tests.bureau.registry.people import organisation, person

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import granting
from wenjiu.bureau.cases.actions import filing, reviews
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Quota
from wenjiu.bureau.funds.models import Budget, Obligation
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.merging import confirm_merge, propose_merge
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action

HOME = POLICY.home


def amounts(case: Case) -> list[int]:
    return list(Award.objects.filter(line__case=case).order_by("line__no").values_list("amount_fen", flat=True))


def test_a_hire_is_paid_5000_yuan_to_the_employer(scene: Scene) -> None:
    """3.2a: 5,000 yuan a person, paid to the employer."""
    case = decide(scene, file_roster(scene))
    assert amounts(case) == [500_000] * 3
    assert {(o.payee, o.amount_fen) for o in Obligation.objects.all()} == {(scene.firm, 500_000)}


def test_the_same_firm_and_person_are_paid_once(scene: Scene) -> None:
    """3.2a.C6. The second filing shows it at once; the decision refuses the line, and the other lines are granted."""
    scene.people, rest = scene.people[:1], scene.people[1:]
    decide(scene, file_roster(scene))
    scene.people = [*scene.people, *rest]
    case = file_roster(scene, intent="again")
    assert [line.answer["eligible"] for line in case.lines.all()] == ["no", "yes", "yes"]
    assert case.findings.get().level == "stop"
    step(scene.clerk, case, "accept", "accepted")
    with pytest.raises(CaseRefused, match="第1条按现在的资料是“不符合”"):
        step(scene.street, case, "first", "agree")
    step(scene.street, case, "first", "agree", lines={1: "已领"})
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert states(case) == ["refused", "approved", "approved"]


def test_of_two_open_cases_about_the_same_people_the_second_decision_is_refused(scene: Scene) -> None:
    """Both were filed before either was decided, so only the key stands between them."""
    cases = [file_roster(scene, intent=word) for word in ("one", "two")]
    for case in cases:
        step(scene.clerk, case, "accept", "accepted")
        step(scene.street, case, "first", "agree")
        step(scene.district, case, "second", "agree")
    step(scene.approver, cases[0], "decide", "approved")
    with pytest.raises(CaseRefused, match="第1条"):
        step(scene.approver, cases[1], "decide", "approved")
    refused = dict.fromkeys((1, 2, 3), "已领")
    step(scene.approver, cases[1], "decide", "refused", lines=refused)
    assert (cases[1].state, Award.objects.filter(live=True).count()) == ("refused", 3)


def test_a_past_award_counts_like_one_of_this_system(scene: Scene) -> None:
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[1]}, amount_fen=500_000)
    case = file_roster(scene)
    assert [line.answer["eligible"] for line in case.lines.all()] == ["yes", "no", "yes"]
    line = case.lines.get(no=2)
    assert line.facts["already_paid_3_2a"] == {"value": True, "source": "award"}
    assert line.answer["fails"] == ["3.2a.C6"]


def test_another_employer_may_claim_for_the_same_person(scene: Scene) -> None:
    """A-3.2-1 and G8 A: once for an employer and a person."""
    [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    past_award(actor=SETUP, code="3.2a", roles={"employer": other, "person": scene.people[0]}, amount_fen=500_000)
    case = file_roster(scene)
    assert [line.answer["eligible"] for line in case.lines.all()] == ["yes"] * 3
    assert not case.findings.exists()


def test_a_withdrawn_claim_can_be_filed_again(scene: Scene) -> None:
    case = file_roster(scene)
    filing.withdraw_case(actor=scene.agent, case_id=case.id, seen_version=case.version, reason="")
    assert states(decide(scene, file_roster(scene, intent="again"))) == ["approved"] * 3


def test_the_claim_of_a_merged_record_is_still_the_same_claim(scene: Scene) -> None:
    """The person was stored twice, was paid for under one record, and the records are merged."""
    [twice] = ensure_parties(actor=SETUP, rows=[person(77, name=scene.people[0].name)])
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": twice}, amount_fen=500_000)
    merge = propose_merge(actor=scene.district, keep=scene.people[0], gone=twice, fields={})
    confirm_merge(actor=scene.district2, merge=merge)
    case = file_roster(scene)
    assert [line.answer["eligible"] for line in case.lines.all()] == ["no", "yes", "yes"]
    assert [(f.line.no, f.code) for f in case.findings.all()] == [(1, "once")]


# ---- 5.2: a firm of one to five years that employs residents


def hire_more(scene: Scene, count: int) -> None:
    """Let the firm hire further residents."""
    more = ensure_parties(actor=SETUP, rows=[person(n) for n in range(100, 100 + count)])
    rows(scene, "persons", [Statement({"household_district": HOME}, {"self": p}, valid_from=SINCE) for p in more])
    hires = [Statement(HIRED, {"firm_id": scene.firm, "person_id": p}, valid_from=SINCE) for p in more]
    rows(scene, "hires", hires)


def test_a_firm_with_two_residents_is_refused_with_a_near_miss_and_files_again_with_three(scene: Scene) -> None:
    """5.2.C6: three residents at least. The workers are counted from the register of hires. Three bring 30,000 yuan."""
    gone = Statement(
        {**HIRED, "left_on": "2026-08-31"}, {"firm_id": scene.firm, "person_id": scene.people[2]}, valid_from=SINCE
    )
    rows(scene, "hires", [gone])
    case = file_own(scene.agent, scene.firm, "5.2")
    line = case.lines.get()
    assert line.facts["chaoyang_hukou_workers"]["value"] == 2
    assert line.facts["chaoyang_hukou_workers"]["row"] == "count"
    assert (line.answer["eligible"], line.answer["fails"]) == ("no", ["5.2.C6"])
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "refuse", reason="带动2人，差1人")
    step(scene.district, case, "second", "refuse")
    step(scene.approver, case, "decide", "refused")
    assert case.state == "refused"
    clock.turn_forward(30)
    hire_more(scene, 1)
    again = file_own(scene.agent, scene.firm, "5.2", intent="again")
    assert amounts(decide(scene, again)) == [3_000_000]


@pytest.mark.parametrize(("residents", "fen"), [(3, 3_000_000), (4, 4_000_000), (20, 20_000_000), (21, 20_000_000)])
def test_the_amount_of_5_2_grows_by_the_resident_up_to_its_cap(scene: Scene, residents: int, fen: int) -> None:
    """30,000 yuan for 3, 10,000 for each further one, 200,000 at most: 30,000 + 17 x 10,000 = 200,000 at 20."""
    hire_more(scene, residents - 3)
    assert amounts(decide(scene, file_own(scene.agent, scene.firm, "5.2"))) == [fen]


def test_a_firm_is_paid_under_5_2_once_for_life(scene: Scene) -> None:
    decide(scene, file_own(scene.agent, scene.firm, "5.2"))
    clock.turn_forward(300)
    again = file_own(scene.agent, scene.firm, "5.2", intent="again")
    assert again.lines.get().answer["fails"] == ["5.2.C7"]
    assert [(f.code, f.level) for f in again.findings.all()] == [("once", "stop")]


# ---- 5.3: rent, three years for an entity and for a founder


def rent(scene: Scene, n: int, firm: Any) -> User:
    """Put a founder into the register, with the rent of a year long ago, and return his account."""
    facts = {
        "is_founder": True, "was_registered_unemployed": True, "rents_premises": True, "annual_rent": "999",
        "registered_district": HOME, "tax_district": HOME, "operates_normally": True, "operation_start": "2024-05-01",
    }  # fmt: skip
    rows(scene, "founders", [Statement(facts, {"person_id": scene.people[n], "firm_id": firm}, valid_from=SINCE)])
    found: User | None = User.objects.filter(username=f"resident{n}").first()
    return found or resident_user(scene, n)


def file_rent(scene: Scene, user: User, intent: str, rent_yuan: str = "60000") -> Case:
    """File the rent of a year, which is what the founder says it was."""
    return file_own(user, user.party, "5.3", intent=intent, street=scene.streets[0], annual_rent=rent_yuan)


def clear(scene: Scene, case: Case) -> None:
    for finding in case.findings.filter(level="warn", cleared_at=None):
        case.refresh_from_db()
        reviews.clear_finding(actor=scene.clerk2, finding_id=finding.id, seen_version=case.version, reason="不同年度")


def pay_years(scene: Scene, user: User, years: int) -> list[Case]:
    """Take 5.3 through a decision each year, and return the cases."""
    cases = []
    for year in range(years):
        case = file_rent(scene, user, f"year {year}")
        clear(scene, case)
        step(scene.clerk2, case, "accept", "accepted")
        step(scene.street, case, "first", "agree")
        step(scene.district, case, "second", "agree")
        cases.append(step(scene.approver, case, "decide", "approved"))
        clock.turn_forward(366)
        set_budget(scene, "5.3", 100_000_000)
    return cases


def test_rent_is_paid_in_three_years_and_not_in_a_fourth(scene: Scene) -> None:
    """5.3: the rent of 60,000 yuan is paid up to 50,000 a year, three years at most (C9). The firm began in May 2024."""
    user = rent(scene, 0, scene.firm)
    cases = pay_years(scene, user, 3)
    assert [amounts(case) for case in cases] == [[5_000_000]] * 3
    assert list(Award.objects.order_by("id").values_list("slot", flat=True)) == [1, 2, 3]
    quota = Quota.objects.get()
    assert (quota.used, quota.most) == (3, 3)
    fourth = file_rent(scene, user, "fourth")
    assert "5.3.C9" in fourth.lines.get().answer["fails"]
    assert [(f.code, f.level) for f in fourth.findings.filter(level="stop")] == [("once", "stop")]


def test_a_smaller_rent_is_paid_as_it_is(scene: Scene) -> None:
    """5.3: the actual rent of 12,345.67 yuan is below 50,000."""
    case = file_rent(scene, rent(scene, 0, scene.firm), "one", "12345.67")
    assert case.lines.get().facts["annual_rent"] == {"value": "12345.67", "source": "declared"}
    assert not case.findings.filter(code="conflict").exists()
    assert amounts(decide(scene, case)) == [1_234_567]
    assert Obligation.objects.get().payee == scene.people[0]  # A-5.3-1: the founder is paid


def test_rent_years_that_were_imported_count_in_the_cap_of_the_founder(scene: Scene) -> None:
    """Two years for a first firm and one for a second are three years of the founder (cap), in two entities (key)."""
    [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    roles = {"person": scene.people[0], "entity": other}
    past_award(actor=SETUP, code="5.3", roles=roles, amount_fen=5_000_000)
    past_award(actor=SETUP, code="5.3", roles=roles, amount_fen=5_000_000)
    [case] = pay_years(scene, rent(scene, 0, scene.firm), 1)
    assert Award.objects.get(line__case=case).slot == 1
    assert Quota.objects.get().used == 3
    again = file_rent(scene, User.objects.get(username="resident0"), "again")
    assert again.lines.get().facts["rent_years_already_paid"] == {"value": 3, "source": "award"}
    assert ("cap", "stop") in again.findings.values_list("code", "level")


def test_a_founder_with_two_entities_in_the_register_is_not_given_one_of_them_by_chance(scene: Scene) -> None:
    [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    rent(scene, 0, scene.firm)
    founder = rent(scene, 0, other)
    with pytest.raises(CaseRefused, match="请先选是哪一个"):
        file_rent(scene, founder, "one")


# ---- months: 3.4a (twelve for a person) and 3.4b (no month twice)


def trainee(scene: Scene, n: int, start: str, end: str) -> None:
    """Put a traineeship of an unemployed youth into the register."""
    known = {"birth_date": "2004-05-06", "is_registered_unemployed": True, "household_district": HOME}
    rows(scene, "persons", [Statement(known, {"self": scene.people[n]}, valid_from=TODAY)])
    facts = {"unit_is_recognised": True, "is_full_time": True, "start": start, "end": end}
    roles = {"firm_id": scene.firm, "person_id": scene.people[n]}
    rows(scene, "traineeships", [Statement(facts, roles, valid_from=SINCE)])
    set_budget_once(scene, "3.4a")


def set_budget_once(scene: Scene, group: str) -> None:
    if not Budget.objects.filter(group=group, year=clock.today().year).exists():
        set_budget(scene, group, 100_000_000)


def stipend(scene: Scene, n: int, intent: str) -> Case:
    """File 3.4a for one trainee."""
    people, scene.people = scene.people, [scene.people[n]]
    case = file_roster(scene, code="3.4a", intent=intent)
    scene.people = people
    return case


def test_a_stipend_is_the_minimum_wage_of_each_month(scene: Scene) -> None:
    """3.4a, A-3.4-4 A: 2,540 yuan a month since September 2025; January to June 2026 is 6 x 2,540 = 15,240 yuan."""
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    case = decide(scene, stipend(scene, 0, "one"))
    award = Award.objects.get(line__case=case)
    assert award.amount_fen == 1_524_000
    assert (award.months.lower, award.months.upper) == (2026 * 12, 2026 * 12 + 6)
    assert Obligation.objects.get().payee == scene.people[0]  # A-3.4-7 A: the trainee's own account


def test_the_wage_of_two_rates_is_added_month_by_month(scene: Scene) -> None:
    """July and August 2025 at 2,420, September to December at 2,540: 4,840 + 10,160 = 15,000 yuan."""
    trainee(scene, 0, "2025-07-01", "2025-12-31")
    assert amounts(decide(scene, stipend(scene, 0, "one"))) == [1_500_000]


def test_twelve_months_of_one_person_are_paid_over_several_units_and_a_thirteenth_is_not(scene: Scene) -> None:
    """A-3.4-6 A. Eight imported months and a traineeship of six: the rules pay four, the key is that of four months."""
    past = {"traineeship_start": "2025-01-01", "traineeship_end": "2025-08-31"}
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=past, amount_fen=1_936_000)
    trainee(scene, 0, "2026-01-01", "2026-04-30")
    case = decide(scene, stipend(scene, 0, "one"))
    assert amounts(case) == [4 * 254_000]
    quota = Quota.objects.get()
    assert (quota.used, quota.most) == (12, 12)


def test_a_line_that_would_use_more_months_than_are_left_is_refused_by_its_number(scene: Scene) -> None:
    """Eight months are paid. Five more are thirteen: the cap holds whatever the amount says."""
    past = {"traineeship_start": "2025-01-01", "traineeship_end": "2025-08-31"}
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=past, amount_fen=1_936_000)
    trainee(scene, 0, "2026-01-01", "2026-05-31")
    case = stipend(scene, 0, "one")
    assert [(f.code, f.level) for f in case.findings.all()] == [("cap", "stop")]
    assert "已有8，这次5，最多12" in case.findings.get().text


def test_months_that_meet_paid_ones_are_refused(scene: Scene) -> None:
    """June is paid; January to June meets it, January to May does not."""
    past = {"traineeship_start": "2026-06-01", "traineeship_end": "2026-06-30"}
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=past, amount_fen=254_000)
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    met = stipend(scene, 0, "met")
    assert [(f.code, f.level) for f in met.findings.all()] == [("months", "stop")]
    assert "2026-06至2026-06" in met.findings.get().text
    trainee(scene, 1, "2026-01-01", "2026-05-31")
    assert not stipend(scene, 1, "other").findings.exists()


def kept_on(scene: Scene, n: int, start: str, months: int) -> None:
    facts = {"completed": True, "by_same_unit": True, "start": start, "insured_months": months,
             "household_district": HOME}  # fmt: skip
    roles = {"firm_id": scene.firm, "person_id": scene.people[n]}
    rows(scene, "retentions", [Statement(facts, roles, valid_from=SINCE)])
    set_budget_once(scene, "3.4b")


def test_one_month_of_insurance_is_paid_once_whoever_claims_it(scene: Scene) -> None:
    """0.4.1: 3.4b for January to March 2026, and another unit was paid 3.4b for March to May of the same person."""
    [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
    facts = {"retention_start": "2026-03-01", "retention_insured_months": 3}
    past_award(actor=SETUP, code="3.4b", roles={"unit": other, "person": scene.people[0]}, facts=facts, amount_fen=1)
    kept_on(scene, 0, "2026-01-01", 3)
    scene.people = scene.people[:1]
    case = file_roster(scene, code="3.4b")
    assert ("months", "stop") in case.findings.values_list("code", "level")


def test_the_insurance_of_months_beside_paid_ones_is_granted(scene: Scene) -> None:
    """3.4b, A-3.4-9 A: the employer's share of January to March 2026 is 3 x 1,883.61 = 5,650.83 yuan."""
    facts = {"retention_start": "2026-04-01", "retention_insured_months": 3}
    past_award(
        actor=SETUP, code="3.4b", roles={"unit": scene.firm, "person": scene.people[0]}, facts=facts, amount_fen=1
    )
    kept_on(scene, 0, "2026-01-01", 3)
    scene.people = scene.people[:1]
    assert amounts(decide(scene, file_roster(scene, code="3.4b"))) == [565_083]


def test_insurance_of_rural_workers_that_was_paid_before_counts_although_its_parameters_have_no_value(
    scene: Scene,
) -> None:
    """3.2b leaves its most months to a parameter that nobody has published. What was paid must still be importable."""
    roles = {"employer": scene.firm, "person": scene.people[0]}
    facts = {"insured_months": 3, "first_month": "2026-01"}
    past_award(actor=SETUP, code="3.2b", roles=roles, facts=facts, amount_fen=300_000)
    kept_on(scene, 0, "2026-03-01", 2)
    scene.people = scene.people[:1]
    case = file_roster(scene, code="3.4b")
    assert ("months", "stop") in case.findings.values_list("code", "level")


def test_caps_and_keys_are_given_back_when_an_award_ends(scene: Scene) -> None:
    past = {"traineeship_start": "2026-06-01", "traineeship_end": "2026-06-30"}
    award = past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=past, amount_fen=254_000)

    @action
    def end(*, actor: Any) -> None:
        granting.end_awards(actor, [award])
        granting.end_awards(actor, [award])  # twice is once

    end(actor=SETUP)
    assert Quota.objects.get().used == 0
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    assert not stipend(scene, 0, "one").findings.exists()


def test_another_reading_changes_the_key() -> None:
    """A-3.4-6: under A twelve months for a person, under B for a traineeship. A-5.2-3 B: the day is in the key."""
    claim = POLICY.claims["3.4a"]
    assert claim.cap.per == ("person",)
    assert claim.under({"A-3.4-6": "B"}).cap.per == ("person", "traineeship")
    assert POLICY.claims["5.2"].under({"A-5.2-3": "B"}).key == ("employer", "day")
