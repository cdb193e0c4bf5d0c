"""Where the money is: the district on one page, each sum with its lines, vouchers, and what stays at the bank."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.funds import duties, queries
from wenjiu.bureau.funds.checks import STALE_DAYS
from wenjiu.bureau.funds.models import BucketKind, Budget
from wenjiu.bureau.funds.queries.came_back import ever_returned, told
from wenjiu.bureau.funds.queries.short import queues, unfunded
from wenjiu.policies import load_policy
from wenjiu.web.desk.money.common import page, paged, policy
from wenjiu.web.guards import staff


@require_safe
@staff(*duties.READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the money of a year by measure and state."""
    years = queries.years(policy())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in years else years[0]
    groups, total = queries.overview(policy(), year)
    context = {
        "years": years,
        "year": year,
        "groups": groups,
        "total": total,
        "kinds": [(kind, BucketKind(kind).label) for kind in queries.KINDS],
        "waiting": queries.waiting(policy()),
        "stale": queries.stale(policy()).count(),
        "pending": queries.open_changes(policy()).count(),
        "unfunded": unfunded(policy()) if year == clock.today().year else [],
        "items": queries.open_items(policy()),
    }
    return page(request, "overview", context)


@require_safe
@staff(*duties.READERS)
def bucket(request: HttpRequest, id: int, kind: str) -> HttpResponse:
    """Show what one balance is made of: the obligations that stand there, and every transfer in and out."""
    budget = get_object_or_404(Budget.objects.select_related("street"), pk=id, policy=policy())
    if kind not in queries.KINDS:
        raise Http404(kind)
    context = {
        "budget": budget,
        "kind": kind,
        "kind_name": BucketKind(kind).label,
        "balance": budget.buckets.get(kind=kind).balance_fen,
        "standing": paged(request, queries.standing(budget, kind)) if kind != "available" else None,
        "transfers": paged(request, queries.statement(budget, kind)),
    }
    return page(request, "bucket", context)


@require_safe
@staff(*duties.READERS)
def voucher(request: HttpRequest, number: str) -> HttpResponse:
    """Show a voucher: all transfers of one action, with who entered them."""
    rows = queries.voucher(number)
    if not rows or rows[0].budget.policy != policy():
        raise Http404(number)
    context = {"number": number, "rows": rows, "first": rows[0], "total": sum(row.amount_fen for row in rows)}
    return page(request, "voucher", context)


@require_safe
@staff(*duties.READERS)
def short(request: HttpRequest) -> HttpResponse:
    """List who waits for money before a decision: people in difficulty first, with what the budgets still pay."""
    rules, lang = load_policy(policy()), flows.lang()
    shown = [{"queue": q, "name": rules.measures[q.code].name(lang)} for q in queues(policy())]
    return page(request, "short", {"queues": shown})


@require_safe
@staff(*duties.READERS)
def stale(request: HttpRequest) -> HttpResponse:
    """List the payments that were sent and have no answer of the bank."""
    return page(request, "stale", {"rows": paged(request, queries.stale(policy())), "days": STALE_DAYS})


@require_safe
@staff(*duties.READERS)
def returned(request: HttpRequest) -> HttpResponse:
    """List every payment that the bank ever sent back, with the reason and what became of it."""
    rows = paged(request, ever_returned(policy()))
    return page(request, "returned", {"rows": rows, "returned": told(rows)})
