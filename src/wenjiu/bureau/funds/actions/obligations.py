"""What is owed follows a case: reserved when it is decided, committed after its notice, released when it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.effects import Grant
from wenjiu.bureau.cases.errors import constraint_of
from wenjiu.bureau.cases.models import Award, Line
from wenjiu.bureau.funds import logic, posting
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Bucket, Budget, Obligation, Source
from wenjiu.bureau.funds.posting import Step
from wenjiu.bureau.funds.sharing import Funding, funding_of
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy
from wenjiu.standards.money import grouped


def reserve_granted(actor: Any, grants: Sequence[Grant]) -> None:
    """Reserve what a decision grants (cases.effects.on_granted)."""
    reserve(actor=actor, grants=grants)


def commit_cleared(actor: Any, awards: Sequence[Award]) -> None:
    """Commit what was reserved for awards whose notice has ended (cases.effects.on_cleared)."""
    commit(actor=actor, awards=awards)


def release_ended(actor: Any, awards: Sequence[Award]) -> None:
    """Release the money of awards that end (cases.effects.on_ended)."""
    release(actor=actor, awards=awards)


@action
def reserve(*, actor: Any, grants: Sequence[Grant]) -> list[Obligation]:
    """Owe what is granted, and reserve it from the budgets of this year.

    A budget of the measure goes before one of its group, and one of the case's street before the district's. Several
    sources share each amount, as their budgets say, or as two people set it (`sharing`). It is one insert of obligations and one of transfers.

    Raises:
        MoneyRefused: there is no budget, its sources do not cover the whole, or the money is short. The caller's
            transaction then ends, so nothing is decided.
    """
    if not grants:
        return []
    owed = _owed(grants)
    try:
        with transaction.atomic():
            Obligation.objects.bulk_create(owed)
            voucher = posting.post(actor, [Step("reserve", obligation) for obligation in owed])
    except IntegrityError as error:
        if constraint_of(error) != "funds_bucket_never_negative":
            raise
        raise _short(owed) from error
    _record(actor, "money.reserved", owed, voucher)
    return owed


def _owed(grants: Sequence[Grant]) -> list[Obligation]:
    year = clock.today().year
    streets = dict(Line.objects.filter(id__in={g.award.line_id for g in grants}).values_list("id", "case__street_id"))
    names = {g.award.group for g in grants} | {g.award.measure for g in grants}
    fundings = {
        (g.award.policy, g.award.measure): funding_of(g.award.policy, g.award.measure, g.award.group) for g in grants
    }
    names |= {funding.budget for funding in fundings.values() if funding is not None}
    found: dict[tuple[str, str, int | None], list[Budget]] = defaultdict(list)
    budgets = Budget.objects.filter(
        policy__in={g.award.policy for g in grants}, group__in=names, year=year, opened_at__isnull=False
    )
    for budget in budgets.order_by("source", "id"):
        found[budget.policy, budget.group, budget.street_id].append(budget)
    owed = []
    for grant in sorted(grants, key=lambda g: (g.award.pk, g.role, g.payee.pk, g.part)):
        street, set_so = streets.get(grant.award.line_id), fundings[grant.award.policy, grant.award.measure]
        if set_so is None:
            chosen = _budgets_for(found, grant, street, year)
            shares = [budget.share for budget in chosen]
        else:
            chosen = _budgets_of(found, grant, street, year, set_so)
            shares = [set_so.shares[budget.source] for budget in chosen]
        amounts = logic.split(grant.amount_fen, shares)
        owed += [
            Obligation(
                award=grant.award,
                payee=grant.payee,
                role=grant.role,
                part=grant.part,
                budget=budget,
                amount_fen=amount,
                made_at=clock.now(),
                since=clock.now(),
            )
            for budget, amount in zip(chosen, amounts, strict=True)
            if amount
        ]
    return owed


def _budgets_for(
    found: dict[tuple[str, str, int | None], list[Budget]], grant: Grant, street: int | None, year: int
) -> list[Budget]:
    award = grant.award
    for group in (award.measure, award.group):
        for place in (street, None):
            chosen = [budget for budget in found.get((award.policy, group, place), ()) if budget.share]
            if not chosen:
                continue
            carried = sum(budget.share for budget in chosen)
            if carried != logic.WHOLE:
                raise MoneyRefused(
                    _(
                        "%(year)s年度“%(measure)s”的预算只落实了%(carried)s的资金来源。请财务补齐其他来源的预算后再审定。"
                    )
                    % {"year": year, "measure": _name_of(award), "carried": logic.percent(carried)},
                    code="share",
                )
            return chosen
    raise MoneyRefused(
        _("%(year)s年度没有“%(measure)s”的预算，还差%(short)s 元。请财务先下达预算后再审定。")
        % {"year": year, "measure": _name_of(award), "short": grouped(grant.amount_fen)},
        code="no_budget",
    )


def _budgets_of(
    found: dict[tuple[str, str, int | None], list[Budget]], grant: Grant, street: int | None, year: int, set_so: Funding
) -> list[Budget]:
    """Return the budgets that pay as two people set it: one of each source that carries a part."""
    for place in (street, None):
        chosen = [b for b in found.get((grant.award.policy, set_so.budget, place), ()) if b.source in set_so.shares]
        if len(chosen) == len(set_so.shares):
            return chosen
    lacking = set(set_so.shares) - {b.source for b in found.get((grant.award.policy, set_so.budget, None), ())}
    raise MoneyRefused(
        _(
            "%(year)s年度“%(measure)s”要由“%(budget)s”的%(sources)s预算付，这笔预算还没有下达。请财务先下达预算后再审定。"
        )
        % {
            "year": year,
            "measure": _name_of(grant.award),
            "budget": set_so.budget,
            "sources": "、".join(str(Source(source).label) for source in sorted(lacking)),
        },
        code="no_budget",
    )


def _name_of(award: Award) -> str:
    """Return the name of what an award is for, in the language of the request."""
    measure = load_policy(award.policy).measures.get(award.measure)
    return award.measure if measure is None else measure.name(flows.lang())


def _short(owed: Iterable[Obligation]) -> MoneyRefused:
    """Return the refusal that names the first budget that is short, and how much."""
    needed: dict[Budget, int] = defaultdict(int)
    for obligation in owed:
        needed[obligation.budget] += obligation.amount_fen
    available = dict(Bucket.objects.filter(budget__in=needed, kind="available").values_list("budget_id", "balance_fen"))
    # Another decision may have ended since: then the money is there, and the same step succeeds.
    budget, amount = max(needed.items(), key=lambda item: item[1] - available[item[0].pk])
    short = amount - available[budget.pk]
    if short <= 0:
        return MoneyRefused(_("预算刚刚有变动。请再办一次。"), code="short")
    return MoneyRefused(
        _(
            "本年度“%(group)s”%(source)s预算还差%(short)s 元：这次要%(amount)s 元，可用%(available)s 元。"
            "请财务调增预算后再审定。"
        )
        % {
            "group": budget.group,
            "source": budget.get_source_display(),
            "short": grouped(short),
            "amount": grouped(amount),
            "available": grouped(available[budget.pk]),
        },
        code="short",
    )


@action
def commit(*, actor: Any, awards: Sequence[Award]) -> list[Obligation]:
    """Commit what is reserved for some awards; it is then waiting to be paid. What was committed before stays."""
    owed = list(Obligation.objects.filter(award__in=awards, state="reserved").order_by("id"))
    voucher = posting.post(actor, [Step("commit", obligation) for obligation in owed])
    _record(actor, "money.committed", owed, voucher)
    return owed


@action
def release(*, actor: Any, awards: Sequence[Award]) -> list[Obligation]:
    """Give back to the budgets what was reserved or committed for some awards.

    A batch that holds such a payment is refused when it is released, and is dropped.

    Raises:
        MoneyRefused: some of it is at the bank or paid.
    """
    owed = list(Obligation.objects.filter(award__in=awards).order_by("id"))
    gone = sum(o.amount_fen for o in owed if o.state in ("sent", "paid"))
    if gone:
        raise MoneyRefused(
            _("其中%(amount)s 元已经发送银行或到账，不能直接终止。请等银行退回，或者走追回程序。")
            % {"amount": grouped(gone)},
            code="gone",
        )
    owed = [o for o in owed if o.state in ("reserved", "committed")]
    voucher = posting.post(actor, [Step("release", obligation) for obligation in owed])
    _record(actor, "money.released", owed, voucher)
    return owed


def _record(actor: Any, kind: str, owed: Sequence[Obligation], voucher: str) -> None:
    if owed:
        data = {
            "voucher": voucher,
            "count": len(owed),
            "total_fen": sum(o.amount_fen for o in owed),
            "awards": sorted({o.award_id for o in owed}),
        }
        record(actor=actor, kind=kind, data=data)
