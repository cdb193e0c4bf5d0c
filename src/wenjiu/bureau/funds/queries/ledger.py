"""All reads of money that pages and other apps use. Every sum opens to its lines. Who may read is the caller's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.models import Case, Pause
from wenjiu.bureau.funds import payable, sharing
from wenjiu.bureau.funds.checks import STALE_DAYS
from wenjiu.bureau.funds.models import (
    Batch,
    BatchLine,
    Bucket,
    BucketKind,
    Budget,
    BudgetChange,
    Obligation,
    Receipt,
    ReturnLine,
    Transfer,
)
from wenjiu.bureau.funds.payable import Payable
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Party
from wenjiu.policies import load_policy

#: Buckets in the order of a payment, without the outside.
KINDS = tuple(kind for kind in BucketKind.values if kind != "outside")


@dataclass(slots=True)
class Figures:
    """Money of a budget, or of several, by where it is. `given`: what was put in, which is the sum of all others."""

    available: int = 0
    reserved: int = 0
    committed: int = 0
    sent: int = 0
    paid: int = 0

    @property
    def given(self) -> int:
        return self.available + self.reserved + self.committed + self.sent + self.paid

    def add(self, kind: str, amount_fen: int) -> None:
        if kind in KINDS:
            setattr(self, kind, getattr(self, kind) + amount_fen)


@dataclass(slots=True)
class Group:
    """The budgets of one group of claims, each with its figures, and the sum of all."""

    group: str
    budgets: list[tuple[Budget, Figures]] = field(default_factory=list)
    total: Figures = field(default_factory=Figures)


def overview(policy: str, year: int) -> tuple[list[Group], Figures]:
    """Return the money of a year by group of claims and state, and the sum of the district."""
    groups: dict[str, Group] = {}
    whole = Figures()
    buckets: dict[int, Figures] = defaultdict(Figures)
    budgets = Budget.objects.filter(policy=policy, year=year).select_related("street")
    for bucket in Bucket.objects.filter(budget__in=budgets):
        buckets[bucket.budget_id].add(bucket.kind, bucket.balance_fen)
    for budget in budgets:
        group = groups.setdefault(budget.group, Group(budget.group))
        figures = buckets[budget.pk]
        group.budgets.append((budget, figures))
        for kind in KINDS:
            group.total.add(kind, getattr(figures, kind))
            whole.add(kind, getattr(figures, kind))
    return list(groups.values()), whole


def available_for(case: Case) -> int | None:
    """Return what is left of this year's budget that a case would be paid from; None where there is none.

    A budget of the measure goes before one of its group, and one of the case's street before the district's.
    """
    claim = load_policy(case.policy).claims[case.measure]
    rows = Bucket.objects.filter(
        kind="available", budget__policy=case.policy, budget__year=clock.today().year, budget__opened_at__isnull=False
    )
    funding = sharing.funding_of(case.policy, case.measure, claim.group)
    rows = rows.filter(budget__share__gt=0) if funding is None else rows.filter(budget__source__in=funding.shares)
    for group in (case.measure, claim.group) if funding is None else (funding.budget,):
        for street in (case.street_id, None):
            found: int | None = rows.filter(budget__group=group, budget__street=street).aggregate(n=Sum("balance_fen"))[
                "n"
            ]
            if found is not None:
                return found
    return None


def years(policy: str) -> list[int]:
    """Return the years that have a budget, and this one, the newest first."""
    found = set(Budget.objects.filter(policy=policy).values_list("year", flat=True))
    return sorted(found | {clock.today().year}, reverse=True)


def figures_of(budget: Budget) -> Figures:
    """Return where the money of a budget is."""
    figures = Figures()
    for bucket in budget.buckets.all():
        figures.add(bucket.kind, bucket.balance_fen)
    return figures


def open_changes(policy: str) -> QuerySet[BudgetChange]:
    """Return the changes of budgets that wait for another person."""
    found = BudgetChange.objects.filter(budget__policy=policy, confirmed_at=None, dropped_at=None)
    return found.select_related("budget__street", "proposed_by").order_by("id")


def statement(budget: Budget, kind: str = "") -> QuerySet[Transfer]:
    """Return the transfers of a budget, or those that touch one of its buckets, the newest first."""
    found = Transfer.objects.filter(budget=budget)
    if kind:
        found = found.filter(Q(from_kind=kind) | Q(to_kind=kind))
    return found.select_related(
        "obligation__payee",
        "obligation__award__person",
        "obligation__award__line__case",
        "batch_line__batch",
        "change__proposed_by",
        "change__confirmed_by",
        "budget",
    ).order_by("-id")


def standing(budget: Budget, kind: str) -> QuerySet[Obligation]:
    """Return the obligations whose money is now in one bucket of a budget: what its balance is made of."""
    found = Obligation.objects.filter(budget=budget, state=kind)
    return found.select_related("payee", "award__person", "award__line__case").order_by("id")


def voucher(number: str) -> list[Transfer]:
    """Return the transfers of a voucher; empty if there is none."""
    found = Transfer.objects.filter(voucher=number).select_related(
        "obligation__payee",
        "obligation__award__person",
        "obligation__award__line__case",
        "batch_line__batch",
        "change__proposed_by",
        "change__confirmed_by",
        "budget__street",
    )
    return list(found.order_by("id"))


@dataclass(frozen=True, slots=True)
class ToPay:
    """A payment that waits. `days`: since the right to it.

    `due_on`: the last day of its case's period, moved by a pause; none while the clock of the case stands.
    `over`: by how many working days it is past.
    """

    payable: Payable
    days: int
    due_on: dt.date | None
    over: int

    @property
    def overdue(self) -> bool:
        """Whether the period of its case has ended."""
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many payments wait, how many of them longer than their case's period, and the longest wait in days."""

    count: int
    overdue: int
    oldest: int


