"""The bank's returns: what was paid, and what came back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.actions import payments as cases
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import duties, posting, returning
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, Obligation, ReturnFile, ReturnLine
from wenjiu.bureau.funds.posting import Step
from wenjiu.bureau.funds.returning import Judged
from wenjiu.bureau.writes import action

KINDS = {"paid": "settle", "returned": "return"}


@dataclass(frozen=True, slots=True)
class Read:
    """A return file that was read. `again`: it was read before, and nothing changed now."""

    file: ReturnFile
    again: bool


@action
def read_return(*, actor: Any, data: bytes, name: str, batch: Batch | None = None) -> Read:
    """Read a file that the bank returned. The same bytes change nothing a second time.

    Paid lines are settled. Returned lines wait to be paid again, to a corrected account. Lines that are duplicate,
    unknown or of another amount move no money and are listed.

    Args:
        actor: a finance maker.
        data: the bytes of the file.
        name: its name as uploaded.
        batch: the batch that it must be of; None: whichever it names.

    Raises:
        MoneyRefused: no such post; the file is cut off or its sums are wrong (nothing is changed then); the batch that
            it names is unknown, another, or not released.
    """
    duties.require(actor, *duties.MAKERS)
    sha256 = hashlib.sha256(data).hexdigest()
    earlier = ReturnFile.objects.filter(sha256=sha256).select_related("batch", "by").first()
    if earlier is not None:
        return Read(earlier, again=True)
    given = returning.parse(data)
    found = Batch.objects.select_for_update().filter(number=given.batch).first()
    if found is None or found.released_at is None:
        raise _refused(_("文件写的批次是“%(number)s”，没有这个已放款的批次。") % {"number": given.batch[:30]})
    if batch is not None and found.pk != batch.pk:
        raise _refused(
            _("文件写的批次是%(theirs)s，不是%(ours)s。请到那个批次的页面读取。")
            % {"theirs": found.number, "ours": batch.number}
        )
    # Somebody may have read the same bytes while this one waited for the lock.
    earlier = ReturnFile.objects.filter(sha256=sha256).select_related("batch", "by").first()
    if earlier is not None:
        return Read(earlier, again=True)
    file = ReturnFile.objects.create(
        sha256=sha256,
        batch=found,
        name=name[:200],
        by=actor,
        count=given.count,
        total_fen=given.total_fen,
        at=clock.now(),
    )
    judged = returning.judge(found, given.lines)
    ReturnLine.objects.bulk_create(_line(file, one) for one in judged)
    voucher = _move(actor, judged)
    verdicts = [one.verdict for one in judged]
    data_of = {"number": found.number, "sha256": sha256, "voucher": voucher}
    data_of |= {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
    record(actor=actor, kind="batch.returned", subject=found, data=data_of)
    return Read(file, again=False)


def _line(file: ReturnFile, one: Judged) -> ReturnLine:
    return ReturnLine(
        file=file,
        no=one.reported.no,
        reference=one.reported.reference,
        amount_fen=one.reported.amount_fen,
        verdict=one.verdict,
        reason=one.reason,
        batch_line=one.line,
    )


def _move(actor: Any, judged: list[Judged]) -> str:
    moved = [(one, one.line) for one in judged if one.verdict in KINDS and one.line is not None]
    _lock_cases({line.obligation.award_id for _one, line in moved})
    voucher = posting.post(actor, [Step(KINDS[one.verdict], line.obligation, line) for one, line in moved])
    paid = {line.obligation.award_id for one, line in moved if one.verdict == "paid"}
    came_back = {line.obligation.award_id for one, line in moved if line.state == "paid"}
    _tell_cases(actor, paid, came_back)
    return voucher


def _tell_cases(actor: Any, paid: set[int], came_back: set[int]) -> None:
    """Tell cases which awards are now paid as a whole, and which paid ones are no longer."""
    owing = set(
        Obligation.objects.filter(award__in=paid)
        .exclude(state__in=["paid", "available"])
        .values_list("award", flat=True)
    )
    if whole := sorted(paid - owing):
        cases.mark_paid(actor=actor, award_ids=whole)
    if came_back:
        cases.mark_unpaid(actor=actor, award_ids=sorted(came_back))


def _lock_cases(awards: set[int]) -> None:
    """Lock the cases of some awards before their money: cases come first in the order of locks."""
    found = Case.objects.select_for_update(no_key=True, of=("self",)).filter(lines__award__in=awards)
    list(found.order_by("id").values_list("id", flat=True))


def _refused(text: str) -> MoneyRefused:
    return MoneyRefused(_("回盘文件没有读取，什么都没有改动。%(why)s") % {"why": text}, code="return")
