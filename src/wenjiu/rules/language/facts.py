"""Facts: what can be known of a subject, declared once with type, unit, range, source, question and purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .nodes import INFINITE, DefinitionError, Lit, Node, only_nodes, place
from .text import Text
from .units import FEN, MONTH, ONE, PERSON, YEAR, Unit

LARGEST_COUNT = 10**9


class Fact(Node):
    """A fact of a subject. An absent fact is unknown, unless it declares what its absence means.

    `name`: what it is called in a table. `key`: neutral name such as ``firm.local_workers``; a measure maps its public names to facts. `type`: bool, count,
    yuan, fraction, date, choice, district, year, months, code. `bounded`: the greatest value has a meaning of its own (12 months
    of a year), so that an unknown value is at most that; otherwise it only guards against overflow. `gate`: whether a
    measure is in question at all for a visitor, and so worth asking early. `optional`: absent means that there is none.
    `tool`: the page of a site that works the answer out from other figures, such as ``size``. `past`: it lies in the
    past for good, as a founding date or a sum already paid does: no day to come, and nothing that can still be changed.
    `counted`: the word after a plain number of things, such as 年. `sample`: a code of an open list to ask boundary
    questions with.
    """

    __slots__ = (
        "bounded",
        "counted",
        "default",
        "gate",
        "help",
        "key",
        "labels",
        "name",
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
        type: str,
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
    ) -> None:
        kind = {"bool": "bool", "date": "date", "choice": "code", "district": "code", "code": "code"}.get(
            type, "number"
        )
        self.key, self.type, self.options, self.labels = key, type, options, labels or {}
        self.name, self.question, self.why, self.help = name, question, why, help
        self.source, self.sensitivity, self.default = source, sensitivity, default
        self.bounded, self.ruling, self.gate, self.optional = bounded, ruling, gate, optional
        self.tool, self.past, self.counted, self.sample = tool, past, counted, sample
        super().__init__(kind, (), unit, least, most)

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = f"{owner.__name__}.{name}"

    def __repr__(self) -> str:
        return self.key

    @property
    def unknown_high(self) -> int:
        """The greatest value an unknown number can be taken to have."""
        return self.hi if self.bounded else INFINITE


def yes_no(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A yes-or-no fact."""
    return Fact("bool", name, question, why, **more)


def count(name: Text, question: Text, why: Text, unit: Unit = PERSON, **more: Any) -> Fact:
    """A whole number, zero or more."""
    return Fact("count", name, question, why, unit=unit, **more)


def money(name: Text, question: Text, why: Text, most: int = 10**15, **more: Any) -> Fact:
    """An amount in yuan; held in fen, as is the most it can be (a sum over members needs at most 10^12)."""
    return Fact("yuan", name, question, why, unit=FEN, most=most, **more)


def day(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A calendar date; held as a civil key."""
    return Fact("date", name, question, why, **more)


def year(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A calendar year."""
    return Fact("year", name, question, why, unit=YEAR, least=1900, most=2200, bounded=True, **more)


def months(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A whole number of months."""
    return Fact("count", name, question, why, unit=MONTH, most=more.pop("most", 1200), **more)


def fraction(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A share from 0 to 1, held exactly; a form asks for it in percent."""
    return Fact("fraction", name, question, why, most=1, bounded=True, **more)


def decimal(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A number that no rule consults; it is checked and kept beside the others."""
    return Fact("decimal", name, question, why, **more)


def choice(name: Text, question: Text, why: Text, labels: dict[str, Text], **more: Any) -> Fact:
    """One of a closed list of codes."""
    return Fact("choice", name, question, why, options=tuple(labels), labels=labels, **more)


def code(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A code of an open list."""
    return Fact("code", name, question, why, **more)


def district(name: Text, question: Text, why: Text, **more: Any) -> Fact:
    """A district; the wording names the home district as ``{home}``."""
    return Fact("district", name, question, why, **more)


def ruling(reading: str, name: Text, question: Text, why: Text) -> Fact:
    """What an official decides where a reading leaves the matter to one; public name ``ruling_on_<reading>``."""
    return Fact("bool", name, question, why, key=f"ruling.{reading}", ruling=reading, source="official")


class Relation(Node):
    """Members of a subject, such as the hires of a firm: a list of rows of member facts, or unknown.

    `facts` declares what a member row may hold. A relation may be known only in part: a row may lack facts, and a
    list marked incomplete (a trailing None) has any number of unknown members besides.
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
    """Refuse, in an expression about one member, whatever is neither a fact of a member nor a figure of the policy."""
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
    """How many members certainly, and at most, meet a condition on their facts."""

    __slots__ = ("relation",)

    def __init__(self, relation: Relation, condition: Node) -> None:
        self.relation = relation
        only_nodes(condition)
        super().__init__("number", (condition,), PERSON, 0, LARGEST_COUNT)
        self.want("bool", condition)
        _of_members(condition, relation)


class SumWhere(Node):
    """A number summed over the members that meet a condition; unknown members widen it."""

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
    """A measure's public names for facts, and those accepted beside them that its rules never consult.

    `none_unless_listed`: a code that is absent means "none" as long as the list parameter is empty.
    """

    names: dict[str, Fact | Relation]
    beside: dict[str, Fact] = field(default_factory=dict)
    none_unless_listed: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        twice = set(self.names) & set(self.beside)
        if twice:
            raise DefinitionError(f"{place()}: named twice: {', '.join(sorted(twice))}")
