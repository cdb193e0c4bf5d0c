"""What a batch says: its lines, and the payments that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.funds import logic
from wenjiu.bureau.funds.logic import Payment
from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.bureau.parties.queries import account_number_of


def lines_of(batch: Batch) -> list[BatchLine]:
    """Return the lines of a batch with what they refer to, in their order."""
    found = BatchLine.objects.filter(batch=batch).select_related(
        "account",
        "obligation__payee",
        "obligation__budget",
        "obligation__award__person",
        "obligation__award__line__case",
    )
    return list(found.order_by("no"))


def digest_of(batch: Batch, lines: Sequence[BatchLine]) -> str:
    """Return the SHA-256 of what a batch says. Account numbers take part by their index, so nothing is decrypted."""
    payments = [
        {
            "no": line.no,
            "reference": line.reference,
            "obligation": line.obligation_id,
            "attempt": line.attempt,
            "holder": line.account.holder,
            "bank": line.account.bank,
            "account": line.account.account_index,
            "amount_fen": line.obligation.amount_fen,
        }
        for line in lines
    ]
    return logic.digest(batch.number, payments)


def payments_of(batch: Batch, lines: Sequence[BatchLine]) -> list[Payment]:
    """Return the payments of a batch with their account numbers, for a file of the bank."""
    with override("zh-hans"):  # a file of the bank has one language
        return [
            Payment(
                no=line.no,
                reference=line.reference,
                holder=line.account.holder,
                bank=line.account.bank,
                account=account_number_of(line.account),
                amount_fen=line.obligation.amount_fen,
                purpose=_purpose(line.obligation.award),
            )
            for line in lines
        ]


def _purpose(award: Award) -> str:
    """Return what a payment is for: the measure, and the case with its line, so that no two payments look the same."""
    text = _("就业补贴%(measure)s") % {"measure": award.measure}
    if award.line is None:
        return text
    return text + _("（%(case)s第%(no)s行）") % {"case": award.line.case.number, "no": award.line.no}
