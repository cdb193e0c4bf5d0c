"""Who looked: the reads of full numbers and papers of the reader's own record and of the organisations acted for."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.queries import reads_of
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties import queries as parties
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import agent_or_person

#: Reads on one page.
ROWS = 50


@require_safe
@agent_or_person
def reads(request: HttpRequest) -> HttpResponse:
    """List who opened which field when, and the reason that was given."""
    filers = filings.filers_of(request.user)
    own = {party.pk: party.name for party in filers}
    names = {id: own[party] for id, party in parties.records_by_party(filers).items()}
    page = Paginator(reads_of(scopes.parties_of(request.user)), ROWS).get_page(text(request.GET, "page", 9))
    rows = [{"read": read, "whose": names.get(read.party_id, ""), "what": _field(read.field)} for read in page]
    return render(request, "workspace/reads.html", {"rows": rows, "page": page, "several": len(filers) > 1})


def _field(field: str) -> str:
    """Return a field that was read, in words."""
    kind, _colon, _name = field.partition(":")
    words = {
        "id_number": _("完整的证件号码"),
        "account_number": _("完整的银行账号"),
        "file": _("申报时交的材料"),
        "phone": _("联系电话"),
        "correction_file": _("申请更正时交的材料"),
    }
    return words.get(kind, field)