def days_since(moment: dt.datetime) -> int:
    """Return the days from a moment to the bureau's day."""
    return clock.days_since(moment)


def local_day(moment: dt.datetime) -> dt.date:
    """Return the day of a moment in the bureau's time zone."""
    return timezone.localtime(moment).date()


def waiting(policy: str) -> Waiting:
    """Return how much waits to be paid, without asking what hinders it."""
    stopped = Pause.objects.filter(case=OuterRef("award__line__case"), to_day=None).exclude(kind="notice")
    # An order of rows would become part of the groups.
    rows = payable.waiting(policy).select_related(None).order_by().annotate(stopped=Exists(stopped))
    overdue = Count("pk", filter=Q(award__line__case__due_on__lt=clock.today(), stopped=False))
    found = rows.aggregate(count=Count("pk"), overdue=overdue, since=Min("right_at"))
    return Waiting(found["count"], found["overdue"], days_since(found["since"]) if found["since"] else 0)


def to_pay(policy: str) -> list[ToPay]:
    """Return what waits to be paid: overdue first, then the longest waiting. Each says what still hinders it."""
    rows, today, days = [], clock.today(), clocks.calendar()
    for one in payable.judge(list(payable.waiting(policy).prefetch_related("award__line__case__pauses"))):
        line = one.obligation.award.line
        stands = line is None or one.obligation.stands
        due = None if stands else clocks.moved_by_pauses(line.case, today, days)
        over = days.working_days_between(due, today) if due is not None and due < today else 0
        rows.append(ToPay(one, days_since(one.obligation.right_at), due, over))
    return sorted(rows, key=lambda row: (not row.overdue, row.payable.obligation.right_at, row.payable.obligation.pk))


def hindrances(cases: Iterable[Case]) -> dict[int, str]:
    """Return id of a case -> in short why its payments cannot be made now, without anything about a person."""
    owed = Obligation.objects.filter(award__line__case__in=[case.pk for case in cases], state="committed")
    owed = owed.exclude(batch_lines__state__in=["waiting", "sent"])
    owed = owed.select_related("payee", "budget", "award__person", "award__line__case")
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for one in payable.judge(list(owed)):
        if one.code and one.obligation.award.line is not None:
            found[one.obligation.award.line.case_id][one.brief] = None
    return {case: "、".join(words) for case, words in found.items()}


