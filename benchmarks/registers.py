"""Stores a SYNTHETIC population in the registers of an installation with COPY, in a fraction of the time of `bring`.

The rows, links and columns are those that `bring` stores; `python benchmarks/offers.py --check` compares both. Events are
not recorded. Indexes and constraints are taken away first and made again at the end, so that all rows are checked.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection, transaction
from invented import SOURCE, invented

from wenjiu.bureau import key_ring
from wenjiu.bureau.parties import logic
from wenjiu.bureau.registry.storing import KEY
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.screening.population import Population

TABLES = ("parties_party", "registry_row", "registry_link")
#: Bytes that are sent at once.
CHUNK = 1 << 20
#: Up to so many rows the database compares each with all others when it makes an exclusion constraint again. Beyond, the
#: benchmark makes the constraint's index without it, and one query looks for rows that the constraint would refuse.
MOST_COMPARED = 1_000_000
TWICE = """
SELECT key FROM registry_row WHERE replaced_by_id IS NULL AND withdrawn_at IS NULL
GROUP BY policy, "table", key, source HAVING count(*) > 1 AND bool_or(source = 'synthetic') LIMIT 1
"""
#: What the database says of the indexes and constraints of a table, in the order in which they are made again.
LOOSE = """
SELECT 1, conrelid::regclass::text, conname,
  CASE contype WHEN 'x' THEN pg_get_indexdef(conindid) ELSE '' END || ';' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('u', 'x')
