"""Reads a file of one table: what each row states, or every fault of it by row and column. Pure.

A file that cannot be read as a whole raises `RosterError`, with what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from wenjiu.bureau.registry.layout import Layout
from wenjiu.bureau.registry.rows import ERRORS, FileTable, Rows
from wenjiu.bureau.spreadsheets.inspecting import Marks, marks
from wenjiu.rosters import reading as files
from wenjiu.rosters.cells import Cell, shown, text_of
from wenjiu.rosters.limits import RosterError
from wenjiu.rosters.spreadsheets import COMPOUND
from wenjiu.rosters.tables import HEADER_WITHIN, letter, plain_name
from wenjiu.rules.language.text import T

#: The first bytes of pictures and documents, and those of the tables in which a zero byte is no surprise.
NOT_TABLES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"{\\rtf")
TABLES = (files.ZIP, COMPOUND, b"\xff\xfe", b"\xfe\xff")


def read_file(layout: Layout, content: bytes, streets: Mapping[str, int]) -> FileTable:
    """Return the rows of a file.

    Args:
        layout: the columns.
        content: the file.
        streets: name of each street -> its id.

    Raises:
        RosterError: the file as a whole cannot be read.
    """
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise RosterError(
            T("这是网页或 XML 文件，只是改了扩展名。", "This is a web page or XML under another name."),
            T("请打开后另存为 .xlsx 再试。", "Open it, save it as .xlsx, and try again."),
        )
    if content.startswith(NOT_TABLES) or (b"\0" in content[:4096] and not content.startswith(TABLES)):
        raise RosterError(
            T("这不是表格文件。", "This is no spreadsheet."),
            T("请选择 .xlsx、.xls 或 .csv 文件。", "Choose a .xlsx, .xls or .csv file."),
        )
    known = marks(content)
    hidden = [sheet.name for sheet in files_of(content) if known.get(sheet.name, Marks()).hidden]
    for sheet in files_of(content):
        if sheet.name in hidden:
            continue
        for at, (number, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
            if _is_header(layout, cells):
                _refuse_merged(known.get(sheet.name, Marks()), number, len(cells))
                table = _table(layout, sheet.name, number, cells)
                if hidden:
                    names = "、".join(shown(name) for name in hidden)
                    table.notes.append(T(f"没有读隐藏的工作表：{names}。", f"Hidden sheets are not read: {names}."))
                Rows(table, known.get(sheet.name, Marks()), streets).read(sheet.rows[at + 1 :])
                return table
    raise _no_header(layout, hidden)


def files_of(content: bytes) -> list[files.Sheet]:
    """Return the sheets of a file."""
    return files.from_file(content)


def _refuse_merged(marks: Marks, header_row: int, width: int) -> None:
    for block in marks.merged:
        if block.bottom >= header_row and block.left < width:
            where = f"{letter(block.left)}{block.top}:{letter(block.right)}{block.bottom}"
            raise RosterError(
                T(f"{where} 是合并的单元格，分不清哪一格是什么。", f"The cells {where} are merged."),
                T("请取消合并，每一格单独填写，表头只占一行。", "Split them: one cell each, and a header of one row."),
            )


def _no_header(layout: Layout, hidden: list[str]) -> RosterError:
    wanted = [c.header(lang) for lang in ("zh", "en") for c in layout.columns[:6]]
    also = T("（有隐藏的工作表，没有读）" if hidden else "", " (hidden sheets were not read)" if hidden else "")
    return RosterError(
        T(f"没有找到表头{also.zh}。", f"There is no header row{also.en}."),
        T(
            f"请把表头放在第一行，例如：{'、'.join(wanted[:6])}。也可以下载模板填写。",
            f"Put the header first, such as: {', '.join(wanted[6:])}. Or fill in the template.",
        ),
    )


def _is_header(layout: Layout, cells: list[Cell]) -> bool:
    known = {c.id for cell in cells if (c := layout.names.get(plain_name(text_of(cell)))) is not None}
    return len(known) >= 2 or (len(known) == 1 and sum(bool(text_of(cell)) for cell in cells) == 1)


def _table(layout: Layout, sheet: str, number: int, header: list[Cell]) -> FileTable:
    """Return a table with its columns found. Raise `RosterError` where one lacks or stands twice."""
    table = FileTable(layout, sheet, number, header, {}, [], [])
    ignored: list[str] = []
    for place, cell in enumerate(header):
        name = plain_name(text_of(cell))
        column = layout.names.get(name)
        if column is None:
            reason = layout.left_out.get(name)
            if reason is not None:
                table.notes.append(
                    T(f"“{shown(cell)}”不用填：{reason.zh}。", f"'{shown(cell)}' is not read: {reason.en}.")
                )
            elif name and name not in map(plain_name, (ERRORS.zh, ERRORS.en)):
                ignored.append(shown(cell))
        elif column.id in table.found:
            first = letter(table.found[column.id])
            raise RosterError(
                T(f"{first}列和{letter(place)}列都是“{column.label.zh}”。",
                  f"Columns {first} and {letter(place)} are both {column.label.en}."),
                T("请只留一列再试。", "Keep one of them and try again."),
            )  # fmt: skip
        else:
            table.found[column.id] = place
    lacking = [c for c in layout.columns if c.needed and c.id not in table.found]
    if lacking:
        zh, en = ("、".join(c.label.zh for c in lacking), ", ".join(c.label.en for c in lacking))
        raise RosterError(
            T(f"缺少必填的列：{zh}。", f"Needed columns are missing: {en}."),
            T("请补上这些列，或下载模板填写。", "Add them, or fill in the template."),
        )
    if ignored:
        table.notes.append(
            T(f"没有读这些列：{'、'.join(ignored)}。", f"These columns are not read: {', '.join(ignored)}.")
        )
    return table
