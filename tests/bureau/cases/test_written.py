"""What is given in writing beside the steps of a case, and the message that comes with it. All is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from tests.bureau.cases.scene import Scene, decide, file_roster, step
from tests.bureau.cases.test_appeals import ask, refused_case
from tests.bureau.cases.test_promises import promise as give_promise
from tests.bureau.my_pages import client_of, text
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import complaints, endings, filing, notices, promises, ratings, talk, visits
from wenjiu.bureau.cases.models import Case, Objection
from wenjiu.bureau.documents.models import Document, Kind
from wenjiu.bureau.messages.models import Message


def said(document: Document) -> str:
    """Return the words of a document."""
    return str(document.content)


def told(case: Case) -> list[str]:
    """Return the kinds of the messages to the filer of a case, the earliest first."""
    return list(Message.objects.filter(case=case, user=None).order_by("id").values_list("kind", flat=True))


def refused_again(scene: Scene, grant: bool) -> Case:
    """Let a refused case be appealed against and decided by others."""
    case = refused_case(scene)
    ask(scene, case)
    case.refresh_from_db()
    step(scene.district2, case, "second", "agree")
    more: dict[str, Any] = {} if grant else {"reason": "复议后仍不符合"}
    return step(scene.approver2, case, "decide", "approved" if grant else "refused", **more)


def test_an_appeal_that_is_kept_has_a_letter_with_the_ways_that_are_left(scene: Scene) -> None:
    case = refused_again(scene, grant=False)
    letter = case.documents.get(kind=Kind.APPEAL)
    assert letter.content["title"] == "内部复议决定书" and "就业复〔" in letter.number
    assert "维持原决定" in said(letter) and "复议后仍不符合" in said(letter)
    assert "行政诉讼" in said(letter) and "行政复议：" not in said(letter), "after a review comes no second one"
    assert case.documents.filter(kind=Kind.REFUSAL).count() == 1, "the letter of the first round stays the only one"
    assert told(case)[-3:] == ["appeal_opened", "moved", "appeal_kept"]


def test_an_appeal_that_changes_the_decision_has_a_letter_with_what_is_granted(scene: Scene) -> None:
    case = refused_again(scene, grant=True)
    letter = case.documents.get(kind=Kind.APPEAL)
    # Three people at 5,000 yuan each.
    assert "改变原决定" in said(letter) and "15,000元" in said(letter)
    assert told(case)[-1] == "appeal_changed" and not case.documents.filter(kind=Kind.DECISION).exists()


def test_an_objection_has_a_letter_with_its_result_and_reason(scene: Scene) -> None:
    case = decide(scene, file_roster(scene))
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.pk])
    lines = list(notice.lines.order_by("id"))
    for line, upheld, words in ((lines[0], True, "异议成立"), (lines[1], False, "异议不成立")):
        notices.object_to(actor="a visitor", notice_line_id=line.pk, text="听说已经离职")
        found = Objection.objects.latest("id")
        notices.settle_objection(
            actor=scene.approver2, objection_id=found.pk, upheld=upheld, reason="核对了社保缴费记录"
        )
        letter = case.documents.filter(kind=Kind.OBJECTION).latest("id")
        assert words in said(letter) and "核对了社保缴费记录" in said(letter) and "听说" not in said(letter)


def test_a_withdrawal_an_end_and_a_visit_are_written_down(scene: Scene) -> None:
    case = file_roster(scene, intent="visited")
    step(scene.clerk, case, "accept", "accepted")
    visit = visits.open_visit(actor=scene.street, case_id=case.pk, seen_version=case.version, why="核对在岗人数")
    assert told(case)[-1] == "visited"
    visits.finish_visit(
        actor=scene.street, visit_id=visit.pk, found="same", result="三人都在岗", visited_on=clock.today(),
        with_whom="虚构门卫",
    )  # fmt: skip
    record = case.documents.get(kind=Kind.VISIT)
    assert "三人都在岗" in said(record) and "和申报一致" in said(record) and "虚构门卫" in said(record)
    mine = client_of(scene.agent)
    assert mine.get(f"/my/documents/{record.pk}/").status_code == 404, "the record is for the office"
    case.refresh_from_db()
    filing.withdraw_case(actor=scene.agent, case_id=case.pk, seen_version=case.version, reason="名单有误")
    letter = case.documents.get(kind=Kind.WITHDRAWAL)
    assert "名单有误" in said(letter)
    assert "撤回确认书" in text(mine.get(f"/my/documents/{letter.pk}/"))
    assert told(case)[-2:] == ["visit_done", "withdrawn"]

    ended = decide(scene, file_roster(scene, intent="ended"))
    found = endings.propose_ending(
        actor=scene.district2, case_id=ended.pk, seen_version=ended.version, lines=[1], reason="这个人已经离职"
    )
    assert not ended.documents.filter(kind=Kind.ENDING).exists()
    endings.settle_ending(actor=scene.approver2, ending_id=found.pk, confirmed=True)
    letter = ended.documents.get(kind=Kind.ENDING)
    assert "第1行" in said(letter) and "这个人已经离职" in said(letter)
    message = Message.objects.get(case=ended, kind="line_ended")
    assert "第1条已经终止" in message.words["zh"]["text"] and "现在由" in message.words["zh"]["text"]


def test_an_untrue_promise_and_a_call_after_a_bad_rating_are_told(scene: Scene) -> None:
    bad = refused_case(scene)
    rated = ratings.rate(actor=scene.agent, case_id=bad.pk, grade=1)
    for reached, kind in ((False, "call_missed"), (True, "called_back")):
        ratings.call_back(actor=scene.district2, rating_id=rated.pk, reached=reached, result="说明了理由")
        assert told(bad)[-1] == kind

    case = file_roster(scene, intent="promised")
    give_promise(actor=scene.agent, case=case)
    [check] = promises.draw_promises(actor=scene.district, count=1)
    until = clock.today() + dt.timedelta(days=100)
    promises.find_promise(
        actor=scene.district, id=check.pk, kept=False, reason="营业收入不符", until=until, source="虚构文号2号"
    )
    assert not case.documents.filter(kind=Kind.PROMISE).exists(), "one person lists nobody"
    promises.confirm_untrue(actor=scene.district2, id=check.pk)
    letter = case.documents.get(kind=Kind.PROMISE)
    assert "营业收入不符" in said(letter) and "虚构文号2号" in said(letter)
    promises.undo_listing(actor=scene.approver, id=check.pk, reason="看错了年度")
    assert told(case)[-2:] == ["promise_listed", "promise_unlisted"]


def test_the_answer_to_a_complaint_is_a_letter_for_who_has_its_code_and_for_who_may_see_it(scene: Scene) -> None:
    without_second_factor(actor="a test")
    made, code = complaints.take_in(
        actor=scene.clerk, kind="complaint", text="等了很久", name="虚构丙", channel="counter",
        case_number=decide(scene, file_roster(scene)).number,
    )  # fmt: skip
    complaints.hand_to(actor=scene.approver2, id=made.pk, handler_id=scene.district2.pk)
    handed = Message.objects.get(kind="staff_complaint")
    assert handed.user == scene.district2 and made.number in handed.words["zh"]["text"]
    assert Message.objects.filter(kind="staff_answered").count() == 0
    complaints.answer(actor=scene.district2, id=made.pk, outcome="partly", text="已经办完。\n耽误了，对不起。")
    assert Message.objects.get(kind="staff_answered").user == scene.clerk
    letter = Document.objects.get(kind=Kind.ANSWER)
    assert letter.content["to"] == "虚构丙：" and "部分属实" in said(letter) and "对不起" in said(letter)
    assert client_of(scene.district2).get(f"/desk/documents/{letter.pk}/").status_code == 200
    assert client_of(scene.approver).get(f"/desk/documents/{letter.pk}/").status_code == 404, "he decided the case"
    asked = {"number": made.number, "code": code}
    assert letter.number in text(Client().post("/complaints/answer/", asked))
    file = Client().post("/complaints/answer/", {**asked, "do": "pdf"})
    assert file["Content-Type"] == "application/pdf" and file.content.startswith(b"%PDF")
    assert Client().post("/complaints/answer/", {**asked, "code": "x", "do": "pdf"}).status_code == 422


def test_whom_a_note_names_and_whom_a_reminder_concerns_find_it_in_their_inbox(scene: Scene) -> None:
    case = file_roster(scene, intent="talked about")
    talk.write_note(actor=scene.clerk, case=case, text=f"@{scene.street.name} 请看一下")
    mention = Message.objects.get(kind="staff_mentioned")
    assert mention.user == scene.street and mention.words["zh"]["text"].startswith(scene.clerk.name)
    assert "请看一下" not in str(mention.words), "what somebody typed stays in the case"
    visits.urge(actor=scene.agent, case_id=case.pk)
    reminded = Message.objects.filter(kind="staff_urged")
    assert {message.user for message in reminded} == {scene.clerk, scene.clerk2}
