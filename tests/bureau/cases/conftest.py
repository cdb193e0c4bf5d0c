"""A calendar of its own for every test of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wenjiu.bureau import clock


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test turn the calendar forward without the others noticing."""
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield
