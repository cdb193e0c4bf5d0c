"""Compare a screening of a SYNTHETIC population in one pass with a pass for each measure, and with what-ifs.

`python benchmarks/screening.py [--people N] [--rounds N] [--write]` makes a population and screens it for all measures
of the first policy in one run, and in a run for each measure. Two what-ifs follow: a change of one amount, computed
from kept rows, and a change of one condition, which is screened again. Rounds are interleaved, and each run is a
separate process, as an operator starts it: reading, checking, answering and writing are all counted. The output is
medians, ratios and the highest memory; `--write` puts them into docs/evidence/screening.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from timing import machine, short, table

from wenjiu.policies import load_policy

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "screening.md"
WENJIU = str(Path(sys.executable).parent / "wenjiu")
ON = "2021-12-31"
ENGINES = ("duckdb", "polars")
CHANGES = {"an amount (5.2.cap)": {"5.2.cap": 300000}, "a condition (5.2.first_workers)": {"5.2.first_workers": 2}}


def run(*arguments: object) -> tuple[float, float]:
    """Return the seconds of one command, and the highest memory of any command so far in MB."""
    begin = perf_counter()
    subprocess.run([WENJIU, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def screened(data: Path, out: Path, engine: str, codes: Sequence[str] = ()) -> float:
    """Return the seconds of one screening."""
    chosen = [part for code in codes for part in ("--measure", code)]
    return run("screen", "--population", data, "--on", ON, "--out", out, "--engine", engine, "--anew", *chosen)[0]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="one pass for all measures beside a pass each, and what-ifs")
    arguments.add_argument("--people", type=float, default=1e6)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--write", action="store_true")
    asked = arguments.parse_args()
    people, codes = int(asked.people), list(load_policy().measures)
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="wenjiu-screening-") as folder:
        data, out = Path(folder) / "people", Path(folder) / "out"
        made, _ = run("population", "make", "--people", people, "--seed", 1, "--out", data)
        checked, _ = run("population", "check", data)
        for _ in range(asked.rounds):
            for engine in ENGINES:
                kept = out.with_name(engine)
                times.setdefault(f"{engine}: all in one pass", []).append(screened(data, kept, engine))
                each = sum(screened(data, out.with_name("one"), engine, [code]) for code in codes)
                times.setdefault(f"{engine}: a pass each", []).append(each)
                for what, change in CHANGES.items():
                    figures = Path(folder) / "figures.json"
                    figures.write_text(json.dumps(change))
                    place = out.with_name("change")
                    seconds, memory = run(
                        "whatif", "--population", data, "--kept", kept, "--out", place, "--params", figures, "--anew"
                    )
                    times.setdefault(f"{engine}: what-if, {what}", []).append(seconds)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    rows = [
        [name, short(s), short(s / medians[f"{name.split(':')[0]}: all in one pass"])] for name, s in medians.items()
    ]
    text = "\n".join(
        [
            f"# Screening {people:,} people, all {len(codes)} measures",
            "",
            f"{machine()}. " + ", ".join(f"{n} {version(n)}" for n in ("duckdb", "polars", "pyarrow")) + ".",
            f"SYNTHETIC population; {asked.rounds} interleaved rounds, a process for each run, medians. A run reads the",
            "Parquet files, checks them, answers, and writes entitlements and kept rows. Read the ratios.",
            f"Written by `python benchmarks/screening.py --people {people} --write`.",
            "",
            f"Making the population took {short(made)} s, checking it alone {short(checked)} s. The highest memory of any",
            f"command was {memory:,.0f} MB.",
            "",
            table(["", "s", "ratio to one pass"], rows),
        ]
    )
    print(text)
    if asked.write:
        EVIDENCE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
