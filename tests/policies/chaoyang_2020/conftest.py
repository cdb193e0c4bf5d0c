"""Says at the end of a run whether the example cases and the official text, which are not shipped, were tried."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not os.environ.get("WENJIU_EXAMPLES"):
        terminalreporter.write_line(
            "Not compared: the example cases (test_examples.py). WENJIU_EXAMPLES names their file."
        )
    if not os.environ.get("WENJIU_OFFICIAL_TEXT"):
        terminalreporter.write_line(
            "Not tried: the official text (test_official_text.py). WENJIU_OFFICIAL_TEXT names its file."
        )
