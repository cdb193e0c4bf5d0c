"""Writes the template of a list, and gives a file back with what is wrong in each row. Pure.

No text that is written can be read as a formula by a spreadsheet program.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from wenjiu.bureau.spreadsheets.inspecting import ZIP
from wenjiu.rosters.cells import Cell, text_of
from wenjiu.rosters.workbook import harmless
from wenjiu.standards.columns import width

#: A spreadsheet takes no longer list of choices in a cell.
LONGEST_LIST = 255
RED = "b3001b"
#: The ground of a wrong cell, and the width at which a long number is whole.
PINK, WIDE = "ffd9dd", 22
_PLAIN = re.compile(r"[-+]?[\d.,]*%?", re.ASCII)


@dataclass(frozen=True)
class Heading:
    """One column of a template.

    `header`: its first row. `meaning`, `how`: what it is, and how it is written. `choices`: a closed list.
    """

    header: str
    meaning: str
    how: str
    choices: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Words:
    """The fixed words of a template: names of its sheets, its title, and the headers of the explanations."""

    list: str
    guide: str
    title: str
    heads: tuple[str, str, str, str, str]
    yes: str


def template(headings: Sequence[Heading], words: Words, most_rows: int, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a list (.xlsx): headers with drop-down lists, rows where some are given, and a sheet that explains each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, guide = book.add_worksheet(words.list), book.add_worksheet(words.guide)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for k, heading in enumerate(headings):
        sheet.set_column(k, k, max(12, width(heading.header) + 2), text)
        sheet.write_string(0, k, harmless(heading.header), bold)
        sheet.write_comment(0, k, f"{heading.meaning}\n{heading.how}", {"x_scale": 2})
        if heading.choices and len(",".join(heading.choices)) <= LONGEST_LIST:
            about = {"validate": "list", "source": list(heading.choices), "error_type": "warning"}
            sheet.data_validation(1, k, most_rows, k, about)
    for no, cells in enumerate(rows, start=1):
        for k, cell in enumerate(cells):
            sheet.write_string(no, k, harmless(cell), text)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    guide.write_string(0, 0, words.title, book.add_format({"bold": True, "font_size": 14}))
    for k, (head, wide) in enumerate(zip(words.heads, (28, 8, 48, 40, 48), strict=True)):
        guide.set_column(k, k, wide)
        guide.write_string(1, k, head, bold)
    for at, heading in enumerate(headings, 2):
        needed = words.yes if heading.needed else ""
        cells = (heading.header, needed, heading.meaning, heading.how, "、".join(heading.choices))
        for k, cell in enumerate(cells):
            guide.write_string(at, k, harmless(cell), wrap)
    guide.freeze_panes(2, 1)
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class Given:
    """A file to be given back: its content, the sheet and the row of the header, and all its rows by number.

    `wrong`: row number and place of each wrong cell, which is coloured. `wide`: places of long numbers.
    """

    content: bytes
    sheet: str
    header_row: int
    rows: Sequence[tuple[int, Sequence[Cell]]]
    wrong: frozenset[tuple[int, int]] = frozenset()
    wide: frozenset[int] = frozenset()


def annotated(given: Given, header: str, remarks: Mapping[int, str]) -> tuple[bytes, str]:
    """Return the same file with one more column, and the ending of its name.

    Args:
        given: the file.
        header: the header of the column. A column with this header is filled anew.
        remarks: number of a row -> what to write in it.

    An .xlsx file keeps its other sheets and its formats. A .csv stays one; an old .xls becomes an .xlsx.
    """
    if given.content.startswith(ZIP):
        try:
            return _annotated_book(given, header, remarks), "xlsx"
        except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError):
            return _new_book(given, header, remarks), "xlsx"
    if given.sheet:
        return _new_book(given, header, remarks), "xlsx"
    return _annotated_text(given, header, remarks), "csv"


def _place(given: Given, header: str) -> int:
    """Return the place of the added column: that of a column with its header, else the first one after all."""
    first = next((cells for number, cells in given.rows if number == given.header_row), ())
    known = [k for k, cell in enumerate(first) if text_of(cell) == header]
    if known:
        return known[0]
    filled = (k + 1 for _number, cells in given.rows for k, cell in enumerate(cells) if text_of(cell))
    return max(filled, default=0)


def _annotated_book(given: Given, header: str, remarks: Mapping[int, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(given.content), keep_links=False)
    sheet: Any = book[given.sheet]
    column = _place(given, header) + 1
    merged = isinstance(sheet.cell(given.header_row, column), MergedCell)
    if merged:
        raise ValueError("the added column would be part of merged cells")
    wrap, red = Alignment(wrap_text=True, vertical="top"), Font(color=RED)
    sheet.cell(given.header_row, column, harmless(header)).font = Font(bold=True)
    sheet.column_dimensions[sheet.cell(given.header_row, column).column_letter].width = 60
    for number, _cells in given.rows:
        if number <= given.header_row:
            continue
        cell = sheet.cell(number, column)
        cell.value = harmless(remarks[number]) if number in remarks else None
        if number in remarks:
            cell.alignment, cell.font = wrap, red
    for number, place in given.wrong:
        at = sheet.cell(number, place + 1)
        if not isinstance(at, MergedCell):
            at.fill = PatternFill("solid", fgColor=PINK)
    for place in given.wide:
        dimension = sheet.column_dimensions[get_column_letter(place + 1)]
        dimension.width = max(dimension.width, WIDE)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _new_book(given: Given, header: str, remarks: Mapping[int, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    column = _place(given, header)
    pink, wrap = book.add_format({"bg_color": f"#{PINK}"}), book.add_format({"text_wrap": True, "valign": "top"})
    for place in given.wide:
        sheet.set_column(place, place, WIDE)
    sheet.set_column(column, column, 60)
    for number, cells in given.rows:
        for k, cell in enumerate(cells):
            form = pink if (number, k) in given.wrong else None
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                sheet.write_number(number - 1, k, cell, form)
            elif text_of(cell):
                sheet.write_string(number - 1, k, harmless(text_of(cell)), form)
            elif form is not None:
                sheet.write_blank(number - 1, k, None, form)
        if number == given.header_row or number in remarks:
            said = header if number == given.header_row else remarks[number]
            sheet.write_string(number - 1, column, harmless(said), wrap)
    book.close()
    return out.getvalue()


def _annotated_text(given: Given, header: str, remarks: Mapping[int, str]) -> bytes:
    column = _place(given, header)
    out = io.StringIO()
    writer = csv.writer(out)
    for number, cells in given.rows:
        texts = [_kept(text_of(cell)) for cell in cells]
        texts += [""] * (column + 1 - len(texts))
        texts[column] = header if number == given.header_row else harmless(remarks.get(number, ""))
        writer.writerow(texts)
    return out.getvalue().encode("utf-8-sig")


def _kept(text: str) -> str:
    """Return a cell of the file as it was, unless a spreadsheet could read it as a formula; a dash or number is none."""
    return text if _PLAIN.fullmatch(text) else harmless(text)
