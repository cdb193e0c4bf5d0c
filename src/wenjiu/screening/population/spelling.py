"""Finds the codes of a table that are not in normal form (see `wenjiu.standards.codes`).

Codes of tables are compared in normal form, like those of cases. A column whose codes are all in normal form is read as
it is. Other columns are rewritten while they are read.
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

#: Column -> code as written -> its normal form, without the columns whose codes are all in normal form.
Spelling = Mapping[str, Mapping[str, str]]
#: The most codes of a column that can be rewritten. A column with more is refused.
MOST = 1000
_PLAIN = "'[!-~]+'"


def of_query(table: str, columns: Iterable[str]) -> Spelling:
    """Return the codes to rewrite in columns of a table, view or table function in SQL."""
    found: dict[str, dict[str, str]] = {}
    with database(memory="1GB") as connection:
        for name in columns:
            # A column with texts that are too long is skipped here. `rules.long_rules` reports it.
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
    """Return the codes to rewrite in text columns of an Arrow table."""
    return _some({name: _changed(pc.unique(table[name].combine_chunks()).to_pylist()) for name in columns})


def _changed(written: Iterable[Any]) -> dict[str, str]:
    return {code: form for code in written if code is not None and (form := codes.normal(code)) != code}


def _some(found: dict[str, dict[str, str]]) -> Spelling:
    return {name: spelt for name, spelt in found.items() if spelt}
