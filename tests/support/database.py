"""A real PostgreSQL of the test run's own, made for the session and thrown away after it.

Django connects as the role that serves (no superuser, owns nothing), so a missing grant shows in a test. The only
right it has besides is TRUNCATE, with which Django empties tables after tests that commit.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenjiu import paths
from wenjiu.config import binaries, data_folder, database, roles, secret_files
from wenjiu.config.cluster import Cluster
from wenjiu.config.processes import Account, StopRequest

#: A test cluster is never needed after a crash. Races open many connections at once.
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
PREFIX = "tests-"


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
            data_folder.prepare(self.data, account)
            secret_files.ensure_all(self.data)
            programs = binaries.find(shared, account)
            self.cluster = Cluster(self.data, programs, account, StopRequest(), FAST_AND_UNSAFE)
            self.cluster.make()
            self.cluster.start()
            roles.ensure(self.cluster)
            self._migrate()
        except BaseException:
            self.remove()
            raise

    def _migrate(self) -> None:
        command = [sys.executable, "-m", "wenjiu.config.manage", "migrate", "--no-input", "--verbosity=0"]
        # As an installation does it.
        subprocess.run(command, check=True, env={**os.environ, "WENJIU_DATA": str(self.data)})
        with self.cluster.connect(database.NAME) as connection:
            connection.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {database.ROLES['app']}")

    def remove(self) -> None:
        """Stop the server and remove the folder."""
        if hasattr(self, "cluster"):
            self.cluster.stop()
        shutil.rmtree(self.data, ignore_errors=True)


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
