"""Make, start, recover and stop the embedded PostgreSQL with its own programs, initdb and postgres. Needs no Django.

It listens only on a Unix socket in a private folder, and asks every role for its password.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from wenjiu.config import binaries, database, secret_files, sockets
from wenjiu.config.processes import Account, StopRequest, command_line, end, run, spawn, wait_until

#: Fast shutdown first, immediate after a minute. The next start then replays the log, and nothing is lost.
STOP_STEPS = [(signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)]
#: How long processes of a killed server may hold its shared memory or its lock file, in seconds.
RETRY_SECONDS = 60.0
#: How long replaying the log after a crash may take, in seconds.
READY_SECONDS = 600.0
INITDB_SECONDS = 600.0
CLUSTER = "cluster"  # the data directory's name in the data folder
LARGEST_LOG = 10_000_000  # bytes; a start renames a longer log
#: Answers of a server that accepts connections soon. Any other answer is final.
NOT_YET = ("starting up", "shutting down", "not yet accepting connections", "recovery", "too many clients")
TRANSIENT = ("pre-existing shared memory block", 'postmaster.pid" already exists', '.lock" already exists')
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": "../socket",  # relative to the cluster: short, wherever the data folder is
    "unix_socket_permissions": "0700",
    "port": str(database.PORT),
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    # User input must not be written to a log.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class DatabaseFailed(RuntimeError):
    """The database could not be made, started or reached."""


class Cluster:
    """One PostgreSQL data directory in a data folder (prepared by data_folder.prepare) and its server process."""

    def __init__(
        self,
        data: Path,
        programs: Path,
        account: Account | None,
        stop: StopRequest,
        extra_settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data, self.programs, self.account, self._stop = data, programs, account, stop
        self.directory = data / CLUSTER
        self.server: subprocess.Popen[str] | None = None
        self._settings = {**SETTINGS, **(extra_settings or {})}
        self._log = data / "log" / "postgresql.log"
        self._environment = {"PATH": os.defpath, "HOME": str(data), "LC_ALL": "C", "TZ": "UTC"}

    def make(self) -> None:
        """Make the data directory where there is none. It appears whole or not at all.

        Raises:
            DatabaseFailed: initdb failed, or the directory there is another version's or lacks its password.
        """
        major = binaries.version(self.programs, self.account)
        if self.directory.exists():
            self._check_existing(major)
            return
        unfinished = self.data / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password = secret_files.ensure(self.data, "database-superuser")
        handle, password_file = tempfile.mkstemp(dir=self.data / "socket", prefix=".initdb-")
        try:
            with os.fdopen(handle, "w") as file:
                file.write(password)
            if self.account is not None:
                os.chown(unfinished, self.account.uid, self.account.gid)
                os.chown(password_file, self.account.uid, self.account.gid)
            # Texts sort alike on every system. From version 17 on this needs no locale of the system.
            locale = ["--locale-provider=builtin"] if (major or 0) >= 17 else []
            code, output = run(
                [
                    self.programs / "initdb",
                    f"--pgdata={unfinished}",
                    f"--username={database.ROLES['superuser']}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    *locale,
                    "--data-checksums",
                ],
                stop=self._stop,
                account=self.account,
                env=self._environment,
                cwd=self.data,
                seconds=INITDB_SECONDS,
            )
        finally:
            Path(password_file).unlink(missing_ok=True)
        if code != 0:
            raise DatabaseFailed(f"initdb failed in {unfinished} (exit code {code}):\n{output.strip()}")
        unfinished.rename(self.directory)

    def _check_existing(self, major: int | None) -> None:
        try:
            made_by = (self.directory / "PG_VERSION").read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            raise DatabaseFailed(
                f"{self.directory} is no database: it has no file PG_VERSION. Put the folder back from the backup; if it "
                "holds nothing to keep, move it away and start again."
            ) from None
        if made_by != str(major):
            raise DatabaseFailed(
                f"{self.directory} was made by PostgreSQL {made_by}, the programs are version {major}: set "
                f"WENJIU_POSTGRES_BIN to the programs of version {made_by}, or move the data with pg_dump."
            )
        try:
            secret_files.read(self.data, "database-superuser")
        except FileNotFoundError:
            raise DatabaseFailed(
                f"The passwords in {secret_files.folder(self.data)} are gone, but the database is still there: "
                "put that folder back from the backup."
            ) from None

    def start(self) -> None:
        """Start the server and wait until it answers, whatever state a crash left.

        Raises:
            DatabaseFailed: it does not start, and the message ends with its log; or it refuses the password.
            Stopped: a stop was asked for meanwhile.
        """
        self._end_orphan()
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            self._clear_stale_locks()
            written = self._spawn()
            if wait_until(self._answers_or_ended, READY_SECONDS, self._stop) and self._running():
                return
            said = self._log.read_bytes()[written:].decode(errors="replace")
            if self._running():
                raise DatabaseFailed(
                    f"PostgreSQL does not answer after {READY_SECONDS:.0f} s. Its log:\n{said[-2000:]}"
                )
            # After kill -9 the processes of the killed server need a moment to end.
            if not any(text in said for text in TRANSIENT) or time.monotonic() > deadline:
                raise DatabaseFailed(f"PostgreSQL did not start. Its log ({self._log}):\n{said[-2000:]}")
            time.sleep(0.5)

    def stop(self) -> None:
        """Shut the server down and wait for it. Does nothing where none runs."""
        if self.server is not None:
            end(self.server, STOP_STEPS)
            self.server = None

    def connect(self, dbname: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection as the superuser, which only the launcher uses; each statement is its own transaction.

        Raises:
            psycopg.OperationalError: the server does not answer.
        """
        return psycopg.connect(
            host=sockets.host(self.data / "socket"),
            port=database.PORT,
            user=database.ROLES["superuser"],
            password=secret_files.read(self.data, "database-superuser"),
            dbname=dbname,
            connect_timeout=10,
            options="-c statement_timeout=60s",
            autocommit=True,
        )

    def _running(self) -> bool:
        return self.server is not None and self.server.poll() is None

    def _answers_or_ended(self) -> bool:
        if not self._running():
            return True
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            self._refuse_final(str(error))
            return False
        return True

    def _refuse_final(self, said: str) -> None:
        if "authentication failed" in said:
            raise DatabaseFailed(
                f"The database in {self.directory} does not accept the password in "
                f"{secret_files.folder(self.data) / 'database-superuser'}, which is not the one that it was made with: put "
                "that file back from the backup."
            )
        if "FATAL:" in said and not any(text in said for text in NOT_YET):
            raise DatabaseFailed(f"The database in {self.directory} refuses connections:\n{said.strip()}")

    def _spawn(self) -> int:
        """Start the server process; return how long its log was before."""
        if self._log.exists() and self._log.stat().st_size > LARGEST_LOG:
            self._log.replace(self._log.with_suffix(".log.1"))
        with open(self._log, "ab") as log:
            written = log.tell()
            settings = [f"--{name.replace('_', '-')}={value}" for name, value in self._settings.items()]
            self.server = spawn(
                [self.programs / "postgres", "-D", self.directory, *settings],
                account=self.account,
                env=self._environment,
                cwd=self.data,
                end_signal=signal.SIGINT,
                output=log,
            )
        return written

    def _pid_file(self) -> Path:
        return self.directory / "postmaster.pid"

    def _recorded_pid(self) -> int | None:
        try:
            return int(self._pid_file().read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _is_our_server(self, pid: int) -> bool:
        """Return whether a process is a PostgreSQL server on our directory, not one that reuses an old process id."""
        line = command_line(pid)
        if "postgres" not in line:
            return False
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.directory.resolve()
        except OSError:
            return f"-D {self.directory} " in f"{line} "

    def _end_orphan(self) -> None:
        """Shut down a server that outlived its launcher; the launcher then starts it again as its own child."""
        pid = self._recorded_pid()
        if pid is None or not self._is_our_server(pid):
            return
        for number, patience in STOP_STEPS:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return
            if wait_until(lambda: not self._is_our_server(pid), patience, self._stop):
                return
        raise DatabaseFailed(f"An earlier PostgreSQL server (pid {pid}) on {self.directory} cannot be ended.")

    def _clear_stale_locks(self) -> None:
        """Keep a dead server's lock files from stopping the start when another process has its process id now.

        The id in postmaster.pid is replaced by ours, which PostgreSQL ignores as its parent's. The file itself
        stays: it names the shared memory that PostgreSQL checks for surviving processes of the dead server.
        """
        pid = self._recorded_pid()
        if pid is not None and self._is_our_server(pid):
            return
        for name in (sockets.SOCKET_NAME, f"{sockets.SOCKET_NAME}.lock"):
            (self.data / "socket" / name).unlink(missing_ok=True)
        path = self._pid_file()
        if not path.exists():
            return
        lines = path.read_text(errors="replace").split("\n")
        if pid is None or len(lines) < 7:
            path.unlink()  # cut short by a crash before any shared memory was made
            return
        replacement = path.with_name("postmaster.pid.wenjiu")
        replacement.write_text("\n".join([str(os.getpid()), *lines[1:]]))
        if self.account is not None:
            os.chown(replacement, self.account.uid, self.account.gid)
        replacement.replace(path)
