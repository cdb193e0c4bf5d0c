"""Start and stop the whole system: database and web server. ``make run`` runs this module.

Usage: ``python -m wenjiu.config.launcher [prepare|run]``. ``prepare`` makes the data folder, the database and its
tables, and ends. ``run`` does the same, then serves until SIGINT, SIGTERM or SIGHUP. Every step checks what exists
already, so a start continues after any earlier end, including a crash. It needs no Django itself: migrating and serving
are child processes.
"""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import psycopg

from wenjiu import paths
from wenjiu.config import binaries, data_folder, database, policy_texts, roles, secret_files
from wenjiu.config.cluster import CLUSTER, Cluster, DatabaseFailed
from wenjiu.config.processes import (
    Account,
    Stopped,
    StopRequest,
    TookTooLong,
    die_with_parent,
    end,
    run,
    runs,
    spawn,
    wait_until,
)  # fmt: skip

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
WEB_STOP_STEPS = [(signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0)]
BACKLOG = 256
WATCH_SECONDS = 0.2
#: How long a killed launcher's web server may still hold the port, in seconds.
CRASHED_WEB_SECONDS = 20.0
#: How long a command may take; a migration waits for others that use the tables.
COMMAND_SECONDS = 600.0
MIGRATION_SECONDS = 3600.0
MOST_WORKERS = 64
#: Imports what the pages need and reads a policy, without settings: those need secrets.
READ_WENJIU = "import django, gunicorn, psycopg; from wenjiu import policies; policies.load_policy(policies.DEFAULT)"


class Refused(RuntimeError):
    """The start is refused for a reason that the operator can fix."""


def say(chinese: str, english: str) -> None:
    """Print a message for the operator in both languages."""
    print(f"{chinese}  {english}", flush=True)


