"""Views of pages that only read the policy: home, guide, leaflet, about."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.rosters.kind_files import kinds_of
from wenjiu.web.formats import policy_language
from wenjiu.web.public.pictures import Stage, path
from wenjiu.web.public.policy import current_policy, document_of, measure_or_404
from wenjiu.web.public.services import published_of
from wenjiu.web.public.shown import guide_of
from wenjiu.web.public.size import size_facts
from wenjiu.web.public.visit.entries import read_entries
from wenjiu.web.public.visit.views import statements


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show the statements with which a visit begins; those of a POST are ticked, so that a switch of the header keeps them."""
    entries = read_entries(request.POST, current_policy())
    if request.method == "POST" and not (entries.ticked or entries.unsure):
        return HttpResponseRedirect(request.get_full_path())
    return statements(request, entries)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show the guide page of one measure, made from its definition."""
    policy, lang = current_policy(), policy_language()
    measure = measure_or_404(policy, code)
    document = document_of(policy, lang) | {"rules": policy.rules_version}
    by_size = size_facts(measure.definition)
    shown = guide_of(measure, lang)
    context = {
        "guide": shown,
        "stages": _path(shown),
        "policy": document,
        "by_size": by_size,
        "rosters": [{"id": k.id, "name": k.name(lang)} for k in kinds_of(policy).values() if code in k.measures],
        "published": published_of(policy, measure.clause),
    }
    return render(request, "web/guide.html", context)


@require_safe
def leaflet(request: HttpRequest, code: str) -> HttpResponse:
    """Show one printed page about one measure: who, how much, how, where."""
    policy, lang = current_policy(), policy_language()
    measure = measure_or_404(policy, code)
    shown = guide_of(measure, lang)
    context = {"guide": shown, "stages": _path(shown), "policy": document_of(policy, lang)}
    return render(request, "web/leaflet.html", context)


def _path(guide: dict[str, Any]) -> list[Stage]:
    """Return the path of a case for its picture; empty where no guide states the steps."""
    return path(guide["service"]["steps"]) if guide["service"] else []


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain what the site does with its input, and how far its answers can be relied on."""
    return render(request, "web/about.html", {"policy": document_of(current_policy(), policy_language())})
