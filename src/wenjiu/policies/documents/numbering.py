"""Decides how the numbered parts of a document nest, and which number a clause gets.

A document is either in articles (第一条) or an opinion (一、 and （一）). Chapters are 第一章 or 一、. The numbers below
them either restart in each chapter or run on through all chapters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .labels import Label
from .tree import Node

STRUCTURE = ("part", "chapter", "section")
_RANKS = {"part": 0, "chapter": 1, "section": 2, "article": 3, "point": 6, "subpoint": 7, "circled": 8}
_BELOW_CHAPTERS = 2.5


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbering of a document.

    `layout`: "opinion" or "articles".
    `heading_rank`: the rank of 一、.
    `headings_run_on`: whether 一、 runs on through chapters 第一章.
    """

    layout: str
    heading_rank: float
    headings_run_on: bool

    def rank(self, kind: str) -> float:
        """Return the rank of a label; a smaller rank is higher in the tree."""
        if kind == "heading":
            return self.heading_rank
        if kind == "item":
            return 3 if self.layout == "opinion" else 5
        return _RANKS[kind]

    def makes_clause(self, kind: str) -> bool:
        """Whether a label begins a clause, or holds parts that do."""
        return self.rank(kind) <= 3

    def clause(self, label: Label, parent: Node | None) -> str:
        """Return the number of the clause that a label begins or belongs to, below an open node."""
        number = label.number[0]
        above = parent.clause.removesuffix(".0") if parent else ""
        if label.kind == "article":
            return f"{number}-{label.number[1]}" if label.number[1] else str(number)
        if label.kind in STRUCTURE:
            if self.headings_run_on:  # the numbers 1, 2 … are those of 一、 二、
                return f"{above or 0}-{number}"
            return f"{above}-{number}.0" if above else f"{number}.0"
        if label.kind == "heading" and self.makes_clause("heading"):
            return f"{above}.{number}" if above and not self.headings_run_on else f"{number}.0"
        if label.kind == "item" and self.layout == "opinion":
            return f"{above or 0}.{number}"
        return parent.clause if parent else "0.0"


def numbering_of(labels: Iterable[Label]) -> Numbering:
    """Return the numbering of a document's body from its labels in order."""
    found = list(labels)
    kinds = [label.kind for label in found]
    first = {kind: kinds.index(kind) for kind in dict.fromkeys(kinds)}
    end = len(kinds)
    heading, article = first.get("heading", end), first.get("article", end)
    in_chapters = min((first[kind] for kind in STRUCTURE if kind in first), default=end) < heading < end
    if article < end:
        above_articles = heading < article
        rank = 4.0 if not above_articles else _BELOW_CHAPTERS if in_chapters else 1.0
        return Numbering("articles", rank, False)
    if not in_chapters:
        return Numbering("opinion", 1.0, False)
    numbers = [label.number for label in found if label.kind == "heading"]
    return Numbering("opinion", _BELOW_CHAPTERS, all(a < b for a, b in pairwise(numbers)))
