"""Public notices and the objections to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import reviewing
from wenjiu.bureau.cases.duties import SETTLERS
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.masking import shown_of
from wenjiu.bureau.cases.models import Case, Decision, Line, Notice, NoticeLine, Objection


def public_notices() -> QuerySet[Notice]:
    """Return all notices with the number and the sum of their lines, the newest first."""
    lines = NoticeLine.objects.filter(notice=OuterRef("pk")).order_by().values("notice")
    amount = Cast(KT("shown__amount_fen"), models.BigIntegerField())
    found: QuerySet[Notice] = Notice.objects.annotate(
        count=Subquery(lines.annotate(n=Count("id")).values("n")),
        total_fen=Subquery(lines.annotate(n=Sum(amount)).values("n"), output_field=models.BigIntegerField()),
    ).order_by("-id")
    return found


def public_notice(number: str) -> Notice:
    """Return a notice by its public number. Raise Forbidden where there is none."""
    notice = public_notices().filter(number=number).first()
    if notice is None:
        raise Forbidden(f"notice {number}")
    return notice


def lines_of(notice: Notice) -> QuerySet[NoticeLine]:
    """Return the lines of a notice in their order; `objected`: an objection to the line waits for an answer."""
    waiting = Objection.objects.filter(notice_line=OuterRef("pk"), settled_at=None)
    lines = notice.lines.select_related("line").annotate(objected=Exists(waiting))
    found: QuerySet[NoticeLine] = lines.order_by("id")
    return found


def to_publish(actor: Any) -> QuerySet[Case]:
    """Return the decided cases with approved lines that no notice has shown."""
    streets = scopes.streets_of(actor, "district_reviewer")
    unshown = Line.objects.filter(case=OuterRef("pk"), state="approved", notices=None)
    found: QuerySet[Case] = (
        Case.objects.filter(Exists(unshown), state="notice", street__in=streets)
        .select_related("filing__filer", "street")
        .annotate(
            line_count=Count("lines", filter=Q(lines__state="approved")),
            total_fen=Sum("lines__award__amount_fen", filter=Q(lines__state="approved")),
        )
        .prefetch_related("pauses")
        .order_by("measure", F("due_on").asc(nulls_last=True), "id")
    )
    return found


def to_show(cases: Iterable[Case]) -> list[tuple[Line, dict[str, Any]]]:
    """Return the lines that a notice of some cases would show, each with exactly what the public would read."""
    lines = Line.objects.filter(case__in=list(cases), state="approved", notices=None).order_by("case", "no")
    full = lines.select_related("award", "case__street").prefetch_related("roles__party")
    return [(line, shown_of(line)) for line in full]


def running(actor: Any) -> QuerySet[Notice]:
    """Return the notices that are not ended and show a line of the actor's streets, the first to end on top."""
    streets = scopes.streets_of(actor, *SETTLERS)
    own = NoticeLine.objects.filter(notice=OuterRef("pk"), line__case__street__in=streets)
    waiting = Q(lines__objections__isnull=False, lines__objections__settled_at=None)
    found: QuerySet[Notice] = (
        public_notices()
        .filter(Exists(own), ended_at=None)
        .annotate(open_objections=Count("lines__objections", filter=waiting, distinct=True))
        .order_by("ends_on", "id")
    )
    return found


def access_notice(actor: Any, number: str) -> Notice:
    """Return a running notice of the actor's. Raise Forbidden where there is none."""
    notice = running(actor).filter(number=number).first()
    if notice is None:
        raise Forbidden(f"notice {number}")
    return notice


def open_objections(actor: Any) -> QuerySet[Objection]:
    """Return the objections that wait for somebody with the actor's posts."""
    streets = scopes.streets_of(actor, *SETTLERS)
    found: QuerySet[Objection] = (
        Objection.objects.filter(settled_at=None, notice_line__line__case__street__in=streets)
        .select_related("notice_line__notice", "notice_line__line__case__filing")
        .order_by("id")
    )
    return found


def settled_objections(actor: Any, most: int = 50) -> QuerySet[Objection]:
    """Return the objections in the actor's streets that were settled, the latest first."""
    streets = scopes.streets_of(actor, *SETTLERS)
    found: QuerySet[Objection] = (
        Objection.objects.filter(settled_at__isnull=False, notice_line__line__case__street__in=streets)
        .select_related("notice_line__notice", "notice_line__line__case", "settled_by")
        .order_by("-settled_at", "-id")[:most]
    )
    return found


def why_not_settle(actor: Any, objection: Objection) -> str:
    """Return why the actor leaves an objection to somebody else, in words; empty where the actor may settle it."""
    try:
        reviewing.check_apart(actor, objection.notice_line.line.case)
    except CaseRefused as refused:
        return refused.text
    return ""


def waits_for_others(actor: Any) -> tuple[int, int]:
    """Return how many decided cases of the actor's streets wait for a notice by others, and how many of them he decided."""
    streets = scopes.streets_of(actor, *SETTLERS)
    unshown = Line.objects.filter(case=OuterRef("pk"), state="approved", notices=None)
    found = Case.objects.filter(Exists(unshown), state="notice", street__in=streets).exclude(
        pk__in=to_publish(actor).order_by().values("pk")
    )
    own = found.filter(Exists(Decision.objects.filter(case=OuterRef("pk"), actor=actor, step_code="decide")))
    return found.count(), own.count()


def access_objection(actor: Any, id: int) -> Objection:
    """Return an objection that the actor may settle. Raise Forbidden where there is none."""
    objection = open_objections(actor).filter(id=id).first()
    if objection is None:
        raise Forbidden(f"objection {id}")
    return objection


def last_day() -> dt.date | None:
    """Return the last day of the notices that run; None where none does."""
    found: dt.date | None = Notice.objects.filter(ended_at=None).aggregate(last=Max("ends_on"))["last"]
    return found
