"""What values of a fact are worth a row: read off a measure's tree, parameters, example and boundary rows.

Every value is a whole number here: dates are days since 1970-01-01, shares are billionths, codes are places in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from tests.screening.conformance import days

from wenjiu.rules.case.parsing import parse_case
from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.dated_values import OPEN_FROM, OPEN_TO
from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.units import MONTH
from wenjiu.rules.policy import Policy
from wenjiu.rules.verify.boundaries import boundary_rows
from wenjiu.standards import civil

BILLION = 10**9
# Codes that no list names: a word of the home language, one with a quote in it, one that reads like SQL's NULL.
STRANGE = ("other", "none", "朝花", "o'clock", "NULL", "")


@dataclass(frozen=True)
class Link:
    """Dates that the rules compare: facts (keys) or days on either side, and the periods in months between them.

    `free`: whether the last day runs on over free days; `before`: the left one is worth trying only before the right.
    A period can be a fact (its key).
    """

    left: tuple[str | int, ...]
    right: tuple[str | int, ...]
    months: tuple[int | str, ...]
    free: bool = False
    before: bool = False


@dataclass
class Worth:
    """What is worth trying of a measure. `facts`: those that rows hold, by neutral key; `codes`: each code's words."""

    measure: Measure
    facts: dict[str, Fact] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    pools: dict[str, np.ndarray] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    years: tuple[tuple[str, str], ...] = ()

    def encoded(self, key: str, value: Any) -> int:
        """A fact's value as a case holds it (civil key, fen, Fraction, code) as a whole number."""
        fact = self.facts[key]
        if fact.kind == "date":
            return days.of_key(value)
        if fact.kind == "code":
            return self.codes[key].index(value)
        return int(Fraction(value) * BILLION) if fact.type.name == "fraction" else int(value)


def worth(policy: Policy, measure: Measure, params: Mapping[str, Any], on: int) -> Worth:
    """What is worth trying of a measure with these own parameters, screened on a day (civil key)."""
    found = Worth(measure)
    nodes = list(measure.nodes())
    found.relations = {f.key: f for f in measure.vocabulary.names.values() if isinstance(f, Relation)}
    of_members = {id(f) for r in found.relations.values() for f in r.facts.values()}
    consulted = {f.key: f for f in nodes if isinstance(f, Fact) and id(f) not in of_members}
    for date in (policy.dates["event_date"], policy.dates["application_date"]):
        consulted.setdefault(date.key, date)
    consulted.pop(policy.dates["decision_date"].key, None)
    found.facts = dict(sorted(consulted.items()))
    for relation in found.relations.values():
        found.facts |= {f"{relation.key}/{name}": f for name, f in relation.facts.items()}
    figures = _Figures(nodes, params)
    known, _ = seeds(policy, measure)
    for key, fact in found.facts.items():
        if fact.kind == "code":
            found.codes[key] = _codes(policy, key, fact, figures, known)
        found.pools[key] = np.array(_pool(fact, found.codes.get(key, ()), figures, on), np.int64)
    keys = {id(f): key for key, f in found.facts.items()}
    found.links = tuple(_links(nodes, keys, figures))
    found.years = tuple(_years(nodes, keys))
    return found


class _Figures:
    """Every figure that a measure can meet: literals, parameters (own, or of any date), keys of maps."""

    def __init__(self, nodes: Iterable[n.Node], own: Mapping[str, Any]) -> None:
        self.own = own
        self.numbers: set[Fraction] = set()
        self.days: set[int] = set()
        self.codes: set[str] = set()
        for node in nodes:
            if isinstance(node, n.Lit) and node.kind == "number":
                self.numbers.add(Fraction(node.value))
            elif isinstance(node, n.IsIn):
                self.codes.update(node.values)
            elif isinstance(node, Param):
                self._param(node)

    def values(self, param: Param) -> list[Any]:
        """What a parameter can be in a case; a map or a table by its entries."""
        if param.name in self.own:
            own = self.own[param.name]
            if own is None:
                return []
            if param.type is TABLE:
                return [x for _, *values in own for x in values if x is not None]
            return list(own.values()) if param.type is MAP else [own]
        return [x for row in param.rows for x in (row.value, *row.columns) if x is not None]

    def starts(self, param: Param) -> list[int]:
        """The days on which the rates of a table change."""
        rows = self.own[param.name] or () if param.name in self.own else [(row.start,) for row in param.rows]
        return [days.of_key(start) for start, *_ in rows if OPEN_FROM < start <= civil.LATEST]

    def _param(self, param: Param) -> None:
        starts = [d for row in param.rows for d in (row.start, row.known)]
        if param.type is TABLE:
            self.days.update(self.starts(param))
        keys = self.own[param.name] or {} if param.name in self.own else [row.key for row in param.rows if row.key]
        if param.type is MAP and param.keys in ("year", "rank"):
            self.numbers.update(Fraction(int(key)) for key in keys)
        for value in self.values(param):
            if param.kind == "date":
                starts.append(value)
            elif param.kind == "codes":
                self.codes.update(value)
            elif not isinstance(value, bool | str):
                self.numbers.add(Fraction(value))
        self.days.update(days.of_key(s) for s in starts if OPEN_FROM < s <= civil.LATEST)


