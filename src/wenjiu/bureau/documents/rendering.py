"""Files of a document, from its kept content: the same content gives the same bytes each time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import segno
import typst

import wenjiu
from wenjiu.bureau.documents import excel, fonts, word, wording
from wenjiu.bureau.documents.logic import canonical
from wenjiu.bureau.documents.models import Document, Form, Kind

#: Forms besides PDF, by kind.
MORE_FORMS = {
    Kind.APPROVAL: (Form.WORD,),
    Kind.BATCH: (Form.WORD, Form.EXCEL),
    Kind.NOTICE: (Form.WORD,),
}
MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Typst reads nothing outside this folder.
ROOT = Path(wenjiu.__file__).parent


@dataclass(frozen=True, slots=True)
class File:
    """A rendered file. `program`: what rendered it."""

    name: str
    data: bytes
    media_type: str
    program: str

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def forms_of(document: Document) -> tuple[Form, ...]:
    """Return the forms in which a document can be had."""
    return (Form.PDF, *MORE_FORMS.get(document.kind, ()))


def render(document: Document, form: str) -> File:
    """Return a document as a file.

    Raises:
        NoFont: the machine has no font for it.
        LookupError: it cannot be had in this form.
    """
    if form not in forms_of(document):
        raise LookupError(f"{document.kind} as {form}")
    content, media_type = document.content, MEDIA_TYPES[Form(form)]
    name = f"{document.get_kind_display()}{document.number}.{form}"
    if form == Form.PDF:
        return File(name, pdf(document.policy, content), media_type, f"typst {version('typst')}")
    if form == Form.WORD:
        template = wording.template_of(document.policy, f"{document.kind}.docx")
        data, program = word.fill(template, content, document.made_at), "docxtpl"
    else:
        data, program = excel.workbook(content, document.made_at), "xlsxwriter"
    return File(name, data, media_type, f"{program} {version(program)}")


def pdf(policy: str, content: dict[str, Any]) -> bytes:
    """Return the content of a document as PDF. Its texts go in as data, so none of them is read as markup.

    Raises:
        NoFont: the machine has no font for it.
    """
    made = laid_out(policy, content, "pdf")
    assert isinstance(made, bytes)
    return made


def laid_out(policy: str, content: dict[str, Any], form: Literal["pdf", "svg"]) -> bytes | list[bytes]:
    """Return the content of a document as Typst lays it out: a PDF, or each page as SVG (one as it is, more as a list)."""
    given = {
        "content": canonical(content),
        "fonts": json.dumps(fonts.chosen()),
        "picture": code_picture(content["verify"]),
    }
    layout = wording.template_of(policy, f"{content['layout']}.typ")
    made: bytes | list[bytes] = typst.compile(
        str(layout), root=str(ROOT), font_paths=fonts.found(), sys_inputs=given, format=form, timestamp=0
    )
    return made


def code_picture(text: str) -> str:
    """Return a QR code as SVG."""
    picture: str = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
