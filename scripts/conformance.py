"""Compare screening with the evaluator of single cases on many rows, with both engines: docs/evidence/conformance.md.

`python scripts/conformance.py --rows 10000000 --resume` compares about so many synthetic rows over all measures, then
random measures, then code with planted bugs. Each part is recorded in build/conformance/ as it ends. With `--resume` an
interrupted run continues, on the same commit and versions only. `--job NAME` repeats one job of a report and shows the
differences.
"""

import argparse
import datetime as dt
import json
import multiprocessing
import os
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests are not part of the package

from tests.screening.conformance import comparing, jobs, planted, running, worlds
from tests.screening.conformance.comparing import Found
from tests.screening.conformance.jobs import Job

from wenjiu.policies import load_policy
from wenjiu.screening.run.rows import evaluate

NOTES = ROOT / "build" / "conformance"
PAGE = ROOT / "docs" / "evidence" / "conformance.md"
PACKAGES = ("duckdb", "polars", "pyarrow", "numpy", "hypothesis")
EACH = 60  # rows of a random measure
TEXT = """# Screening and the evaluator of single cases, row by row

{date}, commit {commit}, seed {seed}. Python {python}, {versions}; {machine}.
Written by `python scripts/conformance.py`. All rows are synthetic.

For every row and measure the answer of `wenjiu.screening.run.rows.evaluate` on DuckDB and on Polars is compared with
`policy.decide` on the same facts: verdict, lowest and highest amount, deciding condition, conditions that fail, facts
and parameters that are missing. A job has rows of one measure, or of several asked in one pass, under reading A, one
other letter or several, with the policy's figures or others, on one day of screening.

* Answers compared: {answers} in {jobs} jobs; different: {different}.
* Random measures of every kind of node: {trees} measures, {tree_answers} answers; different: {tree_different}.
* Planted bugs: {bugs}; noticed: {noticed}.
* Seconds in all jobs, without drawing rows: {spent}.

## Rows by measure

Each row was asked of both engines.

| measure | rows | yes | no | unknown |
|---|---|---|---|---|
{measures}

## Planted bugs

One mistake at a time in the engine's source, and the first job that notices it (mostly of a few hundred rows).

| module | mistake | noticed by |
|---|---|---|
{planted}
"""


