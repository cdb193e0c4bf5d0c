"""Compare our engines on the four invented measures with peers, hand-written queries and a plain scan of a population.

`python benchmarks/batch.py [--sizes 1e4 1e5 1e6 1e7] [--rounds N] [--programs DIR] [--write]` runs each engine in a
separate process, all engines in each round, at every size. It drops the first call of each measure and takes medians.
It checks that all engines paid the same sums to the same payees, and that engines with unknown values left the same
number of answers open. It prints tables; `--write` puts them into docs/evidence/batch.md. Persons, hires and employers
are synthetic; N is the number of persons.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from peers import PACKAGES, PROGRAMS, Peers, result_of, versions
from timing import machine, short, table

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "batch.md"
OURS = Path(__file__).with_name("batch_ours.py")
MEASURES = ("M1", "M2", "M3", "M4")
#: Number of measures of one subject, and of rows, for the comparison of one pass with a pass for each measure.
BRANCHES, BRANCHES_SIZE = 24, 10**6
DUCK, POLARS, PARQUET = "Wenjiu, DuckDB", "Wenjiu, Polars", "Wenjiu, DuckDB over Parquet"
HAND_SQL, HAND_POLARS, FLOOR = "DuckDB SQL by hand", "Polars by hand", "scan and joins"
OPENFISCA, POLICYENGINE, ZEN = "OpenFisca", "PolicyEngine", "zen, a call a record"
#: Largest size for zen. It takes one record at a time, so larger sizes only multiply its time.
LARGEST_ZEN = 10**4


@dataclass(frozen=True)
class Asked:
    """Settings of a run: the peers, and where their programs are."""

    peers: Peers

    def ours(self, engine: str, n: int, reps: int, *more: str) -> dict[str, Any]:
        """Run one of our engines."""
        place = ["--programs", str(self.peers.programs)]
        return result_of([sys.executable, str(OURS), engine, str(n), str(reps), *place, *more])

    def columns(self, engine: str, n: int, reps: int) -> dict[str, Any]:
        """Run a program written by hand."""
        return self.peers.run("columns", "batch.py", engine, n, reps)


Engine = Callable[[Asked, int, int], dict[str, Any]]
ENGINES: dict[str, Engine] = {
    DUCK: lambda a, n, reps: a.ours("duckdb", n, reps),
    POLARS: lambda a, n, reps: a.ours("polars", n, reps),
    PARQUET: lambda a, n, reps: a.ours("duckdb-parquet", n, reps),
    HAND_SQL: lambda a, n, reps: a.columns("duckdb", n, reps),
    HAND_POLARS: lambda a, n, reps: a.columns("polars-stream", n, reps),
    "numpy by hand": lambda a, n, reps: a.columns("numpy", n, reps),
    "numba by hand": lambda a, n, reps: a.columns("numba", n, reps),
    OPENFISCA: lambda a, n, reps: a.peers.run("openfisca", "peer_fisca.py", "openfisca_core", n, reps),
    POLICYENGINE: lambda a, n, reps: a.peers.run("policyengine", "peer_fisca.py", "policyengine_core", n, reps),
    ZEN: lambda a, n, reps: a.peers.run("zen", "peer_zen.py", "zen", n),
    FLOOR: lambda a, n, reps: a.columns("scan", n, reps),
}


def repetitions(n: int) -> int:
    """Return the number of calls of each measure in one process. The first one is dropped."""
    return 15 if n <= 10**4 else 9 if n <= 10**5 else 6 if n <= 10**6 else 4


@dataclass
class Found:
    """Results of one engine at one size: milliseconds of all measures, of preparing and loading, and memory."""

    runs: list[dict[str, Any]]

    def of(self, name: str) -> float:
        """Return the milliseconds of one measure or query: the median of its calls, without first calls."""
        calls = [t for run in self.runs for t in (run["times"][name][1:] or run["times"][name])]
        return statistics.median(calls) * 1e3

    @property
    def all(self) -> float:
        """Return the milliseconds of the four measures."""
        return sum(self.of(m) for m in MEASURES)

    def beside(self, *names: str) -> float:
        """Return the milliseconds of the steps before the measures, such as preparing, building or loading."""
        return sum(statistics.median(run.get(name, 0.0) for run in self.runs) for name in names) * 1e3

    @property
    def memory(self) -> float:
        """Return the megabytes at the peak, minus the size of the generated data."""
        return statistics.median(run["peak"] - run["base"] for run in self.runs)


Results = Mapping[tuple[str, int], Found]


def measured(asked: Asked, sizes: Sequence[int], rounds: int) -> Results:
    """Run everything. Raise SystemExit if two engines disagree."""
    found: dict[tuple[str, int], Found] = {}
    for n in sizes:
        for k in range(rounds if n < 10**7 else min(rounds, 2)):
            for name, engine in ENGINES.items():
                if name == ZEN and (n > LARGEST_ZEN or k):
                    continue
                print(f"{n:>9,} round {k + 1}: {name}", file=sys.stderr)
                found.setdefault((name, n), Found([])).runs.append(engine(asked, n, repetitions(n)))
        agree({name: f for (name, size), f in found.items() if size == n and name != FLOOR}, n)
    return found


def agree(found: Mapping[str, Found], n: int) -> None:
    """Raise SystemExit if engines paid differently, or left different numbers of answers open."""
    for m in MEASURES:
        paid = {name: tuple(run["sums"][m][:3]) for name, f in found.items() for run in f.runs}
        open_ = {name: run["sums"][m][3] for name, f in found.items() for run in f.runs if len(run["sums"][m]) > 3}
        if len(set(paid.values())) > 1 or len(set(open_.values())) > 1:
            raise SystemExit(f"{m} at {n:,}: the engines disagree: {paid}; open: {open_}")


def floor(found: Results, n: int) -> float:
    """Return the milliseconds that DuckDB needs to scan the measures' columns and to make the two large joins."""
    f = found[FLOOR, n]
    return f.of("duck_sum") + 2 * f.of("duck_join")


