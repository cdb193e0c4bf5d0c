"""What stands on the page of a case beside its steps: the sample of a bulk, notes, and what else the desk does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import duties
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import appeals, bulk, endings, promises, talk, visits
from wenjiu.web.desk.roles import NOTE_WRITERS, NOTICES

#: Notes that are shown at once; the others are folded.
NOTES = 20
#: Reminders that are shown.
URGES = 5


def beside(actor: Any, case: Case, typed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the context of the parts of a case page that have forms of their own.

    `typed`: what was typed into one of them that was refused.
    """
    may_settle = case.state not in ENDS and duties.covers(actor, roles=NOTICES, area=case.street)
    notes = list(talk.notes_of(case))
    return {
        "look": bulk.to_look_at(actor, case),
        "writes": scopes.has_role(actor, *NOTE_WRITERS),
        "notes": notes[:NOTES],
        "older_notes": notes[NOTES:],
        "readers": [user for user in talk.readers_of(case) if user.pk != actor.pk],
        "visits": list(visits.visits_of(case)),
        "stops": visits.stops_of(case),
        "urges": list(visits.urges_of(case)[:URGES]),
        "may_urge": may_settle and visits.why_not_urge(actor, case) == "",
        "promises": [(p, promises.STANDINGS[p.standing]) for p in promises.promises_of(case)],
        "appeals": appeals.appeals_of(case),
        "endings": list(endings.endings_of(case)),
        "endable": endings.can_end(case) if may_settle else [],
        "may_end": may_settle,
        "typed": typed or {},
    }
