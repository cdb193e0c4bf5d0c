"""Finds the register row that a line stands on."""

from __future__ import annotations

from collections.abc import Mapping

from wenjiu.bureau import clock
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import SELF, Row
from wenjiu.bureau.registry.records import live
from wenjiu.rules.policy import Policy


def row_of(*, policy: Policy, code: str, roles: Mapping[str, Party]) -> Row | None:
    """Return the newest live row of a measure's table that refers to all parties of a line; None where there is none.

    Args:
        roles: role -> party. A role without a party finds nothing.
    """
    claim = policy.claims[code]
    table = policy.registers.subject(code)
    rows = live(policy.name, table.name, clock.today())
    referred = False
    for role, columns in claim.roles.items():
        held = [
            SELF if column == table.key else column
            for column in columns
            if column == table.key or column in table.refers
        ]
        if role not in roles:
            if claim.subject == role:
                return None
            continue
        if held:
            rows = rows.filter(links__role__in=held, links__party=roles[role])
            referred = True
    if not referred:
        return None
    found: Row | None = rows.order_by("-id").first()
    return found
