"""Files of registers: what each row states, and a clear answer for everything that a file should not have."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from tests.bureau.registry.people import HEADER, POLICY, people_rows, resident, workbook

from wenjiu.bureau.registry.layout import layout_of
from wenjiu.bureau.registry.preview import give_back, template_of
from wenjiu.bureau.registry.reading import FileTable, read_file
from wenjiu.rosters.limits import RosterError

STREETS = {"朝外街道": 7, "三里屯街道": 8}
PEOPLE = layout_of(POLICY, "persons")


def read(content: bytes, table: str = "persons") -> FileTable:
    return read_file(layout_of(POLICY, table), content, STREETS)


def refusal(content: bytes) -> str:
    with pytest.raises(RosterError) as error:
        read(content)
    assert error.value.message.zh and error.value.fix.zh and error.value.fix.en
    return error.value.message.zh


def faults(content: bytes, table: str = "persons") -> list[tuple[int, str, str]]:
    return [(f.row, f.letter, f.message.zh) for row in read(content, table).rows for f in row.faults]


def edited(rows: list[list[Any]], change: Callable[[Any], None]) -> bytes:
    """Return a workbook after a change by openpyxl."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_good_rows_state_facts_as_a_case_does() -> None:
    table = read(workbook([HEADER, *people_rows([1, 2])]))
    assert [row.faults for row in table.rows] == [[], []]
    statement = table.rows[0].statement
    assert statement.facts == {
        "household_district": "chaoyang",
        "school": "university",
        "graduation": "2020-07-01",
        "is_registered_unemployed": False,
    }
    assert statement.parties["self"].number == resident(1)


def test_text_in_gbk_is_read_as_well_as_utf_8() -> None:
    lines = [",".join(map(str, row)) for row in (HEADER, *people_rows([1]))]
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert read("\r\n".join(lines).encode(encoding)).rows[0].faults == []


def test_every_fault_names_cell_value_and_remedy() -> None:
    rows = people_rows(range(5))
    rows[0][0] = resident(0)[:-1] + ("1" if resident(0)[-1] != "1" else "2")
    rows[1][3] = "大学毕业"
    rows[2][4] = "2020年13月"
    rows[3][1] = ""
    rows[4][2] = "哪里都行"
    found = faults(workbook([HEADER, *rows]))
    assert [(row, letter) for row, letter, _ in found] == [(2, "A"), (3, "D"), (4, "E"), (5, "B"), (6, "C")]
    assert "校验码" in found[0][2] and resident(0)[6:14] not in found[0][2]


def test_two_rows_about_one_person_must_agree() -> None:
    rows = people_rows([1, 1, 1])
    rows[2][5] = "是"
    assert [(row, "内容不同" in message) for row, _, message in faults(workbook([HEADER, *rows]))] == [(4, True)]


def test_a_hire_without_its_day_is_not_told_apart() -> None:
    layout = layout_of(POLICY, "hires")
    header = [c.label.zh for c in layout.columns]
    row = dict.fromkeys(header, "")
    row |= {
        "用人单位统一社会信用代码": "x",
        "用人单位名称": "虚构商贸公司",
        "个人证件号码": resident(1),
        "个人姓名": "虚构甲",
    }
    found = faults(workbook([header, list(row.values())]), "hires")
    assert {message[:4] for _, _, message in found} >= {"没有填写"} and len(found) == 2


def test_a_formula_is_refused_in_its_cell() -> None:
    def change(book: Any) -> None:
        book.active["E2"] = "=TODAY()"

    assert [(row, letter) for row, letter, _ in faults(edited([HEADER, *people_rows([1])], change))] == [(2, "E")]


def test_a_merged_head_is_refused() -> None:
    def change(book: Any) -> None:
        book.active.merge_cells("A1:B1")

    assert "A1:B1" in refusal(edited([["证件号码", "姓名", "户籍"], [resident(1), "虚构", "朝阳区"]], change))


def test_a_merged_title_above_the_head_is_fine() -> None:
    def change(book: Any) -> None:
        book.active.merge_cells("A1:C1")

    assert read(edited([["人员登记表"], HEADER, *people_rows([1])], change)).rows[0].faults == []


