"""A document with tables as an Excel file, from its kept content."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import xlsxwriter

#: Width of a column for one share of the page.
SHARE = 8


def workbook(content: dict[str, Any], made_at: dt.datetime) -> bytes:
    """Return the blocks of a document below each other on one sheet. Texts stay texts; no cell is a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    created = made_at.replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": content["title"], "author": content["office"], "created": created})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    cell = book.add_format({"border": 1})
    head = book.add_format({"bold": True, "border": 1})
    amount = book.add_format({"border": 1, "align": "right"})
    row = 0
    for text in (content["title"], content["number"]):
        sheet.write_string(row, 0, text, bold)
        row += 1
    for block in content["blocks"]:
        if "table" not in block:
            sheet.write_string(row, 0, next(text for text in block.values()))
            row += 1
            continue
        table = block["table"]
        for column, (text, share) in enumerate(zip(table["heads"], table["widths"], strict=True)):
            sheet.write_string(row, column, text, head)
            sheet.set_column(column, column, SHARE * share)
        lines = [*table["rows"], *([table["foot"]] if table["foot"] else [])]
        for line in lines:
            row += 1
            for column, text in enumerate(line):
                sheet.write_string(row, column, text, amount if column in table["right"] else cell)
        row += 2
    for text in (content["office"] + content["seal"], content["day"], content["check"]):
        sheet.write_string(row, 0, text)
        row += 1
    book.close()
    return out.getvalue()
