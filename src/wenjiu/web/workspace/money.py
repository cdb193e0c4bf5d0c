"""What was paid to somebody, and the question whether it came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Receipt
from wenjiu.bureau.parties import queries as party_queries
from wenjiu.bureau.parties.models import Party
from wenjiu.web.desk.money.common import attempt
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import acting, returned


def _mine(request: HttpRequest) -> list[Party]:
    """Return the parties whose money somebody may see: his own record, and the organisations that he acts for."""
    return [party_queries.head(party) for party in scopes.own_parties(request.user)]


@require_safe
@agent_or_person
def money(request: HttpRequest) -> HttpResponse:
    """Show what was paid to the parties that the reader acts for, and what they are asked about it.

    GET fields: ``party``, one of them or ``all``; ``year``.
    """
    return _page(request, _mine(request), None)


def _page(request: HttpRequest, mine: list[Party], refused: CaseRefused | None) -> HttpResponse:
    only = acting.chosen(request, mine)
    shown = [only] if only is not None else mine
    asked = queries.receipts_for(party_queries.records_of(mine))
    found = _by_party(shown)
    years = sorted({case.year for _party, cases in found for case in cases} | {clock.today().year}, reverse=True)
    typed = request.GET.get("year", "")
    year = int(typed) if typed in {str(y) for y in years} else _latest(years, found)
    context = {
        "mine": mine,
        "only": only,
        "years": years,
        "year": year,
        "asked": asked,
        "rows": [row for party, cases in found if (row := _row(party, cases, year)) is not None],
        "refused": refused,
    }
    return render(request, "my/money.html", context, status=422 if refused else 200)


@dataclass
class CaseMoney:
    """What one case brought or brings one party in a year: that of its payment, or this one while it is not paid.

    `own`: the party filed it. Each payment has `whom`, the person that it is for.
    """

    number: str
    policy: str
    measure: str
    own: bool
    year: int
    payments: list[Any] = field(default_factory=list)

    @property
    def paid_fen(self) -> int:
        """Return what has arrived."""
        return sum(o.amount_fen for o in self.payments if o.state == "paid")

    @property
    def due_fen(self) -> int:
        """Return what is still to come."""
        return sum(o.amount_fen for o in self.payments if o.state != "paid")

    @property
    def last(self) -> Any:
        """Return when the last of it arrived; None before."""
        return max((at for o in self.payments if (at := paid_at(o)) is not None), default=None)


def paid_at(obligation: Any) -> Any:
    """Return when the bank reported an obligation as paid; None for one that is not."""
    if obligation.state != "paid":
        return None
    return obligation.paid_at or obligation.since


def _by_party(parties: list[Party]) -> list[tuple[Party, list[CaseMoney]]]:
    """Return the money of each party by case and year, the newest first. What was released is not there."""
    whose = party_queries.records_by_party(parties)
    owed = queries.payments_of(whose).exclude(state__in=["", "available"])
    found: dict[int, dict[tuple[str, int], CaseMoney]] = {party.pk: {} for party in parties}
    names = {party.pk: party.name for party in parties}
    for o in returned.marked(owed.prefetch_related("award__line__roles__party"), queries.returned_of(whose)):
        at, case, mine = paid_at(o), o.award.line.case, whose[o.payee_id]
        year = clock.today().year if at is None else timezone.localtime(at).year
        own = whose.get(case.filing.filer_id) == mine
        row = found[mine].setdefault((case.number, year), CaseMoney(case.number, case.policy, case.measure, own, year))
        others = [role.party.name for role in o.award.line.roles.all() if whose.get(role.party_id) != mine]
        o.whom = others[0] if others else names[mine]
        row.payments.append(o)
    return [(party, list(found[party.pk].values())) for party in parties]


def _latest(years: list[int], found: list[tuple[Party, list[CaseMoney]]]) -> int:
    """Return the latest year that has money; this one where none has."""
    with_money = {case.year for _party, cases in found for case in cases}
    return max(with_money, default=years[0])


def _row(party: Party, cases: list[CaseMoney], year: int) -> dict[str, Any] | None:
    """Return what a party got in a year; None where it is nothing."""
    of_year = [case for case in cases if case.year == year]
    if not of_year:
        return None
    paid = [case for case in of_year if case.paid_fen]
    return {
        "party": party,
        "cases": of_year,
        "paid_fen": sum(case.paid_fen for case in paid),
        "due_fen": sum(case.due_fen for case in of_year),
        "paid_cases": len(paid),
        "people": len({o.award_id for case in paid for o in case.payments if o.state == "paid"}),
    }


@require_POST
@agent_or_person
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Take the answer whether the money came."""
    mine = _mine(request)
    ids = party_queries.records_of(mine)
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
