"""What holds for every journey: invented figures where no source states one, and a calendar of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journeys.facts import figures_of

from wenjiu.bureau import clock
from wenjiu.policies import load_policy


@pytest.fixture(autouse=True)
def figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Give the policies invented figures where no source states one."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    policies = [load_policy(name) for name in ("chaoyang_2020", "sample_district")]
    for policy in policies:
        for param, rows in figures_of(policy, list(policy.claims)):
            monkeypatch.setattr(param, "rows", rows)
        policy.forget()
    yield
    monkeypatch.undo()
    for policy in policies:
        policy.forget()
