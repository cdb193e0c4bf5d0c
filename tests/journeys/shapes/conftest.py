"""Long shapes are sampled: a usual run walks one of them, another one each time, and a full run all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.counts import some

HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: one of many long journeys; a usual run takes a sample of them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one in nine of the tests that are marked `long`; all of them in a full run."""
    marked = [item for item in items if item.path.parent == HERE and item.get_closest_marker("long")]
    kept = {item.nodeid for item in some(marked, 9, "long shapes", full=2)}
    left_out = [item for item in marked if item.nodeid not in kept]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
