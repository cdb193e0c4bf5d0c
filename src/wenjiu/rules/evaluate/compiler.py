"""Measures compiled to straight-line Python, one function for known facts and one two-sided.

`exact` is for a case whose facts and parameters are known: conditions, reasons and amounts as plain expressions; it
raises `Unsettled` where it needs one of the facts that are usually absent. `bounds` carries every boolean as
(certainly, possibly) and every number as (lowest, highest) and returns all of them, so that reasons, missing facts and
near misses are read off and never evaluated a second time by other code. Both come from the same nodes; that they
agree is a property test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...standards import civil, working_days
from ..language import nodes as n
from ..language.facts import CountWhere, Fact, Relation, SumWhere
from ..language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from ..language.measures import Either, Line, Measure, Range, Require
from ..language.parameters import OPEN_FROM, OPEN_TO, Param
from ..language.readings import Choose, ChooseWord
from .runtime import NAMES, NO, YES

Letters = dict[str, str]
Pair = tuple[str, str]
ARITHMETIC: dict[type[n.Node], str] = {n.Add: "+", n.Sub: "-", n.Mul: "*"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One condition of a compiled measure: where its facts and parameters stand in the argument tuples.

    `present`: whether it exists under the readings chosen. `at`, `when`: where the trace has its two sides, and those of
    when it applies.
    """

    require: Require
    route: str
    facts: tuple[int, ...]
    params: tuple[int, ...]
    present: bool
    at: int | None
    when: int | None


