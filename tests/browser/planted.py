"""The rows of the matrix (tests/bureau/matrix_objects.py) in an installation that browsers visit, and who may open which page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bureau.test_matrix import PAGES, expected, table

ROOT = Path(__file__).resolve().parents[2]
#: Makes the rows and prints name -> address of every page.
PLANT = """
import json, django
django.setup()
from django.urls import reverse
from tests.bureau import matrix_objects
from tests.bureau.test_matrix import PAGES
world = matrix_objects.make()
given = {name: matrix_objects.ARGUMENTS[name](world) if "<" in route else {} for name, route in PAGES.items()}
print(json.dumps({name: reverse(name, kwargs=of) for name, of in given.items()}))
"""


def plant(data: Path) -> dict[str, str]:
    """Make the rows in the installation of a data folder, and return name -> address of every page."""
    known = {**os.environ, "WENJIU_DATA": str(data), "WENJIU_PROFILE": "demo"}
    known["DJANGO_SETTINGS_MODULE"] = "wenjiu.config.settings"
    done = subprocess.run(
        [sys.executable, "-c", PLANT], env=known, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def readers() -> dict[str, str]:
    """Return name of a page -> a persona who may read it, of those that somebody may read."""
    rows = table()
    found = {}
    for name, route in PAGES.items():
        may = [who for who, status in expected(rows[f"GET {route}"]).items() if status == 200 and who != "anonymous"]
        if may:
            found[name] = may[0]
    return found
