"""Says at the end of a run whether the example cases, which are not shipped, were compared."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("WENJIU_EXAMPLES"):
        terminalreporter.write_line(
            "NOT RUN: example cases; name their file in WENJIU_EXAMPLES to compare them (test_examples.py)"
        )
