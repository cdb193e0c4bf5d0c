"""Reads a file as text. Checks its size and encoding, and refuses files that are not text."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from .messages import DocumentError

MAX_BYTES = 1_000_000
MAX_LINES = 50_000
MAX_LINE = 100_000  # characters; a whole document may be one line

# The first bytes of common document formats.
_OFFICE_FORMATS = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "Word/Excel/ODF/ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word/Excel 97-2003"),
    (b"{\\rtf", "RTF"),
)
_UTF16_MARKS = {b"\xff\xfe": "UTF-16-LE", b"\xfe\xff": "UTF-16-BE"}
_TEXT_CONTROLS = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text.

    `sha256`: the hash of its bytes (hex).
    `encoding`: the one that decoded it.
    `text`: the decoded text, with any BOM.
    """

    name: str
    text: str
    encoding: str
    sha256: str


def read_source(path: str | Path) -> SourceText:
    """Read a policy text of at most `MAX_BYTES` bytes.

    UTF-8 is tried first, then UTF-16 where the file begins with its mark, then GB18030 (the caller shows which one).
    Raise DocumentError for anything that is not plain text: a missing file, a folder, a device, a file that is too
    large, empty or binary, another encoding, more than `MAX_LINES` lines, or a line of more than `MAX_LINE` characters.
    """
    shown = _printable(path)
    data = _read_bytes(path, shown)
    for magic, name in _OFFICE_FORMATS:
        if data.startswith(magic):
            raise DocumentError("office_file", path=shown, format=name)
    text, encoding = _decode(data, shown)
    if not text.strip("\ufeff \t\r\n\u3000\xa0"):
        raise DocumentError("empty", path=shown)
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise DocumentError("too_many_lines", count=len(lines), limit=MAX_LINES)
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise DocumentError("long_line", line=number, length=len(line), limit=MAX_LINE)
    return SourceText(_printable(Path(path).name), text, encoding, hashlib.sha256(data).hexdigest())


def _printable(path: str | Path) -> str:
    """Return a file's name for display and storage. Invalid UTF-8 bytes and control characters become �."""
    name = os.fsencode(path).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _read_bytes(path: str | Path, shown: str) -> bytes:
    try:
        _check(os.stat(path), shown)  # before opening, because a pipe would block and a device might act
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            _check(os.fstat(descriptor), shown)  # another file may have taken the name in the meantime
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise DocumentError("missing", path=shown) from None
    except OSError as error:
        raise DocumentError("unreadable", path=shown, reason=error.strerror or str(error)) from None
    except ValueError as error:  # a NUL in the name
        raise DocumentError("unreadable", path=shown, reason=str(error)) from None
    if len(data) > MAX_BYTES:  # the file grew after its size was checked
        raise DocumentError("too_large", size=len(data), limit=MAX_BYTES)
    return data


def _check(status: os.stat_result, shown: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise DocumentError("directory", path=shown)
    if not stat.S_ISREG(status.st_mode):  # a pipe or device could block or never end
        raise DocumentError("not_regular", path=shown)
    if status.st_size > MAX_BYTES:
        raise DocumentError("too_large", size=status.st_size, limit=MAX_BYTES)


def _decode(data: bytes, shown: str) -> tuple[str, str]:
    utf16 = _UTF16_MARKS.get(data[:2])
    if utf16 is not None:
        try:
            text = data.decode(utf16)
        except UnicodeDecodeError as error:
            raise DocumentError("encoding", path=shown, offset=error.start) from None
        return _must_be_text(text, shown), utf16
    nul = data.find(b"\0")
    if nul >= 0:
        raise DocumentError("binary", path=shown, offset=nul)
    try:
        return _must_be_text(data.decode("utf-8"), shown), "UTF-8"
    except UnicodeDecodeError as error:
        offset = error.start
    readable = data.decode("utf-8", "replace")
    if 10 * readable.count("\ufffd") < sum(ord(c) > 0x7F for c in readable):  # UTF-8 except for a few bytes
        raise DocumentError("damaged", path=shown, line=data.count(b"\n", 0, offset) + 1, offset=offset)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise DocumentError("encoding", path=shown, offset=offset) from None
    # GB18030 accepts nearly any bytes; a Chinese text consists mostly of common Chinese characters.
    foreign = [c for c in text if ord(c) > 0x7F]
    if sum(_is_common_chinese(c) for c in foreign) < 0.9 * len(foreign):
        raise DocumentError("encoding", path=shown, offset=offset)
    return _must_be_text(text, shown), "GB18030"


def _is_common_chinese(char: str) -> bool:
    """Whether a character is common in GB 2312 texts: unified ideographs, CJK punctuation, full-width forms, quotes."""
    code = ord(char)
    return 0x4E00 <= code <= 0x9FFF or 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF or char in "“”‘’—…·×\xa0"


def _must_be_text(text: str, shown: str) -> str:
    """Refuse a text in which more than one character in a thousand is a control character."""
    controls = [i for i, c in enumerate(text) if ord(c) < 0x20 and c not in _TEXT_CONTROLS]
    if len(controls) > max(3, len(text) // 1000):
        raise DocumentError("binary", path=shown, offset=len(text[: controls[0]].encode("utf-8", "replace")))
    return text
