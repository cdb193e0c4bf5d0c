"""A trial: a data folder of its own, and launchers started in it as ``make run`` starts them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import database

from wenjiu import paths
from wenjiu.config import binaries, data_folder, secret_files
from wenjiu.config.cluster import Cluster
from wenjiu.config.processes import Account, StopRequest

PATIENCE = 90.0  # seconds; only a hang reaches it


def wait_for(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never came true: {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Running:
    """One launcher with what it said."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self.data, self.port, self.log = data, port, log
        with open(log, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wenjiu.config.launcher", "run"], stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "WENJIU_DATA": str(data), "WENJIU_PROFILE": "demo", "PORT": str(port), "WENJIU_WORKERS": "1", "WENJIU_DEMO_DISTRICT": "0"},
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text()

    def up(self) -> "Running":
        wait_for(lambda: "is running" in self.said() or self.process.poll() is not None, "the launcher serves")
        assert self.process.poll() is None, self.said()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=30) as answer:
            assert answer.status == 200
        return self

    def status(self, path: str) -> int:
        """The status of a page's answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def family(self) -> dict[str, int]:
        """The launcher's two servers: postgres and gunicorn."""
        found = {}
        for pid in children(self.process.pid):
            line = Path(f"/proc/{pid}/cmdline").read_text()
            found["web" if "gunicorn" in line else "database"] = pid
        return found

    def everybody(self) -> list[int]:
        servers = list(self.family().values())
        return [self.process.pid, *servers, *(child for server in servers for child in children(server))]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


class Trial:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.started: list[Running] = []

    def start(self, port: int | None = None) -> Running:
        log = self.data.parent / f"{self.data.name}-{len(self.started)}.log"
        running = Running(self.data, port or free_port(), log)
        self.started.append(running)
        return running

    def cluster(self) -> Cluster:
        """The data folder's cluster, for looking at it and for driving it without a launcher."""
        account = Account.for_database()
        data_folder.prepare(self.data, account)
        secret_files.ensure_all(self.data)
        return Cluster(self.data, binaries.find(self.data, account), account, StopRequest(), {"fsync": "off"})

    def start_numbers(self) -> list[int]:
        with self.cluster().connect("wenjiu") as connection:
            return [row[0] for row in connection.execute("SELECT number FROM config_start ORDER BY number").fetchall()]

    def clear(self) -> None:
        for running in self.started:
            if running.process.poll() is None:
                running.end(signal.SIGTERM)
            running.log.unlink(missing_ok=True)
        shutil.rmtree(self.data, ignore_errors=True)


def new_trial() -> Trial:
    """A trial in an empty folder below the data folder, which the account that the database runs as can reach."""
    shared = paths.data_folder()
    data_folder.prepare(shared, Account.for_database())
    return Trial(Path(tempfile.mkdtemp(prefix="trial-", dir=shared)))


@pytest.fixture
def trial() -> Iterator[Trial]:
    """A trial before the first start."""
    found = new_trial()
    try:
        yield found
    finally:
        found.clear()


@pytest.fixture(scope="session")
def prepared() -> Path:
    """A data folder that ``launcher prepare`` made; tests that need a database copy it."""
    return database.prepared()


def copied(prepared: Path) -> Trial:
    """A trial with a database that has every table and was never served."""
    found = new_trial()
    subprocess.run(["cp", "-a", f"{prepared}/.", found.data], check=True)
    return found


@pytest.fixture
def made(prepared: Path) -> Iterator[Trial]:
    """A trial with a database that has every table and was never served."""
    found = copied(prepared)
    try:
        yield found
    finally:
        found.clear()


@pytest.fixture(scope="module")
def served(prepared: Path) -> Iterator[Trial]:
    """The trial of `serving`."""
    found = copied(prepared)
    try:
        yield found
    finally:
        found.clear()


@pytest.fixture
def serving(served: Trial) -> Running:
    """A launcher that serves: the same one for several tests, until one of them ends it."""
    running = [one for one in served.started if one.process.poll() is None]
    return running[0].up() if running else served.start().up()
