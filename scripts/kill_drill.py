"""The kill drill: kill -9 at random moments of set-up, start, migration and serving, then start again.

What must hold after each of the rounds: the next start serves; no row that was there is missing or changed; nothing of
the killed start is left running. The drill works in a data folder of its own, is seeded, and can be interrupted and
continued: finished rounds stand in build/kill-drill.json. The result goes to docs/evidence/kill-drill.md. Usage:
``kill_drill.py [--rounds N] [--seed N] [--new]``.
"""

import argparse
import json
import os
import platform
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from wenjiu import paths
from wenjiu.config import data_folder, database, secret_files, sockets
from wenjiu.config.processes import Account

ROOT = Path(__file__).resolve().parent.parent
PROGRESS = ROOT / "build" / "kill-drill.json"
EVIDENCE = ROOT / "docs" / "evidence" / "kill-drill.md"
PATIENCE = 120.0  # seconds; a start that takes longer has failed
#: Victims, and from which moment on a kill is timed. A first start makes the cluster and migrates.
VICTIMS = ("launcher", "database", "web", "all")
MOMENTS = ("first start", "start", "serving")


class Drill:
    """One data folder and the launchers started in it."""

    def __init__(self, data: Path, seed: int) -> None:
        self.data, self.random = data, random.Random(seed)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = ROOT / "build" / "kill-drill.log"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start a launcher as ``make run`` does."""
        with open(self.log, "ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "wenjiu.config.launcher", "run"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={
                    **os.environ,
                    "WENJIU_DATA": str(self.data),
                    "WENJIU_PROFILE": "demo",
                    "WENJIU_STOP_WITH_PARENT": "1",  # an interrupted drill leaves nothing running
                    "PORT": str(self.port),
                },
            )

    def serves(self, launcher: subprocess.Popen[bytes]) -> bool:
        """Wait until the health page reports that all is well.

        Return False if the launcher ends or it takes too long.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and launcher.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        return False

    def rows(self) -> list[list[str]]:
        """Return the rows of the installation and its starts, read with the auditor's role."""
        with psycopg.connect(
            host=sockets.host(self.data / "socket"),
            port=database.PORT,
            user=database.ROLES["audit"],
            password=secret_files.read(self.data, "database-audit"),
            dbname=database.NAME,
        ) as connection:
            found = connection.execute(
                "SELECT i.id::text, i.created_at::text, s.number::text, s.version, s.profile, s.started_at::text "
                "FROM config_start s JOIN config_installation i ON i.id = s.installation_id ORDER BY s.number"
            ).fetchall()
        return [list(row) for row in found]

    def victims(self, launcher: subprocess.Popen[bytes], victim: str) -> list[int]:
        """Return the processes to kill; processes that do not exist yet are left out."""
        family = descendants(launcher.pid)
        chosen = {
            "launcher": [launcher.pid],
            "database": [pid for pid, line in family.items() if "bin/postgres" in line or "initdb" in line],
            "web": [pid for pid, line in family.items() if "gunicorn" in line or "wenjiu.config.manage" in line],
            "all": [launcher.pid, *family],
        }
        return chosen[victim]

    def round(self, number: int, before: list[list[str]]) -> tuple[dict[str, object], list[list[str]]]:
        """Start, kill at a random moment, start again and compare. Return the record and the current rows."""
        moment = MOMENTS[number % len(MOMENTS)]
        victim = VICTIMS[(number // len(MOMENTS)) % len(VICTIMS)]
        delay = round(self.random.uniform(0.0, 4.0 if moment == "first start" else 2.0), 2)
        if moment == "first start":
            shutil.rmtree(self.data, ignore_errors=True)
            before = []
        launcher = self.launch()
        if moment == "serving":
            if not self.serves(launcher):
                raise SystemExit(f"Round {number}: the start before the kill does not serve; see {self.log}")
            before = self.rows()
        time.sleep(delay)
        family = [launcher.pid, *descendants(launcher.pid)]
        killed = self.victims(launcher, victim)
        for pid in killed:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not killed:
            launcher.send_signal(signal.SIGKILL)  # too early for the victim: the launcher is killed instead
        launcher.wait(PATIENCE)

        begun = time.monotonic()
        again = self.launch()
        back = self.serves(again)
        seconds = time.monotonic() - begun
        after = self.rows() if back else []
        kept = after[: len(before)] == before and [int(row[2]) for row in after] == list(range(1, len(after) + 1))
        left = [pid for pid in family if alive(pid)]
        if again.poll() is None:
            again.send_signal(signal.SIGTERM)
            again.wait(PATIENCE)
        record: dict[str, object] = {
            "round": number, "moment": moment, "victim": victim if killed else f"launcher ({victim} not there yet)",
            "after_s": delay, "killed": len(killed) or 1, "back": back, "back_s": round(seconds, 1),
            "rows_before": len(before), "rows_after": len(after), "rows_kept": kept, "left_running": len(left),
        }  # fmt: skip
        return record, after


def alive(pid: int) -> bool:
    """Return whether a process runs. A dead process without a waiting parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


def descendants(pid: int) -> dict[int, str]:
    """Return every descendant of a process, with its command line."""
    found: dict[int, str] = {}
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return found
    for child in below:
        try:
            found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        found |= descendants(child)
    return found


def commit() -> str:
    """Return the commit that was tested, with a note if files differ from it."""
    name = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return name.stdout.strip() or "before the first commit"


def report(state: dict[str, object], records: list[dict[str, object]]) -> str:
    """Return the evidence page."""
    lines = [
        "# Kill drill",
        "",
        f"{len(records)} rounds of kill -9, each followed by an ordinary start. Seed {state['seed']}.",
        f"Commit: {state['commit']}. Python {platform.python_version()}, {platform.system()}.",
        "Written by `make campaign` (scripts/kill_drill.py). Seconds are of one run on a shared machine.",
        "",
        f"* came back: {sum(bool(r['back']) for r in records)} of {len(records)}",
        f"* every row kept: {sum(bool(r['rows_kept']) for r in records)} of {len(records)}",
        f"* nothing left running: {sum(r['left_running'] == 0 for r in records)} of {len(records)}",
        "",
        "| round | moment | victim | kill after (s) | processes killed | back | after (s) | rows before, after | kept | left running |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for r in records:
        lines.append(
            f"| {r['round']} | {r['moment']} | {r['victim']} | {r['after_s']} | {r['killed']} | {'yes' if r['back'] else 'NO'} "
            f"| {r['back_s']} | {r['rows_before']}, {r['rows_after']} | {'yes' if r['rows_kept'] else 'NO'} | {r['left_running']} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the missing rounds and write the evidence; return 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20201)
    parser.add_argument("--new", action="store_true", help="forget the rounds that are finished")
    wanted = parser.parse_args()
    PROGRESS.parent.mkdir(exist_ok=True)
    state: dict[str, object] = {"seed": wanted.seed, "commit": commit()}
    records: list[dict[str, object]] = []
    if PROGRESS.exists() and not wanted.new:
        kept = json.loads(PROGRESS.read_text())
        if kept["state"] == state:
            records = kept["records"]
    shared = paths.data_folder()
    data_folder.prepare(shared, Account.for_database())
    data = shared / "kill-drill"
    for number in range(len(records), wanted.rounds):
        # The delays of a round depend on seed and number alone, so a continued drill is the same drill.
        drill = Drill(data, wanted.seed * 1000 + number)
        record, rows = drill.round(number, last_rows(records))
        records.append(record | {"rows": rows})
        PROGRESS.write_text(json.dumps({"state": state, "records": records}))
        print(record, flush=True)
    shutil.rmtree(data, ignore_errors=True)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(report(state, records), encoding="utf-8")
    failed = [r["round"] for r in records if not (r["back"] and r["rows_kept"] and r["left_running"] == 0)]
    print(f"{len(records) - len(failed)} passed, {len(failed)} failed" + (f": rounds {failed}" if failed else ""))
    return 1 if failed else 0


def last_rows(records: list[dict[str, object]]) -> list[list[str]]:
    """Return the rows after the last finished round."""
    rows = records[-1]["rows"] if records else []
    return rows if isinstance(rows, list) else []


if __name__ == "__main__":
    sys.exit(main())
