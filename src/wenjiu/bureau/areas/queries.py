"""All reads of areas that pages and other apps use."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from wenjiu.bureau.areas.models import Area


def districts() -> QuerySet[Area]:
    """Return the districts."""
    return Area.objects.filter(kind=Area.Kind.DISTRICT)


def streets(day: dt.date | None = None) -> QuerySet[Area]:
    """Return the streets, on a day where one is given, in the order of their codes."""
    found = Area.objects.filter(kind=Area.Kind.STREET)
    if day is not None:
        found = found.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    return found


def by_code(code: str) -> Area | None:
    """Return the area with a code."""
    return Area.objects.filter(code=code).first()