def _pool(fact: Fact, codes: tuple[str, ...], figures: _Figures, on: int) -> list[int]:
    if fact.kind == "bool":
        return [0, 1]
    if fact.kind == "code":
        return list(range(len(codes)))
    if fact.kind == "date":
        at = {*figures.days, days.of_key(on)}
        near = {day + step for day in at for step in (-1, 0, 1)}
        return sorted(d for d in [*days.edges(), *near] if days.FIRST <= d <= days.LAST)
    if fact.type.name == "fraction":
        limits = [int(x * BILLION) for x in figures.numbers if 0 <= x <= 1]
        found = {x + step for x in (0, BILLION, BILLION // 3, *limits) for step in (-1, 0, 1)}
        return sorted(x for x in found if 0 <= x <= BILLION)
    whole = {int(x) for x in figures.numbers}
    found = {x + step for x in whole for step in (-1, 0, 1)} | {0, 1, 2, 3, 11, 12, 13}
    if fact.type.name == "yuan":
        found |= {100 * x + step for x in (0, 12_345, 1_200_000) for step in (49, 50, 51)}
    found |= {fact.lo, fact.lo + 1, fact.hi - 1, fact.hi}
    return sorted(x for x in found if fact.lo <= x <= fact.hi)


def _codes(policy: Policy, key: str, fact: Fact, figures: _Figures, seeds: list[dict[str, Any]]) -> tuple[str, ...]:
    """The words of a code: a closed list in its order; of an open one, what a rule is likely to ask for first."""
    if fact.options:
        return fact.options
    relation, _, name = key.rpartition("/")
    rows = [row for seed in seeds for row in (seed.get(relation) or [] if relation else [seed]) if row]
    said = {row[name if relation else key] for row in rows if (name if relation else key) in row}
    return tuple(dict.fromkeys((policy.home, *sorted(figures.codes | said), *STRANGE)))


def _links(nodes: Iterable[n.Node], keys: Mapping[int, str], figures: _Figures) -> Iterable[Link]:
    for node in nodes:
        if isinstance(node, n.Compare) and node.children[0].kind == "date":
            left, right = node.children
        elif isinstance(node, periods.MonthlySum):
            left, right = node.children[1], node.children[2]
        else:
            continue
        ends = [_ends(side, keys, figures) for side in (left, right)]
        months: list[int | str] = [0]
        free = False
        for below in _below(*(node.children[1:4] if isinstance(node, periods.MonthlySum) else (left, right))):
            free = free or isinstance(below, periods.RollForward)
            if below.kind == "number" and below.unit == MONTH:
                months += _months(below, keys, figures)
        if isinstance(node, periods.MonthlySum):
            months += [1, 2, 3, 11, 12, 13]
        if any(isinstance(x, str) for x in (*ends[0], *ends[1])):
            yield Link(tuple(ends[0]), tuple(ends[1]), tuple(dict.fromkeys(months)), free)
        if isinstance(node, periods.MonthlySum):
            rates = [p for p in _below(node.children[0]) if isinstance(p, Param)]
            starts = dict.fromkeys(start for param in rates for start in figures.starts(param))
            yield Link(tuple(ends[0]), tuple(starts), tuple(range(13)), before=True)
        if isinstance(node, periods.MonthlySum) and len(node.children) > 4:
            limit = _ends(node.children[4], keys, figures)
            yield Link(tuple(ends[0]), tuple(limit), tuple(dict.fromkeys([*months, 300, 299, 288])), free)


def _months(node: n.Node, keys: Mapping[int, str], figures: _Figures) -> list[int | str]:
    if isinstance(node, n.Lit):
        return [int(node.value)]
    if isinstance(node, Param):
        return [int(x) for x in figures.values(node)]
    return [keys[id(node)]] if id(node) in keys else []


def _below(*roots: n.Node) -> Iterable[n.Node]:
    stack = list(roots)
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)


def _ends(side: n.Node, keys: Mapping[int, str], figures: _Figures) -> list[str | int]:
    """The date facts and the dates of parameters below one side of a comparison."""
    found: list[str | int] = []
    for node in _below(side):
        if node.kind != "date":
            continue
        if id(node) in keys:
            found.append(keys[id(node)])
        elif isinstance(node, Param):
            found += [days.of_key(x) for x in figures.values(node) if OPEN_FROM < x < OPEN_TO]
    return list(dict.fromkeys(found))


def _years(nodes: Iterable[n.Node], keys: Mapping[int, str]) -> Iterable[tuple[str, str]]:
    """(fact that is a year, date whose year the rules hold beside it), every pair of a measure that consults both."""
    facts = [node for node in nodes if isinstance(node, Fact) and id(node) in keys]
    for year in (f for f in facts if f.type.name == "year"):
        yield from ((keys[id(year)], keys[id(date)]) for date in facts if date.kind == "date")


def seeds(policy: Policy, measure: Measure) -> tuple[list[dict[str, Any]], int]:
    """Facts (neutral key -> value) of the example, its variants, all boundary rows; how many are of the first two."""
    return _seeds(policy.name, measure.code) if measure.example else ([], 0)


@cache
def _seeds(name: str, code: str) -> tuple[list[dict[str, Any]], int]:
    from wenjiu.policies import load_policy

    policy = load_policy(name)
    measure = policy.measures[code]
    near = [measure.example, *(measure.example | v.change for v in measure.variants)]
    far = [measure.example | row.change for row in boundary_rows(policy, code) if row.change]
    found = []
    for facts in (*near, *far):
        try:
            known = {k: v for k, v in facts.items() if v is not None}
            found.append(parse_case(policy, {"measure": code, "facts": known}).facts)
        except CaseError:
            if facts in near:
                raise
    return found, len(near)
