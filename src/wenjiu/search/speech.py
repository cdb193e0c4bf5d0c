"""Reduces speech to words: numbers in figures, ages to an age group, words without the ending 儿."""

from __future__ import annotations

import re

from .text import HAN, clean_query

#: What an age becomes in a query, by its first year. Other ages are left out.
AGE_GROUPS = ((40, "大龄"), (25, ""), (16, "青年"))
#: The oldest age that is read as one.
_OLDEST = 75

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = re.compile("(?:[一二三四五六七八九两][十百千万]零?)+[一二三四五六七八九]?|十[一二三四五六七八九]")
_APART = re.compile(r"(\d) (\d)(?= ?岁)")
_AGE = re.compile(
    r"(?:今年|\b(?:am|i'm|is|aged) )?(?<!\d)(\d\d) ?(?:多|来)? ?(?:周?岁|years? old)"
    r"|(?:今年|\b(?:am|i'm|is|aged) )(\d\d)(?![\d万千百个人名家%.])|(?<!\d)(\d\d)了"
)
_MIDDLE = re.compile(r"(?<!\d)(?:40\s*[-、到至和/]?\s*50|40多|50多)(?!\d)岁?")
_ENDING = re.compile(f"(?<=[{HAN}])(?<![女幼婴孤胎少育侄])儿(?![子童女歌媳])")


def spoken(query: str) -> str:
    """Return the normal form of a query with numbers in figures, ages as age groups, and without the ending 儿."""
    plain = _NUMERAL.sub(lambda m: str(_number(m[0])), _ENDING.sub("", clean_query(query)))
    return " ".join(_AGE.sub(_age, _MIDDLE.sub(" 大龄 ", _APART.sub(r"\1\2", plain))).split())


def _number(numeral: str) -> int:
    """Return the value of a Chinese numeral; a last digit without unit counts in tenths of the unit before."""
    total, digit, unit = 0, 0, 1
    for char in numeral:
        if char in _UNITS:
            unit = _UNITS[char]
            total, digit = total + (digit or 1) * unit, 0
        elif char == "零":
            unit = 1
        else:
            digit = _DIGITS[char]
    return total + digit * (unit // 10 if unit > 10 else 1)


def _age(found: re.Match[str]) -> str:
    years = int(next(g for g in found.groups() if g))
    if years > _OLDEST:
        return found[0]
    return f" {next((group for first, group in AGE_GROUPS if years >= first), '')} "
