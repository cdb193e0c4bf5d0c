"""The pages of the roster check: paste or open a list, read the verdicts, take the result away; nothing is kept."""

import html
import io
import logging
import re
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import rosters
from tests.support.forms import pressed
from tests.support.pages import CHINESE

from wenjiu.policies import load_policy
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.rosters.templates import examples
from wenjiu.standards import civil
from wenjiu.web.public import roster

KINDS = list(kinds_of(load_policy(settings.WENJIU_POLICY)))
HEADER = "姓名\t人员编号\t新招用*\t招用日期*\t职工户籍*\t招用前登记失业\t领过这项补贴"
SIX = f"""{HEADER}
张一\tA1\t是\t2021-09-01\t朝阳区\t是\t否
李二\tA2\t√\t2021.3.5\t朝阳\t有\t无
王三\tA3\t是\t去年\t朝阳区\t是\t否
赵四\tA4\t是\t44440\t海淀区\t是\t否
钱五\tA1\t是\t2021-10-01\t朝阳区\t是\t否
孙六\tA6\t是\t2021-10-01\t朝阳区\t否\t是"""
ONCE = {"once-claim_year": "2021", "once-application_date": "2021年12月1日"}


def send(client: Client, id: str = "hires", path: str = "", language: str = "zh-hans", **fields: Any) -> Any:
    """Post a form of a roster."""
    return client.post(f"/roster/{id}/{path}", {**ONCE, **fields}, headers={"accept-language": language})


def words(response: Any) -> str:
    """What can be read in the main part of a page, in one line; on English pages without what is marked as Chinese."""
    body = response.content.decode()
    main = body[body.index('<main id="main"') : body.index("</main>")]
    main = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', " ", main)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def xlsx(rows: str = SIX) -> SimpleUploadedFile:
    header, *lines = (line.split("\t") for line in rows.split("\n"))
    return SimpleUploadedFile("名单.xlsx", rosters.xlsx_by_openpyxl(header, lines))


def test_six_pasted_hires_get_a_verdict_each_and_a_sum(client: Client) -> None:
    answer = send(client, text=SIX)
    text = words(answer)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert "合计 10,000\u00a0元".replace("\u00a0", " ") in text and "名单共 6 行。 有 1 处需要改。" in text
    assert "第4行 D列 招用日期 去年" in text and "第2行的 3.2a 不能同时领取" in text
    assert "该人员须是朝阳区户籍；您填的是：其他区。" in text
    assert "有 1 格数字按日期读，例如第5行 D列的 44440 是2021年9月1日。" in text


def test_a_file_gives_the_same_page_as_the_pasted_rows(client: Client) -> None:
    pasted, opened = send(client, text=SIX), send(client, file=xlsx())
    assert words(opened) == words(pasted)


def test_a_file_is_read_before_the_text(client: Client) -> None:
    assert words(send(client, text="nothing of this", file=xlsx())) == words(send(client, text=SIX))


def test_the_result_is_downloaded_from_what_the_page_carries_and_keeps_the_rows_numbers(client: Client) -> None:
    for shown in (send(client, text=SIX), send(client, file=xlsx()), send(client, file=xlsx("title\n\n" + SIX))):
        body = shown.content.decode()
        form = body[body.index('<form id="carried"') :]
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form, re.DOTALL))
        sent = {name: html.unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}
        answer = client.post("/roster/hires/result.xlsx", sent)
        assert answer.headers["Content-Disposition"].endswith('.xlsx"')
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        rows = list(book.worksheets[1].iter_rows(values_only=True))
        numbers = [row[0] for row in rows[1:]]
        assert numbers == list(range(numbers[0], numbers[0] + 6))
        assert f"第{numbers[0]}行" in words(client.post("/roster/hires/", sent))
        assert 10_000 in [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]


