"""Translates plans to Polars programs, over files (streaming) or over tables in memory (for many what-ifs)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

import polars as pl

from ..columns.expr import BOOL, INT, STR, Expr, below
from .plan import (
    PLACE,
    Counts,
    Join,
    Plan,
    Scan,
    Stages,
    finished,
    of_base,
    stages,
    tests,
)
from .polars_tables import has, placed, scanned, usual

INTEGERS = {32: pl.Int32, 64: pl.Int64, 128: pl.Int128}
TYPES = {BOOL: pl.Boolean, STR: pl.String}
#: The most operators and operands of a filter that is cheap enough for every row.
CHEAP = 6
#: The most values that a plan over tables in memory holds at once (a gigabyte). A larger plan is streamed.
ROOM = 2**27
Way = Literal["streaming", "in-memory"]
STREAMING: Way = "streaming"
IN_MEMORY: Way = "in-memory"
#: Optimizer settings: Polars does not look for shared expressions, because each has a column already.
SHARED = pl.QueryOptFlags(comm_subexpr_elim=False, comm_subplan_elim=False)


class Columns:
    """Translates expressions. `names`: number of an expression -> the column that an earlier step has computed."""

    def __init__(self, names: dict[int, str] | None = None) -> None:
        self.names = names or {}
        self._made: dict[int, pl.Expr] = {}

    def __call__(self, x: Expr) -> pl.Expr:
        return pl.col(self.names[x.number]) if x.number in self.names else self.written(x)

    def written(self, x: Expr) -> pl.Expr:
        """Translate an expression in full. Parts that are already computed are read by name."""
        if x.number not in self._made:
            self._made[x.number] = self._written(x)
        return self._made[x.number]

    def _written(self, x: Expr) -> pl.Expr:
        if x.op == "col":
            return pl.col(x.data)
        if x.op == "const":
            return self._constant(x)
        args = [self(a) for a in x.args]
        match x.op:
            case "and":
                return reduce(and_, args)
            case "or":
                return reduce(or_, args)
            case "not":
                return ~args[0]
            case "is_true":
                return args[0].fill_null(False)
            case "is_not_false":
                return args[0].fill_null(True)
            case "isnull":
                return args[0].is_null()
            case "cmp":
                return self._compare(x.data, *args)
            case "in":
                return args[0].is_in(list(x.data))
            case "case":
                return self._case(args)
            case "coalesce":
                return pl.coalesce(args)
            case "add":
                return self._wide(x, 0) + self._wide(x, 1)
            case "sub":
                return self._wide(x, 0) - self._wide(x, 1)
            case "mul":
                return self._wide(x, 0) * self._wide(x, 1)
            case "div":
                return args[0] // x.data
            case "mod":
                return args[0] % x.data
            case "least":
                return pl.min_horizontal(self._alike(x))
            case "greatest":
                return pl.max_horizontal(self._alike(x))
            case "narrow":
                return args[0].cast(pl.Int64)
            case "text":
                return pl.concat_str([a.cast(pl.String) for a in args])
            case "padded":
                return args[0].cast(pl.String).str.zfill(x.data)
            case "names":
                return self._names(args)
        raise AssertionError(f"no Polars for {x.op}")

    @staticmethod
    def _compare(op: str, a: pl.Expr, b: pl.Expr) -> pl.Expr:
        match op:
            case ">=":
                return a >= b
            case "<=":
                return a <= b
            case ">":
                return a > b
            case "<":
                return a < b
            case "==":
                return a == b
        return a != b

    @staticmethod
    def _case(args: list[pl.Expr]) -> pl.Expr:
        result = args[-1]
        for condition, value in zip(reversed(args[:-1:2]), reversed(args[1:-1:2]), strict=True):
            result = pl.when(condition).then(value).otherwise(result)
        return result

    @staticmethod
    def _names(args: list[pl.Expr]) -> pl.Expr:
        if not args:
            return pl.lit([], dtype=pl.List(pl.String))
        texts = [pl.when(c).then(t).otherwise(None) for c, t in zip(args[::2], args[1::2], strict=True)]
        return pl.concat_list(texts).list.drop_nulls()

    def _wide(self, x: Expr, k: int) -> pl.Expr:
        """Translate an operand, cast to the width of the result: Polars wraps around on overflow without an error."""
        part = x.args[k]
        return self(part) if part.width >= x.width else self(part).cast(INTEGERS[x.width])

    def _alike(self, x: Expr) -> list[pl.Expr]:
        return [self(a) if a.width == x.width else self(a).cast(INTEGERS[x.width]) for a in x.args]

    @staticmethod
    def _constant(x: Expr) -> pl.Expr:
        if x.data is None:
            return pl.lit(None, dtype=TYPES.get(x.type, pl.Int64))
        return pl.lit(x.data, dtype=INTEGERS[x.width]) if x.type == INT else pl.lit(x.data)


@dataclass
class _Run:
    """One run of a program: the frame so far, how it is collected, and intermediate columns by name."""

    frame: pl.LazyFrame
    engine: Way = STREAMING
    held: dict[str, pl.Series] = field(default_factory=dict)


Step = Callable[[_Run], None]


class Rows:
    """A program over the rows of a frame. It is built once and can run many times; a run reads the tables.

    A column of a table in memory is fetched only when a step needs it.
    `resident`: whether all tables of the program are in memory.
    """

    def __init__(self, start: pl.LazyFrame, *, resident: bool) -> None:
        self.start, self.resident = start, resident
        self.steps: list[Step] = []
        self.waiting: dict[str, tuple[str, Callable[[_Run], pl.Expr]]] = {}

    def then(self, step: Callable[[pl.LazyFrame], pl.LazyFrame]) -> None:
        """Add a step that transforms the frame."""

        def done(run: _Run) -> None:
            run.frame = step(run.frame)

        self.steps.append(done)

    def need(self, names: Iterable[str]) -> None:
        """Add a step that fetches pending columns, after the columns of row numbers that locate them."""
        wanted = [name for name in dict.fromkeys(names) if name in self.waiting]
        if wanted:
            self.need(self.waiting[name][0] for name in wanted)
            # What locates a column can be wanted itself; it is then fetched already.
            found = [self.waiting.pop(name)[1] for name in wanted if name in self.waiting]

            def fetched(run: _Run) -> None:
                run.frame = run.frame.with_columns(column(run) for column in found)

            self.steps.append(fetched)

    def filter(self, conditions: Sequence[Expr]) -> None:
        """Keep rows that meet all conditions. The cheapest conditions come first, to fetch fewer columns later."""
        parts = []
        for part in conditions:
            under = below([part])
            names = [x.data for x in under if x.op == "col"]
            parts.append((sum(name in self.waiting for name in names), len(under), names, Columns()(part)))
        done_before = False
        for fetched, length, names, test in sorted(parts, key=lambda p: p[:2]):
            if not fetched and length > CHEAP and done_before:
                self._wait(names[0])
                done_before = False
            self.need(names)
            self.then(lambda frame, test=test: frame.filter(test))  # type: ignore[misc]
            done_before = done_before or length <= CHEAP

    def take_in(self, columns: int) -> None:
        """Collect the rows that pass the filters, if all tables are in memory.

        `columns`: how many columns are computed later. They are computed in memory too if they fit in `ROOM`.
        """

        def taken(run: _Run) -> None:
            kept = run.frame.collect(engine=IN_MEMORY, optimizations=SHARED)
            run.frame = kept.lazy()
            run.engine = IN_MEMORY if kept.height * (kept.width + columns) <= ROOM else STREAMING

        if self.resident:
            self.steps.append(taken)

    def lazy(self) -> _Run:
        """Run the steps without collecting the rows."""
        run = _Run(self.start)
        for step in self.steps:
            step(run)
        return run

    def collect(self) -> pl.DataFrame:
        """Run the program and return the rows."""
        run = self.lazy()
        return run.frame.collect(engine=run.engine, optimizations=SHARED)

    def _wait(self, name: str) -> None:
        """Add a barrier between filters, because Polars otherwise combines them and tests all of them for every row."""
        kinds: list[pl.DataType] = []

        def waited(frame: pl.LazyFrame) -> pl.LazyFrame:
            if not kinds:
                kinds.append(frame.collect_schema()[name])
            return frame.with_columns(pl.col(name).map_batches(_itself, kinds[0], is_elementwise=True))

        self.then(waited)


def _itself(rows: pl.Series) -> pl.Series:
    return rows


def _followed(scan: Scan, at: str, tables: Mapping[str, Any]) -> dict[str, tuple[str, Callable[[_Run], pl.Expr]]]:
    """Return the columns of a table in memory at the row numbers that the column `at` holds."""

    def gathered(series: pl.Series) -> pl.Expr:
        return pl.col(at).map_batches(lambda rows: series.gather(rows), series.dtype, is_elementwise=True)

    table = tables[scan.table]
    fields = [f for f in scan.fields.values() if f.kind != PLACE or has(table, f.column)]
    columns = {f.name: usual(f, gathered(table[f.column])) for f in fields}
    return {name: (at, lambda run, found=found: found) for name, found in columns.items()}  # type: ignore[misc]


def _place(plan: Plan, join: Join, tables: Mapping[str, Any]) -> str | None:
    """Return the plan's column of row numbers for a join if both tables are in memory and the reference is resolved."""
    for scan in (plan.base, *(j.scan for j in plan.joins)):
        f = scan.fields.get(join.on)
        if f is not None and isinstance(tables[join.scan.table], pl.DataFrame):
            place = placed(f.column, join.scan.table)
            if has(tables[scan.table], place):
                return scan.take(place, PLACE)
    return None


