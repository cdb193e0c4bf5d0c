"""Reads the bank's return. A file that is cut off, or whose count or total is wrong, is refused as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.exporting import layout_of
from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.standards.money import LARGEST_FEN, fen, yuan


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


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reported line means. `line`: the line of the batch that it is about."""

    reported: Reported
    verdict: str
    reason: str
    line: BatchLine | None


def parse(data: bytes) -> Return:
    """Read a return file.

    Raises:
        MoneyRefused: the file is not text of this form, is cut off, or its count or total is not that of its lines.
    """
    layout = layout_of("return")
    rows = _rows(data, layout)
    if not rows or rows[0][::2][:3] != layout["head"] or len(rows[0]) < 6:
        raise _refused(_("第1行应是“批次号，…，笔数，…，合计，…”。请向银行索取标准的回盘文件。"))
    number, count_text, total_text = rows[0][1], rows[0][3], rows[0][5]
    count, total = _whole(count_text, 1), _amount(total_text, 1)
    if rows[-1][0] != layout["end"]:
        raise _refused(
            _("最后一行不是“%(end)s”，文件可能没有传完（共%(rows)s行）。请重新下载后再读取。")
            % {"end": layout["end"], "rows": len(rows)}
        )
    names = layout["columns"]
    if len(rows) < 3 or any(title not in rows[1] for title in names.values()):
        raise _refused(_("第2行应有这些列：%(columns)s。") % {"columns": _("、").join(names.values())})
    place = {key: rows[1].index(title) for key, title in names.items()}
    meaning = {word: result for result, words in layout["results"].items() for word in words}
    lines = tuple(_line(no, row, place, meaning) for no, row in enumerate(rows[2:-1], 3))
    ended = _whole(rows[-1][1] if len(rows[-1]) > 1 else "", len(rows))
    if not count == ended == len(lines):
        raise _refused(
            _("第1行写%(head)s笔，最后一行写%(end)s笔，实际有%(found)s笔。请向银行核对，重新索取文件。")
            % {"head": count, "end": ended, "found": len(lines)}
        )
    found = sum(line.amount_fen for line in lines)
    if found != total:
        raise _refused(
            _("第1行合计%(head)s元，各行相加是%(found)s元，差%(difference)s元。请向银行核对，重新索取文件。")
            % {"head": yuan(total), "found": yuan(found), "difference": yuan(abs(total - found))}
        )
    return Return(number, count, total, lines)


def _rows(data: bytes, layout: Mapping[str, Any]) -> list[list[str]]:
    if len(data) > layout["most_bytes"]:
        raise _refused(_("文件有%(size)s字节，太大了。请确认选对了文件。") % {"size": len(data)})
    for encoding in layout["encodings"]:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _refused(_("文件不是文本。请上传银行的 CSV 回盘文件，不要上传压缩包、Excel 或图片。"))
    if "\0" in text:
        raise _refused(_("文件不是文本。请上传银行的 CSV 回盘文件，不要上传压缩包、Excel 或图片。"))
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error as error:
        raise _refused(_("文件读不下去：%(error)s。请重新下载后再读取。") % {"error": error}) from error
    rows = [row for row in rows if any(row)]
    if len(rows) > layout["most_lines"]:
        raise _refused(_("文件有%(rows)s行，太多了。请确认选对了文件。") % {"rows": len(rows)})
    return rows


def _line(no: int, row: Sequence[str], place: Mapping[str, int], meaning: Mapping[str, str]) -> Reported:
    if len(row) <= max(place.values()):
        raise _refused(
            _("第%(no)s行只有%(cells)s列，可能没有传完。请重新下载后再读取。") % {"no": no, "cells": len(row)}
        )
    result = row[place["result"]]
    if result not in meaning:
        raise _refused(
            _("第%(no)s行的结果是“%(result)s”，只认：%(known)s。")
            % {"no": no, "result": result[:20], "known": _("、").join(meaning)}
        )
    reference = row[place["reference"]]
    if len(reference) > 60:
        raise _refused(_("第%(no)s行的付款流水号太长：“%(text)s…”。") % {"no": no, "text": reference[:20]})
    amount = _amount(row[place["amount"]], no)
    return Reported(no, reference, amount, meaning[result], row[place["reason"]][:200])


def _amount(text: str, no: int) -> int:
    plain = text.replace(",", "")
    try:
        if not plain.replace(".", "", 1).isdecimal() or not plain.isascii():
            raise ValueError(text)
        amount = fen(plain)
        if not isinstance(amount, int) or amount > LARGEST_FEN:
            raise ValueError(text)
    except ValueError as error:
        raise _refused(
            _("第%(no)s行的金额是“%(text)s”，看不出是多少。金额应是元，最多两位小数，如 5000.00。")
            % {"no": no, "text": text[:20]}
        ) from error
    return amount


def _whole(text: str, no: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise _refused(_("第%(no)s行的笔数是“%(text)s”，应是一个整数。") % {"no": no, "text": text[:20]})
    return int(text)


def _refused(text: str) -> MoneyRefused:
    return MoneyRefused(_("回盘文件没有读取，什么都没有改动。%(why)s") % {"why": text}, code="return")


def judge(batch: Batch, lines: Sequence[Reported]) -> list[Judged]:
    """Say what each reported line means for the lines of a batch, in order."""
    known = {line.reference: line for line in BatchLine.objects.filter(batch=batch).select_related("obligation__award")}
    state = {reference: line.state for reference, line in known.items()}
    seen: set[str] = set()
    found = []
    for reported in lines:
        line = known.get(reported.reference)
        verdict, reason = _verdict(reported, line, state.get(reported.reference, ""), reported.reference in seen)
        if verdict in ("paid", "returned"):
            seen.add(reported.reference)
            state[reported.reference] = verdict
        found.append(Judged(reported, verdict, reason, line))
    return found


def _verdict(reported: Reported, line: BatchLine | None, state: str, again: bool) -> tuple[str, str]:
    if line is None:
        return "unknown", _("批次里没有这个付款流水号。请与银行核对。")
    if reported.amount_fen != line.obligation.amount_fen:
        return "wrong_amount", _("应是%(ours)s元，银行报%(theirs)s元。请与银行核对。") % {
            "ours": yuan(line.obligation.amount_fen),
            "theirs": yuan(reported.amount_fen),
        }
    if state == reported.result:
        return "duplicate", _("此前已经登记过同样的结果。")
    if again:
        return "unknown", _("同一个文件里有两种结果，以第一行为准。请与银行核对。")
    if state == "sent" or (state == "paid" and reported.result == "returned"):
        return reported.result, reported.reason
    if state == "returned":
        return "unknown", _("此前已登记为退回，现在又报成功。请与银行核对。")
    return "unknown", _("这一笔不在已发送的状态。请与银行核对。")
