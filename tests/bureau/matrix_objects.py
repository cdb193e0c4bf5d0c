"""The rows that pages with an id in their address show in the matrix (test_matrix.py).

Everything belongs to the firm of ``demo-firm`` and to the first street, so that ``demo-firm-2`` and
``demo-specialist-2`` are strangers. A new page with an id gets an entry in `ARGUMENTS`, and what it needs in `World`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from tests.bureau.funds import matrix as money

from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.models import User
from wenjiu.policies import load_policy


@dataclass
class World:
    """The personas by their names, without ``demo-``, and whatever else pages show."""

    people: dict[str, User]
    rows: dict[str, Any] = field(default_factory=dict)


def make() -> World:
    """Make the personas and the rows. The caller rolls everything back."""
    areas = load_policy(settings.WENJIU_POLICY).areas
    people = ensure_demo_people(actor="the matrix", areas_of_policy=areas)
    world = World({user.username.removeprefix("demo-"): user for user in people})
    world.rows |= money.rows(world.people)
    return world


#: What an address with an id is made of, by the name of its URL: ``"desk:case": lambda w: {"number": w.rows["case"].number}``.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {**money.ARGUMENTS}
