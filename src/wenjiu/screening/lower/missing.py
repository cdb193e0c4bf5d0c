"""Determines for each row which unknown facts and parameters can still change an answer (`Outcome.missing`).

The search starts at the open expressions that matter and goes down to the leaves. A node matters in a row if a node
above it matters, has no known value, and still depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...rules.language import nodes as n
from ...rules.language import periods
from ...rules.language.facts import CountWhere, Fact, Relation, SumWhere
from ...rules.language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from ...rules.language.parameters import Param
from ..columns import dates
from ..columns.expr import STR, Expr
from .lowering import Lowering

Root = tuple[n.Node, Expr]


@dataclass
class AskedFact:
    """The missing leaves of some expressions, in order.

    `facts`: identity -> a fact or relation, and the rows in which it is missing.
    `figures`: the rows in which a parameter is missing, and the text that names it.
    """

    facts: dict[int, tuple[Fact | Relation, Expr]] = field(default_factory=dict)
    figures: list[tuple[Expr, Expr]] = field(default_factory=list)


class Needs:
    """Finds the missing leaves below some roots. Each root comes with the rows (two-valued) in which it matters."""

    def __init__(self, lowering: Lowering, roots: Iterable[Root]) -> None:
        self.l, self.b = lowering, lowering.b
        self.asked = AskedFact()
        active: dict[int, Expr] = {}
        roots = [(lowering.chosen(node), where) for node, where in roots]
        order = self._downward([node for node, _ in roots])
        for node, where in roots:
            active[id(node)] = self.b.any(active.get(id(node), self.b.false), where)
        for node in order:
            where = active.get(id(node), self.b.false)
            if where is self.b.false:
                continue
            for child, when in self._below(node, where):
                child = lowering.chosen(child)
                active[id(child)] = self.b.any(active.get(id(child), self.b.false), when)

    def _downward(self, roots: list[n.Node]) -> list[n.Node]:
        """Return every node below the roots. A node comes before those that it depends on."""
        order: list[n.Node] = []
        seen: set[int] = set()

        def visit(node: n.Node) -> None:
            node = self.l.chosen(node)
            if id(node) in seen:
                return
            seen.add(id(node))
            if not isinstance(node, CountWhere | SumWhere):
                for child in node.children:
                    visit(child)
            else:
                for child in node.children:
                    for param in self.l.program.member_params(child):
                        visit(param)
            order.append(node)

        for root in roots:
            visit(root)
        return order[::-1]

    def _open(self, node: n.Node) -> Expr:
        """Whether a node has no single value in a row (two-valued)."""
        if node.kind == "bool":
            return self.b.isnull(self.l.truth(node))
        if node.kind in ("number", "date"):
            return self.b.no(self.l.numbers.settled(self.l.number(node)))
        return self.b.true

    def _below(self, node: n.Node, where: Expr) -> Iterator[Root]:
        b = self.b
        if isinstance(node, Fact):
            self._ask_fact(node, b.all(where, self.l.missing(node)))
            return
        if isinstance(node, Param):
            self._ask_figure(node, b.all(where, self.l.missing(node)), None)
            return
        where = b.all(where, self._open(node))
        if where is b.false:
            return
        match node:
            case CountWhere() | SumWhere():
                self._ask_fact(node.relation, where)
                for child in node.children:
                    yield from ((param, where) for param in self.l.program.member_params(child))
            case periods.MonthlySum():
                yield from self._months(node, where)
            case MapEntry() | MapEntryIs():
                yield from self._entry(node, where)
            case n.Min() | n.Max():
                yield from self._extreme(node, where)
            case n.If():
                condition = self.l.truth(node.children[0])
                yield node.children[0], b.all(where, b.isnull(condition))
                yield node.children[1], b.all(where, b.possible(condition))
                yield node.children[2], b.all(where, b.possible(b.no(condition)))
            case Proposed():
                yield from ((child, where) for child in node.children)
            case _:
                yield from ((child, where) for child in node.children)

    def _extreme(self, node: n.Node, where: Expr) -> Iterator[Root]:
        """Yield only the children that can still lower the least, or raise the greatest."""
        b, ops = self.b, self.l.numbers
        lowest = isinstance(node, n.Min)
        whole = self.l.number(node)
        for child in node.children:
            this, limit = ops.alike(self.l.number(child), whole)
            if lowest:
                matters = b.possible(b.compare("<", ops.lo(this), ops.hi(limit)))
            else:
                matters = b.possible(b.compare(">", ops.hi(this), ops.lo(limit)))
            yield child, b.all(where, matters)

    def _months(self, node: periods.MonthlySum, where: Expr) -> Iterator[Root]:
        b, table = self.b, self.l.chosen(node.children[0])
        for child in node.children[1:]:
            yield child, b.all(where, b.no(self.l.numbers.settled(self.l.number(child))))
        if isinstance(table, TableColumn):
            table = self.l.chosen(table.children[0])
        assert isinstance(table, Param)
        if self.l.figures.rows(table) is None:
            self._ask_figure(table, where, None)
            return
        lacking = self.l.served(node, "one").lacking
        ready = b.all(where, self.l.ready(node))
        self._ask_figure(table, b.all(ready, b.given(lacking)), dates.iso(b, lacking))

    def _entry(self, node: MapEntry | MapEntryIs, where: Expr) -> Iterator[Root]:
        b, table = self.b, self.l.chosen(node.children[0])
        assert isinstance(table, Param)
        absent = self.l.figures.missing(table)
        if isinstance(node, MapEntryIs):
            self._ask_figure(table, b.all(where, absent), None)
            self._ask_figure(table, b.all(where, b.no(absent)), b.const(node.key))
            return
        key = self.l.key(node)
        unknown = b.isnull(key)
        yield node.children[1], b.all(where, unknown)
        self._ask_figure(table, b.all(where, absent), None)
        lacking = b.all(where, b.no(unknown), b.no(absent), self._lacking(node))
        self._ask_figure(table, lacking, key if key.type == STR else b.text(key))

    def _lacking(self, node: MapEntry) -> Expr:
        """Whether the map has no entry for the key."""
        return self.b.isnull(self.l.number(node).value)

    def _ask_fact(self, fact: Fact | Relation, where: Expr) -> None:
        _, before = self.asked.facts.get(id(fact), (fact, self.b.false))
        self.asked.facts[id(fact)] = (fact, self.b.any(before, where))

    def _ask_figure(self, param: Param, where: Expr, key: Expr | None) -> None:
        if where is not self.b.false:
            name: Any = param.name if key is None else self.b.text(f"{param.name}[", key, "]")
            self.asked.figures.append((where, self.b.const(name) if isinstance(name, str) else name))
