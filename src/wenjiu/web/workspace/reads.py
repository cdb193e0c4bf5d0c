"""Who looked: the reads of full numbers and papers of the reader's own record and of the organisations acted for."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.queries import reads_of
from wenjiu.bureau.parties import queries as parties
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import agent_or_person
from wenjiu.web.read_fields import field_words

#: Reads on one page.
ROWS = 50


@require_safe
@agent_or_person
def reads(request: HttpRequest) -> HttpResponse:
    """List who opened which field when, and the reason that was given."""
    filers = scopes.own_parties(request.user)
    own = {party.pk: party.name for party in filers}
    names = {id: own[party] for id, party in parties.records_by_party(filers).items()}
    page = Paginator(reads_of(scopes.parties_of(request.user)), ROWS).get_page(text(request.GET, "page", 9))
    rows = [{"read": read, "whose": names.get(read.party_id, ""), "what": field_words(read.field)} for read in page]
    return render(request, "workspace/reads.html", {"rows": rows, "page": page, "several": len(filers) > 1})
