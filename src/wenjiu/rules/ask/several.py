"""Kinds of case of which a visitor may have several, such as prizes, competitions, or people hired.

A kind is derived from the registers of the policy: the rows of a table are the cases, its columns are the facts of a
case. Tables that share a column are one kind: a person hired who was a trainee before is one person. A fact that
describes other people in the visitor's situation, such as the household of a school's trainee, belongs to the case too.
All other facts are about the visitor and have one answer for all cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..document.registers import Registers
from ..document.situations import Another, Situation
from ..language.facts import Fact
from ..ruleset import Ruleset

#: What separates the key of a fact or measure from the case that it belongs to: "competition.rank~winners.2".
OF_CASE = "~"
#: The most cases of one kind; a list of more people is checked as a roster.
MOST = 20
#: The most further cases of all kinds in one visit: each is computed like a visit of its own.
MOST_IN_ALL = 40
#: From how many cases of a kind on a roster is offered.
MANY = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: the table that names it, its wording, the keys of its facts, and its measures by code."""

    another: Another
    facts: frozenset[str]
    measures: frozenset[str]

    @property
    def id(self) -> str:
        """Return the name of the table whose rows are the cases."""
        return self.another.table

    def name(self, number: int, lang: str) -> str:
        """Return what the case with this number is called."""
        return self.another.each(lang, lambda _: str(number))


@dataclass(frozen=True, slots=True)
class Further:
    """A further case of a kind: what the visitor answered about it.

    `number`: 2 or more; the first case is that of the visit itself.
    `answers`, `without`: as in `Stated`, for the facts of the kind.
    """

    kind: str
    number: int
    answers: Mapping[str, Any] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Return kind and number as one name."""
        return case_id(self.kind, self.number)


def case_id(kind: str, number: int) -> str:
    """Return kind and number of a case as one name."""
    return f"{kind}.{number}"


def split(name: str) -> tuple[str, str]:
    """Return the key or code of a name, and the id of the case that it belongs to; empty for the visit itself."""
    key, _, case = name.partition(OF_CASE)
    return key, case


def kinds_of(policy: Ruleset, situations: Iterable[Situation]) -> dict[str, Kind]:
    """Return the kinds of case of which a visitor in these situations may have several, by id."""
    found: dict[str, Kind] = {}
    chosen = tuple(situations)
    for s in chosen:
        for another in s.another:
            others = {group for x in chosen if another.table in {a.table for a in x.another} for group in x.of_others}
            found.setdefault(another.table, _kind(policy, another, others))
    return found


def _kind(policy: Ruleset, another: Another, others: set[str]) -> Kind:
    assert policy.registers is not None  # the policy has refused a table that there is not
    columns, measures = _joined(policy.registers, another.table)
    facts = set(columns)
    for code in measures:
        names = policy.measures[code].vocabulary.names.values()
        facts |= {f.key for f in names if isinstance(f, Fact) and f.key.partition(".")[0] in others}
    return Kind(another, frozenset(facts.difference(another.shared)), frozenset(measures))


def _joined(registers: Registers, name: str) -> tuple[set[str], set[str]]:
    """Return keys of columns and codes of measures of a table and of those that share a column with it."""
    own = {t.name: {f.key for f in t.facts.values()} for t in registers.tables if t.measures}
    joined, grown = {name}, True
    while grown:
        columns = {key for other in joined for key in own.get(other, ())}
        more = {other for other, keys in own.items() if keys & columns} - joined
        joined, grown = joined | more, bool(more)
    return columns, {code for t in registers.tables if t.name in joined for code in t.measures}
