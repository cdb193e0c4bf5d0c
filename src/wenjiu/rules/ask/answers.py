"""Reads one answer of a visitor: turns the text of a form into a value, and a value into text for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...standards import civil
from ..case.parsing import parse_fact
from ..language import fact_types
from ..language.exact import decimal_string
from ..language.fact_types import FactType
from ..language.facts import Fact
from ..language.parameter_types import CODES
from ..language.phrases import day_words
from ..language.problems import CaseError
from ..language.text import T, Text, printable
from ..language.units import MONTH, PERSON
from ..ruleset import Ruleset
from . import typed

UNKNOWN = T("不清楚", "I do not know")


class AnswerError(ValueError):
    """An answer that cannot be read. `message` says what is wrong, `fix` what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix


def parse_answer(policy: Ruleset, key: str, raw: str, lang: str = "zh") -> Any:
    """Return an answer from a form as a value: bool, int, fen, civil key, code. Raise `AnswerError`.

    `wenjiu.rules.ask.typed` defines the accepted forms. A fact that is always in the past refuses a future day.
    """
    fact = next(
        (
            f
            for m in policy.measures.values()
            for f in m.vocabulary.names.values()
            if f.key == key and isinstance(f, Fact)
        ),
        None,
    )
    try:
        if fact is None:
            raise typed.Unreadable(
                T("没有这个问题。", "There is no such question."), T("请重新开始。", "Please start over.")
            )
        return read_fact(fact, typed.clean(raw))
    except typed.Unreadable as error:
        raise AnswerError(error.message(lang), error.fix(lang)) from error


def read_fact(fact: Fact, text: str) -> Any:
    """Return the value of a fact from a text without blanks around it. Raise `typed.Unreadable`."""
    if not text:
        raise typed.Unreadable(
            T("还没有填写。", "Nothing is filled in."),
            T("请填写，或选“不知道，先跳过”。", "Fill it in, or say that you do not know."),
        )
    if len(text) > typed.LONGEST:
        raise typed.Unreadable(
            T("填写的内容太长。", "The answer is too long."),
            T(f"最多{typed.LONGEST}个字。", f"At most {typed.LONGEST} characters."),
        )
    value = _typed(fact, text)
    try:
        return parse_fact(fact.key, fact, value)
    except CaseError as error:
        shown = printable(text)
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        message = T(f"“{shown}”超出了范围。", f"'{shown}' is out of range.") if number else None
        message = message or T(f"“{shown}”无法识别。", f"'{shown}' cannot be read.")
        fix = Text(f"{error.fix.zh}。", f"{error.fix.en[:1].upper()}{error.fix.en[1:]}.")
        if fact.type is fact_types.SHARE:
            fix = T("请写0到100之间的百分数，如 5.5。", "Write a percentage from 0 to 100, such as 5.5.")
        raise typed.Unreadable(message, fix) from error


def _typed(fact: Fact, text: str) -> Any:
    """Return the value of a text, in the form in which a case states it."""
    read = READERS.get(fact.type)
    return text if read is None else read(fact, text)


def _typed_day(fact: Fact, text: str) -> str:
    found = typed.day(text)
    if fact.past and civil.of(found) > max(civil.today(), civil.answer_day()):
        raise _still_to_come(fact, found)
    return found.isoformat()


def _counted(fact: Fact, text: str) -> tuple[str, typed.Units]:
    """Return the text of a count without the words that only mark it as a rank, and the units of its question."""
    if fact.unit == MONTH:
        return text, typed.MONTHS
    if fact.unit == PERSON or fact.counted is None:
        return text, typed.PEOPLE
    return text.removeprefix("第"), typed.counted(fact.counted)


def _still_to_come(fact: Fact, day: dt.date) -> typed.Unreadable:
    last = max(civil.today(), civil.answer_day())
    today = last == civil.today()
    return typed.Unreadable(
        T(f"{day_words(civil.of(day), 'zh')}还没有到。", f"{day} is still to come."),
        T(
            f"{fact.name.zh}不会晚于{'今天' if today else '答复日期'}（{day_words(last, 'zh')}），"
            "请核对年份；如果还没有，请先跳过这一题。",
            f"The {fact.name.en} cannot be after {'today' if today else 'the day of the answer'} ({civil.iso(last)}): "
            "check the year; if there is none yet, skip the question.",
        ),
    )


def _exact(value: Fraction) -> int | Decimal:
    return value.numerator if value.denominator == 1 else Decimal(decimal_string(value))


#: How a text is read for a question of each type. Other types use the text unchanged.
READERS: dict[FactType, Callable[[Fact, str], Any]] = {
    fact_types.YES_NO: lambda fact, text: {"true": True, "false": False}.get(text, text),
    fact_types.DAY: _typed_day,
    fact_types.SHARE: lambda fact, text: _exact(typed.percentage(text)),
    fact_types.YEAR: lambda fact, text: typed.calendar_year(text),
    fact_types.YEARS: lambda fact, text: _exact(typed.quantity(text, typed.YEARS)),
    fact_types.YUAN: lambda fact, text: _exact(typed.quantity(text, typed.YUAN)),
    fact_types.COUNT: lambda fact, text: _exact(typed.quantity(*_counted(fact, text))),
}


def options(policy: Ruleset, fact: Fact, lang: str) -> tuple[tuple[str, str], ...]:
    """Return (value as typed, label) for a question with a closed list of answers."""
    lists = (p for p in policy.book.params.values() if p.type is CODES)
    listed = tuple(sorted({code for p in lists for row in p.rows for code in row.value}))
    found = fact.type.options(fact, policy.home, policy.home_name, listed)
    return tuple((value, label(lang)) for value, label in found)


def show_answer(policy: Ruleset, fact: Fact, value: Any, lang: str) -> str:
    """Return an answer as text for people."""
    if value is None:
        return UNKNOWN(lang)
    if fact.kind == "code":
        labels = dict(options(policy, fact, lang))
        if value in labels:
            return labels[value]
    return fact.type.show(fact, value, lang)
