"""All reads of the audit app that pages use. Who may read is the access app's answer, not this one's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from wenjiu.bureau.audit.models import Read
from wenjiu.standards import civil


def reads_of(parties: Iterable[int]) -> QuerySet[Read]:
    """Return the reads of personal fields of parties (ids of all their records), the newest first."""
    return Read.objects.filter(party_id__in=list(parties)).order_by("-id")


def reads_about(parties: QuerySet[Any]) -> QuerySet[Read]:
    """Return the reads of personal fields of some parties, the newest first. They are not counted one by one."""
    return Read.objects.filter(party_id__in=parties.order_by().values("pk")).order_by("-id")


def narrowed(
    reads: QuerySet[Read],
    *,
    reader: int = 0,
    field: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> QuerySet[Read]:
    """Return the reads by one user, of one kind of field, and within some days of China, the first and the last included.

    Args:
        reader: id of the user; 0 for all.
        field: what stands before the colon in the name of a field, such as ``id_number`` or ``file``.
    """
    if reader:
        reads = reads.filter(actor_id=reader)
    if field:
        reads = reads.filter(Q(field=field) | Q(field__startswith=f"{field}:"))
    if first is not None:
        reads = reads.filter(at__gte=dt.datetime.combine(first, dt.time(), tzinfo=civil.SHANGHAI))
    if last is not None:
        reads = reads.filter(at__lt=dt.datetime.combine(last, dt.time(), tzinfo=civil.SHANGHAI) + dt.timedelta(days=1))
    return reads


def readers_of(reads: QuerySet[Read]) -> list[tuple[int, str, int]]:
    """Return who read: id, name and number of reads, by name. A program has no id and is left out."""
    rows = reads.order_by().exclude(actor_id=None).values("actor_id", "actor_name").annotate(n=Count("id"))
    return [(r["actor_id"], r["actor_name"], r["n"]) for r in rows.order_by("actor_name", "actor_id")]
