"""What became of payments: what came back, each attempt of a case, and what waits for somebody of finance today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import standing
from wenjiu.bureau.funds.models import Batch, BatchLine, Obligation, ReturnLine, Transfer
from wenjiu.bureau.funds.queries import ledger
from wenjiu.bureau.held import held
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Party
from wenjiu.bureau.parties.queries import head, heads_of, same_party_ids, usable_account
from wenjiu.standards.money import grouped


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that the bank sent back and that is not paid again. `todo`: what happens next, in words.

    `payee`: who is paid, in the record that stands. `mine`: the payee has to act: the account must be replaced.
    `new_tail`: the end of the account that the payee has entered since and that waits for its check; empty where none does.
    """

    obligation: Obligation
    payee: Party
    amount_fen: int
    account_id: int
    tail: str
    reason: str
    on: dt.date
    case: str
    line_no: int | None
    mine: bool
    todo: str
    new_tail: str


def returned_of(party_ids: Iterable[int]) -> list[Returned]:
    """Return what came back of the payments to parties (ids of all their records), the newest first."""
    ids = tuple(sorted(set(party_ids)))
    return list(held(("returned", ids), lambda: returned_among(Obligation.objects.filter(payee__in=ids))))


def returned_in(policy: str) -> list[Returned]:
    """Return what came back of all payments of a policy and is not paid again."""
    return returned_among(Obligation.objects.filter(budget__policy=policy))


def returned_of_case(case: Case) -> list[Returned]:
    """Return what came back of the payments of a case and is not paid again."""
    owed = Obligation.objects.filter(award__line__case=case)
    return list(held(("returned of case", case.pk), lambda: returned_among(owed)))


def returned_among(owed: QuerySet[Obligation]) -> list[Returned]:
    """Return what came back of some payments and is not paid again, the newest first."""
    later = BatchLine.objects.filter(obligation=OuterRef("obligation"), attempt__gt=OuterRef("attempt"))
    lines = BatchLine.objects.filter(obligation__in=owed, obligation__state="committed", state="returned")
    ids = list(lines.filter(~Exists(later.exclude(state="dropped"))).values_list("pk", flat=True))
    if not ids:  # as nearly always
        return []
    lines = BatchLine.objects.filter(pk__in=ids).select_related(
        "account", "obligation__payee", "obligation__award__person", "obligation__award__line__case"
    )
    lines = lines.order_by("-id")
    told = _told(lines)
    payees = {pk: payee for pk, payee in heads_of(line.obligation.payee for line in lines).items()}
    next_of: dict[int, tuple[bool, str, str]] = {}
    found = []
    for line in lines:
        owed_one, answer = line.obligation, told.get(line.pk)
        if owed_one.payee_id not in next_of:
            next_of[owed_one.payee_id] = _next(owed_one)
        mine, todo, new_tail = next_of[owed_one.payee_id]
        at = ledger.local_day(answer.file.at if answer else owed_one.since)
        reason = (answer.reason if answer else "") or _("银行没有写原因")
        case_line = owed_one.award.line
        number, no = ("", None) if case_line is None else (case_line.case.number, case_line.no)
        found.append(
            Returned(
                owed_one,
                payees[owed_one.payee_id],
                owed_one.amount_fen,
                line.account_id,
                line.account.tail,
                reason,
                on=at,
                case=number,
                line_no=no,
                mine=mine,
                todo=todo,
                new_tail=new_tail,
            )
        )
    return found


def _told(lines: Iterable[BatchLine]) -> dict[int, ReturnLine]:
    """Return for each line of a batch what the bank said when it sent it back."""
    answers = ReturnLine.objects.filter(batch_line__in=list(lines), verdict="returned").select_related("file")
    return {answer.batch_line_id: answer for answer in answers.order_by("id")}


def _next(owed: Obligation) -> tuple[bool, str, str]:
    """Return whether the payee of a returned payment has to act, what happens next, and the end of an unchecked account."""
    payee = head(owed.payee)
    ready = usable_account(payee)
    if ready is not None and not standing.came_back([ready]):
        return False, _("新账户已核对，等财务再付。"), ""
    ids = same_party_ids(payee)
    checked = AccountCheck.objects.filter(account=OuterRef("pk"))
    fresh = BankAccount.objects.filter(~Exists(checked), party__in=ids, closed_at=None).order_by("-id").first()
    if fresh is not None:
        said = _("新账户%(tail)s待核对，等财务核对后再付。") % {"tail": fresh.tail}
        return False, said, fresh.tail
    return True, _("请更正账户。"), ""


