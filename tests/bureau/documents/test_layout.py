"""Guards of how documents look: seal and date never stand alone, signatures, counts and sums stand where an office wants them."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.bureau.documents.world import Papers

from wenjiu.bureau.documents import rendering
from wenjiu.bureau.documents.logic import canonical
from wenjiu.bureau.documents.models import Document, Kind

GLYPH = re.compile(rb"<use ")


def glyphs(content: dict[str, Any], **changed: Any) -> list[int]:
    """Return how many signs each page of a document has."""
    pages = rendering.laid_out("chaoyang_2020", {**content, **changed}, "svg")
    return [len(GLYPH.findall(page)) for page in ([pages] if isinstance(pages, bytes) else pages)]


def with_rows(content: dict[str, Any], n: int) -> list[dict[str, Any]]:
    """Return the blocks of a document whose last table has some more rows, all like its first one."""
    blocks = [dict(block) for block in content["blocks"]]
    last = max(no for no, block in enumerate(blocks) if "table" in block)
    table = blocks[last]["table"]
    blocks[last] = {"table": {**table, "rows": [table["rows"][0]] * n}}
    return blocks


class TestClosing:
    @pytest.mark.parametrize("kind", [Kind.DECISION, Kind.BATCH])
    def test_seal_and_date_never_stand_alone_on_a_page(self, papers: Papers, kind: Kind) -> None:
        content = Document.objects.filter(kind=kind)[0].content
        [alone] = glyphs(content, blocks=[], red=False, title="", number="", to="")
        assert alone > 20
        for n in (6, 10, 12, 13, 17):
            pages = glyphs(content, blocks=with_rows(content, n))
            assert pages[-1] > alone, (n, pages)

    def test_a_decision_of_six_people_and_a_refusal_to_accept_are_one_page(self, papers: Papers) -> None:
        content = papers.document("granted", Kind.DECISION).content
        refused = next(no for no, block in enumerate(content["blocks"]) if block.get("h", "").startswith("二"))
        blocks = with_rows({**content, "blocks": content["blocks"][:refused]}, 6)
        assert len(glyphs(content, blocks=blocks)) == 1
        assert len(glyphs(papers.document("not accepted", Kind.NOT_ACCEPTED).content)) == 1


def test_the_bureau_signs_by_its_name_marked_where_no_source_states_it(papers: Papers) -> None:
    content = papers.document("granted", Kind.DECISION).content
    assert content["office"] == content["head"] == "朝阳区人力资源和社会保障局"
    assert content["remark"] == "发文单位名称待确认。"
    street = papers.document("granted", Kind.ACCEPTED).content
    assert street["office"] == "建外街道办事处" and "复核：由朝阳区人力资源和社会保障局办理" in canonical(street)


def test_decision_and_approval_form_show_how_the_sum_comes_about(papers: Papers) -> None:
    """Clause 3.2: 5,000 yuan for each person who is hired; two of three are granted."""
    for kind in (Kind.DECISION, Kind.APPROVAL):
        assert "5,000元；2项相同，合计10,000元" in canonical(papers.document("granted", kind).content), kind


def test_each_level_of_the_approval_form_has_its_signer_and_a_place_to_sign(papers: Papers) -> None:
    content = papers.document("granted", Kind.APPROVAL).content
    [opinions] = [block["opinions"] for block in content["blocks"] if "opinions" in block]
    signers = ["受理人：虚构clerk", "初审人：虚构street", "复核人：虚构district", "审定人：虚构approver"]
    assert [opinion["who"] for opinion in opinions] == signers
    assert {opinion["sign"] for opinion in opinions} == {"签字："}
    [rows] = [block["rows"] for block in content["blocks"] if "rows" in block]
    assert ["申报人数", "申报3人，核定2人"] in rows


def test_readers_see_one_number_of_a_notice_the_one_of_its_document(papers: Papers) -> None:
    assert papers.notice is not None
    number = papers.notice.documents.get().number
    page = Client().get(reverse("web:notice", args=[papers.notice.number])).text
    assert f"公示 {number}" in page and f"网上编号 {papers.notice.number}" in page and "（含当日）" in page
    assert f">{number}</a>" in Client().get(reverse("web:notices")).text
    assert f"网上编号{papers.notice.number}" in canonical(papers.notice.documents.get().content)


@pytest.mark.parametrize("kind", [Kind.APPROVAL, Kind.NOTICE, Kind.BATCH])
def test_word_files_have_title_author_day_and_the_code(papers: Papers, kind: Kind) -> None:
    document = Document.objects.filter(kind=kind)[0]
    file = rendering.render(document, "docx")
    assert file.data == rendering.render(document, "docx").data
    made = docx.Document(io.BytesIO(file.data))
    about, said = made.core_properties, "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert (about.title, about.author) == (document.content["title"], document.content["office"])
    assert about.created == document.made_at.astimezone(dt.UTC).replace(microsecond=0)
    assert document.code in said and len(made.inline_shapes) == 1 and "{{" not in said
    cells = [cell.text for table in made.tables for cell in table._cells]
    assert any("10,000" in cell for cell in cells) and not any("{{" in cell and "7*7" not in cell for cell in cells)


def test_a_summary_in_excel_says_who_made_it_and_when(papers: Papers) -> None:
    document = Document.objects.filter(kind=Kind.BATCH)[0]
    about = openpyxl.load_workbook(io.BytesIO(rendering.render(document, "xlsx").data)).properties
    assert about.creator == document.content["office"] and about.created.year == document.made_at.year
