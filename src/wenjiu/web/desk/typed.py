"""Reads what was typed into a form as text that can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Characters of a reason.
LONGEST = 2000


def text(given: Mapping[str, Any], name: str, longest: int = LONGEST) -> str:
    """Return a field of a form, as far as it can be stored; empty where there is none."""
    return clean(given.get(name, ""), longest)


def clean(value: Any, longest: int = LONGEST) -> str:
    """Return a text without the character that PostgreSQL does not store, cut to a length."""
    return str(value).replace("\x00", "")[:longest]
