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
from docx.shared import Mm, Pt

from wenjiu.bureau.documents.word import TEMPLATES, packed

SONG, HEI = "仿宋", "黑体"


def main() -> int:
    """Return 0, or 1 if --check finds a template that differs from what this script writes."""
    made = {"approval.docx": approval()}
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
    signed = "{{ o.who }}　　{{ o.seal }}　　{{ o.day }}"
    _table(paper, ["{{ o.step }}", [opinion, signed]], "o in opinions", widths=[38, 118])
    _line(paper, "{%p if table %}", WD_ALIGN_PARAGRAPH.LEFT, 12)
    _line(paper, "{{ h }}", WD_ALIGN_PARAGRAPH.LEFT, 14, HEI)
    cells = ["{{ line[0] }}", "{{ line[1] }}", "{{ line[2] }}", "{{ line[3] }}"]
    heads = [f"{{{{ table.heads[{n}] }}}}" for n in range(4)]
    _table(paper, cells, "line in table.rows + [table.foot]", widths=[16, 50, 56, 34], heads=heads)
    _line(paper, "{%p endif %}", WD_ALIGN_PARAGRAPH.LEFT, 12)
    _line(paper, "{{ check }}", WD_ALIGN_PARAGRAPH.LEFT, 10)
    return _bytes(paper)


def _a4() -> Any:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return paper


def _write(paragraph: Any, text: str, size: int, font: str = SONG) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.space_after = Pt(4)


def _line(paper: Any, text: str, where: Any, size: int, font: str = SONG) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = where
    _write(paragraph, text, size, font)


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
