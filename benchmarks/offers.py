"""Measure a nightly screening of the registers with offers, over a SYNTHETIC population that is stored in them.

`python benchmarks/offers.py [--people N] [--folder DIR] [--write]` makes a population, stores it in the registers of an
installation of its own, and runs `screen_offers` twice: the first run makes the offers, the second one renews them. Each
run is a process of its own; the output is its seconds and its highest memory. `--write` puts the result into
docs/evidence/offers.md.

With `--folder` nothing is thrown away, and a run that was interrupted goes on where it stopped: the population, the rows
that are stored, and the screening itself. All people and firms are invented.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from timing import machine, table
from watching import ROOT, Took, run

from wenjiu.policies import load_policy

EVIDENCE = ROOT / "docs" / "evidence" / "offers.md"
POLICY = "chaoyang_2020"
#: People of the population that is stored in both ways to compare them.
CHECKED = 2_000
HEAD = ["run", "s", "rows/s", "processor s: program", "database", "MB: program", "database", "load"]
RUNS = ("stores the population", "first screening: makes the offers", "second: renews them")
INTRO = """# Nightly screening of the registers with offers

{machine}. SYNTHETIC populations, stored in the registers of an installation with its own
PostgreSQL on this machine. A screening exports the registers, screens them for all measures that pay, weighs what is
found beside claims, awards and answers, and makes, renews and ends offers. `rows/s` counts the rows of the registers.
The load is the average number of processes that wanted one of the processors. Written by
`python benchmarks/offers.py --people N --folder DIR --write`, once for each section. Interrupted at any point it goes on
when it is started again: tables that are stored are noted in DIR, and a screening of the same day takes up the rows
that it had not stored.

