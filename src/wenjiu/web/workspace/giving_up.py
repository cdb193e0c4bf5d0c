"""Somebody does not want what the office opened by itself, and says so before the money is paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.offers.actions import answers
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace.home import case_row


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, and end the case of the office after a POST. POST: ``version``, ``reason``."""
    found = filings.access_own_case(request.user, number)
    if not flows.listed(found):
        raise Http404(f"case {number} is none that the office pays without an application")
    problem, reason = "", text(request.POST, "reason", answers.LONGEST_REASON)
    if request.method == "POST":
        version = text(request.POST, "version", 8)
        try:
            with refusals():
                answers.give_up(
                    actor=request.user,
                    case_id=found.pk,
                    seen_version=int(version) if version.isascii() and version.isdecimal() else 0,
                    reason=reason,
                )
            messages.info(request, _("已经放弃，不会再发。以后想要，仍然可以自己申报。"))
            return redirect("my:case", number=number)
        except CaseRefused as error:
            problem = error.text
            found.refresh_from_db()
    context = {**case_row(found), "problem": problem, "reason": reason}
    return render(request, "workspace/give_up.html", context, status=422 if problem else 200)
