"""Turns the demo's calendar forward, so that a visitor need not wait for working days and notices to end."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.queries import notices
from wenjiu.web.guards import signed_in
from wenjiu.web.preferences import wanted_page

#: The most days of one turn.
MOST = 60


@signed_in
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Turn the calendar to the next working day, or to the day after the running notices, and go back."""
    if settings.WENJIU_PROFILE not in clock.TURNABLE:
        raise Http404("no demo")
    today = clock.today()
    target = clocks.calendar().add_working_days(today, 1)
    if request.POST.get("to") == "notice":
        target = max(target, (notices.last_day() or today) + dt.timedelta(days=1))
    clock.turn_forward(min(MOST, (target - today).days))
    return redirect(wanted_page(request))
