"""Plans as Polars frames: streaming from files, and for many what-ifs over tables in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

import polars as pl

from ..columns.expr import BOOL, INT, STR, Expr, below
from .plan import (
    DATE,
    DECIMAL,
    FRACTION,
    PLACE,
    SMALL,
    UNSIGNED,
    Counts,
    Field,
    Join,
    Plan,
    Scan,
    Stages,
    conjuncts,
    finished,
    of_base,
    stages,
)

INTEGERS = {32: pl.Int32, 64: pl.Int64, 128: pl.Int128}
TYPES = {BOOL: pl.Boolean, STR: pl.String}
#: Operators and operands of a filter that any row can bear.
CHEAP = 6
#: Values that a plan may hold at once where its tables are in memory (a gigabyte); beyond that it is streamed.
ROOM = 2**27
Way = Literal["streaming", "in-memory"]
STREAMING: Way = "streaming"
IN_MEMORY: Way = "in-memory"


class Columns:
    """Translates expressions; `names` are those that an earlier step has computed."""

    def __init__(self, names: dict[int, str] | None = None) -> None:
        self.names = names or {}
        self._made: dict[int, pl.Expr] = {}

    def __call__(self, x: Expr) -> pl.Expr:
        return pl.col(self.names[x.number]) if x.number in self.names else self.written(x)

    def written(self, x: Expr) -> pl.Expr:
        """An expression, its parts by name where they have one."""
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
        """An operand, widened where the result would not fit in its own width: Polars wraps without a word."""
        part = x.args[k]
        return self(part) if part.width >= x.width else self(part).cast(INTEGERS[x.width])

    def _alike(self, x: Expr) -> list[pl.Expr]:
        return [self(a) if a.width == x.width else self(a).cast(INTEGERS[x.width]) for a in x.args]

    @staticmethod
    def _constant(x: Expr) -> pl.Expr:
        if x.data is None:
            return pl.lit(None, dtype=TYPES.get(x.type, pl.Int64))
        return pl.lit(x.data, dtype=INTEGERS[x.width]) if x.type == INT else pl.lit(x.data)


def _usual(f: Field, column: pl.Expr) -> pl.Expr:
    """A physical column as the plan has it: dates and decimals turned into integers."""
    if f.kind == DATE:
        months = column.dt.year() * 12 + column.dt.month().cast(pl.Int32) - 1
        column = months * 32 + column.dt.day().cast(pl.Int32) - 1
    elif f.kind == DECIMAL:
        column = (column.cast(pl.Decimal(19, 9)) * FRACTION).cast(pl.Int64)
    elif f.kind in (SMALL, UNSIGNED):
        column = column.cast(pl.Int32 if f.kind == SMALL else pl.Int64)
    return column.alias(f.name)


def _scanned(scan: Scan, tables: Mapping[str, Any]) -> pl.LazyFrame:
    """One table with the columns that the plan takes."""
    table = tables[scan.table]
    fields = [f for f in scan.fields.values() if f.kind != PLACE or _has(table, f.column)]
    return table.lazy().select(_usual(f, pl.col(f.column)) for f in fields)


def _has(table: Any, column: str) -> bool:
    """Whether a table is in memory and has a column."""
    return isinstance(table, pl.DataFrame) and column in table.columns


def placed(column: str, other: str) -> str:
    """The column that holds, for a reference of a table in memory, the row of another table that it leads to."""
    return f"{column} leads to row of {other}"


def settled(table: pl.DataFrame, column: str, name: str, other: pl.DataFrame, key: str) -> pl.DataFrame:
    """A table with a reference resolved to row numbers of another, so that following it is no join."""
    place = placed(column, name)
    rows = other.select(key).with_row_index(place)
    found = table.select(column).join(rows, left_on=column, right_on=key, how="left", maintain_order="left")
    return table.with_columns(found[place])


class _Rows:
    """A frame whose columns from resident tables are fetched only when something needs them, and how it is collected.

    `resident`: whether all tables that it stands on are in memory.
    """

    def __init__(self, frame: pl.LazyFrame, *, resident: bool) -> None:
        self.frame, self.resident = frame, resident
        self.engine: Way = STREAMING
        self.waiting: dict[str, tuple[str, pl.Expr]] = {}

    def need(self, names: Iterable[str]) -> None:
        """Fetch columns that wait, those that say where they are first."""
        wanted = [name for name in dict.fromkeys(names) if name in self.waiting]
        if wanted:
            self.need(self.waiting[name][0] for name in wanted)
            self.frame = self.frame.with_columns(self.waiting.pop(name)[1] for name in wanted)

    def filter(self, conditions: Sequence[Expr]) -> None:
        """Keep rows that meet all conditions; those that need least come first, so that little is fetched for the rest."""
        parts = []
        for part in conditions:
            under = below([part])
            names = [x.data for x in under if x.op == "col"]
            parts.append((sum(name in self.waiting for name in names), len(under), names, part))
        done_before = False
        for fetched, length, names, part in sorted(parts, key=lambda p: p[:2]):
            if not fetched and length > CHEAP and done_before:
                self._wait(names[0])
                done_before = False
            self.need(names)
            self.frame = self.frame.filter(Columns()(part))
            done_before = done_before or length <= CHEAP

    def take_in(self, columns: int) -> None:
        """Take what the filters leave of tables in memory; that many more columns come about there too if they have room."""
        if self.resident:
            kept = self.frame.collect(engine=IN_MEMORY)
            self.frame = kept.lazy()
            self.engine = IN_MEMORY if kept.height * (kept.width + columns) <= ROOM else STREAMING

    def collect(self) -> pl.DataFrame:
        """The rows."""
        return self.frame.collect(engine=self.engine)

    def _wait(self, name: str) -> None:
        """Let the filters so far be done before those to come: a plan joins filters into one that every row has to bear."""
        kind = self.frame.collect_schema()[name]
        same = pl.col(name).map_batches(_itself, kind, is_elementwise=True)
        self.frame = self.frame.with_columns(same)


def _itself(rows: pl.Series) -> pl.Series:
    return rows


def _followed(scan: Scan, at: str, tables: Mapping[str, Any]) -> dict[str, tuple[str, pl.Expr]]:
    """The columns of a resident table at the rows that a column names."""

    def gathered(series: pl.Series) -> pl.Expr:
        return pl.col(at).map_batches(lambda rows: series.gather(rows), series.dtype, is_elementwise=True)

    table = tables[scan.table]
    fields = [f for f in scan.fields.values() if f.kind != PLACE or _has(table, f.column)]
    return {f.name: (at, _usual(f, gathered(table[f.column]))) for f in fields}


def _place(plan: Plan, join: Join, tables: Mapping[str, Any]) -> str | None:
    """The plan's column of row numbers for a join, where both tables are resident and the reference is resolved."""
    for scan in (plan.base, *(j.scan for j in plan.joins)):
        f = scan.fields.get(join.on)
        if f is not None and isinstance(tables[join.scan.table], pl.DataFrame):
            place = placed(f.column, join.scan.table)
            if _has(tables[scan.table], place):
                return scan.take(place, PLACE)
    return None


