"""Site visits of a case, their pictures, and reminders by a superior."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.audit.actions import record_read
from wenjiu.bureau.cases.actions import visits as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries import visits as queries
from wenjiu.bureau.files.errors import DamagedFile, RefusedFile
from wenjiu.bureau.offers.queries import reach_of
from wenjiu.web.desk.cases import page
from wenjiu.web.desk.roles import CASE_READERS, NOTICES, REVIEWERS
from wenjiu.web.desk.typed import number as number_in
from wenjiu.web.desk.typed import text
from wenjiu.web.file_answer import file_answer
from wenjiu.web.guards import staff


@require_POST
@staff(*REVIEWERS)
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin a site visit: the clock stops. POST: ``version``, ``visit_why``, ``planned_on``, ``companion``.

    With ``do`` = ``phone`` nothing begins: the page shows the phones of who filed the case, which leaves a trace.
    """
    found = desk.access_case(request.user, number)
    if request.POST.get("do") == "phone":
        return _phones(request, found)
    try:
        with refusals():
            planned = text(request.POST, "planned_on", 20).strip()
            if planned and _day(planned) is None:
                raise CaseRefused(
                    _("“%(day)s”看不出是哪一天，请写成 2026-07-01 的样子。") % {"day": planned}, code="planned"
                )
            actions.open_visit(
                actor=request.user, case_id=found.pk, seen_version=number_in(request.POST, "version"),
                why=text(request.POST, "visit_why"), planned_on=_day(planned),
                companion=text(request.POST, "companion", 200),
            )  # fmt: skip
    except CaseRefused as refused:
        return page.refused(request, number, refused, "visit")
    messages.success(request, _("现场核查开始了，从今天起办理时限暂停计算。看完以后在这里写结果，恢复计时。"))
    return _to(number)


@require_POST
@staff(*REVIEWERS)
def finish(request: HttpRequest, number: str, id: int) -> HttpResponse:
    """Write the result of a site visit: the clock runs again. POST: ``found``, ``result``, ``visited_on``, ``with_whom``, files ``photos``."""
    found = desk.access_case(request.user, number)
    visit = queries.access_visit(found, id)
    try:
        with refusals():
            actions.finish_visit(
                actor=request.user, visit_id=visit.pk, found=text(request.POST, "found", 5),
                result=text(request.POST, "result"), visited_on=_day(text(request.POST, "visited_on", 20)),
                with_whom=text(request.POST, "with_whom", 200),
                photos=[(file.name or "", file.read()) for file in request.FILES.getlist("photos")],
            )  # fmt: skip
    except CaseRefused as refused:
        return page.refused(request, number, refused, "visit")
    except RefusedFile as refused:
        return page.refused(request, number, CaseRefused(f"{refused.problem}{refused.remedy}", code="file"), "visit")
    messages.success(request, _("现场核查的结果写好了，恢复计时。"))
    return _to(number)


finish.takes_files = actions.MOST_PHOTOS  # read by the upload handler


@require_safe
@staff(*CASE_READERS)
def photo(request: HttpRequest, number: str, id: int) -> HttpResponseBase:
    """Send a picture or paper of a site visit. Whoever opens it leaves a trace that the applicant can see."""
    found = desk.access_case(request.user, number)
    kept = queries.access_photo(found, id)
    record_read(
        actor=request.user,
        party=found.filing.filer,
        field="file:visit",
        reason=_("办理案件%(number)s") % {"number": found.number},
    )
    try:
        return file_answer(kept.file)
    except DamagedFile:
        return render(request, "desk/damaged.html", {"case": found, "name": kept.file.name}, status=409)


@require_POST
@staff(*NOTICES)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Remind those who handle a case. POST: ``urge``."""
    found = desk.access_case(request.user, number)
    try:
        with refusals():
            actions.urge(actor=request.user, case_id=found.pk, text=text(request.POST, "urge", 300))
    except CaseRefused as refused:
        return page.refused(request, number, refused)
    messages.success(request, _("催办记下了，经办人在工作台上看得到。"))
    return redirect(reverse("desk:case", args=[number]))


def _phones(request: HttpRequest, found: Case) -> HttpResponse:
    """Show the page of a case with the phones of who filed it. Whoever reads them leaves a trace that the filer sees."""
    record_read(
        actor=request.user, party=found.filing.filer, field="phone",
        reason=_("办理案件%(number)s，联系现场核查") % {"number": found.number},
    )  # fmt: skip
    reach = reach_of([found.filing.filer]).get(found.filing.filer_id, [])
    return page.shown_again(request, found, {"reach": [(name, phone or _("没有留电话")) for name, phone in reach]})


def _to(number: str) -> HttpResponse:
    return redirect(f"{reverse('desk:case', args=[number])}#visits")


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said.strip())
    except ValueError:
        return None
