"""Cases for the tests: a program's facts and parameters as Python values, and the ways to have them answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.rules.reference import Reference

from wenjiu.rules.evaluate.compiler import Program
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.lookups import Proposed
from wenjiu.standards import civil

Values = dict[int, Any]


def keyed(value: Any) -> Any:
    """A Python value as the engine takes it: dates as civil keys, also in tables and member rows."""
    if isinstance(value, dt.date):
        return civil.of(value)
    if isinstance(value, list):
        return [keyed(v) for v in value]
    if isinstance(value, tuple):
        return tuple(keyed(v) for v in value)
    if isinstance(value, dict):
        return {k: keyed(v) for k, v in value.items()}
    return value


def arguments(program: Program, values: Values) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Facts and parameters in the program's order."""
    leaves = [*program.facts, *program.relations]
    return tuple(keyed(values[id(f)]) for f in leaves), tuple(keyed(values[id(p)]) for p in program.params)


def answer(program: Program, values: Values) -> Outcome:
    """The outcome, on whichever path the engine takes."""
    return Outcome(program, *arguments(program, values))


def two_sided(program: Program, values: Values) -> Outcome:
    """The outcome on the two-sided path, whatever is known."""
    outcome = Outcome.__new__(Outcome)
    outcome.program = program
    outcome.facts, outcome.params = arguments(program, values)
    outcome._trace = outcome._missing = None
    outcome.lines = program.lines
    outcome._two_sided()
    if program.conditional:
        outcome._keep_to_the_lines_that_apply()
    return outcome


def reference(program: Program, values: Values) -> Reference:
    """The same case for the slow interpreter."""
    return Reference(program.measure, program.letters, values)


def absence_speaks(program: Program) -> set[int]:
    """Facts whose absence is itself an answer: a rule asks whether they are given, so no gap of theirs may be filled.

    Only what the readings chosen ask: under another letter the same fact may have to be known.
    """
    found: set[int] = set()
    stack = list(program.measure.decisive())
    while stack:
        node = program.chosen(stack.pop())
        stack += node.children
        if isinstance(node, periods.FirstGiven | n.IsGiven):
            found.update(id(c) for c in node.children)
        elif isinstance(node, n.IfGiven | Proposed):
            found.add(id(node.children[0]))
    return found


def told(outcome: Outcome, outside: tuple[Any, ...] | None = None) -> tuple[str, tuple[Any, ...]]:
    """Verdict and amounts, to compare two outcomes; `outside` in place of the amounts of an award outside its range."""
    broken = outcome.verdict == "yes" and any(result == "failed" for _, result in outcome.validations())
    return outcome.verdict, outcome.amounts if outside is None or not broken else outside
