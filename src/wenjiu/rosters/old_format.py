"""Reads .xls files in a process of its own, with little memory and time, because their size is known only when they are open.

Run as ``python -m wenjiu.rosters.old_format``, it reads a file from standard input and prints its sheets as JSON.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import subprocess
import sys
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from .limits import MOST_AREA

#: Bytes of memory and seconds that the process may take.
MOST_MEMORY, MOST_SECONDS = 700 * 2**20, 10
TOO_LARGE = 3
#: How a value that JSON lacks is marked: its type, then its text.
DATE, TIME = "date", "time"


class Unopened(Exception):
    """A file that the process did not read. `too_large` says why."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__("too large" if too_large else "damaged")
        self.too_large = too_large


def sheets(content: bytes) -> list[tuple[str, list[list[Any]]]]:
    """Return the name and the rows of each sheet of a .xls file. Raise `Unopened`."""
    command = [sys.executable, "-I", "-m", __name__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=2 * MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unopened(too_large=True) from error
    if done.returncode != 0:
        raise Unopened(too_large=done.returncode == TOO_LARGE or done.returncode < 0)
    return [(name, [[_cell(x) for x in row] for row in rows]) for name, rows in json.loads(done.stdout)]


def _cell(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind, text = value
    return dt.date.fromisoformat(text) if kind == DATE else text


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; a day without its time of day."""
    if isinstance(value, dt.date):
        return [DATE, (value.date() if isinstance(value, dt.datetime) else value).isoformat()]
    return value if isinstance(value, str | int | float) else [TIME, str(value)]


def main() -> int:
    """Read standard input, and print the sheets. Return the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    found = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MOST_AREA:
            return TOO_LARGE
        found.append((about.name, [[_plain(x) for x in row] for row in sheet.to_python(skip_empty_area=False)]))
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
