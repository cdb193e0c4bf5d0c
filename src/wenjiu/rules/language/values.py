"""Reads the values of a case (JSON) exactly: days, amounts, whole numbers, shares, codes. Errors name the field."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...standards import civil, codes, money
from .problems import wrong
from .text import T

#: Most characters of a code, without the blanks around it.
LONGEST_CODE = 100


def code_value(field: str, value: Any) -> str:
    """Return a code of an open list in its normal form (`standards.codes`)."""
    code = codes.normal(value) if isinstance(value, str) else ""
    if not 0 < len(code) <= LONGEST_CODE:
        raise wrong(
            field,
            value,
            T(f"写一个代码（文字，最多{LONGEST_CODE}字）", f"write a code (text, at most {LONGEST_CODE} characters)"),
        )
    return code


def parse_date(field: str, value: Any) -> int:
    """Return an ISO date between 1900 and 2200 as a civil key. Raise `CaseError` with the field for any other value."""
    fix = T("写成 2020-09-01 这样的日期", "write a date such as 2020-09-01")
    if not isinstance(value, str) or not value.isascii():
        raise wrong(field, value, fix)
    try:
        k = civil.parse(value)
    except ValueError as error:
        raise wrong(field, value, fix) from error
    if not civil.EARLIEST <= k <= civil.LATEST:
        raise wrong(field, value, T("日期应在1900年至2200年之间", "dates run from 1900 to 2200"))
    return k


def share(field: str, value: Any) -> int | Fraction:
    fix = T("写0到1之间的数", "write a number from 0 to 1")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise wrong(field, value, fix)
    exact = exact_number(field, value)
    if exact > 1:
        raise wrong(field, value, fix)
    return exact


def whole_number(field: str, value: Any, least: int, most: int) -> int:
    fix = T(f"写 {least} 到 {most} 的整数", f"write a whole number from {least} to {most}")
    exact = isinstance(value, int | Decimal | float) and not isinstance(value, bool)
    number = exact_number(field, value) if exact else None
    if not isinstance(number, int) or not least <= number <= most:
        raise wrong(field, value, fix)
    return number


def exact_number(field: str, value: Decimal | float) -> int | Fraction:
    amount = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not amount.is_finite() or abs(amount.adjusted()) > 30 or amount < 0:
        raise wrong(field, value, T("写一个不为负的、有限的数", "write a finite number that is not negative"))
    exact = Fraction(amount)
    return exact.numerator if exact.denominator == 1 else exact


def parse_amount(field: str, value: Any) -> int | Fraction:
    """Return yuan (number or decimal string) as exact fen. Raise `CaseError` for a negative or non-numeric value.

    The limit is 10^13 yuan.
    """
    fix = T(
        '写不为负的金额（元），如 30000 或 "30000.00"，不超过10^13元',
        'write yuan, not negative, such as 30000 or "30000.00", at most 10^13',
    )
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise wrong(field, value, fix)
    try:
        if isinstance(value, str) and (len(value) > 40 or not re.fullmatch(r"\d+(\.\d*)?", value, re.ASCII)):
            raise ValueError(value)
        amount = money.fen(str(value) if isinstance(value, float) else value)
    except ValueError as error:
        raise wrong(field, value, fix) from error
    if not 0 <= amount <= money.LARGEST_FEN:
        raise wrong(field, value, fix)
    return amount


def limited(field: str, amount: int | Fraction, most: int, value: Any) -> int | Fraction:
    if amount > most:
        raise wrong(field, value, T(f"不超过 {money.grouped(most)} 元", f"at most {money.grouped(most)} yuan"))
    return amount
