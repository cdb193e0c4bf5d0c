"""Measure the running server with fifty concurrent callers: the check page and `POST /api/v1/assess`.

`python benchmarks/http_load.py [--users N] [--seconds S] [--write]` starts the site as `make run` does, with its own
data folder and port. N callers send requests without a pause, each on its own connection; a warm-up is not counted.
The output is p50 and p95, errors and requests a second for each URL, and the number of database queries of a page
(counted in this process, with Django's test client). `--write` puts the result into docs/evidence/http-load.md. The
callers run on the same machine and use part of its processors. All cases are synthetic.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "http-load.md"
PATIENCE = 120.0  # time limit in seconds for the server's start
WARM_UP = 2.0  # seconds


@dataclass(frozen=True)
class Target:
    """One request of the benchmark: name, method, path, body, headers, and a word that every good answer contains."""

    name: str
    method: str
    path: str
    body: bytes
    headers: dict[str, str]
    holds: bytes


@dataclass
class Tally:
    """Results of the callers: seconds of each good answer, and errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def targets() -> list[Target]:
    """Return the requests: the check page with answers on it, and one case with its reasons."""
    from wenjiu.policies import load_policy

    policy = load_policy()
    measure = next(m for m in policy.measures.values() if m.audience == "firm")
    names = policy.accepted_facts(measure)
    known = policy.check(measure.audience, {}).facts
    typed = {names[n].key: v for n, v in measure.example.items() if names[n].key in known}
    form = "&".join(f"a-{key}={str(v).lower() if isinstance(v, bool) else v}" for key, v in list(typed.items())[:3])
    case = json.dumps({"id": "synthetic", "measure": measure.code, "facts": measure.example}).encode()
    page = f"/check/{measure.audience}/"
    as_form, as_json = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}
    return [
        Target("check page, first question", "GET", page, b"", {}, b'id="check"'),
        Target("check page, with answers", "POST", page, form.encode(), as_form, b'id="check"'),
        Target("POST assess", "POST", "/api/v1/assess", case, as_json, b'"eligible": "'),
    ]


class Server:
    """The site as `make run` starts it, in a temporary folder."""

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


def ask(port: int, target: Target, until: float, count_from: float, tally: Tally) -> None:
    """Run one caller: send the next request as soon as the answer arrives."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        begin = time.monotonic()
        try:
            connection.request(target.method, target.path, target.body or None, target.headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            tally.errors.append(type(error).__name__)
            connection.close()
            continue
        if begin < count_from:
            continue
        if response.status != 200 or target.holds not in body:
            tally.errors.append(f"status {response.status}")
        else:
            tally.seconds.append(time.monotonic() - begin)
    connection.close()


def as_a_browser(port: int, target: Target) -> Target:
    """Return the form with the token and cookie of its page; other targets unchanged."""
    if "form" not in target.headers.get("Content-Type", ""):
        return target
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{target.path}") as response:
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', response.read())
        cookie = response.headers["Set-Cookie"].partition(";")[0]
    if token is None:
        raise SystemExit(f"{target.name}: the page has no token")
    headers = {**target.headers, "Cookie": cookie}
    return replace(target, body=target.body + b"&csrfmiddlewaretoken=" + token[1], headers=headers)


def measure(port: int, target: Target, users: int, seconds: float) -> Tally:
    """Run the callers for some seconds and return the results after the warm-up."""
    begin = time.monotonic()
    tallies = [Tally() for _ in range(users)]
    until = begin + WARM_UP + seconds
    threads = [threading.Thread(target=ask, args=(port, target, until, begin + WARM_UP, t)) for t in tallies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Tally([s for t in tallies for s in t.seconds], [e for t in tallies for e in t.errors])


def queries(found: list[Target]) -> dict[str, int]:
    """Return the number of database queries of each URL. A connection that was never opened has made none."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.settings"  # they reach no database
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    client, counted = Client(), {}
    for target in found:
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        headers = dict(target.headers)
        kind = headers.pop("Content-Type", "")
        response: Any = client.generic(target.method, target.path, target.body, kind, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{target.name}: status {response.status_code}")
        counted[target.name] = len(connection.queries)
    return counted


def machine() -> str:
    """Return versions, and the kind of machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = ", ".join(f"{name} {version(name)}" for name in ("django", "gunicorn"))
    return (
        f"wenjiu {version('wenjiu')}, {parts}, Python {platform.python_version()}; "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB"
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="load on the running server")
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=15.0)
    arguments.add_argument("--write", action="store_true", help="write docs/evidence/http-load.md")
    asked = arguments.parse_args()
    found = targets()
    counted = queries(found)
    rows = []
    with Server() as server:
        for target in found:
            tally = measure(server.port, as_a_browser(server.port, target), asked.users, asked.seconds)
            if len(tally.seconds) < 2:
                raise SystemExit(f"{target.name}: nothing came back; {sorted(set(tally.errors))}")
            cuts = [s * 1000 for s in statistics.quantiles(tally.seconds, n=100)]
            rows.append(
                f"| {target.name} | {cuts[49]:.0f} | {cuts[94]:.0f} | {len(tally.seconds) / asked.seconds:.0f} "
                f"| {len(tally.seconds)} | {len(tally.errors)} | {counted[target.name]} |"
            )
            if tally.errors:
                print(f"{target.name}: {sorted(set(tally.errors))}", file=sys.stderr)
    text = "\n".join(
        [
            "# Load on the running server",
            "",
            f"{asked.users} callers at once, no pause between questions, {asked.seconds:.0f} s for each address;",
            f"{WARM_UP:.0f} s of warm-up before are not counted. The server is as `make run` starts it,",
            "the callers are on the same machine. Synthetic cases.",
            f"{machine()}.",
            "Written by `python benchmarks/http_load.py --write`.",
            "",
            "| asked | p50 (ms) | p95 (ms) | requests/s | answered | errors | database queries |",
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
    )
    print(text)
    if asked.write:
        EVIDENCE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
