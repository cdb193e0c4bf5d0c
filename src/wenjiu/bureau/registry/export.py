"""Writes the live registers as a population (docs/population.md), so that a screening runs on them.

Rows are named by the keys of the registers. No number that identifies anybody, and no name, is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.records import Records, key_of, live, party_of
from wenjiu.bureau.registry.resolving import Record
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.language.exact import decimal_string
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

if TYPE_CHECKING:
    from wenjiu.screening.population.schema import Column

#: Records that are read and written at once.
AT_ONCE = 10_000


class FolderInUse(ValueError):
    """The folder of an export is not empty."""


def export_population(policy: Policy, folder: Path, on: dt.date) -> dict[str, int]:
    """Write the registers as they hold on a day to a new or empty folder. Return table -> number of its rows.

    A party that a row refers to and that has no row of its own gets one without values. A reference to a missing row of
    another kind is left empty.

    Raises:
        FolderInUse: the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f"{folder.name}.partial")
    partial.mkdir()
    registers = registers_of(policy)
    keys = {table.name: _keys(policy, table.name, on) for table in registers.tables}
    try:
        for table in registers.tables:  # first what they refer to: every reference must lead to a row
            for column, other in table.refers.items():
                if other in registers.parties:
                    keys[other] |= dict.fromkeys(_referred(policy, table.name, column, on))
        written = {name: _write(policy, name, partial, on, keys) for name in keys if keys[name]}
        for file in partial.iterdir():
            file.rename(folder / file.name)
    finally:
        for file in partial.iterdir():
            file.unlink()
        partial.rmdir()
    return written


def _keys(policy: Policy, table: str, on: dt.date) -> dict[str, None]:
    found = live(policy.name, table, on).order_by("key").values_list("key", flat=True).distinct()
    if table not in registers_of(policy).parties:
        return dict.fromkeys(found)
    return dict.fromkeys(_heads([party_of(key) for key in found]))


def _referred(policy: Policy, table: str, column: str, on: dt.date) -> list[str]:
    rows = live(policy.name, table, on).filter(links__role=column).order_by("links__party")
    return _heads(list(rows.values_list("links__party_id", flat=True).distinct()))


def _heads(ids: Sequence[int]) -> list[str]:
    """Return the keys of the records that stand for parties."""
    merged = parties.heads_of(Party.objects.filter(pk__in=ids).exclude(merged_into=None))
    return [key_of(merged[id].pk if id in merged else id) for id in ids]


def _write(policy: Policy, name: str, folder: Path, on: dt.date, keys: dict[str, dict[str, None]]) -> int:
    from wenjiu.screening.population import schema
    from wenjiu.screening.population.writing import write_table

    held = Records(policy, civil.of(on)).held(name)
    always = (schema.KEY, schema.GROUP)
    columns = [c for c in schema.columns_of(policy, name).values() if c.role in always or c.logical in held]
    streets = {area.pk: area.name for area in Area.objects.all()}
    groups = (
        [[_cell(column, record, streets, keys) for column in columns] for record in records]
        for records in _records(policy, name, on, list(keys[name]))
    )
    return write_table(folder / f"{name}.parquet", columns, groups)


def _records(policy: Policy, name: str, on: dt.date, keys: list[str]) -> Iterator[list[Record]]:
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        records = Records(policy, civil.of(on))
        records.load(name, some)
        yield [records.record(name, key) or Record(name, key) for key in some]


def _cell(column: Column, record: Record, streets: dict[int, str], keys: dict[str, dict[str, None]]) -> Any:
    from wenjiu.screening.population import schema

    if column.role == schema.KEY:
        return record.key
    if column.role == schema.REFERENCE:
        found = record.refers.get(column.logical)
        return found if found in keys[column.refers] else None
    if column.role == schema.GROUP:
        return streets.get(record.street or 0)
    value = record.values.get(column.logical)
    if value is None:
        return None
    if column.kind is schema.DATE:
        return civil.date(value)
    if column.kind in (schema.FRACTION, schema.DECIMAL):
        return Decimal(decimal_string(Fraction(value)))
    return value
