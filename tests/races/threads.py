"""Run functions at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from django.db import connections


def at_once(functions: Sequence[Callable[[], object]], width: int = 64) -> Counter[str]:
    """Run functions at once, at most `width` of them, then the next. Return how many ended in which way.

    A way is ``ok`` or the name of the exception's class, with its code where it has one.
    """
    ways: Counter[str] = Counter()
    for start in range(0, len(functions), width):
        wave = functions[start : start + width]
        barrier = threading.Barrier(len(wave))
        threads = [threading.Thread(target=_run, args=(function, barrier, ways)) for function in wave]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return ways


def _run(function: Callable[[], object], barrier: threading.Barrier, ways: Counter[str]) -> None:
    try:
        barrier.wait()
        function()
        way = "ok"
    except Exception as error:  # noqa: BLE001 - how a function ends is what a race shows
        way = f"{type(error).__name__}:{getattr(error, 'code', '')}".rstrip(":")
    finally:
        connections.close_all()
    with _LOCK:
        ways[way] += 1


_LOCK = threading.Lock()
