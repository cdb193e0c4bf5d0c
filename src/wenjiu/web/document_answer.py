"""Send a document as a file. It is rendered outside of any transaction; then the SHA-256 of its bytes is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.documents import actions, fonts, rendering
from wenjiu.bureau.documents.models import Document


def document_answer(request: HttpRequest, document: Document, form: str) -> HttpResponse:
    """Return a response with a document as an attachment; a page that says so where the machine has no font for it."""
    if form not in rendering.forms_of(document):
        raise Http404(f"document {document.pk} as {form}")
    try:
        file = rendering.render(document, form)
    except fonts.NoFont:
        return render(request, "bureau/no_font.html", {"document": document}, status=503)
    actor = request.user if request.user.is_authenticated else VISITOR
    actions.note_rendering(actor=actor, document=document, form=form, sha256=file.sha256, program=file.program)
    answer = HttpResponse(file.data, content_type=file.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def shown(document: Document) -> dict[str, Any]:
    """Return what a page shows of a document."""
    return {"document": document, "content": document.content, "forms": rendering.forms_of(document)}
