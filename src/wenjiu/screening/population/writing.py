"""Writes rows that somebody else holds, such as those of live registers, as a table of a population."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from ..engines.duck import quoted
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
_SQL = {
    schema.IDENTIFIER.name: "VARCHAR",
    schema.BOOLEAN.name: "BOOLEAN",
    schema.DATE.name: "DATE",
    schema.WHOLE.name: "BIGINT",
    schema.FRACTION.name: "DECIMAL(10, 9)",
    schema.DECIMAL.name: "DECIMAL(38, 18)",
    schema.CODE.name: "VARCHAR",
}


def typed(column: Column) -> str:
    """Return the SQL of DuckDB that reads a column of texts, as a case states its values, with the column's type."""
    if column.kind is schema.FEN:
        return f"CAST(CAST({quoted(column.name)} AS DECIMAL(20, 2)) * 100 AS BIGINT)"
    return f"CAST({quoted(column.name)} AS {_SQL[column.kind.name]})"


def write_table(file: Path, columns: Sequence[Column], batches: Iterable[pa.RecordBatch]) -> int:
    """Write a new table and return the number of its rows.

    `batches`: rows that are written at once, with the columns in their order.
    Raises OSError if the file exists, and ArrowException for a value that its column cannot hold.
    """
    form = pa.schema([pa.field(column.name, _TYPES[column.kind.name]) for column in columns])
    number = 0
    with writer(file, form, store_schema=False) as table:
        for batch in batches:
            table.write_table(pa.Table.from_batches([batch]).cast(form))
            number += batch.num_rows
    return number