def end_to_end(name: str, f: Found) -> float:
    """Return the milliseconds from the tables on.

    Peers prepare arrays and build a simulation; our tables are in memory.
    """
    return f.all + (f.beside("prep", "load") if name in (OPENFISCA, POLICYENGINE) else 0.0)


# ---- tables ----


def times(found: Results, sizes: Sequence[int]) -> str:
    """Return a table of milliseconds by engine and size, with the ratio to our DuckDB."""
    rows = []
    for name in ENGINES:
        cells = []
        for n in sizes:
            at = found.get((name, n))
            ms = None if at is None else floor(found, n) if name == FLOOR else at.all
            cells.append("" if ms is None else f"{short(ms)} ({short(ms / found[DUCK, n].all)})")
        rows.append([name, *cells])
    return table(["ms (ratio to ours on DuckDB)", *(f"{n:,}" for n in sizes)], rows)


def by_measure(found: Results, n: int) -> str:
    """Return a table of milliseconds by measure at one size."""
    names = [name for name in ENGINES if (name, n) in found and name != FLOOR]
    rows = [[name, *(short(found[name, n].of(m)) for m in MEASURES)] for name in names]
    return table([f"ms at {n:,}", *MEASURES], rows)


def from_tables(found: Results, sizes: Sequence[int]) -> str:
    """Return a table of milliseconds from the tables on, with the speed compared with OpenFisca."""
    rows = []
    for name, extra in ((OPENFISCA, ()), (POLICYENGINE, ()), (DUCK, ()), (POLARS, ()), (DUCK, ("load", "plan")),
                        (POLARS, ("load", "plan")), (PARQUET, ())):  # fmt: skip
        cells = []
        for n in sizes:
            ms = end_to_end(name, found[name, n]) + found[name, n].beside(*extra)
            cells.append(f"{short(ms)} ({short(end_to_end(OPENFISCA, found[OPENFISCA, n]) / ms)})")
        what = (
            " and loading, planning"
            if extra
            else ": prepare, build, calculate"
            if name in (OPENFISCA, POLICYENGINE)
            else ""
        )
        rows.append([name + what, *cells])
    return table(["ms (times as fast as OpenFisca)", *(f"{n:,}" for n in sizes)], rows)


