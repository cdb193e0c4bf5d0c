"""Chinese words by pinyin: in full, by initials, and from any syllable on."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from pypinyin import lazy_pinyin

from .text import is_han

_LONGEST = 10  # syllables of a piece


def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a Chinese word, without tones; other characters stand for themselves.

    Nothing is kept: words that are looked for come here too.
    """
    return tuple(lazy_pinyin(word))


class Sounds:
    """Pieces of Chinese words that sound as typed; pieces begin and end at a character."""

    def __init__(self, words: Iterable[str]) -> None:
        full: dict[str, set[str]] = defaultdict(set)
        initials: dict[str, set[str]] = defaultdict(set)
        self.words = {w for w in words if len(w) > 1 and all(is_han(c) for c in w)}
        for word in self.words:
            sounds = syllables(word)
            if len(sounds) != len(word):
                continue
            for start in range(len(word)):
                for end in range(start + 2, min(len(word), start + _LONGEST) + 1):
                    full["".join(sounds[start:end])].add(word[start:end])
                    initials["".join(s[0] for s in sounds[start:end])].add(word[start:end])
        self.full, self.initials = dict(full), dict(initials)
        self.spellings = sorted(full)

    def exactly(self, typed: str) -> set[str]:
        """Pieces whose pinyin is what was typed."""
        return self.full.get(typed, set())

    def beginning(self, typed: str, most: int = 12) -> set[str]:
        """Pieces whose pinyin begins with what was typed, the shortest first; for somebody still typing."""
        first = bisect_left(self.spellings, typed)
        found: list[str] = []
        for spelling in self.spellings[first : first + 200]:
            if not spelling.startswith(typed):
                break
            found += self.full[spelling]
        return set(sorted(found, key=lambda w: (w not in self.words, len(w), w))[:most])

    def by_initials(self, typed: str, most: int = 12) -> set[str]:
        """Pieces by the first letters of their syllables, whole words first."""
        return set(sorted(self.initials.get(typed, set()), key=lambda w: (w not in self.words, w))[:most])
