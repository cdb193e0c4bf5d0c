"""Small files of every kind, made here; and a user who stores them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.writes import action

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n40\n%%EOF\n"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
LETTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x55\xff\xd9"
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(shade: int = 0) -> bytes:
    """A picture of one pixel."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def archive(parts: dict[str, bytes | str]) -> bytes:
    """A ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def office(main: str = SHEET, **more: bytes | str) -> bytes:
    """An Office file with these further parts; ``__`` in a name stands for a slash."""
    types = f'<Types><Override PartName="/a.xml" ContentType="{main}"/></Types>'
    parts = {name.replace("__", "/").replace("_bin", ".bin"): content for name, content in more.items()}
    return archive({"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>", **parts})


@action
def new_user(*, actor: str, username: str) -> User:
    """Return a new user."""
    return User.objects.create(username=username, name=f"虚构{username}")
