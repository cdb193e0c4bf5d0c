"""Finds the header row of a roster and reads its cells: each row's values, and every fault by row and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..rules.ask import typed
from ..rules.language import fact_types
from ..rules.language.text import T, Text
from ..standards import civil
from ..standards.codes import normal
from .cells import Cell, is_serial, read, read_label, shown, text_of
from .columns import Column, Form
from .limits import MOST_OF_ONE, MOST_ROWS, RosterError
from .reading import Sheet

#: The header is among the first rows; a title may be above it.
HEADER_WITHIN = 20
#: The first words of a row that only shows how to fill in the list, and of a row of sums.
EXAMPLE, SUM = ("示例", "例：", "例:", "样例", "example"), ("合计", "小计", "总计", "total", "sum")
_STARS = re.compile(r"[*★●\s]|（必填）|\(必填\)|\(required\)")
_IN_BRACKETS = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Fault:
    """One wrong cell or header: the row as in the file, the letter and the name of the column, what it holds, the remedy.

    `inexact`: only part of a day is written, which is wrong only where a verdict needs the day.
    """

    row: int
    letter: str
    column: Column
    value: str
    message: Text
    fix: Text
    inexact: bool = False


@dataclass(frozen=True)
class Serial:
    """A number that was read as a day: its place, the number, and the day as a civil key."""

    row: int
    letter: str
    number: str
    day: int


@dataclass
class Row:
    """One person: the number of the row in the file, the cells as in the file, labels, and values by column id."""

    number: int
    cells: list[Cell]
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    serials: list[Serial] = field(default_factory=list)


@dataclass
class Table:
    """A roster as read.

    `header`: the header row as in the file, and `header_row` its number.
    `found`: column id -> its place in a row.
    `faults`: of the header; those of cells are in the rows.
    `ignored`: headers that the roster does not know, and rows that are examples or sums.
    """

    sheet: str
    header_row: int
    header: list[Cell]
    found: dict[str, int]
    rows: list[Row]
    faults: list[Fault]
    ignored_columns: list[str]
    ignored_rows: list[int]

    @property
    def serials(self) -> list[Serial]:
        """Return the numbers that were read as days."""
        return [serial for row in self.rows for serial in row.serials]

    @property
    def all_faults(self) -> list[Fault]:
        """Return the faults of the header, then those of the rows in their order."""
        return [*self.faults, *(fault for row in self.rows for fault in row.faults)]


def letter(place: int) -> str:
    """Return the letter of a column: 0 is A, 26 is AA."""
    text, n = "", place + 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(letters: str) -> int:
    """Return the place of a column by its letters: A is 0, AA is 26."""
    n = 0
    for letter_ in letters:
        n = n * 26 + ord(letter_) - 64
    return n - 1


def table_of(form: Form, sheets: Sequence[Sheet]) -> Table:
    """Return the roster in the sheets of a file: the first sheet with a header. Raise `RosterError` if there is none."""
    names = header_names(form)
    for sheet in sheets:
        for at, (number, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
            if is_header(names, cells):
                return _read(form, names, sheet, number, cells, sheet.rows[at + 1 :])
    wanted = T("、".join(c.header("zh") for c in form.columns[:8]), ", ".join(c.header("en") for c in form.columns[:8]))
    raise RosterError(
        T("没有找到表头。", "There is no header row."),
        T(
            f"请把表头一起粘贴或放在第一行，例如：{wanted.zh}。也可以下载模板填写。",
            f"Paste the header row too, or put it first, such as: {wanted.en}. Or fill in the template.",
        ),
    )


def header_names(form: Form) -> dict[str, Column]:
    """Return each accepted name of a column, in the form of `plain_name`: both languages, and the public name."""
    found: dict[str, Column] = {}
    for column in form.columns:
        for name in (column.label.zh, column.label.en, column.header("zh"), column.header("en"), column.id):
            found.setdefault(plain_name(name), column)
    # A measure in brackets may be left out; the first such column is then meant.
    named = [(name, c) for c in reversed(form.columns) for name in (c.label.zh, c.label.en)]
    short = {plain_name(_IN_BRACKETS.sub("", normal(name))): c for name, c in named}
    return short | found


def plain_name(text: str) -> str:
    """Return a header without stars, blanks and differences of width or case."""
    return _STARS.sub("", normal(text)).casefold()


def _column_of(names: Mapping[str, Column], cell: Cell) -> Column | None:
    text = plain_name(text_of(cell))
    return names.get(text) or names.get(_IN_BRACKETS.sub("", text)) if text else None


def is_header(names: Mapping[str, Column], cells: Iterable[Cell]) -> bool:
    """Whether a row names two columns or more, or nothing else than one."""
    texts = [cell for cell in cells if text_of(cell)]
    known = {c.id for cell in texts if (c := _column_of(names, cell)) is not None}
    return len(known) >= 2 or (len(known) == 1 and len(texts) == 1)


def _read(
    form: Form,
    names: Mapping[str, Column],
    sheet: Sheet,
    number: int,
    header: list[Cell],
    below: list[tuple[int, list[Cell]]],
) -> Table:
    found: dict[str, int] = {}
    faults: list[Fault] = []
    extra: list[str] = []
    twice: set[str] = set()
    for place, cell in enumerate(header):
        column = _column_of(names, cell)
        if column is None:
            extra += [shown(cell)] if text_of(cell) else []
        elif column.id in found:
            twice.add(column.id)
            faults.append(_twice(number, place, column, cell, found[column.id]))
        else:
            found[column.id] = place
    # Which of two columns is meant is not known, so neither is read.
    found = {id: place for id, place in found.items() if id not in twice}
    faults += [_lacking(number, column) for column in lacking(form, found) if column.id not in twice]
    table = Table(sheet.name, number, header, found, [], faults, extra, [])
    before: Read = {}
    for at, cells in below:
        _take(form, table, names, at, cells, before)
    if not table.rows:
        raise RosterError(
            T("表头下面没有内容。", "There is nothing below the header row."),
            T("请在表头下面每人填一行。", "Write one row for each person below it."),
        )
    _refuse_one_code_for_many(form, table)
    return table


def _refuse_one_code_for_many(form: Form, table: Table) -> None:
    """Raise `RosterError` where one code stands in too many rows, such as the code of the firm instead of the person."""
    if form.kind.as_a_whole:
        return
    codes = Counter(code.upper() for row in table.rows if (code := row.labels.get(form.group)))
    for code, times in codes.most_common(1):
        if times > MOST_OF_ONE:
            label = form.by_id[form.group].label
            raise RosterError(
                T(
                    f"有{times}行的“{label.zh}”都是“{shown(code)}”。",
                    f"{times} rows have the {label.en} '{shown(code)}'.",
                ),
                T(
                    f"这一列要写每个人自己的编号，同一编号最多{MOST_OF_ONE}行；没有编号的可以不填。",
                    f"Write a code for each of them, at most {MOST_OF_ONE} rows for one code, or leave it empty.",
                ),
            )


def _take(form: Form, table: Table, names: Mapping[str, Column], number: int, cells: list[Cell], before: Read) -> None:
    """Add a row to a table, unless it is an example, a sum or the header again."""
    first = next((text for cell in cells if (text := text_of(cell))), "").casefold()
    if first.startswith(EXAMPLE) or first in SUM or (cells[0] == table.header[0] and is_header(names, cells)):
        table.ignored_rows.append(number)
        return
    if len(table.rows) >= MOST_ROWS:
        raise RosterError(
            T(f"超过{MOST_ROWS}人。", f"There are over {MOST_ROWS} people."),
            T("请分成几个名单，分几次看。", "Split the list and check it in parts."),
        )
    table.rows.append(read_row(form, table.found, number, cells, before))


#: Values and errors of cells that were read before, by column and content: most cells of a roster are alike.
Read = dict[tuple[str, type, Cell], Any]


def read_row(form: Form, found: Mapping[str, int], number: int, cells: list[Cell], before: Read) -> Row:
    """Return a row with its values; a cell that cannot be read is a fault, and its value is not known."""
    row = Row(number, cells)
    for id, place in found.items():
        cell = cells[place] if place < len(cells) else None
        column = form.by_id[id]
        at = id, type(cell), cell
        if at not in before:
            before[at] = _try(form, column, cell)
        value = before[at]
        if isinstance(value, typed.Unreadable):
            inexact = isinstance(value, typed.Inexact)
            row.faults.append(Fault(number, letter(place), column, shown(cell), value.message, value.fix, inexact))
        elif column.fact is None:
            row.labels[id] = value
        elif value is not None:
            row.values[id] = value
            if column.fact.type is fact_types.DAY and is_serial(text_of(cell)):
                row.serials.append(Serial(number, letter(place), text_of(cell), value))
    _check_orders(form, found, row)
    _check_label(form, found, row)
    return row


def _try(form: Form, column: Column, cell: Cell) -> Any:
    try:
        return read_label(cell) if column.fact is None else read(form.policy, column, cell)
    except typed.Unreadable as error:
        return error


def _check_orders(form: Form, found: Mapping[str, int], row: Row) -> None:
    """Find pairs of days in the wrong order; the later one is then not known."""
    for m in form.measures:
        for first, last in m.orders:
            a, b = row.values.get(first), row.values.get(last)
            if a is None or b is None or a <= b:
                continue
            column, place = form.by_id[last], found[last]
            begins = form.by_id[first].label
            message = T(
                f"{civil.iso(b)} 早于“{begins.zh}”{civil.iso(a)}。",
                f"{civil.iso(b)} is before the {begins.en}, {civil.iso(a)}.",
            )
            fix = T("请核对两个日期。", "Check the two days.")
            row.faults.append(Fault(row.number, letter(place), column, shown(row.cells[place]), message, fix))
            del row.values[last]


def _check_label(form: Form, found: Mapping[str, int], row: Row) -> None:
    """Find a person without a code in a roster that counts distinct people."""
    for column in form.columns:
        if column.fact is None and column.needed and column.id in found and not row.labels.get(column.id):
            if any(fault.column is column for fault in row.faults):
                continue
            message = T("没有填写。", "It is empty.")
            fix = T("请填写编号，才能分清是不是同一个人。", "Write a code, so that one person is counted once.")
            row.faults.append(Fault(row.number, letter(found[column.id]), column, "", message, fix))


def lacking(form: Form, found: Mapping[str, int]) -> list[Column]:
    """Return the columns that a measure needs and that are not there, for the measures that the file is about.

    The file is about a measure if it has one of the columns that only this measure uses.
    """
    about = {code for code in form.kind.measures if any(c.id in found for c in form.own_columns(code))}
    about = about or set(form.kind.measures)
    return [
        c for c in form.columns
        if c.id not in found and (about & set(c.needed) if c.measures else bool(c.needed))
    ]  # fmt: skip


def _lacking(number: int, column: Column) -> Fault:
    message = T("没有这一列。", "This column is not there.")
    fix = T(f"请加上“{column.label.zh}”一列。", f"Add the column '{column.label.en}'.")
    return Fault(number, "", column, "", message, fix)


def _twice(number: int, place: int, column: Column, cell: Cell, first: int) -> Fault:
    message = T(f"与{letter(first)}列重复。", f"It is the same as column {letter(first)}.")
    fix = T("请只留一列；两列都没有读。", "Keep one of them; neither was read.")
    return Fault(number, letter(place), column, shown(cell), message, fix)
