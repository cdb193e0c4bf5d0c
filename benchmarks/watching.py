"""Runs a program of an installation and watches what it and the database take: seconds, processor time, memory.

It reads /proc, so it runs on Linux only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
#: Seconds between two looks at the memory of the database.
EVERY = 2.0


@dataclass(frozen=True)
class Took:
    """What one run took.

    `seconds`: from beginning to end. `own`, `database`: seconds of a processor.
    `memory`, `database_memory`: the most MB that each held.
    `load`: runnable processes of the machine, on average over the run.
    `parts`: how often it was begun; what the last one took counts.
    """

    seconds: float
    own: float
    database: float
    memory: float
    database_memory: float
    load: float
    parts: int = 1


def run(known: dict[str, str], *arguments: str) -> Took:
    """Run a Python program of an installation."""
    postmaster = int((Path(known["WENJIU_DATA"]) / "cluster" / "postmaster.pid").read_text().split()[0])
    watch = _Watch(postmaster)
    begin, before = time.perf_counter(), _processor(postmaster)
    process = subprocess.Popen([sys.executable, *arguments], env=known, cwd=ROOT)
    watch.start()
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    watch.stop()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(arguments)} failed")
    own = used.ru_utime + used.ru_stime
    database = _processor(postmaster) - before
    return Took(seconds, own, database, used.ru_maxrss / 1024, watch.most, watch.load)


class _Watch(threading.Thread):
    """Looks at the memory of the database and at the load of the machine from time to time."""

    def __init__(self, postmaster: int) -> None:
        super().__init__(daemon=True)
        self.postmaster, self.most, self.loads = postmaster, 0.0, [os.getloadavg()[0]]
        self.ended = threading.Event()

    def run(self) -> None:
        """Look until it is told to stop."""
        while not self.ended.wait(EVERY):
            self.most = max(self.most, sum(map(_memory, _family(self.postmaster))))
            self.loads.append(os.getloadavg()[0])

    def stop(self) -> None:
        """End."""
        self.ended.set()
        self.join()

    @property
    def load(self) -> float:
        """Return the average of the load."""
        return sum(self.loads) / len(self.loads)


def _family(parent: int) -> list[int]:
    """Return a process and its children."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        children = []
    return [parent, *map(int, children)]


def _memory(process: int) -> float:
    """Return the MB of a process; of what several share, each has its part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _processor(parent: int) -> float:
    """Return the seconds of a processor that a process and its children took, those that ended as well."""
    total = 0
    for process in _family(parent):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15] if process == parent else fields[11:13]))
    return total / TICKS
