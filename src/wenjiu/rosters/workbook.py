"""Writes a checked roster as a workbook: the same rows with verdict, amount, reason and faults, the sums, the faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter

from .. import __version__
from ..rules.language.text import COLON, T
from ..standards import civil, money
from .cells import Cell, text_of
from .checking import Checked, RowResult
from .tables import Fault
from .templates import LIST
from .unused import in_words
from .verdicts import ORDER, WORDS

SUMMARY, FAULTS = T("汇总", "Summary"), T("需要改的地方", "To correct")
NOTICE = T(
    "自测结果，只供参考，不是行政决定；能否领取以受理部门的审核为准。",
    "A self-check, for information only. It is no administrative decision; the office decides.",
)
#: A text that begins like this could be read as a formula when it is copied elsewhere.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(checked: Checked, typed: Iterable[tuple[str, str]] = ()) -> bytes:
    """Return the result as a workbook (.xlsx).

    `typed`: question and answer about the whole file, as shown on the page.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "bold": book.add_format({"bold": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "wrong": book.add_format({"font_color": "#b3001b", "text_wrap": True, "valign": "top"}),
    }
    _summary(book.add_worksheet(SUMMARY(checked.lang)), checked, typed, formats)
    _rows(book.add_worksheet(LIST(checked.lang)), checked, formats)
    _faults(book.add_worksheet(FAULTS(checked.lang)), checked, formats)
    book.close()
    return out.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _summary(sheet: Any, checked: Checked, typed: Iterable[tuple[str, str]], formats: dict[str, Any]) -> None:
    lang, policy = checked.lang, checked.form.policy
    version = policy.version_on(checked.day)
    lines: list[tuple[str, str]] = [
        (T("名单", "roster")(lang), checked.form.kind.name(lang)),
        (T("政策", "policy")(lang), f"{policy.title(lang)} {policy.document}"),
        (T("按哪一天", "as of")(lang), civil.iso(checked.day)),
        (T("版本", "versions")(lang), f"{version.source} · {policy.rules_version} · wenjiu {__version__}"),
        (T("说明", "notice")(lang), NOTICE(lang)),
        *typed,
        (T("人数（行）", "rows")(lang), str(len(checked.rows))),
    ]
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(ORDER) + 2, 16)
    for k, (name, value) in enumerate(lines):
        sheet.write_string(k, 0, harmless(name), formats["bold"])
        sheet.write_string(k, 1, harmless(value))
    top = len(lines) + 1
    heads = [T("措施", "measure"), T("金额合计（元）", "sum (yuan)"), *(WORDS[x] for x in ORDER),
             T("金额待定", "amount not set")]  # fmt: skip
    for k, head in enumerate(heads):
        sheet.write_string(top, k, head(lang), formats["head"])
    row = top
    for s in checked.sums:
        row += 1
        m = policy.measures[s.measure]
        sheet.write_string(row, 0, f"{s.measure} {m.name(lang)}")
        sheet.write_number(row, 1, s.amount / money.FEN_PER_YUAN, formats["money"])
        for k, standing in enumerate(ORDER):
            sheet.write_number(row, 2 + k, s.standings.get(standing, 0))
        sheet.write_number(row, 2 + len(ORDER), s.without_amount)
        for payee, fen in s.payees.items():
            row += 1
            sheet.write_string(row, 0, T(f"    其中发给{m.payees[payee].zh}", f"    to the {m.payees[payee].en}")(lang))
            sheet.write_number(row, 1, fen / money.FEN_PER_YUAN, formats["money"])
    sheet.write_string(row + 1, 0, T("合计", "in all")(lang), formats["bold"])
    sheet.write_number(row + 1, 1, checked.payable / money.FEN_PER_YUAN, formats["money"])


