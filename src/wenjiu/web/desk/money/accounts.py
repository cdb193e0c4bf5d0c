"""Accounts of payees: entered by one person, checked by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.actions import ReasonMissing, open_account
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, duties, queries, standing
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties import queries as party_queries
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.web.desk.money.common import attempt, page, policy
from wenjiu.web.guards import staff


@require_safe
@staff(*duties.NAMES)
def listing(request: HttpRequest) -> HttpResponse:
    """List the accounts that wait for a check, what came back, and the payees that cannot be paid for now."""
    context = {
        "to_check": queries.accounts_to_check(policy()),
        "returned": queries.returned_in(policy()),
        "hindered": [(payee, rows, rows[0].reason) for payee, rows in queries.without_account(policy()).items()],
    }
    return page(request, "accounts", context)


def _payee(request: HttpRequest, id: int) -> Party:
    """Return a payee that money is owed to. What is missing and what is forbidden look the same."""
    party = scopes.access_party(request.user, id)
    ids = party_queries.same_party_ids(party)
    if not Obligation.objects.filter(payee__in=ids, budget__policy=policy()).exists():
        raise Http404(f"payee {id}")
    return party


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.NAMES)
def enter(request: HttpRequest, id: int) -> HttpResponse:
    """Show a payee's accounts and payments; take another account."""
    party = _payee(request, id)
    refused = None
    if request.method == "POST":
        _entered, refused = attempt(_enter, request=request, party=party)
        if refused is None:
            messages.success(request, _("账户已录入，等另一个人核对后就能付款。"))
            return redirect("desk:money:accounts")
    ids = party_queries.same_party_ids(party)
    context = {
        "party": party,
        "accounts": _accounts(ids),
        "returned": queries.returned_of(ids),
        "payments": queries.payments_of(ids),
        "typed": request.POST if refused else {"holder": party.name},
    }
    return page(request, "payee", context, refused)


def _accounts(parties_of: list[int], but: int = 0) -> list[tuple[BankAccount, Any, Any]]:
    """Return accounts with their last check and what the bank said when it sent money back, the newest first."""
    found = list(
        BankAccount.objects.filter(party__in=parties_of).exclude(pk=but).select_related("entered_by").order_by("-id")
    )
    back = standing.came_back(found)
    return [(account, party_queries.last_check(account), back.get(account.pk)) for account in found]


def _enter(*, request: HttpRequest, party: Party) -> BankAccount:
    duties.require(request.user, *duties.MAKERS)
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


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.RELEASERS)
def check(request: HttpRequest, id: int) -> HttpResponse:
    """Show an account to compare with the papers; record whether it is right, or close it."""
    account = get_object_or_404(BankAccount.objects.select_related("party", "entered_by"), pk=id)
    party = _payee(request, account.party_id)
    refused: CaseRefused | None = None
    number, do = "", request.POST.get("do", "")
    ask = do == "close" and request.POST.get("sure") != "yes"
    if do == "open":
        number, refused = _opened(request, account)
    elif request.method == "POST" and not ask:
        refused = _record(request, account, do)
        if refused is None:
            return redirect("desk:money:accounts")
    context = {
        "account": account,
        "number": number,
        "opened": bool(number) or actions.has_opened(request.user, account),
        "last": party_queries.last_check(account),
        "back": standing.came_back([account]).get(account.pk),
        "earlier": standing.last_return(account),
        "others": _accounts(party_queries.same_party_ids(party), but=account.pk),
        "own": account.entered_by_id == request.user.pk,
        "ask": ask,
        "typed": request.POST if refused else {},
    }
    return page(request, "account", context, refused)


def _opened(request: HttpRequest, account: BankAccount) -> tuple[str, CaseRefused | None]:
    try:
        return open_account(actor=request.user, account=account, reason=request.POST.get("reason", "")), None
    except ReasonMissing as missing:
        return "", MoneyRefused(str(missing), code="reason")


def _record(request: HttpRequest, account: BankAccount, do: str) -> CaseRefused | None:
    said: dict[str, Any] = {"right": _("已核对一致，可以付款。"), "wrong": _("已记为不一致，不会付到这个账户。")}
    if do == "close":
        _done, refused = attempt(parties.close_account, actor=request.user, account=account)
        said[do] = _("账户已停用。")
    elif do in said:
        _done, refused = attempt(
            actions.check_payee_account,
            actor=request.user,
            account=account,
            matched=do == "right",
            ending=request.POST.get("ending", ""),
            proof=request.POST.get("proof", ""),
        )
    else:
        return MoneyRefused(_("没有选核对结果。请选“一致”或“不一致”。"), code="do")
    if refused is None:
        messages.success(request, said[do])
    return refused
