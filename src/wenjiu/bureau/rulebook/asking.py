"""Asks which change is the last one, for pages that do not wait for a database that hangs.

Pages that need no database answer while it is away. They then have the changes that this process knew last. An action
asks in its own transaction, and fails where the database does.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from django.db import Error, connection

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Seconds that a page waits for the answer.
PATIENCE = 1.0

_lock = Lock()
#: The thread that asks, with the process that it belongs to.
_asking: tuple[int, ThreadPoolExecutor] | None = None
#: The question that was not answered in time.
_stuck: Future[Any] | None = None


def asked(ask: Callable[[], Answer], known: Answer) -> Answer:
    """Return what a question to the database finds; where no answer comes in time, what is known already.

    Only a process that shares connections, as a server does, asks in a thread; commands and transactions wait. So does a
    page that was just answered by the database, such as whose session it is.
    """
    shared = connection.settings_dict["OPTIONS"].get("pool")
    if connection.in_atomic_block or connection.connection is not None or not shared:
        return ask()
    global _stuck
    with _lock:
        if _stuck is not None and not _stuck.done():
            return known
        question = _thread().submit(_alone, ask)
    try:
        return question.result(PATIENCE)
    except TimeoutError:
        with _lock:
            _stuck = question
        logger.warning("The database does not answer: the rules are those of %s", known)
    except Error:
        logger.exception("The database cannot be asked: the rules are those of %s", known)
    return known


def _thread() -> ThreadPoolExecutor:
    global _asking
    if _asking is None or _asking[0] != os.getpid():
        _asking = (os.getpid(), ThreadPoolExecutor(1, thread_name_prefix="rulebook"))
    return _asking[1]


def _alone(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    finally:
        connection.close()  # this thread's own: it goes back to those that are shared
