"""Reads one cell: what was typed, or what a spreadsheet stores, becomes the value of a fact, exactly or not at all.

Text is read by the reader of the check (`wenjiu.rules.ask.answers`). Only what a table adds is read here: the words of
drop-down lists, the days that a spreadsheet stores as numbers, and codes that it damaged by storing them as numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..rules.ask import typed
from ..rules.ask.answers import read_fact
from ..rules.language import fact_types
from ..rules.language.fact_types import AT_HOME
from ..rules.language.fact_types import ELSEWHERE as ELSEWHERE_ANSWER
from ..rules.language.facts import Fact
from ..rules.language.text import LANGUAGES, T, Text, printable
from ..rules.policy import Policy
from ..standards.codes import normal
from .columns import ELSEWHERE, Column

#: What a file holds in a cell; None and an empty text are an empty cell.
Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
#: The longest label, in characters.
LONGEST_LABEL = 100
YES = ("是", "有", "对", "真", "√", "✓", "✔", "☑", "v", "y", "yes", "true", "t", "1")
NO = ("否", "无", "没有", "不是", "错", "假", "×", "✗", "✘", "x", "n", "no", "false", "f", "0")
#: Ways of writing that a value is not known; such a cell counts as empty.
BLANK = ("", "-", "—", "/", "不清楚", "不知道", "不详", "unknown", "n/a")
#: The days that a spreadsheet counts from, and the numbers that can only be days: 1927 to 2119.
ORIGIN, EARLIEST_SERIAL, LATEST_SERIAL = dt.date(1899, 12, 30), 10_000, 80_000
#: From this size on, a spreadsheet no longer stores every digit of a number.
INEXACT = 10**15
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_IDENTITY = re.compile(r"\d{17}[\dX]", re.ASCII | re.IGNORECASE)
#: A name of a place, but no word for a part of one and no 本市, which may contain the home district.
_PLACE = re.compile(r"(?![本全该我各])[\u4e00-\u9fff]{2,30}(?<![地社小郊市辖])[区县市省旗州盟]")
#: Words for every district but the home district.
OTHER = (
    "other",
    "其他区",
    "其他",
    "外区",
    "外地",
    "外市",
    "外省",
    "外埠",
    "外县",
    "否",
    "no",
    "false",
    "another district",
)

DAMAGED = (
    T("号码按数字存放，最后几位已经丢失。", "the number is stored as a figure and has lost its last digits"),
    T("请先把该列设为“文本”格式，再重新填写号码。", "format the column as text first, then enter the number again"),
)


def text_of(cell: Cell) -> str:
    """Return a cell as text in half-width characters, without blanks around it."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case float() | int():
            return str(cell)
        case str():
            return normal(cell)
        case _:
            return str(cell)


def shown(cell: Cell) -> str:
    """Return a cell for a message: as it is in the file, short, without control characters."""
    text = cell if isinstance(cell, str) else text_of(cell)
    return printable(text if len(text) <= 40 else text[:37] + "...")


def read_label(cell: Cell) -> str:
    """Return a name or a code. Raise `typed.Unreadable` for a number that lost digits, and for a long text."""
    text = text_of(cell)
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if (number and abs(float(text)) >= INEXACT) or _SCIENTIFIC.fullmatch(text) or _rounded(text):
        raise typed.Unreadable(*DAMAGED)
    if len(text) > LONGEST_LABEL:
        raise typed.Unreadable(
            T(f"有{len(text)}个字，太长了。", f"it has {len(text)} characters, which is too long"),
            T(f"最多{LONGEST_LABEL}个字。", f"write at most {LONGEST_LABEL} characters"),
        )
    return text


def _rounded(text: str) -> bool:
    """Whether an identity number ends in zeros because a spreadsheet rounded it: its check digit is then wrong."""
    if not (_IDENTITY.fullmatch(text) and text.endswith("000")):
        return False
    weights = (pow(2, 17 - i, 11) for i in range(17))
    total = sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False))
    return "10X98765432"[total % 11] != text[-1].upper()


def read(policy: Policy, column: Column, cell: Cell) -> Any:
    """Return the value of a fact, None for an empty cell. Raise `typed.Unreadable` with what to write instead."""
    text = text_of(cell)
    fact = column.fact
    assert fact is not None
    if text.casefold() in BLANK:
        return None
    if len(text) > typed.LONGEST:
        raise typed.Unreadable(
            T("填写的内容太长。", "The text is too long."),
            T(f"最多{typed.LONGEST}个字。", f"Write at most {typed.LONGEST} characters."),
        )
    known = closed(policy, fact, column.choices, text)
    return (
        known
        if known is not None
        else read_fact(fact, _listed_code(fact, column.choices, text) or _plain(fact, text, cell))
    )


