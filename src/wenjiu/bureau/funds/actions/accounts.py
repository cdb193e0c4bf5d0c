"""Accounts of payees are checked against the papers by somebody who has read the whole number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.audit.models import Read
from wenjiu.bureau.funds import duties
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import AccountCheck, BankAccount
from wenjiu.bureau.parties.queries import account_number_of, same_party_ids
from wenjiu.bureau.writes import action

#: Digits that the checker types. Lists show the last four, so these two more are only in the papers and the number.
DIGITS = 6


def has_opened(actor: Any, account: BankAccount) -> bool:
    """Return whether somebody has opened the whole number of a payee's account since it was entered."""
    reads = Read.objects.filter(actor_id=actor.pk, party_id__in=same_party_ids(account.party), field="account_number")
    return reads.filter(at__gte=account.made_at).exists()


@action
def check_payee_account(
    *, actor: Any, account: BankAccount, matched: bool, ending: str = "", proof: str = ""
) -> AccountCheck:
    """Record that a releaser compared an account with the papers.

    Args:
        actor: a finance releaser who did not enter it.
        account: an open account.
        matched: whether holder and number are the payee's.
        ending: the last six digits of the account in the papers, where it matches.
        proof: what shows that it is right, where the bank sent money back from it before.

    Raises:
        MoneyRefused: no such post; the whole number was not opened, or its ending is another.
        AccountRefused: as `parties.actions.check_account`.
    """
    duties.require(actor, *duties.RELEASERS)
    if matched and account.entered_by_id != actor.pk:
        if not has_opened(actor, account):
            raise MoneyRefused(_("还没有看过完整账号。请先点“显示完整账号”，与材料逐位核对。"), code="not_opened")
        typed = "".join(ending.split())
        if len(typed) != DIGITS or not account_number_of(account).endswith(typed):
            raise MoneyRefused(
                _(
                    "材料上的账号末%(n)s位填的是“%(typed)s”，与录入的账号不同。请对照材料再填；确实不同的，请选“不一致”。"
                )
                % {"n": DIGITS, "typed": typed[:20]},
                code="ending",
            )
    check: AccountCheck = parties.check_account(actor=actor, account=account, matched=matched, proof=proof)
    return check
