"""Which obligations can be paid now, to which account, and why the others cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.cases.clocks import ACCOUNT
from wenjiu.bureau.cases.models import Objection, Pause
from wenjiu.bureau.funds import standing
from wenjiu.bureau.funds.models import BatchLine, Obligation, Transfer
from wenjiu.bureau.funds.standing import CameBack
from wenjiu.bureau.parties.logic import PAYABLE
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.bureau.parties.queries import heads_of, usable_accounts

#: What hinders a payment, in short.
BRIEF = {
    "state": gettext_lazy("不在待付状态"),
    "ended": gettext_lazy("补贴已经终止"),
    "objection": gettext_lazy("对公示有异议"),
    "identity": gettext_lazy("收款人身份没有核验"),
    "account": gettext_lazy("没有核对过的收款账户"),
    "returned": gettext_lazy("账户被银行退回"),
}
#: Code and text of nothing.
FREE = ("", "")


@dataclass(frozen=True, slots=True)
class Payable:
    """An obligation, and either the account (with its `check_id`) that it can be paid to or the reason why not.

    `attempt`: the number that its next attempt has. `code`: one of `BRIEF`, empty where nothing hinders it.
    """

    obligation: Obligation
    account: Any
    attempt: int
    reason: str = ""
    code: str = ""

    @property
    def brief(self) -> str:
        """Return in short what hinders it, without a word about a person or an account."""
        return str(BRIEF[self.code]) if self.code else ""


def waiting(policy: str) -> QuerySet[Obligation]:
    """Return what waits to be paid and is in no open batch, the longest waiting first.

    `right_at`: since when it may be paid, which is when its notice ended; a return of the bank does not change it.
    `stands`: the clock of its case stands, because the payee has to name another account.
    """
    right = Transfer.objects.filter(obligation=OuterRef("pk"), kind="commit").order_by("seq")
    stands = Pause.objects.filter(case=OuterRef("award__line__case"), kind=ACCOUNT, to_day=None)
    return (
        Obligation.objects.filter(budget__policy=policy, state="committed")
        .exclude(batch_lines__state__in=["waiting", "sent"])
        .annotate(right_at=Subquery(right.values("at")[:1]), stands=Exists(stands))
        .select_related("payee", "budget", "award__person", "award__line__case")
        .order_by("right_at", "id")
    )


def judge(owed: Sequence[Obligation]) -> list[Payable]:
    """Return for each obligation whether it can be paid, in the same order."""
    heads = heads_of(Party.objects.filter(pk__in={o.payee_id for o in owed}))
    accounts = _accounts(heads)
    back = standing.came_back(accounts.values())
    last = _last_attempts(owed)
    objected = _objected(owed)
    found = []
    for obligation in owed:
        head, line = heads[obligation.payee_id], last.get(obligation.pk)
        account = accounts.get(head.pk)
        code, reason = _why_not(obligation)
        if not code and obligation.award.line_id in objected:
            code, reason = "objection", _("对公示有异议，还没有处理完。")
        if not code:
            code, reason = _why_not_to(head, account, back)
        found.append(Payable(obligation, None if code else account, line.attempt + 1 if line else 1, reason, code))
    return found


def _why_not(obligation: Obligation) -> tuple[str, str]:
    if obligation.state != "committed":
        now = obligation.get_state_display() or "—"
        return "state", _("款项已不在待付状态（现在是“%(state)s”）。") % {"state": now}
    if not obligation.award.live:
        return "ended", _("这项补贴已经终止。")
    line = obligation.award.line
    if line is not None and line.state in ("held", "ended", "refused"):
        return "ended", _("申报中的这一项已暂停或终止。")
    return FREE


def _why_not_to(payee: Party, account: BankAccount | None, back: Mapping[int, CameBack]) -> tuple[str, str]:
    if payee.level not in PAYABLE:
        return "identity", _("收款人身份还没有核验，不能付款。请先核验身份。")
    if account is None:
        return "account", _("没有经第二人核对的本人（本单位）账户。请录入账户并核对。")
    return ("returned", back[account.pk].text) if account.pk in back else FREE


def _accounts(heads: dict[int, Party]) -> dict[int, BankAccount]:
    """Return for each head's id the newest account that it can be paid to, of any of its records."""
    head_of = {head.pk: head.pk for head in heads.values()}
    step: Collection[int] = set(head_of)
    while step:
        merged = dict(Party.objects.filter(merged_into__in=step).values_list("pk", "merged_into_id"))
        step = merged.keys() - head_of.keys()
        head_of |= {pk: head_of[into] for pk, into in merged.items()}
    found: dict[int, BankAccount] = {}
    for account in usable_accounts(head_of):  # newest first
        found.setdefault(head_of[account.party_id], account)
    return found


def _last_attempts(owed: Iterable[Obligation]) -> dict[int, BatchLine]:
    lines = BatchLine.objects.filter(obligation__in=[o.pk for o in owed]).select_related("account").order_by("attempt")
    return {line.obligation_id: line for line in lines}


def _objected(owed: Iterable[Obligation]) -> set[int]:
    lines = {o.award.line_id for o in owed if o.award.line_id}
    open_ones = Objection.objects.filter(notice_line__line__in=lines, settled_at=None)
    return set(open_ones.values_list("notice_line__line_id", flat=True))


def problems(lines: Sequence[BatchLine]) -> list[tuple[BatchLine, str]]:
    """Return the lines of a batch that cannot be paid as they stand, each with the reason.

    Asked when the batch is frozen and once more just before it is released.
    """
    found = []
    for line, verdict in zip(lines, judge([line.obligation for line in lines]), strict=True):
        reason = verdict.reason
        if not reason and (verdict.account.pk != line.account_id or verdict.account.check_id != line.account_check_id):
            reason = _("收款账户%(tail)s已停用、更换或重新核对过。") % {"tail": line.account.tail}
        if reason:
            found.append((line, reason))
    return found


def by_reason(unpayable: Iterable[Payable]) -> dict[str, list[Payable]]:
    """Group what cannot be paid by its reason, for a list."""
    groups: dict[str, list[Payable]] = defaultdict(list)
    for one in unpayable:
        groups[one.reason].append(one)
    return dict(groups)
