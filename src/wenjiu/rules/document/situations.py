"""Situations: the plain statements with which a visitor begins, and what follows from each. It is data of a policy.

A visitor ticks statements such as "I am out of work". A statement opens measures, gives answers to questions, and says
which questions have one answer: the seat of a founder's business is the seat of the firm.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.facts import Fact
from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.problems import CaseError
from ..language.text import Text

#: The value of an answer that is the day of the check.
TODAY = "today"


@dataclass(frozen=True, slots=True)
class Another:
    """A kind of case of which a visitor may have several, such as prizes, competitions, or people hired.

    `table`: the table of the registers whose rows are such cases; its columns are the facts of a case.
    `name`: what one more is called: another prize.
    `each`: what the case with the number {n} is called: prize 2.
    `apart`: the labels of the stacking rules by which two cases differ.
    `once`: measures that are paid once for all cases together.
    `shared`: facts of the table that describe the visitor, and are asked once.
    """

    table: str
    name: Text
    each: Text
    apart: tuple[str, ...]
    once: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One statement of a visitor.

    `side`: the group in which it is shown.
    `audiences`: who the visitor is, as in `Ruleset.audiences`.
    `question`: the same as a question, for a visitor who is not sure.
    `opens`: the measures that it concerns, by code.
    `says`: the answers that follow from it, by fact key; `TODAY` is the day of the check.
    `same`: groups of fact keys that have one answer.
    `words`: questions by fact key, for a visitor in this situation: a school is asked about "the trainee", not "you".
    `of_others`: groups of facts that describe other people here: those whom a firm hires are not its founder.
    `another`: the kinds of case of which this visitor may have several.
    """

    id: str
    side: str
    audiences: tuple[str, ...]
    text: Text
    question: Text
    opens: tuple[str, ...]
    says: Mapping[str, Any] = field(default_factory=dict)
    same: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, Text] = field(default_factory=dict)
    of_others: tuple[str, ...] = ()
    another: tuple[Another, ...] = ()

    def joins(self, group: tuple[str, ...]) -> bool:
        """Whether a group of facts with one answer mixes facts of other people with the visitor's own."""
        apart = {key.partition(".")[0] in self.of_others for key in group}
        return len(apart) > 1


@dataclass(frozen=True, slots=True)
class Side:
    """A group of statements.

    `audiences`: who a visitor is that has ticked none of them yet.
    `words`: questions by fact key, for a visitor of this side alone: a hired person is "you", not "the employee".
    """

    id: str
    name: Text
    audiences: tuple[str, ...]
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Situations:
    """The statements of a policy.

    `sides`: the groups of statements by id, in the order shown.
    `payees`: the audience of each payee role of a measure; that of the measure where a role is not named.
    """

    sides: Mapping[str, Side] = field(default_factory=dict)
    statements: tuple[Situation, ...] = ()
    payees: Mapping[str, str] = field(default_factory=dict)

    def opened_by(self, chosen: Iterable[Situation], measures: Mapping[str, Measure]) -> set[str]:
        """Return the measures that some statements open: those that they name, and those of their audiences that none names."""
        chosen = tuple(chosen)
        named = {code for s in self.statements for code in s.opens}
        audiences = {a for s in chosen for a in s.audiences}
        unnamed = {code for code, m in measures.items() if code not in named and m.audience in audiences}
        return {code for s in chosen for code in s.opens} | unnamed

    def chosen(self, ids: Container[str]) -> tuple[Situation, ...]:
        """Return the statements with these ids, in the order of the file."""
        return tuple(s for s in self.statements if s.id in ids)


def load_situations(path: Path) -> Situations:
    """Return the statements of a file. Raise `DefinitionError` with file, place and value for a wrong one."""
    return _Reader(path.name).read(read_yaml(path, DefinitionError))


