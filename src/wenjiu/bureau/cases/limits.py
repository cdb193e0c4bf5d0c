"""The most that somebody may approve for one case: by his post, and by what two people set from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wenjiu.bureau.access import scopes
from wenjiu.bureau.rulebook import set_values

#: Kind of the changes of the rulebook that set a limit (settings.of_limits).
LIMIT = "limit"
#: Names of limits: of every approver, of one measure (with its code behind), of one person (with the sign-in name).
ALL, MEASURE, PERSON = "approver", "approver/", "person/"


def limit_of(actor: Any, policy: str, measure: str, day: dt.date | None = None) -> int | None:
    """Return the most in fen that an approver may decide for one case of a measure on a day; None: no limit.

    A limit of the person goes before one of the measure, and that before the one of every approver. The limit of the post
    holds beside it: the lower one counts.

    Raises:
        Forbidden: the actor is no approver.
    """
    own = scopes.approval_limit(actor)
    found = set_values.all_on(policy, LIMIT, day)
    names = (f"{PERSON}{actor.username}", f"{MEASURE}{measure}", ALL)
    stated = next((found[name].value for name in names if name in found), None)
    limits = [limit for limit in (own, stated) if limit is not None]
    return min(limits) if limits else None
