"""The things that a claim is about, such as a project or an edition: rows of the registers that are no party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.registry.records import live
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.document.claims import Claim
from wenjiu.rules.policy import Policy


def things_of(
    policy: Policy, claim: Claim, row: Row | None, declared: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Return thing -> name of its register row, which is ``column:key``.

    A line without a row has what it declares: the number of the row that a column of the table would refer to.
    """
    found = {}
    table = registers_of(policy).subject(claim.code)
    given = {claim.things[t]: str(v) for t, v in (declared or {}).items() if t in claim.things and v}
    for thing, path in claim.things.items():
        if path == table.key:
            value = row.key if row is not None else None
        else:
            first, *further = path.split(".")
            value = row.refers.get(first) if row is not None else given.get(first)
            at = table.refers.get(first)
            for column in further:
                value = _referred(policy, at, value, column)
                at = registers_of(policy)[at].refers.get(column) if at else None
        if value is not None:
            found[thing] = f"{table.name if path == table.key else path}:{value}"
    return found


def _referred(policy: Policy, table: str | None, key: str | None, column: str) -> str | None:
    """Return what the row with a key refers to in a column; None where there is no such row."""
    if table is None or key is None:
        return None
    for row in live(policy.name, table, clock.today()).filter(key=key):
        if column in row.refers:
            return str(row.refers[column])
    return None


def things_in(claim: Claim, claim_key: str) -> dict[str, str]:
    """Return thing -> name of its register row, of those that the key of an award has."""
    parts = dict(part.partition("=")[::2] for part in claim_key.split(";"))
    return {thing: parts[thing] for thing in claim.things if thing in parts}
