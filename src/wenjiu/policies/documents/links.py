"""Checks whether the object, test and page that a mark names exist."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .marks import Mark

Problem = tuple[str, dict[str, str]]
PACKAGE = Path(__file__).resolve().parents[2]
#: Parts of the package that need Django and a database. What they define is looked up in their source.
APPLICATION = ("bureau", "web", "api", "config")


@cache
def find_object(name: str) -> tuple[Any, Problem | None]:
    """Import "package.module:name". Return (object, None) or (None, problem).

    Of the application, which a library cannot import, the source is read: (None, None) where it defines the name.
    """
    module, _, path = name.partition(":")
    if module.split(".")[1] in APPLICATION:
        return None, _problem_in_source(name, module, path)
    try:
        found: Any = importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 - any exception of the import is the answer to the question
        return None, ("link.module", {"object": name, "reason": f"{type(error).__name__}: {error}"})
    for part in path.split("."):
        if not hasattr(found, part):
            return None, ("link.name", {"object": name})
        found = getattr(found, part)
    return found, None


def _problem_in_source(name: str, module: str, path: str) -> Problem | None:
    file = PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")
    if not file.is_file():
        return "link.module", {"object": name, "reason": "no such file"}
    defined = {getattr(node, "name", "") for node in ast.parse(file.read_bytes()).body}
    return None if path in defined else ("link.name", {"object": name})


class LinkChecker:
    """Checks marks against the installed package, the checkout's tests and the site's pages.

    `project`: the folder that holds tests/ (None: tests are not checked).
    `page_exists`: says whether a URL path exists (None: pages are not checked).
    """

    def __init__(self, project: Path | None, page_exists: Callable[[str], bool] | None) -> None:
        self.project = project
        self.page_exists = page_exists

    def problems(self, mark: Mark) -> Iterator[Problem]:
        """Return what a mark names that does not exist, as codes of messages.py with values."""
        if mark.object:
            yield from self._object(mark)
        if mark.test and self.project is not None:
            yield from self._test(mark.test, self.project)
        if mark.page and self.page_exists is not None and not self.page_exists(mark.page):
            yield "link.page", {"page": mark.page}

    def _object(self, mark: Mark) -> Iterator[Problem]:
        found, problem = find_object(mark.object)
        if problem is not None:
            yield problem
            return
        code = getattr(found, "code", None)
        if mark.part and isinstance(code, str) and code != mark.part:
            yield "link.code", {"object": mark.object, "code": code, "part": mark.part}

    def _test(self, test: str, project: Path) -> Iterator[Problem]:
        path, *names = test.split("::")
        file = project / path
        if ".." in Path(path).parts or not file.exists():
            yield "link.test", {"test": path}
            return
        source = file.read_text(encoding="utf-8") if file.is_file() else ""
        for name in names:
            if not re.search(rf"^\s*(?:async\s+)?(?:def|class)\s+{name}\b", source, flags=re.MULTILINE):
                yield "link.test_name", {"test": test}
