"""Reads cases from JSON text and writes answers as JSON text. The command line and the API share it.

Numbers are read as decimals. Duplicate names, other encodings and too deep nesting are refused with a remedy.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson

from ...standards.numbers import read_json
from ..language.problems import CaseError, field_named
from ..language.text import T, printable


class Fault(CaseError):
    """A fault in the program itself, reported as one line. The exception is its ``__cause__``."""

    def __init__(self, error: Exception) -> None:
        what = f"{type(error).__name__}: {str(error)[:80]}"
        super().__init__(
            "case",
            T(f"程序出错（{what}）", f"the program failed ({what})"),
            T("请连同本案报告给维护者", "report it with this case"),
        )
        self.__cause__ = error


def parse_json(text: str) -> Any:
    """Parse JSON with decimals. Raise `CaseError` for a duplicate name, else ValueError or RecursionError."""
    return read_json(text, unique)


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the names and values of an object. Raise `CaseError` for a duplicate name."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(k for k, _ in pairs).items() if times > 1)
        raise CaseError(
            field_named(twice), T("同一个名称写了两次", "the name is given twice"), T("只留一个", "keep one of them")
        )
    return found


def decoded(raw: bytes, field: str) -> str:
    """Return bytes as text. Raise `CaseError` where they are not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(
            field,
            T(f"第{error.start + 1}个字节不是 UTF-8", f"byte {error.start + 1} is not UTF-8"),
            T("另存为 UTF-8", "save it as UTF-8"),
        ) from error


def unreadable(field: str, error: Exception) -> CaseError:
    """Return why a text is not JSON, or holds a value that cannot be read."""
    if isinstance(error, RecursionError):
        why = T("嵌套太深", "nested too deeply")
    elif isinstance(error, json.JSONDecodeError):
        why = T(f"不是有效的 JSON（第{error.colno}列）", f"not valid JSON (column {error.colno}: {error.msg})")
    else:
        why = T("有无法读取的值", f"holds a value that cannot be read: {str(error)[:80]}")
    return CaseError(field, why, T("改正后重试", "mend it and try again"))


def answered(answer: Callable[[], str]) -> str | CaseError:
    """Return the result of `answer`, or the error that it raises. A fault in one case does not stop the other cases."""
    try:
        return answer()
    except CaseError as error:
        return error
    except RecursionError:
        return CaseError(
            "case", T("嵌套太深", "nested too deeply"), T("改成没有嵌套的字段和值", "write plain fields and values")
        )
    except Exception as error:  # noqa: BLE001
        return Fault(error)


def error_line(raw: Any, line: int, error: CaseError, lang: str) -> str:
    """Return the JSON line for a case that cannot be answered, with its id where it has one."""
    id = raw.get("id") if isinstance(raw, dict) else None
    refusal = {"line": line, "error": error.as_dict(lang)}
    try:
        return json_line(refusal if id is None else {"id": id, **refusal})
    except RecursionError:  # an id nested so deeply that only reading it went well
        return json_line(refusal)


#: The visible characters of ASCII and the blank.
_PLAIN = bytes(range(0x20, 0x7F))


def json_line(data: Any) -> str:
    """Return one line of JSON in UTF-8.

    Chinese is unchanged. Characters that control a terminal, or that it cannot show, become ``\\uXXXX``. A decimal
    (only an id can be one) keeps its value as a number where a double holds it, else as text.
    """
    try:
        line = orjson.dumps(data, default=_exact)
        text = line.decode()
        # Deleting bytes takes less time than looking up characters, and most characters of a line are plain.
        return text if line.translate(None, _PLAIN).decode().isprintable() else printable(text)
    except TypeError:  # an integer over 64 bits or a lone surrogate, which only an id can hold
        return printable(_ENCODER.encode(data))


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        near = float(value) if value.is_finite() else None
        return near if near is not None and math.isfinite(near) and Decimal(str(near)) == value else str(value)
    raise TypeError(f"{value!r} has no form in JSON")


#: Created once: `json.dumps` creates a new encoder for each call with other than its default options.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=_exact, separators=(",", ":"))
