"""Writes the live registers as a population (docs/population.md), so that a screening runs on them.

Rows are named by the keys of the registers. No number that identifies anybody, and no name, is written.

PostgreSQL sends the columns of each table, DuckDB puts together what several sources say of one subject: no value passes
through Python, so the time is that of reading, and the memory does not grow with the registers.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.patience import patient
from wenjiu.bureau.registry.records import Records, key_of
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

if TYPE_CHECKING:
    from wenjiu.screening.population.schema import Column

#: Rows that are written at once.
AT_ONCE = 100_000
#: The memory of DuckDB; beyond it, it uses files.
MEMORY = "1GB"
#: The rows of a table that are live on a day. `head`: the record that stands for a party that was merged into it.
LIVE = """
COPY (
  WITH merged AS (SELECT * FROM unnest({gone}::text[], {heads}::text[]) AS m(gone, head))
  SELECT coalesce(m.head, r.key), r.id, {columns}
  FROM registry_row r LEFT JOIN merged m ON m.gone = r.key AND {own} {joins}
  WHERE r.policy = {policy} AND r."table" = {table} AND r.replaced_by_id IS NULL AND r.withdrawn_at IS NULL
    AND r.valid @> {day}::date
) TO STDOUT (FORMAT csv)
"""
#: The party in one role of a row, as the key of the record that stands for it.
LINK = """
LEFT JOIN (SELECT l.row_id, coalesce(m.head, 'p' || l.party_id) AS key FROM registry_link l
  LEFT JOIN merged m ON m.gone = 'p' || l.party_id WHERE l.role = {role}) {name} ON {name}.row_id = r.id
