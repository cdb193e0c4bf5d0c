"""Actions that open a masked field. Each leaves a trace that the person can see."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.bureau.writes import action

#: The fewest characters of a reason.
SHORTEST_REASON = 4


class ReasonMissing(ValueError):
    """A masked field was asked for without a reason. The message is for the user."""


@action
def open_number(*, actor: Any, party: Party, reason: str) -> str:
    """Return the number of a party without its mask, and record who read it and why.

    Raises:
        Forbidden: the actor may not see the party.
        ReasonMissing: the reason is empty or too short to say anything.
    """
    _record(actor, party, "id_number", reason)
    return parties.number_of(party)


@action
def open_account(*, actor: Any, account: BankAccount, reason: str) -> str:
    """Return the number of an account without its mask, and record who read it and why.

    Raises:
        Forbidden: the actor may not see the party.
        ReasonMissing: the reason is empty or too short to say anything.
    """
    _record(actor, account.party, "account_number", reason)
    return parties.account_number_of(account)


def _record(actor: Any, party: Party, field: str, reason: str) -> None:
    scopes.access_party(actor, party.pk)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(
            _("请写明查看的原因，至少%(n)d个字，例如“核对银行退回的账号”。当事人能看到这条记录。")
            % {"n": SHORTEST_REASON}
        )
    audit.record_read(actor=actor, party=party, field=field, reason=reason.strip()[:200])
