"""One answer of a visitor: the text typed in a form as a value, and a value as a person reads it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...standards import civil, money
from ..case.parsing import CaseError, parse_fact
from ..explain.determinations import public, unit_word
from ..language.facts import Fact
from ..language.parameters import decimal_string
from ..language.text import T, Text, printable
from ..language.units import MONTH, PERSON
from ..ruleset import Ruleset
from . import typed


class AnswerError(ValueError):
    """A typed answer that cannot be read: `message` says what is wrong, `fix` what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix


def parse_answer(policy: Ruleset, key: str, raw: str, lang: str = "zh") -> Any:
    """A typed answer as a value: bool, int, fen, civil key, code. Raises `AnswerError`.

    What is understood is in `wenjiu.rules.ask.typed`. A day that can only be past is refused if it is still to come.
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
        return _value(fact, typed.clean(raw))
    except typed.Unreadable as error:
        raise AnswerError(error.message(lang), error.fix(lang)) from error


def _value(fact: Fact, text: str) -> Any:
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
        if fact.type == "fraction":
            fix = T("请写0到100之间的百分数，如 5.5。", "Write a percentage from 0 to 100, such as 5.5.")
        raise typed.Unreadable(message, fix) from error


def _typed(fact: Fact, text: str) -> Any:
    """The value that a text stands for, in the form that a case states it in."""
    match fact.type:
        case "bool":
            return {"true": True, "false": False}.get(text, text)
        case "date":
            found = typed.day(text)
            if fact.past and found > dt.date.today():
                raise _still_to_come(fact, found)
            return found.isoformat()
        case "fraction":
            return _exact(typed.percentage(text))
        case "year":
            return typed.calendar_year(text)
        case "yuan":
            return _exact(typed.quantity(text, typed.YUAN))
        case "count":
            return _exact(typed.quantity(*_counted(fact, text)))
        case _:
            return text


def _counted(fact: Fact, text: str) -> tuple[str, typed.Units]:
    """The text of a count, less what only says that it is a rank, and the units that its question takes."""
    if fact.unit == MONTH:
        return text, typed.MONTHS
    if fact.unit == PERSON or fact.counted is None:
        return text, typed.PEOPLE
    if fact.counted.zh == "年":
        return text, typed.YEARS
    return text.removeprefix("第"), typed.counted(fact.counted)


def _still_to_come(fact: Fact, day: dt.date) -> typed.Unreadable:
    today = dt.date.today()
    return typed.Unreadable(
        T(f"{_chinese_day(day)}还没有到。", f"{day} is still to come."),
        T(
            f"{fact.name.zh}不会晚于今天（{_chinese_day(today)}），请核对年份；如果还没有，请先跳过这一题。",
            f"The {fact.name.en} cannot be after today ({today}): check the year; if there is none yet, skip the question.",
        ),
    )


def _exact(value: Fraction) -> int | Decimal:
    return value.numerator if value.denominator == 1 else Decimal(decimal_string(value))


def _chinese_day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def options(policy: Ruleset, fact: Fact, lang: str) -> tuple[tuple[str, str], ...]:
    """(value as typed, label) of a question with a closed list of answers."""
    zh = lang != "en"
    if fact.type == "bool":
        return (("true", "是" if zh else "Yes"), ("false", "否" if zh else "No"))
    if fact.type == "choice":
        return tuple((k, fact.labels[k](lang)) for k in fact.options)
    if fact.type == "district":
        home = policy.home_name(lang)
        return (
            (policy.home, f"是，在{home}" if zh else f"Yes, in {home}"),
            ("other", "否，在别处" if zh else "No, elsewhere"),
        )
    if fact.type == "code":
        listed = {c for p in policy.book.params.values() if p.type == "codes" for r in p.rows for c in r.value}
        return tuple((c, c) for c in sorted(listed)) + (("none", "都不是" if zh else "none of these"),)
    return ()


def show_answer(policy: Ruleset, fact: Fact, value: Any, lang: str) -> str:
    """An answer as a person reads it."""
    zh = lang != "en"
    if value is None:
        return "不清楚" if zh else "I do not know"
    for typed_value, label in options(policy, fact, lang):
        if typed_value == value or fact.type == "bool" and typed_value == str(value).lower():
            return label
    if fact.type == "fraction":
        return f"{decimal_string(100 * Fraction(value))}%"
    if fact.type == "yuan":
        return f"{money.grouped(value)}元" if zh else f"CNY {money.grouped(value)}"
    if fact.type == "date" and zh:
        return _chinese_day(civil.date(value))
    if fact.type == "count" and fact.counted is not None and fact.counted.zh == "名":
        return f"第{value}名" if zh else str(value)
    word = unit_word(fact, lang)
    return f"{public(fact, value)}{word if zh else ''}"
