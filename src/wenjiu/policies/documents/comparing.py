"""Which sentences differ between two versions of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .tree import Document, Sentence

_ALIKE = 0.4
_PAIRING_LIMIT = 60
_ALIGNING_LIMIT = 250_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sentences `added`, `removed`, `changed` (old, new: in the same place, reworded) and `moved` (same wording)."""

    added: tuple[Sentence, ...]
    removed: tuple[Sentence, ...]
    changed: tuple[tuple[Sentence, Sentence], ...]
    moved: tuple[tuple[Sentence, Sentence], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.moved)

    def as_dict(self) -> dict[str, Any]:
        def one(sentence: Sentence) -> dict[str, Any]:
            return {"clause": sentence.clause, **sentence.as_dict()}

        return {
            "added": [one(s) for s in self.added],
            "removed": [one(s) for s in self.removed],
            "changed": [{"old": one(a), "new": one(b)} for a, b in self.changed],
            "moved": [{"old": one(a), "new": one(b)} for a, b in self.moved],
        }


def compare(old: Document, new: Document) -> Comparison:
    """Compare clause by clause, by hash; a sentence that only got another number within its clause is the same."""
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
    for old_one, new_one in moved:
        removed.remove(old_one)
        added.remove(new_one)
    return Comparison(tuple(added), tuple(removed), tuple(changed), tuple(moved))


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
    ):  # no such clause exists in earnest; do not let a hostile one take minutes
        return [("replace", 0, len(olds), 0, len(news))]
    return matcher.get_opcodes()


def _pair(
    olds: list[Sentence], news: list[Sentence]
) -> tuple[list[tuple[Sentence, Sentence]], list[Sentence], list[Sentence]]:
    """Pair each old sentence with the most similar new one left; in large blocks, by order."""
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
    waiting: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in added:
        waiting[sentence.hash].append(sentence)
    return [(old, waiting[old.hash].pop(0)) for old in removed if waiting[old.hash]]
