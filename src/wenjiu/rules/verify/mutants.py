"""Creates mutants of a measure: one small change each, to test whether its table of hand-worked answers notices it.

A mutant changes the tree in place while its context is open, and restores it afterwards. The changes are:
- literals and figures one step up or down,
- inclusive limits made exclusive,
- operators, rounding and readings exchanged,
- conditions, alternatives and members of a list dropped,
- facts confused with others of their kind,
- payees renamed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..language import nodes as n
from ..language import periods
from ..language.dated_values import BASES
from ..language.facts import Fact
from ..language.lookups import MapEntry, MapEntryIs
from ..language.measures import Either, Line, Measure, Require, Route, below
from ..language.parameter_types import YES_NO
from ..language.parameters import Param
from ..language.readings import Choose, ChooseWord
from ..ruleset import Ruleset

OPERATORS = {">=": (">", "<="), "<=": ("<", ">="), ">": (">=", "<"), "<": ("<=", ">"), "==": (">=", "<=")}
EXCHANGED: dict[type, type] = {n.And: n.Or, n.Or: n.And, n.Min: n.Max, n.Max: n.Min, n.Add: n.Sub, n.Sub: n.Add}


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change, with what and where; `apply` is a context in which the policy has it."""

    what: str
    apply: Callable[[], Any]


def mutants(policy: Ruleset, code: str) -> Iterator[Mutant]:
    """Yield every mutant of what a measure decides.

    Triggering date and deadline are left out: they only affect display.
    """
    measure = policy.measures[code]
    for node in below(measure.decisive()):
        for what, name, value in _changed(node):
            where = _clipped_where(measure, node) if isinstance(node, periods.PlusMonths) else ""
            yield _mutant(policy, f"{_at(node)}: {what}{where}", node, {name: value})
        yield from _children(policy, measure, node)
    for what, changed in (*_measures(measure), *_validations(measure)):
        yield Mutant(what, lambda changed=changed: _measure(policy, changed))  # type: ignore[misc]


def _at(node: n.Node) -> str:
    return f"{node.place} {repr(node)[:90]}"


def _clipped_where(measure: Measure, node: n.Node) -> str:
    """Return a note where a period's end occurs only in places that a missing last day does not affect; else empty."""
    parents = [p for p in below(measure.decisive()) if any(node is c for c in p.children)]
    seen: list[n.Node] = []
    while parents:
        parent = parents.pop()
        if isinstance(parent, Choose):
            parents += [p for p in below(measure.decisive()) if any(parent is c for c in p.children)]
        else:
            seen.append(parent)
    harmless = all(isinstance(p, periods.NextDay) or (isinstance(p, n.Compare) and p.op in ("<=", ">")) for p in seen)
    return " only under <=, > or the next day" if harmless else ""


def _changed(node: n.Node) -> Iterator[tuple[str, str, Any]]:
    """Yield (what, attribute, new value) of the changes to a node's own data."""
    match node:
        case n.Lit() if isinstance(node.value, bool):
            yield "truth value turned", "value", not node.value
        case n.Lit() if isinstance(node.value, int):
            for step in (-1, 1):
                yield f"literal {step:+d}", "value", node.value + step
        case n.Compare():
            for op in OPERATORS[node.op]:
                yield f"{node.op} becomes {op}", "op", op
        case n.IsIn():
            closed = getattr(node.children[0], "options", ())
            options = [o for o in closed if o not in node.values] if closed else ["other"]
            for value in node.values:
                yield f"without {value}", "values", tuple(v for v in node.values if v != value)
            for option in options:
                yield f"also {option}", "values", (*node.values, option)
        case periods.PlusMonths():
            yield "month end treated otherwise", "clip", not node.clip
        case n.MulDiv():
            yield "rounded otherwise", "mode", "half_up" if node.mode == "down" else "down"
        case MapEntry() if node.children[1].kind == "number":
            yield "earlier years turned", "earlier", not node.earlier
        case MapEntryIs():
            yield "another word", "value", next(w for w in BASES if w != node.value)
        case n.RoundTo():
            yield "rounded to another step", "step", 100 if node.step == 1 else 1
        case periods.MonthlySum():
            for name, words in (("parts", node.PARTS), ("rate", node.RATES)):
                word = getattr(node, name)
                for letter, chosen in word.by_letter.items() if isinstance(word, ChooseWord) else [("", word)]:
                    for other in words:
                        if other != chosen:
                            turned = ChooseWord(word.ambiguity, word.by_letter | {letter: other}) if letter else other
                            yield f"{name} {letter} {other}", name, turned
        case Param() if node.stated:
            row = node.rows[0]
            for step in (-1, 1):
                yield f"figure {step:+d}", "rows", (dataclasses.replace(row, value=row.value + step),)
        case Param():
            if node.absent is not None and node.type is YES_NO:
                yield "default turned", "absent", not node.absent
        case Fact() if node.default is not None:
            yield "without its default", "default", None
    if type(node) in EXCHANGED:
        yield f"becomes {EXCHANGED[type(node)].__name__}", "__class__", EXCHANGED[type(node)]


