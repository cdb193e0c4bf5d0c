"""Provides the facts of a measure's subject: columns of its table and of referenced tables, counts, and assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...rules.document.registers import Counted, Registers, Table
from ...rules.evaluate.compiler import Program
from ...rules.language import nodes as n
from ...rules.language.facts import CountWhere, Fact, Relation, SumWhere
from ...rules.language.readings import RECOMMENDED, Choose
from ...rules.policy import Policy
from ...standards import civil
from ..columns.builder import Builder
from ..columns.expr import BOOL, STR, Expr
from ..columns.figures import Figures
from ..columns.numbers import Num
from ..engines.plan import Join, Plan, Scan
from .lowering import Lowering
from .sources import Counting, MemberSource, Shape, absent, column, member_facts, members

Shapes = Mapping[str, Shape]


class SubjectSource:
    """Provides the facts of the rows of one table of the registers.

    `table`: the table.
    `shapes`: the tables of the population.
    `on`: the day of the screening (civil key).
    `sound`: whether every reference leads to a row, so that inner joins lose no rows.
    `alias`: the name of the table in the plan.
    """

    def __init__(
        self,
        b: Builder,
        policy: Policy,
        registers: Registers,
        table: Table,
        shapes: Shapes,
        on: int,
        *,
        sound: bool = False,
        alias: str = "s",
    ) -> None:
        self.b, self.policy, self.registers, self.table = b, policy, registers, table
        self.shapes, self.on, self.sound = shapes, on, sound
        self.scan = Scan(alias, table.name, table.key)
        self.plan = Plan(self.scan, b)
        self.counting = Counting(b, self.plan)
        self._facts: dict[int, Expr | Num] = {}
        self._joins: dict[tuple[str, ...], tuple[Scan, bool]] = {(): (self.scan, False)}
        self._inner: dict[str, SubjectSource] = {}
        self._assumed, self._implied = self._implications()

    def _implications(self) -> tuple[dict[int, Fact], dict[int, Any]]:
        """Return the years that a date implies, and the facts that the audience of a measure implies, by identity."""
        years: dict[int, Fact] = {}
        implied: dict[int, Any] = {}
        for measure in (self.policy.measures[code] for code in self.table.measures if code in self.policy.measures):
            names = self.policy.accepted_facts(measure)
            for year, date in measure.assumes.items():
                found = names[date]
                assert isinstance(found, Fact)
                years[id(names[year])] = found
            implied.update({id(f): v for f, v in self.policy.implied_by_audience.get(measure.audience, {}).items()})
        return years, implied

    # ---- facts ----

    def fact(self, fact: Fact) -> Expr | Num:
        """Return the column of a fact, from any table or assumption."""
        if id(fact) not in self._facts:
            self._facts[id(fact)] = self._found(fact)
        return self._facts[id(fact)]

    def _found(self, fact: Fact) -> Expr | Num:
        b, dates = self.b, self.policy.dates
        day = b.const(self.on)
        if fact is dates["decision_date"]:
            return day
        stored = self._stored(fact)
        if fact is dates["application_date"]:
            return day if stored is None else b.coalesce(stored, day)
        if stored is not None:
            return stored
        if fact in self.registers.same:
            return self.fact(self.registers.same[fact])
        if id(fact) in self._assumed:
            date = self.fact(self._assumed[id(fact)])
            assert isinstance(date, Expr)
            return b.div(date, civil.YEAR)
        if id(fact) in self._implied:
            return b.const(self._implied[id(fact)])
        counted = self.registers.counted.get(fact)
        if counted is not None and fact in self.table.facts.values() and counted.table in self.shapes:
            return self._counted(counted)
        return absent(b, fact)

    def _stored(self, fact: Fact) -> Expr | None:
        """Return the nearest column of a fact."""
        for path, table in self.registers.paths(self.table):
            if table.name not in self.shapes:
                continue
            names = [physical(c, f) for c, f in table.facts.items() if f is fact]
            if not path and table.measures:
                names += [c for c, f in self.policy.dates.items() if f is fact]
            for name in names:
                if name in self.shapes[table.name].columns and self._reachable(path):
                    scan, outer = self._joined(path)
                    return column(self.b, scan, self.shapes[table.name], name, fact, outer)
        return None

    def _reachable(self, path: tuple[str, ...]) -> bool:
        at = self.table
        for step in path:
            if step not in self.shapes[at.name].columns:
                return False
            at = self.registers[at.refers[step]]
            if at.name not in self.shapes:
                return False
        return True

    def _joined(self, path: tuple[str, ...]) -> tuple[Scan, bool]:
        """Return the scan at the end of a path of references, and whether its row can be missing."""
        if path not in self._joins:
            before, outer = self._joined(path[:-1])
            at = self.registers[before.table]
            other = self.registers[at.refers[path[-1]]]
            scan = Scan(f"{self.scan.alias}_{'_'.join(path)}", other.name, other.key)
            outer = outer or not self.sound or path[-1] not in self.shapes[at.name].full
            self.plan.joins.append(Join(scan, before.take(path[-1]), inner=not outer))
            self._joins[path] = (scan, outer)
        return self._joins[path]

    def _counted(self, counted: Counted) -> Num:
        """Return the count of rows that refer to a row."""
        table = self.registers[counted.table]
        alias = f"n_{table.name}_{counted.by}"
        if alias not in self._inner:
            self._inner[alias] = SubjectSource(
                self.b, self.policy, self.registers, table, self.shapes, self.on, sound=self.sound, alias=alias
            )
        inner = self._inner[alias]
        figures = Figures(self.b, self.b.const(self.on), self.on, {}, self.policy.book)
        condition = Lowering(self.b, ChosenReadings({}), inner, figures).truth(counted.condition)  # type: ignore[arg-type]
        counts = self.counting.of(alias, lambda: (inner.plan, inner.scan.take(counted.by)))
        return self.counting.number(counts, condition, None, 10**9)

    # ---- members ----

    def count(self, node: CountWhere | SumWhere, lowering: Lowering) -> Num:
        """Return a count or sum over the members of a relation. Without a table of members it can be any number."""
        relation: Relation = node.relation
        known = self.registers.members.get(relation)
        if known is None or known.table not in self.shapes:
            return lowering.numbers.number(self.b.nothing("int"), self.b.zero)
        shape = self.shapes[known.table]
        scan = Scan(f"m_{known.table}", known.table, self.registers[known.table].key)
        counts = self.counting.of(f"m_{known.table}_{known.by}", lambda: (Plan(scan, self.b), scan.take(known.by)))
        names = {member: physical(c, relation.facts[member]) for member, c in known.facts.items()}
        source = MemberSource(member_facts(self.b, counts.rows.base, shape, relation, names))
        return members(self.counting, counts, source, node, lowering, self._complete(known.complete))

    def _complete(self, name: str) -> Expr:
        shape = self.shapes[self.table.name]
        if not name or name not in shape.columns:
            return self.b.true
        return self.b.certain(self.b.column(self.scan.take(name), BOOL, null=name not in shape.full))

    # ---- other columns ----

    def key(self) -> Expr:
        """Return the key of a row."""
        return self.b.column(self.scan.take(self.table.key), "key", null=False)

    def payee(self) -> Expr:
        """Return the key of the payee: the payee column of the table, or the row itself."""
        shape = self.shapes[self.table.name]
        if self.table.payee and self.table.payee in shape.columns:
            return self.b.column(self.scan.take(self.table.payee), "key", null=True)
        return self.key()

    def group(self, name: str) -> Expr:
        """Return the nearest grouping column of a name, NULL if there is none."""
        for path, table in self.registers.paths(self.table):
            shape = self.shapes.get(table.name)
            if shape and name in table.groups and name in shape.columns and self._reachable(path):
                return self.b.column(self._joined(path)[0].take(name), STR, null=True)
        return self.b.nothing(STR)


class ChosenReadings:
    """The chosen readings for conditions of counted facts, which belong to no measure."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self.letters = letters

    def chosen(self, node: n.Node) -> n.Node:
        """Return the node that applies under the readings."""
        while isinstance(node, Choose):
            node = node.by_letter[self.letters.get(node.ambiguity.id, RECOMMENDED)]
        return node

    word, member_params = Program.word, Program.member_params


def physical(name: str, fact: Fact) -> str:
    """Return the name of a fact's column on disk. Names of amounts end in their unit, fen."""
    return f"{name}{fact.type.suffix}"


def by_subject(registers: Registers, codes: Iterable[str]) -> dict[str, list[str]]:
    """Return table -> the measures whose subject is its rows, in the given order."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(registers.subject(code).name, []).append(code)
    return found
