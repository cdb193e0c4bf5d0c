"""A real PostgreSQL of the test run's own, made for the session and thrown away after it.

Django connects as the role that serves (no superuser, owns nothing), so a missing grant shows in a test. The only
right it has besides is TRUNCATE, with which Django empties tables after tests that commit.

What a new database is made from seldom changes. The first run keeps a copy of it, and the next ones begin with the copy.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import wenjiu
from wenjiu import paths
from wenjiu.config import binaries, data_folder, database
from wenjiu.config.cluster import CLUSTER, Cluster
from wenjiu.config.processes import Account, StopRequest

#: A test cluster is never needed after a crash. Races open many connections at once.
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
PREFIX = "tests-"
#: What a migrated database is made from, in src/wenjiu.
MADE_FROM = ("config/*.py", "bureau/*.py", "**/migrations/*.py", "**/models.py", "**/models/*.py")
#: The parts of a data folder that are kept: the database, and the passwords and keys of what it holds.
PARTS = (CLUSTER, "secrets")


class ThrowAwayCluster:
    """A migrated database in a folder of its own below the data folder."""

    def __init__(self) -> None:
        shared = paths.data_folder()
        account = Account.for_database()
        data_folder.prepare(shared, account)
        with alone(shared):
            remove_abandoned(shared)
            self.data = Path(tempfile.mkdtemp(prefix=PREFIX, dir=shared))
            self._lock = data_folder.Lock(self.data)
            self._lock.take()
        try:
            seed(self.data)
            self.cluster = Cluster(self.data, binaries.find(shared, account), account, StopRequest(), FAST_AND_UNSAFE)
            self.cluster.start()
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        """Stop the server and remove the folder."""
        if hasattr(self, "cluster"):
            self.cluster.stop()
        shutil.rmtree(self.data, ignore_errors=True)


def seed(data: Path) -> None:
    """Give a new data folder a migrated database, with the passwords and keys of what it holds."""
    made = prepared()
    source = kept("migrated", lambda folder: _make(folder, made))
    data_folder.prepare(data, Account.for_database())
    for part in PARTS:
        copy(source / part, data / part)


def prepared() -> Path:
    """Return a data folder that ``launcher prepare`` made, as an installation does it."""
    return kept("prepared", _prepare)


def _prepare(data: Path) -> None:
    command = [sys.executable, "-m", "wenjiu.config.launcher", "prepare"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "WENJIU_DATA": str(data)})


def kept(kind: str, make: Callable[[Path], None]) -> Path:
    """Return a data folder that is only copied: made by the first run, kept for the next ones, made anew with new sources."""
    shared, account = paths.data_folder(), Account.for_database()
    data_folder.prepare(shared, account)
    found = shared / f"{kind}-{digest(binaries.version(binaries.find(shared, account), account))}"
    with alone(shared):
        if not found.exists():
            data = Path(tempfile.mkdtemp(prefix=f"{kind}-unfinished-", dir=shared))
            try:
                make(data)
                for old in set(shared.glob(f"{kind}-*")) - {data}:
                    shutil.rmtree(old, ignore_errors=True)
                data.rename(found)
            except BaseException:
                shutil.rmtree(data, ignore_errors=True)
                raise
    return found


def _make(data: Path, made: Path) -> None:
    """Make the database of tests: that of an installation, whose tables can be emptied as well."""
    account = Account.for_database()
    data_folder.prepare(data, account)
    for part in PARTS:
        copy(made / part, data / part)
    cluster = Cluster(data, binaries.find(paths.data_folder(), account), account, StopRequest(), FAST_AND_UNSAFE)
    cluster.start()
    try:
        with cluster.connect(database.NAME) as connection:
            connection.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {database.ROLES['app']}")
    finally:
        cluster.stop()


def digest(major: int | None) -> str:
    """Return a digest of what a migrated database is made from, and by which version of PostgreSQL."""
    found = hashlib.sha256(f"{major} {sys.version} {wenjiu.__version__}".encode())
    source = Path(wenjiu.__file__).parent
    for path in sorted({path for pattern in MADE_FROM for path in source.glob(pattern)}):
        found.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def copy(source: Path, target: Path) -> None:
    """Copy a folder with the owners of its files."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time: another would take a folder that is made and not yet locked for an abandoned one."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def remove_abandoned(shared: Path) -> None:
    """Remove the folders of test runs that were killed; a running one holds its lock."""
    for folder in shared.glob(f"{PREFIX}*"):
        lock = data_folder.Lock(folder)
        try:
            lock.take(patience=0.0)
        except data_folder.InUse:
            continue
        shutil.rmtree(folder, ignore_errors=True)
