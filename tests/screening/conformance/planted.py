"""Mistakes planted in the engine's source, one at a time, to learn whether a comparison of few rows notices each.

A bug (`planted_bugs.yaml`) replaces one piece of text in one module of `wenjiu.screening` as it is imported; no file is
touched. The text must stand in the module exactly once, so that a bug whose place is gone fails loudly.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from tests.screening.conformance import comparing, jobs, running
from tests.screening.conformance.jobs import Job

from wenjiu.policies import load_policy

PACKAGE = "wenjiu.screening"


@dataclass(frozen=True)
class Bug:
    """One mistake: what it is, in which module, the text there and what it becomes.

    `codes`: the measures whose rows are asked; `reading`: only under other letters of this one does it show; `rows`: of
    each job, where few would hardly meet it.
    """

    what: str
    module: str
    old: str
    new: str
    codes: tuple[str, ...]
    reading: str = ""
    rows: int = jobs.SMALLEST

    def __str__(self) -> str:
        return f"{self.module}: {self.what}"


def _bugs() -> tuple[Bug, ...]:
    entries = yaml.safe_load(Path(__file__).with_name("planted_bugs.yaml").read_text("utf-8"))
    return tuple(Bug(**{**entry, "codes": tuple(entry["codes"])}) for entry in entries)


BUGS = _bugs()


def with_bug(source: str, bug: Bug) -> str:
    """A module's source with a bug. LookupError where the bug's text does not stand there exactly once."""
    times = source.count(bug.old)
    if times != 1:
        raise LookupError(f"{bug}: its text stands {times} times in {PACKAGE}.{bug.module}; write it anew: {bug.old}")
    return source.replace(bug.old, bug.new)


def check_places() -> None:
    """Raise LookupError where the engine's source has moved on from a bug."""
    for bug in BUGS:
        found = importlib.util.find_spec(f"{PACKAGE}.{bug.module}")
        assert found is not None and found.origin is not None, f"there is no module {bug.module}"
        with_bug(Path(found.origin).read_text("utf-8"), bug)


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with a bug in it."""

    def __init__(self, bug: Bug) -> None:
        self.bug, self.name = bug, f"{PACKAGE}.{bug.module}"

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        if fullname != self.name:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert found is not None and found.origin is not None, f"there is no module {fullname}"
        self.origin = found.origin
        return importlib.machinery.ModuleSpec(fullname, self, origin=found.origin)

    def exec_module(self, module: ModuleType) -> None:
        altered = with_bug(Path(self.origin).read_text("utf-8"), self.bug)
        exec(compile(altered, self.origin, "exec"), module.__dict__)  # noqa: S102 - our own source, with a bug


@contextmanager
def planted(bug: Bug) -> Iterator[Any]:
    """The engine with a bug in it: gives its `evaluate`. The modules imported before are there again afterwards."""
    before = {name: module for name, module in sys.modules.items() if name.startswith(PACKAGE)}
    finder = _Planted(bug)
    _forget()
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module(running.EVALUATE).evaluate
    finally:
        sys.meta_path.remove(finder)
        _forget()
        sys.modules.update(before)


def _forget() -> None:
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def asked(bug: Bug) -> Iterator[Job]:
    """The jobs that a bug is tried on: few rows of each of its measures, every letter of every reading in its turn."""
    for name in jobs.POLICIES:
        for code in bug.codes:
            measure = load_policy(name).measures.get(code)
            for i in range(0 if measure is None else 3 * (len(jobs.singles(measure)) + 1)):
                yield Job(name, (code,), i, bug.rows)


def noticed(bug: Bug) -> str | None:
    """The first difference that the comparison finds while the bug is there, None where it finds none."""
    with planted(bug) as evaluate:
        for job in asked(bug):
            if not bug.reading or bug.reading in jobs.letters_of(job):
                found = comparing.compare(jobs.asked(job), evaluate, running.ENGINES, show=1)
                if found.different:
                    return found.shown[0]
    return None
