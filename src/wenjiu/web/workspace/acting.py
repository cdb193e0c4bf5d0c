"""In whose name somebody works below /my/: the party that was chosen last, checked anew each time."""

from __future__ import annotations

from django.http import HttpRequest

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties.models import Party

#: The key of the session that holds the id of the chosen party.
CHOSEN = "wenjiu_party"
#: What a form says for all parties at once.
ALL = "all"


def one_of(parties: list[Party], id: str) -> Party:
    """Return the party with an id. Raise Forbidden for one that is not among them."""
    for party in parties:
        if str(party.pk) == id:
            return party
    raise Forbidden("party")


def chosen(request: HttpRequest, parties: list[Party]) -> Party | None:
    """Return the party that was chosen on some page; None where none was, or where it is no longer the reader's.

    ``?party=ID`` chooses one and ``?party=all`` none. Raise Forbidden for one that is not the reader's.
    """
    asked = request.GET.get("party", "")
    if asked == ALL:
        request.session.pop(CHOSEN, None)
    elif asked:
        remember(request, one_of(parties, asked))
    return next((party for party in parties if party.pk == request.session.get(CHOSEN)), None)


def remember(request: HttpRequest, party: Party) -> None:
    """Keep a party as the chosen one."""
    if request.session.get(CHOSEN) != party.pk:
        request.session[CHOSEN] = party.pk


def likely(request: HttpRequest, parties: list[Party]) -> Party | None:
    """Return the party that a filing is begun for: the chosen one, the last filing's, or the only one; else None."""
    if len(parties) == 1:
        return parties[0]
    if (party := chosen(request, parties)) is not None:
        return party
    last = filings.last_filer(request.user)
    return next((party for party in parties if party.pk == last), None)
