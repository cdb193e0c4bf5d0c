"""Bad ratings, and the calls after them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.actions import ratings as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import ratings as queries
from wenjiu.web.desk.roles import NOTICES
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff


@require_safe
@staff(*NOTICES)
def ratings(request: HttpRequest) -> HttpResponse:
    """Show how cases were rated, and the bad ratings that wait for a call."""
    return _page(request)


@require_POST
@staff(*NOTICES)
def call(request: HttpRequest, id: int) -> HttpResponse:
    """Write down a call. POST: ``do`` (``reached`` or ``missed``), ``result``."""
    found = queries.access_rating(request.user, id)
    reached = {"reached": True, "missed": False}.get(request.POST.get("do", ""))
    try:
        if reached is None:
            raise CaseRefused(_("请选联系上了还是没联系上。"), code="reached")
        with refusals():
            actions.call_back(
                actor=request.user, rating_id=found.pk, reached=reached, result=text(request.POST, "result")
            )
    except CaseRefused as refused:
        return _page(request, refused.text, found.pk)
    messages.success(request, _("回访记下了。"))
    return redirect("desk:ratings")


def _page(request: HttpRequest, problem: str = "", calling: int = 0) -> HttpResponse:
    context = {
        "figures": queries.figures(scopes.streets_of(request.user, *NOTICES)),
        "waiting": [(rating, queries.GRADES[rating.grade]) for rating in queries.to_call(request.user)],
        "called": [(rating, queries.GRADES[rating.grade]) for rating in queries.called(request.user)],
        "calling": calling,
        "result": text(request.POST, "result"),
        "problem": problem,
    }
    return render(request, "desk/ratings.html", context, status=422 if problem else 200)
