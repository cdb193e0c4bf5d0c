"""The results of each person at the end of a programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes import access, judging, ready, values
from wenjiu.bureau.programmes.actions import panel
from wenjiu.bureau.programmes.actions.records import state_results
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import entry_fields, how_many, kind_of
from wenjiu.bureau.programmes.models import APPROVED, LEFT, LISTED, Entry, Programme
from wenjiu.rules.document.programmes import Kind, Panel
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
                _("有%(many)s的结果不能保存，都没有保存。") % {"many": how_many(programme, len(refused.problems))},
            )
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            messages.success(
                request,
                _("已保存%(many)s的结果。") % {"many": how_many(programme, changed)} if changed else _("没有改动。"),
            )
            return HttpResponseRedirect(f"{face.url('programme_results', number=number)}?page={page.number}")
    lang = policy_language()
    there = {} if kind.required is None else ready.attendance(programme, kind.required.record)
    judge = judging.sits(request.user, programme)
    editable = access.runs(request.user, programme) and programme.state == APPROVED and not judge
    judged = {} if kind.panel is None else _judged(request, programme, kind.panel, page)
    context = {
        "programme": shown.programme(programme),
        "heads": [f.label(lang) for f in kind.results],
        "rows": [_row(request, kind, entry, there, problems) | {"judged": judged.get(entry.pk)} for entry in page],
        "page": page,
        "judged": bool(judged),
        "who": "" if kind.listed is None else kind.listed.who(lang),
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


def _judged(
    request: HttpRequest, programme: Programme, of: Panel, entries: Iterable[Entry]
) -> dict[int, dict[str, Any]]:
    """Return entry -> what it is called and what the panel gave it, as far as the reader reads points now."""
    totals, waiting = panel.scored(programme), judging.waiting(programme)
    first = next(iter(entry_fields(programme)), None)
    found = {}
    for entry in entries:
        points, waits_for = totals.get(entry.pk, []), waiting.get(entry.pk, set())
        told = bool(points) and judging.reads_points(request.user, programme, waits_for)
        found[entry.pk] = {
            "about": "" if first is None else values.show(first, entry.fields.get(first.id), policy_language()),
            "count": len(points),
            "mean": f"{sum(points) / len(points):.1f}" if told else "",
            "why": panel.not_included(of, entry.party.name, points) if told or not points else "",
            "enough": told and not panel.not_included(of, entry.party.name, points),
        }
    return found


def _typed(request: HttpRequest, kind: Kind, no: int) -> dict[str, str]:
    """Return what was chosen for a person; nothing where nothing was."""
    rest = "1" if request.POST.get("all") == "1" and kind.panel is None else ""
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