class _Reader(CheckedFile):
    def read(self, raw: Any) -> Situations:
        raw = self.mapping(raw, "file", ("sides", "payees", "situations"))
        sides = {id: self._side(id, entry) for id, entry in self.names(raw["sides"], "sides")}
        statements = tuple(self._one(id, entry, sides) for id, entry in self.names(raw["situations"], "situations"))
        payees = {role: str(audience) for role, audience in self.names(raw["payees"], "payees")}
        return Situations(sides, statements, payees)

    def _side(self, id: str, raw: Any) -> Side:
        at = f"sides.{id}"
        name = self.text(raw, at, ("audiences",), ("words",))
        return Side(id, name, self._listed(raw["audiences"], f"{at}.audiences"), self._words(raw, at))

    def _words(self, raw: Any, at: str) -> dict[str, Text]:
        named = self.names(raw.get("words", {}), f"{at}.words")
        return {key: self.text(text, f"{at}.words.{key}") for key, text in named}

    def _one(self, id: str, raw: Any, sides: Mapping[str, Side]) -> Situation:
        at = f"situations.{id}"
        text = self.text(
            raw, at, ("side", "audiences", "ask", "opens"), ("says", "same", "words", "of_others", "another")
        )
        says, same = raw.get("says", {}), raw.get("same", [])
        if not isinstance(says, dict):
            self.complain(f"{at}.says", f"{says!r} is no mapping of fact keys to values")
        if not isinstance(same, list):
            self.complain(f"{at}.same", f"{same!r} is no list of groups")
        return Situation(
            id,
            self.known(raw["side"], sides, f"{at}.side"),
            self._listed(raw["audiences"], f"{at}.audiences"),
            text,
            self.text(raw["ask"], f"{at}.ask"),
            self._listed(raw["opens"], f"{at}.opens"),
            says,
            tuple(self._listed(group, f"{at}.same") for group in same),
            self._words(raw, at),
            self._listed(raw["of_others"], f"{at}.of_others") if "of_others" in raw else (),
            self._several(raw["another"], f"{at}.another") if "another" in raw else (),
        )

    def _several(self, raw: Any, at: str) -> tuple[Another, ...]:
        if not isinstance(raw, list) or not raw:
            self.complain(at, f"{raw!r} is no list of kinds of case")
        return tuple(self._another(entry, f"{at}[{k}]") for k, entry in enumerate(raw))

    def _another(self, raw: Any, at: str) -> Another:
        name = self.text(raw, at, ("of", "each", "apart"), ("once", "shared"))
        each = self.text(raw["each"], f"{at}.each")
        if any("{n}" not in text for text in (each.zh, each.en)):
            self.complain(f"{at}.each", "a wording has no {n} for the number of the case")
        return Another(
            str(raw["of"]),
            name,
            each,
            self.listed(raw["apart"], f"{at}.apart"),
            self.listed(raw.get("once", []), f"{at}.once"),
            self.listed(raw.get("shared", []), f"{at}.shared"),
        )

    def _listed(self, raw: Any, at: str) -> tuple[str, ...]:
        if not isinstance(raw, list) or not raw or not all(isinstance(item, str) for item in raw):
            self.complain(at, f"{raw!r} is no list of names")
        return tuple(raw)


def refuse_unknown(
    situations: Situations,
    measures: Mapping[str, Measure],
    audiences: Mapping[str, Text],
    tables: Collection[str],
) -> None:
    """Raise DefinitionError where statements name what the policy does not have."""
    if not situations.statements:
        return
    facts = {f.key: f for m in measures.values() for f in m.vocabulary.names.values() if isinstance(f, Fact)}
    for side in situations.sides.values():
        _refuse_names(f"side {side.id!r}", {"audience": (side.audiences, audiences), "fact": (side.words, facts)})
    for s in situations.statements:
        named = (*s.says, *s.words, *(key for group in s.same for key in group))
        named += tuple(key for another in s.another for key in another.shared)
        _refuse_names(
            f"situation {s.id!r}",
            {
                "measure": (s.opens, measures),
                "audience": (s.audiences, audiences),
                "fact": (named, facts),
                "group of facts": (s.of_others, {key.partition(".")[0] for key in facts}),
                "table of registers": ([a.table for a in s.another], tables),
            },
        )
        _refuse_names(f"situation {s.id!r}", {"measure": ([c for a in s.another for c in a.once], measures)})
        _refuse_answers(s, facts)
    for code, m in measures.items():
        for role in m.payees:
            if situations.payees.get(role, m.audience) not in audiences:
                raise DefinitionError(f"payees has no audience for {role!r} of measure {code}; name one")
    _refuse_names("payees", {"payee": (situations.payees, {role for m in measures.values() for role in m.payees})})


def _refuse_names(where: str, named: Mapping[str, tuple[Iterable[str], Container[str]]]) -> None:
    """Raise DefinitionError where a name is none of the policy's; `named`: kind -> names, and those that exist."""
    for kind, (names, known) in named.items():
        for name in names:
            if name not in known:
                raise DefinitionError(f"{where} names {name!r}; the policy has no such {kind}")


def _refuse_answers(s: Situation, facts: Mapping[str, Fact]) -> None:
    """Raise DefinitionError where an answer of a situation is none to its question, or questions have no common answers."""
    for key, value in s.says.items():
        if not _answers(facts[key], value):
            raise DefinitionError(f"situation {s.id!r} says {value!r} of {key}; that is no answer to its question")
    for group in s.same:
        if len(set(group)) < 2:
            raise DefinitionError(
                f"situation {s.id!r} has a group of one in same: {', '.join(group)}; add what it equals"
            )
        if len({(facts[key].type.name, facts[key].options) for key in group}) > 1:
            raise DefinitionError(
                f"situation {s.id!r} says that {' and '.join(group)} are the same; they are of different kinds"
            )


def _answers(fact: Fact, value: Any) -> bool:
    """Whether a value can be used as the answer to a question: of the right type, and of a date only `TODAY`."""
    if fact.kind == "date" or value == TODAY:
        return fact.kind == "date" and value == TODAY
    try:
        return bool(fact.type.read(fact.key, fact, value) == value)
    except CaseError:
        return False
