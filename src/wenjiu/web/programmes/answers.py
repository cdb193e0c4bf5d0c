"""Records are confirmed or refused, several at once."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.programmes.actions.records import answer_record
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import Programme, Record
from wenjiu.rules.document.programmes import Recorded
from wenjiu.web.programmes.face import Face
from wenjiu.web.programmes.index import shown_index
from wenjiu.web.programmes.records import shown_sheet

#: The most records that are answered at once.
MOST = 200
#: The most reasons that are said above the rows.
MOST_WHYS = 3


@require_POST
def answers(request: HttpRequest, face: Face) -> HttpResponse:
    """Answer records, the earliest first; where some cannot be answered, show the page again with what was chosen.

    POST: ``o-ID`` (confirmed or refused), ``r-ID`` (why); ``all``, confirmed: also where nothing is chosen; ``number``,
    ``what``, ``sheet``: the sheet to go back to.
    """
    rest = "confirmed" if request.POST.get("all") == "confirmed" else ""
    ids = [name[2:] for name, value in request.POST.items() if name.startswith("o-") and (value or rest)]
    wanted = [int(id) for id in ids if id.isascii() and id.isdigit() and len(id) < 12][:MOST]
    done, problems = 0, dict[int, str]()
    for record in Record.objects.filter(pk__in=wanted).select_related("entry__party").order_by("day", "entry__no"):
        outcome, reason = request.POST.get(f"o-{record.pk}", "") or rest, request.POST.get(f"r-{record.pk}", "")
        try:
            answer_record(actor=request.user, record_id=record.pk, outcome=outcome, reason=reason)
        except ProgrammeRefused as refused:
            problems[record.pk] = refused.text
        else:
            done += 1
    if done:
        messages.success(request, _("办好%(n)s条。") % {"n": done})
    problem = ""
    if problems:
        # A row that is stopped may have left the page: its reason is said here too.
        whys = "".join(list(dict.fromkeys(problems.values()))[:MOST_WHYS])
        problem = _("有%(n)s条没有办成，选好的还在。%(why)s") % {"n": len(problems), "why": whys}
    elif not done:
        problem = _("没有选任何一条。请在要确认的那一行选“确认”或“不认可”。")
    return _back(request, face, problem, problems)


def _back(request: HttpRequest, face: Face, problem: str, problems: Mapping[int, str]) -> HttpResponse:
    """Lead back to the page from which the answers came, or show it again where something is wrong."""
    programme, of = _sheet_of(request, face)
    if programme is None or of is None:
        return shown_index(request, face, problem, problems) if problem else face.to_page("programmes")
    on = request.POST.get("sheet", "")[:40]
    if problem:
        return shown_sheet(request, face, programme, of, problem, answers=problems)
    address = face.url("programme_records", number=programme.number, what=of.id)
    return HttpResponseRedirect(f"{address}?{urlencode({'sheet': on})}")


def _sheet_of(request: HttpRequest, face: Face) -> tuple[Programme | None, Recorded | None]:
    """Return the sheet from which the answers came; nothing where they came from the list of programmes."""
    number, what = (request.POST.get(name, "")[:40] for name in ("number", "what"))
    try:
        programme = face.access(request.user, number)
    except Forbidden:
        return None, None
    return programme, kind_of(programme).recorded(what)
