"""The page of one case, and what its buttons do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import reviews
from wenjiu.bureau.cases.errors import CaseRefused, Outdated
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import desk, review
from wenjiu.bureau.messages.actions import tell_second
from wenjiu.web.desk.cases import entry as entries
from wenjiu.web.desk.cases import pressing
from wenjiu.web.desk.cases.beside import beside
from wenjiu.web.desk.cases.drawn import drawn
from wenjiu.web.desk.cases.entry import Entry
from wenjiu.web.desk.cases.pressing import Noted, Pressed
from wenjiu.web.desk.roles import CASE_READERS
from wenjiu.web.desk.typed import numbers
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*CASE_READERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case and do what a button says.

    What was typed is kept for the user, and the answer to a press is a redirect. A refusal shows the page as it is now,
    with everything that was typed.
    """
    found = desk.access_case(request.user, number)
    if request.method != "POST":
        return _shown(request, found)
    entry = entries.read(request.POST)
    try:
        done = pressing.press(request.user, found, entry, request.POST.get("do", ""))
    except CaseRefused as refused:
        found = desk.access_case(request.user, number)
        outdated = isinstance(refused, Outdated)
        reviews.keep_note(actor=request.user, case=found, typed=entries.kept(entry))
        if outdated:
            tell_second(actor=request.user, case=found)
        pressed = replace(_asked(found, entry, request.POST.get("do", "")), problem=refused.text, outdated=outdated)
        return _page(request, found, entry, pressed, 409 if outdated else 422)
    if isinstance(done, Noted):
        reviews.keep_note(actor=request.user, case=found, typed=entries.kept(entry))
        return _to(number, {"preview": done.outcome} if done.outcome else {}, done.place)
    if done.code == pressing.CLEARED:
        found.refresh_from_db()
        reviews.keep_note(actor=request.user, case=found, typed=entries.kept(entry))
    else:
        reviews.drop_note(actor=request.user, case=found)
    return _to(number, {"done": done.code}, "findings" if done.code == pressing.CLEARED else "")


def refused(request: HttpRequest, number: str, refusal: CaseRefused, place: str = "") -> HttpResponse:
    """Show the page of a case with why a form beside its steps was refused, and with what was typed into it.

    `place`: ``visit`` where the form of the site visit shows the problem beside it.
    """
    found = desk.access_case(request.user, number)
    outdated = isinstance(refusal, Outdated)
    pressed = Pressed(problem=refusal.text, outdated=outdated)
    return _page(request, found, _typed_before(request, found), pressed, 409 if outdated else 422, place=place)


def shown_again(request: HttpRequest, found: Case, more: dict[str, Any]) -> HttpResponse:
    """Show the page of a case with more of its context, as the answer to a form beside its steps."""
    return _page(request, found, _typed_before(request, found), Pressed(), 200, more=more)


def _typed_before(request: HttpRequest, found: Case) -> Entry:
    note = review.note_of(request.user, found)
    if note is None:
        return entries.first(found.version, review.proposed_to(found), [])
    return entries.again(note.typed, found.version)


def _asked(found: Case, entry: Entry, do: str) -> Pressed:
    """Return what is shown again where a second press was refused, with the field that it lacks."""
    verb, _colon, outcome = do.partition(":")
    try:
        return pressing.shown_first(found, entry, outcome) if verb == "sure" else Pressed()
    except CaseRefused:
        return Pressed()


def _to(number: str, query: dict[str, str], place: str) -> HttpResponse:
    """Lead to the page of a case, at one of its parts."""
    address = reverse("desk:case", args=[number])
    return redirect(address + (f"?{urlencode(query)}" if query else "") + (f"#{place}" if place else ""))


def _shown(request: HttpRequest, found: Case) -> HttpResponse:
    """Show a case with what the user has typed before, and what waits for a second press."""
    opened = numbers(request.GET, "line")
    note = review.note_of(request.user, found)
    if note is None:
        entry = entries.first(found.version, review.proposed_to(found), opened)
        return _page(request, found, entry, Pressed(), status=200)
    entry = entries.again(note.typed, found.version)
    for no in opened:
        entry.open(no)
    outcome = "" if review.why_not(request.user, found) else request.GET.get("preview", "")
    try:
        pressed = pressing.shown_first(found, entry, outcome)
    except CaseRefused as refused:
        pressed = Pressed(problem=refused.text)
    return _page(request, found, entry, pressed, status=200, changed=note.version != found.version)


def _page(
    request: HttpRequest,
    found: Case,
    entry: Entry,
    pressed: Pressed,
    status: int,
    changed: bool = False,
    place: str = "",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = drawn(request.user, found, entry, pressed)
    context |= beside(request.user, found, request.POST if request.method == "POST" else None)
    context["done"] = _done(request, found)
    context["changed"] = changed
    context["place"] = place
    context |= more or {}
    return render(request, "desk/case.html", context, status=status)


def _done(request: HttpRequest, found: Case) -> str:
    """Return what the user has just done, in words; empty where the page was simply opened."""
    code = request.GET.get("done", "") if request.method != "POST" else ""
    if code in pressing.SAID:
        return str(pressing.SAID[code])
    last = found.decisions.filter(actor=request.user, line_no=0).order_by("-id").first() if code else None
    if last is None or last.step_code != code:
        return ""
    step = flows.flow_of(found).step(code)
    outcome = step.outcomes[last.outcome]
    same = found.decisions.filter(round=last.round, step=last.step, line_no__gt=0).order_by("line_no")
    said = flows.outcome_words(step, outcome, same.values_list("line_no", flat=True), found.state != "refused")
    return said if outcome.kind == "wait" else _("：").join(dict.fromkeys((step.name(flows.lang()), said)))
