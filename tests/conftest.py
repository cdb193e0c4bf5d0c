"""What holds for every test: those that need a browser are named as not run where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wenjiu.config.browser import find_chromium

BROWSER = Path(__file__).parent / "browser"
LEFT_OUT = pytest.StashKey[set[str]]()


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
