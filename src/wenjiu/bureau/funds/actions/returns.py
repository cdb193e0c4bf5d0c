"""The bank's returns: what was paid, and what came back."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.actions import payments as cases
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import awaiting, duties, posting, return_files, returning
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, BatchLine, Cleared, Obligation, ReturnFile, ReturnLine
from wenjiu.bureau.funds.posting import Step
from wenjiu.bureau.funds.return_files import Return
from wenjiu.bureau.funds.returning import Judged
from wenjiu.bureau.funds.telling import tell_payees
from wenjiu.bureau.writes import action

KINDS = {"paid": "settle", "returned": "return"}
#: What somebody has to clear up with the bank.
OPEN = ("unknown", "wrong_amount")
#: A reference as this system makes them.
NUMBERED = re.compile(r"(P\d{4}-\d{4,})-\d{5}")


@dataclass(frozen=True, slots=True)
class Read:
    """A return file that was read. `again`: it was read before, and nothing changed now."""

    file: ReturnFile
    again: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What booking a file would do. `earlier`: the same bytes, where they were booked before.

    `unanswered`: the lines at the bank that the file does not settle.
    """

    batch: Batch
    given: Return
    judged: list[Judged]
    unanswered: list[BatchLine]
    earlier: ReturnFile | None

    @property
    def unsettled(self) -> list[Judged]:
        """The lines of the file that match nothing and are no mere repetition."""
        return [one for one in self.judged if one.verdict in OPEN]


def preview_return(data: bytes, batch: Batch) -> Preview:
    """Return what each line of a file would do; nothing is written.

    Raises:
        MoneyRefused: as `read_return`.
    """
    given = return_files.parse(data)
    found = _batch_of(Batch.objects.all(), given, batch)
    judged = returning.judge(found, given.lines)
    earlier = _read_before(hashlib.sha256(data).hexdigest())
    return Preview(found, given, judged, returning.unanswered(found, judged), earlier)


def _read_before(sha256: str) -> ReturnFile | None:
    found: ReturnFile | None = ReturnFile.objects.filter(sha256=sha256).select_related("batch", "by").first()
    return found


def _batch_of(batches: QuerySet[Batch], given: Return, expected: Batch | None) -> Batch:
    """Return the released batch that a file names, which is the expected one."""
    found = batches.filter(number=given.batch).first()
    if expected is not None and given.batch != expected.number:
        raise return_files.refused(
            _("文件写的批次是%(theirs)s，不是%(ours)s。请到那个批次的页面读取。")
            % {"theirs": given.batch[:30], "ours": expected.number}
        )
    if found is None or found.released_at is None:
        raise return_files.refused(
            _("文件写的批次是“%(number)s”，没有这个已放款的批次。") % {"number": given.batch[:30]}
        )
    foreign = [
        line.reference
        for line in given.lines
        if (named := NUMBERED.fullmatch(line.reference)) and named[1] != found.number
    ]
    if foreign:
        raise return_files.refused(
            _("文件里有%(n)s笔是别的批次的：%(first)s。一个回盘文件只能有一个批次（%(ours)s）的款项，请向银行核对。")
            % {"n": len(foreign), "first": "、".join(foreign[:3]), "ours": found.number}
        )
    return found


@action
def clear_return_line(*, actor: Any, line: ReturnLine, reason: str) -> Cleared:
    """Clear up a line of a return that settled nothing: say what was found out.

    Raises:
        MoneyRefused: no such post, no reason, or there is nothing to clear up.
    """
    duties.require(actor, *duties.BOTH)
    if not reason.strip():
        raise MoneyRefused(_("没有写怎么核实的。请写明向银行核对的结果。"), code="reason")
    if line.verdict not in OPEN or Cleared.objects.filter(return_line=line).exists():
        raise MoneyRefused(_("这一行已经核清，不用再办。"), code="cleared")
    cleared: Cleared = Cleared.objects.create(return_line=line, by=actor, at=clock.now(), reason=reason.strip()[:200])
    data = {"line": line.no, "reference": line.reference, "reason": cleared.reason}
    record(actor=actor, kind="return_line.cleared", subject=line.file, data=data)
    return cleared


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
    if (earlier := _read_before(sha256)) is not None:
        return Read(earlier, again=True)
    given = return_files.parse(data)
    found = _batch_of(Batch.objects.select_for_update(), given, batch)
    # Somebody may have read the same bytes while this one waited for the lock.
    if (earlier := _read_before(sha256)) is not None:
        return Read(earlier, again=True)
    file = ReturnFile.objects.create(
        sha256=sha256,
        batch=found,
        name=name[:200],
        by=actor,
        at=clock.now(),
        count=given.count,
        total_fen=given.total_fen,
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
    cases_of = _lock_cases({line.obligation.award_id for _one, line in moved})
    voucher = posting.post(actor, [Step(KINDS[one.verdict], line.obligation, line) for one, line in moved])
    paid = {line.obligation.award_id for one, line in moved if one.verdict == "paid"}
    came_back = {line.obligation.award_id for one, line in moved if line.state == "paid"}
    _tell_cases(actor, paid, came_back)
    awaiting.follow_return(actor, cases_of)
    tell_payees(actor, voucher, [(one.verdict, line) for one, line in moved])
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


def _lock_cases(awards: set[int]) -> set[int]:
    """Lock the cases of some awards before their money, and return their ids: cases come first in the order of locks."""
    found = Case.objects.select_for_update(no_key=True, of=("self",)).filter(lines__award__in=awards)
    return set(found.order_by("id").values_list("id", flat=True))
