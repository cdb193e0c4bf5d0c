"""Anybody checks a document: by its code, or by comparing a file with what was rendered. Nobody signs in here."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.cases.queries import notices
from wenjiu.bureau.documents import logic, queries
from wenjiu.bureau.documents.queries import Checked
from wenjiu.web.document_answer import document_answer
from wenjiu.web.public.notices import runs

#: Results of a check.
KEPT, OTHER, NONE, NO_CODE = "kept", "other", "none", "no_code"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a document. ``code``: in the query of the QR code, or typed; ``file``: a copy to compare.

    Shown are kind, number, day, office, its main points (such as the sum) and the masked name.
    """
    given = request.POST if request.method == "POST" else request.GET
    typed = given.get("code", "").replace("\x00", "").strip()[:60]
    file = request.FILES.get("file")
    context: dict[str, Any] = {"code": typed, "asked": bool(typed or file)}
    if file is not None:
        context |= _compared(file.read(), queries.check_code(typed) if typed else None, bool(typed))
    elif typed:
        found = queries.check_code(typed)
        context |= {"found": found, "result": KEPT if found is not None and _is_kept(found) else NONE}
        context["is_number"] = found is None and logic.looks_like_number(typed)
    elif request.method == "POST":
        context["problem"] = _("请输入核验码，或者选择要核对的文件。")
    return render(request, "web/verify.html", context, status=422 if context.get("problem") else 200)


verify.takes_a_file = True  # read by the upload handler


def _is_kept(found: Checked) -> bool:
    return queries.untouched(found.document)


def _compared(data: bytes, by_code: Checked | None, with_code: bool) -> dict[str, Any]:
    """Return whether a file is one that was rendered, and of the document whose code was typed."""
    document = queries.rendered(hashlib.sha256(data).hexdigest())
    if document is None:
        return {"found": by_code, "result": OTHER if by_code is not None else NONE, "compared": True}
    same = not with_code or (by_code is not None and by_code.document == document)
    return {"found": queries.checked(document), "result": KEPT if same else NO_CODE, "compared": True}


@never_cache
@require_safe
def notice_file(request: HttpRequest, number: str) -> HttpResponse:
    """Send a public notice as PDF while it runs."""
    notice = notices.public_notice(number)
    document = queries.of_notice(notice)
    if document is None or not runs(notice):
        raise Http404(f"notice {number} has no file now")
    return document_answer(request, document, "pdf")
