"""Reads what a person types as the value of a change: 6000, 6,000元, 60%, 2027-01-01. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.rulebook.errors import RulebookRefused, lang
from wenjiu.rules.language.dated_values import BASIS
from wenjiu.rules.language.parameter_types import CODES, YES_NO
from wenjiu.rules.language.parameters import Param

#: Base unit -> how people write it after a number; the first is the one that a message names.
WRITTEN = {
    "fen": ("元", "人民币", "yuan"),
    "person": ("人", "名"),
    "month": ("个月", "月"),
    "year": ("年",),
    "day": ("天", "日"),
}
TIMES = {"万": 10_000, "亿": 100_000_000}
LONGEST = 200
#: The input of a value, or of the first column of a table.
VALUE = "value"
_NUMBER = re.compile(r"([+-]?[\d.]+)\s*(\D*)", re.ASCII)


def read_value(param: Param, key: str, text: str) -> Any:
    """Return a typed text as the public form of a parameter's value, or of one entry of it.

    Raises:
        RulebookRefused: it is no value of the parameter's kind, or has another unit. The text names what to write.
    """
    if len(text) > LONGEST:
        raise _refused(_("写得太长（%(n)s个字）。请只写数值。") % {"n": len(text)})
    text = unicodedata.normalize("NFKC", text).strip()
    if key == BASIS:
        return text
    if param.type is YES_NO:
        if text not in ("yes", "no"):
            raise _refused(_("“%(text)s”不是是或否。请选择一个。") % {"text": text[:20]})
        return text == "yes"
    if param.type is CODES:
        return [] if text in ("", "无") else re.split(r"[,、;\s]+", text)
    if param.kind == "date":
        return text or None
    return _number(param, text)


def inputs_of(param: Param) -> dict[str, str]:
    """Return the inputs of a value -> the column of a table that each is for; of any other parameter only that of the value."""
    return {VALUE: param.value_key} | {f"{VALUE}-{column}": column for column in param.also}


def read_row(param: Param, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the typed columns of a table, by their inputs, in their public form. All of them are given together.

    Raises:
        RulebookRefused: a column is empty or no value. It names the column and its input.
    """
    row: dict[str, Any] = {}
    for name, column in inputs_of(param).items():
        text = texts.get(name, "")
        if not text.strip():
            raise RulebookRefused(_incomplete(param, column), code="value", field=name)
        try:
            row[column] = read_value(param, "", text)
        except RulebookRefused as refused:
            raise RulebookRefused(
                _("%(column)s：%(why)s") % {"column": param.key_word(column, lang()), "why": refused.text},
                code=refused.code, field=name,
            ) from refused  # fmt: skip
    return row


def check_whole(param: Param, value: Any) -> None:
    """Refuse a row of a table without one of its columns, which would be lost. Raises `RulebookRefused`."""
    if not param.also:
        return
    given = value if isinstance(value, Mapping) else {param.value_key: value}
    for name, column in inputs_of(param).items():
        if given.get(column) is None:
            raise RulebookRefused(_incomplete(param, column), code="value", field=name)


def _incomplete(param: Param, missing: str) -> str:
    words = [param.key_word(column, lang()) for column in inputs_of(param).values()]
    return _("%(name)s由%(columns)s几部分组成，还没有填“%(missing)s”。请一起填，没有变的照原来的填，没有这一部分的填0。") % {
        "name": param.label(lang()), "columns": _("、").join(words), "missing": param.key_word(missing, lang()),
    }  # fmt: skip


def unit_word(param: Param) -> str:
    """Return the unit of a parameter as people write it: 元, 人, 个月, %; empty where a number has none."""
    if param.share or param.spelling == "percent":
        return "%"
    base = re.split(r"[/*]", str(param.unit))[0]
    if param.figure.name == "yuan" or base == "fen":
        return "元"
    return WRITTEN.get(base, ("",))[0]


def _number(param: Param, text: str) -> Any:
    unit = unit_word(param)
    found = _NUMBER.fullmatch(text.replace(",", "").replace(" ", ""))
    if found is None:
        raise _refused(
            _("“%(text)s”不是数。请填数字，单位是%(unit)s。") % {"text": text[:40], "unit": unit}
            if unit
            else _("“%(text)s”不是数。请填数字。") % {"text": text[:40]}
        )
    number, written = _whole(found[1], found[2])
    allowed = {"%"} if unit == "%" else next((set(words) for words in WRITTEN.values() if unit in words), set())
    if written and not unit:
        raise _refused(
            _("“%(text)s”带了单位，%(name)s没有单位。请只填数字%(number)s。")
            % {"text": text[:40], "name": param.label(lang()), "number": number}
        )
    if written and written not in allowed:
        raise _refused(
            _("“%(text)s”的单位不对：%(name)s的单位是%(unit)s。请只填数字，或写成%(number)s%(unit)s。")
            % {"text": text[:40], "name": param.label(lang()), "unit": unit, "number": number}
        )
    if number.startswith("-"):
        raise _refused(_("“%(text)s”小于零。请填不小于零的数。") % {"text": text[:40]})
    try:
        if unit == "元":
            return _yuan(text, number.removeprefix("+"))
        if param.share:
            return float(number) / 100 if written == "%" or float(number) > 1 else float(number)
        return int(number)
    except ValueError:
        if unit == "%":
            raise _refused(_("“%(text)s”不对。请填百分数，例如70%%。") % {"text": text[:40]}) from None
        raise _refused(
            _("“%(text)s”不是整数。请填整数，例如%(example)s。") % {"text": text[:40], "example": max(param.lo, 1)}
        ) from None


def _whole(number: str, written: str) -> tuple[str, str]:
    """Return a number of ten thousands or of hundred millions in full, with the unit after it: 6 and 万元 are 60000 and 元."""
    if written[:1] not in TIMES:
        return number, written
    try:
        return f"{(Decimal(number) * TIMES[written[:1]]).normalize():f}", written[1:]
    except InvalidOperation:
        return number, written


def _yuan(text: str, number: str) -> str:
    if len(number.partition(".")[2]) > 2:
        raise _refused(_("“%(text)s”不到一分钱的部分没法发。请最多填两位小数。") % {"text": text[:40]})
    return number


def _refused(text: str) -> RulebookRefused:
    return RulebookRefused(text, code="value", field="value")
