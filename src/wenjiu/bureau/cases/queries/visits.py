"""Site visits, pauses and reminders of a case, as its pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import clocks, duties, flows
from wenjiu.bureau.cases.models import ENDS, Case, SitePhoto, SiteVisit, Urge
from wenjiu.bureau.cases.parts import rows_of

#: Kind of a pause -> why the clock does not run.
WHY = {
    "correction": gettext_lazy("等申请人补正"),
    "notice": gettext_lazy("公示"),
    "visit": gettext_lazy("现场核查"),
    "account": gettext_lazy("等收款人更正账户"),
}
REMINDED = gettext_noop("今天已经催过了，经办人看得到。明天可以再催。")


@dataclass(frozen=True)
class Stop:
    """Days in which the clock of a case did not run. `days`: working days up to today, or to its end."""

    why: str
    from_day: dt.date
    to_day: dt.date | None
    days: int


def stops_of(case: Case) -> list[Stop]:
    """Return the pauses of a case, the earliest first. A notice stops the clock up to its last day, ended or not."""
    pauses = sorted(case.pauses.all(), key=lambda pause: pause.pk)
    if not pauses:
        return []
    calendar, today = clocks.calendar(), clock.today()
    found = []
    for pause in pauses:
        last = pause.to_day
        if last is None and pause.kind == "notice" and case.due_on is not None and case.due_on < today:
            last = case.due_on
        days = calendar.working_days_between(pause.from_day, last or today)
        found.append(Stop(str(WHY.get(pause.kind, pause.kind)), pause.from_day, last, days))
    return found


def visits_of(case: Case) -> QuerySet[SiteVisit]:
    """Return the visits of a case, the latest first."""
    found: QuerySet[SiteVisit] = (
        rows_of(case, "visits").select_related("opened_by", "done_by").prefetch_related("photos__file").order_by("-id")
    )
    return found


def access_visit(case: Case, id: int) -> SiteVisit:
    """Return a visit of a case that waits for its result. Raise Forbidden where there is none."""
    found: SiteVisit | None = case.visits.filter(pk=id).first()
    if found is None:
        raise Forbidden(f"visit {id}")
    return found


def access_photo(case: Case, id: int) -> SitePhoto:
    """Return a picture of a visit of a case that the caller got by `desk.access_case`. Raise Forbidden where there is none."""
    found: SitePhoto | None = SitePhoto.objects.filter(visit__case=case, pk=id).select_related("file").first()
    if found is None:
        raise Forbidden(f"photo {id}")
    return found


def urges_of(case: Case) -> QuerySet[Urge]:
    """Return the reminders of a case, the latest first."""
    found: QuerySet[Urge] = rows_of(case, "urges").select_related("by").order_by("-id")
    return found


def is_superior(actor: Any, case: Case) -> bool:
    """Return whether an actor has a post of the district above those who handle a case."""
    return duties.covers(actor, roles=duties.SETTLERS, area=case.street)


def why_not_urge(actor: Any, case: Case) -> str:
    """Return why an actor cannot remind those who handle a case, in words; empty where he can."""
    if case.state in ENDS:
        return _("这个案件已经结束，不用再催。")
    if case.state == "correcting":
        return _("现在等申请人补正，补正以后才能往下办。")
    if is_superior(actor, case):
        handles = duties.covers(actor, roles=flows.flow_of(case).step(case.state).roles, area=case.street)
        return _("这一步就由您办理，不用催。") if handles else ""
    if not scopes.may_act_for(actor, case.filing.filer):
        return _("这个案件不由您催办。")
    return "" if can_remind(case, urges_of(case).filter(by_applicant=True).first()) else _(REMINDED)


def can_remind(case: Case, last: Urge | None) -> bool:
    """Return whether who filed a case can remind of it today. `last`: his latest reminder."""
    waits = case.state not in ENDS and case.state != "correcting"
    return waits and (last is None or last.day < clock.today())


def urged_in(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases of a queue that somebody reminded of in their present step; `urged`: how often."""
    now = Q(urges__at__gte=F("step_since"))
    found: QuerySet[Case] = cases.annotate(urged=Count("urges", filter=now, distinct=True)).filter(urged__gt=0)
    return found
