"""A whole bureau in a browser: the real launcher on an empty database, and people who step into its personas."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from playwright.sync_api import Browser, Locator, Page, TimeoutError
from tests.support.database import seed

from wenjiu import paths
from wenjiu.config import data_folder
from wenjiu.config.processes import Account

STARTS_WITHIN = 180  # seconds; only a hang reaches it
PATIENCE = 15_000  # milliseconds for a button to be there


@contextmanager
def bureau(**environment: str) -> Iterator[tuple[str, Path]]:
    """Serve a new installation, and give its address and its data folder, which is removed afterwards."""
    shared = paths.data_folder()
    data_folder.prepare(shared, Account.for_database())
    data = Path(tempfile.mkdtemp(prefix="trial-", dir=shared))
    seed(data)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {**os.environ, "WENJIU_DATA": str(data), "PORT": str(port), "WENJIU_PROFILE": "demo", **environment}
    log = data.with_suffix(".log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "wenjiu.config.launcher", "run"], env=given, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, log.name)
        yield address, data
    finally:
        process.terminate()
        process.wait(60)
        log.close()
        Path(log.name).unlink()
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str, process: subprocess.Popen[Any], log: str) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the bureau did not start: {Path(log).read_text(encoding='utf-8')[-2000:]}")


class Person:
    """Somebody who works in the bureau or files there. Counts what is clicked and typed."""

    def __init__(self, browser: Browser, site: str, persona: str, width: int = 1280) -> None:
        self.site, self.persona = site, persona
        self.context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if "Security Policy" in line.text else None
        )
        self.clicks = self.typed = 0
        self.page.goto(f"{site}/demo/")
        self.enter()
        self.page.wait_for_load_state()

    def enter(self) -> None:
        """Step into the persona, from the page that lists them."""
        self.page.locator(
            f"form:has(input[value='{self.persona}']) button, button[value='{self.persona}']"
        ).first.click()

    def open(self, path: str) -> None:
        """Go to a page."""
        answer = self.page.goto(self.site + path)
        assert answer is not None and answer.status == 200, f"{self.persona} {path}: {answer and answer.status}"

    def click(self, name: str | re.Pattern[str], exact: bool = False, where: str = "main") -> None:
        """Press a button or follow a link by its name, and wait for the page that follows."""
        wanted = self.page.locator(where)
        found = wanted.get_by_role("button", name=name, exact=exact).or_(
            wanted.get_by_role("link", name=name, exact=exact)
        )
        try:
            found.first.click(timeout=PATIENCE)
        except TimeoutError as missing:
            raise AssertionError(f"{self.persona}: no {name!r} on {self.page.url}:\n{self.said()[:2000]}") from missing
        self.page.wait_for_load_state()
        self.clicks += 1

    def field(self, label: str) -> Locator:
        """Return the field whose label has a text."""
        labels = self.page.locator("main label").filter(has_text=label)
        named = labels.first.get_attribute("for")
        return self.page.locator(f"[id='{named}']") if named else labels.first.locator("input, select, textarea").first

    def type(self, label: str, text: str) -> None:
        """Type into the field with a label."""
        self.field(label).fill(text)
        self.typed += 1

    def tick(self, label: str) -> None:
        """Tick a box or a choice."""
        self.field(label).check()
        self.clicks += 1

    def give_file(self, label: str, name: str, data: bytes) -> None:
        """Choose a file for a field."""
        self.field(label).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
        self.clicks += 1

    def said(self) -> str:
        """Return the text of the page."""
        return self.page.locator("main").inner_text()

    def close(self) -> None:
        """Close the browser window; no script may have failed in it."""
        assert self.complaints == []
        self.context.close()


def workbook(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return an .xlsx file with a head and rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    for at, row in enumerate([head, *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()