def _rows(sheet: Any, checked: Checked, formats: dict[str, Any]) -> None:
    header = checked.table.header
    added = list(_added(checked))
    names = [T("原行号", "row in the file")(checked.lang), *(text_of(cell) for cell in header), *added]
    first, last = len(header) + 1, len(names) - 1
    for k, name in enumerate(names):
        sheet.write_string(0, k, harmless(name), formats["head"])
        sheet.set_column(k, k, 14 if k < first else 36 if k == last or (k - first) % 3 == 2 else 14)
    for at, result in enumerate(checked.rows, 1):
        sheet.write_number(at, 0, result.row.number)
        for k, cell in enumerate(result.row.cells[: len(header)], 1):
            _write(sheet, at, k, cell)
        for k, cell in enumerate(_told(checked, result), first):
            if isinstance(cell, str):
                sheet.write_string(at, k, harmless(cell), formats["wrong" if k == last and result.faults else "wrap"])
            elif cell is not None:
                sheet.write_number(at, k, cell / money.FEN_PER_YUAN, formats["money"])
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _added(checked: Checked) -> Iterable[str]:
    lang = checked.lang
    if checked.form.kind.as_a_whole:
        yield T("说明", "remark")(lang)
    else:
        for code in checked.form.kind.measures:
            yield T(f"{code} 结论", f"{code} verdict")(lang)
            yield T(f"{code} 金额（元）", f"{code} amount (yuan)")(lang)
            yield T(f"{code} 原因", f"{code} reason")(lang)
    yield T("错误", "faults")(lang)


def _told(checked: Checked, result: RowResult) -> Iterable[str | int | None]:
    """Yield the added cells of a row: a text, or fen."""
    lang = checked.lang
    if checked.form.kind.as_a_whole:
        yield result.note(lang) if result.note is not None else ""
    else:
        for verdict in result.verdicts:
            yield verdict.word(lang)
            yield verdict.amount
            yield verdict.sentence(lang)
    yield " ".join(
        [*(fault_text(fault, lang) for fault in result.faults), *(unused_text(fault, lang) for fault in result.unused)]
    )


def fault_text(fault: Fault, lang: str) -> str:
    """Return a fault in one line: column, what is wrong, what to do."""
    where = f"{fault.letter} {fault.column.label(lang)}".strip()
    said = T(f"{stopped(fault.message.zh)}{stopped(fault.fix.zh)}", f"{stopped(fault.message.en, '.')} {fault.fix.en}")
    return T(f"{where}：{said.zh}", f"{where}: {said.en}".rstrip())(lang)


def stopped(text: str, stop: str = "。") -> str:
    """Return a sentence with its stop, which some messages leave to who joins them."""
    return text if not text or text[-1] in "。？！；：.?!" else text + stop


def unused_text(fault: Fault, lang: str) -> str:
    """Return a day that no verdict needs in one line: column, and what is said of it."""
    return f"{fault.letter} {fault.column.label(lang)}{COLON(lang)}{in_words(fault)(lang)}"


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """Write a cell of the file back: numbers as numbers, days as they read, everything else as text."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, harmless(cell))
    elif isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        sheet.write_string(row, column, text_of(cell))


def _faults(sheet: Any, checked: Checked, formats: dict[str, Any]) -> None:
    lang = checked.lang
    heads = [T("行", "row"), T("列", "column"), T("列名", "name"), T("内容", "content"), T("问题", "what is wrong"),
             T("怎么改", "what to do")]  # fmt: skip
    for k, (head, width) in enumerate(zip(heads, (8, 8, 24, 24, 40, 48), strict=True)):
        sheet.set_column(k, k, width)
        sheet.write_string(0, k, head(lang), formats["head"])
    for at, fault in enumerate(checked.faults, 1):
        sheet.write_number(at, 0, fault.row)
        texts = [fault.letter, fault.column.label(lang), fault.value, fault.message(lang), fault.fix(lang)]
        for k, text in enumerate(texts, 1):
            sheet.write_string(at, k, harmless(text), formats["wrap"])
    sheet.freeze_panes(1, 0)
