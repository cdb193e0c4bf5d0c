"""Tells programmes what past awards say of the people of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.document.claims import FILER
from wenjiu.rules.policy import Policy


def past_facts(policy: Policy, code: str, people: Sequence[Party]) -> list[Mapping[str, Any]]:
    """Return for each person public fact name -> value that the live awards of the person answer for a measure."""
    claim = policy.claims[code].under(policy.letters_for(policy.measures[code]))
    heads = parties.heads_of(people)
    past = PastAwards(policy, [head.pk for head in heads.values()])
    return [past.facts(code, _roles(policy, code, claim.roles, heads[p.pk]), {}, None, {}) for p in people]


def _roles(policy: Policy, code: str, roles: Mapping[str, Sequence[str]], party: Party) -> dict[str, Party]:
    """Return the roles of a claim that a party of its kind can have."""
    registers = policy.registers
    assert registers is not None  # claims are refused without registers
    table = registers.subject(code)
    found = {}
    for role, columns in roles.items():
        tables = [table.name if c in (FILER, table.key) else table.refers.get(c, "") for c in columns]
        if any(registers.parties.get(name) == party.kind for name in tables):
            found[role] = party
    return found
