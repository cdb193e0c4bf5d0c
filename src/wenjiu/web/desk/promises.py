"""Promises that stand in for papers: draw some, write what was found, the list of the dishonoured."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.actions import promises as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import PromiseCheck
from wenjiu.bureau.cases.queries import promises as queries
from wenjiu.web.desk.roles import NOTICES, PROMISES
from wenjiu.web.desk.typed import number, text
from wenjiu.web.guards import staff

#: Checks that the page lists.
MOST = 200
#: Promises on one page of the list.
ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*PROMISES)
def promises(request: HttpRequest) -> HttpResponse:
    """Show the checks of promises and all promises; after a POST draw some. POST: ``count``. GET: ``standing``, ``page``."""
    problem = ""
    if request.method == "POST":
        scopes.require_role(request.user, *NOTICES)
        try:
            with refusals():
                made = actions.draw_promises(actor=request.user, count=number(request.POST, "count"))
            messages.success(request, _("抽到 %(n)s 件。") % {"n": len(made)})
            return redirect("desk:promises")
        except CaseRefused as refused:
            problem = refused.text
    return _page(request, problem)


@require_POST
@staff(*NOTICES)
def check(request: HttpRequest, id: int) -> HttpResponse:
    """Write what was found of a promise, confirm it, or take a party off the list. POST: ``do`` and its fields."""
    found = queries.access_check(request.user, id)
    try:
        with refusals():
            messages.success(request, _do(request, found))
    except CaseRefused as refused:
        return _page(request, refused.text, found.pk)
    return redirect("desk:promises")


def _do(request: HttpRequest, found: PromiseCheck) -> str:
    do, reason = request.POST.get("do", ""), text(request.POST, "reason")
    if do in ("kept", "untrue"):
        actions.find_promise(
            actor=request.user, id=found.pk, kept=do == "kept", reason=reason,
            until=_day(text(request.POST, "until", 20)), source=text(request.POST, "source", 200),
        )  # fmt: skip
        return _("核查结果记下了。") if do == "kept" else _("核查结果记下了，等另一个人确认。")
    if do == "confirm":
        actions.confirm_untrue(actor=request.user, id=found.pk)
        return _("已列入失信名单。")
    if do == "undo":
        actions.undo_listing(actor=request.user, id=found.pk, reason=reason)
        return _("已从失信名单撤下。")
    raise CaseRefused(_("请选一个结果。"), code="do")


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said.strip())
    except ValueError:
        return None


def _page(request: HttpRequest, problem: str = "", at: int = 0) -> HttpResponse:
    checks = list(queries.visible_checks(request.user)[:MOST])
    today = clock.today()
    every = queries.visible_promises(request.user)
    counts, standing = queries.counts_by_standing(every), text(request.GET, "standing", 20)
    standing = standing if standing in queries.STANDINGS else ""
    shown = Paginator(every.filter(standing=standing) if standing else every, ROWS)
    context = {
        "may_check": scopes.has_role(request.user, *NOTICES),
        "all": sum(counts.values()),
        "counts": [(name, words, counts[name]) for name, words in queries.STANDINGS.items() if name in counts],
        "standing": standing,
        "page": (page := shown.get_page(text(request.GET, "page", 9))),
        "rows": [(promise, queries.STANDINGS[promise.standing]) for promise in page],
        "left": queries.unchecked(request.user).count(),
        "drawn": [c for c in checks if c.kept is None],
        "waiting": [c for c in checks if c.kept is False and c.confirmed_at is None],
        "listed": [c for c in checks if c.confirmed_at and not c.undone_at and c.until and c.until > today],
        "done": [c for c in checks if c.kept or c.undone_at or (c.until and c.until <= today)],
        "at": at,
        "typed": {name: text(request.POST, name) for name in ("reason", "until", "source")},
        "problem": problem,
    }
    return render(request, "desk/promises.html", context, status=422 if problem else 200)
