"""Who may act on money: the posts that the bureau's finance has."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.access.scopes import has_role
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.funds.errors import MoneyRefused

#: Who makes: proposes budgets, makes batches, reads returns, enters accounts.
MAKERS = (Role.FINANCE_MAKER,)
#: Who confirms: budgets, batches, accounts.
RELEASERS = (Role.FINANCE_RELEASER,)
BOTH = (*MAKERS, *RELEASERS)
#: Who looks on.
READERS = (*BOTH, Role.LEADER, Role.AUDITOR)
#: Who sees the names of payees. The others see sums, and names of people with a mask.
NAMES = (*BOTH, Role.AUDITOR)


def require(actor: Any, *roles: Role) -> None:
    """Refuse an actor without a post of one of the roles today.

    Raises:
        MoneyRefused: names what post is needed.
    """
    if not has_role(actor, *roles):
        names = _("、").join(str(role.label) for role in roles)
        raise MoneyRefused(_("这一步要由%(roles)s办理。您没有这个岗位，请交给他们。") % {"roles": names}, code="role")