def main() -> None:
    """Run the requested parts; exit status 1 if any answer differs."""
    asked = _arguments()
    if asked.job:
        found = comparing.compare(jobs.asked(Job.parse(asked.job)), evaluate, running.ENGINES)
        print(found)
        sys.exit(found.different > 0)
    planted.check_places()  # fail early, before hours of comparing
    notes = Notes(asked)
    measures = sum(len(load_policy(name).measures) for name in jobs.POLICIES)
    todo = [job for job in jobs.plan(-(-asked.rows // measures), seed=asked.seed) if str(job) not in notes.done]
    total = len(todo)
    print(f"{total} jobs to do, {len(notes.done)} done before", flush=True)
    left = [total]

    def done(job: Job, found: Found) -> bool:
        notes.add(str(job), found)
        left[0] -= 1
        if found.different or left[0] % 50 == 0:
            print(
                f"{left[0]} left, {notes.different} of {notes.asked} answers differ",
                *found.shown[:2],
                sep="\n\n",
                flush=True,
            )
        return True

    running.run(todo, done, processes=asked.processes)
    for part in range(asked.measures // 500):
        name = f"random measures {part}"
        if name not in notes.done:
            tried, found = worlds.compare(500, EACH, asked.seed + part, evaluate, running.ENGINES)
            notes.add(name, found, tried=tried)
            print(f"{name}: {found.different} of {found.asked} answers differ", *found.shown[:2], sep="\n", flush=True)
    with ProcessPoolExecutor(asked.processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        noticed = dict(zip(planted.BUGS, pool.map(planted.noticed, planted.BUGS), strict=True))
    asked.page.write_text(_page(notes, noticed, asked), encoding="utf-8")
    print(f"written: {asked.page}")
    sys.exit(notes.different > 0 or None in noticed.values())


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description="compare screening with the evaluator of single cases")
    arguments.add_argument("--rows", type=int, default=10**7, help="rows over all measures together")
    arguments.add_argument("--measures", type=int, default=5000, help="random measures")
    arguments.add_argument("--seed", type=int, default=jobs.SEED)
    arguments.add_argument("--processes", type=int, default=running.PROCESSES)
    arguments.add_argument("--resume", action="store_true", help="go on with a run that was interrupted")
    arguments.add_argument("--page", type=Path, default=PAGE, help="where the counts are written")
    arguments.add_argument("--job", help="one job by the name that a report gives it")
    return arguments.parse_args()


class Notes:
    """Record of the compared parts, one line a job, in a file that is only appended to."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.path = NOTES / f"{asked.seed}.jsonl"
        self.head = {"commit": _commit(), "versions": {p: version(p) for p in PACKAGES}, "seed": asked.seed}
        self.done: dict[str, dict[str, Any]] = {}
        NOTES.mkdir(parents=True, exist_ok=True)
        if asked.resume and self.path.exists():
            head, *lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
            if head != self.head:
                sys.exit(f"{self.path.name} was begun on {head}, and this is {self.head}: run without --resume")
            self.done = {line["job"]: line for line in lines}
        else:
            self.path.write_text(json.dumps(self.head) + "\n", encoding="utf-8")

    def add(self, name: str, found: Found, **more: Any) -> None:
        """Record a part that has ended."""
        verdicts = [[measure, verdict, n] for (measure, verdict), n in sorted(found.verdicts.items())]
        line = {"job": name, "asked": found.asked, "different": found.different, "verdicts": verdicts, **more}
        line |= {"seconds": dict(found.seconds), "shown": found.shown}
        self.done[name] = line
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    @property
    def asked(self) -> int:
        """Return the number of answers compared so far."""
        return sum(line["asked"] for line in self.done.values())

    @property
    def different(self) -> int:
        """Return the number of answers that differ."""
        return sum(line["different"] for line in self.done.values())


def _commit() -> str:
    """Return the commit, marked if the working tree differs from it."""
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    changed = subprocess.run(
        ["git", "status", "--porcelain", "src", "tests"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout.strip() + (" with changes" if changed.stdout else "")


def _page(notes: Notes, noticed: dict[planted.Bug, str | None], asked: argparse.Namespace) -> str:
    real = [line for name, line in notes.done.items() if not name.startswith("random")]
    random = [line for name, line in notes.done.items() if name.startswith("random")]
    versions = ", ".join(f"{name} {number}" for name, number in notes.head["versions"].items())
    seconds: Counter[str] = Counter()
    for line in real:
        seconds.update(line["seconds"])
    spent = ", ".join(f"{name} {n:,.0f}" for name, n in sorted(seconds.items()))
    first_seen = ((bug, "nothing" if said is None else said.split()[0]) for bug, said in noticed.items())
    rows = {
        "date": dt.date.today(),
        "commit": notes.head["commit"],
        "seed": asked.seed,
        "python": platform.python_version(),
        "versions": versions,
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "answers": f"{sum(x['asked'] for x in real):,}",
        "jobs": f"{len(real):,}",
        "different": sum(x["different"] for x in real),
        "trees": f"{sum(x['tried'] for x in random):,}",
        "tree_answers": f"{sum(x['asked'] for x in random):,}",
        "tree_different": sum(x["different"] for x in random),
        "bugs": len(noticed),
        "noticed": sum(found is not None for found in noticed.values()),
        "spent": spent,
        "measures": "\n".join(_by_measure(real)),
        "planted": "\n".join(f"| {bug.module} | {bug.what} | {job} |" for bug, job in first_seen),
    }
    return TEXT.format(**rows)


def _by_measure(lines: Iterable[dict[str, Any]]) -> Iterable[str]:
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        for measure, verdict, n in line["verdicts"]:
            counts.setdefault(measure, Counter())[verdict] += n
    names = [f"{name} {code}" for name in jobs.POLICIES for code in load_policy(name).measures]
    for name in names:
        of = counts.get(name, Counter())
        yield f"| {name} | {of.total():,} | {of['yes']:,} | {of['no']:,} | {of['unknown']:,} |"


if __name__ == "__main__":
    main()
