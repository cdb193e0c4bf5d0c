"""Notes of staff on a case, and the answer to being named in one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau.cases.actions import talk as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries import talk as queries
from wenjiu.web.desk.cases import page
from wenjiu.web.desk.roles import NOTE_WRITERS
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff


@require_POST
@staff(*NOTE_WRITERS)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Add a note to a case. POST: ``note``."""
    found = desk.access_case(request.user, number)
    try:
        with refusals():
            note = actions.write_note(actor=request.user, case=found, text=text(request.POST, "note", 3000))
    except CaseRefused as refused:
        return page.refused(request, number, refused)
    named = [mention.user.name for mention in note.mentions.select_related("user")]
    said = _("备注写好了。")
    if named:
        said = _("备注写好了，%(names)s会在工作台上看到。") % {"names": _("、").join(named)}
    messages.info(request, said)
    return redirect(f"{reverse('desk:case', args=[number])}#notes")


@require_POST
@staff()
def seen(request: HttpRequest, id: int) -> HttpResponse:
    """Say that one has read a note that names oneself, and go to its case. POST: ``do`` (``open`` or ``seen``)."""
    mention = queries.access_mention(request.user, id)
    actions.see_mention(actor=request.user, id=mention.pk)
    if request.POST.get("do") == "open":
        return redirect(f"{reverse('desk:case', args=[mention.note.case.number])}#notes")
    return redirect(f"{reverse('desk:home')}#named")
