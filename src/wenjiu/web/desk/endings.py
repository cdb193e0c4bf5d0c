"""Propose that approved lines of a case end, and confirm or drop it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau.cases.actions import endings as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries import endings as queries
from wenjiu.web.desk.cases import page
from wenjiu.web.desk.roles import NOTICES
from wenjiu.web.desk.typed import number as number_in
from wenjiu.web.desk.typed import numbers, text
from wenjiu.web.guards import staff


@require_POST
@staff(*NOTICES)
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose an ending. POST: ``version``, ``end`` (numbers of lines), ``end_reason``."""
    found = desk.access_case(request.user, number)
    lines = numbers(request.POST, "end")
    try:
        with refusals():
            actions.propose_ending(
                actor=request.user, case_id=found.pk, seen_version=number_in(request.POST, "version"), lines=lines,
                reason=text(request.POST, "end_reason"),
            )  # fmt: skip
    except CaseRefused as refused:
        return page.refused(request, number, refused)
    messages.success(request, _("终止已经提出，等另一个人确认。"))
    return redirect(f"{reverse('desk:case', args=[number])}#endings")


@require_POST
@staff(*NOTICES)
def settle(request: HttpRequest, number: str, id: int) -> HttpResponse:
    """Confirm or drop an ending. POST: ``do`` (``confirm`` or ``drop``)."""
    found = desk.access_case(request.user, number)
    ending = queries.access_ending(found, id)
    confirmed = {"confirm": True, "drop": False}.get(request.POST.get("do", ""))
    try:
        if confirmed is None:
            raise CaseRefused(_("请选确认终止还是不终止。"), code="do")
        with refusals():
            actions.settle_ending(actor=request.user, ending_id=ending.pk, confirmed=confirmed)
    except CaseRefused as refused:
        return page.refused(request, number, refused)
    messages.success(request, _("已经终止，钱退回预算。") if confirmed else _("不终止，继续发放。"))
    return redirect(f"{reverse('desk:case', args=[number])}#endings")
