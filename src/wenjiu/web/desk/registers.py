"""Pages of the registers, for the keeper of a district: import of files with a preview, history, rows.

A file that is previewed waits encrypted below the data folder for its owner; no address names what is in it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases.actions.past import bring_past_awards, withdraw_past_awards
from wenjiu.bureau.registry import actions, past_awards, queries, uploads
from wenjiu.bureau.registry.layout import Layout
from wenjiu.bureau.registry.models import Import, Row
from wenjiu.bureau.registry.preview import BAD, Preview, give_back, preview, template_of
from wenjiu.bureau.registry.reading import read_file
from wenjiu.bureau.registry.uploads import Upload
from wenjiu.policies import load_policy
from wenjiu.rosters.cells import text_of
from wenjiu.rosters.limits import MOST_BYTES, RosterError
from wenjiu.rosters.workbook import fault_text
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import masked
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import View, staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE, SOURCE = "file", "source"
LONGEST_SOURCE = 40
#: Rows of a page.
ROWS = 100
#: Cells of a row that a preview shows.
SHOWN = 4
#: The words of a verdict.
WORDS = {"new": _("新增"), "changed": _("变更"), "unchanged": _("已有，不变"), "repeated": _("重复"), "bad": _("有错")}


def keeper(view: View) -> View:
    """Open a view to those who keep the registers of the district."""

    @wraps(view)
    def of_district(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not scopes.districts_of(request.user, Role.REGISTER_KEEPER):
            raise scopes.Forbidden("registers of the district")
        return view(request, *args, **kwargs)

    return staff(Role.REGISTER_KEEPER)(of_district)


def _policy() -> Policy:
    return load_policy(settings.WENJIU_POLICY)


def _layout(table: str) -> Layout:
    found = queries.layout(_policy(), table)
    if found is None:
        raise scopes.Forbidden(f"register {table!r}")
    return found


def _about(layout: Layout) -> dict[str, Any]:
    name = layout.table.name
    return {"name": name, "label": layout.table.label(policy_language()), "is_awards": name == past_awards.TABLE}


@require_safe
@keeper
def index(request: HttpRequest) -> HttpResponse:
    """Show the tables of the registers."""
    lang = policy_language()
    tables = [
        {"name": s.name, "label": s.label(lang), "subjects": s.subjects, "last": s.last,
         "is_awards": s.name == past_awards.TABLE}
        for s in queries.summaries(_policy())
    ]  # fmt: skip
    return render(request, "desk/registers/index.html", {"tables": tables})


@require_safe
@keeper
def table(request: HttpRequest, table: str) -> HttpResponse:
    """Show one table: import of a file, search, and the files that were imported."""
    return render(request, "desk/registers/table.html", _table_page(_layout(table)))


def _table_page(layout: Layout, **more: Any) -> dict[str, Any]:
    lang = policy_language()
    columns = [
        {"header": c.header(lang), "help": c.help(lang)}
        for c in layout.columns
    ]  # fmt: skip
    return {
        "table": _about(layout),
        "columns": columns,
        "imports": queries.imports(_policy(), layout.table.name)[:50],
        "megabytes": MOST_BYTES // 2**20,
        "longest_source": LONGEST_SOURCE,
        **more,
    }


@require_safe
@keeper
def empty(request: HttpRequest, table: str) -> HttpResponse:
    """Return the template of a table."""
    layout = _layout(table)
    lang = policy_language()
    return _attached(template_of(layout, lang), f"{layout.table.label(lang)}.xlsx", XLSX)


@sensitive_post_parameters()
@require_POST
@keeper
def search(request: HttpRequest, table: str) -> HttpResponse:
    """Show the rows that name somebody. What is searched for is in the request, never in the address."""
    layout, text = _layout(table), request.POST.get("q", "").strip()[:60]
    rows = [_row(row) for row in queries.search(_policy(), table, text)] if text else []
    return render(request, "desk/registers/table.html", _table_page(layout, q=text, searched=True, rows=rows))


@require_POST
@keeper
def upload(request: HttpRequest, table: str) -> HttpResponse:
    """Take a file and lead to its preview."""
    layout, file = _layout(table), request.FILES.get(FILE)
    source = " ".join(request.POST.get(SOURCE, "").split())
    problems = []
    if file is None:
        problems.append((FILE, _("还没有选择文件。"), _("请选择 .xlsx、.xls 或 .csv 文件。")))
    if not 0 < len(source) <= LONGEST_SOURCE:
        problems.append((SOURCE, _("请写明这些数据是哪里给的。"), _("例如：区人力社保局失业登记。")))
    if not problems and file is not None:
        content = file.read()
        try:
            read_file(layout, content, queries.street_names())
        except RosterError as error:
            lang = policy_language()
            problems.append((FILE, f"{file.name}：{error.message(lang)}", error.fix(lang)))
    if problems or file is None:
        page = _table_page(layout, problems=problems, source=source)
        return render(request, "desk/registers/table.html", page, status=422)
    token = uploads.keep(
        owner=request.user.pk,
        policy=_policy().name,
        table=table,
        source=source,
        file_name=file.name or "",
        content=content,
    )
    return redirect("desk:register_preview", token=token)


upload.takes_a_file = True  # read by the upload handler


def _upload(request: HttpRequest, token: str) -> tuple[Upload, Layout, Preview]:
    found = uploads.find(owner=request.user.pk, token=token)
    if found is None or found.policy != _policy().name:
        raise scopes.Forbidden("upload")
    layout = _layout(found.table)
    return found, layout, preview(read_file(layout, found.content, queries.street_names()), found.source)


@require_safe
@keeper
def previewed(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an import of a file would do with each row. Query: ``show``, a verdict; ``from``, the first row."""
    kept, layout, found = _upload(request, token)
    return render(request, "desk/registers/preview.html", _preview_page(request, kept, layout, found))


