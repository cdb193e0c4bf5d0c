"""Cuts a query into known words: Chinese by the words themselves and by their sound, pinyin by its syllables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .pinyin import alike, characters, spellings
from .text import is_han

# What a piece costs; the cheapest cut wins. Two unknown characters cost more than a word of the same sound.
_WORD, _CHARACTER, _UNKNOWN = 1.0, 1.6, 2.2
_SAME_SOUND, _NEAR_SOUND, _LONG = 3.2, 4.3, 0.2
_SYLLABLE = 3.0  # an unknown syllable of pinyin
_LONGEST = 12  # the most characters of a word


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a query.

    `text`: as it is typed.
    `words`: the known words that it may be: itself, or words of the same sound.
    `exact`: whether it is written as the word is.
    """

    text: str
    words: frozenset[str] = frozenset()
    exact: bool = False


class Cutter:
    """Cuts Chinese and pinyin into the words of a lexicon."""

    def __init__(self, lexicon: Iterable[str]) -> None:
        self.lexicon = frozenset(w for w in lexicon if is_han(w))
        self.longest = min(_LONGEST, max(map(len, self.lexicon), default=1))
        self.sounds: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.near: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.spelled: dict[str, set[str]] = defaultdict(set)
        spelled = spellings(self.lexicon)
        apart = dict(zip(every := sorted({c for w in spelled for c in w}), characters("".join(every)), strict=True))
        for word, sounds in spelled.items():
            self.spelled["".join(sounds)].add(word)
            if len(word) > 1:
                by_character = tuple(apart[c] for c in word)
                self.sounds[by_character].add(word)
                self.near[tuple(map(alike, by_character))].add(word)
        self.longest_spelled = max(map(len, self.spelled), default=1)

    def chinese(self, run: str) -> list[Piece]:
        """Cut a run of Chinese characters. Unknown characters next to each other are one piece."""
        sounds = characters(run)
        best: list[tuple[float, int, Piece | None]] = [(0.0, 0, None)]
        for end in range(1, len(run) + 1):
            cost = best[end - 1][0]
            options = [(cost + _UNKNOWN, end - 1, Piece(run[end - 1 : end]))]
            for start in range(max(0, end - self.longest), end):
                found = self._piece(run[start:end], sounds[start:end])
                if found is not None:
                    options.append((best[start][0] + found[0], start, found[1]))
            best.append(min(options, key=lambda o: (o[0], o[1])))
        return _joined(_back(best))

    def _piece(self, text: str, sounds: tuple[str, ...]) -> tuple[float, Piece] | None:
        if text in self.lexicon:
            return (_WORD if len(text) > 1 else _CHARACTER), Piece(text, frozenset({text}), exact=True)
        if len(text) < 2:
            return None
        for cost, key, index in (
            (_SAME_SOUND, sounds, self.sounds),
            (_NEAR_SOUND, tuple(map(alike, sounds)), self.near),
        ):
            words = {w for w in index.get(key, ()) if set(w) & set(text) or len(w) > 3}
            if words:
                return cost - _LONG * len(text), Piece(text, frozenset(words))
        return None

    def pinyin(self, typed: list[str]) -> list[Piece] | None:
        """Cut words of Latin letters as pinyin. Return None where a good part of them is none.

        A word may end within what is typed together, and may go over a space.
        """
        run, ends, at = "".join(typed), {0}, 0
        for part in typed:
            at += len(part)
            ends.add(at)
        best: list[tuple[float, int, Piece | None]] = [(0.0, 0, None)]
        for end in range(1, len(run) + 1):
            options: list[tuple[float, int, Piece | None]] = []
            for start in range(max(0, end - self.longest_spelled), end):
                words = self.spelled.get(run[start:end])
                if words and (len(next(iter(words))) > 1 or {start, end} <= ends):
                    options.append((best[start][0] + _WORD, start, Piece(run[start:end], frozenset(words))))
            for start in range(max(0, end - 6), end):
                if {start, end} <= ends:
                    options.append((best[start][0] + _SYLLABLE, start, Piece(run[start:end])))
            best.append(
                min(options, key=lambda o: (o[0], o[1])) if options else (1e9, end - 1, Piece(run[end - 1 : end]))
            )
        if best[-1][0] >= 1e9:
            return None
        pieces = _back(best)
        known = sum(len(p.text) for p in pieces if p.words)
        return pieces if known * 3 >= len(run) * 2 else None


def _back(best: list[tuple[float, int, Piece | None]]) -> list[Piece]:
    pieces, at = [], len(best) - 1
    while at > 0:
        _, before, piece = best[at]
        if piece is not None:
            pieces.append(piece)
        at = before
    return pieces[::-1]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with unknown neighbours joined."""
    found: list[Piece] = []
    for piece in pieces:
        if found and not piece.words and not found[-1].words:
            found[-1] = Piece(found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
