"""What was paid to somebody, to which account, and the question whether it came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Receipt
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties import queries as party_queries
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.web.desk.money.common import attempt
from wenjiu.web.guards import agent_or_person


def _mine(request: HttpRequest) -> list[Party]:
    """Return the parties whose money somebody may see: his own record, and the organisations that he acts for."""
    own = [request.user.party] if getattr(request.user, "party_id", None) else []
    return [party_queries.head(party) for party in [*own, *scopes.organisations_of(request.user)]]


@require_http_methods(["GET", "HEAD", "POST"])
@agent_or_person
def money(request: HttpRequest) -> HttpResponse:
    """Show what was paid, the accounts, and what is asked; take another account."""
    mine = _mine(request)
    refused: CaseRefused | None = None
    if request.method == "POST":
        party = next((p for p in mine if str(p.pk) == request.POST.get("party")), None)
        if party is None:
            raise Http404("party")
        _entered, refused = attempt(_enter, request=request, party=party)
        if refused is None:
            messages.success(request, _("账户已提交。工作人员核对一致后，就付到这个账户。"))
            return redirect("my:money")
    return _page(request, mine, refused)


def _page(request: HttpRequest, mine: list[Party], refused: CaseRefused | None) -> HttpResponse:
    rows: list[dict[str, Any]] = []
    for party in mine:
        ids = party_queries.same_party_ids(party)
        accounts = BankAccount.objects.filter(party__in=ids, closed_at=None).order_by("-id")
        rows.append(
            {
                "party": party,
                "payments": queries.payments_of(ids),
                "accounts": [(account, party_queries.last_check(account)) for account in accounts],
                "asked": queries.receipts_for(ids),
            }
        )
    context = {"rows": rows, "refused": refused, "typed": request.POST if refused else {}}
    return render(request, "my/money.html", context, status=422 if refused else 200)


def _enter(*, request: HttpRequest, party: Party) -> BankAccount:
    typed = request.POST
    if not typed.get("bank", "").strip():
        raise MoneyRefused(_("没有填开户银行。请填到支行。"), code="bank")
    account: BankAccount = parties.enter_account(
        actor=request.user,
        party=party,
        holder=typed.get("holder", ""),
        bank=typed.get("bank", "")[:120],
        number=typed.get("number", ""),
    )
    return account


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
