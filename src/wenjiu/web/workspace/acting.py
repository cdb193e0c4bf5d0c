"""In whose name somebody works below /my/, checked anew each time.

Two things are kept. A *choice* is made with the selector of a list, and the lists show only that party until it is taken
away. The party that was *seen* last, on whatever page, is only proposed where a filing begins; it hides nothing.
"""

from __future__ import annotations

from django.http import HttpRequest

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties.models import Party

#: The keys of the session that hold the ids of the chosen party, and of the one that was seen last.
CHOSEN, SEEN = "wenjiu_party", "wenjiu_party_seen"
#: What a form says for all parties at once.
ALL = "all"


def one_of(parties: list[Party], id: str) -> Party:
    """Return the party with an id. Raise Forbidden for one that is not among them."""
    for party in parties:
        if str(party.pk) == id:
            return party
    raise Forbidden("party")


def chosen(request: HttpRequest, parties: list[Party]) -> Party | None:
    """Return the party that was chosen for the lists; None where none was, or where it is no longer the reader's.

    ``?party=ID`` chooses one and ``?party=all`` none. Raise Forbidden for one that is not the reader's.
    """
    asked = request.GET.get("party", "")
    if asked == ALL:
        request.session.pop(CHOSEN, None)
        request.session.pop(SEEN, None)
    elif asked:
        party = one_of(parties, asked)
        _keep(request, CHOSEN, party)
        remember(request, party)
    return _kept(request, CHOSEN, parties)


def remember(request: HttpRequest, party: Party) -> None:
    """Keep a party as the one that was seen last. No list is filtered by it."""
    _keep(request, SEEN, party)


def _keep(request: HttpRequest, key: str, party: Party) -> None:
    if request.session.get(key) != party.pk:
        request.session[key] = party.pk


def _kept(request: HttpRequest, key: str, parties: list[Party]) -> Party | None:
    return next((party for party in parties if party.pk == request.session.get(key)), None)


def likely(request: HttpRequest, parties: list[Party]) -> Party | None:
    """Return the party that a page is about: the asked one, the one seen last, the last filing's, or the only one; else None.

    ``?party=ID`` asks for one. Raise Forbidden for one that is not the reader's.
    """
    if len(parties) == 1:
        return parties[0]
    asked = request.GET.get("party", "")
    if asked and asked != ALL:
        remember(request, one_of(parties, asked))
    if (party := _kept(request, SEEN, parties)) is not None:
        return party
    last = filings.last_filer(request.user)
    return next((party for party in parties if party.pk == last), None)