def test_the_form_can_be_opened_again_with_what_was_filled_in(client: Client) -> None:
    again = send(client, text="\n" + SIX, do="change").content.decode()
    assert 'value="2021年12月1日"' in again
    assert html.unescape(again[again.index("<textarea") :].split(">\n", 1)[1].split("</textarea>")[0]) == "\n" + SIX


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "没有内容"),
        ({"text": "张一\t是"}, "没有找到表头"),
        ({"text": SIX, "once-claim_year": "去年"}, "申报年度："),
        ({"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))}, "密码"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + bytes(600))}, "打不开"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_remedy_and_the_rest_stays_filled_in(
    client: Client, fields: dict[str, Any], said: str
) -> None:
    for path in ("", "result.xlsx") if "file" not in fields else ("",):
        answer = send(client, path=path, **fields)
        assert answer.status_code == 422 and said in words(answer)
        assert 'role="alert"' in answer.content.decode() and "2021年12月1日" in answer.content.decode()


@pytest.mark.parametrize("id", KINDS)
def test_a_filled_in_template_of_every_roster_is_checked(client: Client, id: str) -> None:
    form = roster.form_of(load_policy(settings.WENJIU_POLICY), id)
    empty = client.get(f"/roster/{id}/template.xlsx")
    assert form is not None and empty.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(empty.content))
    sheet = book.worksheets[0]
    for place, cell in enumerate(sheet[3], 1):
        sheet.cell(4, place).value = cell.value if place > 2 else f"x{place}"
    out = io.BytesIO()
    book.save(out)
    answer = send(client, id, file=SimpleUploadedFile("a.xlsx", out.getvalue()))
    assert answer.status_code == 200 and "名单共 1 行。" in words(answer) and "需要改" not in words(answer)


@pytest.mark.parametrize("url", ["/roster/", *(f"/roster/{id}/" for id in KINDS)])
def test_the_pages_have_no_chinese_left_in_english(get: Any, url: str) -> None:
    assert CHINESE.findall(re.sub(r"朝政发〔\d{4}〕\d+号", "", get(url, "en").text)) == []


def test_the_result_has_no_chinese_left_in_english_but_what_was_typed(client: Client) -> None:
    typed = (
        "name\tperson ID\tnewly hired\tday of the hire\thousehold\tregistered unemployed before the hire\talready paid"
    )
    rows = ["a\tA1\tyes\t2021-09-01\tother\tyes\tno", "b\tA2\tyes\tlast year\tChaoyang District\tmaybe\tno"]
    text = words(send(client, language="en", text="\n".join([typed, *rows])))
    assert CHINESE.findall(text) == [] and "To correct" in text


@pytest.mark.parametrize("id", KINDS)
def test_the_form_of_a_roster_is_filled_in_for_the_chosen_day(client: Client, id: str) -> None:
    body = client.get(f"/roster/{id}/?on=2021-12-10", headers={"accept-language": "zh"}).content.decode()
    typed = dict(re.findall(r'name="(once-[^"]+)" value="([^"]*)"', body))
    assert typed["once-application_date"] == "2021-12-10"
    assert {text for name, text in typed.items() if name.endswith("_year")} <= {"2021"}
    file = client.get(f"/roster/{id}/template.xlsx?on=2021-12-10").content
    cells = [str(cell.value) for s in openpyxl.load_workbook(io.BytesIO(file)) for row in s.iter_rows() for cell in row]
    assert not [text for text in cells if str(civil.date(civil.today()).year) in text]


@pytest.mark.parametrize("once", ["prefilled", "empty"])
def test_the_result_of_a_roster_is_that_of_the_chosen_day(client: Client, once: str) -> None:
    form = client.get("/roster/hires/?on=2021-12-10", headers={"accept-language": "zh"}).content.decode()
    fields = pressed(form, "/roster/hires/?on=2021-12-10") | {"text": SIX, "do": "check"}
    if once == "empty":
        fields |= {"once-application_date": ""}
    url = "/roster/hires/{}?on=2021-12-10"
    text = words(client.post(url.format(""), fields, headers={"accept-language": "zh"}))
    assert "合计 10,000 元" in text and "以受理部门的审核为准。 2021年12月10日" in text
    assert str(civil.date(civil.today()).year) not in text
    file = client.post(url.format("result.xlsx"), fields, headers={"accept-language": "zh"})
    assert "-20211210.xlsx" in file.headers["Content-Disposition"]
    summary = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert {row[0].value: row[1].value for row in summary.iter_rows()}["按哪一天"] == "2021-12-10"


