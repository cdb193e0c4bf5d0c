"""Past awards from a file: who was paid follows from the claims of the policy."""

from __future__ import annotations

from typing import Any

import pytest
from tests.bureau.registry.people import POLICY, firm, make_user, resident, workbook

from wenjiu.bureau.registry.actions import import_awards, withdraw_import
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.past_awards import PastAward, awards_layout, kinds_of, paying
from wenjiu.bureau.registry.reading import read_file

HEADER = [
    "措施编号", "单位统一社会信用代码", "单位名称", "个人证件号码", "个人姓名", "年度", "起始月份", "月数", "第几次",
    "金额（元）", "发放日期",
]  # fmt: skip


def row(**cells: Any) -> list[Any]:
    return [cells.get(head, "") for head in HEADER]


FIRM = {"单位统一社会信用代码": firm(1), "单位名称": "虚构商贸1公司"}
PERSON = {"个人证件号码": resident(1), "个人姓名": "虚构甲1"}
PAID = {"金额（元）": "10000", "发放日期": "2020-12-31"}
GOOD = [
    row(措施编号="3.2a", **FIRM, **PERSON, **PAID),
    row(措施编号="3.2b", **FIRM, **PERSON, **PAID, 起始月份="2020年9月", 月数="6个月"),
    row(措施编号="5.2", **FIRM, **{**PAID, "金额（元）": "1.5万"}),
    row(措施编号="5.3", **PERSON, **PAID, 第几次="第1次"),
    row(措施编号="3.1a", **FIRM, **PAID, 年度="2020年"),
]


def read(*rows: list[Any]) -> Any:
    return read_file(awards_layout(POLICY), workbook([HEADER, *rows]), {})


def test_every_paying_measure_names_its_parties_by_kind() -> None:
    for code in paying(POLICY):
        claim = POLICY.claims[code]
        for role in set(claim.pays.values()):
            assert kinds_of(POLICY, claim, role), (code, role)
        kinds = [kinds_of(POLICY, claim, role)[:1] for role in claim.roles]
        assert all(kinds)


def test_good_rows_are_read() -> None:
    found = read(*GOOD).rows
    assert [r.faults for r in found] == [[]] * len(GOOD)
    assert [sorted(r.award.roles) for r in found][:2] == [["employer", "person"]] * 2
    assert found[1].award.facts == {"first_month": "2020-09", "months": 6}
    assert (found[2].award.amount_fen, found[3].award.facts, found[4].award.facts) == (
        1_500_000,
        {"slot": 1},
        {"year": 2020},
    )
    assert found[3].award.roles["entity"] == found[3].award.roles["person"]


def test_what_a_key_needs_and_lacks_is_named() -> None:
    lacking = [
        row(措施编号="3.2a", **FIRM, **PAID),
        row(措施编号="3.2b", **FIRM, **PERSON, **PAID),
        row(措施编号="9.9", **FIRM, **PAID),
        row(措施编号="5.2", **FIRM, **{**PAID, "金额（元）": "0"}),
        row(措施编号="5.2", **FIRM, **{**PAID, "发放日期": "去年"}),
        row(措施编号="5.2", **FIRM, **PAID),
        row(措施编号="5.2", **FIRM, **PAID),
    ]
    found = [[fault.column.id for fault in r.faults] for r in read(*lacking).rows]
    assert found == [
        ["person.number"],
        ["first_month", "months"],
        ["measure"],
        ["amount"],
        ["paid_on"],
        [],
        ["measure"],
    ]


@pytest.mark.django_db
def test_a_file_of_past_awards_is_handed_on_once() -> None:
    handed: list[PastAward] = []

    def bring(*, actor: Any, policy: Any, awards: list[PastAward], imported: Import) -> dict[int, str]:
        handed.extend(awards)
        return {}

    user, content = make_user(actor="a test"), workbook([HEADER, *GOOD])
    for already in (False, True):
        found = import_awards(
            actor=user,
            policy=POLICY,
            content=content,
            file_name="a.xlsx",
            mode="good_rows",
            source="x",
            bring_past_awards=bring,
        )
        assert found.already is already
    assert [award.measure for award in handed] == ["3.2a", "3.2b", "5.2", "5.3", "3.1a"]
    assert handed[0].roles["employer"].kind == "organisation" and handed[0].roles["employer"].pk
    with pytest.raises(ValueError, match="the app that keeps awards"):
        withdraw_import(actor=user, imported=found.imported, reason="传错了")
