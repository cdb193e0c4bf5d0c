"""Writes the two-sided code of a measure: every boolean as (certainly, possibly), every number as (lowest, highest)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...standards import civil
from ..language import nodes as n
from ..language import periods
from ..language.dated_values import OPEN_FROM, OPEN_TO
from ..language.facts import CountWhere, Fact, Relation, SumWhere
from ..language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from ..language.parameters import Param
from .scope import Letters, Scope

Pair = tuple[str, str]


class BoundsEmitter:
    """Writes the two-sided function of some nodes. `position`: the index of each node's two sides in the result."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.position: dict[int, int] = {}
        self._sides: dict[int, Pair] = {}
        self._helpers: dict[str, Any] = {}

    def compile(self, roots: Iterable[n.Node]) -> Callable[..., Any]:
        """Return the function (facts, parameters) -> the two sides of every node below the roots, in order."""
        out = ["def bounds(F, P):", *self.scope.arguments()]
        order: list[Pair] = []
        for root in roots:
            self._two_sided(root, out, order)
        out.append(f"    return ({''.join(f'{a}, {b}, ' for a, b in order)})")
        return self.scope.make("bounds", out, self._helpers)

    def _two_sided(self, node: n.Node, out: list[str], order: list[Pair]) -> Pair:
        node = self.scope.chosen(node)
        if id(node) in self._sides:
            return self._sides[id(node)]
        sub = [] if isinstance(node, CountWhere | SumWhere) else [self._two_sided(c, out, order) for c in node.children]
        i = len(order)
        a, b = f"a{i}", f"b{i}"
        for statement in self._statements(node, a, b, sub):
            out.append("    " + statement)
        self._sides[id(node)] = (a, b)
        self.position[id(node)] = 2 * i
        order.append((a, b))
        return a, b

    def _statements(self, node: n.Node, a: str, b: str, sub: list[Pair]) -> list[str]:
        """Return the statements that compute the two sides of a node from those of its children."""
        if isinstance(node, Fact | Param):
            return self.leaf(node, self.scope.names.get(id(node), ""), a, b)
        if isinstance(node, CountWhere | SumWhere):
            return self._members(node, a, b)
        low, high = [s[0] for s in sub], [s[1] for s in sub]
        for kind in (self._logic, self._arithmetic, self._dates, self._lookups):
            found = kind(node, a, b, low, high)
            if found is not None:
                return found
        raise n.DefinitionError(f"{node.place}: no two-sided Python for {type(node).__name__}")

    def _logic(self, node: n.Node, a: str, b: str, low: list[str], high: list[str]) -> list[str] | None:
        """Return the two sides of a condition."""
        match node:
            case n.And() | n.Or():
                joint = " and " if isinstance(node, n.And) else " or "
                return [f"{a} = {joint.join(low)}", f"{b} = {joint.join(high)}"]
            case n.Not():
                return [f"{a} = not {high[0]}", f"{b} = not {low[0]}"]
            case n.Compare():
                if node.op == "==":
                    return [
                        f"{a} = {low[0]} == {high[0]} == {low[1]} == {high[1]}",
                        f"{b} = {low[0]} <= {high[1]} and {low[1]} <= {high[0]}",
                    ]
                first, second = (low, high) if node.op in (">=", ">") else (high, low)
                return [f"{a} = {first[0]} {node.op} {second[1]}", f"{b} = {second[0]} {node.op} {first[1]}"]
            case n.IsIn():
                value = low[0]
                return [f"{a} = {value} in {node.values!r}", f"{b} = {value} is None or {a}"]
            case n.IsListed():
                code, codes = low
                return [
                    f"{a} = {codes} is not None and {code} in {codes}",
                    f"{b} = {codes} is None or ({a} if {code} is not None else len({codes}) > 0)",
                ]
            case n.IsGiven():
                names = [self.scope.name_of(c) for c in node.children]
                return [f"{a} = {b} = " + " or ".join(f"{x} is not None" for x in names)]
            case n.IfGiven():
                given = self.scope.name_of(node.children[0])
                held = (low[2], high[2]) if len(low) > 2 else (given, given)
                return [
                    f"{a} = {low[1]} if {given} is None else {held[0]}",
                    f"{b} = {high[1]} if {given} is None else {held[1]}",
                ]
        return None

    def _arithmetic(self, node: n.Node, a: str, b: str, low: list[str], high: list[str]) -> list[str] | None:
        """Return the two sides of a number."""
        match node:
            case n.Lit():
                return [f"{a} = {b} = {node.value!r}"]
            case n.Add():
                return [f"{a} = {low[0]} + {low[1]}", f"{b} = {high[0]} + {high[1]}"]
            case n.Sub():
                return [f"{a} = {low[0]} - {high[1]}", f"{b} = {high[0]} - {low[1]}"]
            case n.Mul():
                if all(c.lo >= 0 for c in node.children):
                    return [f"{a} = {low[0]} * {low[1]}", f"{b} = {high[0]} * {high[1]}"]
                return [f"{a}, {b} = corners({low[0]}, {high[0]}, {low[1]}, {high[1]})"]
            case n.Min() | n.Max():
                f = "min" if isinstance(node, n.Min) else "max"
                return [f"{a} = {f}({', '.join(low)})", f"{b} = {f}({', '.join(high)})"]
            case n.MulDiv():
                return [
                    f"{a} = share({low[0]}, {low[1]}, {low[2]}, {node.mode!r})",
                    f"{b} = share({high[0]}, {high[1]}, {high[2]}, {node.mode!r})",
                ]
            case n.RoundTo():
                return [f"{a} = half_up({low[0]}, {node.step})", f"{b} = half_up({high[0]}, {node.step})"]
            case n.If():
                c, p = low[0], high[0]
                return [
                    f"{a} = {low[1]} if {c} else {low[2]} if not {p} else min({low[1]}, {low[2]})",
                    f"{b} = {high[1]} if {c} else {high[2]} if not {p} else max({high[1]}, {high[2]})",
                ]
            case n.CountIf():
                return [f"{a} = 1 if {low[0]} else 0", f"{b} = 1 if {high[0]} else 0"]
        return None

    def _dates(self, node: n.Node, a: str, b: str, low: list[str], high: list[str]) -> list[str] | None:
        """Return the two sides of a date, or of a sum over months."""
        match node:
            case periods.YearOf():
                return [f"{a} = {low[0]} // {civil.YEAR}", f"{b} = {high[0]} // {civil.YEAR}"]
            case periods.PlusMonths():
                if node.clip:
                    return [f"{a} = plus_months({low[0]}, {low[1]})", f"{b} = plus_months({high[0]}, {high[1]})"]
                return [
                    f"{a} = {low[0]} + {civil.MONTH} * {low[1]}",
                    f"{b} = {high[0]} + {civil.MONTH} * {high[1]}",
                ]
            case periods.NextDay():
                return [f"{a} = next_day({low[0]})", f"{b} = next_day({high[0]})"]
            case periods.RollForward():
                # An unknown last day need not be rolled: its bounds only have to contain the rolled day.
                return [
                    f"{a} = roll_forward({low[0]}) if {low[0]} == {high[0]} else {low[0]}",
                    f"{b} = {a} if {low[0]} == {high[0]} else {high[0]} + {civil.MONTH}",
                ]
            case periods.FirstGiven():
                names = [self.scope.name_of(c) for c in node.children]
                earliest = " ".join(f"{x} if {x} is not None else" for x in names)
                return [f"{a} = {earliest} {civil.EARLIEST}", f"{b} = {earliest} {civil.LATEST}"]
            case periods.MonthlySum():
                pairs = [f"({x}, {y})" for x, y in zip(low[1:], high[1:], strict=True)]
                rules = f"{self.scope.word(node.parts)!r}, {self.scope.word(node.rate)!r}"
                before = "".join(f", {pair}" for pair in pairs[3:])
                return [f"{a}, {b} = monthly_bounds({low[0]}, {', '.join(pairs[:3])}, {rules}{before})"]
        return None

    def _lookups(self, node: n.Node, a: str, b: str, low: list[str], high: list[str]) -> list[str] | None:
        """Return the two sides of an entry of a map or table, or of a proposal."""
        match node:
            case MapEntry():
                rest = f"{node.options!r}, {node.earlier}, {self._top(node)}"
                return [f"{a}, {b} = entry_bounds({low[0]}, {low[1]}, {high[1]}, {rest})"]
            case MapEntryIs():
                found = f"{low[0]}.get({node.key!r})"
                return [
                    f"{a} = {low[0]} is not None and {found} == {node.value!r}",
                    f"{b} = {low[0]} is None or {found} in (None, {node.value!r})",
                ]
            case TableColumn():
                return [f"{a} = {b} = {low[0]} and column({low[0]}, {node.index})"]
            case Proposed():
                stated = self.scope.name_of(node.children[0])
                return [f"{a}, {b} = proposed_bounds({stated}, {low[1]}, {high[2]})"]
        return None

    def leaf(self, node: n.Node, name: str, a: str, b: str) -> list[str]:
        """Return the two sides of a fact or parameter that may be unknown (None)."""
        match node.kind:
            case "bool":
                return [f"{a} = {name} is True", f"{b} = {name} is not False"]
            case "code" | "codes" | "table" | "map":
                return [f"{a} = {b} = {name}"]
            case "date":
                low, high = (OPEN_FROM, OPEN_TO) if isinstance(node, Param) else (civil.EARLIEST, civil.LATEST)
            case _:
                low = node.lo
                high = node.unknown_high if isinstance(node, Fact) else node.highest  # type: ignore[attr-defined]
        return [f"{a} = {low} if {name} is None else {name}", f"{b} = {high} if {name} is None else {name}"]

    def _top(self, node: MapEntry) -> int:
        """Return the greatest value that a missing figure can have."""
        table = self.scope.chosen(node.children[0])
        return table.highest if isinstance(table, Param) else n.INFINITE

    def _members(self, node: CountWhere | SumWhere, a: str, b: str) -> list[str]:
        """Return a condition or value over member facts as a function of one row, with its parameters given."""
        rows = self.scope.names[id(node.relation)]
        functions = []
        for k, child in enumerate(node.children):
            name = f"member_{a}_{k}"
            member = MemberFunction(node.relation, child, self.scope.letters)
            self._helpers[name] = member
            figures = "".join(f"{self.scope.names[id(p)]}, " for p in member.params)
            functions.append(f"{name}.with_figures(({figures}))" if member.params else name)
        if isinstance(node, CountWhere):
            return [f"{a}, {b} = count_bounds({rows}, {functions[0]})"]
        return [f"{a}, {b} = sum_bounds({rows}, {functions[0]}, {functions[1]})"]


class MemberFunction:
    """A two-sided function of one member row (mapping of member fact names), compiled like a measure."""

    def __init__(self, relation: Relation, root: n.Node, letters: Letters) -> None:
        scope = Scope(relation.key, letters)
        scope.collect(root)
        names = {id(fact): name for name, fact in relation.facts.items()}
        self.names = [(names[id(f)], f.default) for f in scope.facts]
        self.params = scope.params
        emitter = BoundsEmitter(scope)
        self.run = emitter.compile([root])
        self.at = emitter.position[id(scope.chosen(root))]

    def __call__(self, row: Any, figures: tuple[Any, ...] = ()) -> tuple[Any, Any]:
        trace = self.run(tuple(row.get(name, default) for name, default in self.names), figures)
        return trace[self.at], trace[self.at + 1]

    def with_figures(self, figures: tuple[Any, ...]) -> Callable[[Any], tuple[Any, Any]]:
        """Return the function of a row alone, with its parameters given."""
        return lambda row: self(row, figures)
