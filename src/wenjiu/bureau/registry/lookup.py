"""The single look-up: what the registers say of a subject on a day, with the row that says each fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from wenjiu.bureau.parties import queries as parties_queries
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import SELF, Link, Row
from wenjiu.bureau.registry.records import Records, key_of, live
from wenjiu.bureau.registry.resolving import RULE, Record, Subject
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.document.claims import FILER
from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


@dataclass(frozen=True)
class Found:
    """What registers say of one subject.

    `facts`: neutral key -> value as the rules keep it. A fact that is absent is not known.
    `sources`: neutral key -> id of the row that says it, ``count``, or ``rule`` (implied by another fact).
    `ranges`: neutral key -> least and greatest value of a count that some unknown rows make uncertain.
    `rows`: ids of the subject's own live rows; empty where the register has none.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, int | str] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows: tuple[int, ...] = ()

    def public(self, policy: Policy, code: str) -> dict[str, Any]:
        """Return public name -> value as a case states it, of the facts that a measure accepts.

        Facts that every filing states anew are left out: a register may hold those of an earlier period.
        """
        accepted = policy.accepted_facts(policy.measures[code])
        anew = policy.claims[code].anew
        return {
            name: fact.type.public(self.facts[fact.key]) if isinstance(fact, Fact) else self.facts[fact.key]
            for name, fact in accepted.items()
            if fact.key in self.facts and name not in anew
        }


def look_up(
    *,
    policy: Policy,
    table: str,
    on: dt.date,
    row: Row | str | None = None,
    parties: Mapping[str, Party] | None = None,
) -> Found:
    """Return what the registers say of one subject on a day.

    Args:
        policy: whose registers.
        table: the subject's table.
        on: the day.
        row: a row of the subject, or its key.
        parties: in place of a row, role -> party: ``self`` for the party that the row is about, else the column that
            refers to it. Without a row of their own, what the tables of the parties say is found; of several rows,
            what they agree on.
    """
    return look_up_many(policy=policy, table=table, on=on, subjects=[row if row is not None else parties or {}])[0]


def look_up_many(
    *, policy: Policy, table: str, on: dt.date, subjects: Sequence[Row | str | Mapping[str, Party]], code: str = ""
) -> list[Found]:
    """Return what the registers say of many subjects of one table, in their order; see `look_up`.

    The number of statements does not grow with the subjects.

    Args:
        code: look up only the facts that this measure accepts.
    """
    records = Records(policy, civil.of(on))
    asked = [subject.key if isinstance(subject, Row) else subject for subject in subjects]
    records.load(table, [key for key in asked if isinstance(key, str)])
    own = _of_parties(records, table, [dict(p) for p in asked if not isinstance(p, str)])
    of_parties = iter(own)
    chosen = [
        (records.record(table, key) or Record(table, key)) if isinstance(key, str) else next(of_parties)
        for key in asked
    ]
    records.load_all(chosen)
    facts, relations = wanted(policy, table, code)
    return [_found(Subject(policy, records, record, records.on), facts, relations) for record in chosen]


def facts_of(
    *, policy: Policy, code: str, on: dt.date, row: Row | str | None = None, parties: Mapping[str, Party] | None = None
) -> Found:
    """Return what the registers say of the subject of a measure; `Found.public` gives it under public names.

    Args:
        policy: whose registers.
        code: the measure.
        on: the day.
        row: a row of the subject's table, or its key.
        parties: in place of a row, role of the claim -> party, such as employer and person.
    """
    return facts_of_many(policy=policy, code=code, on=on, subjects=[row if row is not None else parties or {}])[0]


def facts_of_many(
    *, policy: Policy, code: str, on: dt.date, subjects: Sequence[Row | str | Mapping[str, Party]], own: bool = False
) -> list[Found]:
    """Return what the registers say of many subjects of one measure, in their order; see `facts_of`.

    Args:
        own: look up only the facts that the measure accepts, and not all that rows of its table can have.
    """
    table = registers_of(policy).subject(code).name
    asked = [s if isinstance(s, Row | str) else by_column(policy, code, s) for s in subjects]
    return look_up_many(policy=policy, table=table, on=on, subjects=asked, code=code if own else "")


def by_column(policy: Policy, code: str, roles: Mapping[str, Party]) -> dict[str, Party]:
    """Return column of the subject's table -> party, from role of the claim -> party.

    A role with several columns is in the first one whose table is of the party's kind. `id` is the row itself.
    """
    registers = registers_of(policy)
    table = registers.subject(code)
    claim = policy.claims[code].under(policy.letters_for(policy.measures[code]))
    found: dict[str, Party] = {}
    for role, party in roles.items():
        for column in claim.roles.get(role, (role,)):
            own = column in (FILER, table.key, SELF)
            kind = registers.parties.get(table.name if own else table.refers.get(column, ""))
            if kind == party.kind:
                found.setdefault(SELF if own else column, party)
                break
    return found


