"""The pages of residents and firms below /my/, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import Scene, decide, make_scene, resident_user, step
from tests.bureau.files.made import PDF
from tests.bureau.people import resident_number

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Case, Evidence, Filing
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.bureau.parties.queries import number_of

pytestmark = pytest.mark.django_db
HEADER = ["证件号码", "姓名", "新招用", "招用日期", "职工户籍", "招用前登记失业"]


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=3)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def begin(client: Client, *codes: str, key: Any = None) -> str:
    """Begin a filing on the page, and return its address."""
    page = client.get("/my/new/")
    form = {"do": "begin", "key": page.context["key"] if key is None else key, "filer": page.context["filer"].pk}
    answer = client.post("/my/new/", {**form, "measure": codes})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def add_people(client: Client, place: str, scene: Scene) -> None:
    for p in scene.people:
        answer = client.post(f"{place}lines/new/", {"number": number_of(p), "name": p.name, "do": "save"})
        assert answer.status_code == 302


def send(client: Client, place: str, **more: str) -> list[Case]:
    """Confirm and submit a draft, and return its cases."""
    version = client.get(f"{place}submit/").context["filing"].version
    answer = client.post(f"{place}submit/", {"version": version, "true": "yes", **more})
    assert answer.status_code == 302, text(answer)
    return list(Case.objects.filter(filing=filing_of(place)).order_by("measure"))


def filing_of(place: str) -> int:
    return int(place.rstrip("/").rsplit("/", 1)[1])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def good_row(n: int) -> list[Any]:
    return [resident_number(n), f"虚构{n}", "是", "2026-03-02", "本区", "是"]


class TestARosterIsFiled:
    def test_fifty_lines_of_a_file_go_in_and_three_with_faults_stay_behind(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        rows = [good_row(n) for n in range(100, 150)]
        rows[3][0] = rows[3][0][:-1] + ("1" if rows[3][0][-1] != "1" else "2")
        rows[7][3] = "2026年13月1日"
        rows[9] = [*rows[8]]
        page = client.post(place, {"do": "save", "roster": workbook(*rows)}, follow=True)
        assert "读入了 50 行" in text(page)
        assert page.context["going"] == 47 and len(page.context["staying"]) == 3
        assert "身份证第18位校验码不对" in text(page) and "没有13月" in text(page) and "和第9行是同一个人" in text(page)
        confirm = text(client.get(f"{place}submit/"))
        assert "名单 47 人" in confirm and "有 3 行填写有错" in confirm
        [case] = send(client, place)
        assert case.lines.count() == 47
        receipt = text(client.get(place))
        assert case.number in receipt and "有 3 行没有提交" in receipt and scene.streets[0].name in receipt

        again = client.post(f"{place}rest/", follow=True)
        assert len(again.context["lines"]) == 3
        assert client.post(f"{place}rest/")["Location"] == again.redirect_chain[0][0]

    def test_the_page_of_fifty_lines_asks_the_database_a_bounded_number_of_times(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        few = self._statements(client, place, 5)
        many = self._statements(client, place, 50)
        assert many <= few + 3

    @staticmethod
    def _statements(client: Client, place: str, lines: int) -> int:
        client.post(place, {"do": "save", "roster": workbook(*(good_row(n) for n in range(200, 200 + lines)))})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(place).status_code == 200
        return len(asked)

    def test_lines_from_the_registers_need_only_number_and_name(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        page = client.get(place)
        assert page.context["total_fen"] == 3 * 500_000
        assert "已从市场主体登记查到" in text(page)
        assert "已从" in text(client.get(f"{place}lines/1/"))

    def test_a_fault_of_a_line_is_shown_at_its_field_and_nothing_typed_is_lost(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        line = {"number": resident_number(7), "name": "虚构七", "a-hire_date": "去年三月"}
        page = client.post(f"{place}lines/new/", line, follow=True)
        assert "“去年三月”" in text(page) and 'value="去年三月"' in text(page)
        assert "不会提交" in text(client.get(place))
        fixed = line | {"a-hire_date": "2026年3月2日", "was": page.context["was"]}
        assert client.post(f"{place}lines/1/", fixed).status_code == 302
        assert client.get(place).context["going"] == 1

    def test_a_name_that_was_typed_wrong_can_be_corrected(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        client.post(f"{place}lines/new/", {"number": resident_number(8), "name": "虚构八错"})
        was = client.get(f"{place}lines/1/").context["was"]
        client.post(f"{place}lines/1/", {"number": resident_number(8), "name": "虚构八", "was": was})
        assert client.get(place).context["going"] == 1

    def test_a_line_that_changed_in_another_tab_is_not_overwritten(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        was = client.get(f"{place}lines/1/").context["was"]
        client.post(place, {"do": "drop:1"})
        answer = client.post(f"{place}lines/1/", {"number": resident_number(9), "name": "虚构九", "was": was})
        assert answer.status_code == 422 and "这一行没有保存" in text(answer) and "虚构九" in text(answer)

    def test_the_roster_comes_back_as_a_file_with_what_is_wrong_and_can_be_sent_again(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        client.post(place, {"do": "save", "roster": workbook(good_row(2), ["110105", "虚构", "也许", "", "", ""])})
        content = client.get(f"{place}roster.xlsx").content
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][-1] == "错误原因" and "也许" in rows[2][-1]
        again = client.post(place, {"roster": SimpleUploadedFile("a.xlsx", content)}, follow=True)
        assert len(again.context["lines"]) == 2 and again.context["going"] == 1

    def test_a_cell_with_a_formula_is_a_fault_of_its_line(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        row = good_row(1)
        row[3] = "=DATE(2026,3,2)"
        page = client.post(place, {"roster": workbook(row, good_row(2))}, follow=True)
        assert "这一格是公式" in text(page) and page.context["going"] == 1

    def test_lines_that_would_not_be_granted_can_be_left_out_at_once(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        client.post(f"{place}lines/new/", {"number": "110105", "name": "虚构"})
        page = client.post(place, {"do": "leave-out"}, follow=True)
        assert len(page.context["lines"]) == 3 and "去掉了 1 行" in text(page)


class TestOneFilingHoweverOftenItIsPosted:
    def test_a_double_click_and_a_second_tab_are_one_draft(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        first, second = client.get("/my/new/"), client.get("/my/new/")
        assert first.context["key"] == second.context["key"]
        places = {begin(client, "3.2a", key=page.context["key"]) for page in (first, first, second)}
        assert len(places) == 1 and Filing.objects.count() == 1
        assert begin(client, "5.2", key=first.context["key"]) not in places

    def test_a_draft_that_is_submitted_twice_is_one_case(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        key = client.get("/my/new/").context["key"]
        place = begin(client, "3.2a", key=key)
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        for _time in range(3):
            assert client.post(f"{place}submit/", {"version": version, "true": "yes"}).status_code == 302
        assert begin(client, "3.2a", key=key) == place
        assert Case.objects.count() == 1

    def test_what_changed_after_it_was_shown_is_shown_again_before_it_is_sent(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        client.post(place, {"do": "drop:1"})
        answer = client.post(f"{place}submit/", {"version": version, "true": "yes"})
        assert answer.status_code == 422 and "又有改动" in text(answer) and not Case.objects.exists()

    def test_nothing_is_sent_before_somebody_says_that_it_is_true(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        version = client.get(f"{place}submit/").context["filing"].version
        assert client.post(f"{place}submit/", {"version": version}).status_code == 422
        assert not Case.objects.exists()

    def test_a_deleted_draft_cannot_be_sent(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        assert client.get(f"{place}delete/").status_code == 200
        client.post(f"{place}delete/")
        assert "草稿已经删除" in text(client.get(place))
        assert client.get(f"{place}submit/").status_code == 302
        assert client.get("/my/").context["drafts"] == []


class TestTheForm:
    def test_two_measures_of_one_firm_are_one_filing_and_two_cases(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a", "5.2")
        add_people(client, place, scene)
        page = client.get(place)
        assert [p["code"] for p in page.context["previews"]] == ["3.2a", "5.2"]
        assert [case.measure for case in send(client, place)] == ["3.2a", "5.2"]

    def test_a_near_miss_is_told_before_it_is_sent(self) -> None:
        scene = make_scene(people=2)
        client = client_of(scene.agent)
        page = client.get(begin(client, "5.2"))
        assert "不符合" in text(page) and "怎样会改变" in text(page)

    def test_a_resident_files_the_rent_of_his_own_firm(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        answers = {"a-annual_rent": "六万元", "a-rents_premises": "true", "a-is_founder": "true"}
        page = client.post(place, {**answers, "do": "save"}, follow=True)
        assert 'value="60000' in text(page)
        version = client.get(f"{place}submit/").context["filing"].version
        answer = client.post(f"{place}submit/", {"version": version, "true": "yes"})
        assert answer.status_code == 422 and "请选择所在的街道" in text(answer)
        [case] = send(client, place, street=scene.streets[1].code)
        assert case.street == scene.streets[1]
        assert case.lines.get().declared["annual_rent"] == "60000.00"

    def test_a_field_is_saved_as_it_is_changed_and_a_fault_stays_with_what_was_typed(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        answer = client.post(f"{place}field/", {"a-annual_rent": "很多"})
        assert "“很多”" in text(answer) and answer["HX-Trigger"] == "saved"
        page = client.get(place)
        assert 'value="很多"' in text(page) and "“很多”" in text(page)
        assert "已保存" in text(client.post(f"{place}field/", {"a-annual_rent": "60000"}))
        assert "“很多”" not in text(client.get(place))

    def test_an_answer_that_cannot_be_read_holds_the_filing_back(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        client.post(place, {"a-annual_rent": "很多"})
        page = client.get(f"{place}submit/")
        assert "改好才能提交" in text(page)
        answer = client.post(f"{place}submit/", {"version": page.context["filing"].version, "true": "yes"})
        assert answer.status_code == 422 and not Case.objects.exists()

    def test_a_firm_says_whom_the_rent_is_paid_to_where_no_register_does(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "5.3")
        assert "登记里查不到这个人" in text(client.get(place))
        party = scene.people[0]
        client.post(place, {"number-5.3/person": number_of(party), "name-5.3/person": party.name})
        [case] = send(client, place)
        assert {r.role: r.party for r in case.lines.get().roles.all()}["person"] == party

    def test_measures_of_others_and_of_the_office_cannot_be_begun(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        page = client.get("/my/new/")
        form = {"do": "begin", "key": page.context["key"], "filer": page.context["filer"].pk}
        assert "由单位申报" in text(client.post("/my/new/", {**form, "measure": ["5.2"]}))
        assert "至少选一项" in text(client.post("/my/new/", form))
        assert "至少选一项" in text(client.post("/my/new/", {**form, "measure": ["9.9"]}))
        assert not Filing.objects.exists()


class TestPapers:
    def test_a_file_is_kept_once_shown_downloaded_and_taken_back(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        for _time in range(2):
            client.post(place, {"do": "save", "file-3.2a/contract": SimpleUploadedFile("合同.pdf", PDF)})
        paper = Evidence.objects.get()
        assert "合同.pdf" in text(client.get(place))
        answer = client.get(f"/my/evidence/{paper.pk}/")
        assert b"".join(answer.streaming_content) == PDF and "attachment" in answer["Content-Disposition"]
        client.post(place, {"do": f"take-back:{paper.pk}"})
        assert "合同.pdf" not in text(client.get(place))

    def test_a_refused_file_is_named_and_everything_else_is_saved(self, scene: Scene) -> None:
        client = client_of(resident_user(scene))
        place = begin(client, "5.3")
        form = {"a-annual_rent": "50000", "file-5.3/lease": SimpleUploadedFile("a.exe", b"MZ" + bytes(90))}
        answer = client.post(place, form)
        assert answer.status_code == 422 and "可执行程序" in text(answer)
        assert Filing.objects.get().draft["answers"]["annual_rent"] == "50000.00"
        assert not Evidence.objects.exists()

    def test_a_paper_that_the_measure_does_not_ask_for_is_refused(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        for field in ("file-3.2a/lease", "file-5.3/lease", "file-3.2a/nothing"):
            assert client.post(place, {field: SimpleUploadedFile("a.pdf", PDF)}).status_code == 422
        assert not Evidence.objects.exists()

    def test_a_promise_is_kept_with_the_words_that_were_agreed_to(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "5.2")
        client.post(f"{place}field/", {"key": "5.2/size", "promise-5.2/size": "on"})
        [case] = send(client, place)
        assert "承诺" in Evidence.objects.get(case=case, origin="promise").promised

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.xlsx", b"PK\x03\x04 not a workbook", "a.xlsx"),
            ("a.csv", "姓名,城市\n虚构,某地\n".encode(), "没有找到表头"),
            ("a.xlsx", b"<html>", "网页"),
        ],
    )
    def test_a_file_that_is_no_roster_changes_nothing(self, scene: Scene, name: str, content: bytes, said: str) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        answer = client.post(place, {"roster": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422 and said in text(answer)
        assert len(Filing.objects.get().draft["lines"]) == 3


class TestACaseIsFollowed:
    @pytest.fixture
    def case(self, scene: Scene) -> Case:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        return send(client, place)[0]

    def ask(self, scene: Scene, case: Case, *items: dict[str, Any]) -> Case:
        return step(scene.clerk, case, "accept", "correct", reason="请补正", items=list(items))

    def test_the_filer_sees_who_has_it_and_until_when(self, scene: Scene, case: Case) -> None:
        page = text(client_of(scene.agent).get(f"/my/cases/{case.number}/"))
        assert scene.streets[0].name in page and "前办完" in page and "等待受理" in page

    def test_what_is_only_proposed_is_not_told(self, scene: Scene, case: Case) -> None:
        step(scene.clerk, case, "accept", "accepted")
        step(scene.street, case, "first", "refuse", reason="内部意见")
        page = text(client_of(scene.agent).get(f"/my/cases/{case.number}/"))
        assert "内部意见" not in page and "建议不予支持" not in page

    def test_only_what_the_notice_marks_can_be_corrected(self, scene: Scene, case: Case) -> None:
        case = self.ask(scene, case, {"line": 2, "field": "hire_date", "text": "请写招用日期"})
        client = client_of(scene.agent)
        assert "请写招用日期" in text(client.get("/my/"))
        page = client.get(f"/my/cases/{case.number}/correct/")
        assert 'name="l2-hire_date"' in text(page) and 'name="l1-hire_date"' not in text(page)
        wrong = {"version": case.version, "do": "send", "l2-hire_date": "去年"}
        answer = client.post(f"/my/cases/{case.number}/correct/", wrong)
        assert answer.status_code == 422 and 'value="去年"' in text(answer)
        right = {**wrong, "l2-hire_date": "2026-03-03", "l1-hire_date": "2020-01-01", "l2-is_new_hire": "false"}
        assert client.post(f"/my/cases/{case.number}/correct/", right).status_code == 302
        case.refresh_from_db()
        assert case.state == "accept" and case.round == 2
        declared = {line.no: line.declared for line in case.lines.all()}
        assert declared[2]["hire_date"] == "2026-03-03" and "is_new_hire" not in declared[2]
        assert "hire_date" not in declared[1]
        assert client.post(f"/my/cases/{case.number}/correct/", right).status_code == 302

    def test_a_paper_can_be_given_with_the_answer(self, scene: Scene, case: Case) -> None:
        case = self.ask(scene, case, {"line": 0, "field": "paper:contract", "text": "缺劳动合同"})
        client = client_of(scene.agent)
        place = f"/my/cases/{case.number}/correct/"
        form = {"version": case.version, "do": "send", "file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF)}
        assert client.post(place, form).status_code == 302
        assert Evidence.objects.get().case == case

    def test_papers_cannot_be_added_to_a_case_that_waits_for_none(self, scene: Scene, case: Case) -> None:
        client = client_of(scene.agent)
        client.post(f"/my/filings/{case.filing_id}/", {"file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF)})
        client.post(
            f"/my/cases/{case.number}/correct/", {"file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF), "do": "keep"}
        )
        assert not Evidence.objects.exists()

    def test_a_withdrawal_needs_a_reason_and_the_version_that_was_shown(self, scene: Scene, case: Case) -> None:
        client = client_of(scene.agent)
        place = f"/my/cases/{case.number}/withdraw/"
        assert client.post(place, {"version": case.version}).status_code == 422
        answer = client.post(place, {"version": case.version + 1, "reason": "名单要重新核对"})
        assert answer.status_code == 422 and "名单要重新核对" in text(answer)
        assert client.post(place, {"version": case.version, "reason": "名单要重新核对"}).status_code == 302
        case.refresh_from_db()
        assert case.state == "withdrawn"
        assert "已撤回" in text(client.get("/my/"))

    def test_the_hired_person_sees_that_the_firm_was_granted_it_and_why(self, scene: Scene, case: Case) -> None:
        decide(scene, case)
        page = text(client_of(resident_user(scene)).get("/my/"))
        assert "有人为您领了补贴" in page and scene.firm.name in page and "5,000 元" in page and "符合这些条件" in page
        assert scene.people[1].name not in page


class TestAnothersThingsAreNotThere:
    def test_another_firm_finds_nothing_by_number(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        add_people(client, place, scene)
        client.post(place, {"do": "save", "file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF)})
        paper = Evidence.objects.get()
        other = ensure_party(
            actor="a test", kind="organisation", id_type="uscc", number="91110105MA00000025", name="虚构·西溪软件公司"
        )
        stranger_user = create_user(actor="a test", username="stranger", name="虚构路人")
        authorise(actor="a test", user=stranger_user, organisation=other)
        stranger = client_of(stranger_user)
        for path in ("", "submit/", "delete/", "lines/1/", "lines/new/", "template.xlsx", "roster.xlsx", "preview/"):
            assert stranger.get(f"{place}{path}").status_code == 404, path
        assert stranger.post(place, {"do": "drop:1"}).status_code == 404
        assert stranger.post(f"{place}submit/", {"true": "yes"}).status_code == 404
        assert stranger.get(f"/my/evidence/{paper.pk}/").status_code == 404
        mine = begin(stranger, "3.2a")
        assert stranger.post(mine, {"do": f"take-back:{paper.pk}"}).status_code == 404
        form = {"do": "begin", "key": "1", "filer": scene.firm.pk, "measure": ["3.2a"]}
        assert stranger.post("/my/new/", form).status_code == 404
        [case] = send(client, place)
        for path in ("", "withdraw/", "correct/"):
            assert stranger.get(f"/my/cases/{case.number}/{path}").status_code == 404

    def test_hostile_text_is_only_text(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        place = begin(client, "3.2a")
        client.post(f"{place}lines/new/", {"number": "<script>", "name": "<script>alert(1)</script>"})
        page = client.get(place).content.decode() + client.get(f"{place}lines/1/").content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
        for path in ("lines/0/", "lines/99/"):
            assert client.get(f"{place}{path}").status_code == 404
        for do in ("line:999", "drop:999", "take-back:999", "drop:-1", "x", "line:١"):
            assert client.post(place, {"do": do}).status_code in (302, 404, 422), do


class TestAccounts:
    def test_an_account_is_entered_in_the_payees_own_name_only(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        form = {"party": scene.firm.pk, "holder": "别人", "bank": "虚构银行某支行", "number": "0200 0012 3456"}
        answer = client.post("/my/accounts/", form)
        assert answer.status_code == 422 and "与收款人" in text(answer) and "别人" in text(answer)
        assert client.post("/my/accounts/", form | {"holder": scene.firm.name, "number": "12"}).status_code == 422
        assert client.post("/my/accounts/", form | {"holder": scene.firm.name}).status_code == 302
        assert "待核对" in text(client.get("/my/accounts/"))
        account = BankAccount.objects.get()
        assert client_of(resident_user(scene)).post(f"/my/accounts/{account.pk}/close/").status_code == 404
        client.post(f"/my/accounts/{account.pk}/close/")
        assert "还没有账户" in text(client.get("/my/accounts/"))

    def test_a_number_is_checked_while_it_is_typed(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        assert "wj-wrong" in text(client.post("/my/accounts/number/", {"number": "12ab"}))
        assert "正确" in text(client.post("/my/accounts/number/", {"number": "0200 0012 3456"}))
