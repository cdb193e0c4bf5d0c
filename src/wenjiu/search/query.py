"""Parses a search query into terms, each with the words that match it and how well they match."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .pinyin import Sounds, syllables
from .synonyms import Synonyms
from .text import clean_query, is_han, stem, tokens

MOST_TERMS = 12
EXACT, BEGUN, SYNONYM, SOUND, BEGUN_SOUND, INITIALS, PART, SLIP = 1.0, 0.8, 0.75, 0.9, 0.7, 0.65, 0.5, 0.5


@dataclass(frozen=True)
class Term:
    """One term of a query.

    `typed`: the text of the query.
    `words`: the words that match, each with how well it matches (0 to 1).
    `parts`: further words to highlight in an entry that matches.
    `extra`: whether the term is optional: it raises the score of a match and does not exclude other entries.
    """

    typed: str
    words: dict[str, float]
    parts: frozenset[str] = frozenset()
    extra: bool = False


class Reader:
    """Parses queries with the words that occur in a policy."""

    def __init__(
        self, synonyms: Synonyms, chinese: Iterable[str], english: Iterable[str], sounded: Iterable[str]
    ) -> None:
        self.synonyms = synonyms
        known = {w for w in synonyms.by_word if is_han(w)}
        self.lexicon = known | {w for w in chinese if is_han(w)} | {w for w in synonyms.ignored if is_han(w)}
        self.longest = max((len(w) for w in self.lexicon), default=1)
        phrases = {w for w in synonyms.by_word if not is_han(w)}
        self.phrases = {w for w in phrases if " " in w}
        self.english = set(english) | {w for phrase in phrases for w in phrase.split()}
        self.sounds = Sounds({*known, *sounded})

    def read(self, query: str) -> list[Term]:
        """Return the terms of a query, at most `MOST_TERMS`. Ignored words are left out unless there are no others."""
        found = tokens(clean_query(query))
        terms = self._terms(found, self.synonyms.ignored)
        return (terms or self._terms(found, frozenset()))[:MOST_TERMS]

    def _terms(self, found: list[str], ignored: frozenset[str]) -> list[Term]:
        terms: list[Term] = []
        at = 0
        while at < len(found):
            if is_han(found[at]):
                terms += self._chinese(found[at], ignored)
                at += 1
                continue
            run = at
            while run < len(found) and not is_han(found[run]) and run - at < 6:
                run += 1
            term, taken = self._latin(found[at:run], ignored)
            if term is not None:
                terms.append(term)
            at += taken
        return list({t.typed: t for t in terms}.values())

    def _chinese(self, run: str, ignored: frozenset[str]) -> list[Term]:
        """Split a run of Chinese characters into the longest known words.

        An unknown piece matches words of the same sound, and its pairs of characters.
        """
        pieces = self._cut(run, self.lexicon)
        terms = []
        for piece, known in pieces:
            inner = [] if piece in self.synonyms.by_word else self._cut(piece, set(self.synonyms.by_word))
            if piece in ignored or (not known and len(piece) == 1 < len(run)):
                continue
            if known and len(inner) > 1 and all(whole for _, whole in inner):
                terms += [Term(part, self._with_synonyms(part, EXACT)) for part, _ in inner]
                terms.append(Term(piece, {piece: EXACT}, extra=True))
                continue
            words = self._with_synonyms(piece, EXACT)
            if not known:
                for sounding in self.sounds.exactly("".join(syllables(piece))):
                    words |= {w: q for w, q in self._with_synonyms(sounding, SOUND).items() if q > words.get(w, 0)}
                for pair in {piece[i : i + 2] for i in range(len(piece) - 1)} - set(words):
                    words[pair] = PART
            terms.append(Term(piece, words, self._parts(piece)))
        if len(pieces) > 1:
            alike = self.sounds.exactly("".join(syllables(run))) - {run}
            terms += [Term(run, dict.fromkeys(alike, SOUND), extra=True)] if alike else []
        return terms

    def _cut(self, run: str, known: set[str]) -> list[tuple[str, bool]]:
        """Split a run from the left into the longest known words. Each piece comes with whether it is known."""
        pieces: list[tuple[str, bool]] = []
        at = 0
        while at < len(run):
            size = next((n for n in range(min(self.longest, len(run) - at), 0, -1) if run[at : at + n] in known), 0)
            if size:
                pieces.append((run[at : at + size], True))
            elif pieces and not pieces[-1][1]:
                pieces[-1] = (pieces[-1][0] + run[at], False)
            else:
                pieces.append((run[at], False))
            at += size or 1
        return pieces

    def _parts(self, piece: str) -> frozenset[str]:
        """Return the known words inside a longer word, with their synonyms."""
        inner = {piece[i:j] for i in range(len(piece)) for j in range(i + 2, len(piece) + 1)} - {piece}
        return frozenset(w for part in inner & set(self.synonyms.by_word) for w in self._with_synonyms(part, EXACT))

    def _latin(self, run: list[str], ignored: frozenset[str]) -> tuple[Term | None, int]:
        """Return the term of the first tokens, and how many tokens it takes: a phrase, split pinyin, or one word."""
        for n in range(len(run), 1, -1):
            phrase, joined = " ".join(stem(t) for t in run[:n]), "".join(run[:n])
            if phrase in self.phrases:
                return Term(phrase, self._with_synonyms(phrase, EXACT)), n
            if not all(stem(t) in self.english or t in ignored for t in run[:n]):
                sounding = self.sounds.exactly(joined)
                if sounding:
                    return Term(joined, self._sounding(sounding, SOUND)), n
        typed = run[0]
        if typed in ignored:
            return None, 1
        return Term(typed, self._word(typed)), 1

    def _word(self, typed: str) -> dict[str, float]:
        word = stem(typed)
        words = self._with_synonyms(word, EXACT)
        if not typed.isalpha():
            return words
        if len(word) >= 3 and word not in self.english:
            for known in sorted(w for w in self.english if w.startswith(word))[:12]:
                words |= {known: BEGUN}
            shorter = [w for w in self.english if len(w) >= 4 and word.startswith(w) and len(word) - len(w) <= 4]
            for known in sorted(shorter, key=len)[-1:]:
                words |= self._with_synonyms(known, BEGUN)
        better = self._sounding(self.sounds.exactly(typed), SOUND)
        if len(typed) >= 4 and word not in self.english:
            better = self._sounding(self.sounds.beginning(typed), BEGUN_SOUND) | better
        if 2 <= len(typed) <= 8 and word not in self.english:
            better = self._sounding(self.sounds.by_initials(typed), INITIALS) | better
        words = better | words
        if len(words) == 1 and word not in self.english:
            words |= self._slips(typed)
        return words

    def _slips(self, typed: str) -> dict[str, float]:
        """Return words that differ by one misspelling, or two in long words.

        A misspelling is a letter that is extra, missing or wrong, or two letters in the wrong order.
        """
        allowed = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        if not allowed:
            return {}
        found: dict[str, float] = {}
        for known in self.english:
            if OSA.distance(stem(typed), known, score_cutoff=allowed) <= allowed:
                found |= self._with_synonyms(known, SLIP)
        for spelling in self.sounds.spellings:
            near = len(spelling) >= 5 and abs(len(spelling) - len(typed)) <= allowed
            if near and OSA.distance(typed, spelling, score_cutoff=allowed) <= allowed:
                found |= self._sounding(self.sounds.exactly(spelling), SLIP)
        return found

    def _sounding(self, words: Iterable[str], quality: float) -> dict[str, float]:
        found: dict[str, float] = {}
        for word in words:
            for also, q in self._with_synonyms(word, quality).items():
                found[also] = max(q, found.get(also, 0))
        return found

    def _with_synonyms(self, word: str, quality: float) -> dict[str, float]:
        return {other: quality * SYNONYM for other in self.synonyms.by_word.get(word, ())} | {word: quality}


_CODE = re.compile(
    r"(?<![a-z0-9.-])(?:[a-z]-)?\d+(?:\.\d+)+[a-z]?(?:-\d+)?(?:\.c\d+)?(?![a-z0-9])|(?<![a-z0-9])g\d+(?![0-9])"
)


def codes(query: str) -> set[str]:
    """Return the numbers in a query that may name a measure, a clause or a reading, in lower case.

    A query that is a single whole number may name a chapter.
    """
    plain = clean_query(query)
    return {plain} if plain.isdigit() else set(_CODE.findall(plain))