class Program:
    """A measure compiled under one choice of readings."""

    def __init__(self, measure: Measure, letters: Letters) -> None:
        self.measure, self.letters = measure, letters
        self.lines: tuple[Line, ...] = tuple(p for p in measure.pays if self.stands(p.under))
        self.facts: list[Fact] = []
        self.params: list[Param] = []
        self.relations: list[Relation] = []
        self._leaves: dict[int, str] = {}
        self._known_leaves: dict[int, tuple[n.Node, ...]] = {}
        stand = [c for c in measure.requirements() if self.stands(c.under)]
        roots = [x for part in ("holds", "when", "moot") for c in stand if (x := getattr(c, part)) is not None]
        roots += [*(p.amount for p in self.lines), *(p.when for p in self.lines if p.when is not None)]
        self.validations: tuple[Range, ...] = tuple(v for v in measure.validations if self.stands(v.under))
        self.conditional = bool(self.validations) or any(p.when is not None for p in self.lines)
        roots += [node for v in self.validations for node in (v.value, v.low, v.high, v.when) if node is not None]
        for root in roots:
            self._collect(root)
        self.bounds: Callable[[tuple[Any, ...], tuple[Any, ...]], tuple[Any, ...]] = self._compile_bounds(roots)
        self.slots = self._slots()
        self.groups = self._groups()
        self.alone = tuple(k for g in self.groups if len(g) == 1 for k in g[0])
        self.alternatives = tuple(g for g in self.groups if len(g) > 1)
        self.implied = tuple(k for k, s in enumerate(self.slots) if s.require.implied)
        self.moot = [(k, x) for k, s in enumerate(self.slots) if s.present and (x := s.require.moot) is not None]
        self._sure = self._surely_read()
        self.exact: Callable[[tuple[Any, ...], tuple[Any, ...]], Any] = self._compile_exact()

    @property
    def given(self) -> tuple[Fact | Relation, ...]:
        """What a case may state, in the order of the argument tuple: facts, then lists of members."""
        return (*self.facts, *self.relations)

    def stands(self, under: Any) -> bool:
        """Whether something that exists under one reading exists here."""
        return under is None or self.letters.get(under.ambiguity.id, "A") == under.letter

    def chosen(self, node: n.Node) -> n.Node:
        """The node that stands where readings were to be chosen."""
        while isinstance(node, Choose):
            node = node.by_letter[self.letters.get(node.ambiguity.id, "A")]
        return node

    def word(self, word: ChooseWord | str) -> str:
        """The word that stands where readings were to be chosen."""
        return word if isinstance(word, str) else word.by_letter[self.letters.get(word.ambiguity.id, "A")]

    def leaves(self, root: n.Node) -> tuple[n.Node, ...]:
        """The facts and parameters below a node under the readings chosen, each once, in order."""
        if id(root) in self._known_leaves:
            return self._known_leaves[id(root)]
        found: dict[int, n.Node] = {}
        stack = [root]
        while stack:
            node = self.chosen(stack.pop())
            if isinstance(node, Fact | Param | Relation):
                found.setdefault(id(node), node)
            elif isinstance(node, CountWhere | SumWhere):
                found.setdefault(id(node.relation), node.relation)
                stack.extend(reversed([leaf for child in node.children for leaf in self.member_params(child)]))
            else:
                stack.extend(reversed(node.children))
        return self._known_leaves.setdefault(id(root), tuple(found.values()))

    def member_params(self, root: n.Node) -> list[Param]:
        """The parameters in an expression about members, under the readings chosen."""
        node = self.chosen(root)
        return [node] if isinstance(node, Param) else [p for c in node.children for p in self.member_params(c)]

    def _collect(self, root: n.Node) -> None:
        for leaf in self.leaves(root):
            if id(leaf) in self._leaves:
                continue
            if isinstance(leaf, Param):
                self._leaves[id(leaf)] = f"p{len(self.params)}"
                self.params.append(leaf)
            elif isinstance(leaf, Relation):
                self._leaves[id(leaf)] = f"r{len(self.relations)}"
                self.relations.append(leaf)
            else:
                self._leaves[id(leaf)] = f"f{len(self.facts)}"
                self.facts.append(leaf)  # type: ignore[arg-type]

    def _slots(self) -> list[Slot]:
        slots: list[Slot] = []
        where = {id(f): i for i, f in enumerate(self.given)}
        which = {id(p): i for i, p in enumerate(self.params)}

        def add(c: Require, route: str) -> None:
            nodes = [x for x in (c.holds, c.when) if x is not None and self.stands(c.under)]
            leaves = [leaf for node in nodes for leaf in self.leaves(node)]
            facts = tuple(dict.fromkeys(where[id(x)] for x in leaves if id(x) in where))
            params = tuple(dict.fromkeys(which[id(x)] for x in leaves if id(x) in which))
            at, when, *_ = *(self.position[id(self.chosen(x))] for x in nodes), None, None
            slots.append(Slot(c, route, facts, params, bool(nodes), at, when))

        for item in self.measure.conditions:
            if isinstance(item, Either):
                for r in item.routes:
                    for c in r.conditions:
                        add(c, r.id)
            else:
                add(item, "")
        return slots

    def _groups(self) -> tuple[tuple[range, ...], ...]:
        """Indices of the conditions that must hold together: a plain one alone, an alternative as a range for each route."""
        groups, i = [], 0
        for item in self.measure.conditions:
            sizes = [len(route.conditions) for route in item.routes] if isinstance(item, Either) else [1]
            starts = [i + sum(sizes[:k]) for k in range(len(sizes))]
            groups.append(tuple(range(start, start + size) for start, size in zip(starts, sizes, strict=True)))
            i += sum(sizes)
        return tuple(groups)

    def _surely_read(self) -> set[int]:
        """The leaves that the plain conditions read in any case; others only where what stands before them needs it."""
        stack = [c.holds if c.when is None else c.when for c in (slot.require for slot in self.slots if slot.present)]
        found: set[int] = set()
        while stack:
            node = self.chosen(stack.pop())
            if isinstance(node, n.And | n.Or | n.If):
                stack.append(node.children[0])
            elif id(node) in self._leaves:
                found.add(id(node))
            elif not isinstance(node, n.IfGiven | n.IsGiven | n.FirstGiven):
                stack.extend(node.children)
        return found

    # ---- known facts: plain expressions ------------------------------------------------------------------------

    def _compile_exact(self) -> Callable[..., Any]:
        """(verdict, what each condition came to, amounts) of a case; None where what the plain path needs is missing."""
        if self.relations:
            return lambda F, P: None  # members can be unknown one by one: always two-sided
        self._names = 0
        out = ["def exact(F, P):", *self._arguments()]
        if self._sure:
            needed = [name for leaf, name in self._leaves.items() if leaf in self._sure]
            out += [f"    if {' or '.join(f'{name} is None' for name in needed)}:", "        return None"]
        for i, slot in enumerate(self.slots):
            holds = self._plain(slot.require.holds) if slot.present else "None"
            if slot.present and slot.require.when is not None:
                holds += f" if {self._plain(slot.require.when)} else None"
            out.append(f"    c{i} = {holds}")
        conditions = f"({''.join(f'c{i}, ' for i in range(len(self.slots)))})"
        out.append(f"    if not ({self._verdict()}):")
        out.append(f"        return {NO!r}, {conditions}, ({'(0, 0), ' * len(self.lines)})")
        for i, pay in enumerate(self.lines):
            amount = self._plain(pay.amount)
            out.append(f"    m{i} = {amount if pay.when is None else f'{amount} if {self._plain(pay.when)} else 0'}")
        amounts = "".join(f"(m{i}, m{i}), " for i in range(len(self.lines)))
        out.append(f"    return {YES!r}, {conditions}, ({amounts})")
        return self._make("exact", out)

    def _verdict(self) -> str:
        """The conditions joined: all of them, and any route of each alternative."""
        kept = [f"c{i}" if s.require.when is None else f"c{i} is not False" for i, s in enumerate(self.slots)]
        kept = ["True" if s.require.implied or not s.present else c for s, c in zip(self.slots, kept, strict=True)]
        routes = [[" and ".join(kept[k] for k in route) or "True" for route in group] for group in self.groups]
        return " and ".join(f"({' or '.join(group)})" for group in routes) or "True"

    def _plain(self, node: n.Node) -> str:
        node = self.chosen(node)
        name = self._leaves.get(id(node))
        if name is not None:
            return name if id(node) in self._sure else f"({name} if {name} is not None else unsettled())"
        sub = [self._plain(c) for c in node.children]
        match node:
            case n.IfGiven():
                given = self._leaves[id(self.chosen(node.children[0]))]
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
                if node.step == 1:  # whole fen stay as they are
                    name, value = self._named(sub[0])
                    return f"({name} if ({value}).__class__ is int else half_up({name}, 1))"
                return f"half_up({sub[0]}, {node.step})"
            case n.If():
                return f"({sub[1]} if {sub[0]} else {sub[2]})"
            case n.CountIf():
                return f"(1 if {sub[0]} else 0)"
            case n.YearOf():
                return f"({sub[0]} // {civil.YEAR})"
            case n.PlusMonths():
                return f"plus_months({sub[0]}, {sub[1]})" if node.clip else f"({sub[0]} + {civil.MONTH} * {sub[1]})"
            case n.NextDay():
                return f"next_day({sub[0]})"
            case n.RollForward():
                return f"roll_forward({sub[0]})"
            case n.FirstGiven():
                names = [self._leaves[id(self.chosen(c))] for c in node.children]
                return f"({' '.join(f'{x} if {x} is not None else' for x in names)} unsettled())"
            case n.IsGiven():
                return "(" + " or ".join(f"{self._leaves[id(self.chosen(c))]} is not None" for c in node.children) + ")"
            case MapEntry():
                return f"entry({sub[0]}, {sub[1]}, {node.earlier})"
            case MapEntryIs():
                return f"(entry({sub[0]}, {node.key!r}, False) == {node.value!r})"
            case TableColumn():
                return f"column({sub[0]}, {node.index})"
            case Proposed():
                return f"proposed({sub[0]}, {sub[1]}, {sub[2]})"
            case n.MonthlySum():
                return self._plain_months(self.word(node.parts), self.word(node.rate), *sub)
        raise n.DefinitionError(f"{node.place}: no Python for {type(node).__name__}")

    def _plain_compare(self, node: n.Compare, sub: list[str]) -> str:
        left, right = (self.chosen(c) for c in node.children)
        clipped = isinstance(right, n.PlusMonths) and right.clip
        if clipped and node.op != "==" and n.lies_in_calendar(left):
            # A period against a day is arithmetic on keys; see `civil.end_key`.
            start, period = (self._plain(c) for c in right.children)
            by = self._plain(left)
            if node.op in (">=", "<"):
                name, value = self._named(by)
                by = f"({name} if {value} & 31 < 27 else end_key({name}))"
            return f"({by} - {start} {node.op} {civil.MONTH} * {period})"
        return f"({sub[0]} {node.op} {sub[1]})"

    def _plain_months(self, parts: str, rate: str, table: str, first: str, last: str, most: str, *before: str) -> str:
        """Calendar months at their own rates are counted by rate, all others by `monthly_exact`."""
        if parts != "touched" or rate != "month" or before:
            return f"monthly_exact({', '.join((table, first, last, most, repr(parts), repr(rate), *before))})"
        (a, first), (b, last) = self._named(first), self._named(last)
        touched = f"(({b} >> 5) - ({a} >> 5) + 1)"
        return f"by_rate({table}, {first} & -32, {self._lesser(touched, most)} if {last} >= {a} else 0)"

    def _lesser(self, left: str, right: str, sign: str = "<") -> str:
        """The lesser of two expressions, or with `>` the greater."""
        (a, first), (b, second) = self._named(left), self._named(right)
        return f"({a} if {first} {sign} {second} else {b})"

    def _named(self, expression: str) -> tuple[str, str]:
        """A name for the value of an expression that is needed twice, and the expression that gives it that name."""
        if expression.isidentifier() or expression.isdigit():
            return expression, expression
        self._names += 1
        name = f"x{self._names}"
        return name, f"({name} := {expression})"

    # ---- two-sided ---------------------------------------------------------------------------------------------

    def _compile_bounds(self, roots: Iterable[n.Node]) -> Callable[..., Any]:
        out = ["def bounds(F, P):", *self._arguments()]
        self._sides: dict[int, Pair] = {}
        self._helpers: dict[str, Any] = {}
        self.position: dict[int, int] = {}
        order: list[Pair] = []
        for root in roots:
            self._two_sided(root, out, order)
        out.append(f"    return ({''.join(f'{a}, {b}, ' for a, b in order)})")
        return self._make("bounds", out)

    def _two_sided(self, node: n.Node, out: list[str], order: list[Pair]) -> Pair:
        node = self.chosen(node)
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
        name = self._leaves.get(id(node), "")
        low, high = [s[0] for s in sub], [s[1] for s in sub]
        match node:
            case Fact() | Param():
                return self._leaf(node, name, a, b)
            case n.Lit():
                return [f"{a} = {b} = {node.value!r}"]
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
                c, p = sub[0]
                return [
                    f"{a} = {low[1]} if {c} else {low[2]} if not {p} else min({low[1]}, {low[2]})",
                    f"{b} = {high[1]} if {c} else {high[2]} if not {p} else max({high[1]}, {high[2]})",
                ]
            case n.CountIf():
                return [f"{a} = 1 if {low[0]} else 0", f"{b} = 1 if {high[0]} else 0"]
            case n.YearOf():
                return [f"{a} = {low[0]} // {civil.YEAR}", f"{b} = {high[0]} // {civil.YEAR}"]
            case n.PlusMonths():
                if node.clip:
                    return [f"{a} = plus_months({low[0]}, {low[1]})", f"{b} = plus_months({high[0]}, {high[1]})"]
                return [
                    f"{a} = {low[0]} + {civil.MONTH} * {low[1]}",
                    f"{b} = {high[0]} + {civil.MONTH} * {high[1]}",
                ]
            case n.NextDay():
                return [f"{a} = next_day({low[0]})", f"{b} = next_day({high[0]})"]
            case n.RollForward():
                # An unknown last day need not be rolled: its bounds only have to hold it.
                return [
                    f"{a} = roll_forward({low[0]}) if {low[0]} == {high[0]} else {low[0]}",
                    f"{b} = {a} if {low[0]} == {high[0]} else {high[0]} + {civil.MONTH}",
                ]
            case n.FirstGiven():
                names = [self._leaves[id(self.chosen(c))] for c in node.children]
                earliest = " ".join(f"{x} if {x} is not None else" for x in names)
                return [f"{a} = {earliest} {civil.EARLIEST}", f"{b} = {earliest} {civil.LATEST}"]
            case n.IsGiven():
                names = [self._leaves[id(self.chosen(c))] for c in node.children]
                return [f"{a} = {b} = " + " or ".join(f"{x} is not None" for x in names)]
            case n.IfGiven():
                given = self._leaves[id(self.chosen(node.children[0]))]
                held = (low[2], high[2]) if len(sub) > 2 else (given, given)
                return [
                    f"{a} = {low[1]} if {given} is None else {held[0]}",
                    f"{b} = {high[1]} if {given} is None else {held[1]}",
                ]
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
                stated = self._leaves[id(self.chosen(node.children[0]))]
                return [f"{a}, {b} = proposed_bounds({stated}, {low[1]}, {high[2]})"]
            case n.MonthlySum():
                pairs = [f"({x}, {y})" for x, y in sub[1:]]
                rules = f"{self.word(node.parts)!r}, {self.word(node.rate)!r}"
                before = "".join(f", {pair}" for pair in pairs[3:])
                return [f"{a}, {b} = monthly_bounds({low[0]}, {', '.join(pairs[:3])}, {rules}{before})"]
            case CountWhere() | SumWhere():
                return self._members(node, a, b)
        raise n.DefinitionError(f"{node.place}: no two-sided Python for {type(node).__name__}")

    def _leaf(self, node: n.Node, name: str, a: str, b: str) -> list[str]:
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
        """The greatest value that a missing figure can be taken to have."""
        table = self.chosen(node.children[0])
        return table.highest if isinstance(table, Param) else n.INFINITE

    def _members(self, node: CountWhere | SumWhere, a: str, b: str) -> list[str]:
        """A condition or value over member facts becomes a function of one row, its parameters given."""
        from .members import MemberFunction

        rows = self._leaves[id(node.relation)]
        functions = []
        for k, child in enumerate(node.children):
            name = f"member_{a}_{k}"
            member = MemberFunction(node.relation, child, self.letters)
            self._helpers[name] = member
            figures = "".join(f"{self._leaves[id(p)]}, " for p in member.params)
            functions.append(f"{name}.with_figures(({figures}))" if member.params else name)
        if isinstance(node, CountWhere):
            return [f"{a}, {b} = count_bounds({rows}, {functions[0]})"]
        return [f"{a}, {b} = sum_bounds({rows}, {functions[0]}, {functions[1]})"]

    @cached_property
    def reasons(self) -> Callable[[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]], tuple[Any, ...]]:
        """(facts, parameters, what each condition came to) -> a row a condition; see `Outcome.reasons`."""
        out = ["def reasons(F, P, H):", *self._arguments()]
        if self.slots:
            out.append(f"    {', '.join(f'c{i}' for i in range(len(self.slots)))}, = H")
        named = [self._leaves[id(leaf)] for leaf in self.given]
        used = [(*(named[k] for k in s.facts), *(f"p{k}" for k in s.params)) for s in self.slots]
        rows = [f"({', '.join((str(i), f'c{i}', *names))}), " for i, names in enumerate(used)]
        return self._make("reasons", [*out, f"    return ({''.join(rows)})"])

    def _arguments(self) -> list[str]:
        """Facts, lists of members and parameters under their names in generated code."""
        given, figures = [self._leaves[id(leaf)] for leaf in self.given], [f"p{i}" for i in range(len(self.params))]
        return [f"    {', '.join(names)}, = {of}" for names, of in ((given, "F"), (figures, "P")) if names]

    def _make(self, name: str, out: list[str]) -> Callable[..., Any]:
        space = dict(NAMES, roll_forward=working_days.roll_forward, **getattr(self, "_helpers", {}))
        exec(compile("\n".join(out), f"<{self.measure.code} {name}>", "exec"), space)  # noqa: S102 - our own source
        return space[name]
