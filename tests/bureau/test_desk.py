"""Guards of the pages of staff: queue, case, notices, district, calendar. All people and firms are invented."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.bureau.cases.scene import POLICY, SINCE, Scene, file_roster, make_scene, rows
from tests.bureau.files.made import PDF

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.models import Read
from wenjiu.bureau.cases.actions import drafts, filing
from wenjiu.bureau.cases.models import Case, Evidence, Filing, Finding, Notice
from wenjiu.bureau.files import actions as files
from wenjiu.bureau.files.models import StoredFile
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@action
def without_second_factor(*, actor: str) -> None:
    """Personas of the demo sign in without a second factor; the users of these tests are such."""
    User.objects.update(demo=True)


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    without_second_factor(actor="a test")
    return made


@action
def _finding(*, actor: str, case: Case, level: str) -> Finding:
    """Raise a finding on the first line of a case."""
    line = case.lines.get(no=1)
    return Finding.objects.create(case=case, line=line, code=f"test:{level}", level=level, text=f"虚构疑点{level}")


@action
def _hand_in(*, actor: User, filing: Filing, kept: StoredFile) -> None:
    """Put a file into a filing as its contract."""
    Evidence.objects.create(
        filing=filing, measure="3.2a", material="contract", origin="upload", file=kept, given_by=actor
    )


def typed(text: str, name: str) -> list[str]:
    """Return the values of the fields of a page that have a name."""
    fields = re.findall(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>(?:[^<]*</textarea>)?', text)
    found = []
    for field in fields:
        value = re.search(r'value="([^"]*)"', field) if field.startswith("<input") else re.search(r">([^<]*)</", field)
        found.append(html.unescape(value.group(1)) if value else "")
    return found


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def press(client: Client, case: Case, do: str, version: int | None = None, **typed: Any) -> Any:
    """Press a button of the page of a case, with what was typed."""
    case.refresh_from_db()
    given = {"version": case.version if version is None else version, "do": do, **typed}
    return client.post(f"/desk/cases/{case.number}/", given)


def drawn(client: Client, case: Case, do: str, **typed: Any) -> str:
    """Press a button that only changes the page, and return the page that it leads to."""
    answer = press(client, case, do, **typed)
    assert answer.status_code == 302, answer.content.decode()
    return page(client, answer.url)


def test_a_case_goes_through_its_steps_on_the_pages(scene: Scene) -> None:
    case = file_roster(scene)
    assert case.number in page(as_(scene.clerk), "/desk/queue/")
    assert "等您办的案件" in page(as_(scene.clerk), "/desk/")
    for user, do in (
        (scene.clerk, "accepted"),
        (scene.street, "agree"),
        (scene.district, "agree"),
        (scene.approver, "approved"),
    ):
        client = as_(user)
        assert client.get("/desk/next/").url == f"/desk/cases/{case.number}/"
        page(client, f"/desk/cases/{case.number}/?line=1")
        answer = press(client, case, f"sure:{do}", without_papers="纸质材料核对过")
        assert answer.status_code == 302, answer.content.decode()
        assert "您刚办了" in page(client, answer.url)
    case.refresh_from_db()
    assert case.state == "notice"
    client = as_(scene.district)
    assert "看公示内容" in page(client, "/desk/notices/")
    shown = client.post("/desk/notices/publish/", {"case": case.id, "do": "preview"}).content.decode()
    assert "公众会看到这些" in shown and scene.people[0].name not in shown
    published = client.post("/desk/notices/publish/", {"case": case.id, "do": "publish"})
    assert published.status_code == 302
    assert "5,000" in page(Client(), f"/notices/{Notice.objects.get().number}/")


def test_another_street_and_a_leader_find_no_case(scene: Scene) -> None:
    case = file_roster(scene)
    other = create_user(actor="a test", username="elsewhere", name="虚构别处")
    give_post(actor="a test", user=other, role="street_specialist", area=scene.streets[1], from_day=SINCE)
    leader = create_user(actor="a test", username="leader", name="虚构领导")
    give_post(actor="a test", user=leader, role="leader", area=scene.streets[0].parent, from_day=SINCE)
    without_second_factor(actor="a test")
    assert case.number not in page(as_(other), "/desk/queue/")
    for user in (other, leader):
        assert as_(user).get(f"/desk/cases/{case.number}/").status_code == 404
        assert press(as_(user), case, "step:accepted").status_code == 404
    assert "虚构商贸" not in page(as_(leader), "/desk/district/")


def test_who_filed_a_case_cannot_review_it(scene: Scene) -> None:
    case = file_roster(scene)
    give_post(actor="a test", user=scene.agent, role="street_specialist", area=scene.streets[0], from_day=SINCE)
    client = as_(scene.agent)
    assert case.number not in page(client, "/desk/queue/")
    shown = page(client, f"/desk/cases/{case.number}/")
    assert "有关，您不能办理" in shown and 'value="step:' not in shown
    refused = press(client, case, "sure:accepted")
    assert refused.status_code == 422 and "有关，您不能办理" in refused.content.decode()
    case.refresh_from_db()
    assert case.state == "accept" and not case.decisions.exists()


def test_another_agent_of_the_filer_cannot_review_it_either(scene: Scene) -> None:
    case = file_roster(scene)
    authorise(actor="a test", user=scene.clerk, organisation=scene.firm)
    client = as_(scene.clerk)
    assert case.number not in page(client, "/desk/queue/")
    assert "有关，您不能办理" in press(client, case, "sure:accepted").content.decode()


def test_who_comes_second_is_told_by_whom_and_keeps_what_was_typed(scene: Scene) -> None:
    case = file_roster(scene)
    shown = case.version
    assert (
        press(as_(scene.clerk), case, "sure:accepted", version=shown, without_papers="纸质材料核对过").status_code
        == 302
    )
    second = press(as_(scene.clerk2), case, "step:correct", version=shown, reason="缺合同", item_line="2", item_field="",
                   item_text="第二条的合同")  # fmt: skip
    text = second.content.decode()
    assert second.status_code == 409 and "虚构clerk在" in text and "等待初审" in text
    assert "缺合同" in text and case.decisions.count() == 1


def test_the_same_person_is_told_why_there_are_no_buttons(scene: Scene) -> None:
    case = file_roster(scene)
    give_post(actor="a test", user=scene.clerk, role="street_reviewer", area=scene.streets[0], from_day=SINCE)
    press(as_(scene.clerk), case, "sure:accepted", without_papers="纸质材料核对过")
    assert "同一个人不能办两步" in page(as_(scene.clerk), f"/desk/cases/{case.number}/")
    assert "由街乡初审办理" in page(as_(scene.district), f"/desk/cases/{case.number}/")


def test_one_correction_notice_collects_every_defect(scene: Scene) -> None:
    case = file_roster(scene)
    client = as_(scene.clerk)
    items: dict[str, list[str]] = {"item_line": [], "item_field": [], "item_text": []}
    for do in ("item:0/paper/contract", "item:2/fact/hire_date", "item:3/condition/3.2a.C4", "item:1/line/", "add"):
        text = drawn(client, case, do, **items)
        items = {name: typed(text, name) for name in items}
    assert items["item_line"] == ["0", "2", "3", "1", "0"]
    assert items["item_field"] == ["paper:contract", "hire_date", "", "", ""]
    assert "劳动合同" in items["item_text"][0] and "户籍" in items["item_text"][2]
    items["item_text"][4] = "公章不清楚"
    dropped = drawn(client, case, "drop:4", **items)
    items = {name: typed(dropped, name) for name in items}
    refused = press(client, case, "sure:correct", **{name: [] for name in items})
    assert refused.status_code == 422 and "至少一项" in refused.content.decode()
    letter = drawn(client, case, "step:correct", reason="材料不全", **items).partition('id="preview"')[2]
    assert (
        "要补正下面这些" in letter
        and "公章不清楚" in letter
        and "（含当日）以前补正" in letter
        and "确认，发给申请人" in letter
    )
    assert not case.corrections.exists()
    assert press(client, case, "sure:correct", reason="材料不全", **items).status_code == 302
    [notice] = case.corrections.all()
    assert [(i["line"], i["field"]) for i in notice.items] == [
        (0, "paper:contract"),
        (2, "hire_date"),
        (3, ""),
        (0, ""),
    ]
    assert "等申请人补正" in page(client, f"/desk/cases/{case.number}/")


def test_a_line_is_refused_with_its_own_reason_and_the_next_step_sees_it(scene: Scene) -> None:
    case = file_roster(scene)
    press(as_(scene.clerk), case, "sure:accepted", without_papers="纸质材料核对过")
    empty = press(as_(scene.street), case, "step:agree", refuse="2")
    assert empty.status_code == 422 and "第2条不同意，请写明理由" in empty.content.decode()
    assert press(as_(scene.street), case, "step:agree", refuse="2", **{"why-2": "合同没有盖章"}).status_code == 302
    shown = page(as_(scene.district), f"/desk/cases/{case.number}/")
    assert "上一步提议不同意 1 条" in shown and "合同没有盖章" in shown
    press(as_(scene.district), case, "step:agree", refuse="2", **{"why-2": "合同没有盖章"})
    approver = as_(scene.approver)
    text = drawn(approver, case, "step:approved", refuse="2", **{"why-2": "合同没有盖章"})
    assert "申请人会读到" in text and "行政复议" in text and "最后一天是" in text
    assert press(approver, case, "sure:approved", refuse="2", **{"why-2": "合同没有盖章"}).status_code == 302
    assert [line.state for line in case.lines.all()] == ["approved", "refused", "approved"]


def test_a_refusal_is_shown_as_the_applicant_reads_it_before_it_is_made(scene: Scene) -> None:
    case = file_roster(scene)
    client = as_(scene.clerk)
    assert press(client, case, "step:not_accepted").status_code == 422
    preview = drawn(client, case, "step:not_accepted", reason="不是用人单位").partition('id="preview"')[2]
    letter = preview.partition("</section>")[0]
    assert "不予受理" in letter and "确认，不予受理" in letter and "不予支持" not in letter
    assert "不是用人单位" in preview and "sure:not_accepted" in preview
    case.refresh_from_db()
    assert case.state == "accept"
    assert press(client, case, "sure:not_accepted", reason="不是用人单位").status_code == 302
    case.refresh_from_db()
    assert case.state == "ended"
    shown = page(client, f"/desk/cases/{case.number}/")
    assert "已经结束：不予受理" in shown and "不予受理：不是用人单位" in shown and "已终止" not in shown


def test_a_refusal_names_the_day_from_which_it_could_be_filed_again(scene: Scene) -> None:
    today = clock.today()
    begun = (today - dt.timedelta(days=300)).isoformat()
    firm = {"is_employer": True, "registered_district": POLICY.home, "tax_district": POLICY.home,
            "operates_normally": True, "operation_start": begun, "size": "small", "entity_type": "enterprise"}  # fmt: skip
    rows(scene, "firms", [Statement(firm, {"self": scene.firm}, valid_from=SINCE)])
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["5.2"], intent_key="one")
    drafts.save_answers(actor=scene.agent, filing_id=made.id, answers={"chaoyang_hukou_workers": "4"})
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.id)
    press(as_(scene.clerk), case, "sure:accepted", without_papers="纸质材料核对过")
    shown = page(as_(scene.street), f"/desk/cases/{case.number}/")
    assert "差一点：" in shown and "5.2.C4" not in shown, "codes of conditions are for policy engineers"
    press(as_(scene.street), case, "step:refuse", reason="经营不满1年")
    press(as_(scene.district), case, "step:refuse", reason="经营不满1年")
    preview = drawn(as_(scene.approver), case, "step:refused", reason="经营不满1年")
    assert "起，其他情况不变，可以再申报" in preview and "第5.2条" in preview
    assert press(as_(scene.approver), case, "sure:refused", reason="经营不满1年").status_code == 302
    case.refresh_from_db()
    assert case.state == "refused"


def test_lines_that_do_not_fit_are_marked_with_the_words_of_the_conditions(scene: Scene) -> None:
    away = {"household_district": "haidian", "school": "university", "graduation": "2019-07-01"}
    rows(scene, "persons", [Statement(away, {"self": scene.people[1]}, valid_from=SINCE)])
    case = file_roster(scene)
    press(as_(scene.clerk), case, "sure:accepted", without_papers="纸质材料核对过")
    client = as_(scene.street)
    refused = press(client, case, "step:agree").content.decode()
    assert "第2条按现在的资料是“不符合”" in refused
    filled = drawn(client, case, "fill")
    [why] = [w for w in typed(filled, "why-2") if w]
    assert "户籍" in why and "第3.2条" in why
    assert press(client, case, "step:agree", refuse="2", **{"why-2": why}).status_code == 302


def test_a_finding_is_cleared_in_ones_own_name_and_a_hard_one_never(scene: Scene) -> None:
    case = file_roster(scene)
    press(as_(scene.clerk), case, "sure:accepted", without_papers="纸质材料核对过")
    warn, stop = (_finding(actor="a test", case=case, level=level) for level in ("warn", "stop"))
    client = as_(scene.street)
    assert "要先处理" in page(client, f"/desk/cases/{case.number}/")
    assert "还有没处理的疑点" in press(client, case, "step:agree").content.decode()
    assert press(client, case, f"clear:{warn.id}").status_code == 422
    assert press(client, case, f"clear:{warn.id}", **{f"clear-{warn.id}": "电话核实过"}).status_code == 302
    hard = press(client, case, f"clear:{stop.id}", **{f"clear-{stop.id}": "放"})
    assert hard.status_code == 422 and "不能放行" in hard.content.decode()
    shown = page(client, f"/desk/cases/{case.number}/")
    assert "电话核实过" in shown and "虚构street" in shown and "硬性，不能放行" in shown
    assert press(client, case, "clear:999999", **{"clear-999999": "x"}).status_code == 404


def test_who_withdraws_from_a_case_no_longer_has_it(scene: Scene) -> None:
    case = file_roster(scene)
    client = as_(scene.clerk)
    assert press(client, case, "recuse").status_code == 422
    assert press(client, case, "recuse", recuse_reason="亲戚在这家单位").status_code == 302
    assert case.number not in page(client, "/desk/queue/")
    assert "已经申请回避" in page(client, f"/desk/cases/{case.number}/")
    assert "已经申请回避" in press(client, case, "sure:accepted").content.decode()


def test_hostile_input_changes_nothing(scene: Scene) -> None:
    case = file_roster(scene)
    client = as_(scene.clerk)
    for do in (
        "",
        "step:",
        "step:closed",
        "step:agree",
        "item:x/y/z",
        "item:9999999999999999/fact/<script>",
        "drop:99",
        "open:0",
        "clear:99999999999999999999",
    ):
        answer = press(
            client, case, do, refuse=["x", "-1"], **{"why-abc": "x", "item_line": "x", "item_text": "<script>"}
        )
        assert answer.status_code in (302, 404, 422) and "<script>" not in answer.content.decode().replace(
            "<script src", ""
        )
    assert client.post(f"/desk/cases/{case.number}/", {"version": "x", "do": "step:accepted"}).status_code == 409
    for address in ("/desk/cases/%00/", "/desk/cases/2026/files/99999999999999999999/", "/notices/%00/"):
        assert client.get(address).status_code == 404
    assert client.get("/desk/queue/?page=99&due=x&measure=%00&text=%27%3B--&state=x").status_code == 200
    case.refresh_from_db()
    assert case.state == "accept" and not case.decisions.exists()


def test_the_pages_stay_light_with_fifty_lines_and_many_cases(
    django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_scene(people=50)
    without_second_factor(actor="a test")
    case = file_roster(scene)
    client = as_(scene.clerk)
    opened = "&".join(f"line={no}" for no in range(1, 51))
    with django_assert_max_num_queries(64):
        shown = client.get(f"/desk/cases/{case.number}/?{opened}").content
    assert len(shown) < 300_000 and shown.count(b'class="wd-detail"') == 5
    for n in range(3):
        file_roster(scene, intent=f"more{n}")
    with django_assert_max_num_queries(30):
        assert page(client, "/desk/queue/").count("/desk/cases/") >= 4
    with django_assert_max_num_queries(30):
        page(client, "/desk/")


def test_a_file_of_a_case_is_downloaded_and_leaves_a_trace(scene: Scene) -> None:
    made = drafts.open_filing(actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key="one")
    kept = files.store(actor=scene.agent, name="合同.pdf", data=PDF)
    _hand_in(actor=scene.agent, filing=made, kept=kept)
    lines = [{"number": number_of(p), "name": p.name} for p in scene.people]
    drafts.save_lines(actor=scene.agent, filing_id=made.id, lines=lines)
    [case] = filing.submit_filing(actor=scene.agent, filing_id=made.id)
    client = as_(scene.clerk)
    [address] = re.findall(rf"/desk/cases/{case.number}/files/\d+/", page(client, f"/desk/cases/{case.number}/"))
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    [read] = Read.objects.all()
    assert (read.actor_id, read.party_id, read.field) == (scene.clerk.pk, scene.firm.pk, "file:contract")
    assert case.number in read.reason
    assert as_(scene.agent).get(address).status_code == 404
