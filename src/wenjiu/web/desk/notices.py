"""Public notices, as staff work with them: what waits for one, those that run, and the objections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import clocks, objecting, periods
from wenjiu.bureau.cases.actions import notices as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import notices as queries
from wenjiu.web import notice_text
from wenjiu.web.desk.roles import NOTICES, PUBLISHERS
from wenjiu.web.desk.typed import numbers, text
from wenjiu.web.formats import day
from wenjiu.web.guards import staff


@require_safe
@staff(*NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """Show the cases that wait for a notice, the notices that run, and the objections that wait."""
    return _page(request)


@require_POST
@staff(*NOTICES)
def publish(request: HttpRequest) -> HttpResponse:
    """Show what the public will read; with a second press, publish it."""
    ids = numbers(request.POST, "case")
    chosen = [case for case in queries.to_publish(request.user) if case.id in ids]
    if len(chosen) < len(set(ids)):
        return _page(request, _("有的案件刚刚变了，不再等公示。请重新选择。"), ids, 409)
    if request.POST.get("do") != "publish":
        return _preview(request, chosen, ids)
    try:
        with refusals():
            made = actions.publish_notice(actor=request.user, case_ids=[case.id for case in chosen])
    except CaseRefused as refused:
        return _page(request, refused.text, ids, 422)
    address = reverse("web:notice", args=[made.number])
    said = _("公示%(number)s号已经开始，到%(day)s为止。") % {"number": made.number, "day": day(made.ends_on)}
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("看公众页面")))
    return redirect("desk:notices")


@require_POST
@staff(*NOTICES)
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End a notice whose period is over."""
    notice = queries.access_notice(request.user, number)
    try:
        with refusals():
            actions.end_notice(actor=request.user, notice_id=notice.id)
    except CaseRefused as refused:
        return _page(request, refused.text, (), 422)
    messages.success(request, _("公示%(number)s号已经结束。没有异议的可以拨付了。") % {"number": notice.number})
    return redirect("desk:notices")


@require_POST
@staff(*NOTICES)
def settle(request: HttpRequest, id: int) -> HttpResponse:
    """Show what follows from a result of an objection; with a second press, settle it."""
    objection = queries.access_objection(request.user, id)
    reason = text(request.POST, "reason")
    verb, _colon, result = request.POST.get("do", "").rpartition(":")
    upheld = {"upheld": True, "dismissed": False}.get(result)
    if upheld is not None and reason and verb != "sure" and not queries.why_not_settle(request.user, objection):
        return _page(request, settling=(id, reason), sure=result)
    try:
        if upheld is None:
            raise CaseRefused(_("请选异议成立还是不成立。"), code="upheld")
        with refusals():
            actions.settle_objection(actor=request.user, objection_id=objection.id, upheld=upheld, reason=reason)
    except CaseRefused as refused:
        return _page(request, refused.text, (), 422, settling=(id, reason))
    line = objection.notice_line.line
    words = (
        _("您刚处理了：案件%(number)s第%(no)s条的异议成立，这一条不发。")
        if upheld
        else _("您刚处理了：案件%(number)s第%(no)s条的异议不成立，继续发放。")
    )
    messages.success(request, words % {"number": line.case.number, "no": line.no})
    return redirect("desk:notices")


def _preview(request: HttpRequest, chosen: Sequence[Case], ids: Sequence[int]) -> HttpResponse:
    """Show exactly what the public will read, before it does."""
    if not chosen:
        return _page(request, _("请先选要公示的案件。"), ids, 422)
    if len({(case.policy, case.measure) for case in chosen}) > 1:
        return _page(request, _("一次公示只能放同一项补贴的案件。请分开公示。"), ids, 422)
    days = periods.flow_today(chosen[0]).step("notice").days
    if days is None:
        return _page(request, _("还没有设定公示期（几个工作日）。请先由政策管理员设定。"), ids, 422)
    lines = [shown for _line, shown in queries.to_show(chosen)]
    policy, measure, today = chosen[0].policy, chosen[0].measure, clock.today()
    ends_on, total = clocks.calendar().add_working_days(today, days), sum(shown["amount_fen"] for shown in lines)
    office = objecting.office_for(chosen[0].street)
    facts = notice_text.facts(policy, measure, today, ends_on, len(lines), total, office)
    context = {
        "cases": chosen,
        "notice": {**facts, "days": days, "left": days, "running": True},
        "lines": notice_text.rows(policy, measure, lines),
        "heads": notice_text.heads_of(policy, measure),
    }
    return render(request, "desk/publish.html", context)


def _page(
    request: HttpRequest,
    problem: str = "",
    chosen: Sequence[int] = (),
    status: int = 200,
    settling: tuple[int, str] = (0, ""),
    sure: str = "",
) -> HttpResponse:
    waiting = list(queries.to_publish(request.user))
    groups = [list(found) for _measure, found in groupby(waiting, key=lambda c: (c.policy, c.measure))]
    groups.sort(key=lambda cases: cases[0].due_on or dt.date.max)
    others, own = queries.waits_for_others(request.user)
    context: dict[str, Any] = {
        "groups": groups,
        "running": queries.running(request.user),
        "others": others,
        "own": own,
        "publishes": scopes.has_role(request.user, *PUBLISHERS),
        "objections": [(o, queries.why_not_settle(request.user, o)) for o in queries.open_objections(request.user)],
        "settled": queries.settled_objections(request.user),
        "problem": problem,
        "chosen": chosen,
        "settling": settling[0],
        "settling_reason": settling[1],
        "sure": sure,
    }
    return render(request, "desk/notices.html", context, status=status)
