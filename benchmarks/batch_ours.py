"""Run our engines over the peers' population in a separate process, and print one RESULT line like the peers' programs.

`python benchmarks/batch_ours.py {duckdb|polars|duckdb-parquet|polars-parquet} N REPS [--programs DIR] [--branches K]`
loads the tables (in memory, or Parquet files that every query reads), makes the plan of each of the four measures and
runs it REPS times: sums of fen and of open answers for each payee, as Arrow. With `--branches K` it runs K measures of
one subject instead, in one pass and one by one. Seconds, checksums and megabytes are computed with the peers' `common`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import four_measures as four
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from peers import PROGRAMS

from wenjiu.rules.policy import Policy
from wenjiu.screening.engines.plan import Counts, Plan
from wenjiu.screening.lower.entitlements import Screened
from wenjiu.screening.lower.sources import Shape
from wenjiu.screening.run.engines import Duck, Engine, Polars
from wenjiu.standards import civil

#: Columns with another name in our populations, where a name says that an amount is in fen.
RENAMED = {"rent": "rent_fen"}
Sums = dict[str, tuple[int, int, int, int]]


def tables(data: dict[str, dict[str, Any]]) -> dict[str, pa.Table]:
    """Return the generated columns as Arrow. An open end is the last possible date instead of one in the year 9999."""
    found = {}
    for name, columns in data.items():
        made = {}
        for column, (values, missing) in columns.items():
            if values.dtype == np.int32:
                values = np.minimum(values, civil.LATEST)
            made[RENAMED.get(column, column)] = pa.array(values, mask=missing)
        found[name] = pa.table(made)
    return found


def shapes(given: dict[str, pa.Table]) -> dict[str, Shape]:
    """Return the column types, and which columns hold no NULL."""
    return {
        name: Shape(
            {f.name: f.type for f in table.schema},
            frozenset(c for c in table.column_names if table[c].null_count == 0),
        )
        for name, table in given.items()
    }


def loaded(name: str, given: dict[str, pa.Table], folder: Path) -> Engine:
    """Return an engine with the tables in memory, or with Parquet files of them."""
    engine: Engine = Duck() if name.startswith("duckdb") else Polars()
    for table, rows in given.items():
        if name.endswith("parquet"):
            pq.write_table(rows, folder / f"{table}.parquet")
            engine.add(table, [folder / f"{table}.parquet"])
        else:
            engine.add(table, rows)
            if isinstance(engine, Duck):
                engine.keep(table)
    if isinstance(engine, Polars) and four.policy.registers is not None:
        engine.settle(four.policy.registers)  # resolve references to row numbers, once
    return engine


def planned(policy: Policy, codes: Sequence[str], known: dict[str, Shape]) -> Counts | Plan:
    """Return a plan of sums for each payee, for measures of one subject.

    Where a row is its own payee, nothing is summed.
    """
    screened = Screened(policy, codes, known, on=four.REFERENCE)
    return screened.by_payee() if screened.table.payee else screened.by_row()


def ran(engine: Engine, plan: Counts | Plan) -> pa.Table:
    """Return a plan's result: payees first, then sums."""
    return engine.sums(plan) if isinstance(plan, Counts) else engine.run(plan)


def checked(common: ModuleType, code: str, found: pa.Table) -> tuple[int, int, int, int]:
    """Return the peers' checksum of a measure, (sum, payees, weighted sum), and its number of open answers."""
    ids, fen, open_ = (found[c].to_numpy() for c in (found.column_names[0], f"{code} low_fen", f"{code} open"))
    return (*common.checksum(ids, fen), int(np.nansum(open_)))


def timed(common: ModuleType, work: Callable[[], pa.Table], reps: int) -> tuple[pa.Table, list[float]]:
    """Return the result of some work, and the seconds of each call."""
    result: tuple[pa.Table, list[float]] = common.timed(work, reps)
    return result


def main() -> None:
    """Load, run, print."""
    arguments = argparse.ArgumentParser(description="our engines over the peers' population")
    arguments.add_argument("engine", choices=("duckdb", "polars", "duckdb-parquet", "polars-parquet"))
    arguments.add_argument("n", type=float)
    arguments.add_argument("reps", type=int)
    arguments.add_argument("--programs", type=Path, default=PROGRAMS)
    arguments.add_argument("--branches", type=int, default=0)
    asked = arguments.parse_args()
    sys.path.insert(0, str(asked.programs))
    common = importlib.import_module("common")
    given = tables(common.gen(int(asked.n)))
    known, base = shapes(given), common.peak_mb()
    times: dict[str, list[float]] = {}
    sums: Sums = {}
    with tempfile.TemporaryDirectory(prefix="wenjiu-batch-") as folder:
        begin = perf_counter()
        engine = loaded(asked.engine, given, Path(folder))
        load = perf_counter() - begin
        del given
        begin = perf_counter()
        if asked.branches:
            policy = four.branches(asked.branches)
            one = {code: planned(policy, [code], known) for code in policy.measures}
            together = planned(policy, list(policy.measures), known)
            plan = perf_counter() - begin
            found, times["one pass"] = timed(common, lambda: ran(engine, together), asked.reps)
            sums = {code: checked(common, code, found) for code in policy.measures}
            alone, times["a pass each"] = timed(
                common, lambda: {code: ran(engine, c) for code, c in one.items()}, asked.reps
            )
            if {code: checked(common, code, rows) for code, rows in alone.items()} != sums:
                raise SystemExit("one pass and a pass each disagree")
        else:
            plans = {code: planned(four.policy, [code], known) for code in four.policy.measures}
            plan = perf_counter() - begin
            for code, counts in plans.items():
                found, times[code] = timed(common, lambda c=counts: ran(engine, c), asked.reps)
                sums[code] = checked(common, code, found)
        engine.close()
    common.emit(
        engine=f"ours, {asked.engine}", n=int(asked.n), load=load, plan=plan, times=times, sums=sums,
        peak=common.peak_mb(), base=base,
    )  # fmt: skip


if __name__ == "__main__":
    main()
