"""Budgets are set and changed by two people."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.funds import duties, logic, posting
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.locking import lock_name
from wenjiu.bureau.funds.models import Bucket, Budget, BudgetChange
from wenjiu.bureau.writes import action
from wenjiu.standards.money import LARGEST_FEN, grouped


@action
def set_budget(
    *,
    actor: Any,
    policy: str,
    group: str,
    source: str,
    year: int,
    amount_fen: int,
    reason: str,
    street: Area | None = None,
    share: int = logic.WHOLE,
) -> BudgetChange:
    """Propose the first amount of a budget. Another person confirms it; nothing is reserved from it before.

    Args:
        actor: a finance maker.
        policy: name of the policy.
        group: group of claims, or a measure.
        source: district or city.
        year: the year of decisions that it pays.
        amount_fen: the amount, above 0.
        reason: the paper that it stands on.
        street: the street that it is for; None: the whole district.
        share: how much of each amount it carries, of 1000; 0: only what two people set it to carry (sharing).

    Raises:
        MoneyRefused: no such post, or the amount is not above 0.
        IntegrityError: funds_budget_once: there is one (errors.refusals tells it).
    """
    duties.require(actor, *duties.MAKERS)
    if amount_fen <= 0:
        raise MoneyRefused(
            _("预算金额是%(amount)s 元。第一次下达要大于 0 元，请改正金额。") % {"amount": grouped(amount_fen)},
            code="amount",
        )
    budget = Budget.objects.create(policy=policy, group=group, source=source, year=year, street=street, share=share)
    return _propose(actor, budget, amount_fen, reason)


@action
def propose_budget_change(*, actor: Any, budget: Budget, amount_fen: int, reason: str) -> BudgetChange:
    """Propose to add an amount to a budget, or to take it from it (negative).

    Raises:
        MoneyRefused: no such post, no reason, or more is taken than is available.
    """
    duties.require(actor, *duties.MAKERS)
    _refuse_short(budget, amount_fen)
    return _propose(actor, budget, amount_fen, reason)


def _refuse_short(budget: Budget, amount_fen: int) -> None:
    """Refuse to take more from a budget than is available."""
    available = Bucket.objects.get(budget=budget, kind="available").balance_fen
    if available + amount_fen < 0:
        raise MoneyRefused(
            _("要调减%(amount)s 元，可用的只有%(available)s 元，还差%(short)s 元。请减少调减金额。")
            % {
                "amount": grouped(-amount_fen),
                "available": grouped(available),
                "short": grouped(-amount_fen - available),
            },
            code="short",
        )


def _propose(actor: Any, budget: Budget, amount_fen: int, reason: str) -> BudgetChange:
    if not amount_fen or abs(amount_fen) > LARGEST_FEN:
        raise MoneyRefused(
            _("变动金额是%(amount)s 元。请填写实际金额。") % {"amount": grouped(amount_fen)}, code="amount"
        )
    if not reason.strip():
        raise MoneyRefused(_("没有写依据。请写明批复文号或原因。"), code="reason")
    change: BudgetChange = BudgetChange.objects.create(
        budget=budget, amount_fen=amount_fen, reason=reason.strip(), proposed_by=actor, proposed_at=clock.now()
    )
    record(actor=actor, kind="budget.proposed", subject=budget, data={"change": change.pk, "amount_fen": amount_fen})
    return change


@action
def confirm_budget_change(*, actor: Any, change: BudgetChange) -> BudgetChange:
    """Confirm what another person proposed; only this moves money.

    Raises:
        MoneyRefused: no such post; the actor proposed it; it has ended; more is taken than is available; or the shares
            of the group's sources would be more than the whole.
    """
    duties.require(actor, *duties.RELEASERS)
    change = BudgetChange.objects.select_for_update().select_related(None).get(pk=change.pk)
    budget = Budget.objects.select_for_update(of=("self",)).get(pk=change.budget_id)
    _refuse_ended(change)
    if change.proposed_by_id == actor.pk:
        raise MoneyRefused(_("这项预算变动是您提出的，请由另一个人确认。"), code="two_people")
    _refuse_short(budget, change.amount_fen)
    if budget.opened_at is None:
        _open(budget)
    now = clock.now()
    BudgetChange.objects.filter(pk=change.pk).update(confirmed_by=actor, confirmed_at=now)
    change.confirmed_by, change.confirmed_at = actor, now
    voucher = posting.post_change(actor, change)
    data = {"change": change.pk, "amount_fen": change.amount_fen, "voucher": voucher}
    record(actor=actor, kind="budget.confirmed", subject=budget, data=data)
    return change


def _open(budget: Budget) -> None:
    lock_name(f"budget/{budget.policy}/{budget.group}/{budget.year}/{budget.street_id}")
    others = Budget.objects.filter(
        policy=budget.policy, group=budget.group, year=budget.year, street=budget.street_id, opened_at__isnull=False
    )
    taken = others.aggregate(total=Sum("share"))["total"] or 0
    if taken + budget.share > logic.WHOLE:
        raise MoneyRefused(
            _("其他来源已经承担%(taken)s，这项预算要承担%(share)s，合计超过100%%。请撤回后改正承担份额。")
            % {"taken": logic.percent(taken), "share": budget.carries},
            code="share",
        )
    Budget.objects.filter(pk=budget.pk).update(opened_at=clock.now())


@action
def drop_budget_change(*, actor: Any, change: BudgetChange) -> BudgetChange:
    """Take back a change that nobody confirmed yet."""
    duties.require(actor, *duties.BOTH)
    change = BudgetChange.objects.select_for_update().get(pk=change.pk)
    _refuse_ended(change)
    now = clock.now()
    BudgetChange.objects.filter(pk=change.pk).update(dropped_by=actor, dropped_at=now)
    change.dropped_by, change.dropped_at = actor, now
    record(actor=actor, kind="budget.dropped", subject=change, data={"amount_fen": change.amount_fen})
    return change


def _refuse_ended(change: BudgetChange) -> None:
    if change.confirmed_at is not None:
        raise MoneyRefused(_("这项预算变动已经确认过了。请刷新页面查看。"), code="ended")
    if change.dropped_at is not None:
        raise MoneyRefused(_("这项预算变动已经撤回了。请刷新页面查看。"), code="ended")
