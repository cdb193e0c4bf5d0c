"""A document as a Word file, from a template with fields. Equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

#: The templates that come with the program.
TEMPLATES = Path(__file__).with_name("templates") / "documents"
#: The time of every part of the file; that of making would change the bytes.
FIXED = (2000, 1, 1, 0, 0, 0)


def fill(template: Path, content: dict[str, Any]) -> bytes:
    """Return a template with its fields filled in. What is filled in is escaped, so it stays text."""
    made, out = DocxTemplate(str(template)), io.BytesIO()
    blocks = {name: value for block in content["blocks"] for name, value in block.items()}
    made.render({**content, **blocks}, autoescape=True)
    made.save(out)
    return packed(out.getvalue())


def packed(data: bytes) -> bytes:
    """Return an Office file whose parts have a fixed time and order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            kept.writestr(zipfile.ZipInfo(name, FIXED), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
