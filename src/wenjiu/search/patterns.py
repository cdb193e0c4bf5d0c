"""Words that data files give for the search: `a+b` asks for both in a query, `a/b` for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .synonyms import key


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts that a query must all contain. Each part is a list of alternatives in their search form."""

    parts: tuple[tuple[str, ...], ...]

    @property
    def atoms(self) -> tuple[str, ...]:
        """Return every alternative of every part."""
        return tuple(atom for part in self.parts for atom in part)


def pattern(word: str) -> Pattern:
    """Return the pattern of a word of a data file."""
    return Pattern(tuple(tuple(map(key, part.split("/"))) for part in word.split("+")))


def patterns(words: Iterable[str]) -> tuple[tuple[str, ...], tuple[Pattern, ...]]:
    """Return the simple words, and the patterns with more than one part."""
    words = tuple(words)
    return tuple(w for w in words if "+" not in w), tuple(pattern(w) for w in words if "+" in w)
