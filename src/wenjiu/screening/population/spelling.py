"""Finds the codes of a table that are not in normal form (see `wenjiu.standards.codes`).

Codes of tables are compared in normal form, like those of cases. A column whose codes are all in normal form is read as
it is. Other columns are rewritten while they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from ...standards import codes
from ..engines.duck import quoted
from ..files import database
from .schema import LONGEST_TEXT

if TYPE_CHECKING:
    import duckdb

#: Column -> code as written -> its normal form, without the columns whose codes are all in normal form.
Spelling = Mapping[str, Mapping[str, str]]
#: The most codes of a column that can be rewritten. A column with more is refused.
MOST = 1000
_PLAIN = "'[!-~]+'"


def of_query(table: str, columns: Sequence[str], connection: duckdb.DuckDBPyConnection | None = None) -> Spelling:
    """Return the codes to rewrite in columns of a table, view or table function in SQL.

    `connection`: an open database to use; None opens one where there is a column.
    """
    if not columns:
        return {}
    with database(memory="1GB") if connection is None else nullcontext(connection) as used:
        return _some(
            {name: _changed(written) for name in columns if (written := _unusual(used, table, name)) is not None}
        )


def _unusual(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> list[str] | None:
    """Return the codes of a column with other than visible ASCII characters; None if a text is too long."""
    # `rules.long_rules` reports a text that is too long.
    long = f"SELECT count(*) FILTER (WHERE strlen({quoted(column)}) > {LONGEST_TEXT}) FROM {table}"
    if connection.execute(long).fetchall() != [(0,)]:
        return None
    at = f"CAST({quoted(column)} AS VARCHAR)"
    rows = connection.execute(
        f"SELECT DISTINCT {at} FROM {table} WHERE {at} IS NOT NULL AND NOT regexp_full_match({at}, {_PLAIN})"
    ).fetchall()
    return [code for (code,) in rows]


def of_table(table: pa.Table, columns: Iterable[str]) -> Spelling:
    """Return the codes to rewrite in text columns of an Arrow table."""
    return _some({name: _changed(pc.unique(table[name].combine_chunks()).to_pylist()) for name in columns})


def _changed(written: Iterable[Any]) -> dict[str, str]:
    return {code: form for code in written if code is not None and (form := codes.normal(code)) != code}


def _some(found: dict[str, dict[str, str]]) -> Spelling:
    return {name: spelt for name, spelt in found.items() if spelt}
