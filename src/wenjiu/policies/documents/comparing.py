"""Compares two versions of a document: their sentences, headings and notes, and the parts outside the clauses."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .tree import Document, Sentence

_ALIKE = 0.4
_PAIRING_LIMIT = 60
_ALIGNING_LIMIT = 250_000


@dataclass(frozen=True, slots=True)
class Around:
    """A difference outside the sentences: in the "heading" or the "notes" of a clause, or in a part of the document.

    `clause` is "" for a part of the document: "addressee", "signature", "date", "closing" (its notes) or "outside"
    (unrecognised text, including annexes).
    """

    what: str
    clause: str
    old: str
    new: str

    def as_dict(self) -> dict[str, str]:
        return {"what": self.what, "clause": self.clause, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sentences that differ between two versions.

    `added`, `removed`: sentences of one version only.
    `changed`: (old, new) in the same place with other wording.
    `moved`: (old, new) in another place with the same wording.
    `around`: the differences outside the sentences.
    """

    added: tuple[Sentence, ...]
    removed: tuple[Sentence, ...]
    changed: tuple[tuple[Sentence, Sentence], ...]
    moved: tuple[tuple[Sentence, Sentence], ...]
    around: tuple[Around, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.moved or self.around)

    def as_dict(self) -> dict[str, Any]:
        def one(sentence: Sentence) -> dict[str, Any]:
            return {"clause": sentence.clause, **sentence.as_dict()}

        return {
            "added": [one(s) for s in self.added],
            "removed": [one(s) for s in self.removed],
            "changed": [{"old": one(a), "new": one(b)} for a, b in self.changed],
            "moved": [{"old": one(a), "new": one(b)} for a, b in self.moved],
            "around": [difference.as_dict() for difference in self.around],
        }


def compare(old: Document, new: Document) -> Comparison:
    """Compare by clause and hash. A sentence that only gets another number within its clause is unchanged."""
    before, after = _by_clause(old), _by_clause(new)
    added: list[Sentence] = []
    removed: list[Sentence] = []
    changed: list[tuple[Sentence, Sentence]] = []
    for clause in dict.fromkeys([*before, *after]):
        olds, news = before.get(clause, []), after.get(clause, [])
        matcher = SequenceMatcher(None, [s.hash for s in olds], [s.hash for s in news], autojunk=False)
        for tag, i, j, k, m in _opcodes(matcher, olds, news):
            if tag == "equal":
                continue
            pairs, gone, come = _pair(olds[i:j], news[k:m])
            changed += [(old_one, new_one) for old_one, new_one in pairs if old_one.hash != new_one.hash]
            removed += gone
            added += come
    moved = _moves(removed, added)
    passed = {id(sentence) for pair in moved for sentence in pair}
    return Comparison(
        tuple(sentence for sentence in added if id(sentence) not in passed),
        tuple(sentence for sentence in removed if id(sentence) not in passed),
        tuple(changed),
        tuple(moved),
        tuple(_around(old, new)),
    )


def _around(old: Document, new: Document) -> Iterator[Around]:
    parts = (
        ("addressee", old.addressee, new.addressee),
        ("signature", old.signature, new.signature),
        ("date", old.date, new.date),
        ("closing", " ".join(old.notes), " ".join(new.notes)),
        ("outside", _outside(old), _outside(new)),
    )
    for what, before, after in parts:
        if before != after:
            yield Around(what, "", before, after)
    for what in ("heading", "notes"):
        olds, news = _by_clause_and_label(old, what), _by_clause_and_label(new, what)
        for place in dict.fromkeys([*olds, *news]):
            before, after = olds.get(place, ""), news.get(place, "")
            if before != after:
                yield Around(what, place[0], before, after)


def _outside(document: Document) -> str:
    """Return the parts of a document that are in no clause, without page numbers and tables of contents."""
    return " ".join(u.text for u in document.unrecognised if u.reason not in ("page_number", "contents"))


def _by_clause_and_label(document: Document, what: str) -> dict[tuple[str, str], str]:
    """Return the heading or the notes of each numbered part that has one."""
    found: dict[tuple[str, str], str] = {}
    for node in document.walk():
        text = node.heading if what == "heading" else " ".join(node.notes)
        if text:
            found[node.clause, node.label] = text
    return found


def _by_clause(document: Document) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in document.sentences():
        found[sentence.clause].append(sentence)
    return found


def _opcodes(
    matcher: SequenceMatcher[str], olds: list[Sentence], news: list[Sentence]
) -> Sequence[tuple[str, int, int, int, int]]:
    if (
        len(olds) * len(news) > _ALIGNING_LIMIT
    ):  # no real document has such a clause; a hostile one must not take minutes
        return [("replace", 0, len(olds), 0, len(news))]
    return matcher.get_opcodes()


def _pair(
    olds: list[Sentence], news: list[Sentence]
) -> tuple[list[tuple[Sentence, Sentence]], list[Sentence], list[Sentence]]:
    """Pair each old sentence with the most similar unpaired new one; in large blocks, pair by order."""
    if max(len(olds), len(news)) > _PAIRING_LIMIT:
        n = min(len(olds), len(news))
        return list(zip(olds[:n], news[:n], strict=True)), olds[n:], news[n:]
    left = list(news)
    pairs: list[tuple[Sentence, Sentence]] = []
    gone: list[Sentence] = []
    for old in olds:
        likeness = [(SequenceMatcher(None, old.text[:400], new.text[:400]).ratio(), -i) for i, new in enumerate(left)]
        best, at = max(likeness, default=(0.0, 0))
        if best >= _ALIKE:
            pairs.append((old, left.pop(-at)))
        else:
            gone.append(old)
    return pairs, gone, left


def _moves(removed: list[Sentence], added: list[Sentence]) -> list[tuple[Sentence, Sentence]]:
    waiting: dict[str, deque[Sentence]] = defaultdict(deque)
    for sentence in added:
        waiting[sentence.hash].append(sentence)
    return [(old, waiting[old.hash].popleft()) for old in removed if waiting[old.hash]]
