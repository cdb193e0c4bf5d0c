"""Checks numbers that identify people and organisations, and masks them.

Sources: GB 11643-1999 (number of a resident's identity card: region, day of birth, order, check digit by ISO 7064),
GB 32100-2015 (unified social credit code). The arithmetic of the check digits is python-stdnum's.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from . import civil

#: The first two digits of a resident's number: provinces (GB/T 2260), Hong Kong, Macao, Taiwan, foreign residents.
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
_USCC_LETTERS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_DASHES = str.maketrans("", "", " -‐‑‒–—―\t\r\n\u3000\u200b\ufeff")


class IdentifierError(ValueError):
    """A number that is not one of its kind. `zh` and `en` say what is wrong, with the number masked."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en


def normalised(text: str) -> str:
    """Return a number as typed without spaces and dashes, in half-width characters and capital letters."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).upper()


def masked(number: str) -> str:
    """Return a number with all but its first and last four characters masked; fewer where it is short."""
    shown = 4 if len(number) >= 12 else 2 if len(number) >= 7 else 1
    hidden = len(number) - 2 * shown
    return number[:shown] + "*" * hidden + number[-shown:] if hidden > 0 else "*" * len(number)


def masked_account(number: str) -> str:
    """Return the number of an account with all but its last four digits masked."""
    return "*" * max(len(number) - 4, 0) + number[-4:]


def resident_id(text: str) -> str:
    """Return the number of a resident's identity card in its 18 characters.

    Raises:
        IdentifierError: wrong length or characters, an impossible day of birth or region, a wrong check digit.
    """
    number = normalised(text)
    shown = masked(number)
    if len(number) == 15 and number.isdecimal():
        raise IdentifierError(
            f"身份证号 {shown} 是15位旧号码，请填18位新号码。",
            f"{shown} is an old number of 15 digits: give the new one of 18.",
        )
    if len(number) != 18:
        raise IdentifierError(
            f"身份证号 {shown} 有{len(number)}位，应为18位，请对照身份证核对。",
            f"{shown} has {len(number)} characters, a resident's number has 18: compare it with the card.",
        )
    if not (_digits(number[:17]) and (_digits(number[17]) or number[17] == "X")):
        raise IdentifierError(
            f"身份证号 {shown} 的前17位应为数字，第18位应为数字或X，请对照身份证核对。",
            f"{shown}: the first 17 characters are digits, the 18th is a digit or X: compare it with the card.",
        )
    if number[:2] not in _PROVINCES:
        raise IdentifierError(
            f"身份证号 {shown} 的前两位不是任何地区的代码，请对照身份证核对。",
            f"{shown}: the first two digits name no region: compare it with the card.",
        )
    _born(number, shown)
    if number[17] != ric.calc_check_digit(number):
        raise IdentifierError(
            f"身份证第18位校验码不对：{shown}。可能有一位填错，请对照身份证核对。",
            f"The 18th character of {shown} does not match the others: one may be wrong. Compare it with the card.",
        )
    return number


def birthday(number: str) -> dt.date:
    """Return the day of birth that a checked resident's number states."""
    return _born(number, masked(number))


def _born(number: str, shown: str) -> dt.date:
    try:
        day = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        day = None
    if day is None or not civil.EARLIEST <= civil.of(day) <= civil.today():
        raise IdentifierError(
            f"身份证号 {shown} 第7至14位的出生日期不存在或不可能，请对照身份证核对。",
            f"{shown}: characters 7 to 14 are no possible day of birth: compare it with the card.",
        )
    return day


def social_credit_code(text: str) -> str:
    """Return the unified social credit code of an organisation in its 18 characters.

    Raises:
        IdentifierError: wrong length or characters, or a wrong check digit.
    """
    number = normalised(text)
    if len(number) != 18:
        raise IdentifierError(
            f"统一社会信用代码 {number[:30]} 有{len(number)}位，应为18位，请对照营业执照核对。",
            f"{number[:30]} has {len(number)} characters, a social credit code has 18: compare it with the licence.",
        )
    wrong = sorted(set(number) - _USCC_LETTERS)
    if wrong:
        raise IdentifierError(
            f"统一社会信用代码 {number} 不能有“{'、'.join(wrong)}”（不用字母I、O、S、V、Z），请对照营业执照核对。",
            f"{number} contains {', '.join(wrong)}: the code has no I, O, S, V, Z. Compare it with the licence.",
        )
    if not _digits(number[2:8]):
        raise IdentifierError(
            f"统一社会信用代码 {number} 第3至8位应为数字，请对照营业执照核对。",
            f"{number}: characters 3 to 8 are digits. Compare it with the licence.",
        )
    try:
        expected = uscc.calc_check_digit(number[:17])
    except ValidationError:  # what the checks above let through and the library does not know
        expected = ""
    if number[17] != expected:
        raise IdentifierError(
            f"统一社会信用代码第18位校验码不对：{number}。可能有一位填错，请对照营业执照核对。",
            f"The 18th character of {number} does not match the others. Compare it with the licence.",
        )
    return number


def other_document(text: str) -> str:
    """Return the number of a passport or another document: 5 to 20 letters and digits.

    Raises:
        IdentifierError: another length, or other characters.
    """
    number = normalised(text)
    shown = masked(number[:30])
    if not (5 <= len(number) <= 20 and number.isascii() and number.isalnum()):
        raise IdentifierError(
            f"证件号码 {shown} 应为5至20位字母或数字，请对照证件核对。",
            f"{shown}: a document's number has 5 to 20 letters and digits. Compare it with the document.",
        )
    return number


def bank_account(text: str) -> str:
    """Return the number of a bank account: 8 to 30 digits; a card's number also meets its check digit.

    Raises:
        IdentifierError: another length, other characters, or a wrong check digit of a card (16 or 19 digits from 62).
    """
    number = normalised(text)
    shown = masked_account(number[:40])
    if not (8 <= len(number) <= 30 and _digits(number)):
        raise IdentifierError(
            f"银行账号 {shown} 应为8至30位数字，请对照银行卡、存折或单位的开户信息核对。",
            f"{shown}: an account's number has 8 to 30 digits. Compare it with the card, the book or the firm's account papers.",
        )
    if len(number) in (16, 19) and number.startswith("62") and not luhn.is_valid(number):
        raise IdentifierError(
            f"银行卡号 {shown} 的校验码不对，可能有一位填错，请对照银行卡核对。",
            f"The check digit of card {shown} does not match: one digit may be wrong. Compare it with the card.",
        )
    return number


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


#: How the number of each type of document is read.
READERS: dict[str, Callable[[str], str]] = {
    "resident_id": resident_id,
    "uscc": social_credit_code,
    "passport_other": other_document,
}
