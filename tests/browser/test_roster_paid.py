"""One roster from an empty database to money that came back, was paid again, and closed, all in the browser.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from stdnum.cn import ric
from tests.browser.bureau import Person, bureau, workbook

PEOPLE = 50
FIRM, FIRM_CODE = "虚构·东溪机械厂", "91110105MA00000012"
TODAY = dt.date.today()
HIRED = (TODAY - dt.timedelta(days=60)).isoformat()
#: The clause pays 5,000 yuan for each hire; the budget is set below.
EACH, BUDGET = 5_000, 300_000


def resident(n: int) -> tuple[str, str]:
    """Return number and name of the invented resident n."""
    body = f"110105{1970 + n % 30}{1 + n % 12:02d}{1 + n % 28:02d}{100 + n:03d}"
    return body + ric.calc_check_digit(body + "0"), f"虚构{n:02d}"


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, Path]]:
    """An installation with personas and areas, and nothing else."""
    with bureau(WENJIU_DEMO_DISTRICT="0") as served:
        yield served


class Journey:
    """The people of the journey, and what it cost them."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.browser, self.site = chromium, site
        self.people: dict[str, Person] = {}
        self.began = time.monotonic()

    def as_(self, persona: str) -> Person:
        """Return a person, who stays in the own browser window."""
        if persona not in self.people:
            self.people[persona] = Person(self.browser, self.site, f"demo-{persona}")
        return self.people[persona]

    def import_file(self, table: str, head: list[str], rows: list[list[object]]) -> None:
        """Bring a file into a register: upload, look at the preview, confirm."""
        keeper = self.as_("keeper")
        keeper.open(f"/desk/registers/{table}/")
        keeper.give_file("文件", f"{table}.xlsx", workbook(head, rows))
        keeper.type("数据来源", "虚构的登记")
        keeper.click("上传并预览")
        keeper.click(f"导入全部 {len(rows)} 行")
        assert f"已导入{len(rows)}行" in keeper.page.locator("body").inner_text()

    def shoot(self, persona: str, name: str) -> None:
        """Take a picture of the page that a person sees, where WENJIU_SHOTS names a folder."""
        if folder := os.environ.get("WENJIU_SHOTS"):
            self.as_(persona).page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def cost(self) -> dict[str, object]:
        """Return clicks and typed fields of each person, and seconds."""
        return {
            "seconds": round(time.monotonic() - self.began),
            **{name: {"clicks": p.clicks, "typed": p.typed} for name, p in self.people.items()},
        }

    def close(self) -> None:
        """Close every window."""
        for person in self.people.values():
            person.close()


def fill_registers(journey: Journey) -> None:
    """Import people, firms, hires of 47 of the 50, and one past award."""
    people = [resident(n) for n in range(1, PEOPLE + 1)]
    journey.import_file(
        "persons",
        ["证件号码", "姓名", "户籍", "毕业学校类别", "毕业日期"],
        [[number, name, "朝阳区", "高等学校（大学、大专）", "2019-07-01"] for number, name in people],
    )
    journey.import_file(
        "firms",
        [
            "统一社会信用代码",
            "名称",
            "街道（地区）",
            "是用人单位",
            "注册地",
            "纳税地",
            "正常经营",
            "成立日期",
            "企业规模",
        ],
        [[FIRM_CODE, FIRM, "建外街道", "是", "朝阳区", "朝阳区", "是", "2024-05-01", "小型"]],
    )
    journey.import_file(
        "hires",
        [
            "用人单位统一社会信用代码",
            "用人单位名称",
            "个人证件号码",
            "个人姓名",
            "新招用",
            "招用日期",
            "申报年度",
            "招用前登记失业",
        ],
        [[FIRM_CODE, FIRM, number, name, "是", HIRED, TODAY.year, "是"] for number, name in people[:47]],
    )
    number, name = resident(90)
    journey.import_file(
        "awards",
        ["措施编号", "单位统一社会信用代码", "单位名称", "个人证件号码", "个人姓名", "年度", "金额（元）", "发放日期"],
        [["3.2a", FIRM_CODE, FIRM, number, name, TODAY.year - 1, EACH, f"{TODAY.year - 1}-06-01"]],
    )


