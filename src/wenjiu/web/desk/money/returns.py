"""What the bank returned: previewed, then booked; each line with what it did; what matched nothing is cleared up."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.funds import actions, duties, queries, return_files
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import ReturnFile, ReturnLine, Verdict
from wenjiu.bureau.registry import uploads
from wenjiu.web.desk.money.batches import batch_of, batch_page
from wenjiu.web.desk.money.common import attempt, local, page, policy
from wenjiu.web.guards import staff

#: What a kept file is, among the files that are kept between a preview and its confirmation.
KEPT = "bank_return"


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.MAKERS)
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Take a file of the bank, and lead to its preview. An address that was kept leads back to the batch."""
    found = batch_of(number)
    if request.method != "POST":
        return redirect("desk:money:batch", number=number)
    upload = request.FILES.get("file")
    if upload is None:
        return batch_page(request, number, MoneyRefused(_("没有选文件。请选择银行的回盘文件。"), code="file"))
    data, name = upload.read(), upload.name or ""
    preview, refused = attempt(actions.preview_return, data=data, batch=found)
    if refused is not None:
        return batch_page(request, number, refused)
    if preview.earlier is not None:
        return _read_before(request, preview.earlier)
    token = uploads.keep(
        owner=request.user.pk, policy=policy(), table=KEPT, source=number, file_name=name[:200], content=data
    )
    return redirect("desk:money:preview_return", number=number, token=token)


read.takes_a_file = True


def _read_before(request: HttpRequest, file: ReturnFile) -> HttpResponse:
    said = _("这个文件已由%(name)s在%(at)s读取过，没有重复登记。") % {"name": file.by.name, "at": local(file.at)}
    messages.info(request, said)
    return redirect("desk:money:return", id=file.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.MAKERS)
def preview(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Show what each line of a file would do; book it."""
    found = batch_of(number)
    kept = uploads.find(owner=request.user.pk, token=token)
    if kept is None or (kept.table, kept.source) != (KEPT, number):
        messages.info(request, _("这个回盘预览已经登记过或过了24小时。需要时请重新上传。"))
        return redirect("desk:money:batch", number=number)
    refused: CaseRefused | None = None
    if request.method == "POST":
        read, refused = attempt(
            actions.read_return, actor=request.user, data=kept.content, name=kept.file_name, batch=found
        )
        if refused is None:
            uploads.drop(token)
            if read.again:
                return _read_before(request, read.file)
            messages.success(request, _("回盘已登记，逐笔结果如下。"))
            return redirect("desk:money:return", id=read.file.pk)
    shown, problem = attempt(actions.preview_return, data=kept.content, batch=found)
    if problem is not None:
        return batch_page(request, number, problem)
    context = {
        "batch": found,
        "preview": shown,
        "name": kept.file_name,
        "token": token,
        "counts": _counts(shown.judged),
    }
    return page(request, "preview_return", context, refused)


def _counts(lines: Any) -> list[tuple[Any, int]]:
    found = [(label, sum(line.verdict == value for line in lines)) for value, label in Verdict.choices]
    return [(label, n) for label, n in found if n]


@require_safe
@staff(*duties.MAKERS)
def sample(request: HttpRequest, number: str) -> HttpResponse:
    """Send an example of a return of this batch. Results are left to fill in, so it cannot be booked by mistake."""
    found = batch_of(number)
    lines = found.lines.select_related("obligation").order_by("no")
    data = return_files.sample(number, [(line.reference, line.obligation.amount_fen) for line in lines])
    response = HttpResponse(data, content_type="text/csv")
    name = _("回盘样例-%(number)s.csv") % {"number": number}
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_safe
@staff(*duties.READERS)
def returned(request: HttpRequest, id: int) -> HttpResponse:
    """Show what each line of a return was found to mean."""
    return _page(request, id)


def _page(request: HttpRequest, id: int, refused: CaseRefused | None = None) -> HttpResponse:
    file = get_object_or_404(ReturnFile.objects.select_related("batch", "by"), pk=id, batch__policy=policy())
    lines = list(
        file.lines.select_related(
            "cleared__by",
            "batch_line__account",
            "batch_line__obligation__payee",
            "batch_line__obligation__award__person",
            "batch_line__obligation__award__line__case",
        )
    )
    still = set(queries.open_items(policy()).filter(file=file).values_list("pk", flat=True))
    context = {"file": file, "lines": lines, "counts": _counts(lines), "still": still}
    return page(request, "return", context, refused)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.BOTH)
def clear(request: HttpRequest, id: int, no: int) -> HttpResponse:
    """Take what was found out about a line that matched nothing."""
    line = get_object_or_404(ReturnLine, file_id=id, no=no, file__batch__policy=policy())
    if request.method != "POST":
        return redirect("desk:money:return", id=id)
    _done, refused = attempt(
        actions.clear_return_line, actor=request.user, line=line, reason=request.POST.get("reason", "")
    )
    if refused is not None:
        return _page(request, id, refused)
    messages.success(request, _("已记下核实的结果，这一行不再列为对不上。"))
    return redirect("desk:money:return", id=id)