@lru_cache(maxsize=256)
def wanted(policy: Policy, table: str, only: str = "") -> tuple[list[Fact], list[Relation]]:
    """Return the facts and relations that a subject of a table can have, each once; `only`: those of one measure."""
    registers = registers_of(policy)
    facts: dict[str, Fact] = {fact.key: fact for fact in columns_of(policy, table).facts.values()}
    relations: dict[str, Relation] = {}
    for code in registers[table].measures:
        for fact in policy.accepted_facts(policy.measures[code]).values():
            if isinstance(fact, Relation):
                relations[fact.key] = fact
            else:
                facts[fact.key] = fact
    days = {fact.key for fact in policy.dates.values()}
    for _path, other in registers.paths(registers[table]):
        facts = {fact.key: fact for fact in other.facts.values()} | facts
    asked = (
        {fact.key for fact in policy.accepted_facts(policy.measures[only]).values()} if only else {*facts, *relations}
    )
    return (
        [fact for fact in facts.values() if fact.key in asked - days],
        [relation for relation in relations.values() if relation.key in asked],
    )


def _found(subject: Subject, facts: Iterable[Fact], relations: Iterable[Relation]) -> Found:
    found = Found(rows=subject.record.rows)
    for fact in facts:
        answer = subject.fact(fact)
        if answer.range is not None:
            found.ranges[fact.key] = answer.range
        # A default is what the rules assume anyway, and not something that a register says.
        if (
            answer.value is not None
            and answer.source is not None
            and not (answer.source == RULE and fact.default is not None)
        ):
            found.facts[fact.key] = answer.value
            found.sources[fact.key] = answer.source
    for relation in relations:
        members = subject.members(relation)
        if members is not None:
            found.facts[relation.key] = members
            found.sources[relation.key] = "count"
    return found


def _of_parties(records: Records, table: str, asked: Sequence[Mapping[str, Party]]) -> list[Record]:
    """Return the record of each set of parties: its own one, what several agree on, or one without values."""
    policy = records.policy
    heads = parties_queries.heads_of({party.pk: party for parties in asked for party in parties.values()}.values())
    keys = [{role: key_of(heads[party.pk].pk) for role, party in parties.items()} for parties in asked]
    if table in records.registers.parties:
        records.load(table, [k[SELF] for k in keys if SELF in k])
        return [
            (records.record(table, k[SELF]) if SELF in k else None) or Record(table, k.get(SELF, ""), refers=_others(k))
            for k in keys
        ]
    wanted = {party.pk for parties in asked for party in parties.values()}
    wanted |= set(parties_queries.gone_into(wanted))
    links = Link.objects.filter(party_id__in=wanted, role__in={role for k in keys for role in k})
    rows = live(policy.name, table, records.day).filter(pk__in=links.values("row_id"))
    found = [dict.fromkeys(rows.values_list("key", flat=True))]
    records.load(table, found[0])
    known = [record for key in found[0] if (record := records.record(table, key)) is not None]
    by_refers: dict[tuple[str, str], list[Record]] = {}
    for record in known:
        for role, key in record.refers.items():
            by_refers.setdefault((role, key), []).append(record)
    return [_agreed(table, k, by_refers) for k in keys]


def _others(keys: Mapping[str, str]) -> dict[str, str]:
    return {role: key for role, key in keys.items() if role != SELF}


def _agreed(table: str, keys: Mapping[str, str], by_refers: Mapping[tuple[str, str], list[Record]]) -> Record:
    """Return what the records that refer to all these parties agree on."""
    lists = [by_refers.get((role, key), []) for role, key in keys.items()]
    matching = [r for r in lists[0] if all(r in others for others in lists[1:])] if lists else []
    if len(matching) == 1:
        return matching[0]
    first, rest = (matching[0], matching[1:]) if matching else (Record(table, ""), [])
    values = {c: v for c, v in first.values.items() if all(r.values.get(c) == v for r in rest)}
    refers = {c: k for c, k in first.refers.items() if all(r.refers.get(c) == k for r in rest)}
    rows = tuple(row for record in matching for row in record.rows)
    origins = {c: first.origins[c] for c in values}
    return Record(table, "", values, origins, refers | _others(keys), rows, first.street)
