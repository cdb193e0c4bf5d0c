"""Public notices: what is about to be paid, with masked names, and the way to object. Nobody needs to sign in here.

Who is signed in keeps the menu of the signed-in pages (`base_of`). The page of an objection leaves it out: an objection
is made without a name, and no name stands above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import clocks, objecting
from wenjiu.bureau.cases.actions import notices as actions
from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.cases.models import Notice, Objection
from wenjiu.bureau.cases.queries import notices as queries
from wenjiu.bureau.documents.queries import numbers_of_notices
from wenjiu.web import notice_text

#: Notices of the list.
MOST = 200


def base_of(request: HttpRequest) -> str:
    """Return the template that a public page extends: the frame of the signed-in pages for who is signed in."""
    return "bureau/base.html" if request.user.is_authenticated else "web/base.html"


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices, those that run first."""
    stored = list(queries.public_notices()[:MOST])
    papers = numbers_of_notices(stored)
    found = [_shown(notice, papers) for notice in stored]
    context = {
        "base": base_of(request),
        "running": [n for n in found if n["running"]],
        "over": [n for n in found if not n["running"]],
    }
    return render(request, "notices/list.html", context)


@never_cache
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show one notice: its lines, its period, how to object."""
    found = queries.public_notice(number)
    stored = list(queries.lines_of(found))
    rows = notice_text.rows(found.policy, found.measure, [line.shown for line in stored])
    context = {
        "base": base_of(request),
        "notice": _shown(found, numbers_of_notices([found]), objecting.office_of(found)),
        "lines": [{**row, "objected": line.objected} for row, line in zip(rows, stored, strict=True)],
        "heads": notice_text.heads_of(found.policy, found.measure),
    }
    return render(request, "notices/notice.html", context)


@never_cache
@sensitive_post_parameters("text", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """Take in an objection to one line, and show its receipt."""
    found = queries.public_notice(number)
    lines = list(queries.lines_of(found))
    if not 1 <= no <= len(lines):
        raise Http404(f"notice {number} has no line {no}")
    context: dict[str, Any] = {
        "notice": _shown(found, numbers_of_notices([found]), objecting.office_of(found)),
        "line": notice_text.row(no, lines[no - 1].shown),
        "most": actions.LONGEST_OBJECTION,
    }
    if request.method != "POST":
        return render(request, "notices/objection.html", context)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("text", "contact")}
    try:
        with refusals():
            made: Objection = actions.object_to(actor=VISITOR, notice_line_id=lines[no - 1].id, **typed)
    except CaseRefused as refused:
        return render(request, "notices/objection.html", {**context, **typed, "problem": refused.text}, status=422)
    return render(
        request, "notices/receipt.html", {**context, "objection": made, "number": objecting.number_with_code(made)}
    )


@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """Show the result of an objection to who has its number."""
    said = request.POST.get("number", "").replace("\x00", "")[:60]
    context: dict[str, Any] = {"base": base_of(request), "number": said}
    if request.method != "POST":
        return render(request, "notices/result.html", context)
    found = objecting.look_up(said)
    if found is None:
        problem = gettext(
            "没有找到“%(number)s”。请照“已收到您的异议”上的编号填写，连同最后的八位字母和数字，不分大小写。"
        )
        problem %= {"number": said.strip()}
        return render(request, "notices/result.html", {**context, "problem": problem}, status=422)
    notice = queries.public_notice(found.notice_line.notice.number)
    context |= {
        "objection": found,
        "notice": _shown(
            notice, numbers_of_notices([notice]), objecting.office_for(found.notice_line.line.case.street)
        ),
        "names": names_of(found.notice_line.shown),
    }
    return render(request, "notices/result.html", context)


def _shown(notice: Any, papers: Mapping[int, str], office: Area | None = None) -> dict[str, Any]:
    """Return the facts of a notice: those above its lines, its number, and how long it still runs.

    `name`: what readers call it, the number of its document; `number` is that of its page.
    """
    today, calendar = clock.today(), clocks.calendar()
    return {
        **notice_text.facts(
            notice.policy, notice.measure, notice.begins_on, notice.ends_on, notice.count or 0, notice.total_fen or 0,
            office,
        ),
        "number": notice.number,
        "paper": papers.get(notice.pk, ""),
        "name": papers.get(notice.pk, notice.number),
        "days": calendar.working_days_between(notice.begins_on, notice.ends_on),
        "running": runs(notice),
        "left": calendar.working_days_between(today, notice.ends_on) if runs(notice) else 0,
    }  # fmt: skip


def runs(notice: Notice) -> bool:
    """Whether one can still object to a notice."""
    return notice.ended_at is None and clock.today() <= notice.ends_on
