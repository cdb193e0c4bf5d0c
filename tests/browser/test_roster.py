"""A roster in a real browser: paste rows or open a file, read the verdicts, take the workbook away; also without JavaScript."""

import openpyxl
import pytest
from tests.browser.measuring import SurveyedPages, surveyor
from tests.support import rosters
from tests.support.counts import some

HEADER = ["姓名", "人员编号", "新招用*", "招用日期*", "职工户籍*", "招用前登记失业", "领过这项补贴", "部门"]
ROWS = [
    ["张一", "A1", "是", "2021-09-01", "朝阳区", "是", "否", "销售"],
    ["李二", "A2", "√", "2021.3.5", "朝阳", "有", "无", "销售"],
    ["王三", "A3", "是", "去年", "朝阳区", "是", "否", "后勤"],
    ["赵四", "A4", "是", "2021-09-01", "海淀区", "是", "否", "后勤"],
    ["钱五", "A1", "是", "2021-10-01", "朝阳区", "是", "否", "后勤"],
    ["合计", "5", "", "", "", "", "", ""],
]


def fill(v, id="hires", **fields):
    """Fill in the form of a roster and send it."""
    v.open(f"/roster/{id}/")
    for name, value in fields.items():
        v.page.locator(f"#{name.replace('__', '-')}").fill(value)
    v.page.locator("form[enctype] .btn-primary").click()
    v.page.wait_for_selector(".wj-verdict, #problem")


def six(v):
    """Paste the rows of six hires."""
    fill(v, once__claim_year="2021", once__application_date="2021-12-01", text=rosters.pasted(HEADER, ROWS))


def states(v):
    """Every page of this part."""
    for path in ("/roster/", "/roster/hires/", "/roster/training_year/"):
        v.open(path)
        yield path
    six(v)
    yield "six hires"
    fill(v, "training_year", text="人员编号\t培训类别\t人员类别\np1\t创业培训\t其他人员\np2\t创业培训\t?")
    yield "a year"
    fill(v, once__claim_year="soon", text="nothing")
    yield "complaints"


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every page; each walk is made once."""
    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """The pages of this part."""


@pytest.mark.parametrize("javascript", some([True, False], 2, "pasted rows with JavaScript"))
def test_pasted_rows_give_verdicts_a_sum_and_a_workbook_with_the_reasons(visitor, tmp_path, javascript):
    v = visitor(javascript=javascript, width=360)
    six(v)
    assert "10,000" in v.page.locator(".wj-verdict-money").inner_text()
    assert v.page.locator(".wj-roster tbody tr").count() == 5
    with v.page.expect_download() as download:
        v.page.get_by_role("button", name="下载结果").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    rows = list(openpyxl.load_workbook(path).worksheets[1].iter_rows(values_only=True))
    told = {row[1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert [told[name]["3.2a 结论"] for name in ("张一", "李二", "王三", "赵四", "钱五")] == [
        "符合", "符合", "还缺内容", "暂不符合", "不能同时领取"
    ]  # fmt: skip
    assert told["王三"]["错误"] and told["张一"]["3.2a 金额（元）"] == 5000


def test_a_workbook_can_be_opened_and_its_answers_changed(visitor, tmp_path):
    v = visitor(javascript=False)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(rosters.xlsx_by_openpyxl(HEADER, ROWS, "2021年招用名单"))
    v.open("/roster/hires/")
    v.page.locator("#once-claim_year").fill("2020")
    v.page.locator("#file").set_input_files(path)
    v.page.get_by_role("button", name="核对名单").click()
    assert v.page.locator(".wj-verdict-money").inner_text().startswith("0")
    v.page.get_by_role("button", name="返回修改").click()
    v.page.locator("#once-claim_year").fill("2021")
    v.page.get_by_role("button", name="核对名单").click()
    assert "10,000" in v.page.locator(".wj-verdict-money").inner_text()
    assert v.page.locator(".wj-roster tbody tr td").first.inner_text() == "3"


def test_the_language_can_be_changed_without_losing_the_list(visitor):
    v = visitor()
    six(v)
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    assert "10,000" in v.page.locator(".wj-verdict-money").inner_text()
