"""The way from a result of the check into a filing, with the answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.ask.visits import Visit
from wenjiu.web import carried
from wenjiu.web.day import address
from wenjiu.web.public.policy import current_policy, measure_or_404
from wenjiu.web.public.visit.entries import NO, YES, Entries, read_entries
from wenjiu.web.public.visit.views import visit_with


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page on which a filing of the measure begins, which asks a visitor to sign in.

    The POST fields are those of `wenjiu.web.public.visit.entries`, and ``case``, the id of a further case whose answers
    are meant. A GET carries nothing.
    """
    policy = current_policy()
    measure_or_404(policy, code)
    if request.method == "POST":
        entries = read_entries(request.POST, policy)
        carried.keep(request, code, _typed(entries, visit_with(entries, code, request.POST.get("case", ""))))
    return redirect(address("my:new", measure=code))


def _typed(entries: Entries, visit: Visit) -> dict[str, str]:
    """Return what is known in a visit, as typed text by fact key: the answers, and what a situation says by itself."""
    found = {}
    for question, value, _shown in visit.check.answered:
        text = entries.typed.get(visit.named(question.key), "")
        if not text and isinstance(value, bool):
            text = YES if value else NO
        if text:
            found[question.key] = text
    return found
