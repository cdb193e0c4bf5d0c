"""Measure the busiest pages of the bureau, and the way to the next case, on the demo district.

`python benchmarks/bureau_pages.py [--rounds N] [--write]` starts the site as `make run` does, with the demo district and
its own PostgreSQL. One caller steps into the personas and asks for each page in turn, N rounds; the pages of a round follow
each other, so that a busy moment of the machine affects all. A figure is also given as a ratio to the health page. `--write`
puts the result into docs/evidence/bureau-pages.md. All people and firms are synthetic.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from served import ROOT, Server
from timing import machine, table

EVIDENCE = ROOT / "docs" / "evidence" / "bureau-pages.md"
GOAL = 300  # milliseconds for the next case
ROUNDS = 40
#: Page -> persona and path. A path that ends in a pattern is the first link of that form on the page before it.
PAGES = {
    "my home": ("firm", "/my/", ""),
    "filing": ("firm", "/my/", r"/my/filings/\d+/"),
    "own case": ("firm", "/my/", r"/my/cases/[^/\"]+/"),
    "desk home": ("specialist", "/desk/", ""),
    "queue": ("specialist", "/desk/queue/", ""),
    "case": ("specialist", "/desk/queue/", r"/desk/cases/[^/\"?]+/"),
    "next case": ("specialist", "/desk/next/", ""),
    "notices": ("district-2", "/desk/notices/", ""),
    "money": ("maker", "/desk/money/", ""),
    "to pay": ("maker", "/desk/money/pay/", ""),
    "district": ("leader", "/desk/district/", ""),
}


@dataclass
class Caller:
    """Somebody who is signed in on one connection."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: Mapping[str, str | list[str]] | None = None) -> tuple[int, str, str]:
        """Return status, text and where the answer leads."""
        headers = {"Accept-Language": "zh", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = None if form is None else urlencode(form, doseq=True)
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")  # a file is no text
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")

    def page(self, path: str) -> str:
        """Return a page, also where an address only leads to it."""
        status, text, elsewhere = self.ask(path)
        while status == 302:
            status, text, elsewhere = self.ask(urlsplit(elsewhere).path)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        return text

    def step_into(self, persona: str) -> None:
        """Begin the session of a persona."""
        self.enter(f"demo-{persona}")

    def enter(self, username: str) -> None:
        """Begin the session of an account of the demo."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page("/demo/"))
        assert token is not None
        status, _text, _to = self.ask("/demo/enter/", {"persona": username, "csrfmiddlewaretoken": token[1]})
        if status != 302:
            raise SystemExit(f"{username} cannot be stepped into: {status}")


def measure(server: Server, rounds: int) -> dict[str, list[float]]:
    """Return page -> milliseconds of each round, with the health page first."""
    callers: dict[str, Caller] = {}
    paths: dict[str, tuple[Caller, str]] = {"health page": (Caller(server.connect()), "/healthz")}
    for name, (persona, path, pattern) in PAGES.items():
        if persona not in callers:
            callers[persona] = Caller(server.connect())
            callers[persona].step_into(persona)
        if pattern:
            found = re.search(pattern, callers[persona].page(path))
            if found is None:
                raise SystemExit(f"{path} has no link of the form {pattern}")
            path = found[0]
        paths[name] = (callers[persona], path)
    times: dict[str, list[float]] = {name: [] for name in paths}
    for at in range(rounds + 3):
        for name, (caller, path) in paths.items():
            begin = time.perf_counter()
            caller.page(path)
            if at >= 3:  # the first rounds load what is kept
                times[name].append((time.perf_counter() - begin) * 1000)
    return times


def report(times: dict[str, list[float]], rounds: int, load: float) -> str:
    """Return the page with the figures."""
    health = statistics.median(times["health page"])
    rows = [
        [name, f"{statistics.median(found):.0f}", f"{statistics.quantiles(found, n=20)[-1]:.0f}",
         f"{statistics.median(found) / health:.1f}"]
        for name, found in times.items()
    ]  # fmt: skip
    late = statistics.quantiles(times["next case"], n=20)[-1]
    return "\n".join([
        "# Pages of the bureau: time", "",
        machine("django", "gunicorn"),
        f"Load average before the start: {load:.1f}. The caller is on the same machine. Synthetic people and firms.",
        "Written by `python benchmarks/bureau_pages.py --write`.", "",
        f"One caller, {rounds} rounds over all pages, on the demo district as `make run` makes it. The ratio is p50 to p50 of",
        "the health page, which makes one query; compare ratios, not times of another machine.", "",
        table(["page", "p50 (ms)", "p95 (ms)", "ratio"], rows), "",
        f"The next case comes within {late:.0f} ms in 19 of 20 presses (goal: {GOAL} ms): the address that chooses it, and the",
        "page of the case to which it leads. How many queries a page makes does not depend on its rows:",
        "`tests/bureau/test_queries.py` holds it for the busiest pages.", "",
    ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    with Server() as server:
        times = measure(server, given.rounds)
    text = report(times, given.rounds, load)
    print(text)
    if given.write:
        EVIDENCE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
