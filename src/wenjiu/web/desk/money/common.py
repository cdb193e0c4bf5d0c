"""What the pages of money share: whose policy it is, who may do what, and how a refusal is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.funds import duties
from wenjiu.bureau.funds.errors import MoneyRefused, refusals
from wenjiu.bureau.parties.actions import AccountRefused
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.standards.money import fen, yuan
from wenjiu.web import formats
from wenjiu.web.desk.roles import CASE_READERS

#: Rows on one page of a list.
ROWS = 100


@dataclass(frozen=True, slots=True)
class May:
    """What somebody may do on the pages of money.

    `masked`: sees sums and payments, and of a payee only whether it is a person or an organisation.
    `cases`: reads single cases. `numbers`: sees numbers of cases.
    """

    make: bool
    release: bool
    masked: bool
    cases: bool = False

    @property
    def numbers(self) -> bool:
        return self.cases or not self.masked


def policy() -> str:
    """Return the name of the policy whose money is shown."""
    name: str = settings.WENJIU_POLICY
    return name


def may(request: HttpRequest) -> May:
    """Return what the signed-in person may do."""
    make = scopes.has_role(request.user, *duties.MAKERS)
    release = scopes.has_role(request.user, *duties.RELEASERS)
    sees = make or release or scopes.has_role(request.user, *duties.NAMES)
    return May(make, release, not sees, scopes.has_role(request.user, *CASE_READERS))


def attempt(action: Callable[..., Any], **arguments: Any) -> tuple[Any, CaseRefused | None]:
    """Call an action, again after a deadlock. Return its result, or the refusal to show."""
    try:
        with refusals():
            return refusing(action)(**arguments), None
    except CaseRefused as refused:
        return None, refused
    except (AccountRefused, IdentifierError) as refused:
        return None, MoneyRefused(str(refused))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], refused: CaseRefused | None = None
) -> HttpResponse:
    """Draw a page of money; with a refusal at its top and status 422 if there is one."""
    full = {"may": may(request), "policy": policy(), "refused": refused, **context}
    return render(request, f"desk/money/{template}.html", full, status=422 if refused else 200)


def paged(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    """Return one page of rows, the one that the address asks for."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def amount_of(text: str) -> int:
    """Return an amount typed in yuan, in fen.

    Raises:
        MoneyRefused: it is no amount of whole fen.
    """
    amount: object
    try:
        amount = fen(text.strip().replace(",", "").replace("，", "").replace("元", ""))
    except ValueError:
        amount = None
    if not isinstance(amount, int):
        raise MoneyRefused(
            _("金额“%(text)s”看不出是多少。请填元，最多两位小数，如 500000 或 1234.50。") % {"text": text[:20]},
            code="amount",
        )
    return amount


def said(amount_fen: int) -> str:
    """Return an amount in fen for a message, such as ``30,000 元``."""
    return formats.yuan(yuan(amount_fen))


def local(moment: dt.datetime) -> str:
    """Return a moment in the bureau's time zone for a message, to the minute."""
    return clock.in_words(moment)
