"""What a pasted text and a file may hold, and what is refused with a remedy."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter
from tests.support import rosters

from wenjiu.rosters.limits import MOST_BYTES, MOST_OF_ONE, MOST_ROWS, RosterError
from wenjiu.rosters.reading import from_file, from_text
from wenjiu.rosters.tables import Table, table_of
from wenjiu.standards import civil

HEADER = ["姓名", "人员编号", "新招用*", "招用日期*", "职工户籍*", "招用前登记失业", "领过这项补贴"]
ROW = ["张一", "A1", "是", "2021-09-01", "朝阳区", "是", "否"]
FORM = rosters.form_of("chaoyang_2020", "hires")


def read(text: str) -> Table:
    return table_of(FORM, from_text(text))


def opened(content: bytes) -> Table:
    return table_of(FORM, from_file(content))


def refused(content: bytes | str) -> str:
    """The English message of a refusal, which also has a remedy in both languages."""
    with pytest.raises(RosterError) as caught:
        read(content) if isinstance(content, str) else opened(content)
    assert caught.value.message.zh and caught.value.fix.zh and caught.value.fix.en
    return caught.value.message.en


def tabs(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    table = opened((",".join(HEADER) + "\r\n" + ",".join(ROW) + "\r\n").encode(encoding))
    assert table.rows[0].values["hire_date"] == civil.parse("2021-09-01") and not table.all_faults


def test_a_file_in_the_old_format_is_read() -> None:
    table = opened(rosters.xls())
    assert table.rows[0].values["hire_date"] == civil.parse("2021-09-01")
    assert [(f.row, f.letter) for f in table.all_faults] == [(2, "B")]


@pytest.mark.parametrize("way", [rosters.xlsx_by_xlsxwriter, rosters.xlsx_by_openpyxl])
def test_a_title_above_the_header_does_not_matter_and_rows_keep_their_numbers(way: object) -> None:
    table = opened(way(HEADER, [ROW, [None] * 7, [*ROW[:3], "去年", *ROW[4:]]], "2021年招用名单"))  # type: ignore[operator]
    assert (table.header_row, [row.number for row in table.rows]) == (2, [3, 5])
    assert [(f.row, f.letter, f.value) for f in table.all_faults] == [(5, "D", "去年")]


def test_headers_may_be_in_any_order_starred_or_not_and_in_either_language() -> None:
    header = ["day of the hire", "职工户籍（必填）", "新招用", "department", "NAME", "＊招用前登记失业", "already paid"]
    table = read(tabs(header, ["2021.9.1", "朝阳", "√", "销售部", "张一", "有", "x"]))
    assert table.ignored_columns == ["department"] and not table.all_faults
    assert table.rows[0].labels["name"] == "张一"
    assert {c for c in table.found} >= {"hire_date", "person_hukou_district", "already_paid_3_2a"}


def test_a_text_without_a_header_is_refused_with_the_names_of_the_columns() -> None:
    assert "no header" in refused(tabs(ROW, ROW))
    assert "nothing to read" in refused("  \n")
    assert "nothing below" in refused(tabs(HEADER))


def test_a_column_that_is_there_twice_is_named_and_not_read() -> None:
    table = read(tabs([*HEADER, "招用日期"], [*ROW, "2021-10-01"]))
    assert [(f.row, f.letter, f.column.id) for f in table.all_faults] == [(1, "H", "hire_date")]
    assert "hire_date" not in table.rows[0].values


def test_a_needed_column_that_is_missing_is_named_once_and_only_for_the_measures_that_the_list_is_about() -> None:
    table = read(tabs([h for h in HEADER if h != "招用日期*"], [x for x in ROW if x != "2021-09-01"]))
    assert [(f.row, f.letter, f.column.id) for f in table.all_faults] == [(1, "", "hire_date")]


def test_examples_sums_and_repeated_headers_are_not_counted() -> None:
    table = read(tabs(HEADER, ["示例（可删）", *ROW[1:]], ROW, HEADER, ROW, ["合计", "2"]))
    assert [row.number for row in table.rows] == [3, 5] and table.ignored_rows == [2, 4, 6]


def test_a_cell_may_hold_tabs_and_line_breaks_in_quotes() -> None:
    table = read(tabs(HEADER, ['"张\n一\t"', *ROW[1:]], ROW))
    assert [row.number for row in table.rows] == [2, 3] and not table.all_faults


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2021.9.1", "2021-09-01"),
        ("2021年9月1日", "2021-09-01"),
        ("２０２１／９／１", "2021-09-01"),
        ("20210901", "2021-09-01"),
        ("44440", "2021-09-01"),
        ("2021-09-01 00:00:00", "2021-09-01"),
        ("\u00a02021-9-1\u200b", "2021-09-01"),
    ],
)
def test_a_day_may_be_written_in_every_way_that_is_clear(typed: str, day: str) -> None:
    assert read(tabs(HEADER, [*ROW[:3], typed, *ROW[4:]])).rows[0].values["hire_date"] == civil.parse(day)


@pytest.mark.parametrize("word", ["是", "有", "√", "Y", "yes", "TRUE", "1", "ｖ"])
def test_yes_may_be_written_in_many_ways(word: str) -> None:
    assert read(tabs(HEADER, [*ROW[:2], word, *ROW[3:]])).rows[0].values["is_new_hire"] is True


@pytest.mark.parametrize("word", ["否", "无", "×", "x", "N", "false", "0"])
def test_no_may_be_written_in_many_ways(word: str) -> None:
    assert read(tabs(HEADER, [*ROW[:2], word, *ROW[3:]])).rows[0].values["is_new_hire"] is False


@pytest.mark.parametrize(
    ("typed", "home"),
    [("朝阳区", True), ("朝阳", True), ("北京市朝阳区", True), ("北京朝阳区", True), ("本区", True), ("是", True),
     ("海淀区", False), ("东城区", False), ("河北省", False), ("长春市朝阳区", False), ("其他区", False), ("否", False)],
)  # fmt: skip
def test_a_district_is_the_home_district_or_clearly_another(typed: str, home: bool) -> None:
    value = read(tabs(HEADER, [*ROW[:4], typed, *ROW[5:]])).rows[0].values["person_hukou_district"]
    assert (value == "chaoyang") is home


@pytest.mark.parametrize("typed", ["朝阳取", "北京", "北京市", "本市", "市区", "农村地区", "12"])
def test_a_district_that_may_be_either_is_a_fault(typed: str) -> None:
    assert [f.value for f in read(tabs(HEADER, [*ROW[:4], typed, *ROW[5:]])).all_faults] == [typed]


def test_an_identity_number_that_a_spreadsheet_damaged_is_refused_with_the_remedy() -> None:
    for cell in (110105199001011234, 1.10105199001011e17):
        (fault,) = opened(rosters.xlsx_by_openpyxl(HEADER, [[ROW[0], cell, *ROW[2:]]])).all_faults
        assert (fault.row, fault.letter) == (2, "B") and "文本" in fault.fix.zh and "as text" in fault.fix.en
    for text in ("1.10105E+17", "110105199001011000"):
        (fault,) = read(tabs(HEADER, [ROW[0], text, *ROW[2:]])).all_faults
        assert fault.letter == "B"
    assert not read(tabs(HEADER, [ROW[0], "11010519491231002X", *ROW[2:]])).all_faults


def test_a_formula_gives_the_value_that_the_file_keeps() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for k, cell in enumerate(HEADER):
        sheet.write_string(0, k, cell)
    for k, cell in enumerate(ROW):
        sheet.write_string(1, k, cell)
    sheet.write_formula(1, 4, '="朝阳"&"区"', None, "朝阳区")
    sheet.write_formula(1, 3, "=DATE(2021,9,1)", book.add_format({"num_format": "yyyy-mm-dd"}), 44440)
    book.close()
    (row,) = opened(out.getvalue()).rows
    assert row.values["person_hukou_district"] == "chaoyang" and row.values["hire_date"] == civil.parse("2021-09-01")


def test_a_list_of_exactly_the_limit_is_read_and_one_row_more_is_refused() -> None:
    rows = [[ROW[0], f"A{k}", *ROW[2:]] for k in range(MOST_ROWS + 1)]
    assert len(read(tabs(HEADER, *rows[:MOST_ROWS])).rows) == MOST_ROWS
    assert str(MOST_ROWS) in refused(tabs(HEADER, *rows))


def test_one_code_for_all_rows_is_refused_because_it_is_no_code_of_a_person() -> None:
    assert len(read(tabs(HEADER, *[ROW] * MOST_OF_ONE)).rows) == MOST_OF_ONE
    assert "'A1'" in refused(tabs(HEADER, *[ROW] * (MOST_OF_ONE + 1)))
    assert len(read(tabs(HEADER, *[[ROW[0], "", *ROW[2:]]] * 100)).rows) == 100


def edited(change: dict[str, bytes]) -> bytes:
    """A sound workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(rosters.xlsx_by_openpyxl(HEADER, [ROW]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change.pop(part.filename, None) or old.read(part))
        for name, content in change.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMES = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a part that unpacks to 200 MB", lambda: edited({"xl/media/image1.png": bytes(200 * 2**20)})),
        ("a sheet that unpacks to 200 MB", lambda: edited({SHEET: NAMES + b" " * (200 * 2**20)})),
        ("a cell in the last row and column",
         lambda: edited({SHEET: NAMES + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'})),
        ("a million empty rows",
         lambda: edited({SHEET: NAMES + b"".join(b'<row r="%d"/>' % k for k in range(1, 10**6)) + b"</sheetData></worksheet>"})),
        ("a thousand parts", lambda: edited({f"xl/part{k}.xml": b"<x/>" for k in range(1000)})),
        ("macros", lambda: edited({"xl/vbaProject.bin": b"macro"})),
        ("half a file", lambda: edited({})[:2000]),
        ("no workbook in the archive", lambda: edited({"xl/workbook.xml": b"<x/>"})),
        ("entities that grow", lambda: edited({SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
                                               + NAMES + b"&b;</sheetData></worksheet>"})),
        ("a compound file of nothing", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)),
        ("a cell of the old format in the last row and column", rosters.xls_with_a_cell_far_away),
        ("half a file of the old format", lambda: rosters.xls()[:3000]),
        ("bytes", lambda: bytes(range(256)) * 40),
        ("more bytes than a file may have", lambda: bytes(MOST_BYTES + 1)),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_moderate_time_with_a_remedy(what: str, content: object) -> None:
    made = content()  # type: ignore[operator]
    began = time.process_time()
    assert refused(made)
    assert time.process_time() - began < 5, what


def test_links_to_other_files_are_not_followed_and_the_kept_values_are_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rosters.xlsx_by_openpyxl(HEADER, [ROW])))
    book.active["H1"] = "部门"
    book.active["H2"] = "=[1]Sheet1!A1"
    book.active["A2"].hyperlink = "http://127.0.0.1:1/"
    out = io.BytesIO()
    book.save(out)
    table = opened(out.getvalue())
    assert table.ignored_columns == ["部门"] and table.rows[0].labels["name"] == "张一"


def test_the_first_sheet_with_a_header_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("花名册")
    sheet.append(HEADER)
    sheet.append([*ROW[:3], dt.date(2021, 9, 1), *ROW[4:]])
    out = io.BytesIO()
    book.save(out)
    assert (opened(out.getvalue()).sheet, len(opened(out.getvalue()).rows)) == ("花名册", 1)
