"""Batches: made and frozen by one person, checked once more and released by another, and exported for the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.funds import contents, duties, exporting, logic, payable, posting
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.locking import lock_name
from wenjiu.bureau.funds.models import Batch, BatchLine, Export, Layout, Obligation
from wenjiu.bureau.funds.payable import Payable
from wenjiu.bureau.funds.posting import Step
from wenjiu.bureau.funds.summary import issue_summary
from wenjiu.bureau.writes import action
from wenjiu.standards.money import grouped

#: Most lines of one batch, as the layouts number them.
MOST = 99_999


@action
def make_batch(
    *, actor: Any, policy: str, obligations: Sequence[Obligation] | None = None, layout: str = "csv"
) -> tuple[Batch | None, list[Payable]]:
    """Put what can be paid into a new batch, which is not frozen yet.

    What the bank returned is sent again this way, as the next attempt of the same obligation, once its account was
    corrected and checked.

    Args:
        actor: a finance maker.
        policy: name of the policy.
        obligations: which of those that wait; None: all of them.
        layout: csv, xlsx or fixed.

    Returns:
        The batch, or None if nothing can be paid; and what was left out, each with the reason.

    Raises:
        MoneyRefused: no such post, unknown layout, or too many payments.
    """
    duties.require(actor, *duties.MAKERS)
    if layout not in Layout.values:
        raise MoneyRefused(_("没有“%(layout)s”这种文件格式。请选择列出的格式。") % {"layout": layout}, code="layout")
    lock_name(f"batches/{policy}")  # two makers never choose the same payments
    owed = payable.waiting(policy)
    if obligations is not None:
        owed = owed.filter(pk__in=[o.pk for o in obligations])
    judged = payable.judge(list(owed))
    chosen = [one for one in judged if not one.reason]
    left_out = [one for one in judged if one.reason]
    if len(chosen) > MOST:
        raise MoneyRefused(
            _("这次有%(count)s笔，一个批次最多%(most)s笔。请分几个批次。") % {"count": len(chosen), "most": MOST},
            code="most",
        )
    if not chosen:
        return None, left_out
    batch = Batch.objects.create(
        number=posting.next_batch(), policy=policy, layout=layout, made_by=actor, made_at=clock.now()
    )
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=batch,
            no=no,
            reference=logic.reference_of(batch.number, no),
            obligation=one.obligation,
            attempt=one.attempt,
            account_id=one.account.pk,
            account_check_id=one.account.check_id,
        )
        for no, one in enumerate(chosen, 1)
    )
    record(actor=actor, kind="batch.made", subject=batch, data={"number": batch.number, "lines": len(chosen)})
    return batch, left_out


@action
def freeze_batch(*, actor: Any, batch: Batch) -> Batch:
    """Freeze a batch: count, total and SHA-256 are set, and no line is added or changed.

    Raises:
        MoneyRefused: no such post, it is frozen or dropped, or lines cannot be paid any more (`problems`).
    """
    duties.require(actor, *duties.MAKERS)
    batch = _locked(batch)
    if batch.frozen_at is not None:
        raise MoneyRefused(_("批次%(number)s已经冻结。") % {"number": batch.number}, code="frozen")
    lines = contents.lines_of(batch)
    _refuse_problems(batch, lines)
    total = sum(line.obligation.amount_fen for line in lines)
    batch.frozen_at, batch.count, batch.total_fen = clock.now(), len(lines), total
    batch.sha256 = contents.digest_of(batch, lines)
    batch.save(update_fields=["frozen_at", "count", "total_fen", "sha256"])
    data = {"number": batch.number, "count": batch.count, "total_fen": total, "sha256": batch.sha256}
    record(actor=actor, kind="batch.frozen", subject=batch, data=data)
    return batch


@action
def release_batch(*, actor: Any, batch: Batch) -> Batch:
    """Release a frozen batch: each line is checked once more, and the money counts as sent.

    Raises:
        MoneyRefused: no such post, the actor made it, it is not frozen, it has ended, or lines cannot be paid any more
            (`problems`): drop it then, and make another.
    """
    duties.require(actor, *duties.RELEASERS)
    batch = _locked(batch)
    if batch.made_by_id == actor.pk:
        raise MoneyRefused(
            _("批次%(number)s是您制作的，请由另一个人放款。") % {"number": batch.number}, code="two_people"
        )
    if batch.frozen_at is None:
        raise MoneyRefused(_("批次%(number)s还没有冻结。请制单人先冻结。") % {"number": batch.number}, code="open")
    lines = contents.lines_of(batch)
    _refuse_problems(batch, lines)
    if contents.digest_of(batch, lines) != batch.sha256:
        raise MoneyRefused(
            _("批次%(number)s的内容与冻结时不一致。请撤下后重新制作，并通知系统管理员。") % {"number": batch.number},
            code="digest",
        )
    batch.released_by, batch.released_at = actor, clock.now()
    batch.save(update_fields=["released_by", "released_at"])
    voucher = posting.post(actor, [Step("send", line.obligation, line) for line in lines])
    data = {"number": batch.number, "total_fen": batch.total_fen, "voucher": voucher}
    record(actor=actor, kind="batch.released", subject=batch, data=data)
    issue_summary(actor, batch, lines)
    return batch


@action
def drop_batch(*, actor: Any, batch: Batch, reason: str) -> Batch:
    """Drop a batch before its release. Its payments wait again."""
    duties.require(actor, *duties.BOTH)
    if not reason.strip():
        raise MoneyRefused(_("没有写撤下的原因。请写明原因。"), code="reason")
    batch = _locked(batch)
    BatchLine.objects.filter(batch=batch, state="waiting").update(state="dropped")
    batch.dropped_by, batch.dropped_at, batch.dropped_reason = actor, clock.now(), reason.strip()
    batch.save(update_fields=["dropped_by", "dropped_at", "dropped_reason"])
    record(actor=actor, kind="batch.dropped", subject=batch, data={"number": batch.number, "reason": reason.strip()})
    return batch


@action
def export_batch(*, actor: Any, batch: Batch, layout: str) -> exporting.File:
    """Return the file of a released batch for the bank. The same batch gives the same bytes each time.

    Raises:
        MoneyRefused: no such post, it is not released, a text does not fit the layout, or the bytes differ from the
            first time.
    """
    duties.require(actor, *duties.BOTH)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.released_at is None:
        raise MoneyRefused(
            _("批次%(number)s还没有放款，不能导出付款文件。") % {"number": batch.number}, code="not_released"
        )
    file = exporting.file_of(batch, layout)
    earlier = Export.objects.filter(batch=batch, layout=layout).first()
    if earlier is None:
        Export.objects.create(batch=batch, layout=layout, sha256=file.sha256, made_by=actor, made_at=clock.now())
    elif earlier.sha256 != file.sha256:
        raise MoneyRefused(
            _("这次的文件与%(day)s第一次导出的不一致，已停止导出。请通知系统管理员核对。")
            % {"day": clock.day_in_words(earlier.made_at)},
            code="differs",
        )
    data = {"number": batch.number, "layout": layout, "sha256": file.sha256}
    record(actor=actor, kind="batch.exported", subject=batch, data=data)
    return file


def _locked(batch: Batch) -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.released_at is not None:
        raise MoneyRefused(_("批次%(number)s已经放款，不能再改。") % {"number": batch.number}, code="released")
    if batch.dropped_at is not None:
        raise MoneyRefused(_("批次%(number)s已经撤下，不能再改。") % {"number": batch.number}, code="dropped")
    return batch


def _refuse_problems(batch: Batch, lines: Sequence[BatchLine]) -> None:
    found = payable.problems(lines)
    if found:
        texts = tuple(
            _("第%(no)s笔 %(payee)s %(amount)s 元：%(reason)s")
            % {
                "no": line.no,
                "payee": line.obligation.payee.name,
                "amount": grouped(line.obligation.amount_fen),
                "reason": reason,
            }
            for line, reason in found
        )
        raise MoneyRefused(
            _("批次%(number)s里有%(count)s笔现在不能付。请撤下这个批次，处理后重新制作。")
            % {"number": batch.number, "count": len(found)},
            code="problems",
            problems=texts,
        )
