"""What the lines of the bank's return mean for a batch, before and when they are booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.bureau.funds.return_files import Reported
from wenjiu.standards.money import grouped


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reported line means. `line`: the line of the batch that it is about."""

    reported: Reported
    verdict: str
    reason: str
    line: BatchLine | None


def judge(batch: Batch, lines: Sequence[Reported]) -> list[Judged]:
    """Say what each reported line means for the lines of a batch, in order."""
    rows = BatchLine.objects.filter(batch=batch).select_related(
        "account", "obligation__payee", "obligation__award__person", "obligation__award__line__case"
    )
    known = {line.reference: line for line in rows}
    state = {reference: line.state for reference, line in known.items()}
    seen: set[str] = set()
    found = []
    for reported in lines:
        line = known.get(reported.reference)
        verdict, reason = _verdict(reported, line, state.get(reported.reference, ""), reported.reference in seen)
        if verdict in ("paid", "returned"):
            seen.add(reported.reference)
            state[reported.reference] = verdict
        found.append(Judged(reported, verdict, reason, line))
    return found


def _verdict(reported: Reported, line: BatchLine | None, state: str, again: bool) -> tuple[str, str]:
    if line is None:
        return "unknown", _("批次里没有这个付款流水号。请与银行核对。")
    if reported.amount_fen != line.obligation.amount_fen:
        return "wrong_amount", _("应是%(ours)s 元，银行报%(theirs)s 元。请与银行核对。") % {
            "ours": grouped(line.obligation.amount_fen),
            "theirs": grouped(reported.amount_fen),
        }
    if state == reported.result:
        return "duplicate", _("此前已经登记过同样的结果。")
    if again:
        return "unknown", _("同一个文件里有两种结果，以第一行为准。请与银行核对。")
    if state == "sent" or (state == "paid" and reported.result == "returned"):
        return reported.result, reported.reason
    if state == "returned":
        return "unknown", _("此前已登记为退回，现在又报成功。请与银行核对。")
    return "unknown", _("这一笔不在已发送的状态。请与银行核对。")


def unanswered(batch: Batch, judged: Sequence[Judged]) -> list[BatchLine]:
    """Return the lines of a batch that are at the bank and that no line of a return settles."""
    settled = {one.line.pk for one in judged if one.line is not None and one.verdict in ("paid", "returned")}
    found = BatchLine.objects.filter(batch=batch, state="sent").exclude(pk__in=settled)
    return list(found.select_related("account", "obligation__payee", "obligation__award__line__case").order_by("no"))