def _source(plan: Plan, tables: Mapping[str, Any]) -> _Rows:
    keys = [j.scan.take(j.scan.key) for j in plan.joins]
    own = plan.base.take(plan.base.key)
    places = [_place(plan, join, tables) for join in plan.joins]
    resident = all(isinstance(tables[name], pl.DataFrame) for name in plan.tables())
    rows = _Rows(_scanned(plan.base, tables), resident=resident)
    for join, key, place in zip(plan.joins, keys, places, strict=True):
        if place is not None:
            rows.waiting |= _followed(join.scan, place, tables)
            continue
        rows.need([join.on])
        other = _scanned(join.scan, tables)
        how: Literal["inner", "left"] = "inner" if join.inner else "left"
        rows.frame = rows.frame.join(other, left_on=join.on, right_on=key, how=how, coalesce=False)
    for counts in plan.counts:
        counted = _grouped(counts, tables, plan)
        found = counted.collect().lazy() if counted.resident else counted.frame
        rows.frame = rows.frame.join(found, left_on=own, right_on=f"{counts.alias}_by", how="left")
    return rows


def _restrict(rows: _Rows, counts: Counts, within: Plan, place: str, tables: Mapping[str, Any]) -> list[Expr]:
    """Leave out what is counted for rows that their own plan's filter drops; the condition on the rows, if it is one."""
    parts = [Columns()(part) for part in of_base(within)]
    if not parts:
        return []
    base = _scanned(within.base, tables)
    if _has(tables[counts.rows.base.table], place):
        at, name = counts.rows.base.take(place, PLACE), f"{counts.alias} passes"
        passes = base.select(pl.all_horizontal(parts)).collect().to_series()
        found = pl.col(at).map_batches(lambda places: passes.gather(places), pl.Boolean, is_elementwise=True)
        rows.waiting[name] = (at, found.alias(name))
        return [within.builder.column(name, BOOL, null=False)]
    key = within.base.take(within.base.key)
    rows.frame = rows.frame.join(base.filter(*parts), left_on=counts.by, right_on=key, how="semi")
    return []


