"""Views of the readings (口径): each ambiguity of the document, its readings, the one in use, and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.public.chapters import clause_title
from wenjiu.web.public.policy import current_policy, document_of


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Show every ambiguity of the document: the general ones, then clause by clause."""
    policy, lang = current_policy(), policy_language()
    groups: dict[str, dict[str, Any]] = {}
    for ambiguity in policy.ambiguities.values():
        clause = ambiguity.clause
        name = clause_title(policy, clause, lang) if clause else gettext("通用")
        group = groups.setdefault(clause, {"clause": clause, "name": name, "readings": []})
        group["readings"].append(entry(policy, ambiguity, lang))
    context = {
        "policy": document_of(policy, lang),
        "groups": list(groups.values()),
        "total": len(policy.ambiguities),
        "switchable": sum(bool(a.switchable) for a in policy.ambiguities.values()),
    }
    return render(request, "web/readings.html", context)


@require_safe
def reading(request: HttpRequest, id: str) -> HttpResponse:
    """Show one ambiguity: the words in question, each reading, why one is recommended, its effect on money."""
    policy, lang = current_policy(), policy_language()
    if id not in policy.ambiguities:
        raise Http404(f"no reading {id!r}")
    shown = entry(policy, policy.ambiguities[id], lang)
    return render(request, "web/reading.html", {"policy": document_of(policy, lang), "r": shown})


def entry(policy: Policy, ambiguity: AmbiguityRecord, lang: str) -> dict[str, Any]:
    """Return an ambiguity for a page, with the readings that a case may choose and why it may not choose the others."""
    by_letter = {
        letter: [code for code, letters in ambiguity.computable.items() if letter in letters]
        for letter in ambiguity.letters
    }
    return {
        "id": ambiguity.id,
        "clause": ambiguity.clause,
        "words": ambiguity.words(lang),
        "recommended": ambiguity.recommended,
        "adopted": ambiguity.letters[ambiguity.recommended](lang),
        "options": [
            {
                "letter": letter,
                "text": text(lang),
                "recommended": letter == ambiguity.recommended,
                "switchable": letter in ambiguity.switchable,
                "remote": letter in ambiguity.remote,
                "measures": by_letter[letter],
            }
            for letter, text in ambiguity.letters.items()
        ],
        "why": ambiguity.why(lang),
        "money": ambiguity.money(lang),
        "reason": ambiguity.reason(lang) if ambiguity.reason is not None else "",
        "measures": [{"code": code, "name": policy.measures[code].name(lang)} for code in ambiguity.computable],
        "other_letter": next(iter(ambiguity.switchable), ""),
    }