def growth(found: Results, sizes: Sequence[int]) -> str:
    """Return a table of the growth of the time from one size to the next."""
    steps = list(pairwise(sizes))
    rows = [
        [name, *(short(found[name, b].all / found[name, a].all) for a, b in steps)]
        for name in ENGINES
        if name not in (FLOOR, ZEN)
    ]
    return table(["time ratio", *(f"{a:,} to {b:,}" for a, b in steps)], rows)


def memory(found: Results, sizes: Sequence[int]) -> str:
    """Return a table of megabytes at the peak above the data."""
    names = [name for name in ENGINES if name != FLOOR]
    rows = [[n_, *(short(found[n_, n].memory) if (n_, n) in found else "" for n in sizes)] for n_ in names]
    return table(["MB above the generated data", *(f"{n:,}" for n in sizes)], rows)


def where_peers_win(found: Results, sizes: Sequence[int]) -> list[str]:
    """Describe for each size which engines are faster than the faster of ours, and by how much."""
    lines = []
    for n in sizes:
        name, best = min(((name, found[name, n].all) for name in (DUCK, POLARS)), key=lambda pair: pair[1])
        faster = [
            f"{other} ({short(best / found[other, n].all)} times)"
            for other in ENGINES
            if other not in (DUCK, POLARS, PARQUET, FLOOR) and (other, n) in found and found[other, n].all < best
        ]
        whole = [
            f"{other} ({short(best / end_to_end(other, found[other, n]))} times)"
            for other in (OPENFISCA, POLICYENGINE)
            if end_to_end(other, found[other, n]) < best
        ]
        lines.append(
            f"* {n:,} persons: faster than {name} in calculating alone: {', '.join(faster) or 'nobody'}; "
            f"with preparing and building: {', '.join(whole) or 'neither OpenFisca nor PolicyEngine'}."
        )
    return lines


def goals(found: Results, sizes: Sequence[int], branch: Mapping[str, Found]) -> str:
    """Return a table of the goals and the measurements."""
    rows = []
    for n, fisca, engine in ((10**6, ">= 5", ">= 2.5"), (10**7, ">= 8", "")):
        if n in sizes:
            for peer, goal in ((OPENFISCA, fisca), (POLICYENGINE, engine)):
                whole = end_to_end(peer, found[peer, n])
                got = [short(whole / found[name, n].all) for name in (DUCK, POLARS)]
                rows.append([f"times as fast as {peer}, prepare to calculate, at {n:,}", goal, *got])
    if {10**6, 10**7} <= set(sizes):
        got = [short(found[name, 10**7].all / found[name, 10**6].all) for name in (DUCK, POLARS)]
        rows.append(["time at 10,000,000 / time at 1,000,000", "<= 12", *got])
    for n in sizes:
        hand = [short(found[a, n].all / found[b, n].all) for a, b in ((DUCK, HAND_SQL), (POLARS, HAND_POLARS))]
        rows.append([f"time / query by hand at {n:,}", "<= 1.15", *hand])
    for n in (n for n in sizes if n >= 10**6):
        rows.append(
            [
                f"time / scan and joins at {n:,}",
                "<= 1.5",
                *(short(found[x, n].all / floor(found, n)) for x in (DUCK, POLARS)),
            ]
        )
    if branch:
        got = [short(branch[name].of("a pass each") / branch[name].of("one pass")) for name in (DUCK, POLARS)]
        rows.append(
            [f"{BRANCHES} passes / one pass over {BRANCHES} measures of one subject, {BRANCHES_SIZE:,}", ">= 4", *got]
        )
    return table(["", "goal", DUCK, POLARS], rows)


