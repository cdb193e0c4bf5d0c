"""What was paid to somebody, and the question whether it came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Receipt
from wenjiu.bureau.parties import queries as party_queries
from wenjiu.bureau.parties.models import Party
from wenjiu.web.desk.money.common import attempt
from wenjiu.web.guards import agent_or_person


def _mine(request: HttpRequest) -> list[Party]:
    """Return the parties whose money somebody may see: his own record, and the organisations that he acts for."""
    own = [request.user.party] if getattr(request.user, "party_id", None) else []
    return [party_queries.head(party) for party in [*own, *scopes.organisations_of(request.user)]]


@require_safe
@agent_or_person
def money(request: HttpRequest) -> HttpResponse:
    """Show what was paid to the parties that the reader acts for, and what they are asked about it."""
    return _page(request, _mine(request), None)


def _page(request: HttpRequest, mine: list[Party], refused: CaseRefused | None) -> HttpResponse:
    rows: list[dict[str, Any]] = []
    for party in mine:
        ids = party_queries.same_party_ids(party)
        rows.append({"party": party, "payments": queries.payments_of(ids), "asked": queries.receipts_for(ids)})
    return render(request, "my/money.html", {"rows": rows, "refused": refused}, status=422 if refused else 200)


@require_POST
@agent_or_person
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Take the answer whether the money came."""
    mine = _mine(request)
    ids = [pk for party in mine for pk in party_queries.same_party_ids(party)]
    receipt = Receipt.objects.filter(pk=id, obligation__payee__in=ids).first()
    if receipt is None:
        raise Http404("receipt")
    said = request.POST.get("received", "")
    if said not in ("yes", "no"):
        return _page(request, mine, MoneyRefused(_("没有选收到还是没收到。请选一项。"), code="received"))
    _done, refused = attempt(
        actions.answer_receipt,
        actor=request.user,
        receipt=receipt,
        received=said == "yes",
        text=request.POST.get("text", ""),
    )
    if refused is not None:
        return _page(request, mine, refused)
    messages.success(request, _("谢谢，已记下您的回答。"))
    return redirect("my:money")
