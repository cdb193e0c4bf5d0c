"""Lists of cases: what waits for me, and all cases of my streets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import bulk, desk
from wenjiu.bureau.cases.queries import filters as kept
from wenjiu.web.desk.listing import Filters, filters_shown, page_of
from wenjiu.web.desk.roles import CASE_READERS, REVIEWERS
from wenjiu.web.guards import staff


@require_safe
@staff(*REVIEWERS)
def queue(request: HttpRequest) -> HttpResponse:
    """Show the cases that wait for a step of mine, what is due first on top."""
    return _list(request, desk.queue(request.user), "queue", bulks=bulk.open_bulks(request.user))


@require_safe
@staff(*CASE_READERS)
def cases(request: HttpRequest) -> HttpResponse:
    """Show all cases of my streets, the newest first."""
    found = desk.visible_cases(request.user).prefetch_related("corrections")
    found = found.annotate(line_count=Count("lines")).order_by("-id")
    return _list(request, found, "cases")


@require_safe
@staff(*REVIEWERS)
def next_case(request: HttpRequest) -> HttpResponse:
    """Lead to the next case of my queue after one that was just seen; to the queue where there is none."""
    found = desk.next_case(request.user, request.GET.get("after", ""))
    return redirect("desk:queue") if found is None else redirect("desk:case", found)


def _list(request: HttpRequest, found: QuerySet[Case], place: str, **more: Any) -> HttpResponse:
    filters = Filters.read(request.GET)
    shown = page_of(filters.apply(found), filters.page)
    context: dict[str, Any] = {
        "filters": filters,
        "page": shown,
        "choices": filters_shown(found),
        "place": place,
        "kept": [(row, filters.query() == f"?{row.query}") for row in kept.kept_filters(request.user, place)],
        "before": filters.query(page=str(shown.number - 1)),
        "after": filters.query(page=str(shown.number + 1)),
        **more,
    }
    return render(request, f"desk/{place}.html", context)
