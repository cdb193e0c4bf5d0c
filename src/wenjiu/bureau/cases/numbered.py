"""What the identity number of a person says by itself, so that no form asks for it: the day of birth."""

from __future__ import annotations

from collections.abc import Mapping

from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import born_on
from wenjiu.bureau.registry.doubts import BIRTH
from wenjiu.rules.policy import Policy


def names_of(policy: Policy, code: str) -> list[str]:
    """Return the public names of the facts of a measure that the number of its person says."""
    accepted = policy.accepted_facts(policy.measures[code])
    return [name for name, fact in accepted.items() if fact.key.rpartition(".")[2] == BIRTH]


def facts_of(policy: Policy, code: str, roles: Mapping[str, Party]) -> dict[str, str]:
    """Return public name -> value of what the number of the one person of a line says; empty where there is none."""
    names = names_of(policy, code)
    people = {party.pk: party for party in roles.values() if party.kind == "person"} if names else {}
    if len(people) != 1:
        return {}
    [born] = map(born_on, people.values())
    return {} if born is None else dict.fromkeys(names, born.isoformat())
