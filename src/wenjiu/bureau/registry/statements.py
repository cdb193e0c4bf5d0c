"""What one row of a source states, and the key under which the register keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy

#: The role of the party that a row is about.
SELF = "self"
#: In place of a reference or a column that is empty.
EMPTY = "-"


@dataclass(frozen=True)
class Statement:
    """One row of a source.

    `facts`: column -> value as a case states it; None is not known.
    `parties`: role (`SELF`, or the column that refers) -> the party, stored or as the source names it.
    `number`: the row's own number, where it has one. It replaces the key that the register makes.
    `refers`: column -> number of the row of another table that it refers to.
    `street`: id of the street.
    `valid_from`, `valid_to`: the first day on which it holds, and the first on which it no longer does; None: open.
    """

    facts: Mapping[str, Any]
    parties: Mapping[str, Identity | Party] = field(default_factory=dict)
    number: str = ""
    refers: Mapping[str, str] = field(default_factory=dict)
    street: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def identity(self, policy: Policy, table: str) -> tuple[Any, ...]:
        """Return what is the same for two statements about one subject of one time, before parties are stored."""
        named = key_of(policy, table, self, lambda role: _named(self.parties.get(role)))
        return named, self.valid_from


def _named(party: Identity | Party | None) -> str | None:
    if isinstance(party, Party):
        return f"party:{party.pk}"
    return None if party is None else f"{party.id_type}:{party.number}"


def key_of(policy: Policy, table: str, row: Statement, party: Callable[[str], str | None]) -> str:
    """Return the key of a row: of its party, its own number, or what it refers to and what tells such rows apart.

    Args:
        party: role -> key of the party in it.

    Raises:
        CaseError: the row is not named.
    """
    registers = registers_of(policy)
    if table in registers.parties:
        found = party(SELF)
        if found is None:
            raise _unnamed(table, T("没有写明是谁", "it does not say who it is about"))
        return found
    if row.number:
        return row.number
    if table not in registers.apart:
        raise _unnamed(table, T("没有编号", "it has no number"))
    refers = registers[table].refers
    parts = [party(c) or row.refers.get(c) or EMPTY for c in refers]
    if all(part == EMPTY for part in parts):
        raise _unnamed(table, T("没有写明属于谁", "it does not say whose it is"))
    values = (row.facts.get(column) for column in registers.apart[table])
    return "/".join([*parts, *(EMPTY if value is None else str(value) for value in values)])


def _unnamed(table: str, message: Any) -> CaseError:
    return CaseError(table, message, T("补上后再试", "add it and try again"))
