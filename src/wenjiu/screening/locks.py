"""The system's locks on files and folders: one process at a time, let go when it ends, however that comes."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

#: Seconds that a run waits for another one in the same folder.
WAIT = 3.0
_PAUSE = 0.05


def locked(path: Path, seconds: float = WAIT, *, shared: bool = False) -> int | None:
    """A descriptor that holds the lock of a file or folder; None where another process keeps it. Closing it lets it go.

    `shared`: with others who only read; else alone, and a file is made. OSError for a link, for a file to share that is not
    there, and where the file system has no locks.
    """
    flags = os.O_RDONLY if shared or path.is_dir() else os.O_RDWR | os.O_CREAT
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
