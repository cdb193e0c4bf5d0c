"""Finds the facts of one subject in registers, as a screening finds them in the tables of a population. Pure.

A fact is in the subject's own row, in the nearest row that it refers to, in a fact that is declared the same, implied
by the audience, or a count over rows that refer to the subject. Where a register holds the column of a fact, an empty
cell means that the fact is not known; no other place is then asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.document.registers import Counted, Table
from wenjiu.rules.evaluate.bounds import BoundsEmitter
from wenjiu.rules.evaluate.scope import Scope
from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.language.nodes import Node
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: The source of a fact that is counted, and of one that the rules assume: a default, a year of a date, an audience.
COUNT, RULE = "count", "rule"


@dataclass(frozen=True)
class Record:
    """What the live rows of all sources say of one subject on one day.

    `values`: column -> value as the rules keep it.
    `origins`: column -> id of the row that says so.
    `refers`: column -> key of the record that it refers to.
    `rows`: the ids of all its rows.
    `street`: the id of its street.
    """

    table: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    street: int | None = None


class Source(Protocol):
    """Where records come from."""

    def held(self, table: str) -> AbstractSet[str]:
        """Return the columns that a register holds; none where it has no rows."""

    def record(self, table: str, key: str) -> Record | None:
        """Return a record by its key."""

    def referring(self, table: str, by: str, key: str) -> Iterable[Record]:
        """Return the records of a table whose column refers to a key."""


@dataclass(frozen=True)
class Answer:
    """The value of one fact: None where it is not known, a range for a count that is not certain, and its source."""

    value: Any = None
    source: int | str | None = None
    range: tuple[int, int] | None = None


UNKNOWN = Answer()


class Subject:
    """One record with all facts that the registers give for it.

    `on`: the day of the look-up (civil key), which is also the day of the decision.
    """

    def __init__(self, policy: Policy, source: Source, record: Record, on: int) -> None:
        self.policy, self.source, self.record, self.on = policy, source, record, on
        self.registers = registers_of(policy)
        self.table: Table = self.registers[record.table]
        self._known: dict[int, Answer] = {}

    def fact(self, fact: Fact) -> Answer:
        """Return what the registers say of a fact."""
        if id(fact) not in self._known:
            self._known[id(fact)] = self._found(fact)
        return self._known[id(fact)]

    def members(self, relation: Relation) -> list[Any] | None:
        """Return the members of a relation. A final None means that there may be more. None: no table lists them."""
        place = self.registers.members.get(relation)
        if place is None or not self.source.held(place.table):
            return None
        found: list[Any] = []
        held = self.source.held(place.table)
        for record in self.source.referring(place.table, place.by, self.record.key):
            named = {n: record.values[c] for n, c in place.facts.items() if c in held and c in record.values}
            defaults = {n: f.default for n, f in relation.facts.items() if f.default is not None}
            found.append(defaults | named)
        if place.complete in self.source.held(self.table.name) and self.record.values.get(place.complete) is not True:
            found.append(None)
        return found

    def _found(self, fact: Fact) -> Answer:
        dates = self.policy.dates
        if fact is dates["decision_date"]:
            return Answer(self.on, RULE)
        stored = self._stored(fact)
        if fact is dates["application_date"]:
            return stored if stored is not None and stored.value is not None else Answer(self.on, RULE)
        if stored is not None:
            return stored
        if fact in self.registers.same:
            return self.fact(self.registers.same[fact])
        years, implied = _implications(self.policy, self.table)
        if id(fact) in years:
            date = self.fact(years[id(fact)])
            return Answer(None if date.value is None else date.value // civil.YEAR, date.source)
        if id(fact) in implied:
            return Answer(implied[id(fact)], RULE)
        counted = self.registers.counted.get(fact)
        if counted is not None and fact in self.table.facts.values() and self.source.held(counted.table):
            return self._counted(counted)
        return _default(fact)

    def _stored(self, fact: Fact) -> Answer | None:
        """Return what the nearest column of a fact says; None where no register holds one."""
        for path, table, column in _places(self.policy, self.table.name).get(id(fact), ()):
            if not path and not self.record.rows:
                continue  # a subject without rows of its own is known by what it refers to
            if column in self.source.held(table) and self._reachable(path):
                record = self._at(path)
                value = None if record is None else record.values.get(column)
                return _default(fact) if record is None or value is None else Answer(value, record.origins[column])
        return None

    def _reachable(self, path: tuple[str, ...]) -> bool:
        """Whether registers hold every reference of a path. A subject without rows states its references itself."""
        at = self.table
        for place, step in enumerate(path):
            if step not in self.source.held(at.name) and (place or step not in self.record.refers):
                return False
            at = self.registers[at.refers[step]]
        return bool(self.source.held(at.name))

    def _at(self, path: tuple[str, ...]) -> Record | None:
        record: Record | None = self.record
        at = self.table
        for step in path:
            key = None if record is None else record.refers.get(step)
            at = self.registers[at.refers[step]]
            record = None if key is None else self.source.record(at.name, key)
        return record

    def _counted(self, counted: Counted) -> Answer:
        condition = _condition(counted.condition)
        low = high = 0
        for record in self.source.referring(counted.table, counted.by, self.record.key):
            inner = Subject(self.policy, self.source, record, self.on)
            surely, maybe = condition(inner)
            low += surely
            high += maybe
        return Answer(low, COUNT) if low == high else Answer(None, None, (low, high))


class _Condition:
    """A condition on the facts of one record, compiled like those of a measure: certainly, and possibly, true."""

    def __init__(self, node: Node) -> None:
        self.scope = Scope("counted", {})
        self.scope.collect(node)
        emitter = BoundsEmitter(self.scope)
        self.run = emitter.compile([node])
        self.at = emitter.position[id(self.scope.chosen(node))]
        self.params = tuple(self.scope.params)

    def __call__(self, subject: Subject) -> tuple[bool, bool]:
        facts = tuple(subject.fact(fact).value for fact in self.scope.facts)
        figures = tuple(subject.policy.resolve(p, subject.on, {}, False).value for p in self.params)
        trace = self.run(facts, figures)
        return bool(trace[self.at]), bool(trace[self.at + 1])


@lru_cache(maxsize=64)
def _condition(node: Node) -> _Condition:
    return _Condition(node)


def _default(fact: Fact) -> Answer:
    return UNKNOWN if fact.default is None else Answer(fact.default, RULE)


@lru_cache(maxsize=64)
def _places(policy: Policy, name: str) -> dict[int, list[tuple[tuple[str, ...], str, str]]]:
    """Return fact, by identity -> the path, table and name of each column that can hold it, the nearest first."""
    registers = registers_of(policy)
    found: dict[int, list[tuple[tuple[str, ...], str, str]]] = {}
    for path, table in registers.paths(registers[name]):
        for column, fact in (table.facts if path else columns_of(policy, table.name).facts).items():
            found.setdefault(id(fact), []).append((path, table.name, column))
    return found


@lru_cache(maxsize=64)
def _of_table(policy: Policy, name: str) -> tuple[dict[int, Fact], dict[int, Any]]:
    years: dict[int, Fact] = {}
    implied: dict[int, Any] = {}
    for code in registers_of(policy)[name].measures:
        if code not in policy.measures:
            continue
        measure = policy.measures[code]
        names = policy.accepted_facts(measure)
        for year, date in measure.assumes.items():
            found = names[date]
            assert isinstance(found, Fact)
            years[id(names[year])] = found
        implied.update({id(f): v for f, v in policy.implied_by_audience.get(measure.audience, {}).items()})
    return years, implied


def _implications(policy: Policy, table: Table) -> tuple[dict[int, Fact], dict[int, Any]]:
    """Return the years that a date implies, and the facts that the audience of a measure implies, by identity."""
    return _of_table(policy, table.name)