def main(argv: list[str] | None = None) -> int:
    """Run the launcher and return its exit code: 0 after a requested stop, 1 after a failure."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments not in (["run"], ["prepare"]):
        print("Usage: python -m wenjiu.config.launcher run|prepare", file=sys.stderr)
        return 2
    stop = StopRequest()
    stop.listen()
    if os.environ.get("WENJIU_STOP_WITH_PARENT") == "1":
        die_with_parent(signal.SIGTERM, parent=os.getppid())()
    try:
        with Launcher(stop) as launcher:
            return launcher.serve() if arguments == ["run"] else launcher.prepare()
    except Stopped:
        say("已停止。", "Stopped.")
        return 0
    except data_folder.InUse as error:
        say(f"已有一个稳就在使用数据目录 {paths.data_folder()}（{error}）。",
            "Another launcher uses this data folder: stop that one first, or set WENJIU_DATA.")  # fmt: skip
    except (Refused, data_folder.Unusable, secret_files.Damaged, binaries.NoServer, DatabaseFailed, TookTooLong,
            LookupError, psycopg.Error) as error:  # fmt: skip
        say("未能启动：", f"Not started: {error}")
    except OSError as error:
        say("未能启动：", f"Not started: {error.filename or 'the system'}: {error.strerror}. Check the data folder "
            f"{paths.data_folder()}: its files, their owner and the free space; or set WENJIU_DATA to another folder.")  # fmt: skip
    return 1


class Launcher:
    """Start and stop the system. Holds what must be released: the locks, the port, the two servers."""

    def __init__(self, stop: StopRequest) -> None:
        self._stop = stop
        try:
            self._data = paths.data_folder()
        except RuntimeError as error:  # an unusable home folder
            raise Refused(f"WENJIU_DATA is {os.environ.get('WENJIU_DATA')!r}: {error}") from None
        self._account = Account.for_database()
        self._cluster: Cluster | None = None
        self._web: subprocess.Popen[str] | None = None
        self._lock: data_folder.Lock | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None and self._lock.held:
            self._lock.note(state="stopping")
        if self._web is not None:
            # Pages being answered may finish, unless they wait for a database that is gone.
            end(self._web, WEB_STOP_STEPS if self._database_runs() else WEB_STOP_STEPS[1:])
        if self._cluster is not None:
            self._cluster.stop()
        if self._lock is not None and self._lock.held:
            self._lock.note(state="stopped")

    def prepare(self) -> int:
        """Make or repair everything that serving needs, then stop the database."""
        self._take_folder()
        self._start_database()
        self._migrate()
        say("准备完成。", "Everything is prepared.")
        return 0

    def serve(self) -> int:
        """Prepare, serve, and wait for a stop or for one of the two servers to end."""
        port = requested_port()
        check_workers()
        address = f"http://{HOST}:{port}/"
        lock = self._take_folder()
        listening = claim_port(port, CRASHED_WEB_SECONDS if lock.holder_crashed else 0.0, self._stop)
        lock.note(state="starting", url=address)
        self._start_database()
        self._migrate()
        self._load_policy()
        self._record_start()
        web = self._start_web(listening)
        lock.note(state="serving", url=address)
        say("稳就已启动：", f"Wenjiu is running: {address}  (Ctrl-C 停止 / stops it)")
        while web.poll() is None and self._database_runs():
            if wait_until(lambda: self._stop.signal is not None, WATCH_SECONDS):
                say("正在停止……", "Stopping...")
                self._stop.check()
        ended = "the web server" if web.poll() is not None else "the database"
        say("服务意外终止：", f"Ended unexpectedly: {ended}. Everything is being stopped; start again with: make run")
        return 1

    def _database_runs(self) -> bool:
        server = self._cluster.server if self._cluster else None
        return self._cluster is None or (server is not None and server.poll() is None)

    def _take_folder(self) -> data_folder.Lock:
        data_folder.prepare(self._data, self._account)
        self._lock = data_folder.Lock(self._data)
        self._lock.take()
        self._lock.note(state="starting")
        secret_files.ensure_all(self._data, database_exists=(self._data / CLUSTER).exists())
        if exposed := secret_files.tighten(self._data):
            names = ", ".join(str(path) for path in exposed)
            say("提示：密钥文件此前可被其他账号读取，现已收紧。", f"Others could read {names}; now only the owner can. Where "
                "other people use this machine, replace them.")  # fmt: skip
        return self._lock

    def _start_database(self) -> None:
        if url := database.url_of("app"):
            check_operator_database("DATABASE_URL", url)
            check_operator_database("DATABASE_OWNER_URL", database.url_of("owner") or url)
            return
        programs = binaries.find(self._data, self._account)
        self._cluster = Cluster(self._data, programs, self._account, self._stop)
        if not self._cluster.directory.is_dir():
            say("正在建立数据库……", f"Making the database in {self._data} ...")
        self._cluster.make()
        self._cluster.start()
        roles.ensure(self._cluster)

    def _manage(self, *arguments: str, seconds: float = COMMAND_SECONDS) -> str:
        """Run one Django command to its end and return what it printed."""
        code, output = run([sys.executable, "-m", "wenjiu.config.manage", *arguments], stop=self._stop, seconds=seconds,
                           env=self._environment())  # fmt: skip
        if code != 0:
            raise Refused(f"`manage {' '.join(arguments)}` failed (exit code {code}):\n{self._failure(output)}")
        return output

    def _failure(self, output: str) -> str:
        """Return the output of a command. Of a traceback, return the last line and write the rest to a log."""
        if "Traceback" not in output:
            return output.strip()
        kept = self._data / "log" / "command.log"
        kept.write_text(output, encoding="utf-8")
        return f"{output.strip().splitlines()[-1]}\nEverything that it said is in {kept}."

    def _migrate(self) -> None:
        self._manage("migrate", "--no-input", "--verbosity=0", seconds=MIGRATION_SECONDS)

    def _record_start(self) -> None:
        then = [f"--then={command}" for command in self._demo()]
        number, installation, version = self._manage("record_start", *then).splitlines()[-1].split()
        say(f"第 {number} 次启动。", f"Start {number} of installation {installation}, version {version}.")

    def _demo(self) -> list[str]:
        """Return the commands that make what a demo shows: its personas, and its district unless that is left out."""
        if os.environ.get("WENJIU_PROFILE", "demo") != "demo":
            return []
        return ["demo_people"] + (["demo_district"] if os.environ.get("WENJIU_DEMO_DISTRICT", "1") != "0" else [])

    def _load_policy(self) -> None:
        """Load the official text that ``WENJIU_POLICY_TEXT`` names, as ``wenjiu policy load`` does."""
        if (text := os.environ.get("WENJIU_POLICY_TEXT")) is None:
            return
        command = Path(sys.executable).with_name("wenjiu")
        code, output = run([command, "policy", "load", text], stop=self._stop, seconds=COMMAND_SECONDS,
                           env=self._environment())  # fmt: skip
        if code != 0:
            raise Refused(f"The official text {text} cannot be loaded (exit code {code}):\n{output.strip()}")
        say("政策文本已载入。", f"Official texts loaded: {', '.join(policy_texts.loaded())}.")

    def _environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "WENJIU_DATA": str(self._data), "PYTHONUNBUFFERED": "1", **more}

    def _start_web(self, listening: socket.socket) -> subprocess.Popen[str]:
        if self._account is not None:
            policy_texts.let_everybody_read()
            data_folder.hand_over(self._data, self._account)
        account = self._account if self._account and can_read_wenjiu(self._account) else None
        if self._account and account is None:
            say("提示：只有 root 能读取程序目录，网页服务以 root 运行。",
                "Only root may read the checkout, so the pages are served as root: use this for a trial only.")  # fmt: skip
        more = {"WENJIU_DATABASE_POOL": "1", "WENJIU_LISTEN_FD": str(listening.fileno())}
        if account is not None:
            more |= {"WENJIU_WEB_UID": str(account.uid), "WENJIU_WEB_GID": str(account.gid)}
        web = spawn(
            [sys.executable, "-m", "gunicorn", "-c", "python:wenjiu.config.server", "wenjiu.config.wsgi:application"],
            env=self._environment(**more),
            end_signal=signal.SIGKILL,  # if we were killed, nobody waits for it
            pass_fds=[listening.fileno()],
        )
        self._web = web
        wait_until(lambda: web.poll() is not None or answers(listening), 60.0, self._stop)
        if web.poll() is not None or not answers(listening):
            raise Refused("The web server does not answer; what it said stands above.")
        return web


def requested_port() -> int:
    """Return the port from ``PORT``.

    Raises:
        Refused: it is not a port.
    """
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise Refused(f"PORT is {text[:40]!r}: give a number from 1 to 65535.")
    return int(text)


def check_workers() -> None:
    """Check ``WENJIU_WORKERS``, which the web server reads.

    Raises:
        Refused: it is not a number of processes.
    """
    text = os.environ.get("WENJIU_WORKERS", "1")
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= MOST_WORKERS:
        raise Refused(f"WENJIU_WORKERS is {text[:40]!r}: give a number from 1 to {MOST_WORKERS}.")


def claim_port(port: int, patience: float, stop: StopRequest) -> socket.socket:
    """Return a socket that listens on the port, on this machine's loopback address only.

    Args:
        port: the port.
        patience: seconds to wait if the port is in use.
        stop: ends the wait.

    Raises:
        Refused: another program uses the port, or the port needs more rights.
        Stopped: a stop was requested while waiting.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    failures: list[OSError] = []

    def claimed() -> bool:
        try:
            listening.bind((HOST, port))
            listening.listen(BACKLOG)
        except OSError as error:
            failures.append(error)
            return error.errno != errno.EADDRINUSE
        failures.clear()
        return True

    wait_until(claimed, patience, stop)
    if failures:
        listening.close()
        raise Refused(
            f"端口 {port} 不可用。 Port {port} of {HOST} cannot be used ({failures[-1].strerror}): "
            f"stop the program that holds it, or choose another: make run PORT={port + 1 if port < 65535 else 8000}"
        )
    return listening


