"""Turns text into clean lines: removes editing marks and odd spacing, and lists each removed mark with its place.

A clean line keeps the input offset of each of its characters. Everything that is built on it can be traced to the
input, and no part of the input is lost without a record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Characters that word processors leave in a document that is exported as text.
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|\[?OLE_LINK\d+\]?|_(?:Hlk|Toc|Ref)\d{4,}|\b_GoBack\b")
_FULL_OF_HALF = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。"}
_HALF_OF_FULL = {
    chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_HALF_OF_FULL["．"] = "."
_NUMERALS = "零〇一二三四五六七八九十百"


@dataclass(frozen=True, slots=True)
class EditingMark:
    """A run of characters of one kind that is not part of the wording.

    `line`, `column`: counted from 1.
    `start`: the offset in the input.
    `removed`: False where the characters remain in the text, but are read in their usual form (half-width
      punctuation, full-width digits).
    """

    kind: str
    line: int
    column: int
    start: int
    text: str
    removed: bool


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A line without marks.

    `text`: its characters in their usual forms.
    `offsets`: `offsets[i]` is the place of `text[i]` in the input.
    `number`: the line number in the input, from 1.
    `place`: the order of the lines. Lines that were one in the input share a number, but never a place.
    """

    number: int
    text: str
    offsets: tuple[int, ...]
    place: int = 0


def clean_lines(text: str) -> tuple[list[CleanLine], list[EditingMark]]:
    """Split a text at line ends of any kind, and clean each line. A line without text remains as an empty line."""
    lines: list[CleanLine] = []
    marks: list[EditingMark] = []
    start = 0
    breaks = [(m.start(), m.end()) for m in _LINE_BREAK.finditer(text)]
    for number, (end, next_start) in enumerate([*breaks, (len(text), len(text))], start=1):
        line, found = _clean_line(text[start:end], number, start)
        lines.append(line)
        marks.extend(found)
        start = next_start
    return lines, marks


def is_chinese(char: str) -> bool:
    """Whether a character is an ideograph or a punctuation mark of Chinese text."""
    code = ord(char)
    return (
        0x3000 <= code <= 0x303F
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
        or char in "“”‘’—…·"
    )


def _clean_line(raw: str, number: int, start: int) -> tuple[CleanLine, list[EditingMark]]:
    kinds: list[str | None] = [_kind_of(char, start + i) for i, char in enumerate(raw)]
    for match in _RESIDUE.finditer(raw):
        kinds[match.start() : match.end()] = ["bookmark"] * (match.end() - match.start())
    _keep_word_gaps(raw, kinds)
    kept = [i for i, kind in enumerate(kinds) if kind is None]
    chars = [raw[i] for i in kept]
    usual = [_usual_form(chars, i) for i in range(len(chars))]
    marks = _runs(raw, kinds, number, start, removed=True)
    read_as: list[str | None] = [None] * len(raw)
    for i, before, after in zip(kept, chars, usual, strict=True):
        if before != after and not before.isspace():
            read_as[i] = "full_width" if before in _HALF_OF_FULL else "half_width"
    marks += _runs(raw, read_as, number, start, removed=False)
    return CleanLine(number, "".join(usual), tuple(start + i for i in kept)), marks


def _kind_of(char: str, offset: int) -> str | None:
    if char == "\ufeff" and offset == 0:
        return "byte_order_mark"
    if char.isspace():
        return "space"
    category = unicodedata.category(char)
    if category == "Cf":
        return "invisible"
    if category == "Cc":
        return "control"
    return None


def _keep_word_gaps(raw: str, kinds: list[str | None]) -> None:
    """Keep one space between two Latin words or figures. Chinese is written without spaces."""
    previous: int | None = None
    gap: int | None = None
    for i, kind in enumerate(kinds):
        if kind == "space":
            gap = i if gap is None else gap
        elif kind is None:
            if gap is not None and previous is not None and _is_word(raw[previous]) and _is_word(raw[i]):
                kinds[gap] = None
            previous, gap = i, None


def _is_word(char: str) -> bool:
    return char.isalnum() and not is_chinese(char)


def _usual_form(chars: list[str], i: int) -> str:
    char = chars[i]
    if char.isspace():
        return " "
    if char in _HALF_OF_FULL:
        return _HALF_OF_FULL[char]
    if char not in _FULL_OF_HALF:
        return char
    before = chars[i - 1] if i else ""
    after = chars[i + 1] if i + 1 < len(chars) else ""
    if char == "." and 0 < i < 4 and all(c in _NUMERALS for c in chars[:i]):
        return char  # in a number at the beginning of a line: 一.
    if char == ".":  # a full stop only after Chinese; 1. and 1.5 and a file name keep theirs
        full = bool(before) and is_chinese(before) and before not in _HALF_OF_FULL and (not after or is_chinese(after))
    else:
        full = any(c and is_chinese(c) and c not in _HALF_OF_FULL for c in (before, after))
    return _FULL_OF_HALF[char] if full else char


def _runs(raw: str, kinds: list[str | None], number: int, start: int, *, removed: bool) -> list[EditingMark]:
    marks: list[EditingMark] = []
    i = 0
    while i < len(raw):
        kind, j = kinds[i], i + 1
        while j < len(raw) and kinds[j] == kind:
            j += 1
        if kind is not None:
            marks.append(EditingMark(kind, number, i + 1, start + i, raw[i:j], removed))
        i = j
    return marks
