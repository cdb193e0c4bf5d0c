"""Whether a PDF, JPEG or PNG is whole, from its structure. It does not decode the picture."""

from __future__ import annotations

import re
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA


def pdf_is_whole(data: bytes) -> bool:
    """Whether a PDF has a version, a catalogue or a cross-reference, and an end with nothing but a little space after it."""
    if not re.match(rb"%PDF-\d\.\d", data) or b"startxref" not in data:
        return False
    end = data.rfind(b"%%EOF")
    return end > 0 and not data[end + 5 :].strip(b"\0\r\n\t \x1a")


def jpeg_is_whole(data: bytes) -> bool:
    """Whether a JPEG has a frame with a size before its first scan, and an end."""
    at, framed = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2:
            return False
        if marker in _FRAMES:
            framed = data[at + 5 : at + 7] != b"\0\0" and data[at + 7 : at + 9] != b"\0\0" and at + 9 <= len(data)
        if marker == _SCAN:
            return framed and data.rfind(b"\xff\xd9") > at
        at += 2 + length
    return False


def png_is_whole(data: bytes) -> bool:
    """Whether a PNG begins with its size, holds chunks with right sums, and ends with its last chunk."""
    at, first = len(PNG), True
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return False
        if first and (
            kind != b"IHDR" or length != 13 or b"\0\0\0\0" in (data[at + 8 : at + 12], data[at + 12 : at + 16])
        ):
            return False
        if kind == b"IEND":
            return end + 4 == len(data)
        at, first = end + 4, False
    return False
