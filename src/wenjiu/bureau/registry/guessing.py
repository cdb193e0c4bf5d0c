"""Guesses for which table a file was made, from its header row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenjiu.bureau.registry.layout import Layout
from wenjiu.rosters.cells import Cell, text_of
from wenjiu.rosters.reading import Sheet
from wenjiu.rosters.tables import HEADER_WITHIN, plain_name


def likelier(layout: Layout, others: Iterable[Layout], rows: Iterable[Sequence[Cell]]) -> Layout | None:
    """Return another layout that knows more headers of a row than this one does; None where this one fits as well."""
    best, most = None, 1
    listed = [[name for cell in cells if (name := plain_name(text_of(cell)))] for cells in rows]
    most = max([most, *(_known(layout, names) for names in listed)])
    for other in others:
        fits = max([0, *(_known(other, names) for names in listed)])
        if fits > most:
            best, most = other, fits
    return best


def first_rows(sheets: Iterable[Sheet]) -> list[list[Cell]]:
    """Return the rows of a file among which its header is."""
    return [cells for sheet in sheets for _number, cells in sheet.rows[:HEADER_WITHIN]]


def _known(layout: Layout, names: Iterable[str]) -> int:
    return len({column.id for name in names if (column := layout.names.get(name)) is not None})
