"""Complaints and suggestions, also without a name: the form, its receipt, and the answer by number and code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases.actions import complaints as actions
from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Complaint
from wenjiu.bureau.cases.queries import complaints as queries
from wenjiu.bureau.documents import queries as documents
from wenjiu.web.document_answer import document_answer

#: Fields of the form.
FIELDS = ("kind", "text", "name", "contact", "case_number", "about")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Take in a complaint or a suggestion, and show its number and code."""
    typed = {name: _typed(request, name) for name in FIELDS}
    context: dict[str, Any] = {"kinds": Complaint.Kind.choices, "typed": typed, "most": actions.LONGEST}
    if request.method != "POST":
        return render(request, "complaints/form.html", context)
    try:
        with refusals():
            made, code = actions.take_in(actor=VISITOR, **typed)
    except CaseRefused as refused:
        return render(request, "complaints/form.html", {**context, "problem": refused.text}, status=422)
    return render(request, "complaints/receipt.html", {"complaint": made, "code": code})


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
