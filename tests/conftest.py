"""What holds for every test: the session's own database, and browser tests named as not run where there is no browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.browser import find_chromium
from tests.support.database import ThrowAwayCluster

from wenjiu.config import database

BROWSER = Path(__file__).parent / "browser"
LEFT_OUT = pytest.StashKey[set[str]]()


@pytest.fixture(scope="session")
def wenjiu_cluster() -> Iterator[ThrowAwayCluster]:
    """The started and migrated throw-away cluster."""
    cluster = ThrowAwayCluster()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, wenjiu_cluster: ThrowAwayCluster) -> Iterator[None]:
    """In place of pytest-django's: point Django at the throw-away cluster for the session."""
    from django.db import connections

    entry: dict[str, Any] = connections.settings["default"]
    entry.update(database.settings(wenjiu_cluster.data))
    yield
    connections.close_all()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser; leave them out where there is none."""
    ours = [item for item in items if BROWSER in item.path.parents]
    for item in ours:
        item.add_marker("browser")
    if ours and find_chromium() is None:
        _left_out(config).update(item.nodeid for item in ours)
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)
    output = getattr(config, "workeroutput", None)
    if output is not None:  # one of several processes: the one that reports did not collect
        output["left_out"] = sorted(_left_out(config))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take up what a process left out."""
    _left_out(node.config).update(getattr(node, "workeroutput", {}).get("left_out", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what was not run."""
    left_out = sorted(_left_out(config))
    if left_out:
        terminalreporter.section(
            "NOT RUN: no Chromium (Debian: apt install chromium fonts-noto-cjk, or set WENJIU_CHROMIUM)"
        )
        for name in left_out:
            terminalreporter.line(name)


def _left_out(config: pytest.Config) -> set[str]:
    return config.stash.setdefault(LEFT_OUT, set())
