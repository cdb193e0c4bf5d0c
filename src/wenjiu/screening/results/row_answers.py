"""Evaluates single rows of a population with the Python evaluator, from the same facts as the screening."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...rules.document.registers import Members
from ...rules.evaluate.bounds import BoundsEmitter
from ...rules.evaluate.case import Case
from ...rules.evaluate.compiler import Program
from ...rules.evaluate.outcomes import Outcome
from ...rules.evaluate.runtime import plain
from ...rules.evaluate.scope import Letters, Scope
from ...rules.explain.determinations import Determination
from ...rules.language.facts import Fact, Relation
from ...rules.language.measures import Measure
from ...rules.language.nodes import INFINITE, Node
from ...rules.language.text import T
from ...rules.policy import Policy
from ..columns.builder import Builder
from ..columns.numbers import Num
from ..engines.duck import literal, quoted
from ..engines.plan import FRACTION, Plan, Scan
from ..files import database, parquet_sql
from ..lower.sources import Shape, member_facts
from ..lower.subjects import SubjectSource, physical
from ..population import Population, tables_for
from ..run.engines import opened

#: The range of a number: the least and the greatest value (None: no limit).
Range = tuple[int, int | None]
ROW = "rows to explain"


@dataclass
class KnownRow:
    """The known facts of one row.

    `facts`: neutral key -> value.
    `ranges`: neutral key -> range, for counts without a single value.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    ranges: dict[str, Range] = field(default_factory=dict)


class Ranged(Program):
    """A measure compiled for one row in which some counts are known only within a range."""

    def __init__(self, measure: Measure, letters: Letters, ranges: Mapping[str, Range]) -> None:
        self.ranges = ranges
        super().__init__(measure, letters)

    def emitter(self) -> BoundsEmitter:
        """Return an emitter of code in which an unknown count lies within its range."""
        return _RangedEmitter(self, self.ranges)


class _RangedEmitter(BoundsEmitter):
    def __init__(self, scope: Scope, ranges: Mapping[str, Range]) -> None:
        super().__init__(scope)
        self.ranges = ranges

    def leaf(self, node: Node, name: str, a: str, b: str) -> list[str]:
        if not isinstance(node, Fact) or node.key not in self.ranges:
            return super().leaf(node, name, a, b)
        low, high = self.ranges[node.key]
        high = INFINITE if high is None else high
        return [f"{a} = {low} if {name} is None else {name}", f"{b} = {high} if {name} is None else {name}"]


class RowDetermination(Determination):
    """The answer for a row. Its notes state which counts are known only within a range."""

    ranges: Mapping[str, Range] = {}

    def _notes(self) -> list[str]:
        found = super()._notes()
        for fact in self.outcome.program.facts:
            if fact.key in self.ranges:
                low, high = self.ranges[fact.key]
                upto = T(f"在{low}至{high}之间", f"between {low} and {high}")
                if high is None:
                    upto = T(f"至少{low}", f"at least {low}")
                note = T(
                    f"{fact.name.zh}由登记表计得，有的行情况不明，只能确定{upto.zh}。",
                    f"Counted in the registers, some rows being unknown: {fact.name.en}, {upto.en}.",
                )
                found.append(note(self.lang))
        return found


