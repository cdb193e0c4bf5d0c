"""Running the `wenjiu` program as others' scripts do: as a process, or, where a process adds nothing, within this one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from wenjiu.cli.main import app

from .answers import breaches
from .counts import CAMPAIGN

WENJIU = Path(sys.executable).parent / "wenjiu"


@dataclass(frozen=True)
class Run:
    """What a run of the program left: exit status, output, messages."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Standard output as text; fails where it is not UTF-8."""
        return self.out.decode("utf-8")

    @property
    def messages(self) -> str:
        """Standard error as text; fails where it is not UTF-8."""
        return self.err.decode("utf-8")

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The output as JSON lines, each of which the published schema must accept."""
        found = [json.loads(line, parse_constant=_refuse) for line in self.text.splitlines()]
        for line in found:
            assert breaches(line) == [], line
        return found


def wenjiu(*arguments: str | Path, given: bytes | str = b"", env: dict[str, str] | None = None) -> Run:
    """Run `wenjiu` with arguments and standard input, as a process only in a campaign.

    Extra environment variables replace those that are set. What only a process shows (its streams, how deeply calls may
    nest, what it reads once at its start) is tried with `program`.
    """
    return program(*arguments, given=given, env=env) if CAMPAIGN else within(*arguments, given=given, env=env)


def within(*arguments: str | Path, given: bytes | str = b"", env: dict[str, str] | None = None) -> Run:
    """Run `wenjiu` within this process, otherwise as `wenjiu` above."""
    raw = io.BufferedReader(io.BytesIO(given.encode() if isinstance(given, str) else given))
    done = CliRunner(env=env).invoke(app, [str(argument) for argument in arguments], input=raw)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def program(*arguments: str | Path, given: bytes | str = b"", env: dict[str, str] | None = None) -> Run:
    """Run the installed `wenjiu` as a process, otherwise as `wenjiu` above."""
    done = subprocess.run(
        [WENJIU, *arguments],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return Run(done.returncode, done.stdout, done.stderr)


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")
