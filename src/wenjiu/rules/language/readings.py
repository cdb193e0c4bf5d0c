"""Readings (口径): declares each way to read words of the document that can be read in more than one way."""

from __future__ import annotations

from dataclasses import dataclass

from .nodes import DefinitionError, Node, place
from .text import Text

#: The letter of the recommended reading of every ambiguity.
RECOMMENDED = "A"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading under one letter, such as A-5.2-3 B. A condition can exist under it alone.

    `without`: the letters under which the only change is that the condition does not exist.
    """

    ambiguity: Ambiguity
    letter: str
    without: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An ambiguity: the words, each reading by letter (A is recommended), the reason, and the effect on money."""

    id: str
    words: Text
    letters: dict[str, Text]
    why: Text
    money: Text

    def __getitem__(self, letter: str) -> Reading:
        if letter not in self.letters:
            raise DefinitionError(f"{place()}: {self.id} has no reading {letter!r}")
        return Reading(self, letter)

    def but_not(self, *letters: str) -> Reading:
        """Return the reading for a condition that exists under A and not under these letters."""
        if not set(letters) <= set(self.letters) - {RECOMMENDED}:
            raise DefinitionError(f"{place()}: {self.id} has no readings {', '.join(letters)} besides A")
        return Reading(self, RECOMMENDED, "".join(letters))

    def choose(self, **by_letter: Node) -> Node:
        """Return a node that depends on the letter. A must be among the letters."""
        return Choose(self, by_letter)

    def word(self, **by_letter: str) -> ChooseWord:
        """Return a word of the language that depends on the letter, such as how part months count."""
        if RECOMMENDED not in by_letter or set(by_letter) - set(self.letters):
            raise DefinitionError(f"{place()}: {self.id} needs reading A and only letters it declares")
        return ChooseWord(self, by_letter)

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class ChooseWord:
    """A word that depends on a reading."""

    ambiguity: Ambiguity
    by_letter: dict[str, str]


class Choose(Node):
    """A node that depends on a reading. It is replaced once the readings are chosen."""

    __slots__ = ("ambiguity", "by_letter")

    def __init__(self, ambiguity: Ambiguity, by_letter: dict[str, Node]) -> None:
        self.ambiguity, self.by_letter = ambiguity, by_letter
        if RECOMMENDED not in by_letter or set(by_letter) - set(ambiguity.letters):
            raise DefinitionError(f"{place()}: {ambiguity.id} needs reading A and only letters it declares")
        nodes = tuple(by_letter.values())
        first = nodes[0]
        super().__init__(first.kind, nodes, first.unit, min(n.lo for n in nodes), max(n.hi for n in nodes))
        self.want(first.kind, *nodes)
        if first.kind == "number":
            self.same_unit(*nodes)


def ambiguity(
    id: str, words: tuple[str, str], *, why: tuple[str, str], money: tuple[str, str], **letters: tuple[str, str]
) -> Ambiguity:
    """Declare an ambiguity: wording in Chinese and English for the words in question and for each letter."""
    if RECOMMENDED not in letters:
        raise DefinitionError(f"{place()}: {id} lacks the recommended reading A")
    return Ambiguity(id, Text(*words), {k: Text(*v) for k, v in letters.items()}, Text(*why), Text(*money))
