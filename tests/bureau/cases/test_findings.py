"""Guards of findings: what raises one, what stops a step, who clears it, and that it goes when it no longer holds.

The clause reading 0.4 says which claims meet: 0.4.4 and 0.4.5 warn, 0.4.2 stops.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
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
    rows,
    set_budget,
    states,
    step,
)

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import drafts, filing, reviews
from wenjiu.bureau.cases.errors import CaseRefused, Outdated
from wenjiu.bureau.cases.models import Award, Case, Finding
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action


def codes(case: Case) -> list[tuple[int | None, str, str]]:
    """Return (line, code, level) of the findings of a case, without that of its papers, and without a mark of values."""
    found = Finding.objects.filter(case=case).exclude(code__startswith="papers:").order_by("line__no", "code")
    return [(f.line.no if f.line else None, f.code.partition("#")[0], f.level) for f in found]


def file_declaring(scene: Scene, **facts: str) -> Case:
    """File 3.2a with facts on the first line."""
    made = drafts.open_filing(
        actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key="declared"
    )
    lines = [{"number": number_of(p), "name": p.name, "facts": {}} for p in scene.people]
    lines[0]["facts"] = facts
    drafts.save_lines(actor=scene.agent, filing_id=made.id, lines=lines)
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.id)
    return case


def clear(scene: Scene, case: Case, reason: str = "已核对合同") -> None:
    for finding in Finding.objects.filter(case=case, cleared_at=None, level="warn"):
        case.refresh_from_db()
        reviews.clear_finding(actor=scene.clerk, finding_id=finding.id, seen_version=case.version, reason=reason)


def test_a_fact_declared_against_the_register_is_a_finding_and_the_register_counts(scene: Scene) -> None:
    """3.2a.C3: hired in 2025 would be another year; the register says 2026-03-02, so the line is still granted."""
    case = file_declaring(scene, hire_date="2025-12-31")
    assert codes(case) == [(1, "conflict:hire_date", "warn")]
    line = case.lines.get(no=1)
    assert (line.answer["eligible"], line.facts["hire_date"]["value"]) == ("yes", "2026-03-02")
    with pytest.raises(
        CaseRefused, match=r"第1条还没有处理的疑点|第1条还有没处理的疑点：“.*填的是2025年12月31日，登记的是2026年3月2日"
    ):
        step(scene.street, step(scene.clerk, case, "accept", "accepted"), "first", "agree")


def test_a_finding_stops_the_step_until_a_named_person_clears_it_with_a_reason(scene: Scene) -> None:
    case = step(scene.clerk, file_declaring(scene, hire_date="2025-12-31"), "accept", "accepted")
    finding = Finding.objects.exclude(code="papers:1").get(case=case)
    with pytest.raises(CaseRefused, match="为什么可以放行"):
        reviews.clear_finding(actor=scene.street, finding_id=finding.id, seen_version=case.version, reason="  ")
    with pytest.raises(CaseRefused, match="不由您办理"):
        reviews.clear_finding(actor=scene.district, finding_id=finding.id, seen_version=case.version, reason="x")
    with pytest.raises(Outdated):
        reviews.clear_finding(actor=scene.street, finding_id=finding.id, seen_version=case.version - 1, reason="x")
    cleared = reviews.clear_finding(
        actor=scene.street, finding_id=finding.id, seen_version=case.version, reason="合同为准"
    )
    assert (cleared.cleared_by, cleared.reason) == (scene.street, "合同为准")
    with pytest.raises(Outdated, match="虚构street处理过"):
        reviews.clear_finding(actor=scene.street2, finding_id=finding.id, seen_version=case.version + 1, reason="x")
    step(scene.street, case, "first", "agree")
    assert case.state == "second"


def test_the_finding_of_one_line_never_blocks_the_others(scene: Scene) -> None:
    case = step(scene.clerk, file_declaring(scene, hire_date="2025-12-31"), "accept", "accepted")
    step(scene.street, case, "first", "agree", lines={1: "招用日期不符"})
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert states(case) == ["refused", "approved", "approved"]


def test_an_applicant_states_no_ruling_no_award_and_no_day_of_the_case(scene: Scene) -> None:
    """Those facts have other suppliers: an official, the past awards, the clock."""
    case = file_declaring(scene, already_paid_3_2a="false", application_date="2020-01-01", hire_date="2026-03-02")
    assert set(case.lines.get(no=1).declared) == {"hire_date"}
    official = [
        name for name, fact in POLICY.accepted_facts(POLICY.measures["5.2"]).items() if fact.source == "official"
    ]
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["5.2"], intent_key="own")
    answers = {"already_paid_5_2": "false", "amount_paid_before": "1", "application_date": "2020-01-01"}
    drafts.save_answers(actor=scene.agent, filing_id=made.id, answers=answers | dict.fromkeys(official, "true"))
    made.refresh_from_db()
    assert made.draft["answers"] == {}


def test_what_two_measures_of_one_firm_share_is_shown_in_the_later_case_once(scene: Scene) -> None:
    """0.4.5: 3.2a and 5.2 count the same workers. The text allows it, an official checks: once, and not for each line."""
    roster = file_roster(scene)
    firm = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    assert codes(roster) == []
    assert codes(firm) == [(None, "0.4.5:3.2a", "warn")]
    assert roster.number in Finding.objects.exclude(code="papers:1").get(case=firm).text


def test_fifty_lines_meet_an_award_of_the_firm_in_one_finding(scene: Scene) -> None:
    past_award(actor=SETUP, code="5.2", roles={"employer": scene.firm}, amount_fen=3_000_000)
    case = file_roster(scene)
    assert codes(case) == [(None, "0.4.5:5.2", "warn")]
    clear(scene, case)
    decide(scene, case)
    assert states(case) == ["approved"] * 3


def test_the_finding_that_was_cleared_holds_when_the_other_case_is_decided_meanwhile(scene: Scene) -> None:
    roster = file_roster(scene)
    firm = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    clear(scene, firm)
    decide(scene, roster)
    decide(scene, firm)
    assert firm.state == "notice"


def test_the_earlier_case_is_not_asked_again_when_the_later_one_is_decided_first(scene: Scene) -> None:
    roster = file_roster(scene)
    firm = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    clear(scene, firm)
    decide(scene, firm)
    decide(scene, roster)
    assert states(roster) == ["approved"] * 3


def test_an_award_that_is_imported_during_the_review_is_seen_before_the_decision(scene: Scene) -> None:
    """0.4.4: 3.2a and 3.4b for the same person warn. The award comes in after the last review."""
    case = step(scene.clerk, file_roster(scene), "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    facts = {"retention_start": "2025-01-01", "retention_insured_months": 3}
    past_award(
        actor=SETUP, code="3.4b", roles={"unit": scene.firm, "person": scene.people[1]}, facts=facts, amount_fen=100
    )
    with pytest.raises(CaseRefused, match="上一步以后有新的疑点") as refused:
        step(scene.approver, case, "decide", "approved")
    assert refused.value.code == "new_finding"
    step(scene.approver, case, "decide", "return", reason="核对留用补贴")
    assert codes(case) == [(2, "0.4.4:3.4b", "warn")]
    finding = Finding.objects.exclude(code="papers:1").get(case=case)
    reviews.clear_finding(actor=scene.district, finding_id=finding.id, seen_version=case.version, reason="条文允许")
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert states(case) == ["approved"] * 3


def trainee(scene: Scene, n: int, start: str, end: str) -> None:
    facts = {"unit_is_recognised": True, "is_full_time": True, "start": start, "end": end}
    rows(
        scene,
        "traineeships",
        [Statement(facts, {"firm_id": scene.firm, "person_id": scene.people[n]}, valid_from=SINCE)],
    )


def unemployed(scene: Scene) -> None:
    """Let the people be registered unemployed youths, for whom 3.4a needs no household (A-3.4-1 A)."""
    known = {"birth_date": "2004-05-06", "is_registered_unemployed": True, "school": "none",
             "household_district": POLICY.home}  # fmt: skip
    rows(scene, "persons", [Statement(known, {"self": p}, valid_from=TODAY) for p in scene.people])


def test_a_stipend_for_months_in_which_the_person_was_hired_is_a_hard_stop_in_whatever_order(scene: Scene) -> None:
    """0.4.2: no stipend (January to June) for a month in which the person is employed (hired 2 March)."""
    unemployed(scene)
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    set_budget(scene, "3.4a", 100_000_000)
    hired = file_roster(scene)
    scene.people = scene.people[:1]
    stipend = file_roster(scene, code="3.4a", intent="stipend")
    assert codes(stipend) == [(1, "0.4.2:3.2a", "warn")]  # the other case is not decided yet
    clear(scene, stipend)
    decide(scene, stipend)
    with pytest.raises(CaseRefused, match="第1条：领取见习补贴的月份不能同时就业") as refused:
        decide(scene, hired)
    assert refused.value.code == "finding"
    finding = Finding.objects.exclude(code="papers:1").get(case=hired)
    assert (finding.code, finding.level, finding.line.no) == ("stop:0.4.2:3.4a", "stop", 1)
    with pytest.raises(CaseRefused, match="不能放行"):
        reviews.clear_finding(actor=scene.street, finding_id=finding.id, seen_version=hired.version, reason="x")
    step(scene.street, hired, "first", "agree", lines={1: "已领见习补贴"})
    step(scene.district, hired, "second", "agree")
    step(scene.approver, hired, "decide", "approved")
    assert states(hired) == ["refused", "approved", "approved"]


def test_a_hard_stop_that_arises_after_the_last_review_still_stops_the_decision(scene: Scene) -> None:
    unemployed(scene)
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    set_budget(scene, "3.4a", 100_000_000)
    hired = step(scene.clerk, file_roster(scene), "accept", "accepted")
    step(scene.street, hired, "first", "agree")
    step(scene.district, hired, "second", "agree")
    scene.people = scene.people[:1]
    stipend = file_roster(scene, code="3.4a", intent="stipend")
    clear(scene, stipend)
    decide(scene, stipend)
    with pytest.raises(CaseRefused, match="第1条：领取见习补贴的月份不能同时就业"):
        step(scene.approver, hired, "decide", "approved")
    step(scene.approver, hired, "decide", "approved", lines={1: "已领见习补贴"})
    assert states(hired) == ["refused", "approved", "approved"]


def test_a_hire_that_is_decided_first_stops_the_stipend(scene: Scene) -> None:
    """The award of the hire keeps no month. Its line tells the day, so the stop is certain in this order as well."""
    unemployed(scene)
    trainee(scene, 0, "2026-01-01", "2026-06-30")
    set_budget(scene, "3.4a", 100_000_000)
    hired = file_roster(scene)
    scene.people = scene.people[:1]
    stipend = file_roster(scene, code="3.4a", intent="stipend")
    clear(scene, stipend)
    step(scene.clerk, stipend, "accept", "accepted")
    step(scene.street, stipend, "first", "agree")
    step(scene.district, stipend, "second", "agree")
    decide(scene, hired)
    with pytest.raises(CaseRefused, match="第1条：领取见习补贴的月份不能同时就业"):
        step(scene.approver, stipend, "decide", "approved")


def test_another_persons_stipend_stops_nobody(scene: Scene) -> None:
    unemployed(scene)
    facts = {"traineeship_start": "2026-01-01", "traineeship_end": "2026-06-30"}
    past_award(actor=SETUP, code="3.4a", roles={"person": scene.people[0]}, facts=facts, amount_fen=1)
    scene.people = scene.people[1:]
    assert codes(file_roster(scene)) == []


def test_a_granted_claim_is_a_stop_when_it_is_filed_again_and_nobody_clears_it(scene: Scene) -> None:
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[1]}, amount_fen=500_000)
    case = file_roster(scene)
    assert codes(case) == [(2, "once", "stop")]
    finding = Finding.objects.exclude(code="papers:1").get(case=case)
    with pytest.raises(CaseRefused, match="不能放行"):
        reviews.clear_finding(actor=scene.clerk, finding_id=finding.id, seen_version=case.version, reason="请放行")


@action
def clear_by_row(*, actor: object, finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(cleared_by=actor, cleared_at=clock.now(), reason="x")


def test_the_database_clears_no_stop_and_nothing_without_a_reason(scene: Scene) -> None:
    past_award(actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[1]}, amount_fen=500_000)
    file_roster(scene)
    with pytest.raises(IntegrityError, match="cases_finding_cleared_with_reason"), transaction.atomic():
        clear_by_row(actor=scene.clerk, finding=Finding.objects.get())


def test_a_finding_goes_when_what_raised_it_goes(scene: Scene) -> None:
    """A past award that was imported by mistake is withdrawn. Without this its stop would hold for ever."""
    award = past_award(
        actor=SETUP, code="3.2a", roles={"employer": scene.firm, "person": scene.people[1]}, amount_fen=500_000
    )
    case = file_roster(scene)
    assert codes(case) == [(2, "once", "stop")]
    end_imported(actor=SETUP, imported=award.imported)
    step(scene.clerk, case, "accept", "accepted")
    assert codes(case) == []
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert states(case) == ["approved"] * 3


@action
def end_imported(*, actor: object, imported: Import) -> None:
    Award.objects.filter(imported=imported).update(live=False)


def test_a_cleared_finding_stays_cleared_after_a_return(scene: Scene) -> None:
    case = file_declaring(scene, hire_date="2025-12-31")
    clear(scene, case)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "return", reason="核对")
    assert Finding.objects.exclude(code="papers:1").get(case=case).cleared_by == scene.clerk


def test_a_conflict_that_was_cleared_is_another_one_when_the_register_changes(scene: Scene) -> None:
    """What an official cleared was about one value of the register. Without this a later one would pass unseen."""
    case = file_declaring(scene, graduation_date="2018-07-01")
    clear(scene, case)
    known = {"household_district": POLICY.home, "school": "university", "graduation": "2019-07-08"}
    rows(scene, "persons", [Statement(known, {"self": scene.people[0]}, valid_from=SINCE)])
    step(scene.clerk, case, "accept", "accepted")
    [again] = Finding.objects.filter(case=case, cleared_at=None)
    assert "登记的是2019年7月8日" in again.text
    with pytest.raises(CaseRefused, match="没处理的疑点"):
        step(scene.street, case, "first", "agree")


def test_hundreds_of_open_lines_do_not_make_each_new_line_slow(scene: Scene) -> None:
    """No rule compares 3.2a with 3.2a, so the lines of an open roster are not asked again for each line of the next."""
    file_roster(scene)
    other = file_roster(scene, intent="again")
    assert codes(other) == []


def test_a_word_of_the_register_that_the_measure_has_no_option_for_is_unknown_and_stops_no_filing(scene: Scene) -> None:
    """The register of people knows the school "none"; the fact of 3.2a has no such option."""
    unemployed(scene)
    case = file_roster(scene)
    assert [line.answer["eligible"] for line in case.lines.all()] == ["yes"] * 3  # 3.2a.C5: registered unemployed
    assert "education_level" not in case.lines.get(no=1).facts


def test_the_hire_date_in_the_scene_is_the_one_that_the_tests_count_with() -> None:
    assert HIRED["date"] == "2026-03-02" and dt.date(2026, 9, 1) == TODAY
