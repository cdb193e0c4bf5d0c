"""Measure the running site while a hundred people of all roles work on it at once.

`python benchmarks/mixed_users.py [--seconds S] [--think T ...] [--pause] [--write]` starts the site as `make run` does, with its
own PostgreSQL and the demo district, and adds the accounts and rows of `mixed_scene.py`. Then 100 users work as
`mixed_roles.py` says: each has a connection and an account of its own, opens pages, sends their forms, and thinks after each
answer. The first time to think is told in full, the others (each on a new site) with a line each. The callers run on the same
machine and use part of its processors. `--pause` waits for Enter before the measuring;
`--write` puts the result into docs/evidence/mixed-users.md. All people, firms and numbers are invented.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from mixed_browser import READ, REFUSALS, WRITE, Taken, User, at_work
from mixed_roles import work_of
from mixed_scene import VISITORS, Account
from served import ROOT, Server
from timing import machine, table

EVIDENCE = ROOT / "docs" / "evidence" / "mixed-users.md"
GOAL = 300  # milliseconds for the next case
NEXT = "desk: next case"
WARM_UP = 20.0  # seconds within which the users come, and which are not counted
BUSIEST = 10
SAMPLE = 5.0  # seconds between two looks at the memory


class Usage:
    """Memory and processor time of a program and all programs that it started."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most = pid, 0.0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def pids(self) -> list[int]:
        """Return the program and those below it."""
        below: dict[int, list[int]] = defaultdict(list)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    below[int((entry / "stat").read_text().rpartition(")")[2].split()[1])].append(int(entry.name))
                except OSError:
                    continue
        found, rest = [], [self.pid]
        while rest:
            found.append(rest.pop())
            rest += below[found[-1]]
        return found

    def memory(self) -> float:
        """Return MB; memory that several of them share is counted once."""
        total = 0
        for pid in self.pids():
            try:
                said = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pss:"))
        return total / 1024

    def processor(self) -> float:
        """Return the seconds of processor that they have used so far."""
        ticks = 0
        for pid in self.pids():
            try:
                parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += sum(int(part) for part in parts[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _watch(self) -> None:
        while not self.stop.wait(SAMPLE):
            self.most = max(self.most, self.memory())


class Run:
    """A run of the load and what came of it."""

    def __init__(self, server: Server, accounts: list[Account], seconds: float, think: float) -> None:
        self.server, self.seconds, self.think = server, seconds, think
        self.accounts = [*accounts, *(Account("", "visitor") for _ in range(VISITORS))]
        self.taken: list[Taken] = []
        self.errors: list[str] = []
        self.usage = Usage(server.process.pid)
        self.before = self.callers = self.programs = self.others = 0.0

    def measure(self) -> None:
        """Let everybody work; what is done in the warm-up is not counted."""
        stop = threading.Event()
        users = [User(self.server, seed, self.think, stop) for seed in range(len(self.accounts))]
        threads = [
            threading.Thread(target=at_work, args=(user, account.username, work_of(account.role, account.hires)))
            for user, account in zip(users, self.accounts, strict=True)
        ]
        self.before = self.usage.memory()
        self.usage.thread.start()
        for thread in threads:
            thread.start()
            time.sleep(WARM_UP / len(threads))
        counted, programs, own, busy = time.monotonic(), self.usage.processor(), time.process_time(), all_busy()
        time.sleep(self.seconds)
        self.programs, self.callers = self.usage.processor() - programs, time.process_time() - own
        self.others = max(0.0, all_busy() - busy - self.programs - self.callers)
        stop.set()
        self.usage.stop.set()
        for thread in (*threads, self.usage.thread):
            thread.join()
        until = counted + self.seconds
        self.taken = [t for user in users for t in user.taken if counted <= t.begun < until]
        self.errors = [
            f"{account.role}: {error}"
            for user, account in zip(users, self.accounts, strict=True)
            for error in user.errors
        ]


def all_busy() -> float:
    """Return the seconds of processor that all programs of the machine have used so far."""
    parts = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(parts) - parts[3] - parts[4]) / os.sysconf("SC_CLK_TCK")


def milliseconds(taken: Iterable[Taken]) -> tuple[float, float, float]:
    """Return p50, p95 and p99."""
    found = [1000 * t.seconds for t in taken]
    if len(found) < 2:
        return (found[0],) * 3 if found else (0.0,) * 3
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def rows_of(groups: dict[str, list[Taken]]) -> list[list[str]]:
    """Return a row for each group: how many, p50, p95, p99."""
    return [[name, f"{len(found):,}", *(f"{ms:.0f}" for ms in milliseconds(found))] for name, found in groups.items()]


def loads(runs: list[Run]) -> list[str]:
    """Return the table that compares the times to think."""
    head = ["time to think (s)", "answers a second", "processors", "reads p50, p95 (ms)", "next case p50, p95 (ms)"]
    rows = []
    for run in runs:
        reads, late = (
            milliseconds(t for t in run.taken if t.kind == READ),
            milliseconds(t for t in run.taken if t.name == NEXT),
        )
        used = run.programs / (run.seconds * (os.cpu_count() or 1))
        figures = [f"{run.think:.0f}", f"{len(run.taken) / run.seconds:.1f}", f"{used:.0%}"]
        rows.append([*figures, f"{reads[0]:.0f}, {reads[1]:.0f}", f"{late[0]:.0f}, {late[1]:.0f}"])
    return ["## The same users, who think longer", "", table(head, rows), ""] if len(runs) > 1 else []


def report(runs: list[Run], load: float) -> str:
    """Return the page with the figures; those of the first run in full."""
    run = runs[0]
    kinds = {
        "reads": [t for t in run.taken if t.kind == READ],
        "writes": [t for t in run.taken if t.kind == WRITE and t.status not in REFUSALS],
    }
    refused = Counter(f"{t.name} ({t.status})" for t in run.taken if t.kind == WRITE and t.status in REFUSALS)
    names: dict[str, list[Taken]] = defaultdict(list)
    for t in run.taken:
        names[t.name].append(t)
    by_count = dict(sorted(names.items(), key=lambda item: -len(item[1])))
    roles = Counter(account.role.partition(" ")[0] for account in run.accounts)
    middle, late, _latest = milliseconds(names[NEXT])
    processors = run.seconds * (os.cpu_count() or 1)
    head = ["", "answers", "p50 (ms)", "p95 (ms)", "p99 (ms)"]
    return "\n".join([
        f"# {len(run.accounts)} users of all roles at once", "",
        f"{machine('django', 'gunicorn')}.",
        f"Load average before the users came: {load:.1f}. The callers are on the same machine. Synthetic people and firms.",
        "Written by `python benchmarks/mixed_users.py --think 6 12 --write`.", "",
        "Users: " + ", ".join(f"{count} {role}" for role, count in roles.items()) + ". Each has a connection and, but for",
        f"the visitors, an account of its own. After every answer a user thinks: exponential, {run.think:.0f} s on average, at most",
        "four times that. The site is that of `make run`: two gunicorn processes of 4 threads and its own PostgreSQL. Counted",
        f"are {run.seconds:.0f} s after {WARM_UP:.0f} s in which the users come. A redirect and its page are one read; styles and",
        "scripts, which a browser keeps, are not asked for again.", "",
        table(head, rows_of(kinds)), "",
        f"{len(run.taken) / run.seconds:.1f} answers a second. Errors: {len(run.errors)}. Of {os.cpu_count()} processors the site and its database took",
        f"{run.programs / processors:.0%}, the callers {run.callers / processors:.0%}, other programs {run.others / processors:.0%}. Memory of the site with its database: {run.before:,.0f} MB before the users came,",
        f"{run.usage.most:,.0f} MB at most.", "",
        f"The next case comes within {middle:.0f} ms in half of the presses and {late:.0f} ms in 19 of 20 (goal: {GOAL} ms), from the",
        "press to its last byte.", "",
        "Refusals that say why, such as that a colleague was faster: "
        + ("; ".join(f"{name}: {count}" for name, count in sorted(refused.items())) or "none") + ".", "",
        *loads(runs),
        "## By page and press, the busiest first", "",
        "\"after\": the page to which a press leads.", "",
        table(head, rows_of(by_count)), "",
        f"The queries of the {BUSIEST} busiest pages, and of others, do not grow with the rows: `tests/bureau/test_queries.py`.", "",
        *(["Errors:", "", *(f"* {error}" for error in sorted(set(run.errors))), ""] if run.errors else []),
    ])  # fmt: skip


def scene(server: Server) -> list[Account]:
    """Add the accounts and rows of the load to a running site."""
    file = server.data / "scene.json"
    known = {**os.environ, "WENJIU_DATA": str(server.data / "data"), "WENJIU_PROFILE": "demo"}
    subprocess.run([sys.executable, ROOT / "benchmarks" / "mixed_scene.py", file], env=known, cwd=ROOT, check=True)
    return [Account(**row) for row in json.loads(file.read_text("utf-8"))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--think", type=float, default=[6.0], nargs="+", help="mean seconds of thought after an answer")
    parser.add_argument("--pause", action="store_true", help="wait for Enter before the measuring")
    parser.add_argument("--write", action="store_true", help="write docs/evidence/mixed-users.md")
    given = parser.parse_args()
    load, runs = 0.0, []
    for think in given.think:
        with Server() as server:
            accounts = scene(server)
            if given.pause:
                input("The rows are made. Enter begins: ")
            load = load or os.getloadavg()[0]
            runs.append(Run(server, accounts, given.seconds, think))
            runs[-1].measure()
    text = report(runs, load)
    print(text)
    if given.write:
        EVIDENCE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
