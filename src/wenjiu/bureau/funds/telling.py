"""Messages to payees about what the bank did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds.models import BatchLine, Obligation
from wenjiu.bureau.messages.actions import Note, tell
from wenjiu.bureau.parties.models import Party


def tell_payees(actor: Any, voucher: str, moved: Iterable[tuple[str, BatchLine]]) -> None:
    """Tell each payee how many of its payments were credited or came back, one message for each case and voucher.

    Args:
        voucher: the entry of the ledger that moved them.
        moved: paid or returned, and the line of the batch.
    """
    kinds = {line.obligation_id: kind for kind, line in moved}
    owing = Obligation.objects.filter(pk__in=kinds).select_related("payee", "award__line__case__street").order_by("pk")
    sums: Counter[tuple[str, Party, Case]] = Counter()
    for owed in owing:
        kind = kinds[owed.pk]
        if owed.award.line is not None:
            sums[kind, owed.payee, owed.award.line.case] += 1
    notes = [
        Note(kind, f"{kind}/{case.pk}/{payee.pk}/{voucher}", case, payee, values={"n": n})
        for (kind, payee, case), n in sums.items()
    ]
    if notes:
        tell(actor=actor, notes=notes)