def closed(policy: Policy, fact: Fact, choices: Mapping[str, Text] | None, text: str) -> Any:
    """Return the value of a fact with a closed list of answers from a text, and None for a fact without one.

    Raise `typed.Unreadable` that names what can be written.
    """
    text = normal(text)
    if fact.type is fact_types.YES_NO:
        return _yes_or_no(text)
    if fact.type is fact_types.DISTRICT:
        return read_fact(fact, district_of(policy, text))
    if choices is not None and fact.type is not fact_types.CODE:
        return read_fact(fact, _choice(fact, choices, text))
    return None


def _yes_or_no(text: str) -> bool:
    word = text.casefold().rstrip("。.")
    if word in YES:
        return True
    if word in NO:
        return False
    raise typed.Unreadable(_unclear(text), T("请填“是”或“否”。", "Write yes or no."))


def _choice(fact: Fact, choices: Mapping[str, Text], text: str) -> str:
    word = text.casefold()
    for value, label in choices.items():
        if word in _words(value, label, *fact.also.get(value, ())):
            return value
    raise typed.Unreadable(_unclear(text), _one_of(choices.values()))


def _words(value: str, label: Text, *also: str) -> tuple[str, ...]:
    """Return the texts that mean one choice: its code, its label in both languages, and other words for it."""
    return (value.casefold(), *(normal(word).casefold() for word in (label.zh, label.en, *also)))


def _listed_code(fact: Fact, choices: Mapping[str, Text] | None, text: str) -> str:
    """Return the code that a label of an open list stands for; empty for any other text."""
    if fact.type is not fact_types.CODE or choices is None:
        return ""
    word = text.casefold()
    return next((value for value, label in choices.items() if word in _words(value, label)), "")


def _one_of(labels: Iterable[Text]) -> Text:
    zh, en = zip(*((label.zh, label.en) for label in labels), strict=True)
    return T(f"可填：{'、'.join(zh)}。", f"Write one of: {', '.join(en)}.")


def district_of(policy: Policy, text: str) -> str:
    """Return the home code, or the code of another district: a name that says that it is one, or the word for others.

    Raise `typed.Unreadable` for a text that may mean either, or that differs from the home district by one character.
    """
    text = normal(text)
    home, word = policy.home_name, text.casefold()
    name = text.replace("市", "")
    here = {policy.home, home.zh, home.zh.removesuffix("区"), home.en.casefold(), "本区", "是", "yes", "true"}
    here |= {normal(AT_HOME(lang).format(home=home(lang))).casefold() for lang in LANGUAGES}
    if word in here or (text.endswith(home.zh) and policy.title.zh.replace("市", "").startswith(name)):
        return policy.home
    if word in OTHER or word in {normal(ELSEWHERE_ANSWER(lang)).casefold() for lang in LANGUAGES}:
        return "other"
    if _PLACE.fullmatch(text) and not policy.title.zh.startswith(text) and not _misspelt(text, home.zh):
        return "other"
    raise typed.Unreadable(_unclear(text), _one_of((policy.home_name, ELSEWHERE)))


def _misspelt(text: str, name: str) -> bool:
    """Whether a text differs from a name in one character, as one that was mistyped does."""
    return len(text) == len(name) > 2 and sum(a != b for a, b in zip(text, name, strict=True)) == 1


def is_serial(text: str) -> bool:
    """Whether a text is a number by which a spreadsheet stores a day."""
    return text.isascii() and text.isdigit() and EARLIEST_SERIAL <= int(text) <= LATEST_SERIAL


def _plain(fact: Fact, text: str, cell: Cell) -> str:
    """Return the text that the check's reader reads: a day without its time of day, and one that is stored as a number."""
    if fact.type is fact_types.DAY:
        if is_serial(text):
            return (ORIGIN + dt.timedelta(days=int(text))).isoformat()
        return _MIDNIGHT.sub("", text)
    if fact.type is fact_types.SHARE and isinstance(cell, int | float):
        raise typed.Unreadable(
            T(f"“{text}”没有写明是不是百分数。", f"'{text}' does not say whether it is a percentage."),
            T("请写成带 % 的文字，如 5.5%。", "Write it as text with %, such as 5.5%."),
        )
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise typed.Unreadable(
            T(f"“{text}”是日期或时间。", f"'{text}' is a day or a time."),
            T(
                "请把该格设为“常规”或“文本”格式，再填数字。",
                "Format the cell as general or text, then enter the number.",
            ),
        )
    return text


def _unclear(text: str) -> Text:
    return T(f"“{printable(text)}”无法识别。", f"'{printable(text)}' cannot be read.")
