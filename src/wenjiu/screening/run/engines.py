"""The engines that run plans: DuckDB and Polars, over Arrow tables in memory and Parquet files on disk."""

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
#: Queries or programs that an engine keeps, for plans that are run again.
KEPT = 32


class Engine(ABC):
    """Tables by name, and plans over them. `add` again under a name replaces the table."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], tuple[Plan | Counts, Any]] = {}

    def _once(self, asked: Plan | Counts, make: Callable[[], Any]) -> Any:
        """What an engine makes of a plan, made once for the tables as they are; the last `KEPT` are kept."""
        before = state(asked)
        if before not in self._made:
            made = make()
            if len(self._made) == KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[state(asked)] = (asked, made)  # with the plan, so that nothing else takes its identity
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
        """A table: Arrow, or Parquet files in order; `spelling`: its codes that are not in their one form."""

    @abstractmethod
    def run(self, plan: Plan) -> pa.Table:
        """The plan's columns as an Arrow table; the order of rows is the engine's."""

    @abstractmethod
    def sums(self, counts: Counts) -> pa.Table:
        """Sums over a plan's rows by one of its columns, which comes first."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""


class Duck(Engine):
    """DuckDB in memory. `memory`: its limit, such as ``1GB``, beyond which it works on disk below `spill`."""

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
        """Load a table into the database's own storage, for many plans over it."""
        self._made.clear()
        kept = quoted(f"k_{name}")
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {kept} AS SELECT * FROM {self.tables[name]}")
        self.tables[name] = kept

    def text(self, plan: Plan) -> str:
        """The SQL of a plan."""
        return sql(plan, self.tables)

    def run(self, plan: Plan) -> pa.Table:
        """See `Engine.run`."""
        return self._once(plan, lambda: self._view(self.text(plan))).to_arrow_table()

    def sums(self, counts: Counts) -> pa.Table:
        """See `Engine.sums`."""
        return self._once(counts, lambda: self._view(grouped(counts, self.tables))).to_arrow_table()

    def _view(self, text: str) -> duckdb.DuckDBPyRelation:
        """A query under a name: run again, its text is not parsed again."""
        name = quoted(f"q_{self._views % KEPT}")
        self._views += 1
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")
        return self.connection.sql(f"FROM {name}")

    def close(self) -> None:
        """See `Engine.close`."""
        self._made.clear()
        self.connection.close()


class Polars(Engine):
    """Polars: streaming from files, and from memory where that would take too much of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Any] = {}
        self._settled: set[tuple[str, str, str]] = set()

    def add(self, name: str, given: pa.Table | Sequence[Path], spelling: Spelling = AS_WRITTEN) -> None:
        """See `Engine.add`. References to a table that is replaced lead to rows that are gone: they are joined again."""
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
        """Resolve the references between tables in memory to row numbers, once for many plans."""
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
    """An engine by name. ValueError for an unknown one."""
    if engine == "duckdb":
        return Duck(memory, spill=spill)
    if engine == "polars":
        return Polars()
    raise ValueError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
