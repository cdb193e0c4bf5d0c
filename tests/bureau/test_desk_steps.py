"""Guards of what an official sees before and after a step: papers, correction notices, notes, words. All invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bureau.cases.scene import Scene, decide, file_roster, make_scene, notice_ended, states, step
from tests.bureau.test_desk import as_, drawn, page, press, typed, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks, flows
from wenjiu.bureau.cases.actions import notices
from wenjiu.bureau.cases.models import Case, DeskNote

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    without_second_factor(actor="a test")
    return made


@pytest.fixture
def case(scene: Scene) -> Case:
    return file_roster(scene)


def address(case: Case) -> str:
    return f"/desk/cases/{case.number}/"


def test_a_case_without_its_papers_is_accepted_only_with_a_reason_in_ones_own_name(scene: Scene, case: Case) -> None:
    client = as_(scene.clerk)
    asked = drawn(client, case, "step:accepted").partition('id="preview"')[2]
    assert "份要交的材料没有提交，仍要受理？" in asked and 'name="without_papers"' in asked
    without = press(client, case, "sure:accepted")
    assert without.status_code == 422 and 'name="without_papers"' in without.content.decode()
    assert case.findings.count() == 0
    assert press(client, case, "sure:accepted", without_papers="纸质原件已经看过").status_code == 302
    [finding] = case.findings.all()
    assert finding.cleared_by == scene.clerk and finding.reason == "纸质原件已经看过"
    shown = page(as_(scene.street), address(case))
    assert "纸质原件已经看过" in shown and "份要交的材料没有提交：" in shown
    assert "没有上传，虚构clerk" in shown and 'class="wd-lack"' not in shown, "what was seen on paper is not missing"
    assert "材料没有交齐，说明理由后受理" in shown and "放行一个疑点" not in shown
    assert '<a href="/desk/queue/" aria-current="page">' in shown


def test_what_is_missing_goes_into_the_notice_with_one_press_and_is_marked(scene: Scene, case: Case) -> None:
    client = as_(scene.clerk)
    first = page(client, address(case))
    assert "把没有提交的都加进补正" in first and "材料：缺 " in first and "按登记核对：" in first
    assert 'class="btn btn-primary" form="decision" name="do" value="step:correct"' in first, "asking stands out"
    assert 'class="btn btn-outline-primary" form="decision" name="do" value="step:accepted"' in first
    assert first.index("wd-outcomes") < first.index("wd-correction"), "a long notice leaves the buttons where they are"
    asked = drawn(client, case, "step:correct")
    assert case.number in asked.partition('id="preview"')[2] and "怎么交：" in asked and "请补交“" in asked
    press(client, case, "keep")
    answer = press(client, case, "papers")
    assert answer.url.endswith("#papers")
    shown = page(client, answer.url)
    fields = typed(shown, "item_field")
    assert fields and all(field.startswith("paper:") for field in fields)
    assert shown.count("已加入补正") == len(fields)
    again = drawn(client, case, "papers", item_line=["0"] * len(fields), item_field=fields,
                  item_text=typed(shown, "item_text"))  # fmt: skip
    assert typed(again, "item_field") == fields, "nothing stands there twice"


def test_a_note_button_leads_back_to_where_it_was_pressed(scene: Scene, case: Case) -> None:
    client = as_(scene.clerk)
    for do, place in (
        ("item:0/paper/contract", "#paper-contract"),
        ("item:2/fact/hire_date", "#line-2"),
        ("open:3", "#line-3"),
        ("add", "#item-1"),
        ("ask", "#correction"),
    ):
        answer = press(client, case, do)
        assert answer.status_code == 302 and answer.url == address(case) + place


def test_what_was_typed_stays_when_the_page_is_fetched_again_and_goes_with_the_step(scene: Scene, case: Case) -> None:
    client = as_(scene.clerk)
    kept = {"reason": "还在看", "item_line": "2", "item_field": "", "item_text": "第二条的合同"}
    press(client, case, "open:3", **kept)
    for _again in range(2):
        shown = page(client, address(case))
        assert typed(shown, "reason") == ["还在看"] and typed(shown, "item_text") == ["第二条的合同"]
    assert "还在看" not in page(as_(scene.clerk2), address(case)), "a note is its writer's own"
    press(client, case, "sure:accepted", without_papers="看过原件")
    assert not DeskNote.objects.exists()


def test_a_note_says_that_the_case_has_changed_since(scene: Scene, case: Case) -> None:
    step(scene.clerk, case, "accept", "accepted")
    client = as_(scene.street)
    press(client, case, "keep", refuse="2", **{"why-2": "合同没有盖章"})
    assert "案件在这以后有变化" not in page(client, address(case))
    step(scene.street2, case, "first", "return", reason="再核")
    step(scene.clerk, case, "accept", "accepted")
    shown = page(client, address(case))
    assert "案件在这以后有变化" in shown and "合同没有盖章" in shown


def test_a_correction_notice_has_a_day_and_the_applicant_is_told_none_where_none_is_set(
    scene: Scene, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(scene.clerk)
    item = {"item_line": "0", "item_field": "paper:contract", "item_text": "劳动合同"}
    days = flows.flow_of(case).answer_days
    due = clocks.due_on(clock.today(), days)
    assert due is not None
    words = f"请在{due.year}年{due.month}月{due.day}日（含当日）以前补正"
    assert words in drawn(client, case, "step:correct", **item)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("django.conf.settings.WENJIU_PROFILE", "production")
        assert "补正没有设定期限" in page(client, f"{address(case)}?preview=correct")
    press(client, case, "sure:correct", **item)
    assert case.corrections.get().due_on == due and words in page(client, address(case))
    listed = page(client, "/desk/cases/").partition("等待补正")[2]
    assert f"{due.year}年{due.month}月{due.day}日" in listed and "没有设定期限" not in listed


def test_the_words_of_a_notice_say_how_far_it_is(scene: Scene, case: Case) -> None:
    decide(scene, case)
    assert "等待公示" in page(as_(scene.district), address(case))
    notice = notices.publish_notice(actor=scene.district, case_ids=[case.id])
    ends = notice.ends_on
    words = f"公示中，到{ends.year}年{ends.month}月{ends.day}日为止"
    own = page(as_(scene.agent), f"/my/cases/{case.number}/")
    assert "已同意，公示中" in own and "待公示" not in own and f"公示开始（网上编号 {notice.number}）" in own
    shown = page(as_(scene.district), address(case))
    assert words in shown and "等待公示" not in shown and words in page(as_(scene.district), "/desk/cases/")
    for line in notice.lines.all():
        notices.object_to(actor="a test", notice_line_id=line.pk, text="虚构的异议")
    clock.turn_forward((notice.ends_on - clock.today()).days + 1)
    notices.end_notice(actor=scene.district, notice_id=notice.pk)
    assert states(case) == ["held"] * 3
    assert "公示结束，异议在处理" in page(as_(scene.district), address(case))


def test_a_deadline_is_named_by_its_step(scene: Scene, case: Case) -> None:
    assert "<dt>受理期限</dt>" in page(as_(scene.clerk), address(case))
    step(scene.clerk, case, "accept", "accepted")
    assert "<dt>初审期限</dt>" in page(as_(scene.street), address(case))


def test_lines_stay_where_they_are_and_the_sum_follows_what_is_ticked(scene: Scene, case: Case) -> None:
    step(scene.clerk, case, "accept", "accepted")
    client = as_(scene.street)

    def order(text: str) -> list[int]:
        return sorted(range(1, 4), key=lambda no: text.index(f'<tr id="line-{no}"'))

    answer = press(client, case, "step:agree", refuse=["1", "3"], reason="合同没有盖章")
    assert answer.status_code == 302
    assert set(case.decisions.filter(line_no__gt=0).values_list("line_no", "reason")) == {
        (1, "合同没有盖章"), (3, "合同没有盖章"),
    }, "one reason for several lines"  # fmt: skip
    step(scene.district, case, "second", "return", reason="再核")
    before = page(client, address(case))
    assert before.count(">同意 3 条，15,000 元</span>") == 2
    after = drawn(client, case, "keep", refuse="3", **{"why-3": "合同没有盖章"})
    assert after.count(">同意 2 条，10,000 元</span>") == 2 and order(after) == order(before) == [1, 2, 3]


def test_who_decides_reads_the_sum_and_what_is_left_of_the_budget(scene: Scene, case: Case) -> None:
    for user, code in ((scene.clerk, "accept"), (scene.street, "first"), (scene.district, "second")):
        step(user, case, code, "accepted" if code == "accept" else "agree")
    shown = page(as_(scene.approver), address(case))
    assert "同意 3 条，15,000 元</span>；预算还可用 1,000,000 元" in shown
    asked = drawn(as_(scene.approver), case, "step:approved").partition('id="preview"')[2].partition("</section>")[0]
    assert "准予 3 条，15,000 元" in asked and "申请人会读到" in asked and "sure:approved" in asked
    case.refresh_from_db()
    assert case.state == "decide", "one press reserves no money"
    three = {"refuse": ["1", "2", "3"], **{f"why-{no}": "合同没有盖章" for no in (1, 2, 3)}}
    for do in ("step:approved", "sure:approved"):
        all_refused = press(as_(scene.approver), case, do, **three)
        text = all_refused.content.decode()
        assert all_refused.status_code == 422 and "3条都不同意" in text and "请按“不予支持”" in text
        assert text.count(">合同没有盖章</textarea>") == 3
    asked = drawn(as_(scene.approver), case, "step:refused", **three).partition('id="preview"')[2]
    assert "合同没有盖章" in asked and "sure:refused" in asked, "the reasons of the lines are its own"
    refuse = {"refuse": "3", "why-3": "合同没有盖章"}
    done = press(as_(scene.approver), case, "sure:approved", **refuse)
    said = page(as_(scene.approver), done.url)
    assert "部分准予，其中第3条不予支持" in said and "不予支持：合同没有盖章" in said and "提议不同意" not in said
    notice_ended(scene, case)


def test_who_has_no_queue_is_led_to_all_cases(scene: Scene, case: Case) -> None:
    from wenjiu.bureau.accounts.actions import create_user, give_post

    auditor = create_user(actor="a test", username="auditor", name="虚构审计", demo=True)
    give_post(actor="a test", user=auditor, role="auditor", area=scene.streets[0].parent, from_day=clock.today())
    shown = page(as_(auditor), address(case))
    assert "/desk/queue/" not in shown and "/desk/next/" not in shown and "全部案件" in shown
    assert "/desk/queue/" in page(as_(scene.clerk), address(case))
