"""The kill drill of the bureau: kill -9 while officials decide, pay, export and read what the bank returned.

People work through the real pages over HTTP. At a random moment after a button was pressed the web server, the
database or one of its backends is killed. The launcher alone starts again, and the same button is pressed again, as
somebody does whose browser lost the answer. What must hold then: each thing happened exactly once, the ledger's checks
and the replay of decisions find nothing, and nobody wrote SQL. The result goes to docs/evidence/kill-bureau.md.

Usage: ``kill_bureau.py [--rounds N] [--seed N] [--victims web,database] [--actions decision,batch,…] [--into FILE]``.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
from kill_bureau_pages import Answer, Bureau, Person, Press
from kill_bureau_report import ACTIONS, report
from kill_drill import PATIENCE, Drill, commit, descendants

from wenjiu import paths
from wenjiu.config import data_folder, database, secret_files, sockets
from wenjiu.config.processes import Account

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "kill-bureau.md"
PROGRESS = ROOT / "build" / "kill-bureau.json"
VICTIMS = ("web", "database")
#: Seconds after the press within which the kill comes.
LATEST = 0.3
#: How often a button is pressed again before it counts as lost.
MOST_PRESSES = 3
CHECKS = ("ledger_check", "replay")


class BureauDrill(Drill):
    """One installation, the people who work in it, and the launchers started for it."""

    def __init__(self, data: Path, seed: int) -> None:
        super().__init__(data, seed)
        self.log = ROOT / "build" / "kill-bureau.log"
        os.environ["WENJIU_DEMO_DISTRICT"] = "0"
        self.launcher = self.launch()
        self.bureau = Bureau(f"http://127.0.0.1:{self.port}")

    def up(self) -> None:
        """Wait until the installation serves."""
        if not self.serves(self.launcher):
            raise SystemExit(f"The installation does not serve; see {self.log}")

    def kill(self, victim: str, number: int) -> str:
        """Kill -9 the web server, the database, or in every other round one of its backends. Return what was killed."""
        family = descendants(self.launcher.pid)
        if victim == "web":
            name, chosen = "web server", [pid for pid, line in family.items() if "gunicorn" in line]
        else:
            servers = {pid: line for pid, line in family.items() if "bin/postgres" in line}
            backends = {pid: line for pid, line in family.items() if line.startswith("postgres: wenjiu_app")}
            name, chosen = "database", list(servers)
            if number % 2 and backends:
                busy = [pid for pid, line in backends.items() if not line.rstrip(" \0").endswith("idle")]
                name, chosen = "backend", [self.random.choice(busy or list(backends))]
        for pid in chosen:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        return name

    def restart(self, killed: str) -> None:
        """Let the launcher end and start another. A database that lost a backend recovers by itself."""
        if killed != "backend":
            self.launcher.wait(PATIENCE)
            self.launcher = self.launch()
        self.up()

    def manage(self, *arguments: str) -> str:
        """Run a program of the installation and return what it printed. Raise SystemExit where it fails."""
        environment = {**os.environ, "WENJIU_DATA": str(self.data), "WENJIU_PROFILE": "demo"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Return the rows of a question to the database, with the auditor's role, which only reads."""
        with psycopg.connect(
            host=sockets.host(self.data / "socket"),
            port=database.PORT,
            user=database.ROLES["audit"],
            password=secret_files.read(self.data, "database-audit"),
            dbname=database.NAME,
        ) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def press(self, press: Press, victim: str, number: int) -> dict[str, object]:
        """Press a button, kill, start again, and press the same again until there is an answer. Return the record."""
        first: list[Answer] = []
        presser = threading.Thread(target=lambda: first.append(press()))
        delay = round(self.random.uniform(0.0, LATEST), 3)
        presser.start()
        time.sleep(delay)
        killed = self.kill(victim, number)
        presser.join(PATIENCE)
        begun = time.monotonic()
        self.restart(killed)
        back = time.monotonic() - begun
        happened = press.happened()
        presses, again = 0, Answer(0, b"", "")
        while presses < MOST_PRESSES and not 200 <= again.status < 500:
            presses += 1
            again = press()
        return {
            "killed": killed, "after_ms": round(delay * 1000), "first": first[0].status if first else 0,
            "there": happened, "back_s": round(back, 1), "presses": presses, "again": again.status,
        }  # fmt: skip


