"""Interleave rounds and compute medians and ratios for the benchmarks. Compare ratios, not the times themselves."""

from __future__ import annotations

import gc
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from time import perf_counter

Work = Callable[[], object]


#: Seconds of one round of one way: short compared with the time slices of a busy machine.
SLICE = 0.001


def repeats(work: Work) -> int:
    """Return how often a call fits into a slice."""
    work()
    begin, done = perf_counter(), 0
    while perf_counter() - begin < SLICE:
        work()
        done += 1
    return max(done, 1)


def interleaved(works: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Return seconds of one call by name, one number a round. A busy moment affects all.

    The first calls are dropped.
    """
    often = {name: repeats(work) for name, work in works.items()}
    found: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for _ in range(rounds):
        for name, work in works.items():
            begin = perf_counter()
            for _ in range(often[name]):
                work()
            found[name].append((perf_counter() - begin) / often[name])
    return found


def ratio(times: Sequence[float], base: Sequence[float]) -> float:
    """Return the median of the ratios within a round if both have as many, else the ratio of the medians."""
    if len(times) == len(base):
        return statistics.median(t / b for t, b in zip(times, base, strict=True))
    return statistics.median(times) / statistics.median(base)


def spread(times: Sequence[float]) -> str:
    """Return the middle half of the times."""
    low, _, high = statistics.quantiles(times, n=4) if len(times) > 1 else (times[0], None, times[0])
    return f"{short(low)} to {short(high)}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table with its first column aligned left."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def short(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine(*packages: str) -> str:
    """Return versions, and the kind of machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = "".join(f"{name} {version(name)}, " for name in ("wenjiu", *packages))
    return (
        f"{parts}Python {platform.python_version()}; {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {memory:.0f} GB"
    )
