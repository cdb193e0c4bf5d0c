"""Numbers of people that follow from a list: what the list says of each person, and whom each number counts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from ..language.text import Text


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What a list says of each person besides number and name. `answers`: code -> its words."""

    label: Text
    answers: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Counted:
    """Facts that are numbers of people, or the people as members. They are listed by name.

    `table`: the register table whose rows are counted, where there is one.
    `asks`: what the list says of each person, by the id of its column.
    `counts`: fact -> column -> the answers that it counts; no column counts everybody. A fact without an entry is stated
      by itself.
    `apart`: facts that are added up: somebody whom several of them would count is counted by the first.
    """

    facts: tuple[str, ...]
    table: str = ""
    asks: Mapping[str, ListQuestion] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()

    def numbers(self, people: Iterable[tuple[Hashable, Mapping[str, str]]]) -> dict[str, int]:
        """Return fact -> number of different people. `people`: who it is, and the answers by column."""
        listed = list(people)
        found = {
            fact: {who for who, said in listed if all(said.get(c) in answers for c, answers in where.items())}
            for fact, where in self.counts.items()
        }
        for group in self.apart:
            before: set[Hashable] = set()
            for fact in group:
                found[fact] = found[fact] - before
                before |= found[fact]
        return {fact: len(who) for fact, who in found.items()}
