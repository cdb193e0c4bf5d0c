"""Compiles measures to straight-line Python: one function for known facts, and a two-sided one for unknown facts.

`exact` handles a case whose facts and parameters are known: conditions, reasons and amounts are plain expressions. It
raises `Unsettled` where it needs a fact that is usually absent. `bounds` computes every boolean as (certainly,
possibly) and every number as (lowest, highest) and returns all of them, so reasons, missing facts and near misses are
read from its result; no other code evaluates them again. Both come from the same nodes, and a property test checks that
they agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..language import nodes as n
from ..language import periods
from ..language.measures import Either, Line, Measure, Range, Require
from ..language.parameters import Param
from .bounds import BoundsEmitter
from .exact import ExactEmitter
from .results import kept_results
from .runtime import NO, YES
from .scope import Letters, Scope


@dataclass(frozen=True, slots=True)
class Slot:
    """One condition of a compiled measure, with the positions of its facts and parameters in the argument tuples.

    `present`: whether it exists under the chosen readings.
    `at`: the position of its two sides in the trace.
    `when`: the position of the two sides of its `when` condition.
    """

    require: Require
    route: str
    facts: tuple[int, ...]
    params: tuple[int, ...]
    present: bool
    at: int | None
    when: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """The two-sided function of one condition alone, with the position of each node in its result."""

    bounds: Callable[[tuple[Any, ...], tuple[Any, ...]], tuple[Any, ...]]
    position: dict[int, int]


class Program(Scope):
    """A measure compiled under one choice of readings.

    `arranged`: the function (getter by key) -> facts and lists of members in argument order. An absent fact gets its
      meaning.
    `none_unless_listed`: facts that mean "none" where a list of codes is empty.
    `kept`: results that depend on it alone, by name; the code that explains an answer fills it.
    """

    def __init__(self, measure: Measure, letters: Letters) -> None:
        super().__init__(measure.code, letters)
        self.measure = measure
        self.kept: dict[str, Any] = {}
        self._parts: dict[int, Part] = {}
        self.lines: tuple[Line, ...] = tuple(p for p in measure.pays if self.stands(p.under))
        stand = [c for c in measure.requirements() if self.stands(c.under)]
        roots = [x for part in ("holds", "when", "moot") for c in stand if (x := getattr(c, part)) is not None]
        roots += [*(p.amount for p in self.lines), *(p.when for p in self.lines if p.when is not None)]
        self.validations: tuple[Range, ...] = tuple(v for v in measure.validations if self.stands(v.under))
        self.conditional = bool(self.validations) or any(p.when is not None for p in self.lines)
        roots += [node for v in self.validations for node in (v.value, v.low, v.high, v.when) if node is not None]
        for root in roots:
            self.collect(root)
        emitter = self.emitter()
        self.bounds: Callable[[tuple[Any, ...], tuple[Any, ...]], tuple[Any, ...]] = emitter.compile(roots)
        self.position = emitter.position
        self.slots = self._slots()
        self.groups = self._groups()
        self.alone = tuple(k for g in self.groups if len(g) == 1 for k in g[0])
        self.alternatives = tuple(g for g in self.groups if len(g) > 1)
        self.implied = tuple(k for k, s in enumerate(self.slots) if s.require.implied)
        self.moot = [(k, x) for k, s in enumerate(self.slots) if s.present and (x := s.require.moot) is not None]
        self.results = kept_results(self.groups)
        self.arranged = self._compile_arranged()
        self.none_unless_listed = self._none_unless_listed()
        self._sure = self._surely_read()
        self.exact: Callable[[tuple[Any, ...], tuple[Any, ...]], Any] = self._compile_exact()

    def emitter(self) -> BoundsEmitter:
        """Return the writer of the two-sided function; a subclass can return its own."""
        return BoundsEmitter(self)

    def part(self, slot: Slot) -> Part:
        """Return the two-sided function of a condition; written when it is first needed."""
        found = self._parts.get(id(slot))
        if found is None:
            emitter = self.emitter()
            found = self._parts[id(slot)] = Part(emitter.compile([slot.require.holds]), emitter.position)
        return found

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
        """Return the indices of conditions that must hold together: a plain one alone, each alternative as ranges."""
        groups, i = [], 0
        for item in self.measure.conditions:
            sizes = [len(route.conditions) for route in item.routes] if isinstance(item, Either) else [1]
            starts = [i + sum(sizes[:k]) for k in range(len(sizes))]
            groups.append(tuple(range(start, start + size) for start, size in zip(starts, sizes, strict=True)))
            i += sum(sizes)
        return tuple(groups)

    def _surely_read(self) -> set[int]:
        """Return the leaves that the plain conditions always read; others are read only if earlier ones need them."""
        stack = [c.holds if c.when is None else c.when for c in (slot.require for slot in self.slots if slot.present)]
        found: set[int] = set()
        while stack:
            node = self.chosen(stack.pop())
            if isinstance(node, n.And | n.Or | n.If):
                stack.append(node.children[0])
            elif id(node) in self.names:
                found.add(id(node))
            elif not isinstance(node, n.IfGiven | n.IsGiven | periods.FirstGiven):
                stack.extend(node.children)
        return found

    def _compile_exact(self) -> Callable[..., Any]:
        """Return (verdict, result of each condition, amounts) of a case; None where the plain path lacks a value."""
        if self.relations:
            return lambda F, P: None  # members can be unknown individually: always two-sided
        plain = ExactEmitter(self, self._sure).plain
        out = ["def exact(F, P):", *self.arguments()]
        if self._sure:
            needed = [name for leaf, name in self.names.items() if leaf in self._sure]
            out += [f"    if {' or '.join(f'{name} is None' for name in needed)}:", "        return None"]
        for i, slot in enumerate(self.slots):
            holds = plain(slot.require.holds) if slot.present else "None"
            if slot.present and slot.require.when is not None:
                holds += f" if {plain(slot.require.when)} else None"
            out.append(f"    c{i} = {holds}")
        conditions = f"({''.join(f'c{i}, ' for i in range(len(self.slots)))})"
        out.append(f"    if not ({self._verdict()}):")
        out.append(f"        return {NO!r}, {conditions}, ({'(0, 0), ' * len(self.lines)})")
        for i, pay in enumerate(self.lines):
            amount = plain(pay.amount)
            out.append(f"    m{i} = {amount if pay.when is None else f'{amount} if {plain(pay.when)} else 0'}")
        amounts = "".join(f"(m{i}, m{i}), " for i in range(len(self.lines)))
        out.append(f"    return {YES!r}, {conditions}, ({amounts})")
        return self.make("exact", out)

    def _verdict(self) -> str:
        """Return the joined conditions: all of them, and any route of each alternative."""
        kept = [f"c{i}" if s.require.when is None else f"c{i} is not False" for i, s in enumerate(self.slots)]
        kept = ["True" if s.require.implied or not s.present else c for s, c in zip(self.slots, kept, strict=True)]
        routes = [[" and ".join(kept[k] for k in route) or "True" for route in group] for group in self.groups]
        return " and ".join(f"({' or '.join(group)})" for group in routes) or "True"

    def _compile_arranged(self) -> Callable[[Callable[..., Any]], tuple[Any, ...]]:
        meanings = {f"d{i}": f.default for i, f in enumerate(self.facts) if f.default is not None}
        wanted = [f"get({x.key!r}{f', d{i}' if f'd{i}' in meanings else ''}), " for i, x in enumerate(self.given)]
        return self.make("arranged", ["def arranged(get):", f"    return ({''.join(wanted)})"], meanings)

    def _none_unless_listed(self) -> tuple[tuple[int, Param], ...]:
        """Return facts that mean "none" where the list of codes is empty: their argument position, and the list."""
        vocabulary, found = self.measure.vocabulary, []
        for name, codes in vocabulary.none_unless_listed.items():
            assert isinstance(codes, Param)
            found += [(i, codes) for i, f in enumerate(self.facts) if f is vocabulary.names[name]]
        return tuple(found)

    @cached_property
    def reasons(self) -> Callable[[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]], tuple[Any, ...]]:
        """Return the function (facts, parameters, results) -> one row per condition; see `Outcome.reasons`."""
        out = ["def reasons(F, P, H):", *self.arguments()]
        if self.slots:
            out.append(f"    {', '.join(f'c{i}' for i in range(len(self.slots)))}, = H")
        named = [self.names[id(leaf)] for leaf in self.given]
        used = [(*(named[k] for k in s.facts), *(f"p{k}" for k in s.params)) for s in self.slots]
        rows = [f"({', '.join((str(i), f'c{i}', *names))}), " for i, names in enumerate(used)]
        return self.make("reasons", [*out, f"    return ({''.join(rows)})"])
