"""Finds Chinese words by their pinyin: in full, by initials, and from any syllable of a word."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from pypinyin import lazy_pinyin

from .text import is_han

_LONGEST = 10  # the most syllables of a piece


def syllables(word: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese word, without tones. Other characters stay as they are.

    Results are not cached, because words of queries are passed here too.
    """
    return tuple(lazy_pinyin(word))


def characters(run: str) -> tuple[str, ...]:
    """Return the syllable of each character by itself: 还 sounds hai, although it sounds huan in 返还."""
    return tuple(lazy_pinyin(list(run)))


def spellings(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the syllables of words. Those that are not all Chinese characters are left out."""
    chinese = [w for w in words if all(is_han(c) for c in w)]
    sounds = iter(lazy_pinyin(chinese))
    return {word: tuple(next(sounds) for _ in word) for word in chinese}


def alike(syllable: str) -> str:
    """Return what a syllable has in common with those that sound nearly the same: sh as s, ng as n or none, l as n."""
    start = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    start = f"n{start[1:]}" if start.startswith("l") else start
    return start.removesuffix("g").removesuffix("n") if len(start) > 2 else start


class Sounds:
    """Finds pieces of Chinese words by their sound. A piece is a run of whole characters of a word."""

    def __init__(self, words: Iterable[str]) -> None:
        full: dict[str, set[str]] = defaultdict(set)
        initials: dict[str, set[str]] = defaultdict(set)
        spelled = spellings(w for w in words if len(w) > 1)
        self.words = set(spelled)
        for word, sounds in spelled.items():
            for start in range(len(word)):
                for end in range(start + 2, min(len(word), start + _LONGEST) + 1):
                    full["".join(sounds[start:end])].add(word[start:end])
                    initials["".join(s[0] for s in sounds[start:end])].add(word[start:end])
        self.full, self.initials = dict(full), dict(initials)
        self.spellings = sorted(full)

    def exactly(self, typed: str) -> set[str]:
        """Return the pieces whose pinyin is exactly the typed text."""
        return self.full.get(typed, set())

    def beginning(self, typed: str, most: int = 12) -> set[str]:
        """Return up to `most` pieces whose pinyin begins with the typed text, for a user who is still typing.

        Whole words come first, then the shortest pieces.
        """
        first = bisect_left(self.spellings, typed)
        found: list[str] = []
        for spelling in self.spellings[first : first + 200]:
            if not spelling.startswith(typed):
                break
            found += self.full[spelling]
        return set(sorted(found, key=lambda w: (w not in self.words, len(w), w))[:most])

    def by_initials(self, typed: str, most: int = 12) -> set[str]:
        """Return up to `most` pieces whose syllables begin with the typed letters. Whole words come first."""
        return set(sorted(self.initials.get(typed, set()), key=lambda w: (w not in self.words, w))[:most])
