"""What an import would do before anything is stored, the template of a table, and a file with what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.parties import logic
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry import layout as columns
from wenjiu.bureau.registry import storing
from wenjiu.bureau.registry.doubts import Doubt, doubts_of
from wenjiu.bureau.registry.layout import Layout
from wenjiu.bureau.registry.reading import files_of
from wenjiu.bureau.registry.records import key_of as party_key
from wenjiu.bureau.registry.rows import ERRORS, MOST_ROWS, FileRow, FileTable
from wenjiu.bureau.registry.statements import Statement, key_of
from wenjiu.bureau.registry.values import checked
from wenjiu.bureau.registry.versions import CHANGED, NEW, UNCHANGED, Content, step
from wenjiu.bureau.spreadsheets.writing import Given, Heading, Words, annotated, template
from wenjiu.rosters import templates
from wenjiu.rosters.tables import place
from wenjiu.rosters.workbook import fault_text
from wenjiu.rules.language.text import T

#: Verdicts of rows that are not stored: one with faults, and one that an earlier row of the file states.
BAD, REPEATED = "bad", "repeated"
VERDICTS = (NEW, CHANGED, UNCHANGED, REPEATED, BAD)


@dataclass(frozen=True)
class Elsewhere:
    """A live row about the same from another source, and the columns in which it differs."""

    source: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What an import would do with one row.

    `elsewhere`: what other sources say of the same. `doubts`: what is implausible in the row.
    """

    row: FileRow
    word: str
    elsewhere: tuple[Elsewhere, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What an import would do with each row of a file."""

    table: FileTable
    verdicts: tuple[Verdict, ...]

    def count(self, word: str) -> int:
        """Return the number of rows with a verdict."""
        return sum(verdict.word == word for verdict in self.verdicts)

    @property
    def good(self) -> int:
        """Return the number of rows that an import takes."""
        return len(self.verdicts) - self.count(BAD)


def preview(table: FileTable, source: str) -> Preview:
    """Return what an import of a file would do with each row. Nothing is stored.

    The number of statements does not grow with the rows.
    """
    policy, name = table.layout.policy, table.layout.table.name
    good = [row.statement for row in table.rows if row.statement is not None]
    today = clock.today()
    known = _known_parties([p for s in good for p in s.parties.values() if isinstance(p, Identity)])
    keys = {id(s): key_of(policy, name, s, lambda role, s=s: _key(s, role, known)) for s in good}  # type: ignore[misc]
    named = list(dict.fromkeys(keys.values()))
    live = storing.live_by_key(policy.name, name, source, named)
    others = storing.live_elsewhere(policy.name, name, source, named)
    seen = set()
    found = []
    for row in table.rows:
        statement = row.statement
        if row.award is not None:
            found.append(Verdict(row, NEW))
            continue
        if statement is None:
            found.append(Verdict(row, BAD))
            continue
        at = keys[id(statement)], statement.valid_from
        if at in seen:
            found.append(Verdict(row, REPEATED))
            continue
        seen.add(at)
        roles = {role: known.get(_named(party), 0) for role, party in statement.parties.items()}
        facts = checked(policy, table.layout.table, statement.facts)
        content = Content(facts, dict(statement.refers), roles, statement.street)
        span = statement.valid_from, statement.valid_to
        key = keys[id(statement)]
        word = step(span, content, live.get(key, ())).verdict
        also = tuple(Elsewhere(of, _differing(facts, theirs)) for of, theirs in others.get(key, ()))
        found.append(Verdict(row, word, also, doubts_of(table.layout, row, today)))
    return Preview(table, tuple(found))


def _differing(facts: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(column for column, value in facts.items() if column in theirs and theirs[column] != value)


def _key(statement: Statement, role: str, known: dict[tuple[str, str], int]) -> str | None:
    party = statement.parties.get(role)
    if party is None:
        return None
    named = _named(party)
    return party_key(known[named]) if named in known else ":".join(named)


def _named(party: Identity | Party) -> tuple[str, str]:
    if isinstance(party, Party):
        return party.id_type, party.id_index
    return party.id_type, logic.index_of(party.id_type, party.number)


def _known_parties(wanted: list[Identity]) -> dict[tuple[str, str], int]:
    """Return type and index of the number -> id of the party, for those that are stored."""
    named = {_named(party) for party in wanted}
    stored = list(Party.objects.filter(id_index__in=[index for _, index in named]))
    heads = parties.heads_of(stored)
    return {(p.id_type, p.id_index): heads[p.pk].pk for p in stored if (p.id_type, p.id_index) in named}


def remarks(table: FileTable, lang: str) -> dict[int, str]:
    """Return number of a row -> what is wrong in it."""
    return {row.number: " ".join(fault_text(f, lang) for f in row.faults) for row in table.rows if row.faults}


def give_back(table: FileTable, content: bytes, lang: str) -> tuple[bytes, str]:
    """Return the same file with a column that says what is wrong in each row, and the ending of its name."""
    rows = next(sheet.rows for sheet in files_of(content) if sheet.name == table.sheet)
    wrong = {(f.row, place(f.letter)) for row in table.rows for f in row.faults if f.letter}
    wide = {at for id, at in table.found.items() if id.endswith(".number")}
    given = Given(content, table.sheet, table.header_row, rows, frozenset(wrong), frozenset(wide))
    return annotated(given, ERRORS(lang), remarks(table, lang))


def template_of(layout: Layout, lang: str) -> bytes:
    """Return the template of a table (.xlsx)."""
    name = layout.table.label(lang)
    words = Words(
        list=T("名单", "List")(lang),
        guide=T("填表说明", "How to fill in")(lang),
        title=T(f"{name}：每条记录一行，带 * 的必填，最多{MOST_ROWS}行",
                f"{name}: one record a row, columns with * are needed, at most {MOST_ROWS} rows")(lang),
        heads=(T("列", "column")(lang), T("必填", "needed")(lang), T("是什么", "meaning")(lang),
               T("怎么填", "how to write it")(lang), T("可填的内容", "what can be written")(lang)),
        yes=T("是", "yes")(lang),
    )  # fmt: skip
    return template([heading(column, lang) for column in layout.columns], words, MOST_ROWS)


def heading(column: templates.Column, lang: str) -> Heading:
    """Return how a column is filled in, as its template says it."""
    choices = tuple(templates.choices(column, lang))
    how = templates.how(column)(lang) if column.fact is not None else column.help(lang)
    if column.id == columns.STREET:
        choices = tuple(street.name for street in areas.streets())
    elif column.id == columns.ID_TYPE:
        choices = tuple(label(lang) for label in columns.ID_TYPES.values())
    return Heading(column.header(lang), column.help(lang), how, choices, bool(column.needed))
