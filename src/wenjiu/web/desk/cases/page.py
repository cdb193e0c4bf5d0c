"""The page of one case, and what its buttons do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.errors import CaseRefused, Outdated
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import desk, review
from wenjiu.web.desk.cases import entry as entries
from wenjiu.web.desk.cases import pressing
from wenjiu.web.desk.cases.drawn import drawn
from wenjiu.web.desk.cases.entry import Entry
from wenjiu.web.desk.cases.pressing import Done, Pressed
from wenjiu.web.desk.roles import CASE_READERS
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*CASE_READERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case and do what a button says. A refusal shows the page as it is now, with everything that was typed."""
    found = desk.access_case(request.user, number)
    if request.method != "POST":
        opened = [int(v) for v in request.GET.getlist("line") if v.isascii() and v.isdigit() and len(v) < 10]
        entry = entries.first(found.version, review.proposed_to(found), opened)
        return _page(request, found, entry, Pressed(), status=200)
    entry = entries.read(request.POST)
    try:
        done = pressing.press(request.user, found, entry, request.POST.get("do", ""))
    except CaseRefused as refused:
        found = desk.access_case(request.user, number)
        status = 409 if isinstance(refused, Outdated) else 422
        return _page(request, found, entry, Pressed(problem=refused.text, outdated=status == 409), status)
    if isinstance(done, Done):
        return redirect(f"{reverse('desk:case', args=[number])}?{urlencode({'done': done.code})}")
    return _page(request, found, entry, done, status=200)


def _page(request: HttpRequest, found: Case, entry: Entry, pressed: Pressed, status: int) -> HttpResponse:
    context: dict[str, Any] = drawn(request.user, found, entry, pressed)
    context["done"] = _done(request, found)
    return render(request, "desk/case.html", context, status=status)


def _done(request: HttpRequest, found: Case) -> str:
    """Return what the user has just done, in words; empty where the page was simply opened."""
    code = request.GET.get("done", "") if request.method != "POST" else ""
    if code in pressing.SAID:
        return str(pressing.SAID[code])
    last = found.decisions.filter(actor=request.user, line_no=0).order_by("-id").first() if code else None
    if last is None or last.step_code != code:
        return ""
    step = flows.flow_of(found).step(code)
    return _("：").join(dict.fromkeys((step.name(flows.lang()), step.outcomes[last.outcome].name(flows.lang()))))
