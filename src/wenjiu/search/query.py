"""Parses a search query into terms, each with the words that match it and how well they match."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from .cutting import Cutter, Piece
from .pinyin import Sounds
from .speech import spoken
from .synonyms import Synonyms
from .text import clean_query, is_han, stem, stems, tokens

MOST_TERMS = 24
EXACT, BEGUN, SYNONYM, SOUND, BEGUN_SOUND, INITIALS, PART, SLIP = 1.0, 0.8, 0.75, 0.9, 0.7, 0.65, 0.5, 0.5


@dataclass(frozen=True)
class Term:
    """One term of a query.

    `typed`: the text of the query.
    `words`: the words that match, each with how well it matches (0 to 1).
    `parts`: further words to highlight in an entry that matches.
    `extra`: whether the term is optional: it raises the score of a match and does not exclude other entries.
    `known`: whether it is a word that the policy or the synonyms know.
    """

    typed: str
    words: dict[str, float]
    parts: frozenset[str] = frozenset()
    extra: bool = False
    known: bool = True


@dataclass(frozen=True)
class Query:
    """A query that has been read.

    `terms`: what it asks for.
    `text`: all that it says, as it is typed and as it is understood, with the stems of English words.
    `speakers`: the audiences that the speaker seems to belong to.
    """

    terms: tuple[Term, ...]
    text: str
    speakers: frozenset[str] = frozenset()


class Reader:
    """Parses queries with the words that occur in a policy."""

    def __init__(
        self, synonyms: Synonyms, chinese: Iterable[str], english: Iterable[str], sounded: Iterable[str]
    ) -> None:
        self.synonyms = synonyms
        known = {w for w in synonyms.by_word if is_han(w)}
        self.inner = Cutter(known)
        self.cutter = Cutter({*known, *chinese, *synonyms.ignored})
        phrases = {w for w in synonyms.by_word if not is_han(w)}
        self.phrases = {w for w in phrases if " " in w}
        self.english = set(english) | {w for phrase in phrases for w in phrase.split()}
        self.sounds = Sounds({*known, *sounded})

    def read(self, query: str) -> Query:
        """Return a query with at most `MOST_TERMS` terms. Ignored words are left out unless there are no others."""
        plain = spoken(query)
        found = tokens(plain)
        terms = self._terms(found, self.synonyms.ignored) or self._terms(found, frozenset())
        if any(t.known and not t.typed.isdigit() for t in terms):
            terms = [t if t.known and not t.typed.isdigit() else replace(t, extra=True) for t in terms]
        if any(t.known or len(t.typed) > 1 for t in terms):
            terms = [t for t in terms if t.known or len(t.typed) > 1]
        meant = [w for t in terms for w, quality in t.words.items() if quality >= SOUND]
        text = f"{clean_query(query)}\n{plain}\n{' '.join(meant)}\n{stems(plain)}"
        who = {name for name, words in self.synonyms.speakers.items() if any(w in text for w in words)}
        return Query(tuple(terms[:MOST_TERMS]), text, frozenset(who))

    def _terms(self, found: list[str], ignored: frozenset[str]) -> list[Term]:
        terms: list[Term] = []
        at = 0
        while at < len(found):
            if is_han(found[at]):
                terms += self._chinese(self.cutter.chinese(found[at]), ignored)
                at += 1
                continue
            end = at
            while end < len(found) and found[end].isalpha() and not is_han(found[end]):
                end += 1
            pieces = None if self._is_english(found[at:end], ignored) else self.cutter.pinyin(found[at:end])
            if pieces is not None:
                terms += self._chinese(pieces, ignored)
                at = end
                continue
            run = at
            while run < len(found) and not is_han(found[run]) and run - at < 6:
                run += 1
            term, taken = self._latin(found[at:run], ignored)
            if term is not None:
                terms.append(term)
            at += taken
        return list({t.typed: t for t in terms}.values())

    def _is_english(self, typed: list[str], ignored: frozenset[str]) -> bool:
        known = sum(1 for t in typed if t in ignored or stem(t) in self.english)
        return known * 2 >= len(typed)

    def _chinese(self, pieces: list[Piece], ignored: frozenset[str]) -> list[Term]:
        """Return the terms of the pieces of Chinese or pinyin. An unknown piece matches its pairs of characters."""
        terms = []
        for piece in pieces:
            if piece.words and piece.words & ignored:
                continue
            if not piece.words:
                words = self._with_synonyms(piece.text, EXACT)
                if is_han(piece.text):
                    words |= {piece.text[i : i + 2]: PART for i in range(len(piece.text) - 1)} | words
                terms.append(Term(piece.text, words, known=False))
                continue
            inner = [] if not piece.exact else self._inside(piece.text)
            if inner:
                terms += [Term(part, self._with_synonyms(part, EXACT)) for part in inner]
                terms.append(Term(piece.text, {piece.text: EXACT}, extra=True))
                continue
            words = self._sounding(piece.words, EXACT if piece.exact else SOUND)
            terms.append(Term(piece.text, words, self._parts(piece.text)))
        return terms

    def _inside(self, word: str) -> list[str]:
        """Return the words with synonyms that make up a longer word without synonyms."""
        if word in self.synonyms.by_word:
            return []
        inner = self.inner.chinese(word)
        return [p.text for p in inner] if len(inner) > 1 and all(p.exact for p in inner) else []

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
        if len(word) >= 3 and word not in self.synonyms.by_word:
            shorter = [w for w in self.english if len(w) >= 4 and word.startswith(w) and 0 < len(word) - len(w) <= 4]
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
        others = self.synonyms.by_word.get(word, ())
        return {o: quality * (PART if is_han(o) and len(o) == 1 else SYNONYM) for o in others} | {word: quality}


_CODE = re.compile(
    r"(?<![a-z0-9.-])(?:[a-z]-)?\d+(?:\.\d+)+[a-z]?(?:-\d+)?(?:\.c\d+)?(?![a-z0-9])|(?<![a-z0-9])g\d+(?![0-9])"
)


def codes(query: str) -> set[str]:
    """Return the numbers in a query that may name a measure, a clause or a reading, in lower case.

    A query that is a single whole number may name a chapter.
    """
    plain = clean_query(query)
    return {plain} if plain.isdigit() else set(_CODE.findall(plain))
