"""Promises that stand in for papers: what can be drawn, what waits, and who is on the list of the dishonoured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import duties
from wenjiu.bureau.cases.models import ENDS, Evidence, PromiseCheck
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party

#: Ends of a case that its promise led to nothing in.
WITHOUT_MONEY = tuple(end for end in ENDS if end != "closed")


def unchecked(actor: Any) -> QuerySet[Evidence]:
    """Return the promises of an actor's streets that nobody drew, without those of cases that came to nothing."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    found: QuerySet[Evidence] = Evidence.objects.filter(
        origin="promise", replaced_at=None, check_of_promise=None, case__street__in=streets
    )
    return found.exclude(case__state__in=WITHOUT_MONEY).order_by("id")


def visible_checks(actor: Any) -> QuerySet[PromiseCheck]:
    """Return the checks of an actor's streets, the latest first."""
    streets = scopes.streets_of(actor, *duties.SETTLERS)
    found: QuerySet[PromiseCheck] = (
        PromiseCheck.objects.filter(evidence__case__street__in=streets)
        .select_related("evidence__case__filing__filer", "party", "found_by", "confirmed_by", "undone_by")
        .order_by("-id")
    )
    return found


def access_check(actor: Any, id: int) -> PromiseCheck:
    """Return a check that an actor may see. Raise Forbidden where there is none."""
    found = visible_checks(actor).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"check of a promise {id}")
    return found


def on_list() -> Q:
    """Return the condition of a check that keeps a party on the list today."""
    return Q(confirmed_at__isnull=False, undone_at=None, until__gt=clock.today())


def listing(filers: Iterable[Party]) -> PromiseCheck | None:
    """Return the check that keeps one of some parties on the list longest; None where none of them is on it."""
    ids = parties.records_of(filers)
    found: PromiseCheck | None = PromiseCheck.objects.filter(on_list(), party__in=ids).order_by("-until").first()
    return found
