"""The filters of lists of cases that a person keeps."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases.models import SavedFilter

#: Lists whose filters can be kept.
PLACES = ("queue", "cases")


def kept_filters(actor: Any, place: str) -> QuerySet[SavedFilter]:
    """Return the filters that an actor keeps for a list, by name."""
    found: QuerySet[SavedFilter] = SavedFilter.objects.filter(actor=actor, place=place).order_by("name")
    return found


def access_filter(actor: Any, place: str, id: int) -> SavedFilter:
    """Return a filter that an actor keeps. Raise Forbidden where there is none."""
    found: SavedFilter | None = kept_filters(actor, place).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"filter {id}")
    return found
