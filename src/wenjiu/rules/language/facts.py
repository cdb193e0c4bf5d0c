"""Facts that can be known of a subject. Each is declared once with type, unit, range, source, question and purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import fact_types
from .fact_types import FactType
from .nodes import INFINITE, DefinitionError, Lit, Node, only_nodes, place
from .text import T, Text
from .units import FEN, MONTH, ONE, PERSON, YEAR, Unit

LARGEST_COUNT = 10**9
#: How carefully a fact is shown. ordinary: it says nothing about a person, or nothing that others may not see. personal: it
#: says something about a person. sensitive: it identifies a person or can do harm, so it is asked late and shown masked.
LEVELS = ("ordinary", "personal", "sensitive")


class Fact(Node):
    """A fact of a subject. An absent fact is unknown, unless it declares what its absence means.

    `name`: its name in a table.
    `key`: neutral name such as ``firm.local_workers``; a measure maps its public names to facts.
    `type`: one of `fact_types`.
    `bounded`: the greatest value has a meaning of its own (12 months of a year), so an unknown value is at most
      that; otherwise it only prevents overflow.
    `gate`: decides whether a measure applies to a visitor at all, so a check asks for it early.
    `optional`: an absent value means that there is none.
    `tool`: the page of a site that computes the answer from other figures, such as ``size``.
    `past`: it is always in the past, such as a founding date or a sum already paid; no future day is accepted, and
      it cannot change any more.
    `counted`: the word after a plain number of things, such as 年.
    `never`: the answer of a visitor to whom it never happened, such as one who took no course; the other questions of
      the measure are then needless.
    `also`: option -> other words for it in a table, such as 中专 for 中等专业学校.
    `source`: the id of its supplier (`sources.Supplier`).
    `sensitivity`: one of `LEVELS`.
    `sample`: a code of an open list to ask boundary questions with.
    """

    __slots__ = (
        "also",
        "bounded",
        "counted",
        "default",
        "gate",
        "help",
        "key",
        "labels",
        "name",
        "never",
        "optional",
        "options",
        "past",
        "question",
        "ruling",
        "sample",
        "sensitivity",
        "source",
        "tool",
        "type",
        "why"
    )  # fmt: skip

    def __init__(
        self,
        type: FactType,
        name: Text,
        question: Text,
        why: Text,
        *,
        key: str = "",
        unit: Unit = ONE,
        least: int = 0,
        most: int = LARGEST_COUNT,
        bounded: bool = False,
        options: tuple[str, ...] = (),
        labels: dict[str, Text] | None = None,
        help: Text | None = None,
        source: str = "declared",
        sensitivity: str = "ordinary",
        default: Any = None,
        ruling: str = "",
        gate: bool = False,
        optional: bool = False,
        tool: str = "",
        sample: str = "",
        past: bool = False,
        counted: Text | None = None,
        never: Text | None = None,
        also: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.key, self.type, self.options, self.labels = key, type, options, labels or {}
        self.name, self.question, self.why, self.help = name, question, why, help
        self.source, self.sensitivity, self.default = source, sensitivity, default
        self.bounded, self.ruling, self.gate, self.optional = bounded, ruling, gate, optional
        self.also = also or {}
        self.tool, self.past, self.counted, self.sample, self.never = tool, past, counted, sample, never
        super().__init__(type.kind, (), unit, least, most)

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = f"{owner.__name__}.{name}"

    def __repr__(self) -> str:
        return self.key

    @property
    def unknown_high(self) -> int:
        """Return the greatest value that an unknown number can have."""
        return self.hi if self.bounded else INFINITE


def yes_no(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a yes-or-no fact."""
    return Fact(fact_types.YES_NO, name, question, why, **more)


def count(name: Text, question: Text, why: Text, unit: Unit = PERSON, **more: Any) -> Fact:
    """Return a fact that is a whole number, zero or more."""
    return Fact(fact_types.COUNT, name, question, why, unit=unit, **more)


def money(name: Text, question: Text, why: Text, most: int = 10**15, **more: Any) -> Fact:
    """Return a fact that is an amount in yuan, held in fen with its limit (a sum over members needs at most 10^12)."""
    return Fact(fact_types.YUAN, name, question, why, unit=FEN, most=most, **more)