def grouped(counts: Counts, tables: Mapping[str, Any]) -> pl.DataFrame:
    """Sums by a column of the rows, which comes first."""
    return _grouped(counts, tables).collect()


def _grouped(counts: Counts, tables: Mapping[str, Any], within: Plan | None = None) -> _Rows:
    """The same; `within`: the plan of the rows that they are for."""
    wanted = finished(counts.rows, counts.sums)
    done = stages(wanted.values())
    write = Columns(done.names)
    scan = counts.rows.base
    place = "" if within is None else placed(scan.fields[counts.by].column, within.base.table)
    if _has(tables[scan.table], place):
        scan.take(place, PLACE)
    rows = _source(counts.rows, tables)
    more = [] if within is None else _restrict(rows, counts, within, place, tables)
    _staged(rows, [*conjuncts(counts.rows.filter), *more], done, len(wanted))
    sums = [_summed(x, write(x)).alias(name) for name, x in wanted.items()]
    rows.frame = rows.frame.group_by(pl.col(counts.by).alias(f"{counts.alias}_by")).agg(sums)
    return rows


def _summed(x: Expr, column: pl.Expr) -> pl.Expr:
    # A literal stands for one row in an aggregate, and so would its sum.
    return pl.len().cast(pl.Int64) * x.data if x.constant else column.cast(pl.Int64).sum()


def _staged(rows: _Rows, conditions: Sequence[Expr], done: Stages, results: int) -> None:
    """Keep the rows that meet all conditions, with every shared expression as a column."""
    rows.filter(conditions)
    rows.take_in(len(rows.waiting) + len(done.names) + results)
    rows.need(list(rows.waiting))
    write = Columns(done.names)
    for step in done.steps:
        rows.frame = rows.frame.with_columns(write.written(x).alias(name) for name, x in step.items())


def collected(plan: Plan, tables: Mapping[str, Any]) -> pl.DataFrame:
    """The columns of a plan. `tables`: name -> `DataFrame`, or `LazyFrame` for one on disk."""
    wanted = finished(plan, plan.outputs)
    done = stages(wanted.values())
    write = Columns(done.names)
    rows = _source(plan, tables)
    _staged(rows, conjuncts(plan.filter), done, len(wanted))
    rows.frame = rows.frame.select(_typed(x, write(x)).alias(name) for name, x in wanted.items())
    return rows.collect()


def _typed(x: Expr, column: pl.Expr) -> pl.Expr:
    return column.cast(pl.Int64) if x.type == INT else column
