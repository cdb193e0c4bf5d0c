"""Which lines of some parties wait for a decision."""

from __future__ import annotations

from collections.abc import Iterable

import wenjiu.bureau.among  # noqa: F401  (its look-up)
from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.held import held
from wenjiu.rules.policy import Policy

#: The states of a line that waits for its decision.
PENDING = ("open",)


def measures_waiting(policy: Policy, parties: Iterable[int]) -> set[str]:
    """Return the codes of the measures of which some parties have lines that wait. A page asks once."""
    wanted = frozenset(parties)

    def ask() -> set[str]:
        lines = Line.objects.filter(state__in=PENDING, case__policy=policy.name, roles__party_id__among=wanted)
        return set(lines.order_by().values_list("case__measure", flat=True).distinct())

    return held(("measures waiting", policy.name, wanted), ask)
