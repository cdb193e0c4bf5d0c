"""Which accounts the bank sent money back from. Such an account is not paid to until it is replaced or proven right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from wenjiu.bureau.access.scopes import has_role
from wenjiu.bureau.funds import duties
from wenjiu.bureau.funds.models import BatchLine, ReturnLine
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Party
from wenjiu.bureau.parties.queries import heads_of, records_by_party, same_party_ids, usable_accounts

#: The fewest characters of what proves that an account is right after all.
SHORTEST_PROOF = 4


@dataclass(frozen=True, slots=True)
class CameBack:
    """The last payment to an account that the bank sent back. `reason`: the bank's; `at`: when its answer was booked."""

    line: BatchLine
    tail: str
    reason: str
    at: dt.datetime

    @property
    def text(self) -> str:
        """Say which account it is, why the bank sent it back, and that nothing is paid to it."""
        return _("账户%(tail)s被银行退回：%(reason)s；不能付款。请更换账户，或由第二人核实后重新核对。") % {
            "tail": self.tail,
            "reason": self.reason,
        }

    @property
    def short(self) -> str:
        """Say it for a list that shows the account beside it."""
        return _("被银行退回：%(reason)s；不能付款") % {"reason": self.reason}


def came_back(accounts: Iterable[BankAccount]) -> dict[int, CameBack]:
    """Return for the id of each account whose payment came back, and that nobody proved right since, what the bank said.

    An account counts by its number: the same number entered once more for the same party is the same account.
    """
    given = list(accounts)
    returned = list(_returned({account.account_index for account in given}))
    if not returned:
        return {}
    parties = {account.party_id for account in given} | {line.account.party_id for line in returned}
    heads = {pk: head.pk for pk, head in heads_of(Party.objects.filter(pk__in=parties)).items()}
    checks: dict[int, int] = {}
    for check in AccountCheck.objects.filter(account__in=[account.pk for account in given]).order_by("id"):
        if check.matched:
            checks[check.account_id] = check.pk
    last = {(heads[line.account.party_id], line.account.account_index): line for line in returned}
    found = {}
    for account in given:
        line = last.get((heads[account.party_id], account.account_index))
        if line is not None and checks.get(account.pk, 0) <= line.account_check_id:
            found[account.pk] = _of(line)
    return found


def unusable_accounts(parties: Iterable[Party]) -> dict[int, CameBack]:
    """Return for the id of each party whose newest checked account came back from the bank what the bank said."""
    records = records_by_party(parties)
    newest: dict[int, BankAccount] = {}
    for account in usable_accounts(records):  # newest first
        newest.setdefault(records[account.party_id], account)
    back = came_back(newest.values())
    return {pk: back[account.pk] for pk, account in newest.items() if account.pk in back}


def last_return(account: BankAccount) -> CameBack | None:
    """Return the last payment that came back from an account, whether or not somebody proved it right since."""
    ids = same_party_ids(account.party)
    line = _returned({account.account_index}).filter(account__party__in=ids).last()
    return None if line is None else _of(line)


def _returned(indexes: Collection[str]) -> Any:
    """Return the lines of batches that came back from accounts, the last one last, with what the bank said."""
    told = ReturnLine.objects.filter(batch_line=OuterRef("pk"), verdict="returned").order_by("-id")
    found = BatchLine.objects.filter(state="returned", account__account_index__in=indexes)
    return (
        found.select_related("account")
        .annotate(told=Subquery(told.values("reason")[:1]), told_at=Subquery(told.values("file__at")[:1]))
        .order_by("id")
    )


def _of(line: Any) -> CameBack:
    return CameBack(line, line.account.tail, line.told or _("银行没有写原因"), line.told_at)


def why_not_entered(actor: Any, party: Party, index: str) -> str:
    """Return why a number is not entered for a party (parties.effects.before_entering).

    Finance may enter a number again that was closed: the check then asks for proof.
    """
    ids = same_party_ids(party)
    accounts = list(BankAccount.objects.filter(party__in=ids, account_index=index).order_by("closed_at", "-id"))
    back = came_back(accounts)
    if not accounts or len(back) < len(accounts):
        return ""
    if all(account.closed_at is not None for account in accounts) and has_role(actor, *duties.MAKERS):
        return ""
    said = back[accounts[0].pk]
    return _(
        "账号%(tail)s上次付款被银行退回：%(reason)s。请换一个本人（本单位）账户；"
        "账号确实没错的，请向开户银行问清原因，把证明交给就业部门财务重新核对。"
    ) % {"tail": said.tail, "reason": said.reason}


def why_not_right(account: BankAccount, proof: str) -> str:
    """Return why an account is not found right (parties.effects.before_matching)."""
    said = came_back([account]).get(account.pk)
    if said is None or len(proof) >= SHORTEST_PROOF:
        return ""
    return _(
        "账户%(tail)s上次付款被银行退回：%(reason)s。请写明凭什么认定账户没有问题，例如“开户行证明，户名已更正”；"
        "说不清的，请选“不一致”，换一个账户。"
    ) % {"tail": said.tail, "reason": said.reason}
