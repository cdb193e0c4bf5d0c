"""Write the Word templates of documents from plain parts: src/wenjiu/bureau/documents/templates/documents/*.docx.

With --check only report a template that differs. The fields are those of docxtpl: {{ name }}, and rows that repeat.
"""

import io
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from wenjiu.bureau.documents.word import TEMPLATES, packed

SONG, HEI = "仿宋", "黑体"
RED = RGBColor(0xD7, 0x00, 0x0F)


def main() -> int:
    """Return 0, or 1 if --check finds a template that differs from what this script writes."""
    made = {"approval.docx": approval(), "notice.docx": notice(), "batch.docx": batch()}
    old = [name for name, data in made.items() if not _same(TEMPLATES / name, data)]
    if "--check" in sys.argv[1:]:
        print(
            "\n".join(f"{name} is old: run scripts/generate/word_templates.py" for name in old), end="\n" if old else ""
        )
        return int(bool(old))
    for name in old:
        (TEMPLATES / name).write_bytes(made[name])
    return 0


def _same(path: Path, data: bytes) -> bool:
    return path.exists() and path.read_bytes() == data


def approval() -> bytes:
    """Return the template of the approval form."""
    paper = _a4()
    _line(paper, "{{ number }}", WD_ALIGN_PARAGRAPH.RIGHT, 12)
    _line(paper, "{{ title }}", WD_ALIGN_PARAGRAPH.CENTER, 20, HEI)
    _table(paper, ["{{ row[0] }}", "{{ row[1] }}"], "row in rows", widths=[38, 118])
    _line(paper, "", WD_ALIGN_PARAGRAPH.LEFT, 8)
    opinion = "{{ o.text }}"
    signed = "{{ o.who }}　{{ o.sign }}＿＿＿＿＿＿　{{ o.seal }}　{{ o.day }}"
    _table(paper, ["{{ o.step }}", [opinion, signed]], "o in opinions", widths=[38, 118])
    _line(paper, "{%p if table %}", WD_ALIGN_PARAGRAPH.LEFT, 12)
    _line(paper, "{{ h }}", WD_ALIGN_PARAGRAPH.LEFT, 14, HEI)
    _list(paper, "table", [16, 50, 56, 34])
    _line(paper, "{%p endif %}", WD_ALIGN_PARAGRAPH.LEFT, 12)
    _check(paper)
    return _bytes(paper)


def notice() -> bytes:
    """Return the template of a public notice."""
    paper = _a4()
    _line(paper, "{{ head }}", WD_ALIGN_PARAGRAPH.CENTER, 30, HEI, RED)
    _line(paper, "{{ number }}", WD_ALIGN_PARAGRAPH.CENTER, 16)
    _line(paper, "{{ title }}", WD_ALIGN_PARAGRAPH.CENTER, 22, HEI)
    _line(paper, "　　{{ said[0] }}", WD_ALIGN_PARAGRAPH.LEFT, 14)
    _list(paper, "table", [16, 70, 38, 32])
    _line(paper, "　　{{ said[1] }}", WD_ALIGN_PARAGRAPH.LEFT, 14)
    _signed(paper)
    _check(paper)
    return _bytes(paper)


def batch() -> bytes:
    """Return the template of the summary of a payment batch: by measure, then line by line."""
    paper = _a4()
    _line(paper, "{{ number }}", WD_ALIGN_PARAGRAPH.RIGHT, 12)
    _line(paper, "{{ title }}", WD_ALIGN_PARAGRAPH.CENTER, 20, HEI)
    _line(paper, "　　{{ said[0] }}", WD_ALIGN_PARAGRAPH.LEFT, 14)
    _line(paper, "{{ said[1] }}", WD_ALIGN_PARAGRAPH.LEFT, 14, HEI)
    _list(paper, "tables[0]", [84, 30, 42])
    _line(paper, "{{ said[2] }}", WD_ALIGN_PARAGRAPH.LEFT, 14, HEI)
    _list(paper, "tables[1]", [16, 46, 30, 38, 26])
    _signed(paper)
    _check(paper)
    return _bytes(paper)


def _list(paper: Any, table: str, widths: list[int]) -> None:
    """Add a table of the document with its heads, rows and foot."""
    numbers = range(len(widths))
    cells = [f"{{{{ line[{n}] }}}}" for n in numbers]
    heads = [f"{{{{ {table}.heads[{n}] }}}}" for n in numbers]
    _table(paper, cells, f"line in {table}.rows + [{table}.foot]", widths=widths, heads=heads)


def _signed(paper: Any) -> None:
    """Add who signs, the place of the seal, and the day; they stay with what is before them."""
    for text in ("{{ office }}", "{{ seal }}", "{{ day }}"):
        _line(paper, text, WD_ALIGN_PARAGRAPH.RIGHT, 14)


def _check(paper: Any) -> None:
    """Add the code by which the document is checked, as a picture and in words."""
    _line(paper, "{{ picture }}", WD_ALIGN_PARAGRAPH.LEFT, 10)
    _line(paper, "{{ check }}{{ remark }}", WD_ALIGN_PARAGRAPH.LEFT, 10)


def _a4() -> Any:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return paper


def _write(paragraph: Any, text: str, size: int, font: str = SONG, colour: Any = None) -> None:
    run = paragraph.add_run(text)
    run.font.color.rgb = colour
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(4)


def _line(paper: Any, text: str, where: Any, size: int, font: str = SONG, colour: Any = None) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = where
    paragraph.paragraph_format.keep_with_next = "{{ office }}" in text or "{{ seal }}" in text
    _write(paragraph, text, size, font, colour)


def _table(paper: Any, cells: list[Any], each: str, widths: list[int], heads: list[str] | None = None) -> None:
    """Add a table whose row repeats: docxtpl removes the rows that hold the loop."""
    table = paper.add_table(rows=0, cols=len(cells))
    table.style = "Table Grid"
    table.autofit = False
    for row in ([heads] if heads else []) + [[f"{{%tr for {each} %}}"], cells, ["{%tr endfor %}"]]:
        made = table.add_row().cells
        for cell, content, width in zip(made, [*row, *[""] * (len(cells) - len(row))], widths, strict=True):
            cell.width = Mm(width)
            texts = content if isinstance(content, list) else [content]
            for number, text in enumerate(texts):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                _write(paragraph, text, 12)


def _bytes(paper: Any) -> bytes:
    out = io.BytesIO()
    paper.core_properties.author, paper.core_properties.comments = "", ""
    paper.save(out)
    return packed(out.getvalue())


if __name__ == "__main__":
    sys.exit(main())
