"""Reads a list of people from a file or a form: who they are and what is filled in for each. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.programmes import values
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import entry_fields, lang, list_of, part_label, parts_of, policy_of
from wenjiu.bureau.programmes.models import Programme
from wenjiu.bureau.registry.layout import ID_TYPE, SELF, Layout, layout_of
from wenjiu.bureau.registry.reading import read_file
from wenjiu.bureau.registry.rows import FileRow, FileTable
from wenjiu.rosters.cells import ORIGIN, Cell, is_serial, read_label
from wenjiu.rosters.columns import Column
from wenjiu.rosters.tables import Fault, letter, plain_name
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.ask.typed import day as read_day
from wenjiu.rules.document.programmes import Field
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy

FIRST, LAST, PART = "first_day", "last_day", "part"
#: The most people of one file.
MOST = 2_000


@dataclass(frozen=True)
class Doubt:
    """What a check says of somebody. `level`: stop, ask or note."""

    level: str
    code: str
    text: str


@dataclass
class Candidate:
    """Somebody who is to be on a list, with what the checks say. `row`: number of the row in the file, or 0."""

    identity: Identity
    fields: dict[str, Any]
    part: str
    first_day: dt.date
    last_day: dt.date
    row: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether the person cannot be on the list."""
        return any(doubt.level == "stop" for doubt in self.doubts)

    @property
    def asks(self) -> bool:
        """Whether an official decides."""
        return any(doubt.level == "ask" for doubt in self.doubts)


def people_table(policy: Policy) -> str:
    """Return the table of the registers whose rows are people."""
    assert policy.registers is not None
    return next(name for name, kind in policy.registers.parties.items() if kind == "person")


def own_fields(programme: Programme) -> tuple[Field, ...]:
    """Return what a list states of each person, besides who it is: the part, own days, and the fields of the kind."""
    listed = list_of(programme)
    found: list[Field] = []
    if listed.part:
        found.append(Field(PART, "choice", part_label(programme), options={p: Text(p, p) for p in parts_of(programme)}))
    if listed.own_days:
        found.append(Field(FIRST, "day", T("开始日期", "first day")))
        found.append(Field(LAST, "day", T("结束日期", "last day")))
    return (*found, *entry_fields(programme))


def layout(programme: Programme) -> Layout:
    """Return the columns of a file for the list of a programme."""
    policy = policy_of(programme)
    people = layout_of(policy, people_table(policy))
    who = [c for c in people.columns if c.id in (f"{SELF}.number", f"{SELF}.name", ID_TYPE)]
    columns = [*who, *(_column(f) for f in own_fields(programme))]
    names = {name: column for name, column in people.names.items() if column in who}
    for column in columns:
        for name in (column.label.zh, column.label.en, column.id):
            names.setdefault(plain_name(name), column)
    table = replace(people.table, label=T(f"{list_of(programme).who.zh}名单", f"list: {list_of(programme).who.en}"))
    return replace(people, table=table, columns=tuple(columns), names=names, left_out={}, things={})


def _column(of: Field) -> Column:
    help = of.help
    if of.options:
        words = Text("、".join(o.zh for o in of.options.values()), ", ".join(o.en for o in of.options.values()))
        help = Text(f"可填：{words.zh}", f"one of: {words.en}")
    elif of.type == "day":
        help = T("例如 2026-10-01", "such as 2026-10-01")
    elif of.type == "yes_no":
        help = T("填“是”或“否”", "yes or no")
    return Column(of.id, None, (), of.label, help, needed=("needed",) if of.needed else ())


def read_list(programme: Programme, content: bytes) -> tuple[FileTable, list[Candidate]]:
    """Return a file as read, and its people. Rows with faults have no candidate.

    Raises:
        RosterError: the file as a whole cannot be read.
    """
    table = read_file(layout(programme), content, {})
    found = []
    for row in table.rows:
        candidate = _candidate(programme, table, row)
        if candidate is not None:
            found.append(candidate)
    return table, found


def _candidate(programme: Programme, table: FileTable, row: FileRow) -> Candidate | None:
    given: dict[str, Any] = {}
    for of in own_fields(programme):
        place = table.found.get(of.id)
        cell: Cell = row.cells[place] if place is not None and place < len(row.cells) else None
        try:
            given[of.id] = values.read(of, _text(of, cell), lang())
        except ProgrammeRefused as refused:
            if not any(fault.column.id == of.id for fault in row.faults):
                row.faults.append(_fault(table, row, of.id, refused.text))
        except Unreadable:
            continue  # the registry has found the same fault
    if row.statement is None or row.faults:
        return None
    party = row.statement.parties[SELF]
    assert isinstance(party, Identity)
    return candidate_of(programme, party, given, row.number)


def _text(of: Field, cell: Cell) -> str:
    text = read_label(cell)
    if of.type != "day" or not text:
        return text
    day = ORIGIN + dt.timedelta(days=int(text)) if is_serial(text) else read_day(text)
    return day.isoformat()


def candidate_of(programme: Programme, identity: Identity, given: Mapping[str, Any], row: int = 0) -> Candidate:
    """Return somebody for the list from what was read."""
    first, last = given.get(FIRST), given.get(LAST)
    return Candidate(
        identity,
        {k: v for k, v in given.items() if k not in (FIRST, LAST, PART) and v is not None},
        given.get(PART) or "",
        dt.date.fromisoformat(first) if first else programme.first_day,
        dt.date.fromisoformat(last) if last else programme.last_day,
        row,
    )


def _fault(table: FileTable, row: FileRow, column: str, text: str) -> Fault:
    place = table.found.get(column)
    of = table.layout.by_id.get(column, table.layout.columns[0])
    return Fault(row.number, "" if place is None else letter(place), of, "", Text(text, text), Text("", ""))


def mark(table: FileTable, candidates: Sequence[Candidate]) -> None:
    """Write what keeps people off the list into the rows of their file, so that it is given back with the reasons."""
    rows = {row.number: row for row in table.rows}
    for candidate in candidates:
        for doubt in candidate.doubts:
            if doubt.level == "stop":
                rows[candidate.row].faults.append(_fault(table, rows[candidate.row], f"{SELF}.number", doubt.text))
