"""Mutation testing of the rule engine with cosmic-ray: `python -m tests.rules.mutation [--sites N] [--seed N]`.

Works on copies of the tree in a temporary folder, never in place. One mutant is drawn for each site (place in the
source and family of operator), none inside an annotation or a decorator; `--sites` samples them, 0 takes all. Survivors are
printed with their change, and a table by module. A first run without any mutant must pass, or nothing is measured.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ("compiler", "runtime", "outcomes", "nodes", "facts", "words", "measures", "readings", "units")
MODULES = [f"src/wenjiu/rules/{name}.py" for name in ENGINE] + ["src/wenjiu/standards"]
TESTS = ["tests/policies/chaoyang_2020/test_handworked.py", "tests/rules", "tests/standards"]
PYTEST = [
    *(sys.executable, "-m", "pytest", "-x", "-q", "-o", "addopts=", "-p", "no:django", "-p", "no:cacheprovider"),
    *("--import-mode=importlib", "-W", "ignore", "--hypothesis-profile=mutation", *TESTS),
    *("-k", "not test_the_program_answers_a_whole_file"),
]
SECONDS = 120.0
# `==` and `is` are the same between interned strings, small whole numbers and None: a mutant that shows nothing.
SAME = {"core/ReplaceComparisonOperator_Eq_Is", "core/ReplaceComparisonOperator_NotEq_IsNot"}


def main() -> None:
    """Copy, sample, run, report."""
    arguments = argparse.ArgumentParser(description="mutation testing of the rule engine")
    arguments.add_argument("--sites", type=int, default=300, help="how many sites to sample; 0 for all")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--workers", type=int, default=2)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        trees = [_copy(Path(folder) / f"tree{i}") for i in range(asked.workers)]
        subprocess.run(PYTEST, cwd=trees[0], env=_environment(trees[0]), check=True)
        _cosmic_ray(trees[0], "init", "config.toml", "all.sqlite").wait()
        picked = _sample(trees[0], asked.sites, asked.seed)
        sessions = [
            _session(trees[0] / "all.sqlite", tree, set(picked[i :: asked.workers])) for i, tree in enumerate(trees)
        ]
        runs = [_cosmic_ray(tree, "exec", "config.toml", "session.sqlite") for tree in trees]
        for run in runs:
            run.wait()
        _report(sessions)


def _copy(tree: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite", "static", "browser")
    for name in ("src", "tests", "docs"):
        shutil.copytree(ROOT / name, tree / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tree)
    command = " ".join(f'\\"{part}\\"' for part in PYTEST)
    paths = ", ".join(f'"{m}"' for m in MODULES)
    (tree / "config.toml").write_text(
        f"[cosmic-ray]\nmodule-path = [{paths}]\ntimeout = {SECONDS}\nexcluded-modules = []\n"
        f'test-command = "{command}"\n[cosmic-ray.distributor]\nname = "local"\n'
    )
    return tree


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1", "WENJIU_FULL": "1"}


def _cosmic_ray(tree: Path, *command: str) -> subprocess.Popen[bytes]:
    program = str(Path(sys.executable).with_name("cosmic-ray"))
    if not Path(program).exists():
        sys.exit("cosmic-ray is not installed beside this Python: pip install cosmic-ray==8.7.0")
    return subprocess.Popen([program, *command], cwd=tree, env=_environment(tree))


def _not_behaviour(source: Path) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations (never evaluated here) and decorators (frozen, slots, eq) stand: no mutants are made there."""
    found = []
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for note in notes + getattr(node, "decorator_list", []):
            if note is not None:
                found.append(((note.lineno, note.col_offset), (note.end_lineno, note.end_col_offset)))
    return found


def _sample(tree: Path, sites: int, seed: int) -> list[str]:
    rows = sqlite3.connect(tree / "all.sqlite").execute(
        "select job_id, module_path, operator_name, operator_args, start_pos_row, start_pos_col from mutation_specs"
    )
    notes: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    at: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for job, module, operator, args, row, column in rows:
        spans = notes.setdefault(module, _not_behaviour(tree / module))
        if operator in SAME or any(start <= (row, column) <= end for start, end in spans):
            continue
        family = operator.rsplit("_", 1)[0] if operator.startswith("core/Replace") else operator
        at[module, row, column, family, args].append(job)
    dice = random.Random(seed)
    keys = sorted(at, key=str)
    chosen = dice.sample(keys, sites) if 0 < sites < len(keys) else keys
    picked = [dice.choice(at[key]) for key in chosen]
    dice.shuffle(picked)
    print(f"{len(keys)} sites, {len(picked)} sampled with seed {seed}")
    return picked


def _session(all_mutants: Path, tree: Path, mine: set[str]) -> Path:
    session = tree / "session.sqlite"
    shutil.copy(all_mutants, session)
    with sqlite3.connect(session) as database:
        for table in ("mutation_specs", "work_items"):
            jobs = [(row[0],) for row in database.execute(f"select job_id from {table}") if row[0] not in mine]
            database.executemany(f"delete from {table} where job_id = ?", jobs)
    return session


def _report(sessions: list[Path]) -> None:
    done: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    for session in sessions:
        query = (
            "select module_path, start_pos_row, operator_name, diff, test_outcome"
            " from mutation_specs join work_results using (job_id)"
        )
        for module, row, operator, diff, outcome in sqlite3.connect(session).execute(query):
            done[module] += 1
            if outcome != "KILLED":
                survived[module] += 1
                changed = [x for x in (diff or "").splitlines() if x[:1] in "+-" and x[:3] not in ("+++", "---")]
                print(f"\n{module}:{row} {operator} {outcome}", *changed, sep="\n  ")
    print(f"\n{'module':40} {'mutants':>8} {'killed':>8}")
    for module in sorted(done):
        print(f"{module:40} {done[module]:8} {done[module] - survived[module]:8}")
    total, left = done.total(), survived.total()
    print(f"{'all':40} {total:8} {total - left:8}  {(total - left) / max(total, 1):.1%}")


if __name__ == "__main__":
    main()
