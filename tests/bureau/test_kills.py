"""A small kill drill of the bureau: kill -9 while officials work. `make campaign` runs ten rounds of everything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.counts import CAMPAIGN, seed

ROOT = Path(__file__).resolve().parents[2]
#: Each pair of a victim and an action is a kill with a restart; one round of both victims has them all.
PAIRS = [(v, a) for v in ("web", "database") for a in ("decision", "batch", "export", "return")]


@pytest.mark.parametrize(("victim", "action"), PAIRS if CAMPAIGN else [PAIRS[int(seed()) % len(PAIRS)]])
def test_what_was_under_way_when_something_was_killed_happens_exactly_once(
    tmp_path: Path, victim: str, action: str
) -> None:
    report = tmp_path / "kills.md"
    asked = ["--rounds=1", f"--seed={seed()}", f"--victims={victim}", f"--actions={action}", f"--into={report}"]
    done = subprocess.run(
        [sys.executable, "scripts/kill_bureau.py", *asked],
        cwd=ROOT, env={**os.environ, "WENJIU_PROFILE": "demo"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "happened exactly once: 1 of 1" in report.read_text(encoding="utf-8")
