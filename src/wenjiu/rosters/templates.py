"""Makes the workbook in which a roster is filled in: a header row, drop-down lists, an example, and what a column means."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from ..rules.case.parsing import parse_facts
from ..rules.language import fact_types
from ..rules.language.text import T, Text
from ..standards.columns import width
from .columns import ELSEWHERE, NAME, Column, Form
from .limits import MOST_ROWS

LIST, GUIDE = T("名单", "Roster"), T("填表说明", "How to fill in")
EXAMPLE = T("示例（这一行不计入，可以删掉）", "Example (not counted, may be deleted)")
YES_OR_NO = T("是", "yes"), T("否", "no")
#: A spreadsheet takes no longer list of choices in a cell.
LONGEST_LIST = 255


def template(form: Form, lang: str) -> bytes:
    """Return the workbook (.xlsx) of an empty roster."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _list(book, form, lang)
    _guide(book, form, lang)
    book.close()
    return out.getvalue()


def choices(column: Column, lang: str) -> list[str]:
    """Return what may be chosen in a column; an empty list where it is typed."""
    if column.fact is None:
        return []
    if column.fact.type is fact_types.YES_NO:
        return [word(lang) for word in YES_OR_NO]
    if column.fact.type is fact_types.CODE or column.choices is None:
        return []
    return [label(lang) for label in column.choices.values()]


def examples(form: Form, lang: str) -> dict[str, str]:
    """Return an example of a cell for each column, from the examples of the measures and their variants."""
    found: dict[str, str] = {}
    for m in form.measures:
        for change in ({}, *(v.change for v in m.variants)):
            values = parse_facts(form.policy, m, {**m.example, **change})
            if form.relation is not None:
                values |= values[form.relation.key][0]
            for column in form.columns:
                value = next((values[key] for key in column.keys if values.get(key) is not None), None)
                if value is not None:
                    found.setdefault(column.id, in_words(form, column, value, lang))
    for column in form.columns:
        if words := choices(column, lang):
            found.setdefault(column.id, words[0])
    return found


def in_words(form: Form, column: Column, value: Any, lang: str) -> str:
    """Return a value as a cell states it."""
    fact = column.fact
    assert fact is not None
    if fact.type is fact_types.YES_NO:
        return YES_OR_NO[0 if value else 1](lang)
    if fact.type is fact_types.DISTRICT:
        return form.policy.home_name(lang) if value == form.policy.home else ELSEWHERE(lang)
    if column.choices is not None and value in column.choices:
        return column.choices[value](lang)
    return str(fact.type.public(value))


def _list(book: Any, form: Form, lang: str) -> None:
    sheet = book.add_worksheet(LIST(lang))
    bold, text = (
        book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        book.add_format({"num_format": "@"}),
    )
    grey = book.add_format({"font_color": "#666666", "num_format": "@"})
    title = T(f"{form.kind.name.zh}名单（带 * 的必填，最多{MOST_ROWS}行）",
              f"Roster: {form.kind.name.en} (columns with * are needed; at most {MOST_ROWS} rows)")  # fmt: skip
    sheet.write_string(0, 0, title(lang), book.add_format({"bold": True, "font_size": 14}))
    shown = examples(form, lang)
    for k, column in enumerate(form.columns):
        header = column.header(lang)
        sheet.set_column(k, k, max(12, width(header) + 2), text)
        sheet.write_string(1, k, header, bold)
        sheet.write_string(2, k, EXAMPLE(lang) if column.id == NAME else shown.get(column.id, ""), grey)
        words = choices(column, lang)
        if words and len(",".join(words)) <= LONGEST_LIST:
            about = {"validate": "list", "source": words, "error_type": "warning"}
            sheet.data_validation(2, k, MOST_ROWS + 2, k, about)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.repeat_rows(1)


def _guide(book: Any, form: Form, lang: str) -> None:
    sheet = book.add_worksheet(GUIDE(lang))
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    heads = [T("列", "column"), T("必填", "needed"), T("是什么", "meaning"), T("怎么填", "how to write it"),
             T("例子", "example"), T("用于", "used for")]  # fmt: skip
    for k, (head, wide) in enumerate(zip(heads, (24, 8, 48, 40, 16, 30), strict=True)):
        sheet.set_column(k, k, wide)
        sheet.write_string(0, k, head(lang), bold)
    shown = examples(form, lang)
    for row, column in enumerate(form.columns, 1):
        used = T("、", ", ")(lang).join(f"{c} {form.policy.measures[c].name(lang)}" for c in column.measures)
        cells = [column.label(lang), T("是", "yes")(lang) if column.needed else "", column.help(lang),
                 how(column)(lang), shown.get(column.id, ""), used]  # fmt: skip
        for k, cell in enumerate(cells):
            sheet.write_string(row, k, cell, wrap)
    sheet.freeze_panes(1, 1)


def how(column: Column) -> Text:
    """Return how a cell of a column is written."""
    fact = column.fact
    if fact is None:
        return T("文字", "text")
    if zh := choices(column, "zh"):
        return T(f"从列表中选：{'、'.join(zh)}", f"choose: {', '.join(choices(column, 'en'))}")
    if fact.type is fact_types.DAY:
        return T("年月日，如 2021-09-01 或 2021年9月1日", "a day, such as 2021-09-01")
    if fact.type is fact_types.YEAR:
        return T("四位年份，如 2021", "a year, such as 2021")
    if fact.type is fact_types.YUAN:
        return T("金额，单位元", "an amount in yuan")
    return T("整数", "a whole number") if fact.type.form == "count" else T("文字", "text")
