"""A young firm that is refused, hires one more and is paid; and a founder whose rent is paid in three years and no fourth.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser import bureau_steps as steps
from tests.browser.bureau import bureau
from tests.browser.bureau_steps import FIRM, FIRMS, HIRES, PEOPLE, SMALL_FIRM, TODAY, Journey

#: The resident of the demo.
FOUNDER = ("110105199003070025", "虚构·李小禾")


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, Path]]:
    """An installation with personas and areas, and nothing else."""
    with bureau(WENJIU_DEMO_DISTRICT="0") as served:
        yield served


def refuse(journey: Journey, number: str, reason: str) -> None:
    """Let street and district review a case and refuse it, four different people."""
    steps.take(journey, "specialist", number, "受理")
    for persona in ("reviewer", "district-1"):
        steps.take(journey, persona, number, "建议不予支持", reason=reason)
    last = journey.as_("approver")
    last.open(f"/desk/cases/{number}/")
    last.type("理由", reason)
    last.click("不予支持", exact=True)
    last.click(re.compile("^确认"))
    assert "您刚办了" in last.said(), last.said()[:1500]


@pytest.mark.one_in(3)
def test_a_young_firm_is_refused_with_a_near_miss_and_paid_when_it_has_hired_one_more(
    chromium: Browser, site: tuple[str, Path]
) -> None:
    """Clause 5.2: 30,000 yuan for three residents, 10,000 for each further one, 200,000 at most. Two are not enough."""
    address, data = site
    journey = Journey(chromium, address, "5.2")
    journey.import_file("persons", PEOPLE, [steps.local(n) for n in range(1, 4)])
    journey.import_file("firms", FIRMS, [SMALL_FIRM])
    journey.import_file("hires", HIRES, [steps.hire(1), steps.hire(2)])
    steps.set_budget(journey, "5.2", 500_000)
    steps.enter_account(journey, "firm", FIRM, "110900000001")
    firm = steps.begin(journey, "firm", "5.2")
    assert "怎样会改变" in firm.said()
    refused = steps.submit(firm, "不符合")
    refuse(journey, refused, "带动本区户籍劳动力的人数还不够")
    firm = journey.as_("firm")
    firm.open(f"/my/cases/{refused}/")
    journey.shoot("firm", "refused", at="#decided")
    said = firm.said()
    for words in ("第 5.2 条", "带动本区户籍劳动力的人数还不够", "行政复议", "行政诉讼", "最后一天是", "怎样会改变"):
        assert words in said, f"{words}: {said}"
    journey.import_file("hires", HIRES, [steps.hire(3)])
    number = steps.submit(steps.begin(journey, "firm", "5.2"), "30,000")
    steps.approve(journey, number)
    steps.check_account(journey, FIRM)
    steps.show(journey)
    # By hand: 30,000 + 10,000 x (3 - 3).
    steps.pay(journey, 30_000)
    firm = journey.as_("firm")
    firm.open(f"/my/cases/{number}/")
    assert "已办结" in firm.said() and "30,000" in firm.said()
    assert firm.typed - 3 <= 12
    steps.manage(data, "ledger_check")
    journey.close()


def file_rent(journey: Journey, yuan: int, says: str) -> str:
    """File the rent of a year, which is what the founder is asked for. Return the number of the case."""
    founder = steps.begin(journey, "resident", "5.3")
    founder.type("实际付了多少元租金", str(yuan))
    return steps.submit(founder, says)


@pytest.mark.one_in(3)
def test_a_founder_is_paid_the_rent_of_three_years_and_of_no_fourth(chromium: Browser, site: tuple[str, Path]) -> None:
    """Clause 5.3: the rent, 50,000 yuan a year at most, for three years at most. The first was paid on paper."""
    address, data = site
    journey = Journey(chromium, address, "5.3")
    shop, code = "虚构·小禾工作室", "91110105MA0000007L"
    journey.import_file("persons", PEOPLE, [[*FOUNDER, "朝阳区", "高等学校（大学、大专）", "2018-07-01"]])
    journey.import_file("firms", FIRMS, [[code, shop, *SMALL_FIRM[2:]]])
    journey.import_file(
        "founders",
        ["个人证件号码", "个人姓名", "用人单位统一社会信用代码", "用人单位名称", "创业时登记失业", "高校毕业生",
         "自主或合伙创办", "租用场地", "年租金"],
        [[*FOUNDER, code, shop, "是", "是", "是", "是", 42_000]],
    )  # fmt: skip
    journey.import_file(
        "awards",
        [
            "措施编号",
            "单位统一社会信用代码",
            "单位名称",
            "个人证件号码",
            "个人姓名",
            "第几次",
            "金额（元）",
            "发放日期",
        ],
        [["5.3", code, shop, *FOUNDER, 1, 42_000, f"{TODAY.year - 1}-06-01"]],
    )
    steps.set_budget(journey, "5.3", 500_000)
    steps.enter_account(journey, "resident", FOUNDER[1], "110900000003")
    # By hand: the lesser of 50,000 and the rent.
    for rent, paid in ((62_000, 50_000), (48_000, 48_000)):
        number = file_rent(journey, rent, f"{paid:,}")
        steps.approve(journey, number, cleared="两次申报的是不同年度的租金")
        if rent == 62_000:
            steps.check_account(journey, FOUNDER[1])
        steps.show(journey)
        steps.pay(journey, paid)
        founder = journey.as_("resident")
        founder.open(f"/my/cases/{number}/")
        assert "已办结" in founder.said() and f"{paid:,}" in founder.said()
    founder = steps.begin(journey, "resident", "5.3")
    # Nothing rests on the rent of a fourth year, so that it is not asked.
    assert not founder.page.get_by_label("实际付了多少元租金").is_visible()
    fourth = steps.submit(founder, "最多领3次")
    refuse(journey, fourth, "这项补贴最长领三年，已经领满")
    founder = journey.as_("resident")
    founder.open(f"/my/cases/{fourth}/")
    said = founder.said()
    assert "已领年数不满3年" in said and "最后一天是" in said, said
    steps.manage(data, "ledger_check")
    assert "100.00% equal" in steps.manage(data, "replay")
    journey.close()
