"""The workbooks: an empty roster to fill in, and the result with the reasons beside each row."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from tests.support import rosters

from wenjiu.rosters.checking import check
from wenjiu.rosters.reading import from_file, from_text
from wenjiu.rosters.tables import table_of
from wenjiu.rosters.templates import examples, template
from wenjiu.rosters.workbook import workbook


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("policy", "id"), rosters.ROSTERS)
def test_a_filled_in_template_is_read_back_without_a_fault(policy: str, id: str, lang: str) -> None:
    form = rosters.form_of(policy, id)
    book = opened(template(form, lang))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[2]]
    assert header == [c.header(lang) for c in form.columns] and sheet.freeze_panes == "B3"
    shown = examples(form, lang)
    for place, column in enumerate(form.columns, 1):
        sheet.cell(4, place).value = "x-1" if column.fact is None else shown.get(column.id)
        assert column.fact is None or shown.get(column.id), f"no example for {column.id}"
    out = io.BytesIO()
    book.save(out)
    table = table_of(form, from_file(out.getvalue()))
    assert not table.all_faults and not table.ignored_columns
    assert ([row.number for row in table.rows], table.ignored_rows) == ([4], [3])


def test_a_template_has_drop_down_lists_text_columns_and_an_explanation_of_each_column() -> None:
    form = rosters.form_of("chaoyang_2020", "hires")
    book = opened(template(form, "zh"))
    sheet, guide = book.worksheets
    lists = {next(iter(rule.sqref.ranges)).min_col: rule.formula1 for rule in sheet.data_validations.dataValidation}
    place = {c.id: k for k, c in enumerate(form.columns, 1)}
    assert lists[place["is_new_hire"]] == '"是,否"' and lists[place["person_hukou_district"]] == '"朝阳区,其他区"'
    assert sheet.column_dimensions["B"].width and sheet["B3"].number_format == "@"
    told = {row[0].value: [cell.value for cell in row] for row in guide.iter_rows(min_row=2)}
    assert set(told) == {c.label.zh for c in form.columns}
    assert told["招用日期"][1] == "是" and "3.2a" in told["招用日期"][5]


@pytest.mark.parametrize(("policy", "id"), rosters.ROSTERS)
def test_the_result_has_the_same_rows_with_the_reasons_and_every_fault(policy: str, id: str) -> None:
    form = rosters.form_of(policy, id)
    drawn = rosters.draw(form, 3, rows=12, faults=3)
    found = check(
        form, table_of(form, from_text(rosters.pasted(drawn.header, drawn.rows))), rosters.given_example(form)
    )
    book = opened(workbook(found, [("申报年度", "2021")]))
    summary, rows, faults = book.worksheets
    unused = {(fault.row, fault.column.id) for result in found.rows for fault in result.unused}
    assert unused <= drawn.planted
    assert rows.max_row == 13 and faults.max_row == 1 + len(drawn.planted - unused)
    heads = [cell.value for cell in rows[1]]
    for k, result in enumerate(found.rows, 2):
        line = dict(zip(heads, (cell.value for cell in rows[k]), strict=True))
        assert line["原行号"] == result.row.number
        for v in result.verdicts:
            assert line[f"{v.measure} 结论"] == v.word("zh") and line[f"{v.measure} 原因"] == v.sentence("zh")
            assert line[f"{v.measure} 金额（元）"] == (None if v.amount is None else v.amount / 100)
        assert bool(line["错误"]) == bool(result.row.faults)
    texts = {str(cell.value) for row in summary.iter_rows() for cell in row if cell.value is not None}
    assert {"2021", form.kind.name.zh} <= texts and found.payable / 100 in {
        cell.value for row in summary.iter_rows() for cell in row
    }


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    form = rosters.form_of("chaoyang_2020", "hires")
    text = '姓名\t新招用\n=HYPERLINK("http://127.0.0.1")\t+1\n@cmd\t-2'
    book = opened(workbook(check(form, table_of(form, from_text(text)), {})))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [cell.value for cell in cells if str(cell.value or "")[:1] in ("=", "+", "@", "-")]


def test_the_result_can_be_checked_again() -> None:
    form = rosters.form_of("chaoyang_2020", "hires")
    drawn = rosters.draw(form, 9, rows=8, faults=0)
    found = check(
        form, table_of(form, from_text(rosters.pasted(drawn.header, drawn.rows))), rosters.given_example(form)
    )
    again = check(form, table_of(form, from_file(workbook(found))), rosters.given_example(form))
    assert again.payable == found.payable and len(again.rows) == 8
