"""Collects every ambiguity (口径) of a document: those that measures compute, and the others with the reason why not.

Measures declare the letters that they compute (`rules.language.readings`). A policy's `other_readings.yaml` holds the
rest:

readings:
  A-2.0-1: {clause: "2.0", words: {zh, en}, letters: {A: {zh, en}, B: {zh, en}}, why: {zh, en}, money: {zh, en},
            not_switchable: {zh, en}, remote: [B]}       # `clause: null`: general; `remote`: letters called far-fetched
more_letters:
  A-3.5-2: {letters: {C: {zh, en}}, not_switchable: {zh, en}, remote: [C]}    # in addition to those of a measure

Each letter is either computed by a measure or has a reason, never both and never neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.measures import Measure
from ..language.nodes import DefinitionError
from ..language.readings import RECOMMENDED, Ambiguity
from ..language.text import Text


@dataclass(frozen=True, slots=True)
class AmbiguityRecord:
    """Words of the document that can be read in more than one way.

    `clause`: "" where the ambiguity is general.
    `letters`: each reading by letter, the recommended one first.
    `remote`: letters that are conceivable but far-fetched.
    `reason`: why a case cannot choose the letters that no measure computes; None where it can choose every letter.
    `computable`: measure code -> the letters that this measure can compute.
    """

    id: str
    clause: str
    words: Text
    letters: dict[str, Text]
    why: Text
    money: Text
    remote: tuple[str, ...] = ()
    reason: Text | None = None
    computable: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recommended: str = RECOMMENDED

    @property
    def computed(self) -> tuple[str, ...]:
        """Return the letters that a measure can compute; empty where no measure uses the ambiguity."""
        return tuple(x for x in self.letters if any(x in letters for letters in self.computable.values()))

    @property
    def switchable(self) -> tuple[str, ...]:
        """Return the letters, other than the recommended one, that a case can ask for."""
        return tuple(x for x in self.computed if x != self.recommended)


@dataclass(frozen=True, slots=True)
class MoreLetters:
    """Letters of a declared reading that no measure computes."""

    letters: dict[str, Text]
    remote: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Others:
    """The content of a policy's file of further readings; `name` is the file name."""

    name: str = "other_readings.yaml"
    readings: dict[str, AmbiguityRecord] = field(default_factory=dict)
    more: dict[str, MoreLetters] = field(default_factory=dict)


def load(path: Path) -> Others:
    """Read `other_readings.yaml`. DefinitionError names file, id and field of a missing, duplicate or unknown entry."""
    return _File(path).others()


def merge(
    declared: Mapping[str, Ambiguity],
    general: Iterable[Ambiguity],
    measures: Mapping[str, Measure],
    others: Others,
) -> dict[str, AmbiguityRecord]:
    """Return every ambiguity by id: the general ones first, then by clause and number.

    Raise DefinitionError where the file repeats a declaration of a measure, adds letters to an undeclared ambiguity, or
    gives no reason for a letter that no measure computes.
    """
    found = {a.id: _declared(a, a in set(general), measures, others) for a in declared.values()}
    for id, ambiguity in others.readings.items():
        if id in found:
            raise DefinitionError(f"{others.name}: {id}: a measure declares it already; take it out of the file")
        found[id] = ambiguity
    for id in others.more:
        if id not in declared:
            raise DefinitionError(f"{others.name}: more_letters.{id}: no measure declares this ambiguity")
    return {a.id: a for a in sorted(found.values(), key=_place)}


