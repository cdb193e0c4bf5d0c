"""Runs of many jobs over several processes.

A process takes a job whole: it draws the rows, asks the evaluator and the engines, compares, and hands back counts and
what differs.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice

from tests.screening.conformance import comparing, jobs
from tests.screening.conformance.comparing import Found
from tests.screening.conformance.jobs import Job

EVALUATE = "wenjiu.screening.run.rows"
ENGINES = ("duckdb", "polars")
PROCESSES = min(os.cpu_count() or 1, 8)


def one(job: Job, evaluate: str, engines: Sequence[str]) -> Found:
    """Draw, ask and compare one job; `evaluate`: the module whose `evaluate` is asked."""
    return comparing.compare(jobs.asked(job), importlib.import_module(evaluate).evaluate, engines)


def run(
    todo: Iterable[Job],
    done: Callable[[Job, Found], bool],
    *,
    evaluate: str = EVALUATE,
    engines: Sequence[str] = ENGINES,
    processes: int = PROCESSES,
) -> None:
    """Run jobs, several at a time; `done` is told of each as it ends, and stops the run by answering False."""
    context = multiprocessing.get_context("spawn")  # an engine's threads do not survive a fork
    queue = iter(todo)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
        running = {pool.submit(one, job, evaluate, engines): job for job in islice(queue, 2 * processes)}
        while running:
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(ended)
                if not done(job, ended.result()):
                    pool.shutdown(cancel_futures=True)
                    return
                for following in queue:
                    running[pool.submit(one, following, evaluate, engines)] = following
                    break


def _begin() -> None:
    """A process of several does not start as many threads as there are processors."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