UNION ALL
SELECT 2, indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid::regclass::text = ANY(%s)
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid AND c.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 3, conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype = 'f'
ORDER BY 1, 2, 3
"""


class Copied:
    """Stores a population and remembers how far it came; an interrupted one goes on with the next table."""

    def __init__(self, policy: Policy, folder: Path) -> None:
        self.policy, self.folder = policy, folder
        self.registers = registers_of(policy)
        self.population = Population.open(folder / "population", policy)
        self.note = folder / "stored.json"
        self.done: dict[str, Any] = json.loads(self.note.read_text()) if self.note.exists() else {}
        self.duck = duckdb.connect()
        self.duck.execute(f"SET memory_limit = '2GB'; SET threads = 2; SET temp_directory = '{folder / 'duck'}'")

    def run(self) -> int:
        """Store every table; return the rows of all tables."""
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        if "loose" not in self.done:
            self._remember("loose", indexes())
        _drop(self.done["loose"] if "tight" not in self.done else [])
        own = [t.name for t in self.registers.tables if t.name in self.registers.parties]
        others = [t.name for t in self.registers.tables if t.name not in own]
        names = [name for name in (*own, *others) if name in self.population.tables]
        for name in names:
            self._view(name)
        total = sum(self._table(name) for name in names)
        if "tight" not in self.done:
            _make(self.done["loose"], total)
            self._remember("tight", True)
        return total

    def _remember(self, name: str, value: Any) -> None:
        self.done[name] = value
        self.note.write_text(json.dumps(self.done, ensure_ascii=False))

    def _view(self, name: str) -> None:
        """Make the rows of a table with their number, from 0."""
        files = ", ".join(f"'{file}'" for file in self.population[name].files)
        self.duck.execute(
            f"CREATE VIEW t_{name} AS SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM read_parquet([{files}])"
        )

    def _table(self, name: str) -> int:
        number = int(self._one(f"SELECT count(*) FROM t_{name}"))
        if name in self.registers.parties:
            if f"party {name}" not in self.done:
                with self._told(f"party {name}", number):
                    self._remember(f"party {name}", self._parties(name, number))
            self.duck.execute(
                f"CREATE TABLE p_{name} AS SELECT id, n + {self.done[f'party {name}']} AS party FROM t_{name}"
            )
        if name not in self.done:
            with self._told(name, number):
                self._remember(name, self._rows(name, number))
        return number

    def _one(self, sql: str) -> Any:
        found = self.duck.execute(sql).fetchone()
        assert found is not None
        return found[0]

    def _told(self, what: str, number: int) -> Any:
        return _Told(what, number)

    def _parties(self, name: str, number: int) -> int:
        """Store the parties of a table; return the id of the first."""
        kind = self.registers.parties[name]
        first = _first("parties_party", number)
        columns = "id, kind, id_type, id_index, id_cipher, id_tail, name, pinyin, level"
        copied = f"COPY parties_party ({columns}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.cursor.copy(copied) as copy:
            for n in range(number):
                party = invented(kind, name, n)
                index = logic.index_of(party.id_type, party.number)
                cipher = key_ring.encrypt(party.number, logic.ID_PLACE)
                shown = logic.shown(party.id_type, party.number)
                own = (party.name, _spelled(party.name), party.level)
                copy.write_row((first + n, kind, party.id_type, index, cipher, shown, *own))
        return first

    def _rows(self, name: str, number: int) -> int:
        """Store the rows of a table with their links; return the id of the first."""
        first = _first("registry_row", number)
        table, columns = self.registers[name], columns_of(self.policy, name)
        there = set(self.population[name].columns)
        parts = [
            (column, _json(fact, f't."{column}{fact.type.suffix}"'))
            for column, fact in columns.facts.items()
            if f"{column}{fact.type.suffix}" in there
        ]
        parts += [(column, f't."{column}"::VARCHAR') for column in sorted(columns.complete & there)]
        held = {c for c, sql in parts if self._one(f"SELECT count({sql}) FROM t_{name} t") > 0}
        refers = {c: other for c, other in table.refers.items() if c in there}
        named = {c: other for c, other in refers.items() if other in self.registers.parties}
        texts = [(c, f"'\"' || t.\"{c}\" || '\"'") for c in refers if c not in named]
        party = self.done.get(f"party {name}")
        key = f"'p' || (n + {party})" if party is not None else "id::VARCHAR"
        rows = (
            f"SELECT n + {first}, '{self.policy.name}', '{name}', {key}, '{SOURCE}', '(,)', "
            f"{_object(parts)}, {_object(texts)} FROM t_{name} t ORDER BY n"
        )
        links = [
            f"SELECT n + {first} AS r, '{c}' AS role, p.party FROM t_{name} t JOIN p_{other} p ON p.id = t.\"{c}\""
            for c, other in named.items()
        ]
        links += [f"SELECT n + {first} AS r, 'self' AS role, n + {party} FROM t_{name}"] if party is not None else []
        filled = [c for c in refers if self._one(f'SELECT count("{c}") FROM t_{name}') > 0]
        held |= {KEY, *filled, *(["self"] if party is not None else [])}
        with transaction.atomic(), connection.cursor() as cursor:
            columns_of_row = 'id, policy, "table", key, source, valid, facts, refers'
            self._send(cursor, rows, f"COPY registry_row ({columns_of_row}) FROM STDIN (FORMAT csv)")
            for sql in links:
                self._send(
                    cursor, f"{sql} ORDER BY r", "COPY registry_link (row_id, role, party_id) FROM STDIN (FORMAT csv)"
                )
            cursor.executemany(
                'INSERT INTO registry_heldcolumn (policy, "table", "column") VALUES (%s, %s, %s) ON CONFLICT DO NOTHING',
                [(self.policy.name, name, column) for column in sorted(held)],
            )
        return first

    def _send(self, cursor: Any, sql: str, into: str) -> None:
        file = self.folder / "rows.csv"
        self.duck.execute(f"COPY ({sql}) TO '{file}' (FORMAT csv, HEADER false)")
        with file.open("rb") as source, cursor.cursor.copy(into) as copy:
            while chunk := source.read(CHUNK):
                copy.write(chunk)
        file.unlink()


class _Told:
    """Print how long a part took."""

    def __init__(self, what: str, number: int) -> None:
        self.what, self.number = what, number

    def __enter__(self) -> None:
        self.begin = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        print(f"{self.what}: {self.number:,} in {time.perf_counter() - self.begin:,.1f} s", flush=True)


def _spelled(name: str) -> str:
    """Return what `logic.spelled` does for an invented name: some characters, then digits, which stay as they are."""
    words = name.rstrip("0123456789")
    digits = name[len(words) :]
    full, initials = _SPELLED.get(words) or _SPELLED.setdefault(words, _halves(words))
    return f"{full}{digits} {initials}{digits}"


_SPELLED: dict[str, tuple[str, str]] = {}


def _halves(words: str) -> tuple[str, str]:
    full, initials = logic.spelled(words).split(" ")
    return full, initials


def _json(fact: Fact, column: str) -> str:
    """Return the SQL for the JSON text of a value, as the registers store it; NULL for an unknown one."""
    if fact.type is fact_types.YUAN:
        return f"'\"' || printf('%d.%02d', {column} // 100, {column} % 100) || '\"'"
    if fact.type in (fact_types.SHARE, fact_types.DECIMAL):
        return f"'\"' || rtrim(rtrim({column}::DECIMAL(38, 18)::VARCHAR, '0'), '.') || '\"'"
    if fact.type is fact_types.DAY:
        return f"'\"' || {column}::VARCHAR || '\"'"
    return f"to_json({column})::VARCHAR"


def _object(parts: Sequence[tuple[str, str]]) -> str:
    """Return the SQL for a JSON object; a value that is NULL is left out."""
    if not parts:
        return "'{}'"
    return "'{' || concat_ws(', ', " + ", ".join(f"'\"{name}\": ' || {sql}" for name, sql in parts) + ") || '}'"


def _first(table: str, number: int) -> int:
    """Take so many ids of a table; return the first."""
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence})")
        first = int(cursor.fetchone()[0])
        cursor.execute(f"SELECT setval({sequence}, %s)", [first + number - 1])
    return first


def indexes() -> list[list[Any]]:
    """Return the indexes and constraints of the tables that are filled, but for their primary keys."""
    with connection.cursor() as cursor:
        cursor.execute(LOOSE, [list(TABLES)] * 3)
        return [list(row) for row in cursor.fetchall()]


def _drop(loose: Sequence[Sequence[Any]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for kind, table, name, _sql in reversed(loose):
            if kind == 2:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
            else:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")


def _make(loose: Sequence[Sequence[Any]], rows: int) -> None:
    """Make indexes and constraints again, those that are missing."""
    there = {row[2] for row in indexes()}
    for kind, table, name, sql in loose:
        if name in there:
            continue
        with _Told(name, 1), transaction.atomic(), connection.cursor() as cursor:
            index, _mark, own = sql.rpartition(";")
            if index and rows > MOST_COMPARED:
                cursor.execute(index)
            else:
                cursor.execute(sql if kind == 2 else f"ALTER TABLE {table} ADD CONSTRAINT {name} {own}")
    if rows > MOST_COMPARED:
        with _Told("live rows of one subject", 1), connection.cursor() as cursor:
            cursor.execute(TWICE)
            if cursor.fetchone():
                raise SystemExit("two live rows of one source are about one subject")
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


# ---- comparing ----

#: Rows as they compare: ids of parties are in place of them the index of their number.
CONTENTS = {
    "parties": (
        "SELECT kind, id_type, id_index, id_tail, name, pinyin, street_id, level, merged_into_id FROM parties_party"
    ),
    "rows": """
SELECT r.policy, r."table", coalesce(p.id_index, r.key), r.source, r.valid::text, r.facts::text, r.refers::text,
  r.street_id, r.imported_id, r.replaced_by_id, r.withdrawn_at, r.copy_of_id,
  (SELECT string_agg(l.role || '=' || lp.id_index, ',' ORDER BY l.role)
   FROM registry_link l JOIN parties_party lp ON lp.id = l.party_id WHERE l.row_id = r.id)
FROM registry_row r LEFT JOIN registry_link s ON s.row_id = r.id AND s.role = 'self'
LEFT JOIN parties_party p ON p.id = s.party_id WHERE r.source = 'synthetic'""",
    "columns": 'SELECT policy, "table", "column" FROM registry_heldcolumn',
}


def contents(folder: Path) -> None:
    """Write what the registers hold into files that can be compared."""
    for name, sql in CONTENTS.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            rows = sorted(cursor.fetchall(), key=str)
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)


def emptied() -> None:
    """Empty the registers of an installation that is thrown away."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, registry_heldcolumn CASCADE")
