"""What is typed into the form of a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import flows
from wenjiu.bureau.rulebook import logic, typed
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.rules.document.amendments import PARAMETER, READING
from wenjiu.rules.language.parameter_types import CODES, YES_NO
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.desk.typed import text


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen, in words."""

    value: str
    name: str


@dataclass(frozen=True)
class Column:
    """One column of a table: the name of its input, its words, and what is typed."""

    input: str
    name: str
    value: str


@dataclass(frozen=True)
class Field:
    """How the value of a draft is asked for.

    `input`: number, date, text or choice.
    `unit`: after the value; empty where it has none.
    `help`: what to write, where the label does not say it.
    """

    input: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    help: str = ""


def field_of(policy: Policy, kind: str, name: str) -> Field | None:
    """Return how the value is asked for; None where a change has none."""
    lang = flows.lang()
    if kind == READING:
        known = policy.ambiguities[name]
        letters = (RECOMMENDED, *known.switchable)
        return Field(
            "choice", choices=tuple(Choice(x, f"{x} {known.letters[x](lang)}") for x in known.letters if x in letters)
        )
    if kind != PARAMETER:
        return None
    param = policy.book[name]
    if param.type is YES_NO:
        return Field("choice", choices=(Choice("yes", _("是")), Choice("no", _("否"))))
    if param.kind == "date":
        return Field("date")
    if param.type is CODES:
        said = _("写代码，和登记表、申报表里写的一样，例如veteran；有几个就用顿号隔开，没有就写“无”。")
        return Field("text", help=said)
    return Field("number", typed.unit_word(param))


def keys_of(policy: Policy, name: str) -> tuple[Choice, ...]:
    """Return the entries that a map is known to have; empty where they are typed, or where there are none."""
    param = policy.book.params.get(name)
    if param is None or not isinstance(param.keys, tuple):
        return ()
    return tuple(Choice(key, param.key_word(key, flows.lang())) for key in param.keys)


def columns_of(policy: Policy, name: str, given: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the columns of a table, each with an input of its own; empty for a value of one part."""
    param = policy.book.params.get(name)
    if param is None or not param.also:
        return ()
    inputs = typed.inputs_of(param).items()
    return tuple(Column(i, param.key_word(column, flows.lang()), str(given.get(i) or "")) for i, column in inputs)


def parts_today(policy: Policy, name: str, day: dt.date) -> dict[str, str]:
    """Return the columns of a table on a day as the form shows them, so that those that stay need not be typed."""
    param = policy.book.params.get(name)
    if param is None or not param.also:
        return {}
    row = next((r for r in param.in_force(civil.of(day)) if r.value is not None), None)
    return {} if row is None else shown_of(param, param.type.public_row(param, row))


def is_keyed(policy: Policy, name: str) -> bool:
    """Whether a parameter is a map, whose entries change one by one."""
    param = policy.book.params.get(name)
    return param is not None and param.type.keyed


def value_of(policy: Policy, kind: str, name: str, key: str, given: Mapping[str, Any]) -> Any:
    """Return the typed value in its public form. Raises `RulebookRefused` for a value of no kind or of another unit."""
    said = text(given, "value", typed.LONGEST + 1)
    if kind != PARAMETER or name not in policy.book.params:
        return said.strip() or None
    if policy.book[name].also:
        inputs = typed.inputs_of(policy.book[name])
        return typed.read_row(policy.book[name], {i: text(given, i, typed.LONGEST + 1) for i in inputs})
    if not said.strip() and policy.book[name].type is not CODES:
        raise RulebookRefused(_("请填新的数值。"), code="value", field="value")
    return typed.read_value(policy.book[name], key, said)


def shown_of(param: Param, value: Any) -> dict[str, str]:
    """Return a public value as the form shows it: input -> text."""
    if not isinstance(value, Mapping):
        return {typed.VALUE: as_typed(param, value)}
    return {i: as_typed(param, value.get(column)) for i, column in typed.inputs_of(param).items()}


def as_typed(param: Param, value: Any) -> str:
    """Return a public value as the form shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "、".join(str(v) for v in value)
    if value is None:
        return ""
    return f"{float(value) * 100:g}%" if param.share and not isinstance(value, str) else str(value)


def day_of(given: Mapping[str, Any]) -> dt.date:
    """Return the first day. Raises `RulebookRefused` where it is none."""
    said = text(given, "from_day", 20).strip()
    if not said:
        raise RulebookRefused(_("请填日期，例如2026-10-01。"), code="from_day", field="from_day")
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise RulebookRefused(
            _("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": said}, code="from_day", field="from_day"
        ) from None


def source_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the source and whether it is the official text itself."""
    return {
        "source": text(given, "source", logic.LONGEST_SOURCE + 1),
        "confirmed_source": given.get("confirmed_source") == "1",
    }
