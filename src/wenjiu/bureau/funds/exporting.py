"""Files of a batch for the bank. What a file is made of is data: layouts/*.yaml."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml
from django.utils.translation import gettext as _

from wenjiu.bureau.funds import contents
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.logic import Payment
from wenjiu.bureau.funds.models import Batch
from wenjiu.standards.money import capitals, yuan

LAYOUTS = Path(__file__).parent / "layouts"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name, bytes, media type and SHA-256."""

    name: str
    data: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@cache
def layout_of(name: str) -> Mapping[str, Any]:
    """Return a layout by name: what layouts/{name}.yaml says."""
    found: Mapping[str, Any] = yaml.safe_load((LAYOUTS / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def file_of(batch: Batch, name: str) -> File:
    """Return the file of a frozen batch in a layout: csv, xlsx or fixed."""
    layout = layout_of(name)
    payments = contents.payments_of(batch, contents.lines_of(batch))
    writer = {"csv": _csv, "xlsx": _xlsx, "fixed": _fixed}[layout["form"]]
    return File(f"{batch.number}.{layout['suffix']}", writer(layout, _of_batch(batch), payments), layout["media_type"])


def _of_batch(batch: Batch) -> dict[str, str]:
    total = batch.total_fen or 0
    return {
        "number": batch.number,
        "count": str(batch.count),
        "total_fen": str(total),
        "total_yuan": yuan(total),
        "capitals": capitals(total),
    }


def _of_payment(payment: Payment) -> dict[str, str]:
    return {
        "order": str(payment.no),
        "reference": payment.reference,
        "holder": payment.holder,
        "bank": payment.bank,
        "account": payment.account,
        "amount_fen": str(payment.amount_fen),
        "amount_yuan": yuan(payment.amount_fen),
        "purpose": payment.purpose,
    }


def _cells(fields: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> list[str]:
    return [field["text"] if "text" in field else values[field["value"]] for field in fields]


def _rows(layout: Mapping[str, Any], head: Mapping[str, str], payments: Sequence[Payment]) -> list[list[str]]:
    columns = layout["columns"]
    return [
        _cells(layout["head"], head),
        [column["title"] for column in columns],
        *(_cells(columns, _of_payment(payment)) for payment in payments),
    ]


def _csv(layout: Mapping[str, Any], head: Mapping[str, str], payments: Sequence[Payment]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator=layout["newline"]).writerows(_rows(layout, head, payments))
    return out.getvalue().encode(layout["encoding"])


def _xlsx(layout: Mapping[str, Any], head: Mapping[str, str], payments: Sequence[Payment]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # the time of making would change the bytes
    sheet = book.add_worksheet(layout["sheet"])
    money = book.add_format({"num_format": "#,##0.00"})
    for number, row in enumerate(_rows(layout, head, payments)):
        fields = layout["head"] if number == 0 else layout["columns"]
        for column, (field, text) in enumerate(zip(fields, row, strict=True)):
            if field.get("number") and number != 1:  # row 1 holds the titles
                sheet.write_number(number, column, float(text), money)
            else:
                sheet.write_string(number, column, text)
    for number, column in enumerate(layout["columns"]):
        sheet.set_column(number, number, column["width"])
    book.close()
    return out.getvalue()


def _fixed(layout: Mapping[str, Any], head: Mapping[str, str], payments: Sequence[Payment]) -> bytes:
    encoding, newline = layout["encoding"], layout["newline"].encode()
    records = [_record(layout["head"], head, encoding)]
    records += [_record(layout["columns"], _of_payment(payment), encoding) for payment in payments]
    records.append(_record(layout["tail"], head, encoding))
    return b"".join(record + newline for record in records)


def _record(fields: Sequence[Mapping[str, Any]], values: Mapping[str, str], encoding: str) -> bytes:
    parts = []
    for field, text in zip(fields, _cells(fields, values), strict=True):
        data, width = text.encode(encoding), field["width"]
        if len(data) > width:
            raise MoneyRefused(
                _("“%(text)s”有%(bytes)s字节，定长格式这一栏最多%(width)s字节。请改用 CSV 或 Excel 格式。")
                % {"text": text, "bytes": len(data), "width": width},
                code="too_long",
            )
        fill = field.get("fill", " ").encode(encoding)
        parts.append(data.rjust(width, fill) if field.get("align") == "right" else data.ljust(width, fill))
    return b"".join(parts)
