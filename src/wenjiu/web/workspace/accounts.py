"""The accounts that subsidies are paid to: entered in the payee's own name, and checked by somebody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.actions import AccountRefused, close_account, enter_account
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.rules.language.text import T
from wenjiu.standards import identifiers
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.guards import agent_or_person

CHECKED, WAITING, WRONG = "checked", "waiting", "wrong"


@agent_or_person
@sensitive_post_parameters("number", "holder")
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of the parties that the reader acts for; after a POST enter one.

    POST fields: ``party``, ``holder``, ``bank``, ``number``.
    """
    filers = filings.filers_of(request.user)
    typed = {name: request.POST.get(name, "").strip()[:120] for name in ("party", "holder", "bank", "number")}
    faults: dict[str, str] = {}
    if request.method == "POST":
        party = next((p for p in filers if str(p.pk) == typed["party"]), None)
        if party is None:
            raise Forbidden("party")
        faults = _faults(typed)
        if not faults:
            try:
                enter_account(
                    actor=request.user, party=party, holder=typed["holder"], bank=typed["bank"], number=typed["number"]
                )
                messages.info(request, _("账户已录入。经另一位工作人员核对后，就能用来收款。"))
                return redirect("my:accounts")
            except AccountRefused as error:
                faults["holder"] = str(error)
    context = {
        "filers": [{"party": party, "rows": [_row(*pair) for pair in parties.accounts_of(party)]} for party in filers],
        "typed": typed if request.method == "POST" else _first(filers),
        "faults": faults,
    }
    return render(request, "workspace/accounts.html", context, status=422 if faults else 200)


def _first(filers: list[Party]) -> dict[str, str]:
    """Return what the form shows before anything is typed: the holder is the payee."""
    only = filers[0] if len(filers) == 1 else None
    return {"party": "" if only is None else str(only.pk), "holder": "" if only is None else only.name}


def _faults(typed: dict[str, str]) -> dict[str, str]:
    faults = {}
    if not typed["holder"]:
        faults["holder"] = _("请写户名，与收款人的姓名（单位名称）一致。")
    if not typed["bank"]:
        faults["bank"] = _("请写开户银行和支行，例如“某某银行某某支行”。")
    if said := number_fault(typed["number"]):
        faults["number"] = said
    return faults


def number_fault(text: str) -> str:
    """Return what is wrong with the number of an account; empty where nothing is."""
    if not text:
        return _("请写账号。")
    try:
        identifiers.bank_account(text)
    except IdentifierError as error:
        return T(error.zh, error.en)(flows.lang())
    return ""


def _row(account: BankAccount, check: Any) -> dict[str, Any]:
    state = WAITING if check is None else CHECKED if check.matched else WRONG
    return {"account": account, "check": check, "state": state}


@agent_or_person
@require_POST
@sensitive_post_parameters("number")
def number(request: HttpRequest) -> HttpResponse:
    """Return what is wrong with the number that is being typed."""
    text = request.POST.get("number", "").strip()[:120]
    context = {"fault": number_fault(text) if text else "", "good": bool(text)}
    return render(request, "workspace/_number.html", context)


@agent_or_person
@require_POST
def close(request: HttpRequest, id: int) -> HttpResponse:
    """Close an account, such as one that was entered by mistake."""
    mine = {a.pk: a for party in filings.filers_of(request.user) for a, _check in parties.accounts_of(party)}
    if id not in mine:
        raise Forbidden(f"account {id}")
    close_account(actor=request.user, account=mine[id])
    messages.info(request, _("账户 %(tail)s 已停用。") % {"tail": mine[id].tail})
    return redirect("my:accounts")
