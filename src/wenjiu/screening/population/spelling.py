"""Codes of a table that are not in their one form (see `wenjiu.standards.codes`), with the form they are compared in.

A table is compared by its codes' forms, as a case is. Clean columns stay as they are: only a column with such codes is
rewritten as it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...standards import codes
from ..engines.duck import quoted
from ..files import database
from .schema import LONGEST_TEXT

#: Column -> code as written -> its form; columns in their form are left out.
Spelling = Mapping[str, Mapping[str, str]]
#: Codes of a column that can be rewritten; a column with more is refused.
MOST = 1000
_PLAIN = "'[!-~]+'"


def of_query(table: str, columns: Iterable[str]) -> Spelling:
    """The codes to rewrite in columns of a table, view or table function in SQL."""
    found: dict[str, dict[str, str]] = {}
    with database(memory="1GB") as connection:
        for name in columns:
            # Codes that are too long are an error of their own, and not for such a query: see `rules.long_rules`.
            long = f"SELECT count(*) FILTER (WHERE strlen({quoted(name)}) > {LONGEST_TEXT}) FROM {table}"
            if connection.execute(long).fetchall() != [(0,)]:
                continue
            at = f"CAST({quoted(name)} AS VARCHAR)"
            rows = connection.execute(
                f"SELECT DISTINCT {at} FROM {table} WHERE {at} IS NOT NULL AND NOT regexp_full_match({at}, {_PLAIN})"
            ).fetchall()
            found[name] = _changed(code for (code,) in rows)
    return _some(found)


def of_table(table: pa.Table, columns: Iterable[str]) -> Spelling:
    """The codes to rewrite in text columns of an Arrow table."""
    return _some({name: _changed(pc.unique(table[name].combine_chunks()).to_pylist()) for name in columns})


def _changed(written: Iterable[Any]) -> dict[str, str]:
    return {code: form for code in written if code is not None and (form := codes.normal(code)) != code}


def _some(found: dict[str, dict[str, str]]) -> Spelling:
    return {name: spelt for name, spelt in found.items() if spelt}
