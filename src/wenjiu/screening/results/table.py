"""Displays small tables of results in Chinese or English: as HTML in a notebook, and as plain text elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ...rules.language.text import LISTED, T, Text, printable
from ...standards import columns
from ...standards.money import grouped

if TYPE_CHECKING:
    import pandas
    import polars

#: The most rows that are displayed. The Arrow table has all rows.
SHOWN = 60
NOTHING = T("（无此信息）", "(not stated)")
OPEN_ENDED = T("上限未定", "no limit yet")
TOTAL = T("合计", "Total")
Labels = Callable[[Any, str], str]


@dataclass(frozen=True)
class ResultColumn:
    """A column of a displayed table.

    `name`: its name in the Arrow table.
    `heading`: its heading.
    `kind`: ``text``, ``count``, ``fen`` (an amount; NULL: no upper limit), or ``range`` (an amount with two ends).
    `labels`: a function that returns the words for a value in a language.
    `upto`: the column with the upper end of a range. `name` has the lower end.
    """

    name: str
    heading: Text
    kind: str = "text"
    labels: Labels | None = None
    upto: str = ""

    def shown(self, row: dict[str, Any], lang: str) -> str:
        """Return the value of a row as text."""
        value = row[self.name]
        match self.kind:
            case "count":
                return f"{value:,}"
            case "fen":
                return OPEN_ENDED(lang) if value is None else grouped(value)
            case "range":
                return amounts(value, row[self.upto], lang)
        if value is None:
            return NOTHING(lang)
        if isinstance(value, list):
            return LISTED(lang).join(map(str, value))
        return printable(str(value) if self.labels is None else self.labels(value, lang))

    def sum(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Return the sum over rows. It is None if an amount has no upper limit."""
        found = {}
        for name in filter(None, (self.name, self.upto)):
            values = [row[name] for row in rows]
            found[name] = None if None in values else sum(values)
        return found


def amounts(low: int, high: int | None, lang: str) -> str:
    """Format a range of fen as yuan."""
    if high is None:
        return T(f"{grouped(low)} 起", f"{grouped(low)} or more")(lang)
    return (
        grouped(low)
        if low == high
        else T(f"{grouped(low)} 至 {grouped(high)}", f"{grouped(low)} to {grouped(high)}")(lang)
    )


class Tally:
    """A table of counts and amounts.

    `table`: the Arrow table. Amounts are in fen, in columns that end in ``_fen``.
    `columns`: the displayed columns.
    `caption`: the caption.
    `empty`: the text for a table without rows.
    `lang`: the language, zh or en.
    `total`: whether the last line has sums.
    `notes`: notes below the table.
    """

    def __init__(
        self,
        table: pa.Table,
        columns: Sequence[ResultColumn],
        caption: Text,
        *,
        empty: Text,
        lang: str = "zh",
        total: bool = False,
        notes: Sequence[Text] = (),
    ) -> None:
        self.table, self.columns, self.caption, self.lang = table, tuple(columns), caption, lang
        self.total, self.empty, self.notes = total, empty, tuple(notes)

    def __len__(self) -> int:
        return len(self.table)

    def arrow(self) -> pa.Table:
        """Return the Arrow table."""
        return self.table

    def polars(self) -> polars.DataFrame:
        """Return the table as a Polars frame."""
        import polars as pl

        found = pl.from_arrow(self.table)
        assert isinstance(found, pl.DataFrame)
        return found

    def pandas(self) -> pandas.DataFrame:
        """Return the table as a pandas frame."""
        return self.table.to_pandas()

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows with their raw values: codes, counts, fen."""
        return self.table.to_pylist()

    def headings(self, lang: str | None = None) -> list[str]:
        """Return the headings in a language."""
        return [c.heading(lang or self.lang) for c in self.columns]

    def words(self, lang: str | None = None, most: int | None = None) -> list[list[str]]:
        """Return the first `most` rows as text, followed by the line of sums if there is one."""
        lang = lang or self.lang
        found = [[c.shown(row, lang) for c in self.columns] for row in self.table.slice(0, most).to_pylist()]
        if self.total and len(self) > 1:
            rows = self.rows()
            sums = [c.shown(c.sum(rows), lang) if c.kind != "text" else "" for c in self.columns]
            found.append([TOTAL(lang), *sums[1:]])
        return found

    def _left(self, lang: str) -> str:
        left = len(self) - SHOWN
        if left <= 0:
            return ""
        return T(f"另有 {left:,} 行", f"{left:,} more rows")(lang)

    def _repr_html_(self) -> str:
        lang = self.lang
        if not len(self):
            return f"<div><p><b>{escape(self.caption(lang))}</b></p><p>{escape(self.empty(lang))}</p></div>"
        sides = ["left" if c.kind == "text" else "right" for c in self.columns]
        head = "".join(_cell("th", text, side) for text, side in zip(self.headings(), sides, strict=True))
        lines = self.words(most=SHOWN)
        foot = f"<tfoot>{_line(lines.pop(), sides, 'th')}</tfoot>" if self.total and len(self) > 1 else ""
        body = "".join(_line(line, sides, "td") for line in lines)
        below = [self._left(lang), *(note(lang) for note in self.notes)]
        return (
            f"<div><table><caption style='text-align:left'><b>{escape(self.caption(lang))}</b></caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>"
            + "".join(f"<p><small>{escape(text)}</small></p>" for text in below if text)
            + "</div>"
        )

    def __repr__(self) -> str:
        """Return the table as text with aligned columns."""
        lang = self.lang
        if not len(self):
            return f"{self.caption(lang)}\n{self.empty(lang)}"
        lines = [self.headings(), *self.words(most=SHOWN)]
        wide = [max(columns.width(line[k]) for line in lines) for k in range(len(self.columns))]
        text = [self.caption(lang)]
        for line in lines:
            cells = [
                cell + " " * (w - columns.width(cell)) if c.kind == "text" else " " * (w - columns.width(cell)) + cell
                for cell, w, c in zip(line, wide, self.columns, strict=True)
            ]
            text.append("  ".join(cells).rstrip())
        return "\n".join([*text, *filter(None, [self._left(lang), *(note(lang) for note in self.notes)])])


def _cell(tag: str, text: str, side: str) -> str:
    return f"<{tag} style='text-align:{side}'>{escape(text)}</{tag}>"


def _line(cells: Sequence[str], sides: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(_cell(tag, text, side) for text, side in zip(cells, sides, strict=True))}</tr>"
