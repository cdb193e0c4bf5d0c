"""Public notices and the objections to them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases.models import Case, Notice, NoticeLine, Objection


def public_notices() -> QuerySet[Notice]:
    """Return all notices with the number and the sum of their lines, the newest first."""
    amount = Cast(KT("lines__shown__amount_fen"), models.BigIntegerField())
    found: QuerySet[Notice] = Notice.objects.annotate(count=Count("lines"), total_fen=Sum(amount)).order_by("-id")
    return found


def public_notice(number: str) -> Notice:
    """Return a notice by its public number. Raise Forbidden where there is none."""
    notice = public_notices().filter(number=number).first()
    if notice is None:
        raise Forbidden(f"notice {number}")
    return notice


def lines_of(notice: Notice) -> QuerySet[NoticeLine]:
    """Return the lines of a notice in their order."""
    found: QuerySet[NoticeLine] = notice.lines.select_related("line").order_by("id")
    return found


def to_publish(actor: Any) -> QuerySet[Case]:
    """Return the decided cases that wait for a notice and that no running notice shows."""
    streets = scopes.streets_of(actor, "district_reviewer")
    found: QuerySet[Case] = (
        Case.objects.filter(state="notice", street__in=streets)
        .exclude(pauses__kind="notice", pauses__to_day=None)
        .select_related("filing__filer", "street")
        .order_by("measure", "id")
    )
    return found


def open_objections(actor: Any) -> QuerySet[Objection]:
    """Return the objections that wait for somebody with the actor's posts."""
    streets = scopes.streets_of(actor, "district_reviewer", "approver")
    found: QuerySet[Objection] = (
        Objection.objects.filter(settled_at=None, notice_line__line__case__street__in=streets)
        .select_related("notice_line__notice", "notice_line__line__case")
        .order_by("id")
    )
    return found


def access_objection(actor: Any, id: int) -> Objection:
    """Return an objection that the actor may settle. Raise Forbidden where there is none."""
    objection = open_objections(actor).filter(id=id).first()
    if objection is None:
        raise Forbidden(f"objection {id}")
    return objection
