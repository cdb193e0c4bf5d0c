"""Requests that Schemathesis makes up from the OpenAPI document, sound and unsound: the API does what the document says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of the site, served from this process; without a database."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def keeps_to_the_document(server: str, lang: str, *options: str) -> None:
    done = subprocess.run(
        [
            SCHEMATHESIS,
            "--config-file",
            CONFIG,
            "run",
            f"{server}/api/v1/openapi.json?lang={lang}",
            "--no-color",
            *options,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_operation_keeps_to_the_document(server: str) -> None:
    keeps_to_the_document(server, "en", "--phases=examples,fuzzing", "--max-examples=5")


@pytest.mark.campaign
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_operation_keeps_to_the_document_in_thousands_of_requests(server: str, lang: str) -> None:
    keeps_to_the_document(server, lang, "--max-examples=300")