def set_budget(journey: Journey) -> None:
    """Set the budget of the year by two people."""
    maker = journey.as_("maker")
    maker.open("/desk/money/budgets/")
    maker.field("补贴项目").select_option(value="3.2a")
    maker.type("金额（元）", str(BUDGET))
    maker.type("依据（批复文号）", "虚构批复1号")
    maker.click("提出")
    releaser = journey.as_("releaser")
    releaser.open("/desk/money/budgets/")
    releaser.click(re.compile("300,000"))
    releaser.click("确认这项变动")


def enter_account(journey: Journey, number: str) -> None:
    """Enter an account of the firm."""
    firm = journey.as_("firm")
    firm.open("/my/accounts/")
    firm.type("户名", FIRM)
    firm.type("开户银行和支行", "虚构银行东溪支行")
    firm.type("账号", number)
    firm.click("录入", exact=True)
    assert "待核对" in firm.said(), firm.said()


def check_account(journey: Journey, number: str) -> None:
    """Let finance check the account that waits, by somebody who did not enter it."""
    releaser = journey.as_("releaser")
    releaser.open("/desk/money/accounts/")
    releaser.click(re.compile(FIRM))
    releaser.click("显示完整账号")
    releaser.type("材料上的账号末6位", number[-6:])
    releaser.click("与材料一致")


def file_roster(journey: Journey) -> str:
    """File 50 lines, three of them without what the registers know of the others. Return the number of the case."""
    firm = journey.as_("firm")
    firm.open("/my/new/")
    firm.page.locator("input[name=measure][value='3.2a']").check()
    firm.clicks += 1
    firm.click("开始填写")
    rows = [[number, name] for number, name in (resident(n) for n in range(1, PEOPLE + 1))]
    firm.give_file("上传填好的表格", "名单.xlsx", workbook(["身份证件号码", "姓名"], rows))
    firm.click("上传", exact=True)
    assert "50 行" in firm.said()
    firm.click("核对并提交")
    assert "其中 3 人" in firm.said()
    firm.tick("以上内容属实")
    firm.click("确认提交")
    found = re.search(r"\d{4}-32a-\d{6}", firm.said())
    assert found is not None, firm.said()
    return found[0]


#: The lines that the registers say nothing of.
BAD = (48, 49, 50)


def ask_for_corrections(journey: Journey, number: str) -> None:
    """Put what three lines lack into one notice, and send it."""
    clerk = journey.as_("specialist")
    clerk.open(f"/desk/cases/{number}/")
    clerk.click("把资料不全的都写进补正通知")
    journey.shoot("specialist", "correction-notice")
    clerk.click("一次性告知补正")


def correct(journey: Journey) -> None:
    """Answer the notice: two people are as the others, one was not registered as unemployed."""
    firm = journey.as_("firm")
    firm.open("/my/")
    firm.click("去补正")
    for line in BAD:
        unemployed = "否" if line == BAD[-1] else "是"
        given = {"is_new_hire": "是", "is_fresh_university_graduate": "否",
                 "is_registered_unemployed_before_hire": unemployed}  # fmt: skip
        firm.page.locator(f"[name='l{line}-hire_date']").fill(HIRED)
        firm.page.locator(f"[name='l{line}-claim_year']").fill(str(TODAY.year))
        firm.typed += 2
        for name, value in given.items():
            firm.page.locator(f"#r-l{line}-{name}").get_by_label(value, exact=True).check()
            firm.clicks += 1
    journey.shoot("firm", "correct")
    firm.click("提交补正")


def review(journey: Journey, number: str) -> None:
    """Let street and district review, four different people; the one line that is not met is refused."""
    clerk = journey.as_("specialist")
    clerk.open("/desk/")
    clerk.open(f"/desk/cases/{number}/")
    clerk.click("受理", exact=True)
    first = journey.as_("reviewer")
    first.open(f"/desk/cases/{number}/")
    first.click("把不符合的都标为不同意")
    journey.shoot("reviewer", "first-review")
    first.click("建议支持")
    assert "您刚办了" in first.said(), first.said()[:1500]
    second = journey.as_("district-1")
    second.open(f"/desk/cases/{number}/")
    second.click("建议支持")
    assert "您刚办了" in second.said(), second.said()[:1500]
    last = journey.as_("approver")
    last.open(f"/desk/cases/{number}/")
    journey.shoot("approver", "decision")
    last.click("准予")
    journey.shoot("approver", "refusal-preview")
    last.click("确认：其余准予")
    assert "您刚办了" in last.said(), last.said()[:1500]


