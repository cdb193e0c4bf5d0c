"""Finds what is implausible in a row that can be read: nothing is refused, a person looks again. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.registry.layout import FROM, SELF, Layout
from wenjiu.bureau.registry.rows import FileRow
from wenjiu.rosters.columns import Column
from wenjiu.rules.language.text import T, Text

#: The last part of the key of a fact that is somebody's day of birth.
BIRTH = "birth_date"
#: A row that begins to hold later than this is more often a slip than a plan.
FAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Doubt:
    """One implausible cell: its column, and what is said of it."""

    column: Column
    message: Text


def doubts_of(layout: Layout, row: FileRow, today: dt.date) -> tuple[Doubt, ...]:
    """Return what is implausible in a row that an import takes."""
    return (*_birth(layout, row), *_since(layout, row, today)) if row.statement is not None else ()


def _birth(layout: Layout, row: FileRow) -> Iterator[Doubt]:
    assert row.statement is not None
    party = row.statement.parties.get(SELF)
    if not isinstance(party, Identity) or party.id_type != "resident_id":
        return
    digits = party.number[6:14]
    by_number = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    for id, column in layout.facts.items():
        if column.fact is None or column.fact.key.rpartition(".")[2] != BIRTH or id not in row.statement.facts:
            continue
        stated = str(row.statement.facts[id])
        if stated != by_number:
            yield Doubt(
                column,
                T(f"填的是 {stated}，身份证号里是 {by_number}。", f"It says {stated}; the number says {by_number}."),
            )


def _since(layout: Layout, row: FileRow, today: dt.date) -> Iterator[Doubt]:
    assert row.statement is not None
    since = row.statement.valid_from
    if since is not None and since > today + FAR:
        yield Doubt(
            layout.by_id[FROM],
            T(f"{since} 还有一年多才到。", f"{since} is over a year ahead."),
        )
