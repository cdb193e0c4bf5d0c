"""What the preview of a file shows: what happens to each row, what is wrong, what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wenjiu.bureau.registry.guessing import likelier
from wenjiu.bureau.registry.layout import Layout
from wenjiu.bureau.registry.preview import BAD, Preview, Verdict
from wenjiu.bureau.registry.uploads import Upload
from wenjiu.rosters.cells import text_of
from wenjiu.rosters.tables import place
from wenjiu.rosters.workbook import fault_text
from wenjiu.standards.identifiers import masked
from wenjiu.web.formats import policy_language

#: Rows of a page.
ROWS = 100
#: The first cells of a row, which a preview shows besides those that are wrong.
SHOWN = 4
#: The words of a verdict, and of two further choices of rows.
WORDS = {
    "bad": gettext_noop("有错"),
    "new": gettext_noop("新增"),
    "changed": gettext_noop("变更"),
    "unchanged": gettext_noop("已有，不变"),
    "repeated": gettext_noop("重复"),
}
DOUBTFUL, ELSEWHERE = "doubtful", "elsewhere"


def page_of(
    request: HttpRequest, kept: Upload, layout: Layout, others: list[Layout], found: Preview, problem: str = ""
) -> dict[str, Any]:
    """Return the context of the preview. Query: ``show``, which rows; ``from``, the first of them."""
    lang = policy_language()
    show = request.GET.get("show", "")
    show = show if show in (*WORDS, DOUBTFUL, ELSEWHERE) else ""
    # What somebody has to do something about comes first; the order of the file stays within each part.
    listed = sorted((v for v in found.verdicts if _matches(v, show)), key=lambda v: (v.word != BAD, not v.doubts))
    text = request.GET.get("from", "")
    first = min(int(text), len(listed)) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    page = listed[first : first + ROWS]
    places = _places(found, page)
    likely = likelier(layout, others, [found.table.header])
    return {
        "kept": kept,
        "counts": [
            {"word": word, "label": _(label), "count": n} for word, label in WORDS.items() if (n := found.count(word))
        ],
        "good": found.good,
        "bad": found.count(BAD),
        "doubtful": sum(bool(v.doubts) for v in found.verdicts),
        "elsewhere": sum(bool(v.elsewhere) for v in found.verdicts),
        "rows": [_row(found, v, places, lang) for v in page],
        "head": [text_of(found.table.header[at]) for at in places],
        "show": show,
        "first": first + 1,
        "last": first + len(page),
        "total": len(listed),
        "before": max(first - ROWS, 0) if first else None,
        "after": first + ROWS if first + ROWS < len(listed) else None,
        "notes": [note(lang) for note in found.table.notes],
        "nothing_new": bool(found.good) and not found.count("new") + found.count("changed"),
        "likely": likely and {"name": likely.table.name, "label": likely.table.label(lang)},
        "problem": problem,
    }


def _matches(verdict: Verdict, show: str) -> bool:
    if show == DOUBTFUL:
        return bool(verdict.doubts)
    if show == ELSEWHERE:
        return bool(verdict.elsewhere)
    return not show or verdict.word == show


def _places(found: Preview, page: list[Verdict]) -> list[int]:
    """Return the places of the columns that are shown: the first ones, and those in which something is wrong."""
    wide = len(found.table.header)
    wrong = {place(fault.letter) for v in page for fault in v.row.faults if fault.letter}
    wrong |= {found.table.found[d.column.id] for v in page for d in v.doubts if d.column.id in found.table.found}
    return sorted({at for at in (*range(SHOWN), *wrong) if at < wide})


def _row(found: Preview, verdict: Verdict, places: list[int], lang: str) -> dict[str, Any]:
    row, table = verdict.row, found.table
    numbers = {at for id, at in table.found.items() if id.endswith(".number")}
    wrong = {place(fault.letter) for fault in row.faults if fault.letter}
    cells = []
    for at in places:
        text = text_of(row.cells[at]) if at < len(row.cells) else ""
        cells.append(
            {
                "head": text_of(table.header[at]),
                "text": masked(text) if at in numbers else text,
                "number": at in numbers,
                "wrong": at in wrong,
            }
        )
    columns: Mapping[str, Any] = table.layout.by_id
    return {
        "number": row.number,
        "cells": cells,
        "word": verdict.word,
        "label": _(WORDS[verdict.word]),
        "faults": [fault_text(fault, lang) for fault in row.faults],
        "doubts": [{"column": d.column.label(lang), "text": d.message(lang)} for d in verdict.doubts],
        "elsewhere": [
            {
                "source": other.source,
                "columns": _("、").join(columns[c].label(lang) if c in columns else c for c in other.columns),
            }
            for other in verdict.elsewhere
        ],
    }
