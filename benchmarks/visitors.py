"""Measure the pages of the running site: how soon they come for fifty visitors at once, and how many bytes they are.

`python benchmarks/visitors.py [--users N] [--seconds S] [--rate R] [--write]` starts the site as `make run` does, with
its own PostgreSQL. Each page is measured in a closed loop: N callers, each on its own connection, ask again as soon as
the answer is there. Then the pages of a visit are measured together in an open loop: R requests a second arrive whether
or not earlier ones are answered, and the time counts from the moment at which a request should have been sent. The callers
run on the same machine and use part of its processors. A figure is also given as a ratio to the health page, which asks
the database once: ratios carry over to other machines. `--write` puts the result into docs/evidence/visitors.md. All cases
and names are synthetic.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import itertools
import json
import os
import queue
import re
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field

from served import ROOT, Request, Server
from timing import machine, table

EVIDENCE = ROOT / "docs" / "evidence" / "visitors.md"
WARM_UP = 2.0  # seconds
FIRST = 6  # requests before, one after the other
ZH = {"Accept-Language": "zh"}
VISIT: dict[str, str | list[str]] = {
    "s": ["young_firm", "hires"],
    "a-firm.registered_district": "chaoyang",
    "a-firm.local_workers": "8",
}
HEADER = "姓名\t人员编号\t新招用*\t招用日期*\t职工户籍*\t招用前登记失业\t领过这项补贴"
LARGE = 5000  # rows of the roster that is measured alone
#: Pages that are only read; the others are asked for with `requests_of`.
READ = ("/", "/policies/", "/policies/by-subject/", "/guide/5.2/", "/guide/3.4a/", "/guide/5.2/leaflet/", "/document/",
        "/document/?reading=A-5.2-2", "/clause/5.2/", "/versions/", "/readings/", "/readings/A-5.2-2/", "/parameters/", "/parameters/5.2.cap/",
        "/lists/", "/size/", "/roster/", "/roster/hires/", "/search/", "/search/?q=%E7%A7%9F%E6%88%BF", "/about/", "/followup/", "/check/?about=5.2",
        "/api/v1/docs")  # fmt: skip


@dataclass
class Tally:
    """Seconds of each good answer, and errors."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, request: Request, connection: http.client.HTTPConnection, begin: float, counts: bool) -> None:
        """Send a request and note when its answer came, counted from `begin`."""
        try:
            try:
                status, body = request.ask(connection)
            except (http.client.RemoteDisconnected, BrokenPipeError):
                connection.close()  # the server ended an idle connection: a browser asks once more
                status, body = request.ask(connection)
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(type(error).__name__)
            connection.close()
            return
        if status != 200 or request.holds not in body:
            self.errors.append(f"{request.name}: status {status}")
        elif counts:
            self.seconds.append(time.monotonic() - begin)

    def percentile(self, share: int) -> float:
        """Return a percentile in milliseconds."""
        if len(self.seconds) < 2:
            raise SystemExit(f"too slow to measure, or hardly anything came back; {sorted(set(self.errors))}")
        return 1000 * statistics.quantiles(self.seconds, n=100)[share - 1]


def roster(rows: int) -> dict[str, str | list[str]]:
    """Return the form of a list of hired people."""
    people = [f"人{k}\tB{k}\t是\t2021-09-01\t朝阳区\t是\t否" for k in range(rows)]
    return {
        "once-claim_year": "2021",
        "once-application_date": "2021-12-01",
        "text": "\n".join([HEADER, *people]),
        "do": "check",
    }


def requests_of(server: Server) -> list[Request]:
    """Return what is measured: the health page, the pages of a visit, pages to read, a roster, a case for the API."""
    from wenjiu.policies import load_policy

    measure = load_policy().measures["5.2"]
    case = json.dumps({"id": "synthetic", "measure": measure.code, "facts": measure.example}).encode()

    def step(name: str, do: str, holds: bytes) -> Request:
        return server.form(f"visit: {name}", "/check/", holds, VISIT | {"do": do})

    return [
        Request("health page", "GET", "/healthz", b""),
        Request("visit: statements", "GET", "/", b'name="s"', headers=ZH),
        step("first questions", "start", b'name="v-'),
        step("result", "results", b'id="m-5.2"'),
        step("questions of a measure", "about:5.2", b'name="v-'),
        step("reasons", "why:5.2", b"wj-reasons"),
        Request("guide", "GET", "/guide/5.2/", b"<h1", headers=ZH),
        Request("document", "GET", "/document/", b'id="c5.2"', headers=ZH),
        Request("document, a reading opened", "GET", "/document/?reading=A-5.2-2", b"data-opened", headers=ZH),
        Request("search", "GET", "/search/?q=%E7%A7%9F%E6%88%BF", b"wj-hits", headers=ZH),
        Request("policies", "GET", "/policies/", b"<h1", headers=ZH),
        server.form("roster of 200 rows", "/roster/hires/", "人199</th>".encode(), roster(200)),
        Request(
            "POST /api/v1/assess",
            "POST",
            "/api/v1/assess",
            b'"eligible":"yes"',
            case,
            {"Content-Type": "application/json"},
        ),
    ]


