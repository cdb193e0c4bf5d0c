"""Which rows of the registers a filing is about: the filer's own rows, and what tells the lines of a roster apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases.awarded import merged_into
from wenjiu.bureau.cases.flows import lang
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import same_party_ids
from wenjiu.bureau.registry.models import Link, Row
from wenjiu.bureau.registry.records import live
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.case.filing import needed_things
from wenjiu.rules.document.claims import Claim
from wenjiu.rules.document.registers import Table
from wenjiu.rules.policy import Policy

#: In a draft in place of a row: the filing is about none of those that the registers have.
NONE = "-"
#: Rows that are offered.
MOST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that a filing can be about, and the role that the filer has in it."""

    row: Row
    role: str


def of_things(claim: Claim) -> bool:
    """Whether a filing has several lines that each stand for a thing: rows of a register that are chosen."""
    return claim.many and claim.subject in claim.things


def choices(policy: Policy, code: str, filer: Party, on: dt.date) -> list[Choice]:
    """Return the live rows of a measure's table that name the filer, each subject once, the newest first.

    Rows of a table that names no party are open to whoever may file. A table of parties has nothing to choose.
    """
    registers, claim = registers_of(policy), policy.claims[code].under(policy.letters)
    table = registers.subject(code)
    held = claim.files.get(filer.kind, ())
    if table.name in registers.parties or not held:
        return []
    kinds = {column: registers.parties.get(other) for column, other in table.refers.items()}
    columns = {c: role for role in held for c in claim.roles[role] if kinds.get(c) == filer.kind}
    rows = live(policy.name, table.name, on)
    role_of: dict[int, str] = {}
    if columns:
        links = Link.objects.filter(party__in=same_party_ids(filer), role__in=columns)
        role_of = {row: columns[column] for row, column in links.values_list("row_id", "role")}
        rows = rows.filter(pk__in=role_of)
    elif any(kinds.values()):
        return []
    found: dict[str, Choice] = {}
    for row in rows[: MOST * 2]:
        found.setdefault(row.key, Choice(row, role_of.get(row.pk, held[0])))
    return list(found.values())[:MOST]


def chosen(policy: Policy, filing: Filing, code: str) -> list[Choice]:
    """Return the rows that a filing without a roster of people is about.

    Where nothing is chosen yet it is the only row, and of a list of things all of them.
    """
    offered = choices(policy, code, filing.filer, clock.today())
    keys = filing.draft.get("rows", {}).get(code)
    if keys is not None:
        return [choice for choice in offered if choice.row.key in keys]
    return offered if len(offered) == 1 or of_things(policy.claims[code]) else []


def fault(policy: Policy, filing: Filing, code: str) -> str:
    """Return why a filing cannot do without a row that is not chosen or that no register has; empty where it can."""
    if chosen(policy, filing, code):
        return ""
    offered = choices(policy, code, filing.filer, clock.today())
    table = registers_of(policy).subject(code)
    needed = [t for t in needed_things(policy, code).values() if t is table]
    if offered and (needed or code not in filing.draft.get("rows", {})):
        return _("请先选是哪一个：%(what)s。") % {"what": table.label(lang())}
    if needed:
        return _("登记里还没有您的“%(what)s”，没有登记的不能申报。请先到经办部门登记，登记以后这里会显示。") % {
            "what": table.label(lang())
        }
    return ""


def rows_of_people(
    policy: Policy, code: str, filer: Party, lines: Sequence[tuple[Party | None, Mapping[str, Any]]]
) -> list[Row | None]:
    """Return for each line of a roster the one row that it can only be about; None where there is none, or several.

    Of several rows of one person the one counts whose distinguishing columns are as declared: the day of a hire, the
    beginning of a traineeship, the event of a competition.

    Args:
        lines: the person, and what is declared by public name.
    """
    registers, claim = registers_of(policy), policy.claims[code].under(policy.letters)
    table = registers.subject(code)
    people = [party for party, _declared in lines if party is not None]
    if table.name in registers.parties or not people:
        return [None] * len(lines)
    column = claim.roles[claim.subject if claim.subject in claim.roles else "person"][0]
    found = _by_person(policy, table, column, people)
    own = [c for role in claim.files.get(filer.kind, ()) for c in claim.roles[role] if c in table.refers]
    if own:
        ids = [row.pk for rows in found.values() for row in rows]
        mine = Link.objects.filter(row__in=ids, role__in=own, party__in=same_party_ids(filer))
        named = set(mine.values_list("row_id", flat=True))
        found = {party: [row for row in rows if row.pk in named] for party, rows in found.items()}
    columns = _distinguishing(policy, code, table, claim)
    return [
        None if party is None else _only([r for r in found.get(party.pk, ()) if _fits(r, columns, declared)])
        for party, declared in lines
    ]


def _by_person(policy: Policy, table: Table, column: str, people: Sequence[Party]) -> dict[int, list[Row]]:
    """Return party -> live rows that refer to it, or to a record that was merged into it."""
    heads = {party.pk: party.pk for party in people}
    heads |= {gone: head for head, records in merged_into(list(heads)).items() for gone in records}
    links = dict(Link.objects.filter(party__in=heads, role=column).values_list("row_id", "party_id"))
    found: dict[int, list[Row]] = {}
    for row in live(policy.name, table.name, clock.today()).filter(pk__in=links):
        found.setdefault(heads[links[row.pk]], []).append(row)
    return found


def _distinguishing(policy: Policy, code: str, table: Table, claim: Claim) -> dict[str, tuple[str, bool]]:
    """Return column that tells rows apart -> the name under which a line declares it, and whether it is a reference."""
    public = policy.public_names(policy.measures[code])
    columns = registers_of(policy).apart.get(table.name, ())
    found = {c: (public[table.facts[c].key], False) for c in columns if table.facts[c].key in public}
    return found | {path: (thing, True) for thing, path in claim.things.items() if path in table.refers}


def _fits(row: Row, columns: Mapping[str, tuple[str, bool]], declared: Mapping[str, Any]) -> bool:
    """Whether what a line declares agrees with the columns of a row that tell it from others."""
    for column, (name, reference) in columns.items():
        value = (row.refers if reference else row.facts).get(column)
        if declared.get(name) is not None and value is not None and str(declared[name]) != str(value):
            return False
    return True


def _only(rows: Sequence[Row]) -> Row | None:
    return rows[0] if len({row.key for row in rows}) == 1 else None
