"""Measures (政策措施): conditions, alternatives and amounts. Each one cites its clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .facts import Fact, Relation, Vocabulary
from .nodes import DefinitionError, Node, only_nodes, place
from .periods import MonthlySum
from .readings import RECOMMENDED, Ambiguity, Choose, ChooseWord, Reading
from .text import Text
from .units import FEN


@dataclass(frozen=True, slots=True)
class Require:
    """One condition.

    `when`: it applies only where this holds.
    `under`: it exists only under this reading.
    `moot`: where this holds, another condition already reports the failure, and this one does not repeat it.
    `implied`: another condition cannot hold without this one; it is shown as a reason, but the verdict skips it.
    `listed`: a guide lists it although it applies only `when` something holds.
    """

    id: str
    holds: Node
    text: Text
    clause: str = ""
    when: Node | None = None
    under: Reading | None = None
    moot: Node | None = None
    implied: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One of several alternatives: all of its conditions must hold."""

    id: str
    name: Text
    conditions: tuple[Require, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives: one route is enough."""

    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The amount of one payee, in fen. It may exist only under a reading, and apply only `when` a condition holds."""

    payee: str
    amount: Node
    under: Reading | None = None
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A range for an award, both ends included. An award outside it keeps the right to a payment, but has no amount."""

    id: str
    value: Node
    low: Node
    high: Node
    text: Text
    when: Node | None = None
    under: Reading | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to meet the named conditions: changes to the example's facts, for the boundary rows around them."""

    name: str
    about: tuple[str, ...]
    change: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Latest:
    """A deadline of a measure: `what` must be done by `day`.

    `before`: that day itself is already too late.
    `done`: the fact of the day on which it was done; once it is given, nothing is left to do.
    `route`: the alternative that it belongs to.
    `under`: it exists only under this reading.
    """

    what: Text
    day: Node
    done: Fact | None = None
    route: str = ""
    before: bool = False
    under: Reading | None = None


def latest(day: Node, zh: str, en: str, **more: Any) -> Latest:
    """Declare a deadline and its action, written as an imperative: 开始见习, start the traineeship."""
    return Latest(Text(zh, en), day, **more)


def require(id: str, holds: Node, zh: str, en: str, **more: Any) -> Require:
    """Declare a condition with its wording in Chinese and English."""
    if not isinstance(holds, Node) or holds.kind != "bool":
        raise DefinitionError(f"{place()}: condition {id} is not a yes-or-no expression")
    return Require(id, holds, Text(zh, en), **more)


def route(id: str, name: Text, *conditions: Require) -> Route:
    """Declare one route of an alternative."""
    return Route(id, name, conditions)


def either(*routes: Route) -> Either:
    """Declare alternatives: one route is enough. The reasons name the conditions of each route."""
    return Either(routes)


def in_range(id: str, value: Node, low: Node, high: Node, zh: str, en: str, **more: Any) -> Range:
    """Declare a range for an award, both ends included. `when` and `under` are as in a condition."""
    return Range(id, value, low, high, Text(zh, en), **more)


def line(payee: str, amount: Node, *, under: Reading | None = None, when: Node | None = None) -> Line:
    """Declare the amount of one payee."""
    only_nodes(amount)
    if amount.kind != "number" or amount.unit != FEN:
        raise DefinitionError(f"{place()}: {payee} is paid in {amount.unit}, not in fen")
    return Line(payee, amount, under, when)


@dataclass(frozen=True, eq=False)
class Measure:
    """A measure, defined once in its clause module. Decision, reasons, questions, guide and tests come from it.

    `trigger`: the date that chooses rules and parameters.
    `orders`: pairs of public names whose dates must be in this order.
    `assumes`: a year that defaults to the one of a date; a check takes it only from the day of the application,
      and asks otherwise.
    `latest`: the deadlines of each way to meet the measure.
    `also`: further audiences that see it in their list.
    `validations`: the ranges that an award must keep to.
    `titles`: honours that come with it.
    `figures`: values in the example for parameters that are not published (invented).
    `variants`: other ways to meet some conditions.
    `example`: facts of a case that meets every condition (synthetic).
    """

    code: str
    clause: str
    name: Text
    summary: Text
    standard: Text
    audience: str
    subject: Text
    vocabulary: Vocabulary
    trigger: Node
    conditions: tuple[Require | Either, ...]
    pays: tuple[Line, ...]
    payees: dict[str, Text]
    example: dict[str, Any]
    once: Text
    variants: tuple[Variant, ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    assumes: dict[str, str] = field(default_factory=dict)
    latest: tuple[Latest, ...] = ()
    also: tuple[str, ...] = ()
    validations: tuple[Range, ...] = ()
    titles: tuple[Text, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    defined_at: str = field(default_factory=place)

    def __post_init__(self) -> None:
        known = {id(f) for f in self.vocabulary.names.values()}
        for fact in self.vocabulary.names.values():
            if isinstance(fact, Relation):
                known |= {id(f) for f in fact.facts.values()}
        for node in self.nodes():
            relation = getattr(node, "relation", None)
            if relation is not None and id(relation) not in known:
                raise DefinitionError(
                    f"{self.defined_at}: {self.code} uses the relation {relation}, which its vocabulary does not declare"
                )
            if isinstance(node, Fact) and id(node) not in known and not node.ruling:
                raise DefinitionError(
                    f"{self.defined_at}: {self.code} uses the fact {node.key}, which its vocabulary does not declare"
                )
        by_id: dict[str, Require] = {}
        for c in self.requirements():
            if by_id.setdefault(c.id, c).holds is not c.holds:
                raise DefinitionError(f"{self.defined_at}: {self.code} has two different conditions {c.id}")
        for payee in (pay.payee for pay in self.pays):
            if payee not in self.payees:
                raise DefinitionError(f"{self.defined_at}: {self.code} pays {payee!r}, which has no name")

    def requirements(self) -> Iterator[Require]:
        """Yield every condition in order, including those of alternatives."""
        for c in self.conditions:
            if isinstance(c, Require):
                yield c
            else:
                for r in c.routes:
                    yield from r.conditions

    def decisive(self) -> Iterator[Node]:
        """Yield the expressions that decide verdict, reasons and amount."""
        for c in self.requirements():
            yield c.holds
            for extra in (c.when, c.moot):
                if extra is not None:
                    yield extra
        for pay in self.pays:
            yield pay.amount
            if pay.when is not None:
                yield pay.when
        for v in self.validations:
            yield from (v.value, v.low, v.high)
            if v.when is not None:
                yield v.when

    def nodes(self) -> Iterator[Node]:
        """Return every node once, under all readings, including members of relations."""
        return below((*self.decisive(), self.trigger, *(item.day for item in self.latest)))

    def wordings(self) -> Iterator[Text]:
        """Yield every sentence of the measure and its facts that has figures to fill in."""
        yield from (self.name, self.summary, self.standard, self.subject, self.once, *self.notes, *self.payees.values())
        yield from (*self.titles, *(v.text for v in self.validations), *(item.what for item in self.latest))
        for c in self.requirements():
            yield c.text
        for item in self.conditions:
            if isinstance(item, Either):
                yield from (r.name for r in item.routes)
        for fact in self.vocabulary.names.values():
            if isinstance(fact, Fact):
                yield from (fact.name, fact.question, fact.why, *fact.labels.values())
                yield from (text for text in (fact.help, fact.never) if text is not None)

    def ambiguities(self) -> dict[Ambiguity, set[str]]:
        """Return the ambiguities that this measure uses, each with the letters that it can compute."""
        found: dict[Ambiguity, set[str]] = {}
        for node in self.nodes():
            if isinstance(node, Choose):
                found.setdefault(node.ambiguity, set()).update(node.by_letter)
            elif isinstance(node, MonthlySum):
                for word in (node.parts, node.rate):
                    if isinstance(word, ChooseWord):
                        found.setdefault(word.ambiguity, set()).update(word.by_letter)
        unders = [c.under for c in self.requirements()] + [p.under for p in self.pays]
        for letter in unders + [v.under for v in self.validations]:
            if letter is not None:
                found.setdefault(letter.ambiguity, set()).update({RECOMMENDED, letter.letter, *letter.without})
        return found


def below(roots: Iterable[Node], without: Node | None = None) -> Iterator[Node]:
    """Yield every node below some roots, once, under all readings.

    A node that is left out hides the nodes below it. Expressions about members are included.
    """
    seen: set[int] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if id(node) in seen or node is without:
            continue
        seen.add(id(node))
        yield node
        stack.extend(node.children)
