"""Tables of a population as Polars has them: files to scan, or frames whose references are resolved to row numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from .plan import DATE, DECIMAL, FRACTION, PLACE, SMALL, UNSIGNED, Field, Scan


def usual(f: Field, column: pl.Expr) -> pl.Expr:
    """A physical column as the plan has it: dates and decimals turned into integers."""
    if f.kind == DATE:
        months = column.dt.year() * 12 + column.dt.month().cast(pl.Int32) - 1
        column = months * 32 + column.dt.day().cast(pl.Int32) - 1
    elif f.kind == DECIMAL:
        column = (column.cast(pl.Decimal(19, 9)) * FRACTION).cast(pl.Int64)
    elif f.kind in (SMALL, UNSIGNED):
        column = column.cast(pl.Int32 if f.kind == SMALL else pl.Int64)
    return column.alias(f.name)


def scanned(scan: Scan, tables: Mapping[str, Any]) -> pl.LazyFrame:
    """One table with the columns that the plan takes."""
    table = tables[scan.table]
    fields = [f for f in scan.fields.values() if f.kind != PLACE or has(table, f.column)]
    return table.lazy().select(usual(f, pl.col(f.column)) for f in fields)


def has(table: Any, column: str) -> bool:
    """Whether a table is in memory and has a column."""
    return isinstance(table, pl.DataFrame) and column in table.columns


def placed(column: str, other: str) -> str:
    """The column that holds, for a reference of a table in memory, the row of another table that it leads to."""
    return f"{column} leads to row of {other}"


def settled(table: pl.DataFrame, column: str, name: str, other: pl.DataFrame, key: str) -> pl.DataFrame:
    """A table with a reference resolved to row numbers of another, so that following it is no join."""
    place = placed(column, name)
    rows = other.select(key).with_row_index(place)
    found = table.select(column).join(rows, left_on=column, right_on=key, how="left", maintain_order="left")
    return table.with_columns(found[place])