def answers(listening: socket.socket) -> bool:
    """Return whether an HTTP server answers on the socket, with any status. It is asked for by the site's first name."""
    host = os.environ.get("WENJIU_HOSTS", "").split(",")[0]
    address = f"http://{HOST}:{listening.getsockname()[1]}/healthz"
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def can_read_wenjiu(account: Account) -> bool:
    """Return whether an account can run this Python and read this code: not if only root may enter the checkout."""
    program = [sys.executable, "-c", READ_WENJIU]
    return runs(program, user=account.uid, group=account.gid, extra_groups=[])


def check_operator_database(name: str, url: str) -> None:
    """Connect once to the operator's database.

    Args:
        name: the setting that holds the address.
        url: the address.

    Raises:
        Refused: it is not a PostgreSQL address, does not answer, or is too old.
    """
    try:
        database.parse_url(url)
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.info.server_version // 10000
    except ValueError as error:
        raise Refused(f"{name}: {error}") from None
    except psycopg.Error as error:
        raise Refused(f"The database of {name} does not answer: {str(error).strip()}") from None
    if found < binaries.OLDEST_SUPPORTED:
        raise Refused(f"The database of {name} is PostgreSQL {found}: {binaries.OLDEST_SUPPORTED} or newer is needed.")


if __name__ == "__main__":
    sys.exit(main())
