"""Keep the filters of a list of cases under a name, and drop them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau.cases.actions import filters as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import filters as queries
from wenjiu.web.desk.listing import Filters
from wenjiu.web.desk.roles import CASE_READERS
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff


@require_POST
@staff(*CASE_READERS)
def save(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the filters of a list. POST: ``name``, ``query``."""
    filters = _filters(request)
    try:
        with refusals():
            kept = actions.save_filter(
                actor=request.user, place=_place(place), name=text(request.POST, "name", 80),
                query=filters.query().removeprefix("?"),
            )  # fmt: skip
        messages.info(request, _("筛选“%(name)s”存好了，在列表上方。") % {"name": kept.name})
    except CaseRefused as refused:
        messages.error(request, refused.text)
    return redirect(reverse(f"desk:{place}") + filters.query())


@require_POST
@staff(*CASE_READERS)
def drop(request: HttpRequest, place: str, id: int) -> HttpResponse:
    """Remove a kept filter of one's own, and go back to the list as it was."""
    kept = queries.access_filter(request.user, _place(place), id)
    actions.drop_filter(actor=request.user, id=kept.pk)
    messages.info(request, _("筛选“%(name)s”删掉了。") % {"name": kept.name})
    return redirect(reverse(f"desk:{place}") + _filters(request).query())


def _place(place: str) -> str:
    if place not in queries.PLACES:
        raise Http404(f"list {place}")
    return place


def _filters(request: HttpRequest) -> Filters:
    """Return the filters that a form carries; what is not understood is left out."""
    return Filters.read(QueryDict(text(request.POST, "query", 600).removeprefix("?")))
