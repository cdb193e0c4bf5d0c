"""Records are confirmed or refused, several at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.programmes.actions.records import answer_record
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.models import Record
from wenjiu.web.programmes.face import Face

#: The most records that are answered at once, and the most refusals that are told one by one.
MOST, TOLD = 200, 5


@require_POST
def answers(request: HttpRequest, face: Face) -> HttpResponse:
    """Answer records, the earliest first. POST: ``o-ID`` (confirmed or refused), ``r-ID`` (why); ``all``, confirmed:
    also where nothing is chosen; ``number``, ``what``, ``sheet``: the sheet to go back to.
    """
    rest = "confirmed" if request.POST.get("all") == "confirmed" else ""
    ids = [name[2:] for name, value in request.POST.items() if name.startswith("o-") and (value or rest)]
    wanted = [int(id) for id in ids if id.isascii() and id.isdigit() and len(id) < 12][:MOST]
    done, problems = 0, []
    for record in Record.objects.filter(pk__in=wanted).select_related("entry__party").order_by("day", "entry__no"):
        outcome, reason = request.POST.get(f"o-{record.pk}", "") or rest, request.POST.get(f"r-{record.pk}", "")
        try:
            answer_record(actor=request.user, record_id=record.pk, outcome=outcome, reason=reason)
        except ProgrammeRefused as refused:
            problems.append(f"{record.entry.party.name}：{refused.text}")
        else:
            done += 1
    if done:
        messages.success(request, _("办好%(n)s条。") % {"n": done})
    for text in problems[:TOLD]:
        messages.error(request, text)
    if len(problems) > TOLD:
        messages.error(request, _("还有%(n)s条没有办成。") % {"n": len(problems) - TOLD})
    if not done and not problems:
        messages.error(request, _("没有选任何一条。请在要确认的那一行选“确认”或“不认可”。"))
    return _back(request, face)


def _back(request: HttpRequest, face: Face) -> HttpResponse:
    """Lead back to the page from which the answers came."""
    number, what, on = (request.POST.get(name, "")[:40] for name in ("number", "what", "sheet"))
    if number and what:
        try:
            programme = face.access(request.user, number)
            address = face.url("programme_records", number=programme.number, what=what)
        except (Forbidden, NoReverseMatch):
            return face.to_page("programmes")
        response = HttpResponse(status=302)
        response["Location"] = f"{address}?{urlencode({'sheet': on})}"
        return response
    return face.to_page("programmes")