def branches(asked: Asked, rounds: int) -> dict[str, Found]:
    """Run measures of one subject in one pass, and one by one."""
    found: dict[str, Found] = {}
    for _ in range(rounds):
        for name, engine in ((DUCK, "duckdb"), (POLARS, "polars")):
            run = asked.ours(engine, BRANCHES_SIZE, repetitions(BRANCHES_SIZE), "--branches", str(BRANCHES))
            found.setdefault(name, Found([])).runs.append(run)
    return found


def branches_table(found: Mapping[str, Found]) -> str:
    """Return a table of milliseconds in one pass and one by one."""
    rows = [[name, *(short(f.of(way)) for way in ("one pass", "a pass each"))] for name, f in found.items()]
    return table([f"ms, {BRANCHES} measures of hires, {BRANCHES_SIZE:,}", "one pass", "a pass each"], rows)


def page(found: Results, sizes: Sequence[int], branch: Mapping[str, Found], rounds: int) -> str:
    """Return the evidence page."""
    used = {k: v for name in PACKAGES for k, v in versions(name).items()}
    top = max(n for n in sizes if n <= 10**6) if min(sizes) <= 10**6 else sizes[0]
    sums = found[DUCK, top].runs[0]["sums"]
    return "\n".join(
        [
            "# A population at once: beside other engines",
            "",
            f"{machine()}.",
            f"Versions: {', '.join(f'{k} {v}' for k, v in used.items())}. {dt.date.today().isoformat()}.",
            "Four invented measures (`benchmarks/four_measures.py`) over synthetic persons, hires (as many) and employers (a tenth);",
            f"{rounds} rounds (2 at 10,000,000), all engines in each round, a process for each, the first call dropped, medians.",
            "The machine is shared: read the ratios. Written by `python benchmarks/batch.py --write`.",
            "",
            "Every engine paid the same sums to the same payees (sum, payees, sum weighted by id), and those that know",
            "unknowns left as many open. OpenFisca, PolicyEngine and zen know none: they were given NULL as no. They were also",
            "given the joins: arrays in the order of persons, the owner's group beside the employer. Ours join, and keep unknowns.",
            "",
            f"At {top:,}: " + "; ".join(f"{m} {s[0] / 100:,.2f} yuan to {s[1]:,} payees, {s[3]:,} open" for m, s in sums.items()) + ".",
            "",
            "## Goals",
            "",
            goals(found, sizes, branch),
            "",
            "## All four measures, warm, on tables that are there",
            "",
            "The last row is what DuckDB needs to read the columns once and to make the two large joins without any rule.",
            "",
            times(found, sizes),
            "",
            by_measure(found, top),
            "",
            "## From the tables",
            "",
            "The peers' arrays have to be put in order and a simulation built whenever data changes; our tables are loaded once",
            "(for Polars, references are then resolved to row numbers), or read from Parquet by every query.",
            "",
            from_tables(found, sizes),
            "",
            "## Where others are faster",
            "",
            *where_peers_win(found, sizes),
            "",
            "A query has some milliseconds of planning that an array operation has not: for few rows, arrays that are already",
            "joined win, whoever made them.",
            "",
            "## Growth",
            "",
            growth(found, sizes),
            "",
            "## Memory at the peak",
            "",
            memory(found, sizes),
            *(["", "## Many measures of one subject", "", branches_table(branch)] if branch else []),
        ]
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="a population against four measures, ours and peers")
    arguments.add_argument("--sizes", type=float, nargs="+", default=[1e4, 1e5, 1e6])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--no-branches", action="store_true")
    arguments.add_argument("--programs", type=Path, default=PROGRAMS, help="folder of the peers' programs")
    arguments.add_argument("--write", action="store_true", help=f"write {EVIDENCE.relative_to(ROOT)}")
    options = arguments.parse_args()
    asked = Asked(Peers(options.programs))
    sizes = sorted(int(n) for n in options.sizes)
    found = measured(asked, sizes, options.rounds)
    branch = {} if options.no_branches else branches(asked, options.rounds)
    text = page(found, sizes, branch, options.rounds)
    print(text)
    if options.write:
        EVIDENCE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
