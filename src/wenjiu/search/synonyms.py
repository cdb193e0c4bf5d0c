"""Reads groups of synonyms, and words that a search ignores, from ``synonyms.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..standards.data_files import read_yaml
from .text import is_han, normal, stem, tokens

FILE = Path(__file__).with_name("synonyms.yaml")


@dataclass(frozen=True)
class Synonyms:
    """Synonyms for a search. English words are stored as stems, and phrases as stems with spaces.

    `groups`: groups of words with the same meaning.
    `ignored`: words that a query ignores.
    `speakers`: words by which a speaker shows an audience, by audience.
    """

    groups: tuple[tuple[str, ...], ...]
    ignored: frozenset[str]
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_word(self) -> dict[str, set[str]]:
        """Word -> the other words of its groups."""
        found: dict[str, set[str]] = {}
        for group in self.groups:
            for word in group:
                found.setdefault(word, set()).update(set(group) - {word})
        return found


def key(word: str) -> str:
    """Return the search form of a word: normal text for Chinese, stems for English."""
    plain = normal(word)
    return plain if is_han(plain) else " ".join(stem(t) for t in tokens(plain))


def read_synonyms(path: Path = FILE) -> Synonyms:
    """Read the file. Raises ValueError for a group that contains a word twice."""
    data = read_yaml(path)
    groups = []
    for line in data["groups"]:
        group = tuple(dict.fromkeys(key(str(word)) for word in line))
        if len({normal(str(w)) for w in line}) != len(line):
            raise ValueError(f"{path.name}: a word is twice in {line}")
        groups.append(group)
    speakers = {name: tuple(map(key, words)) for name, words in data["speakers"].items()}
    return Synonyms(tuple(groups), frozenset(_all(data["ignored"])), speakers)


def _all(lines: Iterable[Iterable[str]]) -> Iterable[str]:
    for line in lines:
        for word in line:
            yield from (normal(str(word)), key(str(word)))