def _preview_page(
    request: HttpRequest, kept: Upload, layout: Layout, found: Preview, problem: str = ""
) -> dict[str, Any]:
    lang = policy_language()
    counts = [{"word": word, "label": _(label), "count": found.count(word)} for word, label in WORDS.items()]
    asked = request.GET.get("show", "")
    show = asked if asked in WORDS else ""
    verdicts = [v for v in found.verdicts if not show or v.word == show]
    text = request.GET.get("from", "")
    first = min(int(text), len(verdicts)) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    rows = [
        {
            "number": v.row.number,
            "cells": _cells(found, v.row.cells),
            "word": v.word,
            "label": _(WORDS[v.word]),
            "faults": [fault_text(fault, lang) for fault in v.row.faults],
        }
        for v in verdicts[first : first + ROWS]
    ]
    same = None
    if found.count("new") + found.count("changed") == 0 and found.good:
        same = _("这个文件里的内容登记表里都有了，导入不会改变什么。")
    return {
        "table": _about(layout),
        "kept": kept,
        "counts": counts,
        "good": found.good,
        "bad": found.count(BAD),
        "rows": rows,
        "head": [text_of(cell) for cell in found.table.header[:SHOWN]],
        "show": show,
        "first": first + 1,
        "last": first + len(rows),
        "total": len(verdicts),
        "before": max(first - ROWS, 0) if first else None,
        "after": first + ROWS if first + ROWS < len(verdicts) else None,
        "notes": [note(lang) for note in found.table.notes],
        "same": same,
        "problem": problem,
    }


def _cells(found: Preview, cells: list[Any]) -> list[tuple[str, str]]:
    """Return header and content of the first cells of a row; a number that identifies a person is masked."""
    numbers = {place for id, place in found.table.found.items() if id.endswith(".number")}
    pairs = []
    for place, head in enumerate(found.table.header[:SHOWN]):
        text = text_of(cells[place]) if place < len(cells) else ""
        pairs.append((text_of(head), masked(text) if place in numbers else text))
    return pairs


@require_safe
@keeper
def errors(request: HttpRequest, token: str) -> HttpResponse:
    """Return the file with a column that says what is wrong in each row."""
    kept, _layout_of, found = _upload(request, token)
    content, ending = give_back(found.table, kept.content, policy_language())
    name = kept.file_name.rpartition(".")[0] or kept.file_name
    return _attached(
        content, _("%(name)s-错误原因") % {"name": name} + f".{ending}", XLSX if ending == "xlsx" else "text/csv"
    )


