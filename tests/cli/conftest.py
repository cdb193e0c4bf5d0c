"""Tests marked `campaign` run only where `-m` asks for them, as `make campaign` does."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "campaign: full counts; only run with -m campaign")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "campaign" not in (config.option.markexpr or ""):
        full = [item for item in items if item.get_closest_marker("campaign")]
        if full:
            config.hook.pytest_deselected(items=full)
            items[:] = [item for item in items if item not in full]
