"""All reads of the audit app that pages use. Who may read is the access app's answer, not this one's."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from wenjiu.bureau.audit.models import Read


def reads_of(parties: Iterable[int]) -> QuerySet[Read]:
    """Return the reads of personal fields of parties (ids of all their records), the newest first."""
    return Read.objects.filter(party_id__in=list(parties)).order_by("-id")
