"""Finds the numbers that begin lines in official documents: 第一章, 第一条, 一、, （一）, 1., （1）, ①.

The levels follow the order of 结构层次序数 in GB/T 9704 (Layout key for official document of Party and government
organs). For documents in articles they follow the legislation law (编, 章, 节, 条, 款, 项, 目).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[零〇一二两三四五六七八九十百千]+|[0-9]{1,4}"

# Text after 第三条 that makes it a reference instead of the beginning of an article.
_REFERENCE = f"规定的|所列|所称|第(?:{_NUMERAL})[款项]|第?[（(](?:{_NUMERAL})[）)]项|的规定"

# Text after 一、 that makes it part of an enumeration: 一、二等奖, 三、四级.
_COUNT = "[一二三四五六七八九十]{1,2}(?:、[一二三四五六七八九十]{1,2})*[级类等档年月日名个家人项种次期批倍岁]"

_PATTERNS = (
    ("part", re.compile(f"第({_NUMERAL})(?:编|部分)")),
    ("chapter", re.compile(f"第({_NUMERAL})章")),
    ("section", re.compile(f"第({_NUMERAL})节")),
    ("article", re.compile(f"第({_NUMERAL})条(?:之({_NUMERAL}))?(?!{_REFERENCE})")),
    ("heading", re.compile(f"([零〇一二三四五六七八九十百]+)[、.](?!{_COUNT})")),
    ("item", re.compile("(?:[（(]([零〇一二三四五六七八九十百]+)[）)]|([㈠-㈩]))[、.]?")),
    ("point", re.compile(r"([0-9]{1,3})(?:[.](?![0-9])|、)|([⒈-⒛])")),
    ("subpoint", re.compile("(?:[（(]([0-9]{1,3})[）)]|([⑴-⒇]))[、.]?")),
    ("circled", re.compile("([①-⑳])")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A number at the beginning of a line.

    `kind`: its level.
    `number`: its value, with the number after 之 (0 without).
    `text`: the characters of the label.
    """

    kind: str
    number: tuple[int, int]
    text: str


def find_label(line: str) -> Label | None:
    """Return the label at the beginning of a clean line, or None."""
    for kind, pattern in _PATTERNS:
        match = pattern.match(line)
        if match is None:
            continue
        number = numeral(next(filter(None, match.groups())))
        after = numeral(match[2]) if kind == "article" and match[2] else 0
        if number is not None and after is not None:
            return Label(kind, (number, after), match[0])
    return None


def numeral(text: str) -> int | None:
    """Return the value of 十二, 一百零三, 二〇, 12, ③ or ㈢; None where the characters are not a number."""
    for first, last in ("①⑳", "㈠㈩", "⑴⒇", "⒈⒛"):
        if first <= text <= last and len(text) == 1:
            return ord(text) - ord(first) + 1
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not any(c in _UNITS for c in text):
        digits = [_DIGITS.get(c) for c in text]
        return None if None in digits else int("".join(map(str, digits)))
    total, digit, last_unit = 0, None, 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last_unit or (digit is None and unit != 10):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif char in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)