def pay_by(party_ids: Iterable[int]) -> dt.date | None:
    """Return the first day by which a case has to pay a party (ids of all its records); None where no case waits, or none has a day."""
    owed = Obligation.objects.filter(payee__in=list(party_ids), state="committed", award__line__case__state="pay")
    found: dt.date | None = owed.aggregate(day=Min("award__line__case__due_on"))["day"]
    return found


@dataclass(slots=True)
class Attempt:
    """One attempt to pay an obligation, with what the bank answered and the vouchers of both."""

    line: BatchLine
    answers: list[ReturnLine] = field(default_factory=list)
    vouchers: list[Transfer] = field(default_factory=list)


#: What is owed by a case, each with the attempts to pay it.
Paid = list[tuple[Obligation, list[Attempt]]]


def attempts_of_case(case: Case) -> Paid:
    """Return what is owed by a case, each with all attempts to pay it, in the order of its lines."""
    rows = Obligation.objects.filter(award__line__case=case)
    if not rows.exists():
        return []
    rows = rows.select_related("payee", "budget", "award__person", "award__line__case")
    owed = list(rows.order_by("award__line__no", "id"))
    lines = BatchLine.objects.filter(obligation__in=owed).exclude(state="dropped").select_related("batch", "account")
    found: dict[int, Attempt] = {line.pk: Attempt(line) for line in lines.order_by("attempt")}
    for answer in ReturnLine.objects.filter(batch_line__in=found).select_related("file").order_by("id"):
        found[answer.batch_line_id].answers.append(answer)
    for transfer in Transfer.objects.filter(batch_line__in=found).order_by("id"):
        found[transfer.batch_line_id].vouchers.append(transfer)
    attempts: dict[int, list[Attempt]] = {}
    for attempt in found.values():
        attempts.setdefault(attempt.line.obligation_id, []).append(attempt)
    return [(one, attempts.get(one.pk, [])) for one in owed]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to the money of a case."""

    at: dt.datetime
    who: str
    text: str
    reason: str = ""


def events_of_case(case: Case, rows: Paid | None = None, seen_by: Collection[int] | None = None) -> list[Happened]:
    """Return what happened to the money of a case: sent, paid, sent back and why, other accounts; the latest first.

    `rows`: what `attempts_of_case` returned, where it was asked already.
    `seen_by`: the parties whose accounts may be told; None tells those of every payee.
    """
    rows = attempts_of_case(case) if rows is None else rows
    by_voucher: dict[tuple[str, str, str], list[tuple[Transfer, Attempt]]] = {}
    for _owed, attempts in rows:
        for attempt in attempts:
            for transfer in attempt.vouchers:
                again = "again" if transfer.kind == "send" and attempt.line.attempt > 1 else ""
                why = attempt.answers[-1].reason if transfer.kind == "return" and attempt.answers else ""
                by_voucher.setdefault((transfer.voucher, again, why), []).append((transfer, attempt))
    found = [_moved(moved, again, why) for (_voucher, again, why), moved in by_voucher.items()]
    if any(attempt.line.state == "returned" for _owed, attempts in rows for attempt in attempts):
        payees = {owed.payee_id for owed, _attempts in rows if seen_by is None or owed.payee_id in seen_by}
        found += _accounts_since(payees, min(h.at for h in found))
    return sorted(found, key=lambda happened: happened.at, reverse=True)


def _moved(moved: list[tuple[Transfer, Attempt]], again: str, why: str) -> Happened:
    """Say what one voucher did for the payments of a case."""
    first, attempt = moved[0]
    words = {
        "send": _("再次放款：%(n)s笔，共%(sum)s 元，批次%(batch)s")
        if again
        else _("放款：%(n)s笔，共%(sum)s 元，批次%(batch)s"),
        "settle": _("到账：%(n)s笔，共%(sum)s 元，批次%(batch)s"),
        "return": _("被银行退回：%(n)s笔，共%(sum)s 元，批次%(batch)s"),
    }
    total = grouped(sum(transfer.amount_fen for transfer, _attempt in moved))
    text = words[first.kind] % {"n": len(moved), "sum": total, "batch": attempt.line.batch.number}
    return Happened(first.at, first.entered_name, text, why)


def _accounts_since(payees: set[int], since: dt.datetime) -> list[Happened]:
    """Return the accounts that payees got, and the checks of accounts, since a time."""
    found = []
    accounts = BankAccount.objects.filter(party__in=payees, made_at__gte=since).select_related("entered_by")
    for account in accounts:
        text = _("换了收款账户：%(tail)s") % {"tail": account.tail}
        found.append(Happened(account.made_at, account.entered_by.name, text))
    checks = AccountCheck.objects.filter(account__party__in=payees, at__gte=since).select_related("account", "by")
    for check in checks:
        words = _("收款账户%(tail)s核对一致") if check.matched else _("收款账户%(tail)s核对不一致")
        found.append(Happened(check.at, check.by.name, words % {"tail": check.account.tail}))
    return found


@dataclass(slots=True)
class Payee:
    """What one payee gets of a batch at one account. `before`: the account of the last released payment; None: none."""

    name: Any
    account: BankAccount
    count: int = 0
    total_fen: int = 0
    before: BankAccount | None = None

    @property
    def changed(self) -> bool:
        """Whether the payee was paid to another account last time."""
        return self.before is not None and self.before.account_index != self.account.account_index


def payees_of(batch: Batch) -> list[Payee]:
    """Return the payees of a batch with their accounts and sums, and what differs from the last time they were paid."""
    lines = BatchLine.objects.filter(batch=batch).select_related("account", "obligation__payee").order_by("no")
    found: dict[tuple[int, int], Payee] = {}
    for line in lines:
        row = found.setdefault((line.obligation.payee_id, line.account_id), Payee(line.obligation.payee, line.account))
        row.count += 1
        row.total_fen += line.obligation.amount_fen
    earlier = BatchLine.objects.filter(
        obligation__payee__in={payee for payee, _account in found}, batch__released_at__isnull=False
    )
    last = {
        line.obligation.payee_id: line.account
        for line in earlier.exclude(batch=batch).select_related("account", "obligation").order_by("id")
    }
    for (payee, _account), row in found.items():
        row.before = last.get(payee)
    return list(found.values())


def open_items(policy: str) -> QuerySet[ReturnLine]:
    """Return the lines of returns that settled nothing and that nobody has cleared up, the oldest first.

    A line of a wrong amount is cleared up by itself once a later file settles its payment.
    """
    ended = Q(verdict="wrong_amount", batch_line__state__in=["paid", "returned"])
    found = ReturnLine.objects.filter(
        file__batch__policy=policy, verdict__in=["unknown", "wrong_amount"], cleared=None
    ).exclude(ended)
    return found.select_related("file__batch", "batch_line__obligation__payee").order_by("id")


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for finance: numbers of rows, and the sums of fen where money is meant."""

    to_freeze: int
    to_release: int
    to_release_fen: int
    to_check: int
    to_confirm: int
    ready: int
    returned: int
    overdue: int
    open_items: int
    stale: int


def today_of(policy: str, user: Any) -> Today:
    """Return what waits. What the user made is left out where another person has to do it."""
    batches = Batch.objects.filter(policy=policy, released_at=None, dropped_at=None)
    to_release = [b for b in batches.filter(frozen_at__isnull=False).exclude(made_by=user)]
    waiting = ledger.waiting(policy)
    return Today(
        to_freeze=batches.filter(frozen_at=None, made_by=user).count(),
        to_release=len(to_release),
        to_release_fen=sum(batch.total_fen or 0 for batch in to_release),
        to_check=ledger.accounts_to_check(policy).exclude(entered_by=user).count(),
        to_confirm=ledger.open_changes(policy).exclude(proposed_by=user).count(),
        ready=waiting.count,
        returned=len(returned_in(policy)),
        overdue=waiting.overdue,
        open_items=open_items(policy).count(),
        stale=ledger.stale(policy).count(),
    )
