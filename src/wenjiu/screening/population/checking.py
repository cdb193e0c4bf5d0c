"""Checks the values of a population before it is screened.

Each table is scanned once. Further queries collect examples only for rules that rows break. The queries run in DuckDB
over the files, with bounded memory that spills to a temporary folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ...rules.language.text import T, Text, printable
from ..engines.duck import quoted
from ..files import database, parquet_sql
from .problems import MOST_EXAMPLES, Example, PopulationError, Problem
from .reading import Population, Stored, unreadable
from .rules import RowRule, column_problems, long_rules, row_rules, same_family, sound_columns
from .schema import KEY, REFERENCE, Column

#: `progress(done, total, what)`: steps done, steps in all, and the current table.
Progress = Callable[[int, int, str], None]
MEMORY = "1GB"
_LONGEST_VALUE = 60


def check(
    population: Population, tables: Iterable[str] | None = None, progress: Progress | None = None
) -> list[Problem]:
    """Return the problems of a population, table by table in the order of the registers. A sound one has none.

    `tables`: the tables to check, such as those of `tables_for`; all if None. Other tables are not read, and references
    to them are not checked.

    Raises KeyError for a table that the policy does not have.
    """
    known = [table.name for table in population.policy.registers.tables] if population.policy.registers else []
    asked = set(known if tables is None else tables)
    if asked - set(known):
        raise KeyError(f"there is no table {', '.join(sorted(asked - set(known)))}; there are {', '.join(known)}")
    found = population.strangers() if tables is None else []
    todo = [name for name in population.tables if name in asked]
    with database(memory=MEMORY, ordered=False) as connection:
        checker = _Checker(population, connection, set(todo))
        for done, name in enumerate(todo):
            if progress:
                progress(done, len(todo), name)
            found += checker.table(name)
    if progress:
        progress(len(todo), len(todo), "")
    return found


class _Checker:
    """The checks of one run.

    `population`: the population.
    `connection`: the database that runs the queries.
    `asked`: the tables to check. References to other tables are not checked.
    """

    def __init__(self, population: Population, connection: duckdb.DuckDBPyConnection, asked: set[str]) -> None:
        self.population, self.connection, self.asked = population, connection, asked
        self._long: dict[str, dict[str, tuple[RowRule, int]]] = {}

    def table(self, name: str) -> list[Problem]:
        try:
            stored = self.population[name]
        except PopulationError as error:
            return list(error.problems)
        found = column_problems(self.population, stored)
        try:
            found += [self.problem(stored, rule, count) for rule, count in self.long(stored).values()]
            return found + self.rows(stored) + self.keys(stored) + self.references(stored)
        except PopulationError as error:
            return found + list(error.problems)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            broken = self.broken_files(stored)
            if not broken:
                raise
            return found + broken

    def rows(self, stored: Stored) -> list[Problem]:
        """Count the rows that break a rule, in one scan for all rules except those for long texts."""
        rules = row_rules(self.population, stored, self.connection)
        broken = self.broken(stored, [rule for rule in rules if rule.column not in self.long(stored)])
        return [self.problem(stored, rule, count) for rule, count in broken]

    def long(self, stored: Stored) -> dict[str, tuple[RowRule, int]]:
        """Return the columns with texts that are too long, each with the rule and the number of rows."""
        if stored.name not in self._long:
            found = self.broken(stored, list(long_rules(self.population, stored)))
            self._long[stored.name] = {rule.column: (rule, count) for rule, count in found}
        return self._long[stored.name]

    def broken(self, stored: Stored, rules: Sequence[RowRule]) -> list[tuple[RowRule, int]]:
        """Return the rules that rows break, each with the number of rows, in one scan."""
        if not rules:
            return []
        counts = ", ".join(f"count(*) FILTER (WHERE {rule.broken})" for rule in rules)
        bad = self.one(f"SELECT {counts} FROM {parquet_sql(stored.files)}")
        return [(rule, count) for rule, count in zip(rules, bad, strict=True) if count]

    def keys(self, stored: Stored) -> list[Problem]:
        """Check that no two rows have the same key."""
        key = self.key(stored)
        if key is None:
            return []
        at, scan = quoted(key.name), parquet_sql(stored.files)
        shared = (
            f"SELECT {at} AS key, count(*) AS n FROM {scan} WHERE {at} IS NOT NULL GROUP BY {at} HAVING count(*) > 1"
        )
        (count,) = self.one(f"SELECT coalesce(sum(n), 0) FROM ({shared})")
        if not count:
            return []
        rule = RowRule(
            "duplicate_key",
            key.name,
            f"{at} IN (SELECT key FROM ({shared}) ORDER BY key LIMIT {MOST_EXAMPLES})",
            at,
            T("主键重复", "the key stands in more than one row"),
            T("一个主键只留一行", "keep one row for a key"),
        )
        return [self.problem(stored, rule, int(count))]

    def references(self, stored: Stored) -> list[Problem]:
        """Check that every reference is the key of a row, if the other table exists and is checked too."""
        found: list[Problem] = []
        for column in sound_columns(self.population, stored).values():
            if column.role != REFERENCE or column.refers not in self.asked or column.name in self.long(stored):
                continue
            try:
                other = self.population[column.refers]
            except PopulationError:
                continue  # reported where that table is checked
            key = self.key(other)
            if key is None:
                continue
            types = stored.columns[column.name], other.columns[key.name]
            if not same_family(*types):
                found.append(self.other_type(stored, column, f"{other.name}.{key.name}", *map(str, types)))
                continue
            rule = _dangling(column, key, other)
            (count,) = self.one(f"SELECT count(*) FROM {parquet_sql(stored.files)} WHERE {rule.broken}")
            if count:
                found.append(self.problem(stored, rule, count))
        return found

    def broken_files(self, stored: Stored) -> list[Problem]:
        """Return a problem for each file of a table whose data cannot be read."""
        found: list[Problem] = []
        # DuckDB can answer a count from the footer. A hash of every value reads the whole file.
        every = ", ".join(f"bit_xor(hash({quoted(name)}))" for name in stored.columns)
        for file in stored.files:
            try:
                self.one(f"SELECT {every} FROM {parquet_sql([file])}")
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                found.append(unreadable(stored.name, self.population.shown(file), error))
        return found

    def key(self, stored: Stored) -> Column | None:
        """Return the key column, or None if it is missing, of another type, or has a key that is too long."""
        found = sound_columns(self.population, stored).values()
        return next((c for c in found if c.role == KEY and c.name not in self.long(stored)), None)

    def problem(self, stored: Stored, rule: RowRule, count: int) -> Problem:
        """Return the problem of a broken rule, with its first rows as examples."""
        key = self.key(stored)
        shown = "'?'" if key is None else f"coalesce(CAST({quoted(key.name)} AS VARCHAR), 'NULL')"
        value = f"left(CAST({rule.value} AS VARCHAR), {_LONGEST_VALUE + 1})"
        number, most = _number(stored), min(count, MOST_EXAMPLES)
        examples: list[Example] = []
        # Rows are numbered within a file, in the file's order.
        self.connection.execute("SET preserve_insertion_order = true")
        order = f"ORDER BY {number}" if rule.kind != "too_long" else ""  # a sort copies each long text
        for file in stored.files:
            rows = self.connection.execute(
                f"SELECT {number}, left({shown}, {_LONGEST_VALUE + 1}), {value} FROM {_numbered(stored, file)} "
                f"WHERE {rule.broken} {order} LIMIT {most - len(examples)}"
            ).fetchall()
            examples += [Example(self.population.shown(file), row, _short(key), _short(v)) for row, key, v in rows]
            if len(examples) >= most:
                break
        self.connection.execute("SET preserve_insertion_order = false")
        return Problem(
            rule.kind, rule.message, rule.fix, stored.name, rule.column, rows=count, examples=tuple(examples)
        )

    def other_type(self, stored: Stored, column: Column, key: str, one: str, other: str) -> Problem:
        return Problem(
            "reference_type",
            T(f"类型是 {one}，而 {key} 是 {other}", f"its type is {one}, that of {key} is {other}"),
            T("写成与所引主键相同的类型", "write it in the type of the key that it refers to"),
            stored.name,
            column.name,
            self.population.shown(stored.files[0]),
        )

    def one(self, sql: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self.connection.execute(sql).fetchone()
        assert row is not None  # an aggregate always has a row
        return row


def _number(stored: Stored) -> str:
    """Return a column name for row numbers that the table does not use. DuckDB ignores the case of names."""
    name, taken = "row", {column.lower() for column in stored.columns}
    while name in taken:
        name += "_"
    return quoted(name)


def _numbered(stored: Stored, file: Path) -> str:
    """Return the SQL of the rows of a file with their numbers, from 1 on."""
    number = "file_row_number + 1"
    if "file_row_number" in map(str.lower, stored.columns):  # this column hides DuckDB's own
        number = "row_number() OVER ()"
    return f"(SELECT {number} AS {_number(stored)}, * FROM {parquet_sql([file])})"


def _dangling(column: Column, key: Column, other: Stored) -> RowRule:
    at = quoted(column.name)
    fix: Text = T(
        f"补上 {other.name} 的这一行，或改正引用；不知道的留空",
        f"add that row to {other.name}, or correct the reference; NULL where it is not known",
    )
    # NOT IN is NULL for every row if one key is NULL, and true for NULL if there is no key at all.
    keys = f"SELECT {quoted(key.name)} FROM {parquet_sql(other.files)} WHERE {quoted(key.name)} IS NOT NULL"
    return RowRule(
        "dangling_reference",
        column.name,
        f"{at} IS NOT NULL AND {at} NOT IN ({keys})",
        at,
        T(f"{other.name} 里没有这个主键", f"{other.name} has no row of this key"),
        fix,
    )


def _short(text: str | None) -> str:
    text = "NULL" if text is None else text
    return printable(text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "...")