class Round:
    """One case decided, and another one paid: each button with a kill. Checks what happened."""

    def __init__(self, drill: BureauDrill, victim: str, number: int, decide: str, pay: str) -> None:
        self.drill, self.victim, self.number, self.decide, self.pay = drill, victim, number, decide, pay
        self.bureau, self.hitting = drill.bureau, True

    def count(self, statement: str, *values: object) -> int:
        """Return the one number that a question has for an answer."""
        return int(str(self.drill.ask(statement, *values)[0][0]))

    def transfers(self, kind: str, number: str) -> tuple[int, int]:
        """Return how many obligations of a case there are, and how many transfers of a kind they have."""
        owed = "FROM funds_obligation o JOIN cases_award a ON a.id = o.award_id JOIN cases_line l ON l.id = a.line_id "
        owed += "JOIN cases_case c ON c.id = l.case_id "
        return (
            self.count(f"SELECT count(*) {owed} WHERE c.number = %s", number),
            self.count(
                f"SELECT count(*) {owed} JOIN funds_transfer t ON t.obligation_id = o.id "
                "WHERE c.number = %s AND t.kind = %s",
                number,
                kind,
            ),
        )

    def state(self, number: str) -> str:
        """Return the state of a case."""
        return str(self.drill.ask("SELECT state FROM cases_case WHERE number = %s", number)[0][0])

    def hit(self, press: Press) -> dict[str, object]:
        """Press a button with a kill; without one where the action only prepares another, and the record is empty."""
        if self.hitting:
            return self.drill.press(press, self.victim, self.number)
        if (answer := press()).status not in (200, 302):
            raise SystemExit(f"{press.to} answered {answer.status}: {answer.body.decode()[:3000]}")
        return {}

    def answered(self, press: Press) -> Answer:
        """Press until the server answers: a database that lost a backend may recover for some seconds."""
        for _again in range(MOST_PRESSES):
            answer = press()
            if 200 <= answer.status < 500:
                return answer
            time.sleep(2)
        return answer

    def decision(self) -> tuple[dict[str, object], bool]:
        """Decide a case. Once means: one decision, one award and one reservation for each line."""
        approver = self.bureau.person("demo-approver")
        happened = lambda: self.state(self.decide) != "decide"
        press = approver.button(f"/desk/cases/{self.decide}/", {"do": "sure:approved"}, happened, form="decision")
        record = self.hit(press)
        decisions = self.count(
            "SELECT count(*) FROM cases_decision d JOIN cases_case c ON c.id = d.case_id "
            "WHERE c.number = %s AND d.step_code = 'decide' AND d.line_no = 0",
            self.decide,
        )
        lines = self.count(
            "SELECT count(*) FROM cases_line l JOIN cases_case c ON c.id = l.case_id WHERE c.number = %s", self.decide
        )
        once = self.state(self.decide) == "notice" and decisions == 1
        return record, once and self.transfers("reserve", self.decide) == (lines, lines)

    def batch(self) -> tuple[dict[str, object], bool]:
        """Make, freeze and release a batch; one of the three is killed. Once means: one line and one sending each."""
        maker, releaser = self.bureau.person("demo-maker"), self.bureau.person("demo-releaser")
        steps: list[tuple[str, Callable[[], Press]]] = [
            ("make", lambda: self._make(maker)),
            ("freeze", lambda: maker.button(f"/desk/money/batches/{self.batch_number()}/", {}, self._is("frozen_at"))),
            (
                "release",
                lambda: releaser.button(
                    f"/desk/money/batches/{self.batch_number()}/release/", {}, self._is("released_at")
                ),
            ),
        ]
        unlucky = self.number % len(steps)
        record: dict[str, object] = {}
        for at, (name, button) in enumerate(steps):
            if at == unlucky:
                record = self.hit(button()) | {"of": name}
            elif (answer := button()()).status != 302:
                raise SystemExit(f"{name} answered {answer.status}: {answer.body.decode()[:3000]}")
        owed, sent = self.transfers("send", self.pay)
        lines = self.count(
            "SELECT count(*) FROM funds_batchline WHERE obligation_id IN (SELECT o.id FROM funds_obligation o JOIN "
            "cases_award a ON a.id = o.award_id JOIN cases_line l ON l.id = a.line_id JOIN cases_case c ON "
            "c.id = l.case_id WHERE c.number = %s)",
            self.pay,
        )
        [(count, total)] = self.drill.ask(
            "SELECT count, total_fen FROM funds_batch WHERE number = %s AND released_at IS NOT NULL",
            self.batch_number(),
        )
        return record, owed == sent == lines == count and int(str(total)) > 0

    def _make(self, maker: Person) -> Press:
        ids = [
            str(id)
            for (id,) in self.drill.ask(
                "SELECT o.id FROM funds_obligation o JOIN cases_award a ON a.id = o.award_id JOIN cases_line l ON "
                "l.id = a.line_id JOIN cases_case c ON c.id = l.case_id WHERE c.number = %s ORDER BY o.id",
                self.pay,
            )
        ]
        return maker.button("/desk/money/pay/", {"pay": ids, "layout": "csv"}, lambda: bool(self.batch_number()))

    def batch_number(self) -> str:
        """Return the number of the batch that pays the case; empty before there is one."""
        found = self.drill.ask(
            "SELECT DISTINCT b.number FROM funds_batch b JOIN funds_batchline x ON x.batch_id = b.id JOIN "
            "funds_obligation o ON o.id = x.obligation_id JOIN cases_award a ON a.id = o.award_id JOIN cases_line l "
            "ON l.id = a.line_id JOIN cases_case c ON c.id = l.case_id WHERE c.number = %s",
            self.pay,
        )
        if len(found) > 1:
            raise SystemExit(f"{self.pay} is in several batches: {found}")
        return str(found[0][0]) if found else ""

    def _is(self, column: str) -> Callable[[], bool]:
        statement = f"SELECT {column} IS NOT NULL FROM funds_batch WHERE number = %s"
        return lambda: bool(self.drill.ask(statement, self.batch_number())[0][0])

    def export(self) -> tuple[dict[str, object], bool]:
        """Export the file of the batch. Once means: one export is on record, and every file has the same bytes."""
        number, maker = self.batch_number(), self.bureau.person("demo-maker")
        exports = "SELECT count(*) FROM funds_export e JOIN funds_batch b ON b.id = e.batch_id WHERE b.number = %s"
        happened = lambda: self.count(exports, number) > 0
        page = f"/desk/money/batches/{number}/"
        press = maker.button(page, {}, happened, to=f"{page}file/csv/")
        record = self.hit(press)
        files = {self.answered(press).body for _again in range(2)}
        return record, self.count(exports, number) == 1 and len(files) == 1 and number.encode() in files.pop()

    def bank_return(self) -> tuple[dict[str, object], bool]:
        """Book the bank's answer from its preview. Once means: one file, one line and one settlement each, and the case is closed."""
        number, maker = self.batch_number(), self.bureau.person("demo-maker")
        rows = self.drill.ask(
            "SELECT x.reference, o.amount_fen FROM funds_batchline x JOIN funds_batch b ON b.id = x.batch_id JOIN "
            "funds_obligation o ON o.id = x.obligation_id WHERE b.number = %s ORDER BY x.no",
            number,
        )
        yuan = [(reference, f"{int(str(fen)) // 100}.{int(str(fen)) % 100:02d}") for reference, fen in rows]
        total = sum(int(str(fen)) for _reference, fen in rows)
        head = (
            f"批次号,{number},笔数,{len(rows)},合计,{total // 100}.{total % 100:02d}\r\n付款流水号,金额,结果,原因\r\n"
        )
        body = "\r\n".join(f"{reference},{amount},成功," for reference, amount in yuan)
        data = f"{head}{body}\r\n结束,{len(rows)}\r\n".encode("gb18030")
        read = "SELECT count(*) FROM funds_returnfile f JOIN funds_batch b ON b.id = f.batch_id WHERE b.number = %s"
        page = f"/desk/money/batches/{number}/"
        happened = lambda: self.count(read, number) > 0
        shown = self.answered(maker.button(page, {}, happened, to=f"{page}return/", file=("回盘.csv", data)))
        if shown.status != 302:
            raise SystemExit(f"{page}return/ answered {shown.status}: {shown.body.decode()[:3000]}")
        record = self.hit(maker.button(urllib.parse.urlsplit(shown.url).path, {}, happened))
        lines = self.count(
            "SELECT count(*) FROM funds_returnline r JOIN funds_returnfile f ON f.id = r.file_id JOIN funds_batch b ON "
            "b.id = f.batch_id WHERE b.number = %s AND r.verdict = 'paid'",
            number,
        )
        owed, settled = self.transfers("settle", self.pay)
        once = self.count(read, number) == 1 and owed == settled == lines == len(rows)
        return record, once and self.state(self.pay) == "closed"

    def run(self, actions: Sequence[str]) -> list[dict[str, object]]:
        """Take all four actions, those that are asked for with a kill, and check books and decisions at the end."""
        records = []
        does = {"decision": self.decision, "batch": self.batch, "export": self.export, "return": self.bank_return}
        for name in ACTIONS:
            self.hitting = name in actions
            record, once = does[name]()
            if not self.hitting:
                continue
            records.append({"round": self.number, "victim": self.victim, "action": name, **record, "once": once})
            print(records[-1], flush=True)
        said = [self.drill.manage("-m", "wenjiu.config.manage", check) for check in CHECKS]
        for record in records:
            record["books"] = " ".join(" ".join(said).split())
        return records


