"""Generates SYNTHETIC populations: invented people, firms and records, drawn at random from the margins of a policy.

The same policy, size and seed give the same bytes. Rows are drawn and written one row group at a time. So even for ten
million people only the few columns that other tables look up stay in memory.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...rules.document.registers import Table
from ...rules.language.text import T, printable
from ...rules.policy import Policy
from ..files import unusable, writer
from ..locks import locked
from .checking import Progress
from .draws import Chunk, Shuffle, draw, keys
from .margins import Margins, load_margins
from .problems import PopulationError, Problem
from .reading import SYNTHETIC, Population
from .schema import DATE, registers_of

#: Rows of a row group: few enough that an engine can read a table with several threads.
GROUP = 250_000
MOST_PEOPLE = 10**8
#: A file that marks a folder as the unfinished work of `generate`.
NOTE = "unfinished.txt"
_NEW = T("换一个新的文件夹", "name a new folder")


def generate(
    folder: str | Path, people: int, seed: int, policy: Policy, progress: Progress | None = None
) -> Population:
    """Write a synthetic population to a new or empty folder, and open it.

    `folder`: the folder. It is absent or empty until the population is complete.
    `people`: the number of people.
    `seed`: the seed of the random numbers.
    `progress(done, total, what)`: called with rows written, rows in all, and the table.

    Raises ValueError for an invalid number of people or seed, or a policy without margins. Raises `PopulationError` if
    the folder is not empty.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError(f"people is {people}; it runs from 1 to {MOST_PEOPLE}")
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed is {seed}; it is a whole number from 0 to 2^63 - 1")
    margins = load_margins(policy)
    folder = Path(folder)
    if (why := unusable(folder)) is not None:
        raise PopulationError([Problem("not_empty", why, _NEW)])
    target = folder.resolve()
    _refuse_full(target)
    with _Unfinished(target, registers_of(policy).tables) as partial:
        _Generator(partial.path, people, seed, policy, margins, progress).run()
        partial.finish()
    return Population.open(target, policy)


