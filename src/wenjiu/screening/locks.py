"""Locks files and folders with the operating system, which releases a lock when its process ends for any reason."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

#: Seconds that a run waits for another run in the same folder.
WAIT = 3.0
_PAUSE = 0.05


def locked(path: Path, seconds: float = WAIT, *, shared: bool = False, folder: bool = False) -> int | None:
    """Lock a file or folder and return the descriptor that holds the lock, or None if another process keeps it.

    Closing the descriptor releases the lock.

    `seconds`: how long to wait for the lock.
    `shared`: whether other readers can hold the lock too. An exclusive lock creates a missing file.
    `folder`: whether the path is a folder, which is never created.

    Raises OSError for a link, for a missing file to share, for a missing folder, and if the file system has no locks.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY if folder else os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    end = time.monotonic() + seconds
    try:
        while True:
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(descriptor)
                    return None
                time.sleep(_PAUSE)
            else:
                return descriptor
    except OSError:
        os.close(descriptor)
        raise
