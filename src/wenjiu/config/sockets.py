"""Reaching a Unix socket whose address may be too long for the system. Needs no Django."""

import os
from pathlib import Path

from wenjiu.paths import SOCKET_PATH_LIMIT

SOCKET_NAME = ".s.PGSQL.5432"
_opened: dict[Path, str] = {}


def host(folder: Path) -> str:
    """Return what to give as PostgreSQL's host so that the socket in ``folder`` is reached.

    The system takes about a hundred bytes of address, and a Chinese character is three. On Linux a folder that is too
    deep is opened once per process and reached by its descriptor; a forked child inherits it.

    Raises:
        OSError: the address is too long and this system knows no way around.
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
