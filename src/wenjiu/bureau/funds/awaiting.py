"""Cases that wait for another account of a payee, because the bank sent the money back: their clocks stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from wenjiu.bureau.cases.actions import payments
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds.models import BatchLine, Obligation
from wenjiu.bureau.funds.queries import following
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.bureau.parties.queries import head, same_party_ids


def follow_return(actor: Any, cases: Collection[int]) -> None:
    """Stop the clocks of those cases that wait for a payee, and let the others run (after a return of the bank)."""
    came_back = BatchLine.objects.filter(state="returned", obligation__award__line__case__in=cases)
    asked = set(came_back.values_list("obligation__award__line__case", flat=True)) if cases else set()
    if asked:
        payments.wait_for_account(actor=actor, case_ids=asked, waiting=_waiting(asked))


def follow_account(actor: Any, account: BankAccount) -> None:
    """Do the same for the cases of a payee whose accounts have changed (parties.effects.after_change)."""
    ids = same_party_ids(head(account.party))
    owed = Obligation.objects.filter(payee__in=ids, state="committed", award__line__case__state="pay")
    follow_return(actor, set(owed.values_list("award__line__case", flat=True)))


def follow_event(actor: Any, case: Case, kind: str, data: Mapping[str, Any]) -> None:
    """Do the same for a case that an appeal left where it was: waiting for its payment (cases.effects.on_event)."""
    if kind.startswith("appeal_") and case.state == "pay":
        follow_return(actor, {case.pk})


def _waiting(cases: Collection[int]) -> set[int]:
    """Return which cases have nothing left to pay but what came back and needs another account of its payee."""
    left = Obligation.objects.filter(award__line__case__in=cases).exclude(state__in=["paid", "available"])
    mine = {row.obligation.pk for row in following.returned_among(left) if row.mine}
    found: dict[int, bool] = {}
    for pk, case in left.values_list("pk", "award__line__case"):
        found[case] = found.get(case, True) and pk in mine
    return {case for case, waits in found.items() if waits}