def _children(policy: Ruleset, measure: Measure, node: n.Node) -> Iterator[Mutant]:
    """Yield nodes with children dropped, exchanged or replaced."""
    kids = node.children
    if isinstance(node, n.And | n.Or | n.Min | n.Max | periods.FirstGiven | n.IsGiven) and len(kids) > 1:
        for i, kid in enumerate(kids):
            yield _mutant(policy, f"{_at(node)}: without {kid!r:.60}", node, {"children": kids[:i] + kids[i + 1 :]})
    if isinstance(node, n.If):
        yield _mutant(policy, f"{_at(node)}: branches exchanged", node, {"children": (kids[0], kids[2], kids[1])})
    if isinstance(node, periods.FirstGiven):
        yield _mutant(policy, f"{_at(node)}: order turned", node, {"children": kids[::-1]})
    if isinstance(node, periods.MonthlySum) and len(kids) > 4:
        yield _mutant(policy, f"{_at(node)}: window dropped", node, {"children": kids[:4]})
    if isinstance(node, Choose):
        yield from _letters(policy, measure, node)
        return
    for i, kid in enumerate(kids):
        if isinstance(kid, n.Not | periods.RollForward | periods.NextDay):
            changed = (*kids[:i], kid.children[0], *kids[i + 1 :])
            yield _mutant(policy, f"{_at(node)}: {type(kid).__name__} dropped", node, {"children": changed})
        if isinstance(kid, Fact):
            for other in _confusable(measure, kid):
                changed = (*kids[:i], other, *kids[i + 1 :])
                yield _mutant(policy, f"{_at(node)}: {kid!r} confused with {other!r}", node, {"children": changed})


def _letters(policy: Ruleset, measure: Measure, node: Choose) -> Iterator[Mutant]:
    """Yield changes that exchange the letters of a reading, or change the node under one letter."""
    letters = list(node.by_letter)
    for i, letter in enumerate(letters):
        here = node.by_letter[letter]
        first = letters[i - 1]
        if i and node.by_letter[first] is not here:
            turned = node.by_letter | {first: here, letter: node.by_letter[first]}
            what = f"{_at(node)}: {node.ambiguity.id} {first} and {letter} exchanged"
            yield _mutant(policy, what, node, {"by_letter": turned})
        others: list[n.Node] = (
            list(here.children[:1]) if isinstance(here, n.Not | periods.RollForward | periods.NextDay) else []
        )
        others += _confusable(measure, here) if isinstance(here, Fact) else []
        for other in others:
            what = f"{_at(node)}: {node.ambiguity.id} {letter} {here!r:.60} becomes {other!r:.60}"
            yield _mutant(policy, what, node, {"by_letter": node.by_letter | {letter: other}})


def _confusable(measure: Measure, fact: Fact) -> list[Fact]:
    """Return the next fact of the same kind and unit. One confusion shows that the table distinguishes them."""
    known = [f for f in measure.vocabulary.names.values() if isinstance(f, Fact)]
    alike = [f for f in known if f.kind == fact.kind and f.unit == fact.unit]
    if len(alike) < 2 or fact not in alike:
        return []
    return [alike[(alike.index(fact) + 1) % len(alike)]]


