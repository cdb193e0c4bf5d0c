"""Lines that end after their approval: what can still end, and what waits for a second person."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import duties
from wenjiu.bureau.cases.models import Case, Ending, Line
from wenjiu.bureau.cases.parts import rows_of

#: States of a case and of its lines in which an approved line can end.
CASE_STATES = ("notice", "pay")
LINE_STATES = ("approved", "held", "cleared")


def can_end(case: Case) -> list[Line]:
    """Return the approved lines of a case that are not paid, in their order."""
    if case.state not in CASE_STATES:
        return []
    return list(case.lines.filter(state__in=LINE_STATES).prefetch_related("roles__party").order_by("no"))


def endings_of(case: Case) -> QuerySet[Ending]:
    """Return the endings of a case, the latest first."""
    found: QuerySet[Ending] = rows_of(case, "endings").select_related("proposed_by", "confirmed_by").order_by("-id")
    return found


def waiting_endings(actor: Any) -> QuerySet[Ending]:
    """Return the endings that wait for a second person, of an actor's streets, without his own."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    found: QuerySet[Ending] = (
        Ending.objects.filter(settled_at=None, case__street__in=streets)
        .exclude(proposed_by=actor)
        .select_related("case__filing__filer", "proposed_by")
        .order_by("id")
    )
    return found


def access_ending(case: Case, id: int) -> Ending:
    """Return an ending of a case that the caller got by `desk.access_case`. Raise Forbidden where there is none."""
    found: Ending | None = case.endings.filter(pk=id).first()
    if found is None:
        raise Forbidden(f"ending {id}")
    return found
