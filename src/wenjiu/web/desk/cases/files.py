"""A file of a case, sent as a download. Whoever opens it leaves a trace that the applicant can see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.audit.actions import record_read
from wenjiu.bureau.cases.queries import desk, review
from wenjiu.bureau.files.errors import DamagedFile
from wenjiu.web.desk.roles import CASE_READERS
from wenjiu.web.file_answer import file_answer
from wenjiu.web.guards import staff


@require_safe
@staff(*CASE_READERS)
def download(request: HttpRequest, number: str, id: int) -> HttpResponseBase:
    """Send a file that was handed in with a case."""
    case = desk.access_case(request.user, number)
    evidence = review.access_evidence(case, id)
    record_read(
        actor=request.user,
        party=case.filing.filer,
        field=f"file:{evidence.material}",
        reason=_("办理案件%(number)s") % {"number": case.number},
    )
    try:
        return file_answer(evidence.file)
    except DamagedFile:
        return render(request, "desk/damaged.html", {"case": case, "name": evidence.file.name}, status=409)
