"""Reads the answers to the questions about a whole roster: facts that are the same in each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rules.ask.typed import Unreadable
from .cells import Cell, read
from .columns import Form


def given_of(form: Form, cells: Mapping[str, Cell]) -> tuple[dict[str, Any], dict[str, Unreadable]]:
    """Return (fact key -> value) of the answers by question, and the errors by question."""
    given: dict[str, Any] = {}
    errors: dict[str, Unreadable] = {}
    for column in form.once:
        try:
            value = read(form.policy, column, cells.get(column.id))
        except Unreadable as error:
            errors[column.id] = error
            continue
        if value is not None:
            given.update(dict.fromkeys(column.keys, value))
    return given, errors
