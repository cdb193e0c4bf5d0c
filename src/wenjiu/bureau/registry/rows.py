"""Reads the rows below the header of a file: what each one states, or every fault of it by row and column. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wenjiu.bureau.parties.logic import Identity as Party
from wenjiu.bureau.parties.logic import read_number
from wenjiu.bureau.registry import layout as columns
from wenjiu.bureau.registry import past_awards
from wenjiu.bureau.registry.layout import Identity, Layout
from wenjiu.bureau.registry.past_awards import AwardRow
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.registry.values import stored
from wenjiu.bureau.spreadsheets.inspecting import Marks
from wenjiu.rosters.cells import BLANK, ORIGIN, Cell, is_serial, read, read_label, shown, text_of
from wenjiu.rosters.columns import Column
from wenjiu.rosters.limits import RosterError
from wenjiu.rosters.tables import EXAMPLE, SUM, Fault, letter
from wenjiu.rules.ask import typed
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.text import T, Text
from wenjiu.standards.identifiers import IdentifierError

#: Rows of one file.
MOST_ROWS = 20_000
#: The column that a file which is given back has in addition; it is not read when it comes again.
ERRORS = T("错误原因", "what is wrong")


@dataclass
class FileRow:
    """One row of a file.

    `number`: as in the file.
    `statement`: what it says; None where it has faults.
    `award`: in place of a statement, the past award that it states.
    """

    number: int
    cells: list[Cell]
    faults: list[Fault] = field(default_factory=list)
    statement: Statement | None = None
    award: AwardRow | None = None

    @property
    def good(self) -> bool:
        """Whether an import takes the row."""
        return self.statement is not None or self.award is not None


@dataclass
class FileTable:
    """A file as read.

    `sheet`, `header_row`: where the list is.
    `found`: column id -> its place in a row.
    `notes`: what was not read, and why.
    """

    layout: Layout
    sheet: str
    header_row: int
    header: list[Cell]
    found: dict[str, int]
    rows: list[FileRow]
    notes: list[Text]


class Rows:
    """Reads the rows below a header. Cells that are alike are read once."""

    def __init__(self, table: FileTable, marks: Marks, streets: Mapping[str, int]) -> None:
        self.table, self.layout, self.marks, self.streets = table, table.layout, marks, streets
        self.by_id = self.layout.by_id
        self.before: dict[tuple[str, type, Cell], Any] = {}
        self.columns = self.layout.facts

    def read(self, below: list[tuple[int, list[Cell]]]) -> None:
        """Add the rows to the table."""
        for number, cells in below:
            first = next((text for cell in cells if (text := text_of(cell))), "").casefold()
            if first.startswith(EXAMPLE) or first in SUM or not any(text_of(cell) for cell in cells):
                continue
            if len(self.table.rows) >= MOST_ROWS:
                raise RosterError(
                    T(f"超过{MOST_ROWS}行。", f"There are over {MOST_ROWS} rows."),
                    T("请分成几个文件，分几次导入。", "Split the file and import the parts."),
                )
            self.table.rows.append(self._row(number, cells))
        if not self.table.rows:
            raise RosterError(
                T("表头下面没有内容。", "There is nothing below the header row."),
                T("请在表头下面每条记录填一行。", "Write one record a row below it."),
            )
        _find_repeated(self.table)

    def _row(self, number: int, cells: list[Cell]) -> FileRow:
        row = FileRow(number, cells)
        values: dict[str, Any] = {}
        for id, place in self.table.found.items():
            column, cell = self.by_id[id], cells[place] if place < len(cells) else None
            if (number, place) in self.marks.formulas:
                message = T("这一格是公式。", "The cell is a formula.")
                fix = T("请复制后“选择性粘贴为数值”再试。", "Copy it and paste it as a value.")
                row.faults.append(Fault(number, letter(place), column, shown(cell), message, fix))
                continue
            value = self._value(column, cell)
            if isinstance(value, typed.Unreadable):
                row.faults.append(Fault(number, letter(place), column, shown(cell), value.message, value.fix))
            elif value is not None:
                values[id] = value
        if number in self.marks.hidden_rows:
            message = T("这一行在表格里是隐藏的。", "The row is hidden.")
            fix = T("要导入请取消隐藏，不要的请删除。", "Show it to import it, or delete it.")
            row.faults.append(Fault(number, "", self.layout.columns[0], "", message, fix))
        row.faults += self._lacking(row, values)
        if self.layout.table.name == past_awards.TABLE:
            self._award(row, values)
            return row
        parties = self._parties(row, values)
        if not row.faults:
            row.faults += self._disordered(number, values)
        if not row.faults:
            row.statement = self._statement(values, parties)
        return row

    def _award(self, row: FileRow, values: Mapping[str, Any]) -> None:
        faulty = {fault.column.id for fault in row.faults}
        found = past_awards.read_award(self.layout.policy, values)
        if isinstance(found, past_awards.AwardRow):
            row.award = None if row.faults else found
            return
        for problem in found:
            if problem.column not in faulty:
                row.faults.append(self._of(row, self.by_id[problem.column], problem.message, problem.fix))

    def _value(self, column: Column, cell: Cell) -> Any:
        at = column.id, type(cell), cell
        if column.id.endswith((".number", ".name")):
            return self._read(column, cell)  # each differs: nothing to gain
        if at not in self.before:
            self.before[at] = self._read(column, cell)
        return self.before[at]

    def _read(self, column: Column, cell: Cell) -> Any:
        try:
            if column.fact is not None:
                return self._fact(column, cell)
            text = read_label(cell)
            if not text or (column.id != columns.STREET and text.casefold() in BLANK):
                return None
            return self._special(column, text)
        except typed.Unreadable as error:
            return error

    def _fact(self, column: Column, cell: Cell) -> Any:
        assert column.fact is not None
        value = read(self.layout.policy, column, cell)
        if value is None:
            return None
        if column.fact.type is fact_types.YUAN and not isinstance(value, int):
            raise typed.Unreadable(
                T(f"“{shown(cell)}”不足一分。", f"'{shown(cell)}' is not in whole fen."),
                T("金额最多写两位小数。", "Write at most two decimals."),
            )
        return stored(column.fact, value)

    def _special(self, column: Column, text: str) -> Any:
        """Return the value of a street, a day, a kind of document or a number of a row; else the text."""
        if column.id == columns.STREET:
            return self._street(text)
        if column.id in (columns.FROM, past_awards.PAID_ON):
            return ORIGIN + dt.timedelta(days=int(text)) if is_serial(text) else typed.day(text)
        if column.id == columns.ID_TYPE:
            words = {w: t for t, label in columns.ID_TYPES.items() for w in (t, label.zh, label.en)}
            words |= {"身份证": "resident_id", "护照": "passport_other", "其他": "passport_other"}
            if text not in words:
                raise typed.Unreadable(T(f"没有“{text}”这种证件。", f"There is no document '{text}'."), column.help)
            return words[text]
        if column.id == columns.NUMBER or column.id in self.layout.things:
            return _row_number(text)
        return text

    def _street(self, text: str) -> int | None:
        if text in BLANK:
            return None
        for name in (text, f"{text}街道", f"{text}地区", text.removesuffix("办事处")):
            if name in self.streets:
                return self.streets[name]
        raise typed.Unreadable(
            T(f"没有街道“{shown(text)}”。", f"There is no street '{shown(text)}'."),
            T("请填街道或地区的全称，见模板的“填表说明”。", "Write the full name, see the template's guide."),
        )

    def _lacking(self, row: FileRow, values: Mapping[str, Any]) -> Iterator[Fault]:
        faulty = {fault.column.id for fault in row.faults}
        for column in self.layout.columns:
            if column.needed and column.id not in values and column.id not in faulty:
                place = self.table.found[column.id]
                fix = T(f"请填写{column.label.zh}。", f"Write the {column.label.en}.")
                yield Fault(row.number, letter(place), column, "", T("没有填写。", "It is empty."), fix)

    def _parties(self, row: FileRow, values: Mapping[str, Any]) -> dict[str, Party]:
        found = {}
        for identity in self.layout.identities:
            party = self._party(row, identity, values)
            if party is not None:
                found[identity.role] = party
        return found

    def _party(self, row: FileRow, identity: Identity, values: Mapping[str, Any]) -> Party | None:
        number, name = values.get(identity.number.id), values.get(identity.name.id)
        if number is None:
            if name is not None and not identity.needed:
                row.faults.append(self._of(row, identity.number, T("只填了名称。", "There is a name alone.")))
            return None
        id_type = "uscc" if identity.kind == columns.ORGANISATION else values.get(columns.ID_TYPE, "resident_id")
        try:
            read = read_number(id_type, number)
        except IdentifierError as error:
            row.faults.append(self._of(row, identity.number, T(error.zh, error.en), T("", "")))
            return None
        if name is None:
            if not identity.needed:
                row.faults.append(self._of(row, identity.name, T("没有填写。", "It is empty.")))
            return None
        street = values.get(columns.STREET) if identity.role == columns.SELF else None
        return Party(identity.kind, id_type, read, name, street)

    def _of(self, row: FileRow, column: Column, message: Text, fix: Text | None = None) -> Fault:
        place = self.table.found.get(column.id)
        fix = fix or T(f"请填写{column.label.zh}。", f"Write the {column.label.en}.")
        return Fault(row.number, "" if place is None else letter(place), column, "", message, fix)

    def _disordered(self, number: int, values: Mapping[str, Any]) -> Iterator[Fault]:
        """Find pairs of days in the wrong order."""
        for first, last in orders_of(self.layout):
            if first in values and last in values and values[last] < values[first]:
                column = self.by_id[last]
                message = T(f"{values[last]} 早于{self.by_id[first].label.zh} {values[first]}。",
                            f"{values[last]} is before the {self.by_id[first].label.en}, {values[first]}.")  # fmt: skip
                place = letter(self.table.found[last])
                fix = T("请核对两个日期。", "Check the two days.")
                yield Fault(number, place, column, values[last], message, fix)

    def _statement(self, values: Mapping[str, Any], parties: dict[str, Party]) -> Statement:
        since: dt.date | None = values.get(columns.FROM)
        return Statement(
            facts={c: values[c] for c in self.columns if c in values},
            parties=parties,
            number=values.get(columns.NUMBER, ""),
            refers={c: values[c] for c in self.layout.things if c in values},
            street=values.get(columns.STREET),
            valid_from=since,
        )


def _row_number(text: str) -> str:
    """Return the number of a row. Raise `typed.Unreadable` for one that identifies a person."""
    try:
        read_number("resident_id", text)
    except IdentifierError:
        return text
    raise typed.Unreadable(
        T("编号不能用身份证号。", "An identity number cannot be the number of a row."),
        T("请换成自己编的号。", "Write a number of your own."),
    )


def orders_of(layout: Layout) -> list[tuple[str, str]]:
    """Return pairs of columns whose second day must not be before the first (`Measure.orders`)."""
    at = {id(fact): column for column, fact in layout.table.facts.items()}
    found = []
    for code in layout.table.measures:
        measure = layout.policy.measures[code]
        accepted = layout.policy.accepted_facts(measure)
        for first, last in measure.orders:
            a, b = at.get(id(accepted[first])), at.get(id(accepted[last]))
            if a in layout.by_id and b in layout.by_id and a is not None and b is not None:
                found.append((a, b))
    return found


def _find_repeated(table: FileTable) -> None:
    """Find rows about the same as an earlier one: a fault where they say something else."""
    first: dict[Any, FileRow] = {}
    awards: dict[str, FileRow] = {}
    for row in table.rows:
        if row.award is not None:
            same = awards.setdefault(repr(row.award), row)
            if same is not row:
                message = T(f"与第{same.number}行相同。", f"It is the same as row {same.number}.")
                fix = T("请只留一行。", "Keep one of them.")
                row.faults.append(Fault(row.number, "", table.layout.columns[0], "", message, fix))
                row.award = None
        if row.statement is None:
            continue
        earlier = first.setdefault(row.statement.identity(table.layout.policy, table.layout.table.name), row)
        if earlier is row or earlier.statement == row.statement:
            continue
        message = T(f"与第{earlier.number}行说的是同一条记录，但内容不同。",
                    f"It is about the same as row {earlier.number}, with other content.")  # fmt: skip
        fix = T("请只留正确的一行。", "Keep the right one.")
        row.faults.append(Fault(row.number, "", table.layout.columns[0], "", message, fix))
        row.statement = None
