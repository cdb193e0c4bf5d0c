"""Requests that Schemathesis makes up from the OpenAPI document, sound and unsound: the API does what the document says."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from tests.support.counts import few

from wenjiu.api.operations import OPERATIONS

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of the site, served from this process; without a database."""
    with pytest.MonkeyPatch.context() as patch:
        # Head and body of an answer are two packets; otherwise the second waits 40 ms for the first to be confirmed.
        patch.setattr(QuietWSGIRequestHandler, "disable_nagle_algorithm", True)
        yield from served()


def served() -> Iterator[str]:
    """Serve until the generator is closed."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


#: Operations whose requests hold the facts of every measure: their coverage phase takes minutes, and no more in another language.
LARGE = {"assess", "assess_batch", "assess_together"}


def keeps_to_the_document(server: str, lang: str, *options: str) -> str:
    """Run Schemathesis with all checks; returns what it printed."""
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
    return done.stdout


def test_every_operation_keeps_to_the_document(server: str) -> None:
    keeps_to_the_document(server, "en", "--phases=examples,fuzzing", f"--max-examples={few(2, 5)}")


@pytest.mark.campaign
@pytest.mark.parametrize("operation", [o.id for o in OPERATIONS])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_operation_keeps_to_the_document_in_thousands_of_requests(
    server: str, lang: str, operation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    phases = "examples,fuzzing" if lang == "zh" and operation in LARGE else "examples,coverage,fuzzing"
    start = time.monotonic()
    said = keeps_to_the_document(
        server, lang, f"--phases={phases}", "--max-examples=300", f"--include-operation-id={operation}"
    )
    (cases,) = re.findall(r"(\d+) generated", said)
    with capsys.disabled():
        print(
            f"\n{operation} ({lang}; {phases}): {cases} requests in {time.monotonic() - start:.0f} s",
            end=" ",
            flush=True,
        )


@pytest.mark.campaign
def test_operations_one_after_the_other_keep_to_the_document(server: str) -> None:
    keeps_to_the_document(server, "en", "--phases=stateful", "--max-examples=100")
