"""Writes rows that somebody else holds, such as those of live registers, as a table of a population."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..files import writer
from . import schema
from .schema import Column

_TYPES = {
    schema.IDENTIFIER.name: pa.string(),
    schema.BOOLEAN.name: pa.bool_(),
    schema.DATE.name: pa.date32(),
    schema.WHOLE.name: pa.int64(),
    schema.FEN.name: pa.int64(),
    schema.FRACTION.name: pa.decimal128(10, 9),
    schema.DECIMAL.name: pa.decimal128(38, 18),
    schema.CODE.name: pa.string(),
}


def write_table(file: Path, columns: Sequence[Column], groups: Iterable[Sequence[Sequence[Any]]]) -> int:
    """Write a new table and return the number of its rows.

    `groups`: rows that are written at once, each with a value for every column: a date for a day, a `Decimal` for a
    fraction or a decimal number, None for what is unknown.
    Raises OSError if the file exists, and ArrowException for a value that its column cannot hold.
    """
    form = pa.schema([pa.field(column.name, _TYPES[column.kind.name]) for column in columns])
    number = 0
    with writer(file, form, store_schema=False) as table:
        for rows in groups:
            arrays = [pa.array([row[k] for row in rows], type=field.type) for k, field in enumerate(form)]
            table.write_table(pa.Table.from_arrays(arrays, schema=form))
            number += len(rows)
    return number
