"""A lock that allows one change of a policy's loaded texts at a time. The system releases it when its process ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .messages import DocumentError
from .store import make_policy_folder

LOCK = "lock"
#: How long a command waits for another one that changes the texts of the same policy, in seconds.
PATIENCE = 5.0


@contextmanager
def locked(policy: str, root: Path | None = None) -> Iterator[None]:
    """Hold the lock of a policy's texts. Create the folder where it is missing.

    Raise DocumentError where another process holds the lock for longer than `PATIENCE`, or it cannot be created.
    """
    file = make_policy_folder(policy, root) / LOCK
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DocumentError("store_unwritable", path=file, reason=error.strerror) from None
    try:
        _take(descriptor, file, policy)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, file: Path, policy: str) -> None:
    begun = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() - begun > PATIENCE:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "?"
                raise DocumentError("store_busy", policy=policy, pid=holder, seconds=round(PATIENCE)) from None
            time.sleep(0.05)
        except OSError as error:  # a file system without locks
            raise DocumentError("store_unwritable", path=file, reason=error.strerror) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
