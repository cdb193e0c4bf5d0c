"""Writes amounts, periods and days as a reader of either language expects them."""

from __future__ import annotations

from fractions import Fraction

from ...standards import civil, money
from .text import T


def yuan_words(fen: int | Fraction, lang: str) -> str:
    """Return an amount in yuan as text for people."""
    return T(f"{money.grouped(fen)}元", f"CNY {money.grouped(fen)}")(lang)


def period_words(months: int, lang: str, spelling: str = "") -> str:
    """Return a number of months as a clause writes it: 1年, 6个月. `spelling` keeps months, or makes it an age."""
    years, rest = divmod(months, 12)
    if rest or years == 0 or spelling == "months":
        return T(f"{months}个月", f"{months} month{'' if months == 1 else 's'}")(lang)
    unit = T("周岁", "of age") if spelling == "age" else T("年", "")
    return T(f"{years}{unit.zh}", f"{years} year{'' if years == 1 else 's'} {unit.en}".rstrip())(lang)


def day_words(day: int, lang: str) -> str:
    """Return a civil key as a written day."""
    date = civil.date(day)
    return T(f"{date.year}年{date.month}月{date.day}日", civil.iso(day))(lang)
