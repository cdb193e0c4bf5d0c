"""Fixtures that stand in for pytest-django's: the session's database is a throw-away cluster of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from wenjiu.config import database
from wenjiu.config.testing import ThrowAwayCluster


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
    """Point Django at the throw-away cluster for the session."""
    from django.db import connections

    entry: dict[str, Any] = connections.settings["default"]
    entry.update(database.settings(wenjiu_cluster.data))
    yield
    connections.close_all()
