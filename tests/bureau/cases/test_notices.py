"""Guards of public notices, objections, clocks and the calendar: what the public reads, and what is paid after it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.bureau.cases.scene import (
    SETUP,
    SINCE,
    Scene,
    decide,
    file_own,
    file_roster,
    notice_ended,
    resident_user,
    states,
    step,
)
from tests.bureau.rulebook.admins import confirm, propose_setting, put

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.actions import notices, payments
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Notice, Objection, Pause
from wenjiu.bureau.cases.queries.history import history
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.rulebook.errors import RulebookRefused


def publish(scene: Scene, case: Case) -> Notice:
    return notices.publish_notice(actor=scene.district, case_ids=[case.id])


def object_to(notice: Notice, no: int, text: str = "此人未在该单位上班") -> Objection:
    about = notice.lines.get(line__no=no)
    return notices.object_to(actor="a visitor", notice_line_id=about.id, text=text)


def end(scene: Scene, notice: Notice) -> None:
    clock.turn_forward((notice.ends_on - clock.today()).days + 1)
    notices.end_notice(actor=scene.district, notice_id=notice.id)


def settle(actor: User, objection: Objection, upheld: bool) -> None:
    notices.settle_objection(actor=actor, objection_id=objection.id, upheld=upheld, reason="已实地核实")


def owed(case: Case) -> dict[int, str]:
    """Return number of a line -> state of what is owed for it."""
    rows = Obligation.objects.filter(award__line__case=case)
    return dict(rows.values_list("award__line__no", "state"))


def test_the_public_reads_masked_names_street_and_amount_and_nothing_else(scene: Scene) -> None:
    """虚构甲1 has three or more characters: the first and the last stay."""
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    shown = [line.shown for line in notice.lines.order_by("line__no")]
    assert shown[0] == {
        "names": {"employer": "虚构商贸1公司", "person": "虚**1"},
        "street": scene.streets[0].name,
        "amount_fen": 500_000,
    }
    text = json.dumps(shown, ensure_ascii=False)
    for party in [*scene.people, scene.firm]:
        assert number_of(party) not in text and party.id_tail not in text
    assert all(person.name not in text for person in scene.people)


def test_a_notice_lasts_five_working_days_of_the_demo_procedure(scene: Scene) -> None:
    """It begins on Tuesday 1 September 2026; working days 2, 3, 4, 7 and 8 follow: it ends on Tuesday the 8th."""
    notice = publish(scene, decide(scene, file_roster(scene)))
    assert (notice.begins_on, notice.ends_on) == (dt.date(2026, 9, 1), dt.date(2026, 9, 8))
    clock.turn_forward(7)
    with pytest.raises(CaseRefused, match="公示期到2026年9月8日为止，还没有结束"):
        notices.end_notice(actor=scene.district, notice_id=notice.id)
    clock.turn_forward(1)
    notices.end_notice(actor=scene.district, notice_id=notice.id)


def test_a_notice_shows_each_line_once_and_cases_of_one_measure(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    with pytest.raises(CaseRefused, match="先选"):
        notices.publish_notice(actor=scene.district, case_ids=[])
    with pytest.raises(CaseRefused, match="不由您办理"):
        notices.publish_notice(actor=scene.approver, case_ids=[case.id])
    firm = file_own(scene.agent, scene.firm, "5.2", intent="5.2")
    with pytest.raises(CaseRefused, match="同一项补贴"):
        notices.publish_notice(actor=scene.district, case_ids=[case.id, firm.id])
    with pytest.raises(CaseRefused, match="不能放进公示"):
        notices.publish_notice(actor=scene.district, case_ids=[firm.id])
    publish(scene, case)
    with pytest.raises(CaseRefused, match="不能放进公示"):
        publish(scene, case)


def test_only_granted_lines_are_shown(scene: Scene) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree", lines={2: "存疑"})
    step(scene.district, case, "second", "agree")
    step(scene.approver, case, "decide", "approved")
    assert list(publish(scene, case).lines.order_by("id").values_list("line__no", flat=True)) == [1, 3]


def test_an_objection_holds_its_line_and_the_others_are_cleared(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    object_to(notice, 2)
    assert states(case) == ["approved", "held", "approved"]
    end(scene, notice)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("pay", ["cleared", "held", "cleared"])
    assert owed(case) == {1: "committed", 2: "reserved", 3: "committed"}


def test_an_objection_needs_words_and_a_notice_that_still_runs(scene: Scene) -> None:
    notice = publish(scene, decide(scene, file_roster(scene)))
    about = notice.lines.order_by("line__no")[0]
    for text in ("  ", "长" * 2001):
        with pytest.raises(CaseRefused):
            notices.object_to(actor="a visitor", notice_line_id=about.id, text=text)
    clock.turn_forward(8)
    with pytest.raises(CaseRefused, match="已经结束"):
        object_to(notice, 1)


def test_an_objection_that_is_dismissed_frees_its_line_and_an_upheld_one_ends_its_award(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    dismissed, upheld = object_to(notice, 1), object_to(notice, 2)
    with pytest.raises(CaseRefused, match="理由"):
        notices.settle_objection(actor=scene.approver2, objection_id=upheld.id, upheld=True, reason=" ")
    settle(scene.approver2, dismissed, False)
    settle(scene.approver2, upheld, True)
    with pytest.raises(CaseRefused, match="已经由虚构approver2处理过"):
        settle(scene.district2, upheld, False)
    assert states(case) == ["approved", "ended", "approved"]
    assert list(
        Award.objects.filter(line__case=case, live=True).order_by("line__no").values_list("line__no", flat=True)
    ) == [1, 3]
    end(scene, notice)
    assert owed(case) == {1: "committed", 2: "available", 3: "committed"}


def test_a_line_with_two_objections_is_held_until_both_are_settled(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    both = [object_to(notice, 1, text) for text in ("此人未在该单位上班", "单位已停业")]
    settle(scene.approver2, both[0], False)
    assert states(case)[0] == "held"
    settle(scene.approver2, both[1], False)
    assert states(case)[0] == "approved"


def test_a_line_that_is_freed_after_the_end_of_the_notice_is_cleared_by_that(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    objections = [object_to(notice, no) for no in (1, 2, 3)]
    end(scene, notice)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("notice", ["held"] * 3)
    with pytest.raises(CaseRefused, match="不能放进公示"):
        publish(scene, case)  # nothing is left to show
    settle(scene.approver2, objections[0], False)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("pay", ["cleared", "held", "held"])


def test_a_case_whose_every_line_is_objected_to_with_success_is_ended(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    for no in (1, 2, 3):
        settle(scene.approver2, object_to(notice, no), True)
    end(scene, notice)
    case.refresh_from_db()
    assert (case.state, case.closed_at is not None, states(case)) == ("ended", True, ["ended"] * 3)


def test_a_case_that_waits_for_a_last_objection_after_the_others_were_paid_is_closed_by_it(scene: Scene) -> None:
    """Without this nothing would ever close it: no payment follows any more."""
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    last = object_to(notice, 2)
    end(scene, notice)
    paid = list(Award.objects.filter(line__case=case, line__state="cleared").values_list("id", flat=True))
    payments.mark_paid(actor=SETUP, award_ids=paid)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("pay", ["paid", "held", "paid"])
    settle(scene.approver2, last, True)
    case.refresh_from_db()
    assert (case.state, states(case)) == ("closed", ["paid", "ended", "paid"])


def test_money_that_comes_back_opens_the_case_again(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice_ended(scene, case)
    ids = list(Award.objects.filter(line__case=case).order_by("line__no").values_list("id", flat=True))
    payments.mark_paid(actor=SETUP, award_ids=ids)
    case.refresh_from_db()
    assert (case.state, case.closed_at is not None) == ("closed", True)
    payments.mark_unpaid(actor=SETUP, award_ids=ids[:1])
    case.refresh_from_db()
    assert (case.state, case.closed_at, states(case)) == ("pay", None, ["cleared", "paid", "paid"])


def test_nobody_settles_an_objection_in_a_matter_of_his_own(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    objection = object_to(publish(scene, case), 1)
    with pytest.raises(CaseRefused, match="不由您处理"):
        settle(scene.street, objection, True)
    own = resident_user(scene)
    give_post(actor=SETUP, user=own, role="approver", area=scene.streets[0].parent, from_day=SINCE)
    with pytest.raises(CaseRefused, match="和您本人"):
        settle(own, objection, False)
    agent = create_user(actor=SETUP, username="both", name="虚构兼任")
    give_post(actor=SETUP, user=agent, role="approver", area=scene.streets[0].parent, from_day=SINCE)
    authorise(actor=SETUP, user=agent, organisation=scene.firm)
    with pytest.raises(CaseRefused, match="您代办的单位"):
        settle(agent, objection, False)


# ---- clocks and calendar


def test_each_step_has_its_working_days_and_a_correction_stops_the_clock(scene: Scene) -> None:
    """The demo's procedure gives five working days to accept: from Tuesday 1 September to Tuesday the 8th."""
    case = file_roster(scene)
    assert case.due_on == dt.date(2026, 9, 8)
    step(scene.clerk, case, "accept", "correct", items=[{"text": "补交合同"}])
    assert (case.due_on, Pause.objects.get().kind) == (None, "correction")


