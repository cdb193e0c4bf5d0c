"""Runs plans in DuckDB or Polars, over Arrow tables in memory and Parquet files on disk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ...rules.document.registers import Registers
from ..engines.duck import grouped, quoted, respelt, sql
from ..engines.plan import Counts, Plan, state
from ..files import connect, lazy, parquet_sql
from ..population.spelling import Spelling

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ENGINES = ("duckdb", "polars")
AS_WRITTEN: Spelling = {}
#: The most queries or programs that an engine caches for plans that run again.
KEPT = 32


class Engine(ABC):
    """Holds tables by name and runs plans over them. `add` replaces an earlier table of the same name."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], tuple[Plan | Counts, Any]] = {}

    def _once(self, asked: Plan | Counts, make: Callable[[], Any]) -> Any:
        """Return what `make` makes of a plan, from a cache of `KEPT` entries. The cache is for the current tables."""
        before = state(asked)
        if before not in self._made:
            made = make()
            if len(self._made) == KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[state(asked)] = (asked, made)  # keeps the plan alive, so that its identity is not reused
            return made
        return self._made[before][1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def add(self, name: str, given: pa.Table | Sequence[Path], spelling: Spelling = AS_WRITTEN) -> None:
        """Add a table: an Arrow table, or Parquet files in order. `spelling`: its codes that are not in normal form."""

    @abstractmethod
    def run(self, plan: Plan) -> pa.Table:
        """Return the plan's columns as an Arrow table, with rows in any order."""

    @abstractmethod
    def sums(self, counts: Counts) -> pa.Table:
        """Return sums grouped by a column of a plan, which is the first column of the result."""

    @abstractmethod
    def close(self) -> None:
        """Release all tables and connections."""


class Duck(Engine):
    """Runs plans in DuckDB.

    `memory`: the memory limit, such as ``1GB``.
    `threads`: the number of threads.
    `spill`: the folder for temporary files beyond the memory limit.
    """

    def __init__(self, memory: str | None = None, threads: int | None = None, spill: Path | None = None) -> None:
        super().__init__()
        self.connection = connect(memory=memory, spill=spill, threads=threads, ordered=False)
        self.tables: dict[str, str] = {}
        self._views = 0

    def add(self, name: str, given: pa.Table | Sequence[Path], spelling: Spelling = AS_WRITTEN) -> None:
        """See `Engine.add`."""
        self._made.clear()
        if isinstance(given, Sequence):
            self.tables[name] = parquet_sql(given)
        else:
            self.connection.register(f"t_{name}", given)
            self.tables[name] = quoted(f"t_{name}")
        if spelling:
            self.tables[name] = respelt(self.tables[name], spelling)

    def keep(self, name: str) -> None:
        """Load a table into the database, so that many plans can read it fast."""
        self._made.clear()
        kept = quoted(f"k_{name}")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {kept} AS SELECT * FROM {self.tables[name]}")
        self.tables[name] = kept

    def text(self, plan: Plan) -> str:
        """Return the SQL of a plan."""
        return sql(plan, self.tables)

    def run(self, plan: Plan) -> pa.Table:
        """See `Engine.run`."""
        return self._once(plan, lambda: self._view(self.text(plan))).to_arrow_table()

    def sums(self, counts: Counts) -> pa.Table:
        """See `Engine.sums`."""
        return self._once(counts, lambda: self._view(grouped(counts, self.tables))).to_arrow_table()

    def _view(self, text: str) -> duckdb.DuckDBPyRelation:
        """Return a query as a named view, so that its text is parsed once."""
        name = quoted(f"q_{self._views % KEPT}")
        self._views += 1
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")
        return self.connection.sql(f"FROM {name}")

    def close(self) -> None:
        """See `Engine.close`."""
        self._made.clear()
        self.connection.close()


class Polars(Engine):
    """Runs plans in Polars. Plans over files, and large plans over tables in memory, are streamed."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Any] = {}
        self._settled: set[tuple[str, str, str]] = set()

    def add(self, name: str, given: pa.Table | Sequence[Path], spelling: Spelling = AS_WRITTEN) -> None:
        """See `Engine.add`. References to a table that is replaced are no longer resolved, and are joined instead."""
        import polars as pl

        from ..engines.polars_tables import placed

        self._made.clear()
        for table, column, other in [s for s in self._settled if s[2] == name and s[0] != name]:
            self.tables[table] = self.tables[table].drop(placed(column, other))
            self._settled.discard((table, column, other))

        if isinstance(given, Sequence):
            self.tables[name] = lazy(given)
        else:
            self.tables[name] = pl.from_arrow(given)
        if spelling:
            forms = (pl.col(column).cast(pl.String).replace(dict(spelt)) for column, spelt in spelling.items())
            self.tables[name] = self.tables[name].with_columns(*forms)

    def settle(self, registers: Registers) -> None:
        """Resolve references between tables in memory to row numbers, once for many plans."""
        import polars as pl

        from ..engines.polars_tables import settled

        self._made.clear()
        for table in registers.tables:
            for column, other in table.refers.items():
                here, there = self.tables.get(table.name), self.tables.get(other)
                if isinstance(here, pl.DataFrame) and isinstance(there, pl.DataFrame) and column in here.columns:
                    self.tables[table.name] = settled(here, column, other, there, registers[other].key)
                    self._settled.add((table.name, column, other))

    def run(self, plan: Plan) -> pa.Table:
        """See `Engine.run`."""
        from ..engines.polars_engine import program

        return self._once(plan, lambda: program(plan, self.tables)).collect().to_arrow()

    def sums(self, counts: Counts) -> pa.Table:
        """See `Engine.sums`."""
        from ..engines.polars_engine import grouped

        return self._once(counts, lambda: grouped(counts, self.tables)).collect().to_arrow()

    def close(self) -> None:
        """See `Engine.close`."""
        self._made.clear()
        self.tables.clear()


def opened(engine: str, *, memory: str | None = None, spill: Path | None = None) -> Engine:
    """Return an engine by name. Raises ValueError for an unknown name."""
    if engine == "duckdb":
        return Duck(memory, spill=spill)
    if engine == "polars":
        return Polars()
    raise ValueError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