def test_a_day_that_somebody_chose_leaves_nothing_in_the_form_of_today() -> None:
    policy = load_policy(settings.WENJIU_POLICY)
    with civil.answering(civil.parse("1950-01-01")):
        old = roster.form_of(policy, "hires")
    assert roster.form_of(policy, "hires") is roster.form_of(policy, "hires") is not old


def test_links_of_the_result_open_in_a_new_tab_and_say_so(client: Client) -> None:
    body = send(client, text=SIX).content.decode()
    body = body[body.index('<h2 id="sum"') : body.index("</main>")]
    links = re.findall(r"<a (.*?)>(.*?)</a>", body, re.DOTALL)
    leaving = [(about, text) for about, text in links if 'href="#' not in about]
    assert len(leaving) == 4
    for about, text in leaving:
        assert 'target="_blank" rel="noopener"' in about and "（新页）" in text


def test_the_result_says_who_is_paid_and_how_each_amount_is_worked_out(client: Client) -> None:
    one = words(send(client, text=SIX))
    assert "10,000 元 发给用人单位" in one and "怎么算的：用人单位：每人补贴标准 5,000元" in one
    kept = "姓名\t职工户籍\t见习期满\t本单位留用\t留用日期\t留用后参保月数\n甲\t朝阳区\t是\t是\t2021-03-15\t10"
    assert re.search(r"怎么算的：见习单位：.*个月 × .*元\) = 13,190\.80元", words(send(client, text=kept)))
    course = roster.form_of(load_policy(settings.WENJIU_POLICY), "course")
    assert course is not None
    rows = [[c.header("zh") for c in course.columns], [examples(course, "zh").get(c.id, "") for c in course.columns]]
    both = words(send(client, "course", text="\n".join("\t".join(row) for row in rows)))
    assert "2,000 元 培训机构：1,000 元 就业人员：1,000 元" in both and "0 元 发给培训机构 发给创业者" in both
    english = words(send(client, "hires", language="en", text=SIX))
    assert "paid to the employer" in english and "How it is worked out: employer: " in english


def test_a_row_that_is_not_paid_has_no_working(client: Client) -> None:
    text = words(send(client, text=f"{HEADER}\n赵四\tA4\t是\t2021-09-01\t海淀区\t是\t否"))
    assert "怎么算的" not in text and "发给用人单位" in text


def test_a_year_of_graduation_that_no_verdict_needs_is_a_grey_remark(client: Client) -> None:
    rows = [f"{HEADER}\t毕业日期", "张一\tA1\t是\t2021-09-01\t朝阳区\t是\t否\t2018"]
    body = send(client, text="\n".join(rows)).content.decode()
    assert '<p class="wj-muted">H列“毕业日期”：“2018”只有年份。结论没有用到，不用改。</p>' in body
    assert "需要改" not in body


def test_the_result_of_a_list_leads_to_what_the_unit_itself_gets(client: Client) -> None:
    body = send(client, text=SIX).content.decode()
    assert "单位自己能领的其他补贴，在这里查：" in body and '<a href="/" target="_blank" rel="noopener">首页' in body


def test_long_lists_are_shown_in_parts_and_the_sum_is_of_all(client: Client) -> None:
    many = "\n".join([HEADER, *(f"人{k}\tB{k}\t是\t2021-09-01\t朝阳区\t是\t否" for k in range(1, 602))])
    first, second = send(client, text=many), send(client, text=many, **{"from": "500"})
    assert "3,005,000 元" in words(first) and "3,005,000 元" in words(second)
    assert "人500 " in words(first) and "人501 " not in words(first)
    assert "人601 " in words(second) and "人500 " not in words(second)


def test_a_long_list_says_that_its_print_is_in_parts_and_is_shown_whole_for_print(client: Client) -> None:
    many = "\n".join([HEADER, *(f"人{k}\tB{k}\t是\t2021-09-01\t朝阳区\t是\t否" for k in range(1, 602))])
    part = send(client, text=many).content.decode()
    assert re.search(r'<p class="wj-paper">这里只印出 601 人中的一部分', part)
    fields = pressed(part, "/roster/hires/") | {"from": "all", "do": ""}
    assert 'name="from" value="all"' in part
    whole = client.post("/roster/hires/", fields).content.decode()
    assert all(f">人{k}</th>" in whole for k in (1, 500, 501, 601))
    assert "wj-paper" not in whole
    assert 'name="from" value="0"' in whole[whole.index("</table>") :]
    short = send(client, text=SIX).content.decode()
    assert "wj-paper" not in short and 'value="all"' not in short


