"""Start the site as `make run` does, in a folder and on a port of its own, and post to it as a browser would."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300.0  # seconds until the server must have started


@dataclass(frozen=True)
class Request:
    """One request of a benchmark: its name, method, path, body and headers, and a word that every good answer contains."""

    name: str
    method: str
    path: str
    holds: bytes
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, connection: http.client.HTTPConnection) -> tuple[int, bytes]:
        """Send it and return status and body."""
        connection.request(self.method, self.path, self.body or None, self.headers)
        response = connection.getresponse()
        return response.status, response.read()


class Server:
    """The site with its own PostgreSQL, in a temporary folder."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="wenjiu-load-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = (self.data.parent / f"{self.data.name}.log").open("wb")
        environment = {"WENJIU_DATA": str(self.data / "data"), "WENJIU_PROFILE": "demo", "WENJIU_STOP_WITH_PARENT": "1"}
        self.data.chmod(0o755)  # the database's account must reach its own folder in it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wenjiu.config.launcher", "run"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, **environment, "PORT": str(self.port)},
        )

    def __enter__(self) -> Self:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10):
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        said = Path(self.log.name).read_text("utf-8", "replace")
        self.__exit__()
        raise SystemExit(f"the server did not start:\n{said}")

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
        self.log.close()
        Path(self.log.name).unlink()
        shutil.rmtree(self.data, ignore_errors=True)

    def connect(self) -> http.client.HTTPConnection:
        """Return a connection of one caller."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def form(self, name: str, path: str, holds: bytes, fields: dict[str, str | list[str]]) -> Request:
        """Return the POST of a form, with the token and the cookie that its page gave."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/") as response:
            token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', response.read())
            cookie = response.headers["Set-Cookie"].partition(";")[0]
        if token is None:
            raise SystemExit("the first page has no token")
        body = urlencode({**fields, "csrfmiddlewaretoken": token[1].decode()}, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Accept-Language": "zh"}
        return Request(name, "POST", path, holds, body, headers)
