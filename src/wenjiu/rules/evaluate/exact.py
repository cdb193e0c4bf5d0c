"""Writes the code of a measure whose facts are known: each node as one Python expression."""

from __future__ import annotations

from collections.abc import Container

from ...standards import civil
from ..language import nodes as n
from ..language import periods
from ..language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from .scope import Scope

ARITHMETIC: dict[type[n.Node], str] = {n.Add: "+", n.Sub: "-", n.Mul: "*"}


class ExactEmitter:
    """Writes expressions for known facts. `sure`: the leaves (by identity) that are already checked to be known."""

    def __init__(self, scope: Scope, sure: Container[int]) -> None:
        self.scope, self.sure = scope, sure
        self._names = 0

    def plain(self, node: n.Node) -> str:
        """Return a node as one Python expression."""
        node = self.scope.chosen(node)
        name = self.scope.names.get(id(node))
        if name is not None:
            return name if id(node) in self.sure else f"({name} if {name} is not None else unsettled())"
        sub = [self.plain(c) for c in node.children]
        match node:
            case n.IfGiven():
                given = self.scope.name_of(node.children[0])
                return f"({sub[2] if len(sub) > 2 else given} if {given} is not None else {sub[1]})"
            case n.Lit():
                return repr(node.value)
            case n.And() | n.Or():
                return f"({(' and ' if isinstance(node, n.And) else ' or ').join(sub)})"
            case n.Not():
                return f"(not {sub[0]})"
            case n.Compare():
                return self._plain_compare(node, sub)
            case n.IsIn():
                alone = len(node.values) == 1
                return f"({sub[0]} == {node.values[0]!r})" if alone else f"({sub[0]} in {node.values!r})"
            case n.IsListed():
                return f"({sub[0]} in {sub[1]})"
            case n.Add() | n.Sub() | n.Mul():
                return f"({sub[0]} {ARITHMETIC[type(node)]} {sub[1]})"
            case n.Min() | n.Max():
                name, sign = ("min", "<") if isinstance(node, n.Min) else ("max", ">")
                return self._lesser(sub[0], sub[1], sign) if len(sub) == 2 else f"{name}({', '.join(sub)})"
            case n.MulDiv():
                return f"share({', '.join(sub)}, {node.mode!r})"
            case n.RoundTo():
                if node.step == 1:  # whole fen stay unchanged
                    name, value = self._named(sub[0])
                    return f"({name} if ({value}).__class__ is int else half_up({name}, 1))"
                return f"half_up({sub[0]}, {node.step})"
        return self._value(node, sub)

    def _value(self, node: n.Node, sub: list[str]) -> str:
        """Return a choice, a date, a figure of a table or map, or a sum over months."""
        match node:
            case n.If():
                return f"({sub[1]} if {sub[0]} else {sub[2]})"
            case n.CountIf():
                return f"(1 if {sub[0]} else 0)"
            case periods.YearOf():
                return f"({sub[0]} // {civil.YEAR})"
            case periods.PlusMonths():
                return f"plus_months({sub[0]}, {sub[1]})" if node.clip else f"({sub[0]} + {civil.MONTH} * {sub[1]})"
            case periods.NextDay():
                return f"next_day({sub[0]})"
            case periods.RollForward():
                return f"roll_forward({sub[0]})"
            case periods.FirstGiven():
                names = [self.scope.name_of(c) for c in node.children]
                return f"({' '.join(f'{x} if {x} is not None else' for x in names)} unsettled())"
            case n.IsGiven():
                return "(" + " or ".join(f"{self.scope.name_of(c)} is not None" for c in node.children) + ")"
            case MapEntry():
                return f"entry({sub[0]}, {sub[1]}, {node.earlier})"
            case MapEntryIs():
                return f"(entry({sub[0]}, {node.key!r}, False) == {node.value!r})"
            case TableColumn():
                return f"column({sub[0]}, {node.index})"
            case Proposed():
                return f"proposed({sub[0]}, {sub[1]}, {sub[2]})"
            case periods.MonthlySum():
                return self._plain_months(self.scope.word(node.parts), self.scope.word(node.rate), *sub)
        raise n.DefinitionError(f"{node.place}: no Python for {type(node).__name__}")

    def _plain_compare(self, node: n.Compare, sub: list[str]) -> str:
        left, right = (self.scope.chosen(c) for c in node.children)
        clipped = isinstance(right, periods.PlusMonths) and right.clip
        if clipped and node.op != "==" and periods.lies_in_calendar(left):
            # A period compared with a day is arithmetic on keys; see `civil.end_key`.
            start, period = (self.plain(c) for c in right.children)
            by = self.plain(left)
            if node.op in (">=", "<"):
                name, value = self._named(by)
                by = f"({name} if {value} & 31 < 27 else end_key({name}))"
            return f"({by} - {start} {node.op} {civil.MONTH} * {period})"
        return f"({sub[0]} {node.op} {sub[1]})"

    def _plain_months(self, parts: str, rate: str, table: str, first: str, last: str, most: str, *before: str) -> str:
        """Return a sum over months. Calendar months at their own rates are counted by rate, others one by one."""
        if parts != "touched" or rate != "month" or before:
            return f"monthly_exact({', '.join((table, first, last, most, repr(parts), repr(rate), *before))})"
        (a, first), (b, last) = self._named(first), self._named(last)
        touched = f"(({b} >> 5) - ({a} >> 5) + 1)"
        return f"by_rate({table}, {first} & -32, {self._lesser(touched, most)} if {last} >= {a} else 0)"

    def _lesser(self, left: str, right: str, sign: str = "<") -> str:
        """Return the lesser of two expressions, or with `>` the greater."""
        (a, first), (b, second) = self._named(left), self._named(right)
        return f"({a} if {first} {sign} {second} else {b})"

    def _named(self, expression: str) -> tuple[str, str]:
        """Return a name for an expression that is needed twice, and the expression that assigns that name."""
        if expression.isidentifier() or expression.isdigit():
            return expression, expression
        self._names += 1
        name = f"x{self._names}"
        return name, f"({name} := {expression})"
