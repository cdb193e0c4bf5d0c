"""A SYNTHETIC population: people, firms and records that nobody ever was, drawn from declared margins.

The same policy, size and seed give the same bytes. Rows are drawn and written in chunks of one row group, so that ten
million people need no more memory than a few columns that others look up.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...rules.language.text import T, printable
from ...rules.policy import Policy
from .checking import Progress
from .draws import Chunk, Shuffle, draw, keys
from .margins import Margins, load_margins
from .problems import PopulationError, Problem
from .reading import SYNTHETIC, Population
from .schema import DATE, registers_of

#: Rows of a row group: small enough that an engine spreads a table over threads.
GROUP = 250_000
MOST_PEOPLE = 10**8


def generate(
    folder: str | Path, people: int, seed: int, policy: Policy, progress: Progress | None = None
) -> Population:
    """Write a synthetic population of so many people to a new or empty folder, and open it.

    `progress(done, total, what)` is told rows written, rows in all, and the table. ValueError for a number of people or
    a seed that is none, or a policy without margins; `PopulationError` where the folder holds something. A run that
    breaks off leaves nothing under the folder's name.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError(f"people is {people}; it runs from 1 to {MOST_PEOPLE}")
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed is {seed}; it is a whole number from 0 to 2^63 - 1")
    margins = load_margins(policy)
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PopulationError([_not_empty(folder)])
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        _Generator(partial, people, seed, policy, margins, progress).run()
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)
    return Population.open(folder, policy)


class _Generator:
    """One run: sizes of all tables, and the columns that later tables look up."""

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
        """Tables such that one stands after those that it refers to."""
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
        """Columns of a table that the margins of others reach through a reference."""
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
        """Draw one table and write it, a row group at a time."""
        margins, rows = self.margins.tables[name], self.rows[name]
        key = registers_of(self.policy)[name].key
        for column in self.looked_up(name):
            small = margins.columns[column].column.kind is DATE
            self.kept[name, column] = np.empty(rows, np.int32 if small else np.int64)
        writer: pq.ParquetWriter | None = None
        try:
            for start in range(0, rows, GROUP):
                n = min(GROUP, rows - start)
                chunk = Chunk(self.margins, margins, self.shuffles[name], self.shuffles, self.kept, self.seed, start, n)
                arrays = {key: keys(start, n)} | {m.column.name: draw(chunk, c) for c, m in margins.columns.items()}
                for column in self.looked_up(name):
                    self.kept[name, column][start : start + n] = chunk.drawn[column]
                batch = pa.table(arrays)
                if writer is None:
                    # Without the Arrow schema every reader sees plain text, whatever encoding it is stored in.
                    writer = pq.ParquetWriter(self.folder / f"{name}.parquet", batch.schema, store_schema=False)
                    writer.add_key_value_metadata(self.mark)
                writer.write_table(batch, row_group_size=GROUP)
                self.done += n
                if self.progress:
                    self.progress(self.done, sum(self.rows.values()), name)
        finally:
            if writer is not None:
                writer.close()


def _not_empty(folder: Path) -> Problem:
    shown = printable(str(folder))
    return Problem(
        "not_empty",
        T(f"“{shown}”已存在且不是空文件夹", f"'{shown}' exists and is no empty folder"),
        T("换一个新的文件夹", "name a new folder"),
    )
