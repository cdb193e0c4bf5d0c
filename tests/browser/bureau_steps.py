"""What the journeys through a bureau share: who is there, what they cost, and the steps that every paying measure takes.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser
from stdnum.cn import ric
from tests.browser.bureau import Person, workbook

FIRM, FIRM_CODE = "虚构·东溪机械厂", "91110105MA00000012"
TODAY = dt.date.today()
HIRED = (TODAY - dt.timedelta(days=60)).isoformat()
FIRMS = [
    "统一社会信用代码",
    "名称",
    "街道（地区）",
    "是用人单位",
    "注册地",
    "纳税地",
    "正常经营",
    "成立日期",
    "企业规模",
    "单位类型",
]
#: A small enterprise in its third year.
SMALL_FIRM = [FIRM_CODE, FIRM, "建外街道", "是", "朝阳区", "朝阳区", "是", f"{TODAY.year - 2}-05-01", "小型", "企业"]
PEOPLE = ["证件号码", "姓名", "户籍", "毕业学校类别", "毕业日期"]
HIRES = ["用人单位统一社会信用代码", "用人单位名称", "个人证件号码", "个人姓名", "新招用", "招用日期", "申报年度", "招用前登记失业"]  # fmt: skip
#: Where the pictures of docs/screenshots are taken, and where what a journey cost is written.
SHOTS, EVIDENCE = "WENJIU_SHOTS", "WENJIU_EVIDENCE"


def resident(n: int) -> tuple[str, str]:
    """Return number and name of the invented resident n."""
    body = f"110105{1970 + n % 30}{1 + n % 12:02d}{1 + n % 28:02d}{100 + n:03d}"
    return body + ric.calc_check_digit(body + "0"), f"虚构{n:02d}"


def hire(n: int) -> list[object]:
    """Return the row of a resident in a file of hires of the firm."""
    return [FIRM_CODE, FIRM, *resident(n), "是", HIRED, TODAY.year, "是"]


def local(n: int) -> list[object]:
    """Return the row of a resident of the district in a file of people."""
    return [*resident(n), "朝阳区", "高等学校（大学、大专）", "2019-07-01"]


class Journey:
    """The people of a journey, and what it cost them."""

    def __init__(self, chromium: Browser, site: str, name: str) -> None:
        self.browser, self.site, self.name = chromium, site, name
        self.people: dict[str, Person] = {}
        self.seconds: dict[str, float] = {}
        self.now, self.since = "", time.monotonic()

    def as_(self, persona: str) -> Person:
        """Return a person, who stays in the own browser window. The clock of the one before stops."""
        self._stop_clock()
        self.now = persona
        if persona not in self.people:
            self.people[persona] = Person(self.browser, self.site, f"demo-{persona}")
        return self.people[persona]

    def _stop_clock(self) -> None:
        until = time.monotonic()
        self.seconds[self.now] = self.seconds.get(self.now, 0) + until - self.since
        self.since = until

    def import_file(self, table: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Bring a file into a register: upload, look at the preview, confirm."""
        keeper = self.as_("keeper")
        keeper.open(f"/desk/registers/{table}/")
        keeper.give_file("文件", f"{table}.xlsx", workbook(head, rows))
        keeper.type("数据来源", "虚构的登记")
        keeper.click("上传并预览")
        keeper.click(f"导入全部 {len(rows)} 行")
        assert f"已导入{len(rows)}行" in keeper.page.locator("body").inner_text()

    def shoot(self, persona: str, name: str, at: str = "") -> None:
        """Take pictures of the page that a person sees on two screens, where WENJIU_SHOTS names a folder.

        `at`: what stands at the top of the picture; the beginning of the page where it is empty.
        """
        if not (folder := os.environ.get(SHOTS)):
            return
        page = self.as_(persona).page
        for width, height in ((360, 740), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(
                "at => at ? document.querySelector(at).scrollIntoView({behavior: 'instant'}) : window.scrollTo(0, 0)",
                at,
            )
            page.screenshot(path=f"{folder}/bureau-{name}-{width}.png")
        page.set_viewport_size({"width": 1280, "height": 900})

    def cost(self) -> str:
        """Return what each person clicked and typed, and the seconds in the own window, as a part of a page."""
        rows = [(who, p.clicks, p.typed, round(self.seconds[who])) for who, p in self.people.items()]
        rows.append(("together", *(sum(row[at] for row in rows) for at in (1, 2, 3))))
        head = f"\n## {self.name}\n\n| who | clicks | fields typed | seconds |\n| --- | ---: | ---: | ---: |\n"
        return head + "".join(f"| {who} | {clicks} | {typed} | {took} |\n" for who, clicks, typed, took in rows)

    def close(self) -> None:
        """Write what it cost, and close every window."""
        self._stop_clock()
        if file := os.environ.get(EVIDENCE):
            with Path(file).open("a", encoding="utf-8") as out:
                out.write(self.cost())
        for person in self.people.values():
            person.close()


def set_budget(journey: Journey, code: str, yuan: int) -> None:
    """Set the budget of the year by two people."""
    maker = journey.as_("maker")
    maker.open("/desk/money/budgets/")
    maker.field("补贴项目").select_option(value=code)
    maker.type("金额（元）", str(yuan))
    maker.type("依据（批复文号）", "虚构批复1号")
    maker.click("提出")
    releaser = journey.as_("releaser")
    releaser.open("/desk/money/budgets/")
    releaser.click(re.compile(f"{yuan:,}"))
    releaser.click("确认这项变动")


def enter_account(journey: Journey, persona: str, holder: str, number: str) -> None:
    """Enter an account of somebody, in the own name."""
    person = journey.as_(persona)
    person.open("/my/accounts/")
    person.type("户名", holder)
    person.type("开户银行和支行", "虚构银行东溪支行")
    person.type("账号", number)
    person.click("录入", exact=True)
    assert "待核对" in person.said(), person.said()


def check_account(journey: Journey, holder: str) -> None:
    """Let finance check the account that waits, by somebody who did not enter it."""
    releaser = journey.as_("releaser")
    releaser.open("/desk/money/accounts/")
    releaser.click(re.compile(holder))
    releaser.click("显示完整账号")
    number = re.search(r"\b\d{12}\b", releaser.said())
    assert number is not None, releaser.said()
    releaser.type("材料上的账号末6位", number[0][-6:])
    releaser.click("与材料一致")


def begin(journey: Journey, persona: str, code: str) -> Person:
    """Begin a filing of a measure, and return who files."""
    person = journey.as_(persona)
    person.open("/my/new/")
    fold = person.page.locator(f"details:not([open]):has(input[name=measure][value='{code}']) > summary")
    if fold.count():
        fold.click()
    person.page.locator(f"input[name=measure][value='{code}']").check()
    person.clicks += 1
    person.click(re.compile("开始填写"))
    return person


def submit(person: Person, says: str) -> str:
    """Submit a draft after a look at what would be sent. Return the number of its case."""
    person.click("核对并提交")
    assert says in person.said(), person.said()
    person.tick("以上内容属实")
    for box in person.page.locator("main input[name=again]").all():  # there is a filing that may be about the same money
        box.check()
    person.click("确认提交")
    found = re.search(r"\d{4}-\d\w+-\d{6}", person.said())
    assert found is not None, person.said()
    return found[0]


def take(
    journey: Journey, persona: str, number: str, *buttons: str, reason: str = "", cleared: str = ""
) -> Person:  # fmt: skip
    """Take a step of a case, and return who took it. `cleared`: why the finding that warns is cleared.

    Who accepts a case without papers that have to be handed in says why.
    """
    person = journey.as_(persona)
    person.open(f"/desk/cases/{number}/")
    if reason:
        person.type("理由", reason)
    if cleared:
        person.type("为什么可以放行", cleared)
        person.click("放行", exact=True)
    for button in buttons:
        person.click(button, exact=True)
    if "仍要受理？" in person.said():
        person.type("为什么不交也受理", "纸质原件已经核对")
        person.click("仍要受理", exact=True)
    if "确认，准予" in person.said():
        person.click("确认，准予", exact=True)
    assert "您刚办了" in person.said(), person.said()[:1500]
    return person


#: The four who review, and what each presses where everything is as the clause asks.
APPROVING = (("specialist", "受理"), ("reviewer", "建议支持"), ("district-1", "建议支持"), ("approver", "准予"))


def approve(journey: Journey, number: str, cleared: str = "") -> None:
    """Let street and district review a case and grant it, four different people; the second clears a finding."""
    for persona, button in APPROVING:
        take(journey, persona, number, button, cleared=cleared if persona == "reviewer" else "")


def show(journey: Journey) -> None:
    """Publish the notice, let its period pass, and end it."""
    official = journey.as_("district-2")
    official.open("/desk/notices/")
    official.click("看公示内容")
    journey.shoot("district-2", "notice")
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
    maker = journey.as_("maker")
    maker.open(f"/desk/money/batches/{found[0]}/")
    with maker.page.expect_download() as download:
        maker.page.locator("main").get_by_role("button", name="CSV").first.click()
    maker.clicks += 1
    text = Path(download.value.path()).read_bytes()
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig" if text.startswith(b"\xef\xbb\xbf") else "gb18030"))))
    return found[0], rows


def references(batch: str, rows: list[list[str]]) -> list[str]:
    """Return the references of a payment file: the cells that begin with the number of the batch and a dash."""
    return [cell for row in rows for cell in row if re.fullmatch(rf"{batch}-\d+", cell)]


def answer_of_the_bank(journey: Journey, batch: str, sent: Sequence[str], each: int, returned: int = 0) -> None:
    """Read the bank's answer: all is paid but the first lines."""
    rows = [f"{ref},{each}.00,{'退回,账号户名不符' if k < returned else '成功,'}" for k, ref in enumerate(sent)]
    head = f"批次号,{batch},笔数,{len(rows)},合计,{len(rows) * each}.00\r\n付款流水号,金额,结果,原因\r\n"
    data = (head + "\r\n".join(rows) + f"\r\n结束,{len(rows)}\r\n").encode("gb18030")
    maker = journey.as_("maker")
    maker.open(f"/desk/money/batches/{batch}/")
    maker.give_file("银行的回盘文件", "回盘.csv", data)
    maker.click("读取回盘")
    maker.click("确认登记")


def pay(journey: Journey, each: int) -> None:
    """Send the one payment that waits, and let the bank pay it."""
    batch, rows = send(journey)
    sent = references(batch, rows)
    assert len(sent) == 1
    answer_of_the_bank(journey, batch, sent, each)


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
