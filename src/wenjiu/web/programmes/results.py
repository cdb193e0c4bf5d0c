"""The results of each person at the end of a programme."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes import access, ready, values
from wenjiu.bureau.programmes.actions.records import state_results
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import APPROVED, LEFT, LISTED, Entry
from wenjiu.rules.document.programmes import Kind
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face

ROWS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show the results; after a POST of the runner state them. POST: ``NO-RESULT``, ``page``; ``all``: yes where nothing is chosen."""
    programme = face.access(request.user, number)
    kind = kind_of(programme)
    if not kind.results:
        raise scopes.Forbidden(f"results of {number}")
    entries = programme.entries.filter(state__in=(LISTED, LEFT)).select_related("party").order_by("no")
    page = Paginator(entries, ROWS).get_page((request.POST.get("page") or request.GET.get("page", "1"))[:9])
    problems: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        given = {entry.no: typed for entry in page if (typed := _typed(request, kind, entry.no))}
        try:
            changed = state_results(actor=request.user, programme_id=programme.pk, given=given)
        except values.FieldsRefused as refused:
            problems, problem = (
                refused.problems,
                _("有%(n)s人的结果不能保存，都没有保存。") % {"n": len(refused.problems)},
            )
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(request, _("已保存%(n)s人的结果。") % {"n": changed} if changed else _("没有改动。"))
            return HttpResponseRedirect(f"{face.url('programme_results', number=number)}?page={page.number}")
    lang = policy_language()
    there = {} if kind.required is None else ready.attendance(programme, kind.required.record)
    editable = access.runs(request.user, programme) and programme.state == APPROVED
    context = {
        "programme": shown.programme(programme),
        "heads": [f.label(lang) for f in kind.results],
        "rows": [_row(request, kind, entry, there, problems) for entry in page],
        "page": page,
        "editable": editable and clock.today() >= programme.last_day,
        "early": editable and clock.today() < programme.last_day,
        "required": kind.required is not None
        and {
            "percent": kind.required.percent,
            "source": kind.required.source(lang),
            "sure": kind.required.confirmed,
        },
        "problem": problem,
    }
    return face.render(request, "results.html", context, 422 if problem else 200)


def _typed(request: HttpRequest, kind: Kind, no: int) -> dict[str, str]:
    """Return what was chosen for a person; nothing where nothing was."""
    rest = "1" if request.POST.get("all") == "1" else ""
    typed = {f.id: request.POST.get(f"{no}-{f.id}", "")[:20] or rest for f in kind.results}
    return typed if any(typed.values()) else {}


def _row(
    request: HttpRequest, kind: Kind, entry: Entry, there: dict[int, tuple[int, int]], problems: dict[str, str]
) -> dict[str, Any]:
    typed = {f.id: values.typed(f, entry.result.get(f.id)) for f in kind.results}
    if request.method == "POST":
        typed = _typed(request, kind, entry.no) or typed
    return {
        "no": entry.no,
        "name": entry.party.name,
        "tail": entry.party.id_tail,
        "left": entry.state == LEFT,
        "there": there.get(entry.pk),
        "fields": shown.fields_of(kind.results, typed, {}, f"{entry.no}-"),
        "said": shown.said(kind.results, entry.result),
        "problem": problems.get(str(entry.no), ""),
    }
