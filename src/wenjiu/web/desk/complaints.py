"""Complaints and suggestions, as staff work with them: taken in at a counter or on the phone, handed out, answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases import complaining
from wenjiu.bureau.cases.actions import complaints as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Complaint
from wenjiu.bureau.cases.queries import complaints as queries
from wenjiu.web.desk.roles import REVIEWERS
from wenjiu.web.desk.typed import number as number_in
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff

#: Fields of the form.
FIELDS = ("kind", "channel", "text", "name", "contact", "case_number", "about")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*REVIEWERS)
def complaints(request: HttpRequest) -> HttpResponse:
    """Show the complaints that the user may see; after a POST take one in that came on the phone or at a counter."""
    typed = {name: text(request.POST, name, 4000) for name in FIELDS}
    context: dict[str, Any] = {"typed": typed}
    if request.method == "POST":
        try:
            with refusals():
                made, code = actions.take_in(actor=request.user, **typed)
            context = {"typed": {}, "made": made, "code": code}
        except CaseRefused as refused:
            context["problem"] = refused.text
    context |= {
        "open": queries.open_complaints(request.user),
        "answered": queries.answered_complaints(request.user),
        "kinds": Complaint.Kind.choices,
        "channels": [(value, words) for value, words in Complaint.Channel.choices if value != Complaint.Channel.WEB],
        "handles": complaining.may_handle(request.user),
        "days": queries.days_today(),
        "most": actions.LONGEST,
    }
    return render(request, "desk/complaints/list.html", context, status=422 if context.get("problem") else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*REVIEWERS)
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Show one complaint; hand it to somebody, or answer it. POST: ``do`` (``hand`` or ``answer``) and their fields."""
    found, problem = queries.access_complaint(request.user, number), ""
    if request.method == "POST":
        try:
            with refusals():
                said = _do(request, found)
            messages.success(request, said)
            return redirect("desk:complaint", number=number)
        except CaseRefused as refused:
            problem = refused.text
            found = queries.access_complaint(request.user, number)
    handles = complaining.may_handle(request.user) and not complaining.concerns(request.user, found)
    context = {
        "complaint": found,
        "handles": handles and found.answered_at is None,
        "handlers": queries.handlers_for(found) if handles else [],
        "outcomes": Complaint.Outcome.choices,
        "days": queries.days_today(),
        "typed": {name: text(request.POST, name) for name in ("handler", "outcome", "answer")},
        "problem": problem,
    }
    return render(request, "desk/complaints/complaint.html", context, status=422 if problem else 200)


def _do(request: HttpRequest, found: Complaint) -> str:
    """Do what a button says, and return what is said about it."""
    if request.POST.get("do") == "hand":
        handed = actions.hand_to(actor=request.user, id=found.pk, handler_id=number_in(request.POST, "handler"))
        name = handed.handler.name if handed.handler is not None else ""
        return _("已经交给“%(name)s”处理。") % {"name": name}
    if request.POST.get("do") == "answer":
        actions.answer(
            actor=request.user, id=found.pk, outcome=text(request.POST, "outcome", 10),
            text=text(request.POST, "answer", actions.LONGEST),
        )  # fmt: skip
        return _("答复写好了，来的人用编号和查询码看得到。")
    raise CaseRefused(_("请按“交给他处理”或“答复”。"), code="do")
