"""Reads the rows of a roster from pasted text, .csv, .xlsx and .xls, within limits that a hostile file cannot pass."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from ..rules.language.text import T, Text
from . import spreadsheets
from .cells import Cell
from .limits import MOST_BYTES, MOST_CELLS_A_ROW, MOST_LINES, RosterError

#: The first bytes of a zip file (.xlsx).
ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """The rows of a table as in the file: the number of each row with its cells. `name`: of the sheet, if it has one."""

    rows: list[tuple[int, list[Cell]]]
    name: str = ""


def from_text(text: str) -> list[Sheet]:
    """Return the table in a text: cells between tabs, as copied from a spreadsheet, else between commas."""
    if not text.strip():
        raise RosterError(
            T("没有内容。", "There is nothing to read."),
            T("请粘贴名单（连同表头），或选择文件。", "Paste the list with its header row, or choose a file."),
        )
    if "\0" in text:
        raise RosterError(
            T("这不是文字。", "This is no text."),
            T("请粘贴文字，或选择 .xlsx、.xls 或 .csv 文件。", "Paste text, or choose a .xlsx, .xls or .csv file."),
        )
    head = text.lstrip("\ufeff\r\n ")[:20_000]
    delimiter = (
        "\t" if "\t" in head else ";" if head.split("\n", 1)[0].count(";") > head.split("\n", 1)[0].count(",") else ","
    )
    text = text.removeprefix("\ufeff")
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            _refuse_many(number, len(cells))
            if any(cell.strip() for cell in cells):
                rows.append((number, list(cells)))
    except csv.Error as error:
        raise RosterError(
            T("有一格的内容太长，或者引号没有成对。", "A cell is too long, or a quotation mark has no partner."),
            T("请核对引号，或直接从表格里复制。", "Check the quotation marks, or copy from the spreadsheet."),
        ) from error
    return [Sheet(rows)]


def from_file(content: bytes) -> list[Sheet]:
    """Return the tables of a file. Raise `RosterError` for one that is damaged, too large, or of another form."""
    if len(content) > MOST_BYTES:
        raise RosterError(
            T(f"文件超过{MOST_BYTES // 2**20}MB。", f"The file is over {MOST_BYTES // 2**20} MB."),
            T("请只留名单，去掉图片，或分成几个文件。", "Keep only the list, without pictures, or split the file."),
        )
    if content.startswith((ZIP, spreadsheets.COMPOUND)):
        return [Sheet(list(_numbered(rows)), name) for name, rows in spreadsheets.sheets(content)]
    return from_text(_decoded(content))


def _numbered(rows: Iterable[list[Cell]]) -> Iterable[tuple[int, list[Cell]]]:
    for number, cells in enumerate(rows, 1):
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _refuse_many(rows: int, cells: int) -> None:
    if rows > MOST_LINES or cells > MOST_CELLS_A_ROW:
        what: Text = T("行或列太多。", "There are too many rows or columns.")
        raise RosterError(what, T("请只粘贴名单本身。", "Paste the list alone."))


def _decoded(content: bytes) -> str:
    """Return the text of a .csv file in UTF-8, UTF-16 with its mark, or GB18030."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterError(
        T("文件的编码无法识别。", "The encoding of the file is not known."),
        T("请另存为 .xlsx，或 UTF-8 编码的 .csv。", "Save it as .xlsx, or as .csv in UTF-8."),
    )