def test_the_last_day_of_a_notice_does_not_move_while_it_runs(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    clock.turn_forward(3)
    case.refresh_from_db()
    assert clocks.moved_by_pauses(case, clock.today()) == notice.ends_on


def test_the_pause_of_a_notice_begins_and_ends_with_it(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice_ended(scene, case)
    pause = Pause.objects.get(case=case)
    # Five working days from the 1st; whoever ends it does so on the 9th, which is not a day of the notice.
    assert (pause.kind, pause.from_day, pause.to_day) == ("notice", dt.date(2026, 9, 1), dt.date(2026, 9, 8))
    assert clock.today() == dt.date(2026, 9, 9)


def policy_admins() -> list[User]:
    district = Area.objects.get(kind="district")
    made = [create_user(actor=SETUP, username=f"policy{n}", name=f"虚构政策{n}") for n in (1, 2)]
    for user in made:
        give_post(actor=SETUP, user=user, role="policy_admin", area=district, from_day=SINCE)
    return made


def test_a_free_day_counts_once_a_second_person_has_confirmed_it(scene: Scene) -> None:
    """Wednesday 2 September is declared free: five working days from the 1st are then 3, 4, 7, 8 and 9.

    A case that began before has its five working days as well: its deadline moves from the 8th to the 9th.
    """
    one, two = policy_admins()
    day = "2026-09-02"
    with pytest.raises(RulebookRefused, match="政策管理员"):
        propose_setting(scene.clerk, "day", day, False)
    with pytest.raises(RulebookRefused, match="依据"):
        propose_setting(one, "day", day, False, source=" ")
    draft = propose_setting(one, "day", day, False)
    first = file_roster(scene)
    assert first.due_on == dt.date(2026, 9, 8)
    with pytest.raises(RulebookRefused, match="两个人"):
        confirm(one, draft)
    confirm(two, draft)
    assert file_roster(scene, intent="two").due_on == dt.date(2026, 9, 9)
    first.refresh_from_db()
    assert first.due_on == dt.date(2026, 9, 9)
    assert "工作日历有调整，期限从2026年9月8日改到2026年9月9日" in [told.text for told in history(first)]


def test_a_day_that_is_declared_anew_keeps_what_two_people_said_until_two_people_say_otherwise(scene: Scene) -> None:
    one, two = policy_admins()
    day = dt.date(2026, 9, 2)
    case = file_roster(scene)
    put((one, two), "day", day.isoformat(), False)
    working = propose_setting(two, "day", day.isoformat(), True)
    with pytest.raises(RulebookRefused, match="两个人"):
        confirm(two, working)
    assert not clocks.calendar().is_working(day)
    confirm(one, working)
    assert clocks.calendar().is_working(day)
    case.refresh_from_db()
    assert case.due_on == dt.date(2026, 9, 8), "moved to the 9th, and back"


def test_an_objection_to_a_decision_is_settled_by_somebody_else(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = publish(scene, case)
    about = notice.lines.order_by("line__no")[0]
    objection = notices.object_to(actor="visitor", notice_line_id=about.pk, text="虚构的异议")
    with pytest.raises(CaseRefused, match="由别人处理"):
        notices.settle_objection(actor=scene.approver, objection_id=objection.pk, upheld=False, reason="核实过")
    notices.settle_objection(actor=scene.approver2, objection_id=objection.pk, upheld=False, reason="核实过")