class _Unfinished:
    """The folder of an unfinished population: ``<name>.partial``, locked, with a note that a run has made it.

    Only files that a run writes are removed: the tables and the note, and only in a folder that has the note.
    """

    def __init__(self, target: Path, tables: Iterable[Table]) -> None:
        self.target, self.path = target, target.with_name(f"{target.name}.partial")
        self.files = [self.path / f"{table.name}.parquet" for table in tables]
        self.note = self.path / NOTE
        self.lock: int | None = None

    def __enter__(self) -> Self:
        self.lock = self._locked()
        try:
            _refuse_full(self.target)  # the run that held the lock before may have finished the folder
            if any(self.path.iterdir()) and not self.note.is_file():
                raise PopulationError([_not_empty(self.path)])
            self.note.touch()
            self._empty()
            if list(self.path.iterdir()) != [self.note]:
                raise PopulationError([_not_empty(self.path)])
        except BaseException:
            with suppress(OSError):  # other files are kept
                self.path.rmdir()
            os.close(self.lock)
            raise
        return self

    def finish(self) -> None:
        """Give the folder its final name. Raises `PopulationError` if something else now has that name."""
        try:
            self.path.rename(self.target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise PopulationError([_not_empty(self.target)]) from error
            raise
        (self.target / NOTE).unlink()

    def _locked(self) -> int:
        """Create the folder and return its lock. Raises `PopulationError` if another run holds the lock."""
        while True:
            try:
                self.path.mkdir(parents=True, exist_ok=True)
            except FileExistsError:
                if self.path.exists():  # it is no folder
                    raise
                continue  # another run gave the folder its final name between two looks at it
            with suppress(FileNotFoundError):  # another run may have ended and removed the folder
                lock = locked(self.path, folder=True)
                if lock is None:
                    raise PopulationError([_at_work(self.path)])
                with suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(lock), self.path.stat()):
                        return lock
                os.close(lock)

    def _empty(self) -> None:
        for file in self.files:
            if not file.is_symlink():
                file.unlink(missing_ok=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.lock is not None
        if error is not None:
            self._empty()
            self.note.unlink(missing_ok=True)
            with suppress(OSError):  # other files are kept
                self.path.rmdir()
        os.close(self.lock)


class _Generator:
    """One run: the sizes of all tables, and the columns that later tables look up."""

    def __init__(
        self, folder: Path, people: int, seed: int, policy: Policy, margins: Margins, progress: Progress | None
    ) -> None:
        self.folder, self.seed, self.policy, self.margins, self.progress = folder, seed, policy, margins, progress
        self.rows = {name: margins.rows(name, people) for name in margins.tables}
        self.shuffles = {name: Shuffle.of(rows) for name, rows in self.rows.items()}
        self.kept: dict[tuple[str, str], np.ndarray] = {}
        self.done = 0
        mark = {
            "policy": policy.name,
            "people": people,
            "seed": seed,
            "what": "SYNTHETIC: drawn at random, nobody's data",
        }
        self.mark = {SYNTHETIC: json.dumps(mark, sort_keys=True).encode()}

    def run(self) -> None:
        for name in self.order():
            self.table(name)
        if self.progress:
            self.progress(self.done, self.done, "")

    def order(self) -> list[str]:
        """Return the tables in an order in which each follows those that it refers to."""
        registers, found = registers_of(self.policy), list[str]()

        def visit(name: str) -> None:
            if name not in found:
                for other in registers[name].refers.values():
                    visit(other)
                found.append(name)

        for name in self.margins.tables:
            visit(name)
        return found

    def looked_up(self, name: str) -> list[str]:
        """Return the columns of a table that margins of other tables reach through a reference."""
        found = set()
        for table in self.margins.tables.values():
            for margin in table.columns.values():
                paths = [margin.args["of"]] if isinstance(margin.args, dict) and "of" in margin.args else []
                paths += [*margin.not_before, *(margin.edges if isinstance(margin.edges, dict) else ())]
                for first, _, rest in (path.partition(".") for path in paths):
                    if rest and table.columns[first].column.refers == name:
                        found.add(rest)
        return sorted(found)

    def table(self, name: str) -> None:
        """Draw and write one table, a row group at a time."""
        margins, rows = self.margins.tables[name], self.rows[name]
        key = registers_of(self.policy)[name].key
        for column in self.looked_up(name):
            small = margins.columns[column].column.kind is DATE
            self.kept[name, column] = np.empty(rows, np.int32 if small else np.int64)
        with ExitStack() as stack:
            file: pq.ParquetWriter | None = None
            for start in range(0, rows, GROUP):
                n = min(GROUP, rows - start)
                chunk = Chunk(self.margins, margins, self.shuffles[name], self.shuffles, self.kept, self.seed, start, n)
                arrays = {key: keys(start, n)} | {m.column.name: draw(chunk, c) for c, m in margins.columns.items()}
                for column in self.looked_up(name):
                    self.kept[name, column][start : start + n] = chunk.drawn[column]
                batch = pa.table(arrays)
                if file is None:
                    # Without the Arrow schema every reader sees plain text instead of dictionaries.
                    path = self.folder / f"{name}.parquet"
                    file = stack.enter_context(writer(path, batch.schema, store_schema=False))
                    file.add_key_value_metadata(self.mark)
                file.write_table(batch, row_group_size=GROUP)
                self.done += n
                if self.progress:
                    self.progress(self.done, sum(self.rows.values()), name)


def _refuse_full(folder: Path) -> None:
    """Raise `PopulationError` if a path is not a folder, or the folder is not empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PopulationError([_not_empty(folder)])


def _at_work(folder: Path) -> Problem:
    shown = printable(str(folder))
    return Problem(
        "not_empty",
        T(f"另一次运行正在写“{shown}”", f"another run is writing to '{shown}'"),
        T("等它结束，或换一个文件夹", "wait for its end, or name another folder"),
    )


def _not_empty(folder: Path) -> Problem:
    shown = printable(str(folder))
    return Problem(
        "not_empty",
        T(f"“{shown}”已存在且不是空文件夹", f"'{shown}' exists and is no empty folder"),
        _NEW,
    )