def day(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a calendar date, held as a civil key."""
    return Fact(fact_types.DAY, name, question, why, **more)


def year(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a calendar year."""
    return Fact(fact_types.YEAR, name, question, why, unit=YEAR, least=1900, most=2200, bounded=True, **more)


def months(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a whole number of months."""
    return Fact(fact_types.COUNT, name, question, why, unit=MONTH, most=more.pop("most", 1200), **more)


def years(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a whole number of years, without a unit in a rule, such as the years paid before."""
    return Fact(fact_types.YEARS, name, question, why, counted=T("年", "years"), **more)


def fraction(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a share from 0 to 1, held exactly. A form asks for it in percent."""
    return Fact(fact_types.SHARE, name, question, why, most=1, bounded=True, **more)


def decimal(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a number that no rule uses; it is checked and kept with the other facts."""
    return Fact(fact_types.DECIMAL, name, question, why, **more)


def choice(name: Text, question: Text, why: Text, labels: dict[str, Text], **more: Any) -> Fact:
    """Return a fact that is one of a closed list of codes."""
    return Fact(fact_types.CHOICE, name, question, why, options=tuple(labels), labels=labels, **more)


def code(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a code of an open list."""
    return Fact(fact_types.CODE, name, question, why, **more)


def district(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """Return a fact that is a district. The wording names the home district as ``{home}``."""
    return Fact(fact_types.DISTRICT, name, question, why, **more)


def ruling(reading: str, name: Text, question: Text, why: Text) -> Fact:
    """Return an official's decision where a reading leaves it to one; its public name is ``ruling_on_<reading>``."""
    return Fact(fact_types.YES_NO, name, question, why, key=f"ruling.{reading}", ruling=reading, source="official")


class Relation(Node):
    """Members of a subject, such as the hires of a firm: a list of rows of member facts, or unknown.

    `facts` declares the columns of a member row. A relation can be known in part: a row may lack facts, and a list
    marked incomplete (a trailing None) also has any number of unknown members.
    """

    __slots__ = ("facts", "key")

    def __init__(self, facts: dict[str, Fact]) -> None:
        self.key = ""
        self.facts = facts
        super().__init__("members")
        for name, fact in facts.items():
            if hasattr(Relation, name):
                self.refuse(f"a member fact cannot be called {name!r}: the language uses that name itself")
            fact.key = fact.key or name

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = f"{owner.__name__}.{name}"
        for member_name, fact in self.facts.items():
            fact.key = f"{self.key}.{member_name}"

    def __getattr__(self, name: str) -> Fact:
        facts: dict[str, Fact] = object.__getattribute__(self, "facts")
        if name in facts:
            return facts[name]
        raise AttributeError(name)

    def __repr__(self) -> str:
        return self.key


def _of_members(node: Node, relation: Relation) -> None:
    """Refuse everything but facts of a member and figures of the policy in an expression about one member."""
    if node in relation.facts.values() or isinstance(node, Lit) or getattr(node, "rows", None) is not None:
        return
    if not node.children or isinstance(node, CountWhere | SumWhere):
        raise DefinitionError(
            f"{place()}: {node!r} is not declared as a fact of a member of {relation}; "
            "an expression about members speaks of their facts, literals and parameters only"
        )
    for child in node.children:
        _of_members(child, relation)


class CountWhere(Node):
    """The number of members that certainly, and at most, meet a condition on their facts."""

    __slots__ = ("relation",)

    def __init__(self, relation: Relation, condition: Node) -> None:
        self.relation = relation
        only_nodes(condition)
        super().__init__("number", (condition,), PERSON, 0, LARGEST_COUNT)
        self.want("bool", condition)
        _of_members(condition, relation)


class SumWhere(Node):
    """The sum of a number over the members that meet a condition. Unknown members widen it to a range."""

    __slots__ = ("relation",)

    def __init__(self, relation: Relation, value: Node, condition: Node) -> None:
        self.relation = relation
        only_nodes(value, condition)
        super().__init__("number", (value, condition), value.unit, 0, value.hi * 10**6)
        self.want("number", value)
        self.want("bool", condition)
        if value.lo < 0:
            self.refuse("a sum over unknown members needs values that are never negative")
        _of_members(value, relation)
        _of_members(condition, relation)


@dataclass(frozen=True)
class Vocabulary:
    """The public names of a measure's facts, and the names that it accepts but its rules never use.

    `none_unless_listed`: an absent code means "none" as long as the list parameter is empty.
    """

    names: dict[str, Fact | Relation]
    beside: dict[str, Fact] = field(default_factory=dict)
    none_unless_listed: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        twice = set(self.names) & set(self.beside)
        if twice:
            raise DefinitionError(f"{place()}: named twice: {', '.join(sorted(twice))}")
