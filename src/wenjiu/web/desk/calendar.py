"""The working calendar of the bureau: days that differ from the packaged one, set by one person, confirmed by another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases.actions import reviews
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import calendar as queries
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.POLICY_ADMIN)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the declared days; declare one, or confirm one that somebody else declared."""
    if request.method != "POST":
        return _page(request)
    try:
        with refusals():
            _do(request)
    except CaseRefused as refused:
        return _page(request, refused.text, 422)
    return redirect("desk:calendar")


def _do(request: HttpRequest) -> None:
    confirmed = request.POST.get("confirm", "")
    if confirmed:
        declared = int(confirmed) if confirmed.isascii() and confirmed.isdigit() and len(confirmed) < 10 else 0
        if not queries.is_declared(declared):
            raise CaseRefused(_("没有登记过这一天。请刷新页面再看。"), code="day")
        reviews.confirm_day(actor=request.user, declared_id=declared)
        return
    working = {"working": True, "free": False}.get(request.POST.get("working", ""))
    if working is None:
        raise CaseRefused(_("请选这一天是上班还是放假。"), code="working")
    day = _day(request.POST.get("day", ""))
    reviews.declare_day(actor=request.user, day=day, working=working, reason=text(request.POST, "reason"))


def _day(said: str) -> dt.date:
    try:
        return dt.date.fromisoformat(said.strip())
    except ValueError:
        raise CaseRefused(_("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": said[:20]}, code="day") from None


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"days": queries.declared_days(), "problem": problem, "typed": request.POST}
    return render(request, "desk/calendar.html", context, status=status)
