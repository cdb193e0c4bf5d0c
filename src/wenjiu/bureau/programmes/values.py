"""Reads what was typed into the fields of a programme, and shows it. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.rules.document.programmes import Field
from wenjiu.standards import money
from wenjiu.standards.codes import normal

LONGEST, LONGEST_LINE, MOST_LINES = 1000, 40, 50
_NUMBER, _YUAN = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
TRUE, FALSE = ("1", "是", "yes", "true", "√"), ("0", "否", "no", "false", "×")


class FieldsRefused(ProgrammeRefused):
    """Some fields cannot be read. `problems`: id of the field -> what is wrong and what to do."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("".join(dict.fromkeys(problems.values())), code="fields")
        self.problems = problems


def read_all(fields: Iterable[Field], given: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Return id -> value of fields that were typed. Raise `FieldsRefused` with everything that is wrong."""
    found: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in fields:
        try:
            value = read(field, given.get(field.id, ""), lang)
        except ProgrammeRefused as refused:
            problems[field.id] = refused.text
            continue
        if value is not None:
            found[field.id] = value
    if problems:
        raise FieldsRefused(problems)
    return found


def read(field: Field, text: str, lang: str) -> Any:
    """Return the value of a field, None where it may be empty and is. Raise `ProgrammeRefused`."""
    text = text.strip()
    if not text:
        if field.needed:
            raise ProgrammeRefused(_("请填写“%(label)s”。") % {"label": field.label(lang)}, code=field.id)
        return None
    if field.type in ("text", "lines"):
        return _text(field, text, lang)
    if field.type == "choice":
        return _choice(field, text, lang)
    plain = normal(text)
    if field.type == "yes_no":
        if plain.lower() in TRUE:
            return True
        if plain.lower() in FALSE:
            return False
        raise _unreadable(field, text, lang, _("请填“是”或“否”。"))
    if field.type == "day":
        return read_day(plain).isoformat()
    if field.type == "yuan":
        if not _YUAN.fullmatch(plain):
            raise _unreadable(field, text, lang, _("请填金额，最多两位小数，例如 2540.00。"))
        whole, _dot, rest = plain.partition(".")
        return int(whole) * 100 + int(rest.ljust(2, "0"))
    if not _NUMBER.fullmatch(plain) or int(plain) > field.most:
        raise _unreadable(field, text, lang, _("请填0到%(most)s的整数。") % {"most": field.most})
    return int(plain)


def _unreadable(field: Field, text: str, lang: str, fix: str) -> ProgrammeRefused:
    said = _("“%(label)s”填的是“%(text)s”。") % {"label": field.label(lang), "text": text[:30]}
    return ProgrammeRefused(said + fix, code=field.id)


def _text(field: Field, text: str, lang: str) -> Any:
    if len(text) > LONGEST:
        raise ProgrammeRefused(
            _("“%(label)s”太长，最多%(n)s个字。") % {"label": field.label(lang), "n": LONGEST}, code=field.id
        )
    if field.type == "text":
        return text
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        fix = _("每行最多%(long)s个字，最多%(n)s行。") % {"long": LONGEST_LINE, "n": MOST_LINES}
        raise _unreadable(field, text, lang, fix)
    return lines


def _choice(field: Field, text: str, lang: str) -> str:
    for code, label in field.options.items():
        if text in (code, label.zh, label.en):
            return code
    words = "、".join(label(lang) for label in field.options.values())
    raise _unreadable(field, text, lang, _("请从这些里面选：%(words)s。") % {"words": words})


def read_day(text: str) -> dt.date:
    """Return a day as it was typed. Raise `ProgrammeRefused`."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ProgrammeRefused(
            _("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": text.strip()[:20]}, code="day"
        ) from None


def show(field: Field, value: Any, lang: str) -> str:
    """Return a value in words; empty where there is none."""
    if value is None:
        return ""
    if field.type == "yes_no":
        return _("是") if value else _("否")
    if field.type == "choice":
        label = field.options.get(value)
        return str(value) if label is None else label(lang)
    if field.type == "yuan":
        return _("%(amount)s元") % {"amount": money.grouped(value)}
    if field.type == "lines":
        return _("、").join(value)
    return str(value)


def typed(field: Field, value: Any) -> str:
    """Return a value as a form shows it for changing."""
    if value is None:
        return ""
    if field.type == "yes_no":
        return "1" if value else "0"
    if field.type == "yuan":
        return f"{value // 100}.{value % 100:02d}"
    return "\n".join(value) if field.type == "lines" else str(value)
