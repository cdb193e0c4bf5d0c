"""Mistakes planted in the engine's source, one at a time, to learn whether a comparison of few rows notices each.

A bug replaces one piece of text in one module of `wenjiu.screening` as it is imported, in a process of its own kind;
no file is touched. The text must stand in the module exactly once, so that a bug whose place is gone fails loudly.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from tests.screening.conformance import comparing, jobs, running
from tests.screening.conformance.jobs import Job

from wenjiu.policies import load_policy

PACKAGE = "wenjiu.screening"


@dataclass(frozen=True)
class Bug:
    """One mistake: what it is, in which module, the text there and what it becomes.

    `codes`: the measures whose rows are asked; `reading`: only under other letters of this one does it show.
    """

    what: str
    module: str
    old: str
    new: str
    codes: tuple[str, ...]
    reading: str = ""

    def __str__(self) -> str:
        return f"{self.module}: {self.what}"


BUGS = (
    Bug("the opposite of 'at least' lets the limit in", "expr",
        '">=": "<", "<": ">="', '">=": "<=", "<": ">="', ("3.4a",)),
    Bug("an open condition makes all of them fail", "expr",
        "return self.all(*map(self.possible, x.args))", "return self.all(*map(self.certain, x.args))", ("4.2",)),
    Bug("a condition that is open counts as refuted", "expr",
        "return self.no(self.possible(x))\n\n    def open", "return self.no(self.certain(x))\n\n    def open", ("4.4b",)),
    Bug("a limit is moved to the wrong side", "expr",
        'limit - y.data if a.op == "add" else limit + y.data', 'limit + y.data if a.op == "add" else limit - y.data', ("3.2a", "5.2", "5.3")),
    Bug("the least of numbers forgets that one is not known", "expr",
        "return self.case([(self.any(*map(self.isnull, options)), self.nothing(INT))], found)", "return found", ("5.2",)),
    Bug("every fourth year has a 29 February, 1900 and 2100 too", "dates",
        'b.any(b.compare("!=", b.mod(year, 100), b.zero), b.compare("==", b.mod(year, 400), b.zero)),', "b.true,", ("4.1b", "3.4a")),
    Bug("November has 31 days", "dates", "(3, 5, 8, 10)", "(3, 5, 8)", ("4.1b", "3.4a")),
    Bug("a month that is too short runs on into the next", "dates",
        "b.case([(too_far, b.add(b.sub(later, day(b, later)), last))], later)", "later", ("4.1b", "3.4a")),
    Bug("the day after a month's last day stays in the month", "dates",
        'inside = b.compare("<", day(b, key)', 'inside = b.compare("<=", day(b, key)', ("3.4a",)),
    Bug("public holidays are working days", "dates",
        "return _among_exceptions(b, key, rule, list(exceptions()))", "return rule", ("4.1a",), "G3"),
    Bug("weeks begin a day late", "dates",
        "return -cast(int, number.data) % 7", "return (1 - cast(int, number.data)) % 7", ("4.1a",), "G3"),
    Bug("day numbers lose a day in some months", "dates",
        "b.const(153)), b.const(2)), 5)", "b.const(153)), b.const(1)), 5)", ("3.4a",), "A-3.4-5"),
    Bug("a period of months by a month's end needs one day more", "lowering",
        'if op in (">=", "<"):', 'if op in ("<",):', ("4.1b", "5.2", "5.3")),
    Bug("the last month touched is not counted", "months",
        "whole = b.add(b.sub(dates.month(b, last), self.start_month), b.const(1))",
        "whole = b.sub(dates.month(b, last), self.start_month)", ("3.4a",), "A-3.4-5"),
    Bug("a month of service ends a day too late", "months",
        "dates.end_key(b, dates.next_day(b, last))", "dates.end_key(b, last)", ("3.4a",)),
    Bug("a rate that begins within a month counts for that month", "months",
        'late = b.compare("<", dates.day(b, self.first)', 'late = b.compare("<=", dates.day(b, self.first)', ("3.4a", "3.4b")),
    Bug("the rate at the end of a year begins a year late", "months",
        "b.const(start // civil.YEAR * 12)", "b.const(start // civil.YEAR * 12 + 12)", ("3.4a",), "A-3.4-4"),
    Bug("a figure does not yet apply on its first day", "figures",
        'later = [(b.compare(">=", self.day', 'later = [(b.compare(">", self.day', ("3.1a",)),
    Bug("figures apply before they became public", "figures",
        "param.at(start, self.known)", "param.at(start)", ("3.4b", "3.4a", "3.1a")),
    Bug("a code that is not known may stand in an empty list", "figures",
        "b.among(code, codes) if codes else b.false", "b.among(code, codes) if codes else b.unknown", ("3.2a", "5.3")),
    Bug("a share that a map lacks has no upper limit", "lowering",
        "top = b.const(scale) if table.share else self.numbers.unlimited", "top = self.numbers.unlimited", ("3.1a",)),
    Bug("a difference takes its lowest from two lowest", "numbers",
        "b.sub(xl, yh), b.sub(xh, yl)", "b.sub(xl, yl), b.sub(xh, yh)", ("3.1b", "5.2")),
    Bug("a number without limit hides the least", "numbers",
        'b.least(*(s[1] for s in sides)), xs[0].scale', 'b.strictly("least", *(s[1] for s in sides)), xs[0].scale', ("3.4b", "5.2")),
    Bug("nothing times no limit has no limit", "numbers",
        "return b.case([(none, b.zero)], product)", "return product", ("3.4b", "3.5a")),
    Bug("an open choice ends at the lesser amount", "numbers",
        'b.strictly("greatest", self.hi(then), self.hi(otherwise))', 'b.strictly("least", self.hi(then), self.hi(otherwise))', ("4.3b", "4.4c")),
    Bug("exactly a half is rounded down", "numbers",
        "b.const(step * x.scale))", "b.const(step * x.scale - 1))", ("3.1a", "5.3")),
    Bug("a share that is not known has no upper limit", "lowering",
        "top = self.b.const(fact.hi * scale) if fact.bounded else None", "top = None", ("3.5a", "3.1a")),
    Bug("an absent group is unknown although no list names any", "lowering",
        'return self.b.case([(self.b.all(self.b.isnull(found), empty), self.b.const("none"))], found)', "return found", ("3.2a", "5.3"), "G7"),
    Bug("a year without a figure does not take that of an earlier year", "lowering",
        'op = ">=" if node.earlier else "=="', 'op = "=="', ("3.5a",), "A-3.5-5"),
    Bug("a proposal at the upper end is outside", "lowering",
        'b.possible(b.compare("<=", stated.value, ops.hi(high)))', 'b.possible(b.compare("<", stated.value, ops.hi(high)))', ("4.3c", "4.3d")),
    Bug("a condition that does not apply must hold all the same", "verdicts",
        "return self.b.any(holds, self.b.no(self.l.truth(slot.require.when)))", "return holds", ("3.2b", "3.2a")),
    Bug("an open answer is sure of its lowest amount", "verdicts",
        "(b.no(self.may), b.zero), (unknown, b.zero)", "(b.no(self.may), b.zero)", ("4.2",)),
    Bug("an award at the top of its range breaks it", "verdicts",
        'b.certain(b.compare("<=", ops.hi(value), ops.lo(high)))', 'b.certain(b.compare("<", ops.hi(value), ops.lo(high)))', ("4.3a", "4.3c", "4.3d")),
    Bug("the last open condition is named instead of the first", "verdicts",
        "for k, where in enumerate(self._open)]", "for k, where in reversed(list(enumerate(self._open)))]", ("4.2",)),
    Bug("what is asked for does not depend on the lines that are paid", "needs",
        "where = b.all(where, self._open(node))\n        if where is b.false:", "if where is b.false:", ("5.2",)),
    Bug("in SQL what is not known is taken as false", "duck",
        'return f"({args[0]} IS NOT FALSE)"', 'return f"({args[0]} IS TRUE)"', ("4.2",)),
    Bug("in SQL shares keep six decimals", "duck", "AS DECIMAL(19, 9)", "AS DECIMAL(19, 6)", ("3.1a",)),
    Bug("in SQL days are counted from 1", "duck", "* 32 + day({column}) - 1 AS", "* 32 + day({column}) AS", ("4.2",)),
    Bug("in Polars what is not known is taken as false", "polars_engine",
        "return args[0].fill_null(True)", "return args[0].fill_null(False)", ("4.2",)),
    Bug("in Polars the least is the greatest", "polars_engine", "pl.min_horizontal", "pl.max_horizontal", ("5.2",)),
    Bug("in Polars the last choice goes first", "polars_engine",
        "zip(reversed(args[:-1:2]), reversed(args[1:-1:2]), strict=True)", "zip(args[:-1:2], args[1:-1:2], strict=True)", ("4.3b", "4.4c")),
    Bug("a list that is known in part is taken as whole", "sources", "if complete is b.true:", "if True:", ("2.1",)),
    Bug("members that may count are counted as certain", "sources",
        "low = self.sum(counts, b.case([(surely, ops.lo(each))], b.zero), most)",
        "low = self.sum(counts, b.case([(maybe, ops.lo(each))], b.zero), most)", ("2.1",)),
    Bug("a row without an application date has none", "rows",
        'for name in ("decision_date", "application_date")}', 'for name in ("decision_date",)}', ("5.2",)),
)  # fmt: skip


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
        with open(self.origin, encoding="utf-8") as file:
            source = file.read()
        times = source.count(self.bug.old)
        if times != 1:
            raise LookupError(f"{self.bug}: its text stands {times} times in {self.name}; write the bug anew: {self.bug.old}")
        exec(compile(source.replace(self.bug.old, self.bug.new), self.origin, "exec"), module.__dict__)


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
                yield Job(name, (code,), i, jobs.SMALLEST)


def noticed(bug: Bug) -> str | None:
    """The first difference that the comparison finds while the bug is there, None where it finds none."""
    with planted(bug) as evaluate:
        for job in asked(bug):
            if not bug.reading or bug.reading in jobs.letters_of(job):
                found = comparing.compare(jobs.asked(job), evaluate, running.ENGINES, show=1)
                if found.different:
                    return found.shown[0]
    return None