@require_POST
@keeper
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Import a file that was previewed. POST: ``mode``."""
    kept, layout, found = _upload(request, token)
    mode = request.POST.get("mode", "")
    if mode not in Import.Mode.values:
        page = _preview_page(request, kept, layout, found, _("请选择导入方式。"))
        return render(request, "desk/registers/preview.html", page, status=422)
    given = {"actor": request.user, "policy": _policy(), "content": kept.content, "file_name": kept.file_name}
    given |= {"mode": mode, "source": kept.source, "read": found.table}
    try:
        if kept.table == past_awards.TABLE:
            done = actions.import_awards(**given, bring_past_awards=bring_past_awards)
        else:
            done = actions.import_file(**given, table=kept.table)
    except (actions.ImportRefused, actions.Refused) as error:
        page = _preview_page(request, kept, layout, found, str(error))
        return render(request, "desk/registers/preview.html", page, status=422)
    uploads.drop(token)
    if done.already:
        said = _("这个文件在%(at)s由%(by)s导入过，没有重复写入。")
        at = clock.written(done.imported.at)
        messages.info(request, said % {"at": at, "by": done.imported.by.name})
    else:
        messages.success(request, _("已导入%(n)s行。") % {"n": done.imported.good - len(done.refused)})
        for why in done.refused[:20]:
            messages.warning(request, _("有一笔没有导入：%(why)s") % {"why": why})
    return redirect("desk:register_import", id=done.imported.pk)


@require_POST
@keeper
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Remove a file that was previewed and not imported."""
    kept, layout, _found = _upload(request, token)
    uploads.drop(kept.token)
    messages.info(request, _("没有导入，文件已删除。"))
    return redirect("desk:register", table=layout.table.name)


def _import(id: int) -> Import:
    found = queries.find_import(_policy(), id)
    if found is None:
        raise scopes.Forbidden(f"import {id}")
    return found


@require_safe
@keeper
def imported(request: HttpRequest, id: int) -> HttpResponse:
    """Show an import: who, when, how many rows, and the first of them."""
    found = _import(id)
    listed = found.rows.select_related("street").prefetch_related("links__party").order_by("id")
    page = {
        "found": found,
        "table": _about(_layout(found.table)),
        "rows": [_row(row) for row in listed[:ROWS]],
        "stored": found.rows.count(),
        "confirmed": found.confirmations.count(),
        "can_withdraw": found.withdrawn_at is None,
    }
    return render(request, "desk/registers/import.html", page)


@keeper
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Ask whether to withdraw an import; after a POST withdraw it."""
    found = _import(id)
    if request.method == "POST":
        try:
            _withdraw(request.user, found)
        except actions.ImportRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已撤回，导入以前的内容恢复有效。"))
        return redirect("desk:register_import", id=id)
    page = {"found": found, "table": _about(_layout(found.table))}
    return render(request, "desk/registers/withdraw.html", page)


def _withdraw(actor: Any, found: Import) -> None:
    if found.table == past_awards.TABLE:
        withdraw_past_awards(actor=actor, imported=found)
    else:
        actions.withdraw_import(actor=actor, imported=found)


@require_safe
@keeper
def row(request: HttpRequest, id: int) -> HttpResponse:
    """Show a row with the history of its subject."""
    found = queries.find_row(_policy(), id)
    if found is None:
        raise scopes.Forbidden(f"row {id}")
    versions = [_row(version) for version in queries.history(found)]
    shown = next(version for version in versions if version["id"] == found.pk)
    page = {"table": _about(_layout(found.table)), "row": shown, "versions": versions}
    return render(request, "desk/registers/row.html", page)


def _row(row: Row) -> dict[str, Any]:
    """Return a row for a page: whose it is, with masked numbers, and what it says."""
    first, end = row.valid.lower, row.valid.upper
    if row.withdrawn_at is not None:
        state = _("已撤回")
    elif row.replaced_by_id is not None:
        state = _("已被后来的内容替代")
    else:
        state = _("有效")
    return {
        "id": row.pk,
        "parties": [{"name": link.party.name, "number": link.party.id_tail} for link in row.links.all()],
        "key": "" if row.links.all() else row.key,
        "said": queries.said(_policy(), row, policy_language()),
        "street": row.street.name if row.street is not None else "",
        "from": first,
        "until": end,
        "source": row.source,
        "recorded_at": row.recorded_at,
        "imported": row.imported_id,
        "state": state,
        "live": row.withdrawn_at is None and row.replaced_by_id is None,
    }


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
