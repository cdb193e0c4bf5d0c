"""Reads what was typed into a form as text that can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

#: Characters of a reason.
LONGEST = 2000


def text(given: Mapping[str, Any], name: str, longest: int = LONGEST) -> str:
    """Return a field of a form, as far as it can be stored; empty where there is none."""
    return clean(given.get(name, ""), longest)


def clean(value: Any, longest: int = LONGEST) -> str:
    """Return a text without the character that PostgreSQL does not store, cut to a length."""
    return str(value).replace("\x00", "")[:longest]


def numbers(given: QueryDict, name: str) -> list[int]:
    """Return the whole numbers among the values of a field; what is none, or longer than any id, is left out."""
    return [int(v) for v in given.getlist(name) if v.isascii() and v.isdigit() and len(v) < 10]


def number(given: Mapping[str, Any], name: str) -> int:
    """Return a field of a form as a whole number; 0 where it is none, or longer than any id."""
    value = str(given.get(name, "")).strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