def closed(server: Server, request: Request, users: int, seconds: float) -> Tally:
    """Let callers ask without a pause; the warm-up is not counted."""
    for _ in range(FIRST):  # each process of the server makes what it keeps, such as the index of the search
        request.ask(server.connect())
    start = time.monotonic()
    tallies = [Tally() for _ in range(users)]

    def caller(tally: Tally) -> None:
        connection = server.connect()
        while (begin := time.monotonic()) < start + WARM_UP + seconds:
            tally.ask(request, connection, begin, begin >= start + WARM_UP)
        connection.close()

    run([threading.Thread(target=caller, args=(tally,)) for tally in tallies])
    return Tally([s for t in tallies for s in t.seconds], [e for t in tallies for e in t.errors])


def opened(server: Server, mix: list[Request], rate: float, users: int, seconds: float) -> Tally:
    """Let requests arrive at an even rate; each counts from the time at which it is due."""
    due: queue.SimpleQueue[tuple[float, Request] | None] = queue.SimpleQueue()
    tallies = [Tally() for _ in range(users)]
    start = time.monotonic()

    def caller(tally: Tally) -> None:
        connection = server.connect()
        while (job := due.get()) is not None:
            at, request = job
            tally.ask(request, connection, at, at >= start + WARM_UP)
        connection.close()

    threads = [threading.Thread(target=caller, args=(tally,)) for tally in tallies]
    for thread in threads:
        thread.start()
    for number, request in zip(range(int(rate * (WARM_UP + seconds))), itertools.cycle(mix), strict=False):
        at = start + number / rate
        time.sleep(max(0.0, at - time.monotonic()))
        due.put((at, request))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    return Tally([s for t in tallies for s in t.seconds], [e for t in tallies for e in t.errors])


def run(threads: list[threading.Thread]) -> None:
    """Run threads to their end."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def alone(server: Server, request: Request, times: int = 3) -> float:
    """Return the seconds of one request with nobody else there, the median of some."""
    connection, tally = server.connect(), Tally()
    for _ in range(times + 1):
        tally.ask(request, connection, time.monotonic(), counts=True)
    if tally.errors:
        raise SystemExit(f"{request.name}: {tally.errors}")
    return statistics.median(tally.seconds[1:])


def processor_times(found: list[Request]) -> dict[str, float]:
    """Return the milliseconds of processor that each page takes in this process: the least of some calls, whatever else runs."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.settings"  # they reach no database
    import django

    django.setup()
    from django.test import Client

    client, times = Client(), {}
    for request in found:
        headers = dict(request.headers)
        kind, taken = headers.pop("Content-Type", ""), []
        for _ in range(9):
            begin = time.process_time()
            response = client.generic(request.method, request.path, request.body, kind, headers=headers)
            taken.append(time.process_time() - begin)
            if response.status_code != 200:
                raise SystemExit(f"{request.name}: status {response.status_code}")
        times[request.name] = 1000 * min(taken)
    return times


def weights(server: Server, posted: list[Request]) -> list[list[str]]:
    """Return a row for each page: bytes of HTML, of its files compressed, and what a first and a later visit load."""
    connection, rows, known = server.connect(), [], {}
    pages = [Request(path, "GET", path, b"", headers=ZH) for path in READ]
    pages.append(
        server.form("size, with a result", "/size/", b"", {"industry": "retail", "staff": "60", "revenue": "700"})
    )
    for request in [*pages, *posted]:
        status, body = request.ask(connection)
        if status != 200:
            raise SystemExit(f"{request.name}: status {status}")
        files = re.findall(rb'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"', body)
        total = 0
        for style, script in files:
            path = (style or script).decode()
            if path not in known:
                known[path] = len(gzip.compress(Request(path, "GET", path, b"").ask(connection)[1]))
            total += known[path]
        sizes = (len(body), len(gzip.compress(body)), total, len(body) + total, len(body))
        rows.append([request.name, *(f"{size:,}" for size in sizes)])
    return rows