class Explainer:
    """Answers for rows of one measure.

    `code`: the measure.
    `on`: the day of the screening (civil key).
    `own`: parameters that replace those of the policy, parsed.
    """

    def __init__(self, population: Population, policy: Policy, code: str, on: int, own: Mapping[str, Any]) -> None:
        assert policy.registers is not None
        self.population, self.policy, self.on, self.own = population, policy, on, own
        self.measure, self.program = policy[code].definition, policy.program(code)
        self.registers = policy.registers
        self.table = self.registers.subject(code)
        read = tables_for(policy, [code]) & set(population.tables)
        self.shapes = {name: Shape(population[name].columns, population[name].never_null) for name in sorted(read)}
        self.b = Builder()
        self.source = SubjectSource(self.b, policy, self.registers, self.table, self.shapes, on, sound=True)
        known = [*self.program.facts, *policy.dates.values(), *self.program.leaves(self.measure.trigger)]
        self.facts = {fact.key: fact for fact in known if isinstance(fact, Fact)}

    def answers(self, ids: Sequence[str], lang: str) -> dict[str, Determination]:
        """Return the answer for each row, by its key as text. Raises KeyError for an unknown key."""
        rows = self._rows(ids)
        unknown = [id for id in ids if id not in rows]
        if unknown:
            raise KeyError(f"{self.table.name} has no row {', '.join(map(repr, unknown[:5]))}")
        for relation in self.program.relations:
            self._add_members(relation, rows)
        return {id: self._answer(id, rows[id], lang) for id in ids}

    def _answer(self, id: str, row: KnownRow, lang: str) -> Determination:
        case = Case(id, self.measure, row.facts, dict(self.own), False, self.policy.letters_for(self.measure), None)
        outcome, resolved, on = self.policy.decide(case)
        ranges = {f.key: row.ranges[f.key] for f in self.program.facts if f.key in row.ranges}
        if ranges:
            program = Ranged(self.measure, case.letters, ranges)
            facts = self.policy.fill_in(program, row.facts, resolved, case)
            outcome = Outcome(program, facts, tuple(r.value for r in resolved.values()))
        answer = RowDetermination(self.policy, case, outcome, resolved, on, lang)
        answer.ranges = ranges
        return answer

    # ---- reading ----

    def _stored(self, name: str, column: str, ids: Iterable[str]) -> pa.Table:
        """Return the rows of a table whose column has one of the values."""
        wanted = ", ".join(map(literal, ids)) or "NULL"
        stored = self.population[name]
        columns, source = ", ".join(map(quoted, stored.columns)), parquet_sql(stored.files)
        with database() as connection:
            text = f"SELECT {columns} FROM {source} WHERE CAST({quoted(column)} AS VARCHAR) IN ({wanted})"
            return connection.sql(text).to_arrow_table()

    def _run(self, plan: Plan, rows: pa.Table) -> list[dict[str, Any]]:
        plan.base.table = ROW
        with (
            tempfile.TemporaryDirectory(prefix="wenjiu-explain-") as spill,
            opened("duckdb", memory="1GB", spill=Path(spill)) as engine,
        ):
            for name in plan.tables() - {ROW}:
                engine.add(name, self.population[name].files, self.population.spelling(name))
            spelling = self.population.spelling(self.table.name)
            engine.add(ROW, rows, {c: forms for c, forms in spelling.items() if c in rows.column_names})
            return engine.run(plan).to_pylist()

    def _rows(self, ids: Sequence[str]) -> dict[str, KnownRow]:
        plan = self.source.plan
        plan.outputs = {"id": self.source.key()}
        for key, fact in self.facts.items():
            found = self.source.fact(fact)
            if isinstance(found, Num):
                plan.outputs |= {key: found.value, f"{key} low": found.low, f"{key} high": found.high}
            else:
                plan.outputs[key] = found
        rows: dict[str, KnownRow] = {}
        for raw in self._run(plan, self._stored(self.table.name, self.table.key, ids)):
            row = rows[str(raw["id"])] = KnownRow()
            for key, fact in self.facts.items():
                if raw[key] is not None:
                    row.facts[key] = _value(fact, raw[key])
                elif f"{key} low" in raw:
                    row.ranges[key] = (raw[f"{key} low"], raw[f"{key} high"])
        return rows

    def _add_members(self, relation: Relation, rows: Mapping[str, KnownRow]) -> None:
        """Add the members of each row, if a table lists them. A final None means that there may be more members."""
        known = self.registers.members.get(relation)
        if known is None or known.table not in self.shapes:
            return
        listed: dict[str, list[Any]] = {id: [] for id in rows}
        for raw in self._members(relation, known, rows):
            named = ((name, raw[name]) for name in relation.facts)
            listed[str(raw["subject"])].append({k: _value(relation.facts[k], v) for k, v in named if v is not None})
        for id in self._incomplete(known, rows):
            listed[id].append(None)
        for id, members in listed.items():
            rows[id].facts[relation.key] = members

    def _members(self, relation: Relation, known: Members, rows: Mapping[str, KnownRow]) -> list[dict[str, Any]]:
        scan = Scan("m", known.table, self.registers[known.table].key)
        columns = {member: physical(c, relation.facts[member]) for member, c in known.facts.items()}
        facts = member_facts(self.b, scan, self.shapes[known.table], relation, columns)
        subject = self.b.column(scan.take(known.by), "key", null=False)
        outputs = {name: facts[id(fact)] for name, fact in relation.facts.items()}
        plan = Plan(scan, self.b, outputs={"subject": subject, **outputs})
        return self._run(plan, self._stored(known.table, known.by, rows))

    def _incomplete(self, known: Members, rows: Mapping[str, KnownRow]) -> list[str]:
        """Return the keys of the rows whose members are not all listed."""
        if not known.complete or known.complete not in self.shapes[self.table.name].columns:
            return []
        stored = self._stored(self.table.name, self.table.key, rows).to_pylist()
        return [str(raw[self.table.key]) for raw in stored if raw[known.complete] is not True]


def _value(fact: Fact, value: Any) -> Any:
    """Convert a value of a plan to that of a case: shares become exact fractions, other values do not change."""
    return plain(Fraction(value, FRACTION)) if fact.type.exact else value