def _source(plan: Plan, tables: Mapping[str, Any]) -> Rows:
    keys = [j.scan.take(j.scan.key) for j in plan.joins]
    own = plan.base.take(plan.base.key)
    places = [_place(plan, join, tables) for join in plan.joins]
    resident = all(isinstance(tables[name], pl.DataFrame) for name in plan.tables())
    rows = Rows(scanned(plan.base, tables), resident=resident)
    for join, key, place in zip(plan.joins, keys, places, strict=True):
        if place is not None:
            rows.waiting |= _followed(join.scan, place, tables)
            continue
        rows.need([join.on])
        _joined(rows, scanned(join.scan, tables), join.on, key, "inner" if join.inner else "left", coalesce=False)
    for counts in plan.counts:
        rows.steps.append(_counted(counts, own, _grouped(counts, tables, plan)))
    return rows


def _joined(
    rows: Rows,
    other: pl.LazyFrame,
    on: str,
    key: str,
    how: Literal["inner", "left", "semi"],
    *,
    coalesce: bool | None = None,
) -> None:
    rows.then(lambda frame: frame.join(other, left_on=on, right_on=key, how=how, coalesce=coalesce))


def _counted(counts: Counts, own: str, program: Rows) -> Step:
    """Return a step that joins the counts of each row."""

    def joined(run: _Run) -> None:
        found = program.collect().lazy() if program.resident else program.lazy().frame
        run.frame = run.frame.join(found, left_on=own, right_on=f"{counts.alias}_by", how="left")

    return joined


