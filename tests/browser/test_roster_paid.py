"""One roster from an empty database to money that came back, was paid again, and closed, all in the browser.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser import bureau_steps as steps
from tests.browser.bureau import bureau, workbook
from tests.browser.bureau_steps import FIRM, FIRM_CODE, FIRMS, HIRED, HIRES, PEOPLE, SMALL_FIRM, TODAY, Journey

LISTED = 50
#: The lines that the registers say nothing of.
BAD = (48, 49, 50)
#: The clause pays 5,000 yuan for each hire; the budget is set below.
EACH, BUDGET = 5_000, 300_000


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, Path]]:
    """An installation with personas and areas, and nothing else."""
    with bureau(WENJIU_DEMO_DISTRICT="0") as served:
        yield served


def fill_registers(journey: Journey) -> None:
    """Import people, firms, hires of 47 of the 50, and one past award."""
    journey.import_file("persons", PEOPLE, [steps.local(n) for n in range(1, LISTED + 1)])
    journey.import_file("firms", FIRMS, [SMALL_FIRM])
    journey.import_file("hires", HIRES, [steps.hire(n) for n in range(1, LISTED + 1) if n not in BAD])
    journey.import_file(
        "awards",
        ["措施编号", "单位统一社会信用代码", "单位名称", "个人证件号码", "个人姓名", "年度", "金额（元）", "发放日期"],
        [["3.2a", FIRM_CODE, FIRM, *steps.resident(90), TODAY.year - 1, EACH, f"{TODAY.year - 1}-06-01"]],
    )


def file_roster(journey: Journey) -> str:
    """File 50 lines, three of them without what the registers know of the others. Return the number of the case."""
    firm = steps.begin(journey, "firm", "3.2a")
    rows = [steps.resident(n) for n in range(1, LISTED + 1)]
    firm.give_file("上传填好的表格", "名单.xlsx", workbook(["身份证件号码", "姓名"], rows))
    firm.click("上传", exact=True)
    assert "50 行" in firm.said()
    journey.shoot("firm", "filing")
    return steps.submit(firm, "其中 3 人")


def ask_for_corrections(journey: Journey, number: str) -> None:
    """Put what three lines lack into one notice, and send it."""
    clerk = journey.as_("specialist")
    clerk.open("/desk/")
    clerk.open(f"/desk/cases/{number}/")
    clerk.click("把资料不全的都写进补正通知")
    clerk.click("一次性告知补正")
    clerk.click("确认，发给申请人")


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
        firm.typed += 1
        for name, value in given.items():
            firm.page.locator(f"#r-l{line}-{name}").get_by_label(value, exact=True).check()
            firm.clicks += 1
    journey.shoot("firm", "correction")
    firm.click("核对补正")
    firm.click("提交补正")


def review(journey: Journey, number: str) -> None:
    """Let street and district review, four different people; the one line that is not met is refused."""
    steps.take(journey, "specialist", number, "受理")
    first = journey.as_("reviewer")
    first.open(f"/desk/cases/{number}/")
    first.click("把不符合的都标为不同意")
    first.click("建议支持")
    assert "您刚办了" in first.said(), first.said()[:1500]
    steps.take(journey, "district-1", number, "建议支持")
    last = journey.as_("approver")
    last.open(f"/desk/cases/{number}/")
    journey.shoot("approver", "desk-case")
    last.click("准予")
    last.click("确认：其余准予")
    assert "您刚办了" in last.said(), last.said()[:1500]


@pytest.mark.one_in(3)
def test_a_roster_is_paid_from_an_empty_database(chromium: Browser, site: tuple[str, Path]) -> None:
    address, data = site
    journey = Journey(chromium, address, "3.2a")
    fill_registers(journey)
    steps.set_budget(journey, "3.2a", BUDGET)
    steps.enter_account(journey, "firm", FIRM, "110900000001")
    number = file_roster(journey)
    ask_for_corrections(journey, number)
    correct(journey)
    review(journey, number)
    steps.check_account(journey, FIRM)
    steps.show(journey)
    batch, rows = steps.send(journey)
    journey.shoot("maker", "batch")
    sent = steps.references(batch, rows)
    assert len(sent) == 49
    steps.answer_of_the_bank(journey, batch, sent, EACH, returned=1)
    steps.enter_account(journey, "firm", FIRM, "110900000002")
    steps.check_account(journey, FIRM)
    again, rows = steps.send(journey)
    assert len(steps.references(again, rows)) == 1
    steps.answer_of_the_bank(journey, again, steps.references(again, rows), EACH)
    firm = journey.as_("firm")
    firm.open(f"/my/cases/{number}/")
    assert "已办结" in firm.said()
    journey.shoot("firm", "case")
    overview = journey.as_("leader")
    overview.open("/desk/district/")
    journey.shoot("leader", "district")
    assert "100.00% equal" in steps.manage(data, "replay")
    steps.manage(data, "ledger_check")
    # By hand: 49 of 50 lines at 5,000 are 245,000, and 55,000 of 300,000 are left.
    overview.open("/desk/money/")
    assert "245,000" in overview.said() and "55,000" in overview.said(), overview.said()
    # At most 12 fields beside the roster and the two accounts, which have three fields each.
    assert firm.typed - 6 <= 12
    journey.close()
