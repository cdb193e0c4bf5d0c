"""Builds the search index of a policy in memory and ranks the entries that a query finds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .entries import KINDS, SearchEntry
from .query import EXACT, Reader, Term, codes
from .synonyms import Synonyms, key, read_synonyms
from .text import is_han, normal, stems

TITLE, WORDS, SUMMARY, BODY = 5.0, 4.5, 2.5, 1.0
NAMED = 1000.0  # added to the score of an entry whose number is typed in full, so that it comes first
WORTH = 0.6  # an entry must match this share of what the best entry matches


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that a query finds.

    `entry`: the entry.
    `score`: how well it matches.
    `marks`: the words to highlight.
    """

    entry: SearchEntry
    score: float
    marks: frozenset[str]


class _Searchable:
    """An entry prepared for comparison: each field as normal text for Chinese, and as stems for English."""

    __slots__ = ("all", "entry", "fields")

    def __init__(self, entry: SearchEntry) -> None:
        self.entry = entry
        texts = (
            (TITLE, f"{entry.title.zh}\n{entry.title.en}"),
            (WORDS, "\n".join(entry.words)),
            (SUMMARY, f"{entry.summary.zh}\n{entry.summary.en}"),
            (BODY, f"{entry.body.zh}\n{entry.body.en}"),
        )
        self.fields = [(weight, normal(t), _stems_of_lines(t)) for weight, t in texts if t.strip()]
        self.all = "\n".join(f"{chinese}\n{english}" for _, chinese, english in self.fields)

    def meets(self, term: Term) -> tuple[float, set[str]]:
        """Return how well the best field of the entry matches a term, and the words that match."""
        best, by = 0.0, set()
        for word, quality in term.words.items():
            han = is_han(word)
            looked_for = word if han else f" {word} "
            if looked_for not in self.all:
                continue
            weight = next((w for w, zh, en in self.fields if looked_for in (zh if han else en)), 0.0)
            if weight:
                by.add(word)
                best = max(best, weight * quality)
        return best, by


def _stems_of_lines(text: str) -> str:
    return "\n".join(stems(line) for line in normal(text).splitlines())


class Index:
    """The search index of one policy. It stores no queries."""

    def __init__(self, entries: Iterable[SearchEntry], synonyms: Synonyms | None = None) -> None:
        self.synonyms = synonyms or read_synonyms()
        self.entries = [_Searchable(e) for e in entries]
        self.measures = [s for s in self.entries if s.entry.kind == "measure"]
        words = [w for s in self.measures for w in s.entry.words]
        titles = [run for s in self.entries for run in re.findall(r"\w+", s.entry.title.zh)]
        english = {w for s in self.entries for _, _, en in s.fields for w in en.split() if w.isalpha()}
        self.reader = Reader(self.synonyms, {key(w) for w in words}, english, {*map(key, words), *titles})

    def search(self, query: str, most: int = 8) -> dict[str, list[Hit]]:
        """Return hits by kind, best first, at most `most` of a kind. The result is empty if nothing matches."""
        terms, named = self.reader.read(query), codes(query)
        weights = {t.typed: self._weight(t) for t in terms}
        asked = {t.typed: 0.0 if t.extra else weights[t.typed] for t in terms}
        scored: list[tuple[float, float, Hit]] = []
        for s in self.entries:
            met = {t.typed: s.meets(t) for t in terms}
            part = sum(asked[typed] for typed, (best, _) in met.items() if best)
            score = sum(weights[typed] * best for typed, (best, _) in met.items())
            if s.entry.key.lower() in named or any(
                s.entry.key.lower().startswith(f"{n}.") for n in named if n.isdigit()
            ):
                score, part = score + NAMED, math.inf
            elif s.entry.kind == "measure" and any(s.entry.key.lower().startswith(n) for n in named):
                score, part = score + NAMED / 2, math.inf
            if score > 0:
                marks = frozenset(w for _, by in met.values() for w in by)
                marks |= frozenset(w for t in terms if met[t.typed][0] for w in t.parts)
                scored.append((part, score * (1 if s.entry.kind == "measure" else 0.8), Hit(s.entry, score, marks)))
        if not scored:
            return {}
        needed = max(part for part, _, _ in scored if part != math.inf or named)
        needed = WORTH * min(needed, sum(asked.values()))
        kept = sorted((s for s in scored if s[0] >= needed), key=lambda s: -s[1] * min(s[0], 1e6))
        found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
        for _, _, hit in kept:
            if len(found[hit.entry.kind]) < most:
                found[hit.entry.kind].append(hit)
        return {kind: hits for kind, hits in found.items() if hits}

    def _weight(self, term: Term) -> float:
        """Return the weight of a term. A term that few measures have in title, words or summary weighs most."""
        strong = Term(term.typed, {w: EXACT for w, q in term.words.items() if q >= 0.45})
        named = sum(1 for s in self.measures if s.meets(strong)[0] >= SUMMARY)
        return math.log(1 + (len(self.measures) + 1) / (named + 0.5))
