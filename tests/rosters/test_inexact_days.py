"""A day of which only a part is written is a fault where a verdict needs the day, else a remark."""

from __future__ import annotations

import io

import openpyxl
import pytest
from tests.support import rosters

from wenjiu.rosters.checking import Checked
from wenjiu.rosters.exchange import result
from wenjiu.rosters.unused import in_words
from wenjiu.rosters.workbook import workbook
from wenjiu.standards import civil

HIRES = rosters.form_of("chaoyang_2020", "hires")
HEADER = "姓名\t新招用\t招用日期\t职工户籍\t招用前登记失业\t应届毕业生\t领过这项补贴\t毕业日期\t学历"
ONCE = {"claim_year": 2021, "application_date": civil.parse("2021-12-01")}


def hires(row: str, header: str = HEADER) -> Checked:
    return rosters.checked(HIRES, f"{header}\n{row}", **ONCE)


def places(found: Checked) -> tuple[list[str], list[str]]:
    """The columns that are to be corrected, and those that are only remarked on."""
    return [f.column.id for f in found.faults], [f.column.id for row in found.rows for f in row.unused]


@pytest.mark.parametrize(("typed", "said"), [("2018", "只有年份"), ("2018年", "只有年份"), ("2018年7月", "只有年和月")])
def test_a_graduation_given_as_a_year_is_a_remark_where_the_person_was_unemployed(typed: str, said: str) -> None:
    found = hires(f"甲\t是\t2021-09-01\t朝阳区\t是\t\t否\t{typed}\t")
    assert found.rows[0].verdicts[0].standing == "can"
    assert places(found) == ([], ["graduation_date"])
    words = in_words(found.rows[0].unused[0])
    assert said in words.zh and words.zh.endswith("结论没有用到，不用改。") and "nothing is to be corrected" in words.en


def test_it_is_a_remark_where_the_row_is_refused_whatever_the_day_is() -> None:
    found = hires("甲\t是\t2021-09-01\t海淀区\t否\t\t否\t2021\t")
    assert found.rows[0].verdicts[0].standing == "cannot"
    assert places(found) == ([], ["graduation_date"])


def test_it_stays_a_fault_where_the_verdict_needs_the_day() -> None:
    found = hires("甲\t是\t2021-09-01\t朝阳区\t否\t\t否\t2021\t大学（大专）")
    assert found.rows[0].verdicts[0].eligible == "unknown"
    assert places(found)[1] == [] and "graduation_date" in places(found)[0]


@pytest.mark.parametrize("district", ["朝阳区", "海淀区"])
def test_the_day_that_chooses_the_figures_is_always_needed(district: str) -> None:
    found = hires(f"甲\t是\t2021\t{district}\t是\t\t否\t\t")
    assert places(found) == (["hire_date"], [])


def test_a_cell_that_cannot_be_read_at_all_is_always_a_fault() -> None:
    found = hires("甲\t是\t2021-09-01\t朝阳区\t是\t\t否\t去年\t")
    assert found.rows[0].verdicts[0].standing == "can"
    assert places(found) == (["graduation_date"], [])


def test_the_only_cell_of_a_measure_stays_a_fault() -> None:
    found = hires("甲\t2021", "姓名\t留用日期\t见习期满")
    assert "retention_start" in places(found)[0] and places(found)[1] == []


def test_a_day_that_pays_for_months_stays_a_fault_although_the_row_is_refused() -> None:
    trainees = rosters.form_of("chaoyang_2020", "trainees")
    text = "姓名\t见习开始日期\t见习结束日期\n甲\t2021-03\t2021-08-31"
    found = rosters.checked(trainees, text, application_date=ONCE["application_date"])
    assert "traineeship_start" in places(found)[0]


def test_the_workbook_and_the_program_tell_the_remark_apart_from_the_faults() -> None:
    found = hires("甲\t是\t2021-09-01\t朝阳区\t是\t\t否\t2018\t")
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    cell = book.worksheets[1].cell(2, book.worksheets[1].max_column)
    assert "结论没有用到" in cell.value and (cell.font.color is None or cell.font.color.rgb != "FFB3001B")
    assert book.worksheets[2].max_row == 1
    (row,) = result(found)["rows"]
    assert row["faults"] == [] and "结论没有用到" in row["note"]
