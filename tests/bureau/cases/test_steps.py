"""Guards of the steps of a review: each outcome, what is refused, and who is told that he came too late."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override
from tests.bureau.cases.scene import (
    POLICY,
    Scene,
    decide,
    file_own,
    file_roster,
    resident_user,
    rows,
    states,
    step,
)

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import correcting, filing, steps
from wenjiu.bureau.cases.errors import CaseRefused, Outdated
from wenjiu.bureau.cases.models import Award, Case, Decision, Pause
from wenjiu.bureau.cases.queries.history import history
from wenjiu.bureau.registry.statements import Statement


def take(scene: Scene, case: Case, actor: str, code: str, outcome: str, **more: object) -> Case:
    return step(getattr(scene, actor), case, code, outcome, **more)


def to_first(scene: Scene) -> Case:
    return take(scene, file_roster(scene), "clerk", "accept", "accepted")


def test_who_comes_second_is_told_by_whom_and_when(scene: Scene) -> None:
    case = file_roster(scene)
    shown = case.version
    take(scene, case, "clerk", "accept", "accepted")
    with pytest.raises(Outdated) as told:
        steps.take_step(actor=scene.clerk2, case_id=case.id, step="accept", outcome="accepted", seen_version=shown)
    assert re.match(r"虚构clerk在\d{4}年\d+月\d+日 \d\d:\d\d已经办过这个案件，现在是“等待初审”", told.value.text)


def test_a_form_shown_before_a_finding_was_cleared_is_outdated(scene: Scene) -> None:
    case = file_roster(scene)
    with pytest.raises(Outdated):
        steps.take_step(
            actor=scene.clerk, case_id=case.id, step="accept", outcome="accepted", seen_version=case.version - 1
        )


@pytest.mark.parametrize("code", ["correcting", "no_such_step", "pay", "notice"])
def test_a_step_that_the_case_does_not_wait_for_is_refused_in_words(scene: Scene, code: str) -> None:
    case = file_roster(scene)
    with pytest.raises(CaseRefused):
        take(scene, case, "clerk", code, "accepted")


def test_a_case_under_correction_or_at_its_end_has_no_step(scene: Scene) -> None:
    case = file_roster(scene)
    take(scene, case, "clerk", "accept", "correct", items=[{"line": 0, "text": "补交劳动合同"}])
    with pytest.raises(CaseRefused):
        take(scene, case, "clerk", "correcting", "correct")
    filing.withdraw_case(actor=scene.agent, case_id=case.id, seen_version=case.version, reason="")
    case.refresh_from_db()
    with pytest.raises(CaseRefused):
        take(scene, case, "clerk", "withdrawn", "accepted")


def test_no_step_takes_a_decided_case_past_its_public_notice(scene: Scene) -> None:
    """The notice ends by its period. A button for it would pay what nobody could object to."""
    case = decide(scene, file_roster(scene))
    with pytest.raises(CaseRefused, match="不在这里办理"):
        take(scene, case, "district2", "notice", "shown")
    with pytest.raises(CaseRefused, match="不在这里办理"):
        take(scene, case, "district2", "notice", "objected", reason="x")
    case.refresh_from_db()
    assert case.state == "notice"


def test_papers_that_are_not_accepted_end_the_case(scene: Scene) -> None:
    case = file_roster(scene)
    with pytest.raises(CaseRefused, match="请写明理由"):
        take(scene, case, "clerk", "accept", "not_accepted")
    take(scene, case, "clerk", "accept", "not_accepted", reason="不属于本区受理")
    assert (case.state, case.closed_at is not None, states(case)) == ("ended", True, ["refused"] * 3)


def test_an_unknown_outcome_is_refused(scene: Scene) -> None:
    with pytest.raises(CaseRefused, match="没有“paid”这个选项"):
        take(scene, file_roster(scene), "clerk", "accept", "paid")


def test_a_line_is_refused_with_its_reason_and_the_others_go_on(scene: Scene) -> None:
    case = to_first(scene)
    with pytest.raises(CaseRefused, match="第2条不同意，请写明理由"):
        take(scene, case, "street", "first", "agree", lines={2: " "})
    with pytest.raises(CaseRefused, match="没有第9条"):
        take(scene, case, "street", "first", "agree", lines={9: "没有这个人"})
    take(scene, case, "street", "first", "agree", lines={2: "劳动合同不在申报单位名下"})
    assert states(case) == ["open"] * 3  # a proposal decides nothing
    take(scene, case, "district", "second", "agree")
    take(scene, case, "approver", "decide", "approved")
    assert states(case) == ["approved", "refused", "approved"]
    assert set(Award.objects.filter(line__case=case).values_list("line__no", flat=True)) == {1, 3}
    kept = Decision.objects.filter(case=case, line_no=2).order_by("step")
    assert [(d.step_code, d.outcome) for d in kept] == [("first", "refuse"), ("second", "refuse"), ("decide", "refuse")]
    assert {d.reason for d in kept} == {"劳动合同不在申报单位名下"}


def test_the_proposal_of_the_step_before_can_be_changed(scene: Scene) -> None:
    case = to_first(scene)
    take(scene, case, "street", "first", "agree", lines={2: "存疑"})
    take(scene, case, "district", "second", "agree", lines={})
    take(scene, case, "approver", "decide", "approved")
    assert states(case) == ["approved"] * 3


def test_a_line_that_the_policy_does_not_grant_cannot_be_agreed_to_and_does_not_block_the_others(scene: Scene) -> None:
    """3.2a.C2: the person is newly hired. The register says since today that the second one is not."""
    case = to_first(scene)
    changed = {"is_new": False, "date": "2026-03-02", "claim_year": 2026, "was_registered_unemployed": True}
    hire = Statement(changed, {"firm_id": scene.firm, "person_id": scene.people[1]}, valid_from=clock.today())
    rows(scene, "hires", [hire])
    with pytest.raises(CaseRefused, match="第2条按现在的资料是“不符合”"):
        take(scene, case, "street", "first", "agree")
    take(scene, case, "street", "first", "agree", lines={2: "不是新招用"})
    take(scene, case, "district", "second", "agree")
    take(scene, case, "approver", "decide", "approved")
    assert states(case) == ["approved", "refused", "approved"]


def test_a_refusal_of_all_is_proposed_and_then_decided(scene: Scene) -> None:
    case = to_first(scene)
    take(scene, case, "street", "first", "refuse", reason="单位已停业")
    take(scene, case, "district", "second", "refuse", reason="单位已停业")
    take(scene, case, "approver", "decide", "refused", reason="单位已停业")
    assert (case.state, states(case)) == ("refused", ["refused"] * 3)
    assert not Award.objects.exists()


def test_no_outcome_that_agrees_leaves_every_line_out_and_the_other_takes_the_reasons_of_the_lines(
    scene: Scene,
) -> None:
    """“建议支持，其中第1、2、3条不同意” would tell the applicant both yes and no."""
    case = to_first(scene)
    whys = {1: "合同没有盖章", 2: "单位已停业", 3: "单位已停业"}
    with pytest.raises(CaseRefused, match="3条都不同意，不能按“建议支持”。请按“建议不予支持”"):
        take(scene, case, "street", "first", "agree", lines=whys)
    take(scene, case, "street", "first", "refuse", lines=whys)
    with pytest.raises(CaseRefused, match="不能按“建议支持”"):  # what the step before proposes holds
        take(scene, case, "district", "second", "agree")
    with pytest.raises(CaseRefused, match="请写明理由"):
        take(scene, case, "district", "second", "refuse", lines={1: "合同没有盖章"})
    take(scene, case, "district", "second", "refuse", lines={1: "合同没有盖章"}, reason="单位已停业")
    with pytest.raises(CaseRefused, match="不能按“准予”。请按“不予支持”"):
        take(scene, case, "approver", "decide", "approved", lines=whys)
    with override("en"):  # the record has one language, whatever the official reads
        take(scene, case, "approver", "decide", "refused", lines=whys)
        told = next(told for told in history(case) if told.reason.startswith("line"))
        assert (told.reason, told.parts) == ("line 1: 合同没有盖章；line 2、3: 单位已停业", ())
    assert (case.state, states(case), Award.objects.count()) == ("refused", ["refused"] * 3, 0)
    kept = case.decisions.filter(step_code="decide").order_by("line_no").values_list("line_no", "outcome", "reason")
    assert list(kept) == [
        (0, "refused", "第1条：合同没有盖章；第2、3条：单位已停业"), *((no, "refuse", why) for no, why in whys.items()),
    ]  # fmt: skip
    assert not [told for told in history(case) if "其中" in told.text]


def test_one_correction_notice_is_answered_and_a_new_round_begins(scene: Scene) -> None:
    case = file_roster(scene)
    with pytest.raises(CaseRefused, match="至少一项"):
        take(scene, case, "clerk", "accept", "correct", items=[{"line": 1, "text": " "}])
    items = [{"line": 1, "field": "hire_date", "text": "核对招用日期"}, {"line": 0, "text": "补交合同"}]
    take(scene, case, "clerk", "accept", "correct", items=items)
    assert (case.state, case.due_on) == ("correcting", None)
    assert case.corrections.get().items == [items[0], {"line": 0, "field": "", "text": "补交合同"}]
    assert Pause.objects.get(case=case, to_day=None).kind == "correction"
    clock.turn_forward(3)
    faults = correcting.answer_correction(
        actor=scene.agent, case_id=case.id, seen_version=case.version, answers={1: {"hire_date": "二月三十日"}}
    )
    case.refresh_from_db()
    assert set(faults) == {(1, "hire_date"), (0, "item:1")} and case.state == "correcting"
    shown = case.version
    answers = {1: {"hire_date": "2026-03-03"}}
    sent = {"actor": scene.agent, "case_id": case.id, "seen_version": shown, "answers": answers}
    assert set(correcting.answer_correction(**sent)) == {(0, "item:1")}
    assert correcting.answer_correction(**sent, replies={1: " 合同已在窗口交过 "}) == {}
    case.refresh_from_db()
    assert (case.state, case.round) == ("accept", 2)
    pause = Pause.objects.get(case=case)
    assert pause.to_day is not None and (pause.to_day - pause.from_day).days == 3
    assert case.lines.get(no=1).declared["hire_date"] == "2026-03-03"
    changed = [{"line": 1, "field": "hire_date", "was": "2026-03-02", "now": "2026-03-03"}]
    assert case.corrections.get().answers == [
        {"reply": "", "changed": changed, "same": [], "files": [], "papers": []},
        {"reply": "合同已在窗口交过", "changed": [], "same": [], "files": [], "papers": []},
    ]
    with pytest.raises(Outdated, match="已经提交过了"):
        correcting.answer_correction(**sent)
    take(scene, case, "clerk", "accept", "accepted")
    assert case.state == "first"


@pytest.mark.parametrize("item", [{"line": 9, "text": "x"}, {"line": "第一行", "text": "x"}])
def test_a_correction_asks_only_about_lines_of_the_case(scene: Scene, item: dict[str, object]) -> None:
    with pytest.raises(CaseRefused, match="没有第"):
        take(scene, file_roster(scene), "clerk", "accept", "correct", items=[item])


def test_an_answer_that_says_nothing_is_refused(scene: Scene) -> None:
    case = file_roster(scene)
    take(scene, case, "clerk", "accept", "correct", items=[{"line": 1, "field": "hire_date", "text": "核对"}])
    sent = {"actor": scene.agent, "case_id": case.id, "seen_version": case.version}
    for answers in ({}, {1: {"hire_date": " "}}, {2: {"hire_date": "2026-03-03"}}):
        assert set(correcting.answer_correction(**sent, answers=answers)) == {(0, "item:0")}
    assert correcting.answer_correction(**sent, answers={}, replies={0: "登记是对的"}) == {}
    case.refresh_from_db()
    assert case.state == "accept" and case.corrections.get().answers[0]["reply"] == "登记是对的"


def test_the_value_of_a_register_typed_again_is_an_answer(scene: Scene) -> None:
    case = file_roster(scene)
    take(scene, case, "clerk", "accept", "correct", items=[{"line": 1, "field": "hire_date", "text": "核对"}])
    sent = {"actor": scene.agent, "case_id": case.id, "seen_version": case.version}
    assert correcting.answer_correction(**sent, answers={1: {"hire_date": "2026年3月2日"}}) == {}
    [kept] = case.corrections.get().answers
    assert (kept["changed"], kept["same"]) == ([], [{"line": 1, "field": "hire_date", "now": "2026-03-02"}])


def test_nobody_but_the_filer_answers_a_correction(scene: Scene) -> None:
    case = file_roster(scene)
    take(scene, case, "clerk", "accept", "correct", items=[{"text": "补交合同"}])
    with pytest.raises(CaseRefused, match="没有得到"):
        correcting.answer_correction(actor=scene.clerk2, case_id=case.id, seen_version=case.version, answers={})


def test_a_return_takes_the_case_to_the_earlier_step_in_a_new_round(scene: Scene) -> None:
    case = to_first(scene)
    take(scene, case, "street", "first", "agree", lines={1: "存疑"})
    with pytest.raises(CaseRefused, match="请写明理由"):
        take(scene, case, "district", "second", "return")
    take(scene, case, "district", "second", "return", reason="请核对第1条")
    assert (case.state, case.round) == ("first", 2)
    take(scene, case, "street", "first", "agree")  # what was proposed in the round before is gone
    take(scene, case, "district", "second", "agree")
    take(scene, case, "approver", "decide", "return", reason="再核对")
    assert (case.state, case.round) == ("second", 3)
    take(scene, case, "district", "second", "agree")
    take(scene, case, "approver", "decide", "approved")
    assert states(case) == ["approved"] * 3


def test_a_case_is_withdrawn_until_it_is_decided(scene: Scene) -> None:
    case = to_first(scene)
    with pytest.raises(Outdated, match="刚有变化"):
        filing.withdraw_case(actor=scene.agent, case_id=case.id, seen_version=1, reason="")
    filing.withdraw_case(actor=scene.agent, case_id=case.id, seen_version=case.version, reason="人已离职")
    case.refresh_from_db()
    assert (case.state, states(case), case.closed_at is not None) == ("withdrawn", ["ended"] * 3, True)
    other = decide(scene, file_roster(scene, intent="two"))
    with pytest.raises(CaseRefused, match="已经审定"):
        filing.withdraw_case(actor=scene.agent, case_id=other.id, seen_version=other.version, reason="")


def test_a_withdrawal_ends_the_pause_of_a_correction(scene: Scene) -> None:
    case = file_roster(scene)
    take(scene, case, "clerk", "accept", "correct", items=[{"text": "补交合同"}])
    filing.withdraw_case(actor=scene.agent, case_id=case.id, seen_version=case.version, reason="")
    assert not Pause.objects.filter(to_day=None).exists()


def test_a_measure_that_pays_nobody_is_closed_when_it_is_decided(scene: Scene) -> None:
    """3.3 recognises a status: after the decision there is no notice and no money, and the system closes the case."""
    case = file_own(
        resident_user(scene), scene.people[0], "3.3", street=scene.streets[0],
        works_via_internet_platform="true", has_full_labour_contract="false",
    )  # fmt: skip
    take(scene, case, "clerk", "accept", "accepted")
    take(scene, case, "street", "first", "agree")
    take(scene, case, "approver", "decide", "approved")
    assert (case.state, case.closed_at is not None, states(case)) == ("closed", True, ["approved"])


def test_one_person_stands_in_a_roster_once_and_the_second_row_stays_behind(scene: Scene) -> None:
    """Two rows of one person would be two claims with one key: the decision of the whole roster would fail."""
    scene.people.append(scene.people[0])
    case = file_roster(scene)
    assert case.lines.count() == 3
    assert POLICY.claims["3.2a"].key == ("employer", "person")
    decide(scene, case)
    assert states(case) == ["approved"] * 3
