"""Reads the text of the bank's return. All that is wrong with a file is said at once, and such a file is refused whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.exporting import layout_of
from wenjiu.standards.money import LARGEST_FEN, fen, grouped, yuan

#: How many faults of one file are listed.
MOST_FAULTS = 30


@dataclass(frozen=True, slots=True)
class Reported:
    """One line that the bank reports. `result`: paid or returned."""

    no: int
    reference: str
    amount_fen: int
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a file of the bank says as a whole."""

    batch: str
    count: int
    total_fen: int
    lines: tuple[Reported, ...]


def parse(data: bytes) -> Return:
    """Read a return file.

    Raises:
        MoneyRefused: the file is not text of this form, is cut off, or its count or total is not that of its lines.
            `problems` names every fault.
    """
    layout = layout_of("return")
    rows = _rows(data, layout)
    reader = _Reader(layout, rows)
    found = reader.read()
    if reader.faults or found is None:
        raise refused(*reader.faults)
    return found


def refused(*faults: str) -> MoneyRefused:
    """Return the refusal of a file: one fault is said in its text, several are listed."""
    if len(faults) == 1:
        return MoneyRefused(_("回盘文件没有读取，什么都没有改动。%(why)s") % {"why": faults[0]}, code="return")
    text = _("回盘文件没有读取，什么都没有改动。文件有%(n)s处不对，请向银行核对，重新索取文件：") % {"n": len(faults)}
    return MoneyRefused(text, code="return", problems=tuple(faults[:MOST_FAULTS]))


class _Reader:
    """Reads the rows of one file and keeps what is wrong with them."""

    def __init__(self, layout: Mapping[str, Any], rows: Sequence[list[str]]) -> None:
        self.layout, self.rows = layout, rows
        self.faults: list[str] = []
        self.meaning = {word: result for result, words in layout["results"].items() for word in words}

    def read(self) -> Return | None:
        """Return what the file says; None where it has no such form. See `faults` first."""
        rows, layout = self.rows, self.layout
        if slip := _slip(rows, layout):
            self.faults.append(slip)
            return None
        head = self._head()
        ended = self._ended()
        place = self._place()
        body = rows[2:-1] if ended is not None else rows[2:]
        lines = [self._line(no, row, place) for no, row in enumerate(body, 3)] if place else []
        if head is None or ended is None or not place:
            return None
        number, count, total = head
        if count is not None and ended >= 0 and not count == ended == len(lines):
            self.faults.append(
                _("第1行写%(head)s笔，最后一行写%(end)s笔，实际有%(found)s笔。请向银行核对，重新索取文件。")
                % {"head": count, "end": ended, "found": len(lines)}
            )
        read = [line for line in lines if line is not None]
        if total is not None and len(read) == len(lines):
            self._compare(total, sum(line.amount_fen for line in read))
        return Return(number, count or 0, total or 0, tuple(read))

    def _compare(self, total: int, found: int) -> None:
        if found != total:
            self.faults.append(
                _("第1行合计%(head)s 元，各行相加是%(found)s 元，差%(difference)s 元。请向银行核对，重新索取文件。")
                % {"head": grouped(total), "found": grouped(found), "difference": grouped(abs(total - found))}
            )

    def _head(self) -> tuple[str, int | None, int | None] | None:
        row = self.rows[0] if self.rows else []
        known = [[plain(word) for word in words] for words in self.layout["head"]]
        if len(row) < 6 or any(plain(word) not in words for word, words in zip(row[:6:2], known, strict=True)):
            self.faults.append(_("第1行应是“批次号，…，笔数，…，合计，…”。请向银行索取标准的回盘文件。"))
            return None
        return row[1], self._whole(row[3], 1), self._amount(row[5], 1)

    def _ended(self) -> int | None:
        """Return the number of lines that the last row says, -1 where it cannot be read, None where there is none."""
        last = self.rows[-1] if self.rows else [""]
        if last[0] not in self.layout["end"]:
            self.faults.append(
                _("最后一行不是“%(end)s”，文件可能没有传完（共%(rows)s行）。请重新下载后再读取。")
                % {"end": self.layout["end"][0], "rows": len(self.rows)}
            )
            return None
        count = self._whole(last[1] if len(last) > 1 else "", len(self.rows))
        return -1 if count is None else count

    def _place(self) -> dict[str, int]:
        titles = [plain(title) for title in self.rows[1]] if len(self.rows) > 1 else []
        names = self.layout["columns"]
        place = {
            key: next((titles.index(plain(word)) for word in words if plain(word) in titles), -1)
            for key, words in names.items()
        }
        missing = [names[key][0] for key, found in place.items() if found < 0]
        if missing:
            self.faults.append(
                _("第2行应有这些列：%(columns)s。现在缺：%(missing)s。")
                % {"columns": "、".join(words[0] for words in names.values()), "missing": "、".join(missing)}
            )
            return {}
        return place

    def _line(self, no: int, row: Sequence[str], place: Mapping[str, int]) -> Reported | None:
        before = len(self.faults)
        if len(row) <= max(place.values()):
            self.faults.append(
                _("第%(no)s行只有%(cells)s列，可能没有传完。请重新下载后再读取。") % {"no": no, "cells": len(row)}
            )
            return None
        result = row[place["result"]]
        if result not in self.meaning:
            self.faults.append(
                _("第%(no)s行的结果是“%(result)s”，只认：%(known)s。")
                % {"no": no, "result": result[:20], "known": "、".join(self.meaning)}
            )
        reference = row[place["reference"]]
        if len(reference) > 60:
            self.faults.append(_("第%(no)s行的付款流水号太长：“%(text)s…”。") % {"no": no, "text": reference[:20]})
        amount = self._amount(row[place["amount"]], no)
        if amount is None or len(self.faults) > before:
            return None
        return Reported(no, reference, amount, self.meaning[result], row[place["reason"]][:200])

    def _amount(self, text: str, no: int) -> int | None:
        bare = text.replace(",", "")
        try:
            if not bare.replace(".", "", 1).isdecimal() or not bare.isascii():
                raise ValueError(text)
            amount = fen(bare)
            if not isinstance(amount, int) or amount > LARGEST_FEN:
                raise ValueError(text)
        except ValueError:
            self.faults.append(
                _("第%(no)s行的金额是“%(text)s”，看不出是多少。金额应是元，最多两位小数，如 5000.00。")
                % {"no": no, "text": text[:20]}
            )
            return None
        return amount

    def _whole(self, text: str, no: int) -> int | None:
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            self.faults.append(_("第%(no)s行的笔数是“%(text)s”，应是一个整数。") % {"no": no, "text": text[:20]})
            return None
        return int(text)


