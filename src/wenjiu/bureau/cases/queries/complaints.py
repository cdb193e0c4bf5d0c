"""Complaints: those that an official may see, who can handle one, and the look-up by number and code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.cases import complaining, periods
from wenjiu.bureau.cases.models import Complaint, Decision

#: The flow whose step has the days in which a complaint is to be answered.
FLOW, STEP = "complaint", "reply"


def visible_complaints(actor: Any) -> QuerySet[Complaint]:
    """Return the complaints that an actor may see: for handlers all but those about himself, for others what they wrote down."""
    found: QuerySet[Complaint] = Complaint.objects.select_related("case", "handler", "taken_by", "about")
    if not complaining.may_handle(actor):
        return found.filter(taken_by=actor)
    decided = Decision.objects.filter(actor=actor).values("case")
    return found.filter(Q(about=None) | ~Q(about=actor)).exclude(case__isnull=False, case__in=decided)


def open_complaints(actor: Any) -> QuerySet[Complaint]:
    """Return the complaints that wait for an answer, what is due first on top."""
    found: QuerySet[Complaint] = (
        visible_complaints(actor).filter(answered_at=None).order_by(F("due_on").asc(nulls_last=True), "id")
    )
    return found


def answered_complaints(actor: Any, most: int = 50) -> QuerySet[Complaint]:
    """Return the complaints that were answered, the latest first."""
    found: QuerySet[Complaint] = visible_complaints(actor).filter(answered_at__isnull=False).order_by("-answered_at")
    return found[:most]


def access_complaint(actor: Any, number: str) -> Complaint:
    """Return a complaint that an actor may see. Raise Forbidden where there is none."""
    found = visible_complaints(actor).filter(number=number).first()
    if found is None:
        raise Forbidden(f"complaint {number}")
    return found


def handlers_for(complaint: Complaint) -> list[User]:
    """Return who can handle a complaint: district posts, without whom it is about and who took a step of its case."""
    today = accounts.today()
    posts = Post.objects.filter(
        Q(to_day=None) | Q(to_day__gt=today), from_day__lte=today, role__in=complaining.HANDLERS
    )
    found = User.objects.filter(is_active=True, posts__in=posts)
    found = found.exclude(pk__in=[pk for pk in (complaint.about_id, complaint.kept_by_id) if pk is not None])
    if complaint.case_id is not None:
        found = found.exclude(pk__in=Decision.objects.filter(case=complaint.case_id).values("actor"))
    return list(found.distinct().order_by("name", "id"))


def look_up(number: str, code: str) -> Complaint | None:
    """Return a complaint by its number and its code; None where one of them is wrong."""
    found: Complaint | None = Complaint.objects.select_related("handler").filter(number=number.strip().upper()).first()
    return found if found is not None and complaining.opens(found, code) else None


def days_today() -> int | None:
    """Return in how many working days a complaint that comes today is to be answered; None where no days are set."""
    flow = periods.procedures_on(policies.load_policy(settings.WENJIU_POLICY), clock.today()).flow(FLOW, clock.today())
    return flow.step(STEP).days


def own_complaints(actor: Any) -> QuerySet[Complaint]:
    """Return the complaints that an account keeps, the newest first."""
    return Complaint.objects.filter(kept_by=actor).select_related("case").order_by("-id")


def count_of(day: dt.date) -> int:
    """Return how many complaints came by the public page on a day."""
    return Complaint.objects.filter(channel="web", received_at__date=day).count()
