"""Documents that a filer was given, as a page and as files. Their words are those of the day on which they were made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.documents import queries
from wenjiu.web.document_answer import document_answer, shown
from wenjiu.web.guards import agent_or_person


@require_safe
@agent_or_person
def document(request: HttpRequest, id: int) -> HttpResponse:
    """Show a document. Whom a certificate honours reads it, though not the case where somebody else filed that."""
    found = queries.access_own_document(request.user, id)
    followed = filings.own_cases(request.user).filter(pk=found.case_id).exists()
    return render(request, "workspace/document.html", {**shown(found), "followed": followed})


@require_safe
@agent_or_person
def file(request: HttpRequest, id: int, form: str) -> HttpResponse:
    """Send a document as a file."""
    return document_answer(request, queries.access_own_document(request.user, id), form)
