"""Files for a list: the template, the preview with what the checks say of each row, and the file with the reasons."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes import access
from wenjiu.bureau.programmes.actions import people as listing
from wenjiu.bureau.programmes.checking import check_people
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.lists import Candidate, layout, mark, read_list
from wenjiu.bureau.programmes.models import Programme
from wenjiu.bureau.registry import uploads
from wenjiu.bureau.registry.preview import give_back, template_of
from wenjiu.bureau.registry.rows import FileRow, FileTable
from wenjiu.bureau.registry.uploads import Upload
from wenjiu.rosters.cells import text_of
from wenjiu.rosters.workbook import fault_text
from wenjiu.standards.identifiers import masked
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face
from wenjiu.web.programmes.people import source_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 100
BAD, ASK, GOOD = "bad", "ask", "good"


@require_safe
def template(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Return the empty file in which a list is filled in."""
    programme = _programme(request, face, number)
    name = _("%(title)s-名单.xlsx") % {"title": programme.title}
    return _attached(template_of(layout(programme), policy_language()), name, XLSX)


def _programme(request: HttpRequest, face: Face, number: str) -> Programme:
    programme = face.access(request.user, number)
    if kind_of(programme).listed is None or not access.runs(request.user, programme):
        raise scopes.Forbidden(f"list of {number}")
    return programme


def _checked(
    request: HttpRequest, face: Face, number: str, token: str
) -> tuple[Programme, Upload, FileTable, list[Candidate]]:
    """Return a kept file with its people, checked now. Rows that are stopped have their reasons as faults."""
    programme = _programme(request, face, number)
    kept = uploads.find(owner=request.user.pk, token=token)
    if kept is None or kept.table != source_of(programme):
        raise scopes.Forbidden("upload")
    table, candidates = read_list(programme, kept.content)
    check_people(programme, candidates)
    mark(table, candidates)
    return programme, kept, table, candidates


@require_http_methods(["GET", "HEAD", "POST"])
def previewed(request: HttpRequest, face: Face, number: str, token: str) -> HttpResponse:
    """Show what the checks say of a file; after a POST put the good rows on the list, or delete the file.

    POST: ``do``, add or discard. Query: ``show``, bad, ask or good; ``page``.
    """
    programme, kept, table, candidates = _checked(request, face, number, token)
    problem = ""
    if request.POST.get("do") == "discard":
        uploads.drop(token)
        messages.info(request, _("没有加入，文件已删除。"))
        return face.to_page("programme_people", number=number)
    if request.method == "POST":
        try:
            made = listing.add_people(actor=request.user, programme_id=programme.pk, candidates=candidates)
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            uploads.drop(token)
            messages.success(request, _("%(n)s人已加入名单。") % {"n": len(made)})
            return face.to_page("programme", number=number)
    rows = [_row(row, candidates, table) for row in table.rows]
    show = request.GET.get("show", "")
    listed = sorted((r for r in rows if show in ("", r["word"])), key=lambda r: (BAD, ASK, GOOD).index(r["word"]))
    context = {
        "programme": shown.programme(programme),
        "kept": kept,
        "counts": {word: sum(row["word"] == word for row in rows) for word in (BAD, ASK, GOOD)},
        "total": len(rows),
        "show": show if show in (BAD, ASK, GOOD) else "",
        "page": (page := Paginator(listed, ROWS).get_page(request.GET.get("page", "1")[:9])),
        "rows": list(page),
        "head": [text_of(cell) for cell in table.header],
        "notes": [note(policy_language()) for note in table.notes],
        "closed": listing.closed(programme),
        "problem": problem,
    }
    return face.render(request, "preview.html", context, 422 if problem else 200)


def _row(row: FileRow, candidates: list[Candidate], table: FileTable) -> dict[str, Any]:
    candidate = next((c for c in candidates if c.row == row.number), None)
    numbers = {at for id, at in table.found.items() if id.endswith(".number")}
    texts = [text_of(cell) for cell in row.cells]
    asks = [] if candidate is None else [d.text for d in candidate.doubts if d.level == "ask"]
    notes = [] if candidate is None else [d.text for d in candidate.doubts if d.level == "note"]
    return {
        "number": row.number,
        "cells": [
            {"head": text_of(head), "text": masked(text) if at in numbers else text}
            for at, (head, text) in enumerate(zip(table.header, texts, strict=False))
        ],
        "word": BAD if row.faults else ASK if asks else GOOD,
        "faults": [fault_text(fault, policy_language()) for fault in row.faults],
        "asks": asks,
        "notes": notes,
    }


@require_safe
def errors(request: HttpRequest, face: Face, number: str, token: str) -> HttpResponse:
    """Return the file with a column that says what is wrong in each row."""
    _of, kept, table, _candidates = _checked(request, face, number, token)
    content, ending = give_back(table, kept.content, policy_language())
    name = kept.file_name.rpartition(".")[0] or kept.file_name
    said = _("%(name)s-错误原因") % {"name": name} + f".{ending}"
    return _attached(content, said, XLSX if ending == "xlsx" else "text/csv")


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
