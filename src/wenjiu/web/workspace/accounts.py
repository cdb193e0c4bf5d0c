"""The accounts that subsidies are paid to: entered in the payee's own name, and checked by somebody else."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau import key_ring
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import flows
from wenjiu.bureau.funds import queries as funds
from wenjiu.bureau.funds.standing import CameBack, came_back
from wenjiu.bureau.parties import logic
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.actions import AccountRefused, close_account, enter_account, other_holder
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.rules.language.text import T
from wenjiu.standards import identifiers
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.formats import day
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import acting

CHECKED, WAITING, WRONG, CAME_BACK = "checked", "waiting", "wrong", "came_back"
FIELDS = ("party", "holder", "bank", "number", "for")
#: The key of the session that holds, encrypted, a form that was not accepted, until it is shown once more.
KEPT = "wenjiu_account_typed"


@agent_or_person
@sensitive_post_parameters("number", "holder")
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of the parties that the reader acts for; after a POST enter one.

    POST fields: ``party``, ``holder``, ``bank``, ``number``, ``for``. Query: ``for``, the party that changes its account.
    It stands first, else the one that is chosen for /my/. A form that is not accepted leads back here, so that going back
    in the browser never asks to send it again.
    """
    filers = scopes.own_parties(request.user)
    if request.method == "POST":
        return _enter(request, filers)
    typed = _kept(request)
    changing = _party(filers, request.GET.get("for", ""))
    first = changing or acting.chosen(request, filers)
    context = {
        "filers": [_filer(party) for party in sorted(filers, key=lambda party: party != first)],
        "typed": typed or _first(request, filers),
        "faults": _faults(typed, _party(filers, typed["party"])) if typed else {},
        "changing": changing,
        "kinds": {party.kind for party in ([changing] if changing else filers)},
        **_back(changing),
    }
    return render(request, "workspace/accounts.html", context)


def _enter(request: HttpRequest, filers: list[Party]) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip()[:120] for name in FIELDS}
    party = _party(filers, typed["party"])
    if party is None and typed["party"]:
        raise Forbidden("party")
    if party is None or _faults(typed, party):
        _keep(request, typed)
        changing = _party(filers, typed["for"])
        return redirect(reverse("my:accounts") + (f"?for={changing.pk}#enter" if changing else ""))
    try:
        enter_account(
            actor=request.user, party=party, holder=typed["holder"], bank=typed["bank"], number=typed["number"]
        )
    except AccountRefused as error:
        messages.error(request, str(error))
        return redirect("my:accounts")
    messages.info(request, _entered(party))
    return redirect("my:accounts")


def _entered(party: Party) -> str:
    """Say what follows from a new account: its check, by when, and what is paid to until then."""
    row = _filer(party)
    said = [_("账户已录入。经另一位工作人员核对后，就能用来收款。")]
    if any(one["used"] for one in row["rows"]):
        said.append(_("在那以前，原来的账户照常使用。"))
    if row["pay_by"]:
        said.append(_("有款项等着付，应在%(day)s（含当日）以前付。") % {"day": day(row["pay_by"])})
    return T("", " ")(flows.lang()).join(said)


def _back(changing: Party | None) -> dict[str, Any]:
    """Return whether the party that changes its account has no other to be paid to than one that came back; and how much waits."""
    rows = [] if changing is None else _filer(changing)["rows"]
    if changing is None or any(row["used"] for row in rows) or not any(row["back"] for row in rows):
        return {"back": False}
    waiting = funds.returned_of(parties.same_party_ids(changing))
    return {"back": True, "back_fen": sum(row.amount_fen for row in waiting)}


def _party(filers: list[Party], id: str) -> Party | None:
    return next((party for party in filers if str(party.pk) == id), None)


def _keep(request: HttpRequest, typed: dict[str, str]) -> None:
    """Keep a form for one further page: encrypted, because it holds the number of an account."""
    cipher = key_ring.encrypt(json.dumps(typed), _place(request))
    request.session[KEPT] = base64.b64encode(cipher).decode()


