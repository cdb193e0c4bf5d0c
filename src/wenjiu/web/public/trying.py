"""View that answers a visitor's check under two readings of one ambiguity, side by side.

The answers are posted with hidden fields, as on every page of a visit; the server stores none of them.
"""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import policy_language
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.readings import ambiguity_or_404, entry, tries_of
from wenjiu.web.public.shown import verdict_of
from wenjiu.web.public.visit.entries import Entries, read_entries
from wenjiu.web.public.visit.items import items_of
from wenjiu.web.public.visit.views import RESULTS, WHY
from wenjiu.web.public.without_token import changes_nothing

FEW = 5  # measures that are shown to a visitor who opened none of them


@changes_nothing
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, id: str) -> HttpResponse:
    """Show the posted answers under the reading in use and under another one. Without answers, say how to get there.

    POST fields: those of `wenjiu.web.public.visit.entries`; ``letter``: the other reading; ``page``: the page of the
    visit that it comes from, such as ``why:5.2``, whose measure is the first one shown.
    """
    policy, lang = current_policy(), policy_language()
    ambiguity = ambiguity_or_404(policy, id)
    tries = tries_of(policy, ambiguity, lang)
    if not tries:
        raise Http404(f"no measure computes another reading of {id!r}")
    context: dict[str, Any] = {"policy": document_of(policy, lang), "r": entry(policy, ambiguity, lang), "tries": tries}
    entries = read_entries(request.POST, policy)
    if request.method != "POST" or not len(entries):
        return render(request, "web/try.html", context)
    now = policy.letters.get(id, ambiguity.recommended)
    others = [letter for letter in ambiguity.computed if letter != now]
    asked = request.POST.get("letter", "")
    other = asked if asked in others else others[0]
    page = request.POST.get("page", "").strip()
    kind, _, first = page.partition(":")
    context |= {
        "hidden": entries.fields(),
        "page": page if kind == WHY and first in policy.measures else RESULTS,
        "left_out": entries.left_out,
        "given": len(entries),
        "now": now,
        "other": other,
        "others": others,
        "compared": _compared(entries, ambiguity, (now, other), first),
    }
    return render(request, "web/try.html", context, status=400 if entries.left_out else 200)


@lru_cache(maxsize=8)
def policy_under(policy: Policy, id: str, letter: str) -> Policy:
    """Return a policy with one reading switched. Its compiled measures are kept for the next visitor."""
    return policy.with_letters({**policy.letters, id: letter})


def _compared(
    entries: Entries, ambiguity: AmbiguityRecord, letters: tuple[str, str], first: str
) -> list[dict[str, Any]]:
    """Return each measure that computes both readings, with its verdict under both: the first one, then those opened.

    Where the visitor opened none of them, a few are shown.
    """
    policy, lang = entries.policy, policy_language()
    able = [code for code, known in ambiguity.computable.items() if set(letters) <= set(known)]
    opened = Visit(policy, entries.stated, lang).opened
    codes = [code for code in able if code == first or code in opened] or able[:FEW]
    entries.about.update(codes)
    now, other = letters
    under = {now: policy, other: policy_under(policy, ambiguity.id, other)}
    visits = [Visit(under[letter], entries.stated, lang) for letter in letters]
    compared = []
    for code in sorted(codes, key=lambda code: code != first):
        sides: list[dict[str, Any]] = []
        for letter, visit in zip(letters, visits, strict=True):
            result = next(f.result for f in visit.found if f.result.code == code)
            item = next(i for i in items_of(visit) if i.code == code)
            sides.append(
                {"letter": letter, "text": ambiguity.letters[letter](lang), "item": item}
                | {"verdict": verdict_of(result, visit.check)}
            )
        same = _essence(sides[0]) == _essence(sides[1])
        compared.append({"code": code, "name": sides[0]["item"].name, "sides": sides, "same": same})
    return compared


def _essence(side: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a visitor would call the result: standing, money, who is paid."""
    item = side["item"]
    return item.standing, item.word, item.money, item.parts, item.line