def _declared(of: Ambiguity, general: bool, measures: Mapping[str, Measure], others: Others) -> AmbiguityRecord:
    """Return a declared ambiguity, with the letters that the file adds."""
    users = {code: m.ambiguities()[of] for code, m in measures.items() if of in m.ambiguities()}
    more = others.more.get(of.id)
    added = {} if more is None else more.letters
    for letter in set(added) & set(of.letters):
        raise DefinitionError(
            f"{others.name}: more_letters.{of.id}.letters.{letter}: the measures declare this letter already"
        )
    silent = [x for x in of.letters if not any(x in letters for letters in users.values())]
    if silent:
        raise DefinitionError(
            f"{of.id}: no measure computes {', '.join(silent)}; take it out of the declaration and write it, with the reason, "
            f"under more_letters of {others.name}"
        )
    return AmbiguityRecord(
        id=of.id,
        clause="" if general or not users else measures[next(iter(users))].clause,
        words=of.words,
        letters=dict(sorted({**of.letters, **added}.items())),
        why=of.why,
        money=of.money,
        remote=() if more is None else more.remote,
        reason=None if more is None else more.reason,
        computable={code: tuple(sorted(letters)) for code, letters in users.items()},
    )


def _place(of: AmbiguityRecord) -> tuple[Any, ...]:
    """Return the sort key of a place in the document. Numbers in clause and id compare as numbers."""
    return (of.clause != "", _natural(of.clause), _natural(of.id))


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", text)]


class _File(CheckedFile):
    """The file while it is read. Every error names its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        data = read_yaml(path, DefinitionError)
        self.data = self.mapping(data, "the file", ("readings",), ("more_letters",))

    def others(self) -> Others:
        return Others(
            self.name,
            {id: self.ambiguity(id, raw) for id, raw in self.entries("readings")},
            {id: self.more(f"more_letters.{id}", raw) for id, raw in self.entries("more_letters")},
        )

    def entries(self, part: str) -> Iterator[tuple[str, Any]]:
        found = self.data.get(part, {})
        if not isinstance(found, Mapping):
            self.complain(part, f"{found!r} is no mapping of ids")
        return ((str(id), raw) for id, raw in found.items())

    def ambiguity(self, id: str, raw: Any) -> AmbiguityRecord:
        raw = self.mapping(raw, id, ("clause", "words", "letters", "why", "money", "not_switchable"), ("remote",))
        clause = raw["clause"]
        if clause is not None and not isinstance(clause, str):
            self.complain(f"{id}.clause", f"{clause!r} is no clause number in quotes, nor null for a general one")
        letters = self.letters(raw, id)
        if list(letters)[:1] != [RECOMMENDED] or len(letters) < 2:
            self.complain(f"{id}.letters", f"reading {RECOMMENDED} must come first and another after it")
        return AmbiguityRecord(
            id=id,
            clause=clause or "",
            words=self.text(raw["words"], f"{id}.words"),
            letters=letters,
            why=self.text(raw["why"], f"{id}.why"),
            money=self.text(raw["money"], f"{id}.money"),
            remote=self.remote(raw, id, letters),
            reason=self.text(raw["not_switchable"], f"{id}.not_switchable"),
        )

    def more(self, at: str, raw: Any) -> MoreLetters:
        raw = self.mapping(raw, at, ("letters", "not_switchable"), ("remote",))
        letters = self.letters(raw, at)
        return MoreLetters(
            letters, self.remote(raw, at, letters), self.text(raw["not_switchable"], f"{at}.not_switchable")
        )

    def letters(self, raw: dict[str, Any], at: str) -> dict[str, Text]:
        found, at = raw["letters"], f"{at}.letters"
        if not isinstance(found, Mapping) or not found:
            self.complain(at, f"{found!r} is no mapping of letters")
        names = [str(x) for x in found]
        if not all(re.fullmatch("[A-Z]", x) for x in names) or names != sorted(names):
            self.complain(at, f"{', '.join(names)} are not single capital letters in their order")
        return {name: self.text(found[name], f"{at}.{name}") for name in names}

    def remote(self, raw: dict[str, Any], at: str, letters: Mapping[str, Text]) -> tuple[str, ...]:
        found = raw.get("remote", [])
        if not isinstance(found, list) or not set(found) <= set(letters) - {RECOMMENDED}:
            self.complain(f"{at}.remote", f"{found!r} is no list of letters that stand here, other than {RECOMMENDED}")
        return tuple(found)