"""


class FolderInUse(ValueError):
    """The folder of an export is not empty."""


def export_population(policy: Policy, folder: Path, on: dt.date) -> dict[str, int]:
    """Write the registers as they hold on a day to a new or empty folder. Return table -> number of its rows.

    A party that a row refers to and that has no row of its own gets one without values. A reference to a missing row of
    another kind is left empty.

    Raises:
        FolderInUse: the folder is not empty.
    """
    from wenjiu.screening.files import connect

    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f"{folder.name}.partial")
    partial.mkdir()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="sent-", dir=folder.parent) as sent,
            connect(memory=MEMORY, spill=Path(sent) / "spill", ordered=False) as duck,
        ):
            export = _Export(policy, on, Path(sent), duck)
            export.send()
            written = {name: number for name in export.tables if (number := export.write(name, partial))}
        for file in partial.iterdir():
            file.rename(folder / file.name)
    finally:
        for file in partial.iterdir():
            file.unlink()
        partial.rmdir()
    return written


def _heads() -> dict[str, str]:
    """Return key of each merged party -> key of the record that stands for it."""
    gone = Party.objects.exclude(merged_into=None)
    return {key_of(pk): key_of(head.pk) for pk, head in parties.heads_of(gone).items() if pk != head.pk}


@dataclass
class _Export:
    """One export: the columns that each table has, and DuckDB with what PostgreSQL sent."""

    policy: Policy
    on: dt.date
    folder: Path
    duck: Any  # a connection of DuckDB, which an installation without screening has not

    def __post_init__(self) -> None:
        from wenjiu.screening.population import schema

        self.registers = registers_of(self.policy)
        records = Records(self.policy, civil.of(self.on))
        self.tables: dict[str, list[Column]] = {}
        for table in self.registers.tables:
            held, always = records.held(table.name), (schema.KEY, schema.GROUP)
            columns = schema.columns_of(self.policy, table.name).values()
            self.tables[table.name] = [c for c in columns if c.role in always or c.logical in held]

    def send(self) -> None:
        """Let PostgreSQL send the live rows of every table, and read them with their types."""
        heads = _heads()
        with patient():
            for name in self.tables:
                self._send(name, heads)

    def _send(self, name: str, heads: dict[str, str]) -> None:
        from wenjiu.screening.engines.duck import quoted
        from wenjiu.screening.files import csv_sql
        from wenjiu.screening.population.schema import KEY
        from wenjiu.screening.population.writing import typed

        columns = [c for c in self.tables[name] if c.role != KEY]
        file = self.folder / f"{name}.csv"
        statement = self._statement(name, columns, heads)
        with connection.cursor() as cursor, file.open("wb") as stream, cursor.cursor.copy(statement) as copy:
            stream.writelines(copy)
        sent = {"key": "VARCHAR", "row": "BIGINT", **dict.fromkeys((c.name for c in columns), "VARCHAR")}
        values = "".join(f", {typed(c)} AS {quoted(c.name)}" for c in columns)
        self.duck.execute(
            f"CREATE TABLE {quoted(f'sent_{name}')} AS SELECT key, row{values} FROM {csv_sql(file, sent)}"
        )
        file.unlink()

    def _statement(self, name: str, columns: Sequence[Column], heads: dict[str, str]) -> sql.Composed:
        """Return the statement that sends the live rows of a table."""
        from wenjiu.screening.population import schema

        found: list[sql.Composable] = [] if columns else [sql.SQL("NULL")]
        joins: list[sql.Composable] = []
        for k, column in enumerate(columns):
            other = sql.Identifier(f"x{k}")
            if column.role == schema.GROUP:
                joins.append(sql.SQL("LEFT JOIN areas_area {0} ON {0}.id = r.street_id").format(other))
                found.append(sql.SQL("{}.name").format(other))
            elif column.role != schema.REFERENCE:
                found.append(sql.SQL("r.facts ->> {}").format(sql.Literal(column.logical)))
            elif column.refers in self.registers.parties:
                joins.append(sql.SQL(LINK).format(role=sql.Literal(column.logical), name=other))
                found.append(sql.SQL("{}.key").format(other))
            else:
                found.append(sql.SQL("r.refers ->> {}").format(sql.Literal(column.logical)))
        return sql.SQL(LIVE).format(
            gone=sql.Literal(list(heads)),
            heads=sql.Literal(list(heads.values())),
            own=sql.Literal(name in self.registers.parties),
            columns=sql.SQL(", ").join(found),
            joins=sql.SQL(" ").join(joins),
            policy=sql.Literal(self.policy.name),
            table=sql.Literal(name),
            day=sql.Literal(self.on),
        )

    def write(self, name: str, folder: Path) -> int:
        """Write one table; return the number of its rows, 0 for a table that is not written."""
        from wenjiu.screening.population.writing import write_table

        [(number,)] = self.duck.execute(f"SELECT count(*) FROM ({self._keys(name)})").fetchall()
        if not number:
            return 0
        rows = self.duck.sql(self._rows(name)).to_arrow_reader(AT_ONCE)
        return write_table(folder / f"{name}.parquet", self.tables[name], rows)

    def _keys(self, name: str) -> str:
        """Return the SQL for the keys of a table: those of its rows, and of the parties that rows refer to."""
        from wenjiu.screening.engines.duck import quoted

        parts = [f"SELECT key FROM {quoted(f'sent_{name}')}"]
        if name in self.registers.parties:
            for table in self.registers.tables:
                there = {c.name for c in self.tables[table.name]}
                parts += [
                    f"SELECT {quoted(column)} FROM {quoted(f'sent_{table.name}')} WHERE {quoted(column)} IS NOT NULL"
                    for column, other in table.refers.items()
                    if other == name and column in there
                ]
        return " UNION ".join(parts) if len(parts) > 1 else f"SELECT DISTINCT key FROM {quoted(f'sent_{name}')}"

    def _rows(self, name: str) -> str:
        """Return the SQL for the rows of a table: of several statements about one subject the newest counts first."""
        from wenjiu.screening.engines.duck import quoted
        from wenjiu.screening.population import schema

        sent, columns = quoted(f"sent_{name}"), [c for c in self.tables[name] if c.role != schema.KEY]
        names = [quoted(c.name) for c in columns]
        newest = "".join(f", arg_max({c}, row) AS {c}" for c in names)  # of the values that are known
        once = "".join(f", {c}" for c in names)
        many = f"(SELECT key FROM {sent} GROUP BY key HAVING count(*) > 1) many USING (key)"
        rows = (
            f"SELECT key{once} FROM {sent} ANTI JOIN {many} UNION ALL "
            f"SELECT key{newest} FROM {sent} SEMI JOIN {many} GROUP BY key"
        )
        shown, joins = [], []
        for column in self.tables[name]:
            at = quoted(column.name)
            if column.role == schema.KEY:
                shown.append(f"keys.key AS {at}")
            elif column.role == schema.REFERENCE and column.refers not in self.registers.parties:
                joins.append(f"LEFT JOIN ({self._keys(column.refers)}) {quoted(f'k_{column.name}')} "
                             f"ON {quoted(f'k_{column.name}')}.key = rows.{at}")  # fmt: skip
                shown.append(f"{quoted(f'k_{column.name}')}.key AS {at}")
            else:
                shown.append(f"rows.{at}")
        return (
            f"SELECT {', '.join(shown)} FROM ({self._keys(name)}) keys LEFT JOIN ({rows}) rows ON rows.key = keys.key "
            + " ".join(joins)
        )