def stale(policy: str, days: int = STALE_DAYS) -> QuerySet[BatchLine]:
    """Return the payments that were sent to the bank long ago and have no answer."""
    limit = clock.now() - dt.timedelta(days=days)
    found = BatchLine.objects.filter(batch__policy=policy, state="sent", batch__released_at__lt=limit)
    return found.select_related(
        "batch", "obligation__payee", "obligation__award__person", "obligation__award__line__case", "account"
    ).order_by("batch__released_at", "no")


def batches(policy: str) -> QuerySet[Batch]:
    """Return all batches, the newest first, each with how many of its lines are in which state."""
    counts = {f"n_{state}": Count("lines", filter=Q(lines__state=state)) for state in ("sent", "paid", "returned")}
    total = Sum("lines__obligation__amount_fen")
    return Batch.objects.filter(policy=policy).annotate(n=Count("lines"), sum_fen=total, **counts).order_by("-id")


def obligations_of_case(case: Case) -> QuerySet[Obligation]:
    """Return what is owed by a case, with the attempts to pay it, in the order of its lines."""
    found = Obligation.objects.filter(award__line__case=case).select_related("payee", "budget", "award__line")
    found = found.annotate(paid_at=_paid_at())
    return found.prefetch_related("batch_lines__batch").order_by("award__line__no", "id")


def payments_of(parties: Iterable[int]) -> QuerySet[Obligation]:
    """Return what parties were, or are to be, paid (ids of all records of a party), the newest first."""
    found = Obligation.objects.filter(payee__in=list(parties)).select_related(
        "payee", "award__person", "award__line__case__filing", "receipt"
    )
    last = BatchLine.objects.filter(obligation=OuterRef("pk")).order_by("-attempt")
    return found.annotate(tail=Subquery(last.values("account__tail")[:1]), paid_at=_paid_at()).order_by("-id")


def _paid_at() -> Subquery:
    """Return when the bank last reported an obligation as paid, in the bureau's time."""
    told = ReturnLine.objects.filter(batch_line__obligation=OuterRef("pk"), verdict="paid").order_by("-id")
    return Subquery(told.values("file__at")[:1])


@dataclass(frozen=True, slots=True)
class Awaited:
    """How many payments parties still wait for, and their sum."""

    count: int
    total_fen: int


def awaited(parties: Iterable[int]) -> Awaited:
    """Return what parties still wait for (ids of all records of a party), without what is on its way to the bank."""
    waiting = Obligation.objects.filter(payee__in=list(parties), state__in=["reserved", "committed"])
    found = waiting.aggregate(n=Count("pk"), total=Sum("amount_fen"))
    return Awaited(found["n"], found["total"] or 0)


def accounts_to_check(policy: str) -> QuerySet[BankAccount]:
    """Return the open accounts that nobody has checked yet, of parties that have money to come."""
    owed = Obligation.objects.filter(budget__policy=policy, state__in=["reserved", "committed"]).values("payee")
    checks = AccountCheck.objects.filter(account=OuterRef("pk")).values("pk")[:1]
    found = BankAccount.objects.filter(closed_at=None, party__in=owed).annotate(a_check=Subquery(checks))
    return found.filter(a_check=None).select_related("party", "entered_by").order_by("id")


def without_account(policy: str) -> dict[Party, list[Payable]]:
    """Return the payees that cannot be paid for now, each with the payments that wait and why."""
    found: dict[Party, list[Payable]] = defaultdict(list)
    for one in payable.judge(list(payable.waiting(policy))):
        if one.reason:
            found[one.obligation.payee].append(one)
    return dict(found)


def receipts(policy: str) -> QuerySet[Receipt]:
    """Return the payees that were asked whether the money came: 'no' first, those who have not answered last."""
    found = Receipt.objects.filter(draw__policy=policy).select_related(
        "obligation__payee", "obligation__award__person", "obligation__award__line__case", "draw", "answered_by"
    )
    return found.order_by("received", "id")


def receipts_for(parties: Sequence[int]) -> QuerySet[Receipt]:
    """Return what parties were asked and have not answered."""
    found = Receipt.objects.filter(obligation__payee__in=parties, answered_at=None)
    return found.select_related("obligation__payee", "obligation__award__line__case").order_by("id")