def show(journey: Journey) -> None:
    """Publish the notice, let its period pass, and end it."""
    official = journey.as_("district-2")
    official.open("/desk/notices/")
    official.click("看公示内容")
    journey.shoot("district-2", "notice-preview")
    official.click("确认，开始公示")
    official.open("/desk/notices/")
    official.click("拨到公示结束后")
    official.open("/desk/notices/")
    official.click("结束公示")


def send(journey: Journey) -> tuple[str, list[list[str]]]:
    """Make a batch of all that waits, let another person release it, and take the file. Return number and its rows."""
    maker = journey.as_("maker")
    maker.open("/desk/money/pay/")
    maker.click("把勾选的做成批次")
    maker.click("冻结，交给别人放款")
    found = re.search(r"P\d{4}-\d{4}", maker.said())
    assert found is not None, maker.said()[:500]
    releaser = journey.as_("releaser")
    releaser.open(f"/desk/money/batches/{found[0]}/")
    releaser.click("放款……")
    releaser.click("放款 ", where="main form")
    maker.open(f"/desk/money/batches/{found[0]}/")
    journey.shoot("maker", "batch")
    with maker.page.expect_download() as download:
        maker.page.locator("main").get_by_role("button", name="CSV").first.click()
    maker.clicks += 1
    text = Path(download.value.path()).read_bytes()
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig" if text.startswith(b"\xef\xbb\xbf") else "gb18030"))))
    return found[0], rows


def answer_of_the_bank(journey: Journey, batch: str, references: list[str], returned: int) -> None:
    """Read the bank's answer: all is paid but the first lines."""
    rows = [f"{ref},{EACH}.00,{'退回,账号户名不符' if k < returned else '成功,'}" for k, ref in enumerate(references)]
    head = f"批次号,{batch},笔数,{len(rows)},合计,{len(rows) * EACH}.00\r\n付款流水号,金额,结果,原因\r\n"
    data = (head + "\r\n".join(rows) + f"\r\n结束,{len(rows)}\r\n").encode("gb18030")
    maker = journey.as_("maker")
    maker.open(f"/desk/money/batches/{batch}/")
    maker.give_file("银行的回盘文件", "回盘.csv", data)
    maker.click("读取回盘")
    maker.click("确认登记")
    journey.shoot("maker", "bank-return")


def references(batch: str, rows: list[list[str]]) -> list[str]:
    """Return the references of a payment file: the cells that begin with the number of the batch and a dash."""
    return [cell for row in rows for cell in row if re.fullmatch(rf"{batch}-\d+", cell)]


def test_a_roster_is_paid_from_an_empty_database(chromium: Browser, site: tuple[str, Path]) -> None:
    address, data = site
    journey = Journey(chromium, address)
    fill_registers(journey)
    set_budget(journey)
    enter_account(journey, "110900000001")
    number = file_roster(journey)
    print(number, json.dumps(journey.cost(), ensure_ascii=False))
    ask_for_corrections(journey, number)
    correct(journey)
    review(journey, number)
    check_account(journey, "110900000001")
    show(journey)
    batch, rows = send(journey)
    sent = references(batch, rows)
    assert len(sent) == 49
    answer_of_the_bank(journey, batch, sent, returned=1)
    enter_account(journey, "110900000002")
    check_account(journey, "110900000002")
    again, rows = send(journey)
    assert len(references(again, rows)) == 1
    answer_of_the_bank(journey, again, references(again, rows), returned=0)
    firm = journey.as_("firm")
    firm.open(f"/my/cases/{number}/")
    journey.shoot("firm", "case-closed")
    assert "已办结" in firm.said()
    overview = journey.as_("leader")
    overview.open("/desk/district/")
    journey.shoot("leader", "district")
    checked = manage(data, "ledger_check"), manage(data, "replay")
    assert "100.00% equal" in checked[1], checked
    # By hand: 49 of 50 lines at 5,000 are 245,000, and 55,000 of 300,000 are left.
    overview.open("/desk/money/")
    assert "245,000" in overview.said() and "55,000" in overview.said(), overview.said()
    print(json.dumps(journey.cost(), ensure_ascii=False))
    journey.close()


def manage(data: Path, command: str) -> str:
    """Run a check of the installation, which must find nothing wrong, and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "wenjiu.config.manage", command],
        env={**os.environ, "WENJIU_DATA": str(data), "WENJIU_PROFILE": "demo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