The population is stored with COPY; `python benchmarks/offers.py --check` shows that rows, links, parties, columns and
indexes are those that the registers' own action stores. With more than a million rows, the exclusion constraint of the
registers is its index alone, and one query looks for rows that the constraint would refuse.
"""
#: Seconds until the installation must have started.
PATIENCE = 300.0


@contextmanager
def installation(folder: Path) -> Iterator[dict[str, str]]:
    """Start an installation with a database of its own, and yield the environment of its programs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.chmod(0o755)  # the database's account must reach its own folder in it
    known = {
        **os.environ,
        "WENJIU_DATA": str(folder / "data"),
        "PORT": str(port),
        "WENJIU_POLICY": POLICY,
        "WENJIU_PROFILE": "demo",
    }
    said = folder / "launcher.log"
    with said.open("w") as log:
        command = [sys.executable, "-m", "wenjiu.config.launcher", "run"]
        process = subprocess.Popen(command, env=known, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE
        while "Wenjiu is running" not in said.read_text("utf-8"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the installation did not start: see {said}")
            time.sleep(1)
        yield known
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


# ---- storing the population, in a process of its own ----


def django_of(role: str) -> None:
    """Set Django up in this process, with a role of the database."""
    os.environ |= {"WENJIU_DATABASE_ROLE": role, "DJANGO_SETTINGS_MODULE": "wenjiu.config.settings"}
    import django

    django.setup()


def store(folder: Path) -> None:
    """Store the population of a folder in the registers of the installation, and note how many rows it has."""
    django_of("owner")
    from registers import Copied

    (folder / "rows").write_text(str(Copied(load_policy(POLICY), folder).run()))


def bring(folder: Path) -> None:
    """Store the population of a folder as files of a register would be."""
    django_of("app")
    from invented import Brought

    from wenjiu.screening.population import Population

    policy = load_policy(POLICY)
    Brought(policy, Population.open(folder / "population", policy)).run()


def dump(folder: Path) -> None:
    """Write what the registers hold, with their indexes, into a new folder, and empty the registers."""
    django_of("owner")
    from registers import contents, emptied, indexes

    into = next(folder / name for name in ("before", "brought", "copied") if not (folder / name).exists())
    into.mkdir()
    (into / "indexes.csv").write_text("\n".join(map(str, indexes())))
    contents(into)
    emptied()


def check(folder: Path) -> str:
    """Store a small population with `bring`, then with COPY, and compare what the registers hold; return the report."""
    from wenjiu.screening.population.generate import generate

    generate(folder / "population", CHECKED, 1, load_policy(POLICY))
    with installation(folder) as known:
        for way in ("--dump", "--bring", "--dump", "--store", "--dump"):
            run(known, __file__, way, str(folder))
    said = []
    for file in sorted((folder / "brought").iterdir()):
        one, other = file.read_bytes(), (folder / "copied" / file.name).read_bytes()
        said.append(f"{file.name}: {len(one.splitlines()):,} lines, {'the same' if one == other else 'NOT the same'}")
    return "\n".join(said)


# ---- measuring ----


def measure(folder: Path, people: int) -> str:
    """Make, store and screen; return the report."""
    from wenjiu.screening.population.generate import generate

    if not (folder / "population").exists():
        generate(folder / "population", people, 1, load_policy(POLICY))
    screening = ("-m", "wenjiu.config.manage", "screen_offers")
    commands = dict(zip(RUNS, ((__file__, "--store", str(folder)), screening, screening), strict=True))
    with installation(folder) as known:
        runs = {name: _run(folder, name, known, command) for name, command in commands.items()}
        counts = sums(known)
    rows = int((folder / "rows").read_text())
    size = sum(file.stat().st_size for file in (folder / "data").rglob("*") if file.is_file()) / 2**20
    return "\n".join(
        [
            f"## {people:,} people, {rows:,} rows",
            "",
            table(HEAD, [_line(name, took, rows) for name, took in runs.items()]),
            "",
            f"The last run found {counts}. The folder of the installation has {size:,.0f} MB.",
        ]
    )


def _run(folder: Path, name: str, known: dict[str, str], command: Sequence[str]) -> Took:
    """Run what has not ended yet, and keep what it took; of one that was interrupted, its last part is measured."""
    note = folder / "runs.json"
    kept = json.loads(note.read_text()) if note.exists() else {}
    if "seconds" not in kept.get(name, {}):
        parts = kept.get(name, {}).get("parts", 0) + 1
        note.write_text(json.dumps({**kept, name: {"parts": parts}}))
        kept[name] = asdict(replace(run(known, *command), parts=parts))
        note.write_text(json.dumps(kept))
    return Took(**kept[name])


def _line(name: str, took: Took, rows: int) -> list[str]:
    figures = (took.own, took.database, took.memory, took.database_memory)
    said = name if took.parts == 1 else f"{name} (part {took.parts}; the others were interrupted)"
    speed = f"{rows / took.seconds:,.0f}" if took.parts == 1 else "—"
    return [said, f"{took.seconds:,.0f}", speed, *(f"{figure:,.0f}" for figure in figures), f"{took.load:.1f}"]


def written(section: str) -> str:
    """Return the evidence with a section: in place of the one of as many people, in their order; other ones come last."""
    found = EVIDENCE.read_text("utf-8") if EVIDENCE.exists() else ""
    parts = {part.split("\n")[0]: part for part in re.findall(r"^## .*?(?=^## |\Z)", found, re.MULTILINE | re.DOTALL)}
    parts[section.split("\n")[0]] = section
    sections = [part.strip() for _title, part in sorted(parts.items(), key=lambda item: _people(item[0]))]
    return "\n\n".join([INTRO.format(machine=machine()).strip(), *sections]) + "\n"


def _people(title: str) -> float:
    number, of, _rest = title.removeprefix("## ").partition(" people")
    return int(number.replace(",", "")) if of else float("inf")


def sums(known: dict[str, str]) -> str:
    """Return outcome and rows of the last screening, in words."""
    told = (
        "import json; from wenjiu.bureau.offers.models import Screening as S; "
        "print(json.dumps(S.objects.filter(ended_at__isnull=False).order_by('-id').first().sums))"
    )
    code = f"import django; django.setup(); {told}"
    environment = {**known, "DJANGO_SETTINGS_MODULE": "wenjiu.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, capture_output=True)
    return ", ".join(f"{outcome} {found['rows']:,}" for outcome, found in json.loads(done.stdout).items())


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="a nightly screening of the registers with offers")
    arguments.add_argument("--people", type=float, default=2e5)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--check", action="store_true", help="compare COPY with what the registers store themselves")
    for hidden in ("--store", "--bring", "--dump"):
        arguments.add_argument(hidden, type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.store is not None:
        return store(asked.store)
    if asked.bring is not None:
        return bring(asked.bring)
    if asked.dump is not None:
        return dump(asked.dump)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="wenjiu-offers-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        text = check(folder.resolve()) if asked.check else measure(folder.resolve(), int(asked.people))
    finally:
        if asked.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(text)
    if asked.write:
        EVIDENCE.write_text(written(text), encoding="utf-8")


if __name__ == "__main__":
    main()
