"""Payments: what waits, batches, their files, and what the bank returned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, contents, duties, payable, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, Layout, Obligation
from wenjiu.web.desk.money.common import attempt, local, page, paged, policy, said
from wenjiu.web.desk.typed import numbers
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.READERS)
def to_pay(request: HttpRequest) -> HttpResponse:
    """List what waits to be paid, overdue first; make a batch of what is ticked."""
    refused: CaseRefused | None = None
    if request.method == "POST":
        ids = numbers(request.POST, "pay")
        made, refused = attempt(
            actions.make_batch,
            actor=request.user,
            policy=policy(),
            obligations=list(Obligation.objects.filter(pk__in=ids)),
            layout=request.POST.get("layout", "csv"),
        )
        if refused is None and made[0] is not None:
            batch, left_out = made
            messages.success(request, _("批次%(number)s做好了。请核对后冻结。") % {"number": batch.number})
            if left_out:
                messages.warning(
                    request, _("另有%(count)s笔现在不能付，仍在待做批次的清单里。") % {"count": len(left_out)}
                )
            return redirect("desk:money:batch", number=batch.number)
        if refused is None:
            refused = MoneyRefused(_("没有选到现在能付的款项。请勾选没有标出问题的款项。"), code="nothing")
    rows = queries.to_pay(policy())
    ready = [row for row in rows if not row.payable.reason]
    context = {
        "ready": ready,
        "hindered": [row for row in rows if row.payable.reason],
        "total": sum(row.payable.obligation.amount_fen for row in ready),
        "layouts": Layout.choices,
    }
    return page(request, "to_pay", context, refused)


@require_safe
@staff(*duties.READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """List all batches, the newest first."""
    return page(request, "batches", {"batches": paged(request, queries.batches(policy()))})


def batch_of(number: str) -> Batch:
    """Return a batch of the policy by its number."""
    found: Batch = get_object_or_404(
        Batch.objects.select_related("made_by", "released_by", "dropped_by"), number=number, policy=policy()
    )
    return found


def batch_page(request: HttpRequest, number: str, refused: CaseRefused | None = None) -> HttpResponse:
    """Return the page of a batch."""
    batch = batch_of(number)
    lines = contents.lines_of(batch)
    waiting = batch.released_at is None and batch.dropped_at is None
    context: dict[str, Any] = {
        "batch": batch,
        "lines": lines,
        "total": sum(line.obligation.amount_fen for line in lines),
        "problems": payable.problems(lines) if waiting else [],
        "exports": {export.layout: export for export in batch.exports.select_related("made_by")},
        "layouts": Layout.choices,
        "returns": batch.return_files.select_related("by"),
        "waiting": waiting,
        "n_sent": sum(line.state == "sent" for line in lines),
        "own": batch.made_by_id == request.user.pk,
    }
    return page(request, "batch", context, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.READERS)
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show a batch; freeze it."""
    if request.method == "POST":
        _frozen, refused = attempt(actions.freeze_batch, actor=request.user, batch=batch_of(number))
        if refused is not None:
            return batch_page(request, number, refused)
        messages.success(request, _("已冻结，笔数和合计不会再变。请交给另一个人放款。"))
        return redirect("desk:money:batch", number=number)
    return batch_page(request, number)


def _over(batch: Batch) -> str | None:
    """Return what to say of a batch that was released or dropped before; None where it still waits."""
    if batch.released_at is not None:
        name, at = batch.released_by.name, local(batch.released_at)
        return _("这个批次已放款（%(name)s %(at)s），不用再办。") % {"name": name, "at": at}
    if batch.dropped_at is not None:
        name, at = batch.dropped_by.name, local(batch.dropped_at)
        return _("这个批次已撤下（%(name)s %(at)s），不用再办。") % {"name": name, "at": at}
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.RELEASERS)
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, with the sum, before the money is released; release it."""
    found = batch_of(number)
    if (over := _over(found)) is not None:
        messages.info(request, over)
        return redirect("desk:money:batch", number=number)
    refused = None
    if request.method == "POST":
        _done, refused = attempt(actions.release_batch, actor=request.user, batch=found)
        if refused is None:
            done = _("已放款 %(total)s。请导出付款文件交给银行。") % {"total": said(found.total_fen or 0)}
            messages.success(request, done)
            return redirect("desk:money:batch", number=number)
    context = {
        "batch": found,
        "problems": payable.problems(contents.lines_of(found)),
        "payees": queries.payees_of(found),
        "own": found.made_by_id == request.user.pk,
        "ask": "release",
    }
    return page(request, "confirm", context, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.BOTH)
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason before a batch is dropped; drop it."""
    found = batch_of(number)
    if (over := _over(found)) is not None:
        messages.info(request, over)
        return redirect("desk:money:batch", number=number)
    refused = None
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:200]
        _done, refused = attempt(actions.drop_batch, actor=request.user, batch=found, reason=reason)
        if refused is None:
            messages.success(request, _("批次%(number)s已撤下，里面的款项回到待做批次的清单。") % {"number": number})
            return redirect("desk:money:to_pay")
    return page(request, "confirm", {"batch": found, "problems": [], "ask": "drop"}, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.BOTH)
def export(request: HttpRequest, number: str, layout: str) -> HttpResponse:
    """Send the file of a batch for the bank. An address that was kept leads back to the batch."""
    if request.method != "POST":
        return redirect("desk:money:batch", number=batch_of(number).number)
    if layout not in Layout.values:
        return batch_page(request, number, MoneyRefused(_("没有“%(layout)s”这种文件格式。") % {"layout": layout[:20]}))
    file, refused = attempt(actions.export_batch, actor=request.user, batch=batch_of(number), layout=layout)
    if refused is not None:
        return batch_page(request, number, refused)
    response = HttpResponse(file.data, content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
