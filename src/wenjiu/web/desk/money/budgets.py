"""Budgets: proposed by one person, confirmed by another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, duties, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Budget, BudgetChange, Source
from wenjiu.policies import load_policy
from wenjiu.web.desk.money.common import amount_of, attempt, page, paged, policy, said
from wenjiu.web.desk.typed import number
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """List the budgets and what waits for confirmation; take the proposal of a new one."""
    refused = None
    if request.method == "POST":
        change, refused = attempt(_set, request=request)
        if refused is None:
            messages.success(request, _("已提出，等另一个人确认后生效。"))
            return redirect("desk:money:change", id=change.pk)
    budgets = Budget.objects.filter(policy=policy()).select_related("street").order_by("-year", "group", "source")
    rows = [(budget, queries.figures_of(budget)) for budget in budgets.prefetch_related("buckets")]
    context = {
        "budgets": rows,
        "totals": _totals(rows),
        "pending": queries.open_changes(policy()),
        "groups": group_codes(),
        "sources": Source.choices,
        "streets": Area.objects.filter(kind="street").order_by("code"),
        "typed": request.POST if refused else {"year": clock.today().year, "share": "100"},
    }
    return page(request, "budgets", context, refused)


def _totals(rows: list[tuple[Budget, queries.Figures]]) -> list[tuple[int, queries.Figures]]:
    """Return the sum of the budgets of each year, the newest first."""
    found: dict[int, queries.Figures] = {}
    for budget, figures in rows:
        total = found.setdefault(budget.year, queries.Figures())
        for kind in queries.KINDS:
            total.add(kind, getattr(figures, kind))
    return sorted(found.items(), reverse=True)


def group_codes() -> list[str]:
    """Return the groups of claims that a budget can be for: those of measures that pay somebody."""
    claims = load_policy(settings.WENJIU_POLICY).claims.values()
    return sorted({code for claim in claims if claim.pays for code in (claim.group or claim.code, claim.code)})


def _set(*, request: HttpRequest) -> BudgetChange:
    typed = request.POST
    group = typed.get("group", "")
    if group not in group_codes():
        raise MoneyRefused(_("没有选补贴项目。请从列表里选一项。"), code="group")
    street = number(typed, "street")
    change: BudgetChange = actions.set_budget(
        actor=request.user,
        policy=policy(),
        group=group,
        source="city" if typed.get("source") == "city" else "district",
        year=_number(typed.get("year", ""), _("年度"), 2000, 2200),
        amount_fen=amount_of(typed.get("amount", "")),
        reason=typed.get("reason", ""),
        street=get_object_or_404(Area, pk=street, kind="street") if street else None,
        share=_share(typed.get("share", "")),
    )
    return change


def _number(text: str, name: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and least <= int(text) <= most):
        raise MoneyRefused(
            _("%(name)s“%(text)s”不对，应是%(least)s到%(most)s之间的整数。")
            % {"name": name, "text": text[:20], "least": least, "most": most},
            code="number",
        )
    return int(text)


def _share(text: str) -> int:
    """Return a share typed in per cent, with at most one decimal, of 1000."""
    whole, dot, rest = text.strip().rstrip("%").partition(".")
    if not (whole + rest).isascii() or not (whole + rest).isdecimal() or len(rest) > 1 or (dot and not rest):
        raise MoneyRefused(
            _("承担份额“%(text)s”不对。请填百分数，如 100 或 33.3。") % {"text": text[:20]}, code="share"
        )
    return _number(str(int(whole or "0") * 10 + int(rest or "0")), _("承担份额（千分之）"), 0, 1000)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.READERS)
def budget(request: HttpRequest, id: int) -> HttpResponse:
    """Show a budget's statement; take the proposal of a change."""
    found = get_object_or_404(Budget.objects.select_related("street"), pk=id, policy=policy())
    refused = None
    if request.method == "POST":
        change, refused = attempt(_propose, request=request, budget=found)
        if refused is None:
            messages.success(request, _("已提出，等另一个人确认后生效。"))
            return redirect("desk:money:change", id=change.pk)
    context = {
        "budget": found,
        "figures": queries.figures_of(found),
        "kinds": queries.KINDS,
        "transfers": paged(request, queries.statement(found)),
        "pending": queries.open_changes(policy()).filter(budget=found),
        "typed": request.POST if refused else {},
    }
    return page(request, "budget", context, refused)


def _propose(*, request: HttpRequest, budget: Budget) -> BudgetChange:
    amount = amount_of(request.POST.get("amount", ""))
    if request.POST.get("direction") == "less":
        amount = -amount
    change: BudgetChange = actions.propose_budget_change(
        actor=request.user, budget=budget, amount_fen=amount, reason=request.POST.get("reason", "")
    )
    return change


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.READERS)
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Show one change of a budget with what it makes of it; confirm it, or take it back."""
    changes = BudgetChange.objects.select_related("budget__street", "proposed_by", "confirmed_by", "dropped_by")
    found = get_object_or_404(changes, pk=id, budget__policy=policy())
    refused = None
    ask = request.method == "POST" and _asks_again(request, found)
    if request.method == "POST" and not ask:
        refused = _decide(request, found)
        if refused is None:
            return redirect("desk:money:budget", id=found.budget_id)
    available = queries.figures_of(found.budget).available
    context = {"change": found, "available": available, "after": available + found.amount_fen, "ask": ask}
    return page(request, "change", context, refused)


def _asks_again(request: HttpRequest, change: BudgetChange) -> bool:
    """Return whether to ask a second time before a budget is made smaller."""
    takes = change.amount_fen < 0 and change.confirmed_at is None and change.dropped_at is None
    right = scopes.has_role(request.user, *duties.RELEASERS) and change.proposed_by_id != request.user.pk
    return takes and right and request.POST.get("do") == "confirm" and request.POST.get("sure") != "yes"


def _decide(request: HttpRequest, change: BudgetChange) -> CaseRefused | None:
    do = request.POST.get("do", "")
    act: Any = {"confirm": actions.confirm_budget_change, "drop": actions.drop_budget_change}.get(do)
    if act is None:
        return MoneyRefused(_("没有选确认还是撤回。请选一项。"), code="do")
    _done, refused = attempt(act, actor=request.user, change=change)
    if refused is None and do == "confirm":
        words = _("已确认，预算已调增 %(amount)s。") if change.amount_fen > 0 else _("已确认，预算已调减 %(amount)s。")
        messages.success(request, words % {"amount": said(abs(change.amount_fen))})
    elif refused is None:
        messages.success(request, _("已撤回，没有动钱。"))
    return refused
