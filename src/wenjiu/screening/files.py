"""Opens every file that a screening engine reads or writes, so that a file name is always taken literally.

DuckDB reads `*`, `?` and `[` as patterns, and folders such as ``year=2021`` as columns. DuckDB, Polars and Arrow read a
relative name such as ``s3:x`` as an address. This module therefore makes paths absolute, escapes patterns, and switches
off columns from folder names.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from ..rules.language.text import T, Text, printable
from .engines.duck import literal

if TYPE_CHECKING:
    import duckdb
    import polars

_PATTERN = re.compile(r"([*?[])")


def unusable(path: Path) -> Text | None:
    """Return the reason why the engines cannot open a path, or None if they can."""
    shown = printable(str(path))
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        return T(f"路径“{shown}”不是 UTF-8", f"the path '{shown}' is not UTF-8")
    if "\\" in str(path.absolute()):
        return T(f"路径“{shown}”里有反斜杠", f"the path '{shown}' has a backslash in it")
    return None


def kind_of(path: Path) -> str:
    """Return the kind of a path: ``file``, ``folder``, ``nothing`` or ``other``.

    Links are followed. ``nothing`` is a path that does not exist or a broken link. ``other`` is a pipe, a device or
    the like. Raises OSError if the path cannot be examined.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            return "nothing"
        raise
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"


def connect(
    *, memory: str | None = None, spill: Path | None = None, threads: int | None = None, ordered: bool = True
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB database in memory that installs no extensions from the network.

    `memory`: the memory limit, such as ``1GB``.
    `spill`: the folder for temporary files beyond that limit. Without it a query that exceeds the limit fails.
    `threads`: the number of threads.
    `ordered`: whether rows keep the order of the files.
    Raises OSError for a folder that DuckDB cannot open.
    """
    import duckdb

    if spill is not None and (why := unusable(spill)) is not None:
        raise OSError(errno.EINVAL, why.en, str(spill))
    settings: dict[str, Any] = {
        "preserve_insertion_order": ordered,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "" if spill is None else str(spill.absolute()),
    }
    if memory is not None:
        settings["memory_limit"] = memory
    if threads is not None:
        settings["threads"] = threads
    return duckdb.connect(":memory:", config=settings)


@contextmanager
def database(*, memory: str | None = None, ordered: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB database with a temporary spill folder. Both are removed at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="wenjiu-") as spill,
        connect(memory=memory, spill=Path(spill), ordered=ordered) as connection,
    ):
        yield connection


def parquet_sql(files: Sequence[Path]) -> str:
    """Return the SQL of DuckDB's table function over files whose names are taken literally."""
    names = (_PATTERN.sub(r"[\1]", str(file.absolute())) for file in files)
    return f"read_parquet([{', '.join(map(literal, names))}], hive_partitioning = false, union_by_name = false)"


def csv_sql(file: Path, columns: Mapping[str, str]) -> str:
    """Return the SQL of DuckDB's table function over a CSV file without a head, whose name is taken literally.

    `columns`: name -> type of DuckDB, in the order of the file.
    """
    name = literal(_PATTERN.sub(r"[\1]", str(file.absolute())))
    listed = ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in columns.items())
    form = "header = false, delim = ',', quote = '\"', escape = '\"', auto_detect = false, hive_partitioning = false"
    return f"read_csv({name}, {form}, columns = {{{listed}}})"


def lazy(files: Sequence[Path]) -> polars.LazyFrame:
    """Return a Polars scan over files whose names are taken literally."""
    import polars as pl

    return pl.scan_parquet([file.absolute() for file in files], glob=False, hive_partitioning=False)


def footer(file: Path) -> pq.FileMetaData:
    """Read the footer of a Parquet file. Raises OSError or ArrowException if there is none."""
    with file.open("rb") as stream:
        return pq.read_metadata(stream)


@contextmanager
def opened(file: Path) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file to read it in pieces. Raises OSError or ArrowException if it cannot be read."""
    with file.open("rb") as stream, pq.ParquetFile(stream) as parts:
        yield parts


def damaged(files: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that exist and can be opened, but cannot be read from end to end."""
    import duckdb

    with database(memory="1GB", ordered=False) as connection:
        for file in files:
            try:
                if kind_of(file) == "file" and unusable(file) is None and os.access(file, os.R_OK):
                    # DuckDB can answer a count from the footer. A hash of every value reads the whole file.
                    connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {parquet_sql([file])}").fetchone()
            except duckdb.OutOfMemoryException:
                continue
            except duckdb.Error:
                yield file
            except OSError:
                continue


@contextmanager
def writer(file: Path, schema: Any, **options: Any) -> Iterator[pq.ParquetWriter]:
    """Open a new Parquet file to write it table by table.

    Never overwrites: raises OSError if the name already exists, also as a link.
    """
    with file.open("xb") as stream, pq.ParquetWriter(stream, schema, **options) as tables:
        yield tables
