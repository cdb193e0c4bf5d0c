"""What one person or one organisation can have: every measure, with the rows of the registers that it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Sum

from wenjiu.bureau.offers.finding import found_rows, keys_of_party, own_role, without_row
from wenjiu.bureau.offers.models import Entitled, Outcome
from wenjiu.bureau.offers.weighing import Weighed, weigh
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy

#: Rows of one measure that the first page weighs; of more it gives the sums of the last screening.
AT_ONCE = 40


@dataclass(frozen=True)
class Entitlement:
    """One measure for one party.

    `keys`: its rows. `rows`: what is known of each, where they are few.
    `known`: whether a register has a row; without one the party itself is weighed.
    `screened`: of many rows, how many the last screening found open, and their sum in fen.
    """

    code: str
    keys: Sequence[str]
    rows: Sequence[Weighed] = ()
    known: bool = True
    screened: tuple[int, int] = field(default=(0, 0))


def entitlements_of(policy: Policy, party: Party, on: dt.date) -> list[Entitlement]:
    """Return every measure in which a party has a part, in the order of the policy."""
    found = []
    for code in policy.claims:
        if own_role(policy, code, party) is None:
            continue
        keys = keys_of_party(policy, code, party, on)
        if len(keys) > AT_ONCE:
            found.append(Entitlement(code, keys, screened=_screened(policy, code, party)))
        elif keys:
            found.append(Entitlement(code, keys, weigh(policy, code, found_rows(policy, code, keys, on), on)))
        elif (alone := without_row(policy, code, party)) is not None:
            found.append(Entitlement(code, (), weigh(policy, code, [alone], on), known=False))
    return found


def weigh_keys(policy: Policy, code: str, keys: Sequence[str], on: dt.date) -> list[Weighed]:
    """Return what is known of some rows of a measure: one page of many."""
    return weigh(policy, code, found_rows(policy, code, keys, on), on)


def _screened(policy: Policy, code: str, party: Party) -> tuple[int, int]:
    rows = Entitled.objects.filter(
        policy=policy.name,
        measure=code,
        filer__in=parties.same_party_ids(party),
        outcome__in=[Outcome.OFFERED, Outcome.LISTED],
    )
    total = rows.aggregate(sum=Sum("amount_fen"))["sum"]
    return rows.count(), total or 0
