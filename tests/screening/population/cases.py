"""Rows of a population as cases for the Python evaluator: facts found by the registers, one plain look-up at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq

from wenjiu.rules.document.registers import Counted, Table
from wenjiu.rules.evaluate.bounds import MemberFunction
from wenjiu.rules.evaluate.case import Case
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import below
from wenjiu.screening.population import Population
from wenjiu.standards import civil

Row = dict[str, Any]


class Rows:
    """A population held as Python rows."""

    def __init__(self, population: Population, on: int) -> None:
        self.population, self.policy, self.on = population, population.policy, on
        self.registers = self.policy.registers
        self._rows: dict[str, dict[Any, Row]] = {}
        self._counts: dict[tuple[str, str], dict[Any, list[int]]] = {}

    def of(self, name: str) -> dict[Any, Row]:
        """Key -> row of a table."""
        if name not in self._rows:
            tables = [pq.read_table(file) for file in self.population[name].files]
            key = self.registers[name].key
            self._rows[name] = {row[key]: row for table in tables for row in table.to_pylist()}
        return self._rows[name]

    def verdicts(self, code: str, most: int) -> Counter[str]:
        """How often each verdict comes among the first rows of a measure's subjects."""
        found: Counter[str] = Counter()
        for case in self.cases(code, most):
            found[self.policy.decide(case)[0].verdict] += 1
        return found

    def cases(self, code: str, most: int) -> Iterator[Case]:
        """The first rows of a measure's subjects as cases."""
        measure, table = self.policy.measures[code], self.registers.subject(code)
        for key, row in list(self.of(table.name).items())[:most]:
            facts = {fact.key: self.fact(fact, table, row) for fact in measure.vocabulary.names.values()}
            for name, fact in self.policy.dates.items():
                if name in self.population[table.name].columns:
                    facts[fact.key] = self.plain(fact, row[name])
            application, decision = (self.policy.dates[name].key for name in ("application_date", "decision_date"))
            facts[application] = facts.get(application) or self.on
            facts[decision] = self.on
            names = self.policy.accepted_facts(measure)
            for name, date in measure.assumes.items():
                known = facts.get(names[date].key)
                if facts.get(names[name].key) is None and known is not None:
                    facts[names[name].key] = known // civil.YEAR
            known_facts = {key: value for key, value in facts.items() if value is not None}
            yield Case(key, measure, known_facts, {}, False, self.policy.letters_for(measure), None)

    def fact(self, fact: Any, table: Table, row: Row) -> Any:
        """What the registers know of a fact of a row: from a column, a row referred to, another fact, or a count."""
        if not isinstance(fact, Fact):
            return self.members(fact, row)
        for path, at in self.registers.paths(table):
            for column, held in at.facts.items():
                physical = f"{column}_fen" if held.type == "yuan" else column
                if held is fact and physical in self.population[at.name].columns:
                    return self.plain(fact, self.follow(path, table, row).get(physical))
        if fact in self.registers.same:
            return self.fact(self.registers.same[fact], table, row)
        if fact in self.registers.counted:
            return self.count(self.registers.counted[fact], row)
        return None

    def follow(self, path: tuple[str, ...], table: Table, row: Row) -> Row:
        """The row at the end of a chain of references; an empty one where a reference is unknown."""
        for column in path:
            table = self.registers[table.refers[column]]
            row = self.of(table.name).get(row.get(column), {})
        return row

    def count(self, counted: Counted, row: Row) -> int | None:
        """A count that is certain; None where it is not."""
        if (counted.table, counted.by) not in self._counts:
            self._counts[counted.table, counted.by] = self._all_counts(counted)
        low, high = self._counts[counted.table, counted.by].get(row["id"], (0, 0))
        return low if low == high else None

    def _all_counts(self, counted: Counted) -> dict[Any, list[int]]:
        table = self.registers[counted.table]
        facts = {leaf.key: leaf for leaf in below([counted.condition]) if isinstance(leaf, Fact)}
        holds = MemberFunction(SimpleNamespace(key=table.name, facts=facts), counted.condition, {})
        found: dict[Any, list[int]] = {}
        for row in self.of(table.name).values():
            values = {key: self.fact(fact, table, row) for key, fact in facts.items()}
            values[self.policy.dates["application_date"].key] = self.on
            sides = holds({key: value for key, value in values.items() if value is not None})
            counts = found.setdefault(row[counted.by], [0, 0])
            counts[0] += sides[0]
            counts[1] += sides[1]
        return found

    def members(self, relation: Any, row: Row) -> list[Any]:
        """The members of a row, with an unknown one behind them where they are not all listed."""
        where = self.registers.members[relation]
        rows = [m for m in self.of(where.table).values() if m[where.by] == row["id"]]
        found: list[Any] = [
            {
                name: self.plain(relation.facts[name], m[column])
                for name, column in where.facts.items()
                if m.get(column) is not None
            }
            for m in rows
        ]
        return found if where.complete not in row or row[where.complete] else [*found, None]

    @staticmethod
    def plain(fact: Fact, value: Any) -> Any:
        """A value of a column as the evaluator takes it."""
        if value is None:
            return None
        if fact.type == "date":
            return civil.of(value)
        return Fraction(value) if fact.type == "fraction" else value
