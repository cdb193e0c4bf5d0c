"""Pages below /my/: a case as its filer follows it, strangers, and accounts, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.cases.scene import Scene, decide, make_scene, resident_user, step
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import add_people, begin, client_of, send, text

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.cases.models import Case, Evidence
from wenjiu.bureau.cases.queries import review
from wenjiu.bureau.parties.actions import check_account, ensure_party
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.bureau.parties.queries import usable_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=3)


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
        assert scene.streets[0].name in page and "（含当日）以前答复是否受理" in page and "等待受理" in page

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

    def test_an_answer_that_says_nothing_is_not_sent_and_words_are_enough(self, scene: Scene, case: Case) -> None:
        case = self.ask(
            scene, case, {"line": 2, "field": "hire_date", "text": "核对招用日期"}, {"line": 0, "text": "说明岗位"}
        )
        client = client_of(scene.agent)
        place = f"/my/cases/{case.number}/correct/"
        page = text(client.get(place))
        assert "登记的是“2026年3月2日”" in page and "前补正" in page and "登记错了：先申请更正" in page
        empty = client.post(place, {"version": case.version, "do": "send"})
        assert empty.status_code == 422 and text(empty).count("这一项还没有回答") == 4
        form = {"version": case.version, "reply-0": "登记是对的", "l2-hire_date": "", "reply-1": "岗位是保洁"}
        check = client.post(place, {**form, "do": "check"})
        assert check.status_code == 200 and "登记是对的" in text(check) and "还没有提交" in text(check)
        case.refresh_from_db()
        assert case.state == "correcting"
        assert client.post(place, {**form, "do": "send"}).status_code == 302
        assert "岗位是保洁" in text(client.get(f"/my/cases/{case.number}/"))
        assert case.corrections.get().answers[1]["reply"] == "岗位是保洁"

    def test_a_paper_can_be_given_with_the_answer(self, scene: Scene, case: Case) -> None:
        case = self.ask(scene, case, {"line": 0, "field": "paper:contract", "text": "缺劳动合同"})
        client = client_of(scene.agent)
        place = f"/my/cases/{case.number}/correct/"
        form = {"version": case.version, "do": "send", "file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF)}
        assert client.post(place, form).status_code == 302
        assert Evidence.objects.get().case == case

    def test_all_that_is_sent_is_shown_before_and_after(self, scene: Scene, case: Case) -> None:
        case = self.ask(
            scene,
            case,
            {"line": 2, "field": "hire_date", "text": "核对日期"},
            {"line": 0, "field": "paper:contract", "text": "缺合同"},
        )
        client = client_of(scene.agent)
        place = f"/my/cases/{case.number}/correct/"
        form = {"version": case.version, "l2-hire_date": "2026-03-02"}
        files = {
            "file-3.2a/contract": SimpleUploadedFile("a.pdf", PDF),
            "file-3.2a/unemployment": SimpleUploadedFile("b.csv", b"a,b\n1,2\n"),
        }
        check = text(client.post(place, {**form, **files, "do": "check"}))
        name = case.lines.get(no=2).roles.exclude(party=case.filing.filer_id).get().party.name
        assert client.post(place, {**form, "do": "send"}).status_code == 302
        for page in (check, text(client.get(f"/my/cases/{case.number}/"))):
            assert f"第 2 行 {name}：" in page and "→ 2026年3月2日（与登记相同）" in page
            assert "随附：劳动合同 a.pdf" in page and "另外补充的材料" in page and " b.csv" in page

    def test_the_paper_that_a_notice_names_comes_first_and_the_form_itself_is_never_asked_for(
        self, scene: Scene, case: Case
    ) -> None:
        names = {paper.proof.material.id for paper in review.missing_uploads(case, review.lines_of(case))}
        assert names and not names & {"application", "roster"}
        case = self.ask(scene, case, {"line": 2, "field": "hire_date", "text": "工资发放凭证和登记的不一致"})
        page = client_of(scene.agent).get(f"/my/cases/{case.number}/correct/")
        assert page.context["items"][0]["papers"][0]["key"] == "3.2a/wages"
        assert "3.2a/roster" not in {paper["key"] for paper in page.context["other_papers"]}

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
        answer = client.post("/my/accounts/", form, follow=True)
        assert "与收款人" in text(answer) and "别人" in text(answer)
        wrong = client.post("/my/accounts/", form | {"holder": scene.firm.name, "number": "12"}, follow=True)
        assert wrong.context["faults"] and not BankAccount.objects.exists()
        assert client.post("/my/accounts/", form | {"holder": scene.firm.name}).status_code == 302
        assert "待核对" in text(client.get("/my/accounts/"))
        account = BankAccount.objects.get()
        assert client_of(resident_user(scene)).post(f"/my/accounts/{account.pk}/close/").status_code == 404
        client.post(f"/my/accounts/{account.pk}/close/")
        page = text(client.get("/my/accounts/"))
        assert "还没有账户" in page and "已停用的账户（1 个）" in page and account.tail in page

    def test_everything_wrong_is_said_at_once_and_going_back_sends_nothing_again(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        form = {"party": scene.firm.pk, "holder": "别人", "bank": "", "number": "0200 12ab"}
        answer = client.post("/my/accounts/", form)
        assert answer.status_code == 302 and "0200" not in answer["Location"]
        kept = str(dict(client.session.items()))
        assert "0200" not in kept and "别人" not in kept, "what was typed waits encrypted"
        page = client.get("/my/accounts/")
        assert set(page.context["faults"]) == {"holder", "bank", "number"} and "0200 12ab" in text(page)
        assert not client.get("/my/accounts/").context["faults"], "it is shown once"

    def test_the_only_checked_account_is_not_closed_without_a_question(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        form = {"party": scene.firm.pk, "holder": scene.firm.name, "bank": "虚构银行某支行", "number": "0200 0012 3456"}
        client.post("/my/accounts/", form)
        account = BankAccount.objects.get()
        check_account(actor=scene.clerk, account=account, matched=True)
        page = text(client.get("/my/accounts/"))
        assert "现在付到这个账户" in page and "更换账户" in page
        asked = client.post(f"/my/accounts/{account.pk}/close/", follow=True)
        account.refresh_from_db()
        assert "唯一核对过的账户" in text(asked) and account.closed_at is None
        changing = text(client.get(f"/my/accounts/?for={scene.firm.pk}"))
        assert "仍付到原来的账户" in changing and f'value="{scene.firm.name}"' in changing
        client.post("/my/accounts/", form | {"number": "0200 0012 9999"})
        assert usable_account(scene.firm) == account, "the old one is used until the new one is checked"
        new = BankAccount.objects.exclude(pk=account.pk).get()
        check_account(actor=scene.clerk, account=new, matched=True)
        assert usable_account(scene.firm) == new
        client.post(f"/my/accounts/{account.pk}/close/")
        account.refresh_from_db()
        assert account.closed_at is not None, "another one is checked and nothing waits"

    def test_a_number_is_checked_while_it_is_typed(self, scene: Scene) -> None:
        client = client_of(scene.agent)
        assert "wj-wrong" in text(client.post("/my/accounts/number/", {"number": "12ab"}))
        assert "正确" in text(client.post("/my/accounts/number/", {"number": "0200 0012 3456"}))