def _restrict(rows: Rows, counts: Counts, within: Plan, place: str, tables: Mapping[str, Any]) -> list[Expr]:
    """Restrict counts to rows that pass the filter of their plan, and return any further conditions on counted rows."""
    parts = [Columns()(part) for part in of_base(within)]
    if not parts:
        return []
    base = scanned(within.base, tables)
    if has(tables[counts.rows.base.table], place):
        at, name = counts.rows.base.take(place, PLACE), f"{counts.alias} passes"
        passes = base.select(pl.all_horizontal(parts))

        def found(run: _Run) -> None:
            run.held[name] = passes.collect().to_series()

        def gathered(run: _Run) -> pl.Expr:
            whole = run.held[name]
            return pl.col(at).map_batches(lambda rows: whole.gather(rows), pl.Boolean, is_elementwise=True).alias(name)

        rows.steps.append(found)
        rows.waiting[name] = (at, gathered)
        return [within.builder.column(name, BOOL, null=False)]
    key = within.base.take(within.base.key)
    _joined(rows, base.filter(*parts), counts.by, key, "semi")
    return []


def grouped(counts: Counts, tables: Mapping[str, Any]) -> Rows:
    """Return the program of sums grouped by a column, which is the first column of the result."""
    return _grouped(counts, tables)


def _grouped(counts: Counts, tables: Mapping[str, Any], within: Plan | None = None) -> Rows:
    """Return the program of sums. `within`: the plan of the rows that the sums are for."""
    wanted = finished(counts.rows, counts.sums)
    done = stages(wanted.values())
    write = Columns(done.names)
    scan = counts.rows.base
    place = "" if within is None else placed(scan.fields[counts.by].column, within.base.table)
    if has(tables[scan.table], place):
        scan.take(place, PLACE)
    rows = _source(counts.rows, tables)
    more = [] if within is None else _restrict(rows, counts, within, place, tables)
    _staged(rows, [*tests(counts.rows), *more], done, len(wanted))
    sums = [_summed(x, write(x)).alias(name) for name, x in wanted.items()]
    by = pl.col(counts.by).alias(f"{counts.alias}_by")
    rows.then(lambda frame: frame.group_by(by).agg(sums))
    return rows


def _summed(x: Expr, column: pl.Expr) -> pl.Expr:
    # In an aggregate Polars reads a literal as one row, so its sum would be that of one row.
    return pl.len().cast(pl.Int64) * x.data if x.constant else column.cast(pl.Int64).sum()


def _staged(rows: Rows, conditions: Sequence[Expr], done: Stages, results: int) -> None:
    """Add steps that keep the rows that meet all conditions and compute every shared expression as a column."""
    rows.filter(conditions)
    rows.take_in(len(rows.waiting) + len(done.names) + results)
    rows.need(list(rows.waiting))
    write = Columns(done.names)
    for step in done.steps:
        columns = [write.written(x).alias(name) for name, x in step.items()]
        rows.then(lambda frame, columns=columns: frame.with_columns(columns))  # type: ignore[misc]


def program(plan: Plan, tables: Mapping[str, Any]) -> Rows:
    """Return the program of a plan's columns. `tables`: name -> `DataFrame`, or `LazyFrame` for a table on disk."""
    wanted = finished(plan, plan.outputs)
    done = stages(wanted.values())
    write = Columns(done.names)
    rows = _source(plan, tables)
    _staged(rows, tests(plan), done, len(wanted))
    columns = [_typed(x, write(x)).alias(name) for name, x in wanted.items()]
    rows.then(lambda frame: frame.select(columns))
    return rows


def _typed(x: Expr, column: pl.Expr) -> pl.Expr:
    return column.cast(pl.Int64) if x.type == INT else column