def test_nothing_of_a_list_is_stored_logged_or_written_to_disk(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with caplog.at_level(logging.DEBUG):
        for answer in (send(client, file=xlsx()), send(client, text=SIX), send(client, path="result.xlsx", text=SIX)):
            assert answer.status_code == 200 and set(answer.cookies) <= {settings.CSRF_COOKIE_NAME}
            assert "no-store" in answer.headers["Cache-Control"]
    assert list(tmp_path.iterdir()) == [] and "张一" not in caplog.text


def test_only_the_form_of_a_roster_takes_a_file_and_only_one(client: Client) -> None:
    assert client.post("/roster/hires/", {"file": [xlsx(), xlsx()]}).status_code == 400
    for url in ("/roster/hires/result.xlsx", "/size/", "/roster/hires/template.xlsx"):
        assert client.post(url, {"file": xlsx()}).status_code in (400, 405)


def test_a_file_of_eight_megabytes_is_read_and_a_larger_one_is_refused_with_the_limit(client: Client) -> None:
    content = rosters.xlsx_with_a_picture(*(line.split("\t") for line in SIX.split("\n")), size=8 * 2**20 - 20_000)
    assert 7.9 * 2**20 < len(content) < 8 * 2**20
    assert "10,000 元" in words(send(client, file=SimpleUploadedFile("a.xlsx", content)))
    larger = send(client, file=SimpleUploadedFile("a.xlsx", content + bytes(40_000)))
    assert larger.status_code == 422 and "文件超过8MB" in words(larger)
    assert send(client, file=SimpleUploadedFile("a.xlsx", content + bytes(400_000))).status_code == 400
    assert send(client, text="x" * 3_000_000).status_code == 400


def test_a_file_whose_text_is_too_long_to_be_sent_again_is_refused_with_the_remedy(client: Client) -> None:
    header, *lines = (line.split("\t") for line in SIX.split("\n"))
    wide = [[*line, *["很长的备注" * 200] * 200] for line in lines]
    answer = send(client, file=SimpleUploadedFile("a.xlsx", rosters.xlsx_by_openpyxl([*header, *["备注"] * 200], wide)))
    assert answer.status_code == 422 and "内容太多" in words(answer)


def test_a_roster_that_is_not_there_is_not_found(client: Client) -> None:
    assert [client.get(f"/roster/nothing/{path}").status_code for path in ("", "template.xlsx")] == [404, 404]
    assert client.get("/roster/hires/result.xlsx").status_code == 302


def test_the_guide_of_a_measure_leads_to_its_rosters(client: Client) -> None:
    for kind in kinds_of(load_policy(settings.WENJIU_POLICY)).values():
        for code in kind.measures:
            assert f'href="/roster/{kind.id}/"' in client.get(f"/guide/{code}/").content.decode()
    assert "/roster/" not in client.get("/guide/5.2/").content.decode()


def test_another_district_has_its_own_rosters(client: Client, settings: Any) -> None:
    settings.WENJIU_POLICY = "sample_district"
    assert "取得证书的职工" in words(client.get("/roster/"))
    rows = "姓名\t证书编号\t证书等级\t发证日期\t申报时在岗\t领过这项补贴\n甲\tZ1\t技师\t2025-03-10\t是\t否\n乙\tZ1\t技师\t2025-03-10\t是\t否"
    fields = {"once-registered_district": "青溪区", "once-application_date": "2025-05-20", "text": rows}
    answer = client.post("/roster/certificates/", fields, headers={"accept-language": "zh"})
    assert answer.status_code == 200 and "不能同时领取" in words(answer)
    paid = load_policy("sample_district")["2.2"].assess(load_policy("sample_district").measures["2.2"].example)
    assert f"合计 {int(float(paid.amount or 0)):,} 元" in words(answer)
