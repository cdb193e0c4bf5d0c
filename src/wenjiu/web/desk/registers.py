"""Pages of the registers, for the keeper of a district: import of files with a preview, history, rows.

A file that is previewed waits encrypted below the data folder for its owner; no address names what is in it.
"""

from __future__ import annotations

import datetime as dt
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
from wenjiu.bureau.registry.guessing import first_rows, likelier
from wenjiu.bureau.registry.layout import Layout
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.preview import Preview, give_back, heading, preview, template_of
from wenjiu.bureau.registry.reading import files_of, read_file
from wenjiu.bureau.registry.uploads import Upload
from wenjiu.policies import load_policy
from wenjiu.rosters.limits import MOST_BYTES, RosterError
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.register_preview import page_of
from wenjiu.web.desk.register_rows import shown
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import View, staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE, SOURCE = "file", "source"
LONGEST_SOURCE = 40
#: Rows of a page, and of a search.
ROWS, MOST = 100, 50
LONGEST_REASON = 200


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
    """Show the tables of the registers, the search over them, and the files that wait to be imported."""
    return render(request, "desk/registers/index.html", index_page(request))


def index_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the first page of the registers shows."""
    lang = policy_language()
    tables = [
        {"name": s.name, "label": s.label(lang), "subjects": s.subjects, "last": s.last,
         "is_awards": s.name == past_awards.TABLE}
        for s in queries.summaries(_policy())
    ]  # fmt: skip
    return {"tables": tables, "waiting": _waiting(request)}


def _waiting(request: HttpRequest, table: str = "") -> list[dict[str, Any]]:
    """Return the files of the reader that were previewed and neither imported nor deleted."""
    lang, policy = policy_language(), _policy()
    found = []
    for kept in uploads.waiting(owner=request.user.pk, policy=policy.name):
        layout = queries.layout(policy, kept.table)
        if layout is not None and table in ("", kept.table):
            until = clock.in_words(dt.datetime.fromtimestamp(kept.until, dt.UTC))
            found.append({"kept": kept, "label": layout.table.label(lang), "until": until})
    return found


@require_safe
@keeper
def table(request: HttpRequest, table: str) -> HttpResponse:
    """Show one table: import of a file, search, and the files that were imported."""
    return render(request, "desk/registers/table.html", _table_page(request, _layout(table)))


def _table_page(request: HttpRequest, layout: Layout, **more: Any) -> dict[str, Any]:
    lang = policy_language()
    columns = [
        {
            "header": column.header(lang),
            "needed": bool(column.needed),
            "how": heading(column, lang).how,
            "choices": heading(column, lang).choices,
        }
        for column in layout.columns
    ]
    return {
        "table": _about(layout),
        "columns": columns,
        "imports": queries.imports(_policy(), layout.table.name)[:50],
        "sources": queries.sources(_policy(), layout.table.name, lang),
        "waiting": _waiting(request, layout.table.name),
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
    rows = [shown(_policy(), row) for row in queries.search(_policy(), table, text, MOST + 1)] if text else []
    more = {"q": text, "searched": True, "rows": rows[:MOST], "cut": len(rows) > MOST, "most": MOST}
    return render(request, "desk/registers/table.html", _table_page(request, layout, **more))


@require_POST
@keeper
def upload(request: HttpRequest, table: str) -> HttpResponse:
    """Take a file and lead to its preview."""
    layout, file = _layout(table), request.FILES.get(FILE)
    source = " ".join(request.POST.get(SOURCE, "").split())
    problems, likely = [], None
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
            likely = _likely(layout, content)
    if problems or file is None:
        page = _table_page(request, layout, problems=problems, source=source, likely=likely)
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


def _likely(layout: Layout, content: bytes) -> dict[str, Any] | None:
    """Return the table for which a file was made, where its headers fit that one better."""
    try:
        rows = first_rows(files_of(content))
    except RosterError:
        return None
    found = likelier(layout, queries.other_layouts(_policy(), layout.table.name), rows)
    return None if found is None else _about(found)


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
    return render(request, "desk/registers/preview.html", _previewed(request, kept, layout, found))


def _previewed(request: HttpRequest, kept: Upload, layout: Layout, found: Preview, problem: str = "") -> dict[str, Any]:
    others = queries.other_layouts(_policy(), layout.table.name)
    return {"table": _about(layout), **page_of(request, kept, layout, others, found, problem)}


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
        page = _previewed(request, kept, layout, found, _("请选择导入方式。"))
        return render(request, "desk/registers/preview.html", page, status=422)
    given = {"actor": request.user, "policy": _policy(), "content": kept.content, "file_name": kept.file_name}
    given |= {"mode": mode, "source": kept.source, "read": found.table}
    try:
        if kept.table == past_awards.TABLE:
            done = actions.import_awards(**given, bring_past_awards=bring_past_awards)
        else:
            done = actions.import_file(**given, table=kept.table)
    except (actions.ImportRefused, actions.Refused) as error:
        page = _previewed(request, kept, layout, found, str(error))
        return render(request, "desk/registers/preview.html", page, status=422)
    uploads.drop(token)
    if done.already:
        said = _("这个文件在%(at)s由%(by)s导入过，没有重复写入。")
        at = clock.in_words(done.imported.at)
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
        "rows": [shown(_policy(), row) for row in listed[:ROWS]],
        "stored": found.rows.count(),
        "confirmed": found.confirmations.count(),
        "can_withdraw": found.withdrawn_at is None,
    }
    return render(request, "desk/registers/import.html", page)


@keeper
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Ask why to withdraw an import; after a POST withdraw it. POST: ``reason``."""
    found = _import(id)
    reason = " ".join(request.POST.get("reason", "").split())
    problem = ""
    if request.method == "POST":
        if not 0 < len(reason) <= LONGEST_REASON:
            problem = _("请写为什么撤回，最多%(n)s个字，例如：传错了文件。") % {"n": LONGEST_REASON}
        else:
            try:
                _withdraw(request.user, found, reason)
                messages.success(request, _("已撤回，导入以前的内容恢复有效。"))
                return redirect("desk:register_import", id=id)
            except actions.ImportRefused as error:
                problem = str(error)
    layout = _layout(found.table)
    awards = found.table == past_awards.TABLE
    page = {
        "found": found,
        "table": _about(layout),
        "count": found.good if awards else found.rows.filter(withdrawn_at=None, replaced_by=None).count(),
        "reason": reason,
        "problem": problem,
        "longest": LONGEST_REASON,
    }
    return render(request, "desk/registers/withdraw.html", page, status=422 if problem else 200)


def _withdraw(actor: Any, found: Import, reason: str) -> None:
    if found.table == past_awards.TABLE:
        withdraw_past_awards(actor=actor, imported=found, reason=reason)
    else:
        actions.withdraw_import(actor=actor, imported=found, reason=reason)


@require_safe
@keeper
def row(request: HttpRequest, id: int) -> HttpResponse:
    """Show a row with the history of its subject."""
    found = queries.find_row(_policy(), id)
    if found is None:
        raise scopes.Forbidden(f"row {id}")
    versions = [shown(_policy(), version) for version in queries.history(found)]
    this = next(version for version in versions if version["id"] == found.pk)
    page = {"table": _about(_layout(found.table)), "row": this, "versions": versions}
    return render(request, "desk/registers/row.html", page)


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
