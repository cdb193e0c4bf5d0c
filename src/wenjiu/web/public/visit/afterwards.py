"""Views of what a visitor does after the result: a reminder for the calendar, and whether the money has come."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.rules.explain.guides import service
from wenjiu.web.day import address
from wenjiu.web.formats import policy_language
from wenjiu.web.public.policy import current_policy, document_of, measure_or_404
from wenjiu.web.public.visit.entries import read_entries
from wenjiu.web.public.visit.items import item_of
from wenjiu.web.public.visit.next_steps import NextSteps, where
from wenjiu.web.public.visit.reminders import Reminder, calendar
from wenjiu.web.public.visit.views import visit_with
from wenjiu.web.public.without_token import changes_nothing


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def reminder(request: HttpRequest, code: str) -> HttpResponse:
    """Return a calendar file with the latest day of one measure, what to bring and where.

    The POST fields are those of `wenjiu.web.public.visit.entries`. Without next steps the visit is shown instead.
    """
    policy = current_policy()
    measure_or_404(policy, code)
    current = visit_with(read_entries(request.POST, policy), code, request.POST.get("case", ""))
    found = next((f for f in current.found if f.result.code == code), None)
    if request.method != "POST" or found is None:
        return redirect(address("web:visit"))
    item = item_of(current, found)
    if item.steps is None:
        return redirect(address("web:visit"))
    latest = dt.date.fromisoformat(found.result.latest_date) if item.latest and found.result.latest_date else None
    content = Reminder(
        item.name,
        latest,
        found.result.latest_what,
        _notes(item.steps),
        request.build_absolute_uri(reverse("web:guide", args=[code])) + "#materials",
        request.build_absolute_uri(reverse("web:followup")) + f"?m={code}",
    )
    response = HttpResponse(calendar(content, timezone.localtime()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wenjiu-{code}.ics"'
    return response


def _notes(steps: NextSteps) -> tuple[str, ...]:
    bring = gettext("要带：%(papers)s") % {"papers": gettext("、").join(steps.bring)} if steps.bring else ""
    place = gettext("在哪儿办：%(place)s") % {"place": where(steps)}
    return (*([bring] if bring else []), place)


@require_safe
def followup(request: HttpRequest) -> HttpResponse:
    """Show what to do when the money has come, has not come yet, or was refused. ``m`` is the code of a measure.

    Nobody's answer is sent: the page holds the advice for all three.
    """
    policy, lang = current_policy(), policy_language()
    code = request.GET.get("m", "")
    measure = measure_or_404(policy, code) if code else None
    served = None
    if measure is not None:
        definition = measure.definition
        served = service(policy, definition, lang, policy.fill(definition, lang))
    any_service = next(iter(policy.services.values()), None)
    context = {
        "code": code,
        "name": measure.name(lang) if measure else "",
        "service": served,
        "phones": [{"number": n, "name": name(lang)} for n, name in any_service.phones] if any_service else [],
        "policy": document_of(policy, lang),
    }
    return render(request, "web/visit/followup.html", context)
