"""The data of a parsed document: nodes, sentences, and the account of every character of the input."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .cleaning import EditingMark

HASH_LENGTH = 10
# Variants of one mark must not make two wordings: quotation marks, dashes and tildes.
_ONE_FORM = str.maketrans(
    {**dict.fromkeys("“”„‟＂", '"'), **dict.fromkeys("‘’＇", "'"), **dict.fromkeys("–—－―−‐", "-"), "～": "~"}
)


def hash_prefix(sentence: str) -> str:
    """Return the first 10 hex digits of SHA-256 of a clean sentence, with quotation marks and dashes in one form."""
    return hashlib.sha256(sentence.translate(_ONE_FORM).encode()).hexdigest()[:HASH_LENGTH]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its key (clause, number within the clause from 1, hash prefix), clean text, first line, offsets."""

    clause: str
    number: int
    text: str
    hash: str
    line: int
    start: int
    end: int

    @property
    def key(self) -> tuple[str, int, str]:
        return self.clause, self.number, self.hash

    def as_dict(self) -> dict[str, Any]:
        return {"number": self.number, "hash": self.hash, "line": self.line, "text": self.text}


@dataclass(slots=True)
class Node:
    """A numbered part of a document.

    `kind`: one of labels.py or "preamble".
    `clause`: the number that its sentences are keyed by.
    `notes`: the responsible body or a deadline; they are not sentences and need no mark.
    """

    kind: str
    number: tuple[int, int]
    clause: str
    label: str = ""
    heading: str = ""
    line: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all nodes below it, in the document's order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "clause": self.clause,
            "label": self.label,
            "heading": self.heading,
            "line": self.line,
            "sentences": [sentence.as_dict() for sentence in self.sentences],
            "notes": list(self.notes),
            "children": [child.as_dict() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the input, offsets [start, end), and the kind of part it became (title, label, sentence ...)."""

    kind: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A line, or the rest of one, without a place in the tree, and the reason (a code of messages.py)."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark about a recognised line that a person should check: a code of messages.py with its values."""

    line: int
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """An official document. `pieces` and the removed `marks` together cover every character except line ends."""

    layout: str = "opinion"
    title: str = ""
    number: str = ""
    addressee: str = ""
    signature: str = ""
    date: str = ""
    notes: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    marks: list[EditingMark] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    text_checksum: str = ""

    def walk(self) -> Iterator[Node]:
        """Yield all nodes in the document's order."""
        for node in self.nodes:
            yield from node.walk()

    def sentences(self) -> list[Sentence]:
        """Return all sentences in the document's order."""
        return sorted((s for node in self.walk() for s in node.sentences), key=lambda s: s.start)

    def clauses(self) -> list[str]:
        """Return the numbers of the clauses that hold sentences, in order."""
        return list(dict.fromkeys(sentence.clause for sentence in self.sentences()))

    def as_dict(self) -> dict[str, Any]:
        return {
            "layout": self.layout,
            "title": self.title,
            "number": self.number,
            "addressee": self.addressee,
            "signature": self.signature,
            "date": self.date,
            "notes": list(self.notes),
            "nodes": [node.as_dict() for node in self.nodes],
        }
