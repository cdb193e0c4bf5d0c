"""Complaints and suggestions, also without a name: the form, its receipt, and the answer by number and code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.cases.actions import complaints as actions
from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Complaint
from wenjiu.bureau.cases.queries import complaints as queries
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.documents import queries as documents
from wenjiu.web.document_answer import document_answer

#: Fields of the form.
FIELDS = ("kind", "text", "name", "contact", "case_number", "about")
#: The signed cookie that carries number and code to the page after, and for how many seconds that page shows them.
RECEIPT, SHOWN_FOR = "wenjiu_complaint", 15 * 60


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Take in a complaint or a suggestion, and lead to its number and code: to load the page again sends nothing again.

    Query: ``case``, the number of a case of who is signed in. POST: the fields, and ``keep``, to keep it in the account.
    """
    own = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        return render(request, "complaints/form.html", {**_about(_known(request)), "keep": own is not None})
    typed, keep = {name: _typed(request, name) for name in FIELDS}, request.POST.get("keep") == "yes"
    try:
        with refusals():
            made, code = actions.take_in(actor=VISITOR, kept_by=own if keep else None, **typed)
    except CaseRefused as refused:
        context = {**_about(typed), "problem": refused.text, "keep": keep}
        return render(request, "complaints/form.html", context, status=422)
    answer = redirect("web:complaint_received")
    answer.set_signed_cookie(
        RECEIPT, f"{made.number}/{code}", max_age=SHOWN_FOR, path=reverse("web:complaint_received"),
        httponly=True, samesite="Strict", secure=request.is_secure(),
    )  # fmt: skip
    return answer


def _about(typed: dict[str, str]) -> dict[str, Any]:
    return {"kinds": Complaint.Kind.choices, "typed": typed, "most": actions.LONGEST}


def _known(request: HttpRequest) -> dict[str, str]:
    """Return what is filled in for somebody who is signed in: the name, and the number of an own case."""
    if not request.user.is_authenticated:
        return {}
    number = request.GET.get("case", "")[:30].replace("\x00", "")
    case = filings.own_cases(request.user).filter(number=number).first() if number else None
    return {"name": request.user.name, "case_number": "" if case is None else case.number}


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Show number and code of the complaint that was sent just now; without one lead to the form."""
    kept = request.get_signed_cookie(RECEIPT, "", max_age=SHOWN_FOR)
    number, _slash, code = kept.partition("/")
    found = queries.look_up(number, code) if kept else None
    if found is None:
        return redirect("web:complain")
    return render(request, "complaints/receipt.html", {"complaint": found, "code": code})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Show the state of a complaint to who has its number and its code. POST: ``number``, ``code``; ``do``: ``pdf``, its letter."""
    number, code = _typed(request, "number"), _typed(request, "code")
    context: dict[str, Any] = {"number": number}
    if request.method != "POST":
        return render(request, "complaints/look_up.html", context)
    found = queries.look_up(number[:30], code[:40])
    if found is None:
        problem = _("没有找到。请核对编号和查询码：查询码是十个字母和数字，不分大小写。")
        return render(request, "complaints/look_up.html", {**context, "problem": problem}, status=422)
    letter = documents.of_complaint(found)
    if letter is not None and request.POST.get("do") == "pdf":
        return document_answer(request, letter, "pdf")
    return render(
        request, "complaints/look_up.html", {**context, "complaint": found, "letter": letter, "code": code[:40]}
    )


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")
