"""Run child processes that end with their parent, can use another account, and can be waited for while signals come.

Needs no Django.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

POLL_SECONDS = 0.05
#: Time limit in seconds for a short program that only checks whether something works.
PROBE_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Stopped(Exception):
    """A stop was requested while work was under way."""


class TookTooLong(RuntimeError):
    """A child did not end in time."""


class StopRequest:
    """Record that SIGINT, SIGTERM or SIGHUP came, so that the program can end at a point of its choice."""

    def __init__(self) -> None:
        self.signal: int | None = None

    def listen(self) -> None:
        """Handle the three signals in this process."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.signal = number

    def check(self) -> None:
        """Raise Stopped if a stop was requested."""
        if self.signal is not None:
            raise Stopped(signal.Signals(self.signal).name)


@dataclass(frozen=True)
class Account:
    """An account of this system that a child runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> "Account":
        """Look an account up.

        Raises:
            LookupError: no account has this name, or it is root's.
        """
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            raise LookupError(
                f"There is no account {name!r} on this system: set WENJIU_DATABASE_ACCOUNT to one."
            ) from None
        if found.pw_uid == 0:
            raise LookupError(f"The account {name!r} is root's, and PostgreSQL refuses root: name another one.")
        return cls(name, found.pw_uid, found.pw_gid)

    @classmethod
    def for_database(cls) -> "Account | None":
        """Return the account that the database runs as: None (this process's own) unless this process is root's.

        Raises:
            LookupError: this process is root's, and no suitable account exists.
        """
        if os.geteuid() != 0:
            return None
        if given := os.environ.get("WENJIU_DATABASE_ACCOUNT"):
            return cls.named(given)
        for name in ("postgres", "nobody"):
            try:
                return cls.named(name)
            except LookupError:
                continue
        raise LookupError(
            "PostgreSQL refuses to run as root, and this system has neither an account 'postgres' nor 'nobody': "
            "set WENJIU_DATABASE_ACCOUNT to an existing account without rights."
        )


def die_with_parent(number: int, parent: int | None = None) -> Callable[[], None]:
    """Return a function with which a process asks Linux for signal ``number`` when its parent ends, however it ends.

    Args:
        number: the signal.
        parent: the parent's process id; by default this process, for a call in one of its children.

    On other systems it does nothing: there the next start ends any leftover process.
    """
    expected = os.getpid() if parent is None else parent

    def arrange() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != expected:  # it ended before the call
            os.kill(os.getpid(), number)

    return arrange


def spawn(
    arguments: Sequence[str | Path],
    *,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    end_signal: int = signal.SIGTERM,
    output: IO[Any] | int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[str]:
    """Start a child in its own session: Ctrl-C reaches it through us, in the right order.

    Args:
        arguments: program and arguments; no shell reads them.
        account: run as this account, without supplementary groups.
        env: the whole environment, or None for ours.
        end_signal: the signal it gets when this process ends unexpectedly (Linux).
        output: destination of standard output and error, or None for ours.
    """
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.Popen(
        [str(argument) for argument in arguments],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        # The launcher has only one thread, so code between fork and exec is safe.
        preexec_fn=die_with_parent(end_signal),  # noqa: PLW1509
        pass_fds=pass_fds,
        text=True,
        **identity,
    )


def run(arguments: Sequence[str | Path], *, stop: StopRequest, seconds: float, **how: Any) -> tuple[int, str]:
    """Run a child to its end and return its exit code and its output. ``how`` is passed to `spawn`.

    Args:
        arguments: program and arguments.
        stop: ends the wait.
        seconds: time limit for the child.

    Raises:
        Stopped: a stop was requested meanwhile; the child has been ended.
        TookTooLong: it did not end in time; it has been ended.
    """
    child = spawn(arguments, output=subprocess.PIPE, **how)
    deadline = time.monotonic() + seconds
    while True:
        try:
            output, _ = child.communicate(timeout=POLL_SECONDS)
            return child.returncode, output
        except subprocess.TimeoutExpired:
            late = time.monotonic() > deadline
            if stop.signal is None and not late:
                continue
        end(child, [(signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0)])
        stop.check()
        raise TookTooLong(f"`{' '.join(map(str, arguments))}` did not end within {seconds:.0f} s and was stopped.")


def runs(arguments: Sequence[str | Path], **how: Any) -> bool:
    """Return whether a short program succeeds within ``PROBE_SECONDS``. ``how`` is passed to `subprocess.run`."""
    try:
        subprocess.run(
            [str(argument) for argument in arguments],
            cwd="/",
            capture_output=True,
            timeout=PROBE_SECONDS,
            check=True,
            **how,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def end(child: subprocess.Popen[str], steps: Sequence[tuple[int, float]]) -> bool:
    """End a child and all processes of its session: each step is a signal and the seconds to wait after it.

    Returns:
        True if the child is gone.
    """
    for number, patience in steps:
        if child.poll() is None:
            child.send_signal(number)
        try:
            child.wait(patience)
            break
        except subprocess.TimeoutExpired:
            continue
    gone = child.poll() is not None
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nothing is left
    return gone


def wait_until(condition: Callable[[], bool], seconds: float, stop: StopRequest | None = None) -> bool:
    """Wait for a condition; return whether it became true in time.

    Raises:
        Stopped: a stop was requested meanwhile.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if stop is not None:
            stop.check()
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def command_line(pid: int) -> str:
    """Return the command line of a running process, or an empty string if there is no such process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    if Path("/proc/self/cmdline").exists():
        return ""
    found = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True,
                           timeout=PROBE_SECONDS, check=False)  # fmt: skip
    return found.stdout.strip()
