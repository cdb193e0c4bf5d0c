"""A calendar of its own for every test of cases: it begins on one Tuesday, and a test can turn it forward."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bureau.cases.scene import TODAY, Scene, make_scene

from wenjiu.bureau import clock
from wenjiu.standards import civil


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    monkeypatch.setattr(civil, "today", lambda: civil.of(TODAY))
    yield


@pytest.fixture
def scene(db: None) -> Scene:
    """The bureau with a firm that hired three residents."""
    return make_scene()
