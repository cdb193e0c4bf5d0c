"""A document as a Word file, from a template with fields. Equal content gives equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import segno
from docxtpl import DocxTemplate, InlineImage

#: The templates that come with the program.
TEMPLATES = Path(__file__).with_name("templates") / "documents"
#: The time of every part of the file; that of making would change the bytes.
FIXED = (2000, 1, 1, 0, 0, 0)


#: Width of the QR code of a document: 20 mm, in the units of Word.
PICTURE = 20 * 36_000


def fill(template: Path, content: dict[str, Any], made_at: dt.datetime) -> bytes:
    """Return a template with its fields filled in. What is filled in is escaped, so it stays text.

    A template has the words of the document, its blocks by their kind (the last of each), all of its `tables`, its
    texts `said` (paragraphs and headings) in their order, and the QR code `picture`.
    """
    made, out = DocxTemplate(str(template)), io.BytesIO()
    blocks = content["blocks"]
    fields = {name: value for block in blocks for name, value in block.items()}
    said = [text for block in blocks for name, text in block.items() if name in ("p", "h", "small")]
    tables = [block["table"] for block in blocks if "table" in block]
    picture = InlineImage(made, _code_picture(content["verify"]), width=PICTURE)
    made.render({**content, **fields, "said": said, "tables": tables, "picture": picture}, autoescape=True)
    about = made.docx.core_properties
    about.title, about.author, about.last_modified_by = content["title"][:200], content["office"], content["office"]
    about.created = about.modified = made_at.replace(tzinfo=None, microsecond=0)
    made.save(out)
    return packed(out.getvalue())


def _code_picture(text: str) -> io.BytesIO:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=2)
    out.seek(0)
    return out


def packed(data: bytes) -> bytes:
    """Return an Office file whose parts have a fixed time and order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            kept.writestr(zipfile.ZipInfo(name, FIXED), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