def plain(title: str) -> str:
    """Return a head or a title with its brackets in full width and without spaces."""
    return "".join(title.split()).replace("(", "（").replace(")", "）")


def _slip(rows: Sequence[list[str]], layout: Mapping[str, Any]) -> str:
    """Return what the file is, where somebody most likely took the wrong one."""
    titles = [plain(title) for title in rows[1]] if len(rows) > 1 else []
    fixed = len(rows) > 1 and rows[0][0].startswith("HP") and rows[1][0].startswith("D")
    results = {plain(word) for word in layout["columns"]["result"]}
    if fixed or (all(name in titles for name in layout["payments"]) and not results & set(titles)):
        return _("这是付款文件，不是回盘文件。请上传银行处理以后返回的文件，里面每一笔有“结果”。")
    return ""


def _rows(data: bytes, layout: Mapping[str, Any]) -> list[list[str]]:
    if len(data) > layout["most_bytes"]:
        raise refused(_("文件有%(size)s字节，太大了。请确认选对了文件。") % {"size": len(data)})
    if data.startswith(b"PK\x03\x04"):
        raise refused(_("这是 Excel 表格或压缩包，不是文本。请用 Excel 打开回盘，另存为 CSV 后再上传。"))
    text = _text(data, layout["encodings"])
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error as error:
        raise refused(_("文件读不下去：%(error)s。请重新下载后再读取。") % {"error": error}) from error
    rows = [row for row in rows if any(row)]
    if len(rows) > layout["most_lines"]:
        raise refused(_("文件有%(rows)s行，太多了。请确认选对了文件。") % {"rows": len(rows)})
    return rows


def _text(data: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused(_("文件不是文本。请上传银行的 CSV 回盘文件，不要上传压缩包、Excel 或图片。"))


def sample(number: str, lines: Sequence[tuple[str, int]]) -> bytes:
    """Return an example of a return file of a batch: (reference, amount in fen) of each line.

    Results are left to fill in, so the example itself is refused and pays nothing.
    """
    layout = layout_of("return")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    values = (number, str(len(lines)), yuan(sum(amount for _reference, amount in lines)))
    writer.writerow([cell for words, value in zip(layout["head"], values, strict=True) for cell in (words[0], value)])
    writer.writerow([words[0] for words in layout["columns"].values()])
    writer.writerows([reference, yuan(amount), _("填成功或退回"), ""] for reference, amount in lines)
    writer.writerow([layout["end"][0], len(lines)])
    return out.getvalue().encode("utf-8-sig")