def _kept(request: HttpRequest) -> dict[str, str] | None:
    cipher = request.session.pop(KEPT, None)
    if cipher is None:
        return None
    try:
        typed: dict[str, str] = json.loads(key_ring.decrypt(base64.b64decode(cipher), _place(request)))
    except key_ring.KeyRingError:
        return None
    return typed


def _place(request: HttpRequest) -> str:
    return f"{KEPT}.{request.user.pk}"


def _first(request: HttpRequest, filers: list[Party]) -> dict[str, str]:
    """Return what the form shows before anything is typed: the holder is the payee, where it is known which one."""
    asked = request.GET.get("for", "") or str(request.session.get(acting.CHOSEN, ""))
    one = filers[0] if len(filers) == 1 else _party(filers, asked)
    return {"party": "" if one is None else str(one.pk), "holder": "" if one is None else one.name}


def _faults(typed: dict[str, str], party: Party | None) -> dict[str, str]:
    """Return everything that is wrong with a form, by field."""
    faults = {}
    if party is None:
        faults["party"] = _("请选择是谁的账户。")
    if not typed["holder"]:
        faults["holder"] = _("请写户名，与收款人的姓名（单位名称）一致。")
    elif party is not None and logic.clean_name(typed["holder"]) != party.name:
        faults["holder"] = other_holder(party, typed["holder"])
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


def _filer(party: Party) -> dict[str, Any]:
    used = parties.usable_account(party)
    given = parties.accounts_of(party)
    back = came_back([account for account, _check in given])
    rows = [_row(account, check, used, back.get(account.pk)) for account, check in given]
    pay_by = funds.pay_by(parties.same_party_ids(party)) if any(row["state"] == WAITING for row in rows) else None
    return {"party": party, "rows": rows, "closed": parties.closed_accounts(party), "pay_by": pay_by}


def _row(account: BankAccount, check: Any, used: BankAccount | None, back: CameBack | None) -> dict[str, Any]:
    state = WAITING if check is None else CHECKED if check.matched else WRONG
    if back is not None:
        state = CAME_BACK
    used_now = back is None and used is not None and used.pk == account.pk
    return {"account": account, "check": check, "state": state, "used": used_now, "back": back}


@agent_or_person
@require_POST
@sensitive_post_parameters("number")
def number(request: HttpRequest) -> HttpResponse:
    """Return what is wrong with the number that is being typed."""
    text = request.POST.get("number", "").strip()[:120]
    digits = "".join(text.split())
    grouped = " ".join(digits[k : k + 4] for k in range(0, len(digits), 4))
    context = {"fault": number_fault(text) if text else "", "good": bool(text), "grouped": grouped}
    return render(request, "workspace/_number.html", context)


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, id: int) -> HttpResponse:
    """Close an account; first ask, where its party is paid to it. POST: ``sure``."""
    mine = {a.pk: (a, party) for party in scopes.own_parties(request.user) for a, _check in parties.accounts_of(party)}
    if id not in mine:
        raise Forbidden(f"account {id}")
    account, party = mine[id]
    usable = set(parties.usable_accounts(parties.same_party_ids(party)).values_list("pk", flat=True))
    owed = funds.awaited(parties.same_party_ids(party))
    used = parties.usable_account(party)
    in_use = used is not None and used.pk == account.pk
    asks = in_use or usable == {account.pk} or (owed.count > 0 and account.pk in usable)
    if request.method == "POST" and (not asks or request.POST.get("sure")):
        close_account(actor=request.user, account=account)
        messages.info(request, _("账户 %(tail)s 已停用。") % {"tail": account.tail})
        return redirect("my:accounts")
    if request.method == "POST":
        return redirect("my:close_account", id=id)
    context = {
        "account": account,
        "only": usable == {account.pk},
        "in_use": in_use,
        "owed": owed,
        "change": f"{reverse('my:accounts')}?for={party.pk}#enter",
    }
    return render(request, "workspace/close_account.html", context)
