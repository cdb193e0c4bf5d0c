"""Ask others to look at a refusal anew, and take that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import appeals as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import appeals as queries
from wenjiu.bureau.cases.queries import filings
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace.home import case_row


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Show what an appeal is about and until when it can be asked for; after a POST ask for it. POST: ``version``, ``text``."""
    found = filings.access_own_case(request.user, number)
    text, problem = request.POST.get("text", "")[: actions.LONGEST], ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            with refusals():
                actions.ask_for_appeal(
                    actor=request.user, case_id=found.pk, text=text,
                    seen_version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
                )  # fmt: skip
            messages.info(request, _("内部复议申请收到了，由没有办过这件的人重新审核。"))
            return redirect("my:case", number=number)
        except CaseRefused as refused:
            problem = refused.text
            found.refresh_from_db()
    about = queries.appealable(found)
    context = {
        **case_row(found),
        "about": about if about is not None and clock.today() <= about.last_day else None,
        "over": about,
        "text": text,
        "most": actions.LONGEST,
        "problem": problem,
    }
    return render(request, "workspace/appeal.html", context, status=422 if problem else 200)


@agent_or_person
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take an appeal back before it is decided."""
    found = filings.access_own_case(request.user, number)
    try:
        with refusals():
            actions.withdraw_appeal(actor=request.user, case_id=found.pk)
    except CaseRefused as refused:
        messages.error(request, refused.text)
    else:
        messages.info(request, _("内部复议申请已经撤回，原决定不变。"))
    return redirect("my:case", number=number)
