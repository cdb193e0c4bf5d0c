"""Opens a population on disk and reads which tables, columns and rows it has, and a fingerprint of its files.

This module reads only the footers of tables. The module `checking` checks the values.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ...rules.language.text import T, printable
from ...rules.policy import Policy
from ..files import footer, parquet_sql, unusable
from . import spelling
from .finding import Found, find
from .problems import PopulationError, Problem
from .schema import OWN_PREFIX, Column, columns_of, registers_of
from .spelling import Spelling

if TYPE_CHECKING:
    import duckdb

#: The key of the footer metadata that marks generated data. Its value says what the data was generated from.
SYNTHETIC = b"wenjiu.synthetic"
#: The most bytes of a decompressed row group.
MOST_BYTES = 2**31


@dataclass(frozen=True)
class Stored:
    """One table on disk, as its footers describe it.

    `name`: the table.
    `files`: its parts in order.
    `columns`: name -> Arrow type, the same in every part, without the columns that begin with ``x_``.
    `rows`: the rows of all parts.
    `groups`: the number of row groups.
    `never_null`: columns that certainly have no NULL.
    `synthetic`: what the table was generated from; empty for real data.
    """

    name: str
    files: tuple[Path, ...]
    columns: dict[str, pa.DataType]
    rows: int
    groups: int
    never_null: frozenset[str]
    synthetic: str = ""


@dataclass(frozen=True, eq=False)
class Population:
    """A folder of Parquet tables for a policy. The footers of a table are read on first access.

    `folder`: the folder.
    `policy`: the policy.
    `files`: table -> its parts in order, for each table in the folder. Access to an unreadable table raises an error.
    """

    folder: Path
    policy: Policy
    files: dict[str, tuple[Path, ...]]
    _found: Found = field(default_factory=Found)

    @classmethod
    def open(cls, folder: str | Path, policy: Policy) -> Population:
        """Open a population. Raises `PopulationError` if there is no folder, or no table of the policy in it."""
        folder = Path(folder)
        if not folder.is_dir():
            raise PopulationError([_no_folder(folder)])
        if (why := unusable(folder)) is not None:
            raise PopulationError([Problem("no_folder", why, T("给文件夹改名", "rename the folder"))])
        found = find(folder, [table.name for table in registers_of(policy).tables])
        population = cls(folder, policy, found.files, found)
        if not found.files:
            raise PopulationError([_no_table(population), *population.strangers()])
        return population

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the folder, in the order of the registers."""
        return tuple(self.files)

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def __getitem__(self, name: str) -> Stored:
        """Return a table. Raises KeyError if the folder lacks it, and `PopulationError` if it cannot be read."""
        if name not in self._stored:
            if name not in self.files:
                raise KeyError(f"{self.folder} has no table {name!r}; it has {', '.join(self.files)}")
            self._stored[name] = self._read(name)
        return self._stored[name]

    @cached_property
    def _stored(self) -> dict[str, Stored]:
        return {}

    def schema(self, name: str) -> dict[str, Column]:
        """Return physical name -> column of the registers, for the columns that a table has."""
        known = columns_of(self.policy, name)
        return {column: known[column] for column in self[name].columns if column in known}

    def spelling(self, name: str, connection: duckdb.DuckDBPyConnection | None = None) -> Spelling:
        """Return the codes of a table that are not in normal form. Raises `PopulationError` if there are too many.

        `connection`: an open database to use, because a database of its own is slow to open.
        """
        if name not in self._spelling:
            stored = self[name]
            columns = [
                c.name for c in self.schema(name).values() if c.open_code and c.kind.fits(stored.columns[c.name])
            ]
            found = spelling.of_query(parquet_sql(stored.files), columns, connection)
            problems = [_too_many_forms(name, column) for column, forms in found.items() if len(forms) > spelling.MOST]
            if problems:
                raise PopulationError(problems)
            self._spelling[name] = found
        return self._spelling[name]

    @cached_property
    def _spelling(self) -> dict[str, Spelling]:
        return {}

    def shown(self, file: Path) -> str:
        """Return the name of a file for messages, relative to the folder."""
        return printable(file.relative_to(self.folder).as_posix())

    def fingerprint(self, tables: Iterable[str] | None = None) -> str:
        """Return the SHA-256 (hex) of the names and contents of the files of some tables, or of all tables.

        Each file is read once.
        """
        digest = hashlib.sha256()
        for name in sorted(self.files if tables is None else set(tables) & set(self.files)):
            for file in self.files[name]:
                digest.update(f"{name}\n{self.shown(file)}\n".encode())
                digest.update(self._digest(file))
        return digest.hexdigest()

    def _digest(self, file: Path) -> bytes:
        stat = file.stat()
        at = (file, stat.st_size, stat.st_mtime_ns)
        if at not in self._digests:
            with file.open("rb") as stream:
                self._digests[at] = hashlib.file_digest(stream, "sha256").digest()
        return self._digests[at]

    @cached_property
    def _digests(self) -> dict[tuple[Path, int, int], bytes]:
        return {}

    def strangers(self) -> list[Problem]:
        """Return the problems of Parquet files and folders whose name is not that of a table."""
        return list(self._found.strangers)

    def _read(self, name: str) -> Stored:
        files = self.files[name]
        problems = list(self._found.wrong.get(name, ()))
        footers: list[tuple[Path, pq.FileMetaData]] = []
        for file in files:
            try:
                footers.append((file, footer(file)))
            except (pa.ArrowException, OSError) as error:
                problems.append(unreadable(name, self.shown(file), error))
        if problems:
            raise PopulationError(problems)
        first = footers[0][1].schema.to_arrow_schema()
        for file, known in footers:
            schema = known.schema.to_arrow_schema()
            if [(f.name, f.type) for f in schema] != [
                (f.name, f.type) for f in first
            ]:  # REQUIRED or OPTIONAL is the same
                problems.append(_parts_differ(name, self.shown(files[0]), self.shown(file), first, schema))
            if _largest(known) > MOST_BYTES:
                problems.append(_too_large(name, self.shown(file)))
        twice = sorted({n for n in first.names if first.names.count(n) > 1})
        if twice:
            problems.append(_named_twice(name, self.shown(files[0]), twice))
        if problems:
            raise PopulationError(problems)
        columns = {field.name: field.type for field in first if not field.name.startswith(OWN_PREFIX)}
        return Stored(
            name,
            files,
            columns,
            sum(known.num_rows for _, known in footers),
            sum(known.num_row_groups for _, known in footers),
            frozenset.intersection(*(_without_nulls(known) for _, known in footers)) & set(columns),
            (footers[0][1].metadata or {}).get(SYNTHETIC, b"").decode("utf-8", "replace"),
        )


