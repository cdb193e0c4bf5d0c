"""A draft and a confirmed change for the matrix of pages: the first policy administrator drafts, the second confirms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bureau.rulebook.admins import confirm, propose

from wenjiu.bureau.accounts.models import User


def rows(people: dict[str, User]) -> dict[str, Any]:
    """Return a draft that waits, and a confirmed change of a measure that the matrix files nothing for."""
    return {
        "draft of a change": propose(people["policy"], "3.2a.per_person", "6000"),
        "confirmed change": confirm(people["policy-2"], propose(people["policy"], "4.2.per_person", "1")),
    }


def _draft(world: Any, **more: str) -> dict[str, Any]:
    return {"id": world.rows["draft of a change"].pk, **more}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "desk:rulebook:draft": _draft,
    "desk:rulebook:edit": _draft,
    "desk:rulebook:replay": _draft,
    "desk:rulebook:seen_home": _draft,
    "desk:rulebook:seen": lambda world: _draft(world, path="guide/3.2a/"),
    "desk:rulebook:kind": lambda world: {"kind": "period"},
    "desk:rulebook:revoke": lambda world: {"id": world.rows["confirmed change"].pk},
}
