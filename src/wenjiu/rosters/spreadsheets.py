"""Opens .xlsx and .xls files: only values are read, no macro runs, no link is followed, and the size is checked first."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from ..rules.language.text import T
from . import old_format
from .cells import Cell
from .limits import MOST_AREA, MOST_PARTS, MOST_UNPACKED, RosterError

#: The first bytes of a compound file: .xls, or .xlsx with a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The place of a cell in the text of a sheet.
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,4})(\d{1,9})""")
DAMAGED = (
    T("文件打不开，可能已经损坏，或不是表格文件。", "The file cannot be opened: it is damaged, or no spreadsheet."),
    T("请用 WPS 或 Excel 另存为 .xlsx 再试。", "Save it as .xlsx with a spreadsheet program and try again."),
)


def sheets(content: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield the name and the rows of each sheet; row 1 comes first. A formula gives the value that the file keeps."""
    if content.startswith(COMPOUND):
        yield from _old_sheets(content)
        return
    _refuse_hostile(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [about.name for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    except (CalamineError, OSError, ValueError) as error:
        raise RosterError(*DAMAGED) from error
    for name in names:
        yield name, _rows(book, name)


def _old_sheets(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    try:
        return old_format.sheets(content)
    except old_format.Unopened as error:
        if error.too_large:
            raise _too_large() from error
        raise RosterError(
            T("文件打不开，可能加了密码或已经损坏。", "The file cannot be opened: it has a password or is damaged."),
            T("请另存为不加密的 .xlsx 再试。", "Save it as .xlsx without a password and try again."),
        ) from error


def _rows(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    try:
        found: Any = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise RosterError(*DAMAGED) from error
    return list(found)


def _refuse_hostile(content: bytes) -> None:
    """Raise `RosterError` for a file that unpacks to too much, has macros, or has cells far apart."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _too_large()
            if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
                raise RosterError(
                    T("文件带有宏。", "The file has macros."),
                    T("请另存为 .xlsx 再试。", "Save it as .xlsx and try again."),
                )
            for part in parts:
                # Reads every part to its end, and so finds one that is longer than it says.
                text = archive.read(part)
                if "/worksheets/" in part.filename.casefold():
                    _refuse_spread(text)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise RosterError(*DAMAGED) from error


def _refuse_spread(text: bytes) -> None:
    last_row = last_column = 0
    for letters, digits in _PLACE.findall(text):
        last_row = max(last_row, int(digits))
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        last_column = max(last_column, column)
    if last_row * last_column > MOST_AREA:
        raise _too_large()


def _too_large() -> RosterError:
    return RosterError(
        T("表格太大，有的格子离名单很远。", "The sheet is too large, or has cells far from the list."),
        T("请把名单复制到新的表格里再试。", "Copy the list into a new file and try again."),
    )