def singly(server: Server, health: Request, roster_of_200: Request) -> list[list[str]]:
    """Return a row for each roster, asked for with nobody else there."""
    large = server.form(f"roster of {LARGE:,} rows", "/roster/hires/", b"wj-roster", roster(LARGE))
    fields = roster(LARGE) | {"from": "all"}
    every = server.form(f"roster of {LARGE:,} rows, all on one page", "/roster/hires/", b"wj-roster", fields)
    base = alone(server, health, 20)
    return [[r.name, f"{(took := alone(server, r)):.2f}", f"{took / base:,.0f}"] for r in (roster_of_200, large, every)]


def report(server: Server, users: int, seconds: float, rate: float) -> str:
    """Measure everything and return the text of the evidence."""
    load = os.getloadavg()[0]
    found = requests_of(server)
    rows, base, errors = [], 0.0, []
    times = processor_times(found[1:])
    for request in found:
        tally = closed(server, request, users, seconds)
        errors += tally.errors
        base = base or tally.percentile(50)
        figures = [f"{tally.percentile(50):.0f}", f"{tally.percentile(95):.0f}", f"{tally.percentile(50) / base:.1f}"]
        figures.append(f"{times[request.name]:.1f}" if request.name in times else "")
        rows.append([request.name, *figures, f"{len(tally.seconds) / seconds:.0f}", str(len(tally.errors))])
        print(*rows[-1], sep=" | ", flush=True)
    visit = [r for r in found if r.name.startswith("visit") or r.name in ("guide", "document", "search")]
    mixed = opened(server, visit, rate, users, 2 * seconds)
    singles = singly(server, found[0], found[-2])
    posted = [r for r in found if r.method == "POST" and not r.path.startswith("/api/")]
    return "\n".join(
        [
            "# Pages for visitors: time and weight",
            "",
            f"{machine('django', 'gunicorn')}.",
            f"Load average before the start: {load:.1f}. The callers are on the same machine. Synthetic cases and names.",
            "Written by `python benchmarks/visitors.py --write`.",
            "",
            f"## {users} callers at once, without a pause",
            "",
            f"Each page for {seconds:.0f} s after {WARM_UP:.0f} s of warm-up, on the site as `make run` starts it, with its own PostgreSQL. The",
            "ratio is p50 to p50 of the health page, which makes one query to the database. The processor time of one page does not",
            "depend on what else the machine does: two processors can send 2,000 / t pages a second.",
            "",
            table(["page", "p50 (ms)", "p95 (ms)", "ratio", "processor (ms)", "requests/s", "errors"], rows),
            "",
            f"## {rate:.0f} requests a second, whether or not earlier ones are answered",
            "",
            f"The pages of a visit, the guide, the document and the search in turn for {2 * seconds:.0f} s:",
            f"p50 {mixed.percentile(50):.0f} ms, p95 {mixed.percentile(95):.0f} ms,",
            f"{len(mixed.seconds)} answered, {len(mixed.errors)} errors. The time counts from the moment at which a request is due.",
            "",
            "## One visitor alone",
            "",
            table(["page", "seconds", "ratio to the health page"], singles),
            "",
            "## Bytes of each page",
            "",
            "Pages are sent as they are: compressing a page with a token and with what a visitor typed would let an attacker guess them",
            "from its length. Style sheets and scripts are sent compressed in the production profile, and counted so. A later visit loads",
            "the page alone.",
            "",
            table(["page", "HTML", "HTML if compressed", "styles and scripts", "first visit", "later visit"], weights(server, posted)),
            *([] if not errors + mixed.errors else ["", f"Errors: {sorted(set(errors + mixed.errors))}"]),
        ]
    )  # fmt: skip


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="time and weight of the pages of the running site")
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=6.0)
    arguments.add_argument("--rate", type=float, default=40.0, help="requests a second of the open loop")
    arguments.add_argument("--write", action="store_true", help="write docs/evidence/visitors.md")
    asked = arguments.parse_args()
    with Server() as server:
        text = report(server, asked.users, asked.seconds, asked.rate)
    print(text)
    if asked.write:
        EVIDENCE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
