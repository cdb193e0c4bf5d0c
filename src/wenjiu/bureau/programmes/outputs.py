"""What follows from a programme in the registers. The rows are made by the registry's own action."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import counting, periods
from wenjiu.bureau.programmes.kinds import kind_of, lang, parts_of, policy_of
from wenjiu.bureau.programmes.models import CONFIRMED, LEFT, LISTED, Entry, Following, Programme, Record
from wenjiu.bureau.programmes.months import runs
from wenjiu.bureau.programmes.stated import is_checked
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement
from wenjiu.rules.document.programmes import Output
from wenjiu.standards import money


def write(actor: Any, programme: Programme, when: str, entry: Entry | None = None) -> int:
    """Bring the rows that follow at a point of a programme, and return their number.

    Call it inside an action. What is counted over several programmes waits for the others: the whole and the organiser
    are locked. Tables are written in the order of their names, so no two actions cross.

    Args:
        actor: who takes the step.
        programme: the programme, locked.
        when: the point (`Output.when`).
        entry: only the rows of this person.
    """
    if programme.part_of_id is not None:
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.part_of_id)
    if programme.organiser is not None:
        Party.objects.select_for_update(no_key=True).get(pk=parties.head(programme.organiser).pk)
    rows: dict[tuple[str, str], list[tuple[Programme, Statement]]] = defaultdict(list)
    for of in [programme, *([programme.part_of] if programme.part_of is not None else [])]:
        for out in kind_of(of).outputs:
            # A whole is stated anew when one of its parts is accepted, once it is approved itself.
            due = out.when == when if of is programme else when == "accepted" and out.when == "approved"
            if due:
                rows[out.table, out.source.zh] += [(of, found) for found in statements(of, out, entry)]
    number = 0
    for (table, source), found in sorted(rows.items(), key=lambda item: item[0]):
        if found:
            said = [statement for _of, statement in found]
            brought = bring(actor=actor, policy=policy_of(programme), table=table, rows=said, source=source)
            follows = zip((of for of, _statement in found), brought.rows, strict=True)
            new = [Following(programme=of, row_id=id) for of, id in dict.fromkeys(follows)]
            Following.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
            number += len(found)
    return number


def statements(programme: Programme, out: Output, only: Entry | None = None) -> list[Statement]:
    """Return the rows that an output of a programme states now, or those of one person."""
    if out.per == "programme":
        return [_row(programme, out, number=programme.number)]
    if out.per == "part":
        return [_row(programme, out, number=part_number(programme, at)) for at in range(len(parts_of(programme)))]
    if out.per == "year":
        year = programme.last_day.year
        return [_row(programme, out, valid_from=dt.date(year, 1, 1))]
    entries = programme.entries.filter(state__in=(LISTED, LEFT)).select_related("party")
    if only is not None:
        entries = entries.filter(pk=only.pk)
    if out.per == "run":
        return [row for entry in entries for row in _runs(programme, out, entry)]
    found = []
    for entry in entries:
        if _wanted(entry, out) and (not out.records or confirmed_days(entry, out.records)):
            found.append(_row(programme, out, entry=entry, number=entry.row or entry_number(programme, entry)))
    return found


def part_number(programme: Programme, at: int) -> str:
    """Return the number of a part in the registers."""
    return f"{programme.number}-{at + 1}"


def entry_number(programme: Programme, entry: Entry) -> str:
    """Return the number of an entry in the registers."""
    return f"{programme.number}-P{entry.no}"


def _wanted(entry: Entry, out: Output) -> bool:
    for name, wanted in out.only.items():
        value = entry.result.get(name)
        if wanted is True:
            if value is not True:
                return False
        elif value is None or value > wanted:
            return False
    return True


def confirmed_days(entry: Entry, what: str) -> list[dt.date]:
    """Return the days or months of somebody for which a record is confirmed and counts."""
    found = Record.objects.filter(entry=entry, what=what, answer__outcome=CONFIRMED)
    return [record.day for record in found.order_by("day") if not record.stops]


def _runs(programme: Programme, out: Output, entry: Entry) -> Iterable[Statement]:
    of = kind_of(programme).recorded(out.records)
    assert of is not None
    end = periods.last_of_months(programme, of, entry)
    for first, last in runs(confirmed_days(entry, out.records), of.every, entry.first_day, end):
        yield _row(programme, out, entry=entry, run=(first, last))


def _row(
    programme: Programme,
    out: Output,
    *,
    entry: Entry | None = None,
    number: str = "",
    run: tuple[dt.date, dt.date] | None = None,
    valid_from: dt.date | None = None,
) -> Statement:
    facts = {
        column: value
        for column, asked in out.facts.items()
        if (value := _value(programme, entry, run, *next(iter(asked.items())))) is not None
    }
    people = {}
    for column, role in out.parties.items():
        party = _party(programme, entry, role)
        if party is not None:
            people[column] = party
    refers = {}
    for column, what in out.refers.items():
        if what == "part" and entry is not None:
            refers[column] = part_number(programme, parts_of(programme).index(entry.part))
        elif what == "programme":
            refers[column] = programme.number
    named = number if _numbered(programme, out.table) else ""
    if out.per == "programme" and not named:
        valid_from = programme.first_day
    return Statement(facts, people, named, refers, street=_street(programme, out), valid_from=valid_from)


def _numbered(programme: Programme, table: str) -> bool:
    registers = policy_of(programme).registers
    assert registers is not None
    return table not in registers.parties and table not in registers.apart


def _street(programme: Programme, out: Output) -> int | None:
    registers = policy_of(programme).registers
    assert registers is not None
    return programme.street_id if "street" in registers[out.table].groups else None


def _party(programme: Programme, entry: Entry | None, role: str) -> Any:
    """Return the party of a role: organiser, perhaps where a field has a value; person or organisation of the entry."""
    name, _mark, condition = role.partition("?")
    field, _equals, value = condition.partition("=")
    if condition and programme.fields.get(field) != value:
        return None
    if name == "organiser":
        return None if programme.organiser is None else parties.head(programme.organiser)
    if entry is None or entry.party.kind != name:
        return None
    return parties.head(entry.party)


def _value(programme: Programme, entry: Entry | None, run: Any, how: str, what: Any) -> Any:
    if entry is not None and how in _OF_ENTRY:
        return _OF_ENTRY[how](entry, what)
    if how == "value":
        return what
    if how == "field":
        value = programme.fields.get(what)
        return money.yuan(value) if what.endswith("_fen") and value is not None else value
    if how == "day":
        return (programme.first_day if what == "first" else programme.last_day).isoformat()
    if how == "run_day":
        return run[0 if what == "first" else 1].isoformat()
    if how == "year":
        return (programme.first_day if what == "first" else programme.last_day).year
    if how == "year_end":
        return dt.date(programme.last_day.year, 12, 31).isoformat()
    if how == "part_of":
        return programme.part_of_id is not None
    if how == "checked":
        return is_checked(programme, entry if what == "entry" else None) or None
    if how == "all":
        return counting.all_confirmed(programme, what)
    return counting.count(programme, what)


_OF_ENTRY: Mapping[str, Callable[[Entry, Any], Any]] = {
    "entry": lambda entry, what: entry.fields.get(what),
    "result": lambda entry, what: entry.result.get(what),
    "entry_day": lambda entry, what: (entry.first_day if what == "first" else entry.last_day).isoformat(),
    "months": lambda entry, what: len(confirmed_days(entry, what)),
    "included": lambda entry, what: counting.included(entry, what),
}


def label_of(programme: Programme, table: str) -> str:
    """Return the name of a register in words."""
    registers = policy_of(programme).registers
    assert registers is not None
    return registers[table].label(lang())
