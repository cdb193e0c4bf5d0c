"""Moments are shown by the clocks in China, whatever the database and the server's clock say."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

import wenjiu
from wenjiu.bureau import clock
from wenjiu.web.formats import moment as moment_words

ROOT = Path(wenjiu.__file__).parent
#: The only file that turns a moment into text.
HELPER = ROOT / "bureau" / "clock.py"


def formatted(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that turn a moment into text or a day without asking where the clock stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            if node.func.attr == "strftime" or (node.func.attr == "date" and (name.endswith("_at") or name == "at")):
                yield node.lineno
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            if "%H" in spec:
                yield node.lineno


def test_only_one_helper_turns_moments_into_text() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("web", "bureau", "api", "config")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path != HELPER
        for line in formatted(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "use clock.written"


def test_an_evening_in_utc_is_the_next_morning_in_china() -> None:
    moment = dt.datetime(2026, 11, 29, 17, 37, tzinfo=dt.UTC)
    assert clock.written(moment) == "2026-11-30 01:37"
    with timezone.override("UTC"):
        assert moment_words(moment) == "2026年11月30日 01:37"


#: What a browser reads and no person: the value of an input, the moment of a time.
FOR_BROWSERS = re.compile(r'(?:value|datetime)="[^"]*"')


def test_no_template_writes_a_date_in_a_way_of_its_own() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{n}"
        for path in sorted((ROOT / "web" / "templates").rglob("*.html"))
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for shown in [FOR_BROWSERS.sub("", line)]
        if "|date:" in shown or "|time:" in shown
    ]
    assert found == [], "use the filters day, localday and moment"
