"""The parts that documents are made of, as plain data. A template lays them out; a page shows them as HTML.

A document is ``{layout, head, red, title, to, blocks, points, office, seal, day, remark}``; `points`: names with values that
anybody reads who checks the document; `remark`: that no source states the
name of the office. A block is one of

    {"p": text}            a paragraph
    {"h": text}            a heading
    {"small": text}        a remark
    {"rows": [[name, value], …]}
    {"table": {"heads", "widths", "right", "rows", "foot"}}    `right`: numbers of columns that stand at the right
    {"opinions": [{"step", "text", "who", "sign", "seal", "day"}, …]}    `sign`: the place of the signature}
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wenjiu.bureau.documents import offices
from wenjiu.bureau.documents.wording import Words
from wenjiu.standards.money import capitals, grouped

Block = dict[str, Any]


@dataclass
class Paper:
    """A document that is being made."""

    words: Words
    on: dt.date
    office: str
    red: bool = True
    blocks: list[Block] = field(default_factory=list)
    points: list[tuple[str, str]] = field(default_factory=list)

    def point(self, name: str, value: str) -> None:
        """Say something as a main point, which anybody reads who checks the document: nothing of a person."""
        self.points.append((self.words(name), value))

    def p(self, name: str, /, **values: Any) -> None:
        """Add a paragraph."""
        self.blocks.append({"p": self.words(name, **values)})

    def h(self, name: str, /, **values: Any) -> None:
        """Add a heading."""
        self.blocks.append({"h": self.words(name, **values)})

    def small(self, name: str, /, **values: Any) -> None:
        """Add a remark."""
        self.blocks.append({"small": self.words(name, **values)})

    def rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Add names with their values."""
        self.blocks.append({"rows": [list(row) for row in rows]})

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        right: Sequence[int] = (),
        foot: Sequence[str] = (),
    ) -> None:
        """Add a table. `widths`: shares of the width of the page."""
        table = {"heads": list(heads), "widths": list(widths), "right": list(right), "foot": list(foot)}
        self.blocks.append({"table": {**table, "rows": [list(row) for row in rows]}})

    def content(self, title: str, to: str = "") -> dict[str, Any]:
        """Return the document as plain data."""
        return {
            "layout": self.words("layout"),
            "red": self.red,
            "head": self.office if self.red else "",
            "title": title,
            "to": self.words("to", name=to) if to else "",
            "blocks": self.blocks,
            "points": [list(point) for point in self.points],
            "office": self.office,
            "seal": self.words("seal"),
            "day": day(self.words, self.on),
            "remark": self.words("office_open") if offices.is_open(self.words.policy, self._which()) else "",
        }

    def _which(self) -> str:
        return offices.DISTRICT if self.office == offices.district_office(self.words.policy) else offices.STREET


def day(words: Words, on: dt.date) -> str:
    """Return a day as documents write it."""
    return words("day", year=on.year, month=on.month, day=on.day)


def ended(text: str) -> str:
    """Return what an official typed as a sentence that ends."""
    return text if text.endswith(("。", "！", "？", ".", "!", "?")) else f"{text}。"


def yuan(words: Words, amount_fen: int) -> str:
    """Return an amount with its unit."""
    return words("yuan", amount=grouped(amount_fen))


def in_capitals(words: Words, amount_fen: int) -> str:
    """Return an amount in the capital numerals of forms, in brackets; empty for nothing."""
    return words("capitals", capitals=capitals(amount_fen)) if amount_fen > 0 else ""
