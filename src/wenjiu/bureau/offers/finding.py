"""Finds the rows of the registers by which a person or an organisation can have a measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from wenjiu.bureau.offers.weighing import Found
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import SELF, Link, Row
from wenjiu.bureau.registry.records import key_of, live, party_of
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.document.claims import FILER
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy


def own_role(policy: Policy, code: str, party: Party) -> str | None:
    """Return the role that a party of a kind has in a measure: one that files, else one that is paid; None: none."""
    claim = policy.claims[code]
    held = claim.files.get(party.kind, ())
    if held:
        return next((role for role in held if role in claim.pays.values()), held[0])
    kinds = _kinds(policy, code)
    return next((role for role in claim.pays.values() if party.kind in kinds.get(role, ())), None)


def counted_in(policy: Policy, fact: Fact, party: Party) -> str:
    """Return the measure whose rows are counted for a fact, where a party has a page of it; empty otherwise."""
    registers = registers_of(policy)
    filed = (code for code in registers[registers.counted[fact].table].measures if code in policy.claims)
    return next((code for code in filed if own_role(policy, code, party) is not None), "")


def _kinds(policy: Policy, code: str) -> dict[str, set[str]]:
    """Return role -> kinds of party that its columns can name."""
    registers = registers_of(policy)
    table = registers.subject(code)
    found: dict[str, set[str]] = {}
    for role, columns in policy.claims[code].roles.items():
        for column in columns:
            name = table.name if column == table.key else table.refers.get(column, "")
            if name in registers.parties:
                found.setdefault(role, set()).add(registers.parties[name])
    return found


def keys_of_party(policy: Policy, code: str, party: Party, on: dt.date) -> list[str]:
    """Return the keys of the rows of a measure's table in which a party has its role, the newest first."""
    role = own_role(policy, code, party)
    if role is None:
        return []
    registers = registers_of(policy)
    table = registers.subject(code)
    rows = live(policy.name, table.name, on)
    if registers.parties.get(table.name) == party.kind:
        return [key_of(party.pk)] if rows.filter(links__role=SELF, links__party__in=_ids(party)).exists() else []
    columns = [c for c in policy.claims[code].roles.get(role, ()) if c not in (FILER, table.key)]
    linked = Link.objects.filter(role__in=columns, party__in=_ids(party)).values("row_id")
    return list(dict.fromkeys(rows.filter(pk__in=linked).values_list("key", flat=True)))


def _ids(party: Party) -> list[int]:
    return parties.same_party_ids(party)


def found_rows(policy: Policy, code: str, keys: Sequence[str], on: dt.date) -> list[Found]:
    """Return rows to weigh by their keys, in their order: each with its newest live statement."""
    table = registers_of(policy).subject(code).name
    newest: dict[str, Row] = {}
    for row in live(policy.name, table, on).filter(key__among=keys):
        newest.setdefault(row.key, row)
    own = _own_parties(policy, code, keys)
    return [Found(key, newest.get(key), own.get(key, {})) for key in keys]


def _own_parties(policy: Policy, code: str, keys: Iterable[str]) -> dict[str, dict[str, Party]]:
    """Return key -> the role of the party that a row of people or organisations is about, and that party."""
    registers, claim = registers_of(policy), policy.claims[code]
    table = registers.subject(code)
    if table.name not in registers.parties:
        return {}
    ids = {key: party_of(key) for key in keys}
    found = {party.pk: party for party in Party.objects.filter(pk__among=set(ids.values()))}
    role = next((role for role, columns in claim.roles.items() if table.key in columns), None)
    return {key: {role: found[id]} for key, id in ids.items() if role is not None and id in found}


def without_row(policy: Policy, code: str, party: Party) -> Found | None:
    """Return a party as a row of a measure of which no register has one; None where it has no part in it."""
    role = own_role(policy, code, party)
    return None if role is None or party.kind not in policy.claims[code].files else Found("", None, {role: party})
