"""The way from a result of the check into a filing, with the answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.ask.visits import Visit
from wenjiu.web import carried
from wenjiu.web.carried import Carried
from wenjiu.web.day import address
from wenjiu.web.public.policy import current_policy, measure_or_404
from wenjiu.web.public.visit.cases import answers_of
from wenjiu.web.public.visit.entries import Entries, read_entries
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
        total = len(answers_of(entries, visit_with(entries, "")))
        answers, given = _answers(entries, visit_with(entries, code, request.POST.get("case", "")))
        carried.keep(request, code, Carried(answers, given, total))
    return redirect(address("my:new", measure=code))


def _answers(entries: Entries, visit: Visit) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the visitor answered, as typed text by fact key, and the question to which each is the answer.

    What a situation implies is left out: it opens measures, and nobody has stated it of a person or a firm.
    """
    answers, given = {}, {}
    for question, _value, _shown in visit.check.answered:
        asked = visit.named(visit.answered_as(question.key))
        if text := entries.typed.get(asked, ""):
            answers[question.key], given[question.key] = text, asked
    return answers, given
