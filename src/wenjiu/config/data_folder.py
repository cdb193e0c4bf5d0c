"""Make the data folder, and let one launcher at a time use it. Needs no Django."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from wenjiu.config import secret_files
from wenjiu.config.processes import Account, runs

MARK = "wenjiu-data"
#: What `wenjiu policy load` marks the folder of texts with.
TEXTS_MARK = "wenjiu-policies"
#: Folders in which pages write: encrypted files, files between preview and import, the demo's calendar.
WRITTEN_BY_PAGES = ("files", "uploads", "calendar")
#: How long a new launcher waits for one that is stopping, in seconds.
STOPPING_PATIENCE = 60.0
#: How long it waits for any other launcher: one whose server was just killed notices it in that time.
PATIENCE = 3.0


class Unusable(RuntimeError):
    """The data folder cannot be used."""


class InUse(RuntimeError):
    """Another launcher uses the data folder."""


def prepare(data: Path, account: Account | None) -> None:
    """Make the data folder with its parts, or repair their modes. No folder above it is touched.

    Raises:
        Unusable: something else is in the folder, the account cannot enter it, or the system refuses.
    """
    if data.is_dir() and not (data / MARK).exists() and not _may_adopt(data):
        raise Unusable(f"{data} holds something else: set WENJIU_DATA to an empty folder or one of Wenjiu's.")
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"The data folder {data} cannot be made ({error.strerror}): set WENJIU_DATA.") from None
    if data.stat().st_uid != os.geteuid():
        raise Unusable(f"{data} belongs to another account: run as that account, or set WENJIU_DATA to another folder.")
    try:
        _make_parts(data, account)
    except OSError as error:
        raise Unusable(
            f"{error.filename} cannot be used ({error.strerror}): check its owner and its rights, or set WENJIU_DATA to "
            "another folder."
        ) from None
    if account is not None:
        _check_reachable(data / "socket", account)


def _make_parts(data: Path, account: Account | None) -> None:
    if account is None:
        data.chmod(0o700)
    else:
        os.chown(data, 0, account.gid)
        data.chmod(0o750)
    if not (data / MARK).exists():
        (data / MARK).write_text("This folder belongs to Wenjiu: database, secrets, logs, loaded texts.\n")
    for part in (secret_files.folder(data), data / "log", data / "run", data / "socket"):
        if part.exists() and not part.is_dir():
            raise Unusable(
                f"{part} is a file where Wenjiu keeps a folder: move it away, or set WENJIU_DATA to another folder."
            )
        part.mkdir(mode=0o700, exist_ok=True)
        part.chmod(0o700)
    if account is not None:
        os.chown(data / "socket", account.uid, account.gid)


def hand_over(data: Path, account: Account) -> None:
    """Give the account that serves the folders that pages write in, with what root's commands left there."""
    for part in (data / name for name in WRITTEN_BY_PAGES):
        part.mkdir(mode=0o700, exist_ok=True)
        for folder, _folders, files in os.walk(part):
            for path in [Path(folder), *(Path(folder) / name for name in files)]:
                if path.lstat().st_uid != account.uid:
                    os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _check_reachable(folder: Path, account: Account) -> None:
    enter = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    identity: dict[str, Any] = {"user": account.uid, "group": account.gid, "extra_groups": []}
    if not runs(enter, **identity):
        raise Unusable(
            f"The account {account.name!r}, which the database runs as, cannot enter {folder}: a folder above forbids "
            "it, and Wenjiu changes none. Set WENJIU_DATA to a folder that every account can reach, e.g. in /var/lib."
        )


def _may_adopt(data: Path) -> bool:
    """Return whether a folder without our mark holds only what Wenjiu's commands wrote before the first start."""
    return all(_is_ours(entry) for entry in data.iterdir())


def _is_ours(entry: Path) -> bool:
    match entry.name:
        case "policies":  # `wenjiu policy load`: a folder for each policy
            return entry.is_dir() and all(inner.is_dir() or inner.name == TEXTS_MARK for inner in entry.iterdir())
        case "static":  # `collectstatic` of the production profile
            return (entry / "staticfiles.json").is_file()
        case name:  # a start that was interrupted before the mark
            return name in {"secrets", "server", "log", "run", "socket", "launcher.lock"}


class Lock:
    """Lock of the launcher that uses the data folder. The system releases it however the launcher ends."""

    def __init__(self, data: Path) -> None:
        self._file = os.open(data / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.held = False
        #: Whether the previous holder of the lock crashed.
        self.holder_crashed = False

    def take(self, patience: float = PATIENCE) -> None:
        """Take the lock; wait for a holder that is ending.

        Raises:
            InUse: another launcher works; the message says which.
        """
        begun = time.monotonic()
        while True:
            holder = self._read()
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = time.monotonic() - begun
                ending = holder.get("state") in ("stopping", "stopped")  # it holds the lock until its process has ended
                if waited > (STOPPING_PATIENCE if ending else patience):
                    text = f"pid {holder.get('pid', '?')}, {holder.get('state', '')} {holder.get('url', '')}"
                    raise InUse(text.strip()) from None
                time.sleep(0.1)
                continue
            self.held = True
            self.holder_crashed = self._read().get("state", "stopped") != "stopped"
            return

    def note(self, **state: Any) -> None:
        """Record what the holder does (``state``: starting, serving, stopping; ``url``)."""
        text = json.dumps({"pid": os.getpid(), **state}).encode()
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text, 0)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(os.pread(self._file, 4096, 0) or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