def unreadable(table: str, file: str, error: Exception) -> Problem:
    """Return the problem of a file that is not a Parquet file, is incomplete, or is damaged."""
    why = printable(" ".join(str(error).split()))[:200]
    return Problem(
        "unreadable",
        T(f"不是完整的 Parquet 文件：{why}", f"is no sound Parquet file: {why}"),
        T("重新导出或重新复制这个文件", "export or copy this file again"),
        table,
        file=file,
    )


def _largest(footer: pq.FileMetaData) -> int:
    """Return the bytes of the largest row group after decompression, without columns that are never read."""
    sizes = [0]
    for g in range(footer.num_row_groups):
        group = footer.row_group(g)
        chunks = [group.column(i) for i in range(group.num_columns)]
        sizes.append(sum(c.total_uncompressed_size for c in chunks if not c.path_in_schema.startswith(OWN_PREFIX)))
    return max(sizes)


def _too_large(name: str, file: str) -> Problem:
    return Problem(
        "too_large",
        T(f"一个行组解压后超过 {MOST_BYTES:,} 字节", f"a row group takes over {MOST_BYTES:,} bytes when decompressed"),
        T("用更小的行组重新写出", "write it again with smaller row groups"),
        name,
        file=file,
    )


def _without_nulls(footer: pq.FileMetaData) -> frozenset[str]:
    """Return the columns of a file whose statistics count no NULL in any row group."""
    found: set[str] = {footer.schema.column(i).path for i in range(footer.num_columns)}
    for g in range(footer.num_row_groups):
        group = footer.row_group(g)
        for i in range(group.num_columns):
            chunk = group.column(i)
            known = chunk.statistics
            if known is None or not known.has_null_count or known.null_count > 0:
                found.discard(chunk.path_in_schema)
    return frozenset(found)


def _no_folder(folder: Path) -> Problem:
    shown = printable(str(folder))
    return Problem(
        "no_folder",
        T(f"没有文件夹“{shown}”", f"there is no folder '{shown}'"),
        T("给出人口数据所在的文件夹", "name the folder that holds the population"),
    )


def _no_table(population: Population) -> Problem:
    names = ", ".join(table.name for table in registers_of(population.policy).tables)
    shown = printable(str(population.folder))
    return Problem(
        "no_table",
        T(f"文件夹“{shown}”里没有一张表", f"the folder '{shown}' holds no table"),
        T(
            f"放入 <表名>.parquet 或 <表名>/*.parquet，表有：{names}",
            f"put <table>.parquet or <table>/*.parquet there; the tables are {names}",
        ),
    )


def _too_many_forms(name: str, column: str) -> Problem:
    return Problem(
        "bad_code",
        T(
            f"前后有空格、看不见的字符或全角字母的代码超过{spelling.MOST}种",
            f"more than {spelling.MOST} codes have blanks, invisible marks or full-width letters",
        ),
        T("导出时去掉空格和看不见的字符，用半角字母", "export them without blanks and marks, in plain letters"),
        name,
        column,
    )


def _parts_differ(name: str, one: str, other: str, first: pa.Schema, schema: pa.Schema) -> Problem:
    def spelt(s: pa.Schema) -> dict[str, str]:
        return {field.name: str(field.type) for field in s}

    a, b = spelt(first), spelt(schema)
    differ = sorted(c for c in a.keys() | b.keys() if a.get(c) != b.get(c))
    zh = "、".join(f"{c}（{a.get(c, '无')}，{b.get(c, '无')}）" for c in differ) or "列的次序"
    en = ", ".join(f"{c} ({a.get(c, 'none')}, {b.get(c, 'none')})" for c in differ) or "the order of the columns"
    return Problem(
        "parts_differ",
        T(f"与 {one} 的列不同：{printable(zh)}", f"its columns differ from {one}: {printable(en)}"),
        T("所有部分写成相同的列、类型和次序", "write every part with the same columns, types and order"),
        name,
        file=other,
    )


def _named_twice(name: str, file: str, twice: list[str]) -> Problem:
    shown = printable(", ".join(twice))
    return Problem(
        "column_twice",
        T(f"有重名的列：{shown}", f"columns of the same name: {shown}"),
        T("每列只写一次", "write each column once"),
        name,
        file=file,
    )
