"""All payments that the bank ever sent back, also those that were paid later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau.funds.models import BatchLine, ReturnLine


@dataclass(frozen=True, slots=True)
class CameBack:
    """One attempt that came back. `answer`: the line of the return that says so; `later`: what became of the payment, in words."""

    line: BatchLine
    answer: ReturnLine | None
    later: str


def ever_returned(policy: str) -> QuerySet[BatchLine]:
    """Return every attempt of a policy's payments that came back, the latest first."""
    found: QuerySet[BatchLine] = (
        BatchLine.objects.filter(obligation__budget__policy=policy, state="returned")
        .select_related(
            "batch", "account", "obligation__payee", "obligation__award__person", "obligation__award__line__case"
        )
        .order_by("-id")
    )
    return found


def told(lines: Iterable[BatchLine]) -> list[CameBack]:
    """Return some attempts that came back with what the bank said and what became of each payment. Two statements."""
    lines = list(lines)
    answers = ReturnLine.objects.filter(batch_line__in=lines, verdict="returned").select_related("file").order_by("id")
    said = {answer.batch_line_id: answer for answer in answers}
    attempts = BatchLine.objects.filter(obligation__in=[line.obligation_id for line in lines]).exclude(state="dropped")
    last = {attempt.obligation_id: attempt for attempt in attempts.order_by("attempt")}
    return [CameBack(line, said.get(line.pk), _later(line, last[line.obligation_id])) for line in lines]


def _later(line: BatchLine, last: BatchLine) -> str:
    """Return what became of a payment after an attempt that came back."""
    if last.attempt > line.attempt:
        return _("第%(n)s次付：%(state)s") % {"n": last.attempt, "state": last.get_state_display()}
    state: str = line.obligation.get_state_display()
    return state