def test_hidden_rows_are_not_imported_unseen() -> None:
    def change(book: Any) -> None:
        book.active.row_dimensions[3].hidden = True

    found = faults(edited([HEADER, *people_rows([1, 2, 3])], change))
    assert [row for row, _, _ in found] == [3] and "隐藏" in found[0][2]


def test_hidden_sheets_are_left_out_and_named() -> None:
    def change(book: Any) -> None:
        other = book.create_sheet("旧名单", 0)
        for row in (HEADER, *people_rows([9])):
            other.append(row)
        other.sheet_state = "hidden"

    table = read(edited([HEADER, *people_rows([1])], change))
    assert table.rows[0].statement.parties["self"].number == resident(1)
    assert any("旧名单" in note.zh for note in table.notes)


def test_a_file_with_a_macro_is_refused() -> None:
    out = io.BytesIO(workbook([HEADER, *people_rows([1])]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert "宏" in refusal(out.getvalue())


def test_web_pages_and_damaged_files_under_the_name_of_a_table_are_refused() -> None:
    assert "网页" in refusal("<html><table><tr><td>证件号码</td></tr></table></html>".encode())
    assert "损坏" in refusal(workbook([HEADER])[:200])
    assert "密码" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600)
    assert refusal(b"")
    assert "表头" in refusal(workbook([["a", "b"], [1, 2]]))
    assert "没有内容" in refusal(workbook([HEADER]))


def test_a_file_that_lacks_a_needed_column_names_it() -> None:
    assert "姓名" in refusal(workbook([[h for h in HEADER if h != "姓名"], *[r[:1] + r[2:] for r in people_rows([1])]]))


def test_a_column_that_stands_twice_is_refused() -> None:
    assert "A列和G列" in refusal(workbook([[*HEADER, "身份证号"], *people_rows([1])]))


def test_more_than_20_000_rows_are_refused() -> None:
    assert "20000" in refusal(workbook([HEADER, *([["x"] * 6] * 20_001)]))


def test_an_identity_number_cannot_name_a_row() -> None:
    layout = layout_of(POLICY, "projects")
    header = [c.label.zh for c in layout.columns]
    row = dict.fromkeys(header, "") | {"编号": resident(5)}
    assert "编号" in faults(workbook([header, list(row.values())]), "projects")[0][2]


@pytest.mark.django_db
@pytest.mark.parametrize("table", [t.name for t in POLICY.registers.tables])
def test_the_template_of_each_table_reads_back(table: str) -> None:
    content = template_of(layout_of(POLICY, table), "zh")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [c.value for c in book.worksheets[0][1]] == [c.header("zh") for c in layout_of(POLICY, table).columns]
    assert "没有内容" in str(refused_template(content, table))


def refused_template(content: bytes, table: str) -> str:
    with pytest.raises(RosterError) as error:
        read(content, table)
    return error.value.message.zh


def test_the_file_comes_back_with_what_is_wrong_and_reads_again_once_corrected() -> None:
    rows = people_rows([1, 2])
    rows[1][3] = "大学毕业"
    content = workbook([HEADER, *rows])
    back, ending = give_back(read(content), content, "zh")
    assert ending == "xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(back)).active
    assert sheet["G1"].value == "错误原因" and sheet["G2"].value is None and "大学毕业" in sheet["G3"].value
    sheet["D3"] = "高等学校（大学、大专）"
    out = io.BytesIO()
    sheet.parent.save(out)
    assert [row.faults for row in read(out.getvalue()).rows] == [[], []]


def test_what_comes_back_is_never_a_formula() -> None:
    rows = people_rows([1])
    rows[0][3] = "=1+1"
    text = "\r\n".join(",".join(map(str, row)) for row in (HEADER, *rows)).encode()
    back, ending = give_back(read(text), text, "zh")
    assert ending == "csv" and ",'=1+1," in back.decode("utf-8-sig")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    for at, row in enumerate((HEADER, *rows)):
        book.worksheets() or book.add_worksheet()
        book.worksheets()[0].write_row(at, 0, row)
    book.close()
    back, _ = give_back(read(out.getvalue()), out.getvalue(), "zh")
    cell = openpyxl.load_workbook(io.BytesIO(back)).active["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
