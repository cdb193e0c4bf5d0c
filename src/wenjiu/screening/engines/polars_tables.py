"""Reads the tables of a population in Polars: file scans, or frames whose references are resolved to row numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from .plan import DATE, DECIMAL, FRACTION, PLACE, SMALL, UNSIGNED, Field, Scan


def usual(f: Field, column: pl.Expr) -> pl.Expr:
    """Convert a physical column to the form of the plan: dates and decimals become integers."""
    if f.kind == DATE:
        months = column.dt.year() * 12 + column.dt.month().cast(pl.Int32) - 1
        column = months * 32 + column.dt.day().cast(pl.Int32) - 1
    elif f.kind == DECIMAL:
        column = (column.cast(pl.Decimal(19, 9)) * FRACTION).cast(pl.Int64)
    elif f.kind in (SMALL, UNSIGNED):
        column = column.cast(pl.Int32 if f.kind == SMALL else pl.Int64)
    return column.alias(f.name)


def scanned(scan: Scan, tables: Mapping[str, Any]) -> pl.LazyFrame:
    """Return one table with the columns that the plan takes."""
    table = tables[scan.table]
    fields = [f for f in scan.fields.values() if f.kind != PLACE or has(table, f.column)]
    return table.lazy().select(usual(f, pl.col(f.column)) for f in fields)


def has(table: Any, column: str) -> bool:
    """Whether a table is in memory and has the column."""
    return isinstance(table, pl.DataFrame) and column in table.columns


def placed(column: str, other: str) -> str:
    """Return the name of the column with the row numbers that a reference to another table leads to."""
    return f"{column} leads to row of {other}"


def settled(table: pl.DataFrame, column: str, name: str, other: pl.DataFrame, key: str) -> pl.DataFrame:
    """Add a column with the row numbers that a reference leads to, so that following the reference needs no join."""
    place = placed(column, name)
    rows = other.select(key).with_row_index(place)
    found = table.select(column).join(rows, left_on=column, right_on=key, how="left", maintain_order="left")
    return table.with_columns(found[place])