def finished(progress: Path, state: dict[str, object]) -> tuple[list[dict[str, object]], float]:
    """Return the records of the rounds that are finished, of this commit and seed, and the seconds that they took."""
    if not progress.exists():
        return [], 0.0
    kept, records, seconds = json.loads(progress.read_text())
    return (records, seconds) if kept == state else ([], 0.0)


def main() -> int:
    """Run the rounds and write the evidence; return 1 if something did not happen exactly once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="of each victim")
    parser.add_argument("--seed", type=int, default=20206)
    parser.add_argument("--victims", default=",".join(VICTIMS))
    parser.add_argument("--actions", default=",".join(ACTIONS))
    parser.add_argument("--into", type=Path, default=EVIDENCE, help="where the evidence goes")
    wanted = parser.parse_args()
    (ROOT / "build").mkdir(exist_ok=True)
    shared = paths.data_folder()
    data_folder.prepare(shared, Account.for_database())
    state: dict[str, object] = {"seed": wanted.seed, "commit": commit(), "actions": wanted.actions}
    wanted.into.parent.mkdir(parents=True, exist_ok=True)
    progress = PROGRESS if wanted.into == EVIDENCE else wanted.into.with_suffix(".json")
    records, seconds = finished(progress, state)
    done = {(r["victim"], r["round"]) for r in records}
    missing = [(v, n) for n in range(wanted.rounds) for v in wanted.victims.split(",") if (v, n) not in done]
    begun = time.monotonic() - seconds
    if not missing:
        return 0
    data = Path(tempfile.mkdtemp(prefix="kill-bureau-", dir=shared))
    drill = BureauDrill(data, wanted.seed)
    try:
        drill.up()
        made = json.loads(drill.manage("scripts/kill_bureau_cases.py", str(len(missing))).splitlines()[-1])
        for (victim, number), decide, pay in zip(missing, made["decide"], made["pay"], strict=True):
            drill.random.seed(f"{wanted.seed} {victim} {number}")
            records += Round(drill, victim, number, decide, pay).run(wanted.actions.split(","))
            progress.write_text(json.dumps([state, records, time.monotonic() - begun]))
            wanted.into.write_text(report(state, records, time.monotonic() - begun), encoding="utf-8")
    finally:
        if drill.launcher.poll() is None:
            drill.launcher.send_signal(signal.SIGTERM)
            drill.launcher.wait(PATIENCE)
        shutil.rmtree(data, ignore_errors=True)
    failed = [f"{r['victim']} {r['round']} {r['action']}" for r in records if not r["once"]]
    print(f"{len(records) - len(failed)} once, {len(failed)} not" + (f": {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
