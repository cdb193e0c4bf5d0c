"""Public page of programmes: open calls, the project library, results and titles. Nobody needs to sign in here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wenjiu.bureau.documents.queries import honours_in
from wenjiu.bureau.programmes.models import ACCEPTED, FINISHED
from wenjiu.bureau.programmes.queries import public_programmes
from wenjiu.web.formats import policy_language
from wenjiu.web.public.notices import base_of

#: Results of so many people or fewer are open when the page is.
FEW = 10


@never_cache
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """List what is public, by kind."""
    lang = policy_language()
    found = public_programmes()
    rows = [person.row for _kind, shown in found for one in shown for person in one.people if person.title]
    honours = honours_in(settings.WENJIU_POLICY, rows) if rows else {}
    kinds = [
        {
            "id": kind.id,
            "name": kind.name(lang),
            "clause": kind.clause,
            "ranked": kind.ranking is not None,
            "rows": [
                {
                    "title": one.programme.title,
                    "organiser": "" if one.programme.organiser is None else one.programme.organiser.name,
                    "first_day": one.programme.first_day,
                    "last_day": one.programme.last_day,
                    "number": one.programme.number,
                    "checking": one.programme.state == FINISHED,
                    "open": one.programme.state != ACCEPTED or len(one.people) <= FEW,
                    "said": one.said,
                    "people": [(person, honours.get(person.row)) for person in one.people],
                }
                for one in shown
            ],
        }
        for kind, shown in found
    ]
    return render(request, "notices/programmes.html", {"base": base_of(request), "kinds": kinds})
