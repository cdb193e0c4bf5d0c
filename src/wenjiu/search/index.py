"""Builds the search index of a policy in memory and ranks the entries that a query finds."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from .entries import ANSWERS, KINDS, SearchEntry
from .patterns import Pattern, patterns
from .pinyin import syllables
from .query import Query, Reader, Term, codes
from .synonyms import Synonyms, key, read_synonyms
from .text import clean_query, is_han, normal, stems

NAME, TITLE, WORDS, SUMMARY, BODY = 5.5, 5.0, 4.5, 2.5, 1.0  # NAME: one of the words as a whole
TOGETHER = 6.5  # a term of a pattern whose parts are all in the query
UNSAID = 1.5  # the weight of a part of a pattern that is in the query and is no term of it
MOST_OPENING = 2  # the most situations that are shown because they open the best answer
LIKE = 65  # a word is near to a query from this likeness on, out of 100
STRONG = 0.45  # a word that matches a term at least this well means the same
NAMED = 1000.0  # added to the score of an entry whose number is typed in full, so that it comes first
#: An entry must match this share of what the best entry of its kind matches. Situations and help elsewhere are few and
#: answer a part of a query as well.
WORTH = {"situation": 0.35, "elsewhere": 0.35}
WORTH_ELSE = 0.6
GOOD = 0.35  # of these, those with less than this share of the best score are left out
SHARE = 0.6  # and the best of its kind must match about this share of what the best answer matches
FOR_SPEAKER = 1.2  # the score of an entry for whom the speaker seems to be grows by this factor
#: How much a match counts, by kind, where kinds are compared.
WORTH_OF_KIND = {"measure": 1.0, "elsewhere": 1.0, "clause": 0.7}


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


@dataclass(frozen=True, slots=True)
class _Scored:
    """A hit, and the share of the query that it matches."""

    part: float
    hit: Hit

    @property
    def rank(self) -> float:
        return self.hit.score * min(self.part, 1e6)


class _Searchable:
    """An entry prepared for comparison: each field as normal text for Chinese, and as stems for English."""

    __slots__ = ("entry", "fields", "names", "patterns")

    def __init__(self, entry: SearchEntry) -> None:
        self.entry = entry
        words, self.patterns = patterns(entry.words)
        self.names = frozenset(map(key, words))
        # Many situations contain a word such as "insurance"; what counts is what people call them.
        title, word = (BODY, SUMMARY) if entry.kind == "situation" and words else (TITLE, WORDS)
        texts = (
            (title, f"{entry.title.zh}\n{entry.title.en}"),
            (word, "\n".join(words)),
            (SUMMARY, f"{entry.summary.zh}\n{entry.summary.en}"),
            (BODY, f"{entry.body.zh}\n{entry.body.en}"),
        )
        self.fields = [(weight, f"{normal(t)}\n{_stems_of_lines(t)}") for weight, t in texts if t.strip()]


class _Places:
    """Finds in which entries, and in how good a field, a word is. All fields are one text; English words have a table."""

    def __init__(self, entries: Iterable[_Searchable]) -> None:
        self.starts: list[int] = []
        self.fields: list[tuple[int, float]] = []
        self.names: dict[str, list[int]] = defaultdict(list)
        self.english: dict[str, dict[int, float]] = defaultdict(dict)
        texts, at = [], 0
        for i, s in enumerate(entries):
            for name in s.names:
                self.names[name].append(i)
            for weight, text in s.fields:
                self.starts.append(at)
                self.fields.append((i, weight))
                texts.append(text)
                at += len(text) + 1
                for word in set(text.split()):
                    if word.isascii():
                        self.english[word][i] = max(weight, self.english[word].get(i, 0.0))
        self.text = "\0".join(texts)

    def of(self, word: str) -> dict[int, float]:
        """Return the entries that contain a word, each with the weight of its best field."""
        if word.isascii() and " " not in word:
            return self.english.get(word, {}) | dict.fromkeys(self.names.get(word, ()), NAME)
        looked_for = _looked_for(word)
        found: dict[int, float] = {}
        at = self.text.find(looked_for)
        while at >= 0:
            field = bisect_right(self.starts, at) - 1
            i, weight = self.fields[field]
            found[i] = max(weight, found.get(i, 0.0))
            after = self.starts[field + 1] if field + 1 < len(self.starts) else len(self.text)
            at = self.text.find(looked_for, after)
        return found | dict.fromkeys(self.names.get(word, ()), NAME)


def _stems_of_lines(text: str) -> str:
    return "\n".join(stems(line) for line in normal(text).splitlines())


def _looked_for(word: str) -> str:
    return word if is_han(word) else f" {word} "


class Index:
    """The search index of one policy. It stores no queries."""

    def __init__(self, entries: Iterable[SearchEntry], synonyms: Synonyms | None = None) -> None:
        self.synonyms = synonyms or read_synonyms()
        self.entries = [_Searchable(e) for e in entries]
        words = {key(w) for s in self.entries for w in patterns(s.entry.words)[0]}
        self.atoms = {atom for s in self.entries for p in s.patterns for atom in p.atoms}
        titles = [run for s in self.entries for run in re.findall(r"\w+", s.entry.title.zh)]
        english = {w for s in self.entries for _, text in s.fields for w in text.split() if w.isascii() and w.isalpha()}
        english |= {w for atom in self.atoms if not is_han(atom) for w in atom.split()}
        self.reader = Reader(self.synonyms, words | self.atoms, english, {*words, *titles, *self.atoms})
        self.named = {"zh": self._named(han=True), "en": self._named(han=False)}
        vocabulary = self.reader.cutter.lexicon | self.synonyms.by_word.keys() | words | english
        self.place = _Places(self.entries)
        self.places = {word: self.place.of(word) for word in vocabulary}

    def _named(self, *, han: bool) -> dict[str, str]:
        """Return the simple words of the answers in one language, each with its letters or its sound."""
        words = (w for s in self.entries if s.entry.kind in ANSWERS for w in patterns(s.entry.words)[0])
        return {w: "".join(syllables(normal(w))) for w in dict.fromkeys(words) if is_han(w) == han}

    def search(self, query: str, most: int = 8) -> dict[str, list[Hit]]:
        """Return hits by kind, best first, at most `most` of a kind. The result is empty if nothing matches.

        The kinds are in the order in which they are shown: situations, then the kind with the best answer.
        """
        asked, named = self.reader.read(query), codes(query)
        matches = {t.typed: self._matches(t) for t in asked.terms}
        weights = {t.typed: self._weight(t, matches[t.typed][0]) for t in asked.terms}
        needed_by = {t.typed: 0.0 if t.extra else weights[t.typed] for t in asked.terms}
        said = self._said(asked)
        scored = []
        for i, s in enumerate(self.entries):
            together, covered = _together(s.patterns, said, weights)
            met = {typed: best[i] for typed, (best, _) in matches.items() if i in best}
            part = math.fsum(needed_by[typed] for typed in met.keys() | covered)
            score = together + math.fsum(weights[typed] * best for typed, best in met.items() if typed not in covered)
            if asked.speakers.intersection(s.entry.audiences):
                score *= FOR_SPEAKER
            if bonus := _named(s.entry, named):
                score, part = score + bonus, math.inf
            if score > 0:
                marks = frozenset(w for typed in met for w in matches[typed][1][i])
                marks |= frozenset(w for t in asked.terms if t.typed in met for w in t.parts)
                scored.append(_Scored(part, Hit(s.entry, score, marks)))
        found = _grouped(scored, sum(needed_by.values()), most, named=bool(named))
        return self._with_situations(found)

    def _with_situations(self, found: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
        """Return hits with the situations that open the best answer, where none fits by its own words."""
        best = next(iter(found.items()), ("", []))
        if best[0] != "measure":
            return found
        code = best[1][0].entry.key
        opening = (s.entry for s in self.entries if s.entry.kind == "situation" and code in s.entry.measures)
        situations = [Hit(entry, 0.0, frozenset()) for entry in islice(opening, MOST_OPENING)]
        return {"situation": situations, **found} if situations else found

    def near(self, query: str, lang: str, most: int = 6) -> tuple[str, ...]:
        """Return words of a language that find an answer and resemble a query by their letters or their sound."""
        typed = "".join(syllables(clean_query(query)))
        likeness = {word: fuzz.ratio(typed, sound, score_cutoff=LIKE) for word, sound in self.named[lang].items()}
        found = sorted((w for w, like in likeness.items() if like), key=lambda w: (-likeness[w], w))
        return tuple(found[:most])

    def _matches(self, term: Term) -> tuple[dict[int, float], dict[int, set[str]]]:
        """Return how well the entries match a term, by their place, and the words that match."""
        best: dict[int, float] = defaultdict(float)
        by: dict[int, set[str]] = defaultdict(set)
        for word, quality in term.words.items():
            places = self.places.get(word)
            for i, weight in (self.place.of(word) if places is None else places).items():
                best[i] = max(best[i], weight * quality)
                by[i].add(word)
        return best, by

    def _weight(self, term: Term, best: Mapping[int, float]) -> float:
        """Return the weight of a term. A term that few answers have in title, words or summary weighs most."""
        answers = [s.entry.kind in ANSWERS for s in self.entries]
        least = SUMMARY * max((q for q in term.words.values()), default=0.0) * STRONG
        named = sum(1 for i, weight in best.items() if answers[i] and weight >= least)
        return math.log(1 + (sum(answers) + 1) / (named + 0.5))

    def _said(self, asked: Query) -> dict[str, frozenset[str]]:
        """Return the parts of patterns that a query contains, each with the terms that mean it."""
        meant: dict[str, set[str]] = defaultdict(set)
        for term in asked.terms:
            for word, quality in term.words.items():
                if quality >= STRONG and word in self.atoms:
                    meant[word].add(term.typed)
        found = {atom: frozenset(terms) for atom, terms in meant.items()}
        return {a: frozenset() for a in self.atoms if _looked_for(a) in asked.text} | found


def _together(
    found: Iterable[Pattern], said: Mapping[str, frozenset[str]], weights: Mapping[str, float]
) -> tuple[float, frozenset[str]]:
    """Return the score of the best pattern whose parts are all in a query, and the terms that it covers."""
    best, covered = 0.0, frozenset[str]()
    for pattern in found:
        parts = [[said[atom] for atom in part if atom in said] for part in pattern.parts]
        if not all(parts):
            continue
        terms = frozenset[str]().union(*(t for part in parts for t in part))
        score = math.fsum(weights[typed] for typed in terms) + UNSAID * sum(1 for part in parts if not any(part))
        if score * TOGETHER > best:
            best, covered = score * TOGETHER, terms
    return best, covered


def _named(entry: SearchEntry, numbers: Iterable[str]) -> float:
    """Return what the score of an entry gains where a query names its number, in full or the beginning."""
    name = entry.key.lower()
    if name in numbers or any(n.isdigit() and name.startswith(f"{n}.") for n in numbers):
        return NAMED
    return NAMED / 2 if entry.kind == "measure" and any(name.startswith(n) for n in numbers) else 0.0


def _grouped(scored: Iterable[_Scored], asked: float, most: int, *, named: bool) -> dict[str, list[Hit]]:
    """Return the hits worth showing by kind: situations first, then the kind with the best answer."""
    most_of: dict[str, float] = {}
    for s in scored:
        if s.part != math.inf or named:
            most_of[s.hit.entry.kind] = max(s.part, most_of.get(s.hit.entry.kind, 0.0))
    answered = max((most_of[kind] for kind in ANSWERS if kind in most_of), default=0.0)
    top = min(answered or max(most_of.values(), default=0.0), asked)
    needed = {kind: WORTH.get(kind, WORTH_ELSE) * max(min(part, top), SHARE * top) for kind, part in most_of.items()}
    best_of: dict[str, float] = {}
    for s in scored:
        best_of[s.hit.entry.kind] = max(s.hit.score, best_of.get(s.hit.entry.kind, 0.0))
    kept = sorted(
        (
            s
            for s in scored
            if s.part >= needed.get(s.hit.entry.kind, 0.0)
            and (s.hit.entry.kind not in WORTH or s.hit.score >= GOOD * best_of[s.hit.entry.kind])
        ),
        key=lambda s: -s.rank,
    )
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS}
    best: dict[str, float] = {}
    for s in kept:
        kind = s.hit.entry.kind
        if len(found[kind]) < most:
            found[kind].append(s.hit)
        best.setdefault(kind, s.rank * WORTH_OF_KIND.get(kind, 0.0))
    first = max(ANSWERS, key=lambda kind: best.get(kind, -1.0))
    return {k: found[k] for k in sorted(KINDS, key=lambda k: (k != "situation", k != first)) if found[k]}
