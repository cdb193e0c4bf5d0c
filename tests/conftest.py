"""What holds for every test: one seed for what is sampled, one process for the browser, and a name for what was not run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import counts
from tests.support.browser import find_chromium
from tests.support.database import ThrowAwayCluster

from wenjiu import policies
from wenjiu.config import database

BROWSER = Path(__file__).parent / "browser"
LEFT_OUT = pytest.StashKey[set[str]]()
THROW_AWAY = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def wenjiu_cluster() -> Iterator[ThrowAwayCluster]:
    """The started and migrated throw-away cluster."""
    cluster = ThrowAwayCluster()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, wenjiu_cluster: ThrowAwayCluster, pytestconfig: pytest.Config
) -> Iterator[None]:
    """In place of pytest-django's: point Django at the throw-away cluster for the session."""
    from django.conf import settings
    from django.db import connections

    entry: dict[str, Any] = connections.settings["default"]
    entry.update(database.settings(wenjiu_cluster.data))
    settings.DATA_FOLDER = wenjiu_cluster.data  # its keys open what its tables hold
    pytestconfig.stash[THROW_AWAY] = wenjiu_cluster.data
    yield
    connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def policies_as_published() -> list[Any]:
    """Policies are as published where a test has no database. Returns what amends them where it has one."""
    found = list(policies.amending)
    policies.amending.clear()
    return found


@pytest.fixture(autouse=True)
def policies_as_amended(
    request: pytest.FixtureRequest, policies_as_published: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a test has a database, requests and actions have the policies with what it says."""
    if request.node.get_closest_marker("django_db") is not None or "db" in request.fixturenames:
        monkeypatch.setattr(policies, "amending", policies_as_published)


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed of the run before there are several processes, which all take it from the environment."""
    counts.draw_seed()
    # The browser keeps an event loop in its thread; a test of the database may follow in that thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Commands speak the language of the locale; tests say which they mean, whatever the machine's is.
    os.environ["LC_ALL"] = "C.UTF-8"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Of several processes one takes a file whole, and one all files that need a browser."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return BROWSER.name if Path(file).parent.name == BROWSER.name else file

    return OneBrowser(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser; leave them out where there is none, and what a usual run does not draw."""
    _draw(config, items)
    ours = [item for item in items if item.path.parent == BROWSER]
    for item in ours:
        item.add_marker("browser")
    if ours and find_chromium() is None:
        _left_out(config).update(item.nodeid for item in ours)
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)
    output = getattr(config, "workeroutput", None)
    if output is not None:  # one of several processes: the one that reports did not collect
        output["left_out"] = sorted(_left_out(config))


def _draw(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one in so many of the tests marked `one_in`, of each file or of all that need a browser.

    Who names a file gets all of it.
    """
    if counts.FULL:
        return
    named = {str(Path(arg.split("::")[0]).resolve()) for arg in config.args}
    groups: dict[tuple[str, int], list[pytest.Item]] = {}
    for item in items:
        mark = item.get_closest_marker("one_in")
        if mark is not None and str(item.path) not in named:
            of = BROWSER.name if item.path.parent == BROWSER else item.nodeid.split("::")[0]
            groups.setdefault((of, mark.args[0]), []).append(item)
    left = set()
    for (of, n), found in groups.items():
        left |= {*found} - {*counts.some(found, n, f"one in {n} of {of}")}
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Leave language and calendar as they were found: a page answers in the thread of the test, and keeps its language."""
    _be_patient_with_keys(item)
    yield
    if "django.utils.translation" in sys.modules:
        from django.utils import translation

        translation.deactivate()
    # A scene that a file shares may turn the calendar for all tests of the file.
    if THROW_AWAY in item.config.stash and (nextitem is None or nextitem.path != item.path):
        (item.config.stash[THROW_AWAY] / "calendar" / "days-ahead").unlink(missing_ok=True)


def _be_patient_with_keys(item: pytest.Item) -> None:
    """Let the check of all foreign keys at the end of a test take longer than a statement of a page.

    Django checks them in one statement before it rolls back: thousands of rows on a busy machine need their time.
    """
    if item.get_closest_marker("django_db") is None and "db" not in getattr(item, "fixturenames", ()):
        return
    from django.db import connection

    if connection.in_atomic_block and not connection.needs_rollback and connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5min'")


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was made by now: modules, rules and tests stay until the end."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """Let the garbage collector see everything again: libraries count at the end what is left of theirs."""
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take up what a process left out."""
    _left_out(node.config).update(getattr(node, "workeroutput", {}).get("left_out", ()))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what was sampled and what was not run."""
    if not counts.FULL:
        terminalreporter.write_line(
            f"Sampled with {counts.SEED}={counts.seed()}, which repeats it; WENJIU_FULL=1 leaves nothing out."
        )
    left_out = sorted(_left_out(config))
    if left_out:
        terminalreporter.section(
            "NOT RUN: no Chromium (Debian: apt install chromium fonts-noto-cjk, or set WENJIU_CHROMIUM)"
        )
        for name in left_out:
            terminalreporter.line(name)


def _left_out(config: pytest.Config) -> set[str]:
    return config.stash.setdefault(LEFT_OUT, set())
