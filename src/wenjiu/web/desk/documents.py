"""Documents for staff: the register of all that were made, one as a page, its files, and certificates of honours."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau.documents import queries
from wenjiu.bureau.documents.models import Kind
from wenjiu.web.desk.roles import CASE_READERS
from wenjiu.web.document_answer import document_answer, shown
from wenjiu.web.guards import staff

#: Documents of one page.
PAGE = 50


@require_safe
@staff(*CASE_READERS)
def documents(request: HttpRequest) -> HttpResponse:
    """List documents, the latest first. Query: ``q``, a number, a code or a case; ``kind``; ``page``."""
    typed, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    found = Paginator(queries.search(request.user, typed, kind), PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/documents.html", {"found": found, "q": typed, "kind": kind, "kinds": Kind.choices})


@require_safe
@staff(*CASE_READERS)
def document(request: HttpRequest, id: int) -> HttpResponse:
    """Show a document."""
    return render(request, "desk/document.html", shown(queries.access_document(request.user, id)))


@require_safe
@staff(*CASE_READERS)
def file(request: HttpRequest, id: int, form: str) -> HttpResponse:
    """Send a document as a file."""
    return document_answer(request, queries.access_document(request.user, id), form)