def _measures(measure: Measure) -> Iterator[tuple[str, Measure]]:
    """Yield measures with a condition, route or line dropped or changed."""
    for i, item in enumerate(measure.conditions):
        rest = measure.conditions[:i] + measure.conditions[i + 1 :]
        name = item.id if isinstance(item, Require) else "alternatives"
        yield f"{measure.code}: {name} dropped", dataclasses.replace(measure, conditions=rest)
        for what, changed in _conditions(item):
            with_it = (*measure.conditions[:i], changed, *measure.conditions[i + 1 :])
            yield f"{measure.code}: {what}", dataclasses.replace(measure, conditions=with_it)
    for i, pay in enumerate(measure.pays):
        others = measure.pays[:i] + measure.pays[i + 1 :]
        yield f"{measure.code}: line of {pay.payee} dropped", dataclasses.replace(measure, pays=others)
        other = Line("another", pay.amount, pay.under)
        lines = (*measure.pays[:i], other, *measure.pays[i + 1 :])
        names = measure.payees | {"another": measure.name}
        yield f"{measure.code}: {pay.payee} renamed", dataclasses.replace(measure, pays=lines, payees=names)
        if pay.when is not None:
            always = (*measure.pays[:i], dataclasses.replace(pay, when=None), *measure.pays[i + 1 :])
            yield f"{measure.code}: {pay.payee} always", dataclasses.replace(measure, pays=always)
        if pay.under is not None:
            always = (*measure.pays[:i], dataclasses.replace(pay, under=None), *measure.pays[i + 1 :])
            yield f"{measure.code}: {pay.payee} under every reading", dataclasses.replace(measure, pays=always)


def _validations(measure: Measure) -> Iterator[tuple[str, Measure]]:
    """Yield measures with a range of an award dropped or changed."""
    for i, check in enumerate(measure.validations):
        rest = measure.validations[:i] + measure.validations[i + 1 :]
        yield f"{measure.code}: {check.id} dropped", dataclasses.replace(measure, validations=rest)
        for name in ("when", "under"):
            if getattr(check, name) is not None:
                without: dict[str, Any] = {name: None}
                changed = (
                    *measure.validations[:i],
                    dataclasses.replace(check, **without),
                    *measure.validations[i + 1 :],
                )
                yield f"{measure.code}: {check.id} without `{name}`", dataclasses.replace(measure, validations=changed)
    if measure.titles:
        yield f"{measure.code}: titles dropped", dataclasses.replace(measure, titles=())


def _conditions(item: Require | Either) -> Iterator[tuple[str, Require | Either]]:
    if isinstance(item, Require):
        for name in ("when", "under", "moot"):
            if getattr(item, name) is not None:
                without: dict[str, Any] = {name: None}
                yield f"{item.id} without `{name}`", dataclasses.replace(item, **without)
        yield f"{item.id} implied turned", dataclasses.replace(item, implied=not item.implied)
        return
    for i, route in enumerate(item.routes):
        yield f"route {route.id} dropped", Either(item.routes[:i] + item.routes[i + 1 :])
        for k, c in enumerate(route.conditions):
            rest = Route(route.id, route.name, route.conditions[:k] + route.conditions[k + 1 :])
            yield f"{route.id} {c.id} dropped", Either((*item.routes[:i], rest, *item.routes[i + 1 :]))
            if c.under is not None:
                always = Route(
                    route.id,
                    route.name,
                    tuple(dataclasses.replace(x, under=None) if x is c else x for x in route.conditions),
                )
                yield (
                    f"{route.id} {c.id} under every reading",
                    Either((*item.routes[:i], always, *item.routes[i + 1 :])),
                )


def _mutant(policy: Ruleset, what: str, node: n.Node, change: dict[str, Any]) -> Mutant:
    return Mutant(what, lambda: _node(policy, node, change))


@contextmanager
def _node(policy: Ruleset, node: n.Node, change: dict[str, Any]) -> Iterator[None]:
    before = {name: getattr(node, name) for name in change}
    try:
        for name, value in change.items():
            setattr(node, name, value)
        policy.forget()
        yield
    finally:
        for name, value in before.items():
            setattr(node, name, value)
        policy.forget()


@contextmanager
def _measure(policy: Ruleset, changed: Measure) -> Iterator[None]:
    before = policy.measures[changed.code]
    try:
        policy.measures[changed.code] = changed
        policy.forget()
        yield
    finally:
        policy.measures[changed.code] = before
        policy.forget()
