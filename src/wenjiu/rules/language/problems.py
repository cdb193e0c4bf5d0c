"""Errors in given values: the field, the value, and what to write instead, in two languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .text import T, Text, printable


class CaseError(Exception):
    """A case that cannot be answered: the field, the wrong value, and what to do."""

    def __init__(self, field: str, message: Text, fix: Text) -> None:
        super().__init__(f"{field}: {message.en}; {fix.en}")
        self.field, self.message, self.fix = field, message, fix

    def as_dict(self, lang: str) -> dict[str, str]:
        """Return `{field, message, fix}` in a language."""
        return {"field": self.field, "message": self.message(lang), "fix": self.fix(lang)}


def shown(value: Any) -> str:
    """Return a value for an error message: written as JSON, short, and without control characters."""
    match value:
        case None | True | False:
            text = {None: "null", True: "true", False: "false"}[value]
        case Mapping():
            text = "{...}" if value else "{}"
        case list() | tuple() | set():
            text = "[...]" if value else "[]"
        case Decimal() if value.is_finite() and abs(value.adjusted()) < 20:
            text = format(value, "f")
        case _:
            text = str(value)
    return printable(text if len(text) <= 40 else text[:37] + "...")


def field_named(name: Any) -> str:
    """Return how a problem names a field of a case; one with an empty name is shown in quotes."""
    return shown(name) or '""'


def wrong(field: str, value: Any, fix: Text) -> CaseError:
    """Return the problem of a value that is not usable in a field."""
    kinds = {bool: "是/否", str: "文字", int: "数", Decimal: "数", float: "数", list: "列表", dict: "对象"}
    kind = kinds.get(type(value), "空" if value is None else "其他类型")
    return CaseError(
        field, T(f"值“{shown(value)}”不对（{kind}）", f"the value '{shown(value)}' is not usable here"), fix
    )


def one_of(names: Iterable[str], given: Any = None) -> Text:
    """Return the remedy for an unknown name: the nearest known one, else the first few."""
    options = list(names)
    close = difflib.get_close_matches(str(given)[:80], options, 1) if given is not None else []
    if close:
        return T(f"是不是 {close[0]}？", f"did you mean {close[0]}?")
    listed = ", ".join(options[:12]) + (", ..." if len(options) > 12 else "")
    return T(f"可用的有：{listed}", f"one of: {listed}")
