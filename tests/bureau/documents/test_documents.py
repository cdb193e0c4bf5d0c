"""Guards of documents: each event makes its own, kept word by word, numbered without gaps, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.bureau.cases.scene import SETUP
from tests.bureau.documents.world import HOSTILE, Papers, rename
from tests.bureau.registry.people import organisation
from tests.bureau.test_desk import without_second_factor

from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.documents import fonts, logic, rendering
from wenjiu.bureau.documents.actions import issue
from wenjiu.bureau.documents.lists import certificate
from wenjiu.bureau.documents.models import Document, Kind, Rendering
from wenjiu.bureau.documents.wording import marks_of
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.writes import action

SHOWN = logic.plain(HOSTILE)


def texts(content: dict[str, Any]) -> str:
    """Return every word of a document."""
    return logic.canonical(content)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def kinds(papers: Papers, case: str) -> list[str]:
    return list(papers.cases[case].documents.order_by("id").values_list("kind", flat=True))


class TestMaking:
    def test_each_event_makes_its_document(self, papers: Papers) -> None:
        assert kinds(papers, "to correct") == ["receipt", "correction"]
        assert kinds(papers, "granted") == ["receipt", "accepted", "decision", "approval"]
        assert kinds(papers, "refused") == ["receipt", "accepted", "refusal", "approval"]
        assert kinds(papers, "not accepted") == ["receipt", "not_accepted"]
        assert papers.notice is not None and papers.notice.documents.count() == 1
        assert papers.batch is not None and Document.objects.filter(batch=papers.batch.number).count() == 1

    def test_a_decision_names_the_lines_the_reasons_the_clauses_and_the_remedies(self, papers: Papers) -> None:
        said = texts(papers.document("granted", Kind.DECISION).content)
        for words in (
            "10,000元（大写：壹万元整）",
            "社保记录没有续上。",
            "第3.2条",
            "行政复议",
            "最后一天是",
            "准予支持的项目要先公示",
        ):
            assert words in said, words
        refused = texts(papers.document("refused", Kind.REFUSAL).content)
        assert "同一批人已经享受过。" in refused and "行政诉讼" in refused and "合计" not in refused
        assert "重复申报。" in texts(papers.document("not accepted", Kind.NOT_ACCEPTED).content)
        asked = texts(papers.document("to correct", Kind.CORRECTION).content)
        assert "请交劳动合同" in asked and "请在2026年9月15日（含当日）以前补正" in asked

    def test_what_the_applicant_reads_later_is_the_kept_text(self, papers: Papers) -> None:
        document = papers.document("granted", Kind.DECISION)
        before = rendering.render(document, "pdf").data
        rename(actor=SETUP, party=papers.scene.people[0], name="后来的名字")
        address = reverse("my:document", args=[document.pk])
        assert "后来的名字" not in client_of(papers.scene.agent).get(address).text
        assert rendering.render(Document.objects.get(pk=document.pk), "pdf").data == before

    def test_numbers_and_accounts_stand_there_with_their_mask_only(self, papers: Papers) -> None:
        planted = [number_of(party) for party in papers.scene.people] + ["1234567000011"]
        for document in Document.objects.all():
            assert not [number for number in planted if number in texts(document.content)], document.number

    def test_the_same_event_makes_no_second_document(self, papers: Papers) -> None:
        known = papers.document("granted", Kind.DECISION)
        again = issue(
            actor=SETUP, policy=known.policy, kind=known.kind, key=known.key, content={}, case=papers.cases["granted"]
        )
        assert again == known


class TestDatabase:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE documents_document SET content = '{}'",
            "DELETE FROM documents_document",
            "UPDATE documents_serial SET last = last - 1",
            "UPDATE documents_serial SET last = last + 2",
            "DELETE FROM documents_serial",
            "UPDATE documents_rendering SET sha256 = repeat('0', 64)",
        ],
    )
    def test_nothing_that_was_made_changes_and_no_number_is_skipped(self, papers: Papers, statement: str) -> None:
        rendering_of(papers)

        @action
        def run(*, actor: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        with pytest.raises(Error), transaction.atomic():
            run(actor="a test")


def rendering_of(papers: Papers) -> None:
    """Let the files of a decision be kept."""
    document = papers.document("granted", Kind.DECISION)
    client_of(papers.scene.agent).get(reverse("my:document_file", args=[document.pk, "pdf"]))


class TestFiles:
    def test_a_file_is_the_same_each_time_and_its_texts_stay_texts(self, papers: Papers) -> None:
        """A name that were read as markup of Typst would stop the rendering (#panic) or lose its signs."""
        decision, approval = (papers.document("granted", kind) for kind in (Kind.DECISION, Kind.APPROVAL))
        assert SHOWN in texts(decision.content).replace('\\"', '"').replace("\\\\", "\\")
        pdf = rendering.render(decision, "pdf")
        assert pdf.data == rendering.render(decision, "pdf").data and pdf.data.startswith(b"%PDF")
        word = rendering.render(approval, "docx")
        assert word.data == rendering.render(approval, "docx").data
        cells = [cell.text for table in docx.Document(io.BytesIO(word.data)).tables for cell in table._cells]
        assert SHOWN in cells and "10,000" in cells

    def test_a_summary_of_a_batch_opens_in_excel_without_a_formula(self, papers: Papers) -> None:
        assert papers.batch is not None
        document = Document.objects.get(batch=papers.batch.number)
        rename(actor=SETUP, party=papers.scene.firm, name=HOSTILE)
        file = rendering.render(document, "xlsx")
        assert file.data == rendering.render(document, "xlsx").data
        sheet = openpyxl.load_workbook(io.BytesIO(file.data)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert "10,000" in [cell.value for cell in cells]

    def test_certificates_and_lists_of_many_pages_are_rendered(self, papers: Papers) -> None:
        case = papers.cases["granted"]
        line = case.lines.get(no=3)
        content = {**certificate(case, line, "朝阳区技术能手"), **marks_of(case.policy, "1号", "2222-2222-2222")}
        assert rendering.pdf(case.policy, content).startswith(b"%PDF")
        assert papers.notice is not None
        notice = papers.notice.documents.get().content
        table = next(block["table"] for block in notice["blocks"] if "table" in block)
        table["rows"] *= 100
        long = rendering.pdf(case.policy, notice)
        assert long.count(b"/Type /Page\n") + long.count(b"/Type/Page\n") > 3 or len(long) > 20_000

    def test_without_a_font_the_page_says_so(self, papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
        def none() -> Any:
            raise fonts.NoFont("no font")

        monkeypatch.setattr(fonts, "chosen", none)
        document = papers.document("granted", Kind.DECISION)
        answer = client_of(papers.scene.agent).get(reverse("my:document_file", args=[document.pk, "pdf"]))
        assert answer.status_code == 503 and "服务器缺少中文字体" in answer.text
        assert fonts.trouble() == "no font"


class TestReading:
    def test_the_applicant_reads_what_he_was_given_and_nobody_else_does(self, papers: Papers) -> None:
        decision, approval = (papers.document("granted", kind) for kind in (Kind.DECISION, Kind.APPROVAL))
        stranger = create_user(actor=SETUP, username="stranger", name="虚构别人")
        authorise(actor=SETUP, user=stranger, organisation=other_firm())
        own, foreign = client_of(papers.scene.agent), client_of(stranger)
        page = own.get(reverse("my:case", args=[papers.cases["granted"].number]))
        assert decision.number in page.text and approval.number not in page.text
        for name, form in (("my:document", ()), ("my:document_file", ("pdf",))):
            assert own.get(reverse(name, args=[decision.pk, *form])).status_code == 200
            assert own.get(reverse(name, args=[approval.pk, *form])).status_code == 404
            assert foreign.get(reverse(name, args=[decision.pk, *form])).status_code == 404
        assert own.get(reverse("my:document_file", args=[decision.pk, "docx"])).status_code == 404

    def test_the_desk_finds_documents_by_number_code_and_case(self, papers: Papers) -> None:
        approval = papers.document("granted", Kind.APPROVAL)
        without_second_factor(actor=SETUP)
        client = client_of(papers.scene.district)
        for typed in (approval.number, approval.code.lower(), papers.cases["granted"].number):
            assert approval.number in client.get(reverse("desk:documents"), {"q": typed}).text
        assert approval.number in client.get(reverse("desk:case", args=[papers.cases["granted"].number])).text
        page = client.get(reverse("desk:document", args=[approval.pk])).text
        assert "#panic(&quot;x&quot;)" in page and "<b>" not in page.split("#panic")[1][:40]
        batch = Document.objects.get(kind=Kind.BATCH)
        assert client.get(reverse("desk:document", args=[batch.pk])).status_code == 404
        assert client_of(papers.scene.maker).get(reverse("desk:document", args=[batch.pk])).status_code == 200


def other_firm() -> Party:
    [firm] = ensure_parties(actor=SETUP, rows=[replace(organisation(9), name="虚构别家公司")])
    return firm


class TestVerifying:
    def test_anybody_checks_a_code_and_sees_nothing_private(self, papers: Papers) -> None:
        decision = papers.document("granted", Kind.DECISION)
        for typed in (decision.code, decision.code.lower(), decision.code.replace("-", " ")):
            page = Client().get(reverse("web:verify"), {"code": typed}).text
            assert "有这份文件" in page and decision.number in page
        assert "2项，合计10,000元" in page, "a paper with another sum does not pass"
        for person in papers.scene.people:
            assert person.name not in page and person.id_tail not in page
        assert "文书版本" not in page, "a version of the program says nothing to a reader"
        number = Client().get(reverse("web:verify"), {"code": decision.number}).text
        assert "像是文号" in number and "二维码旁边" in number
        for typed in ("2222-2222-2222", "不是核验码", "1\x00", "A" * 500, "<script>"):
            page = Client().get(reverse("web:verify"), {"code": typed}).text
            assert "没有这份文件" in page and "<script>alert" not in page

    def test_a_file_is_compared_with_what_was_rendered(self, papers: Papers) -> None:
        decision = papers.document("granted", Kind.DECISION)
        address = reverse("my:document_file", args=[decision.pk, "pdf"])
        data = client_of(papers.scene.agent).get(address).content
        kept = Rendering.objects.get(document=decision)
        assert kept.sha256 == hashlib.sha256(data).hexdigest()
        other = papers.document("refused", Kind.REFUSAL).code
        for sent, code, result in (
            (data, "", "与留存一致"),
            (data, decision.code, "与留存一致"),
            (data + b" ", decision.code, "与留存不一致"),
            (data + b" ", "", "没有这份文件"),
            (data, other, "核验码和文件不是同一份"),
            (b"", decision.code, "与留存不一致"),
        ):
            file = io.BytesIO(sent)
            file.name = "a.pdf"
            page = Client().post(reverse("web:verify"), {"code": code, "file": file}).text
            assert result in page, (len(sent), code, result)
        assert Client().post(reverse("web:verify"), {}).status_code == 422

    def test_the_file_of_a_notice_is_public_while_the_notice_runs(self, papers: Papers) -> None:
        assert papers.notice is not None
        ended = Client().get(reverse("web:notice_file", args=[papers.notice.number]))
        assert ended.status_code == 404
        assert Client().get(reverse("web:notice_file", args=["2026-9999"])).status_code == 404
