"""Says at the end of a run whether the example cases, which are not shipped, were compared."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("WENJIU_EXAMPLES"):
        terminalreporter.write_line(
            "Not compared: the example cases (test_examples.py). WENJIU_EXAMPLES names their file."
        )
