"""Joins parts of clean lines into paragraphs, and maps places in a paragraph back to the input."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from .cleaning import CleanLine
from .tree import Piece


@dataclass(frozen=True, slots=True)
class Part:
    """Characters [start, end) of one clean line."""

    line: CleanLine
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


class Paragraph:
    """Joined parts of lines. A place in the joined text maps back to line and offset."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.text = "".join(part.text for part in parts)
        self.starts = list(accumulate((len(part.text) for part in parts), initial=0))

    def cut(self, start: int, end: int) -> Iterator[Part]:
        """Return the parts that hold characters [start, end), one per line."""
        i = bisect_right(self.starts, start) - 1
        while i < len(self.parts) and self.starts[i] < end:
            part = self.parts[i]
            low = part.start + max(start - self.starts[i], 0)
            high = min(part.end, part.start + end - self.starts[i])
            if low < high:
                yield Part(part.line, low, high)
            i += 1

    def pieces(self, kind: str, start: int, end: int) -> list[Piece]:
        """Return the stretches of the input that hold characters [start, end), one per line."""
        return [
            Piece(kind, part.line.number, part.line.offsets[part.start], part.line.offsets[part.end - 1] + 1)
            for part in self.cut(start, end)
        ]

    def without(self, spans: Iterable[tuple[int, int]]) -> Paragraph:
        """Return the paragraph without some stretches, which are in order and do not overlap."""
        kept: list[Part] = []
        at = 0
        for start, end in [*spans, (len(self.text), len(self.text))]:
            kept += self.cut(at, start)
            at = end
        return Paragraph(kept)
