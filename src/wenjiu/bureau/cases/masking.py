"""Names and numbers as the public may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.parties.models import Party


def masked_name(name: str, organisation: bool) -> str:
    """Return a person's name with one character hidden (张*, 欧阳*华); an organisation's name stays whole."""
    name = name.strip()
    if organisation or not name:
        return name
    if len(name) == 1:
        return "*"
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def shown_of(line: Line) -> dict[str, Any]:
    """Return what the public reads of a line, and nothing else: masked names by role, street, amount.

    Who has several roles stands there once.
    """
    parties = {role.party_id: role for role in sorted(line.roles.all(), key=lambda role: role.role, reverse=True)}
    names = {
        role.role: masked_name(role.party.name, role.party.kind == Party.Kind.ORGANISATION) for role in parties.values()
    }
    return {"names": names, "street": line.case.street.name, "amount_fen": line.award.amount_fen}


def names_of(shown: Mapping[str, Any]) -> list[str]:
    """Return the names of a line as the public reads them, in the order of their roles, before and after it is stored."""
    return [shown["names"][role] for role in sorted(shown["names"])]
