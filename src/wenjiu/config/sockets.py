"""Reach a Unix socket whose path may be too long for the system. Needs no Django."""

import os
from pathlib import Path

from wenjiu.paths import SOCKET_PATH_LIMIT

SOCKET_NAME = ".s.PGSQL.5432"
_opened: dict[Path, str] = {}


def host(folder: Path) -> str:
    """Return the value for PostgreSQL's host with which the socket in ``folder`` is reached.

    A socket path has about a hundred bytes at most, and a Chinese character takes three. On Linux a folder that is too
    deep is opened once per process and reached by its descriptor; a forked child inherits it.

    Raises:
        OSError: the path is too long and this system has no other way to the socket.
    """
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return str(folder)
    if folder not in _opened:
        if not folder.is_dir():
            return str(folder)  # not set up yet: connecting will say so
        if not Path("/proc/self/fd").is_dir():
            raise OSError(
                f"The path of the database's socket folder is too long for this system ({folder}): "
                "set WENJIU_DATA to a folder with a shorter path."
            )
        _opened[folder] = f"/proc/self/fd/{os.open(folder, os.O_RDONLY | os.O_DIRECTORY)}"
    return _opened[folder]
