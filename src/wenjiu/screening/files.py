"""Every path that an engine opens goes through here, so that a name is a name: never a pattern, an address or a value.

DuckDB reads `*`, `?` and `[` as patterns and folders such as ``year=2021`` as columns; it, Polars and Arrow take a
relative name such as ``s3:x`` for an address. Paths are therefore absolute, patterns escaped, and columns from folder
names switched off.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
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
    """Why no engine can open what lies at a path; None where every engine can."""
    shown = printable(str(path))
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        return T(f"路径“{shown}”不是 UTF-8", f"the path '{shown}' is not UTF-8")
    if "\\" in str(path.absolute()):
        return T(f"路径“{shown}”里有反斜杠", f"the path '{shown}' has a backslash in it")
    return None


def kind_of(path: Path) -> str:
    """``file`` or ``folder``, links followed; ``nothing`` for a link to nothing; ``other`` for a pipe, a device or the like.

    OSError where it cannot be looked at.
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
    """DuckDB in memory, without extensions from the network.

    `memory`: its limit, such as ``1GB``; `spill`: a folder that it works in beyond that, else it stops there; `ordered`:
    rows come in the files' order. OSError for a folder that DuckDB cannot open.
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
    """The same with a folder to spill to, for a few queries; both are gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="wenjiu-") as spill,
        connect(memory=memory, spill=Path(spill), ordered=ordered) as connection,
    ):
        yield connection


def parquet_sql(files: Sequence[Path]) -> str:
    """DuckDB's table function over files exactly as named."""
    names = (_PATTERN.sub(r"[\1]", str(file.absolute())) for file in files)
    return f"read_parquet([{', '.join(map(literal, names))}], hive_partitioning = false, union_by_name = false)"


def lazy(files: Sequence[Path]) -> polars.LazyFrame:
    """Polars' scan over files exactly as named."""
    import polars as pl

    return pl.scan_parquet([file.absolute() for file in files], glob=False, hive_partitioning=False)


def footer(file: Path) -> pq.FileMetaData:
    """A file's footer. OSError or ArrowException where it has none."""
    with file.open("rb") as stream:
        return pq.read_metadata(stream)


@contextmanager
def opened(file: Path) -> Iterator[pq.ParquetFile]:
    """A file to read piece by piece. OSError or ArrowException where it cannot be read."""
    with file.open("rb") as stream, pq.ParquetFile(stream) as parts:
        yield parts


def damaged(files: Iterable[Path]) -> Iterator[Path]:
    """The files among these that are there, can be opened, and cannot be read from end to end."""
    import duckdb

    with database(memory="1GB", ordered=False) as connection:
        for file in files:
            try:
                if kind_of(file) == "file" and unusable(file) is None and os.access(file, os.R_OK):
                    # A count could be answered from the footer; a hash of every value cannot.
                    connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {parquet_sql([file])}").fetchone()
            except duckdb.OutOfMemoryException:
                continue
            except duckdb.Error:
                yield file
            except OSError:
                continue


@contextmanager
def writer(file: Path, schema: Any, **options: Any) -> Iterator[pq.ParquetWriter]:
    """A file that is written table by table. What already has the name is an OSError, a link too: nothing is overwritten."""
    with file.open("xb") as stream, pq.ParquetWriter(stream, schema, **options) as tables:
        yield tables
