"""Rosters whose rows make one case: people counted over a year, and the members of a firm."""

from __future__ import annotations

import pytest
from tests.support import rosters

from wenjiu.rosters.checking import Checked
from wenjiu.standards import civil

YEAR = rosters.form_of("chaoyang_2020", "training_year")
STAFF = rosters.form_of("sample_district", "staff")
INSTITUTION = {
    "institution_in_district": True,
    "institution_is_private": True,
    "is_designated_skill": True,
    "is_designated_startup": False,
    "application_date": civil.parse("2021-12-31"),
}


def year(rows: list[str], **more: object) -> Checked:
    return rosters.checked(YEAR, "人员编号\t培训类别\t人员类别\n" + "\n".join(rows), **{**INSTITUTION, **more})


def counts(found: Checked) -> dict[str, tuple[int, int]]:
    return {c.fact: (c.low, c.high) for c in found.counts}


def skill(n: int, group: str, start: int = 0) -> list[str]:
    return [f"p{k}\t职业技能培训\t{group}" for k in range(start, start + n)]


def test_five_hundred_named_people_in_skill_training_are_enough_and_one_fewer_is_not() -> None:
    enough = year([*skill(300, "城镇登记失业人员"), *skill(200, "农村转移劳动力", 300)])
    assert [(v.measure, v.standing, v.amount) for v in enough.whole] == [
        ("4.4b", "can", 5_000_000),
        ("4.4c", "almost", None),
    ]
    assert enough.payable == 5_000_000
    fewer = year([*skill(300, "城镇登记失业人员"), *skill(199, "农村转移劳动力", 300), *skill(50, "其他人员", 900)])
    assert [v.eligible for v in fewer.whole] == ["no", "no"] and fewer.payable == 0


def test_each_person_counts_once_whatever_the_number_of_courses() -> None:
    found = year([*skill(400, "城镇登记失业人员"), *skill(150, "城镇登记失业人员")])
    assert counts(found)["trained_urban_unemployed"] == (400, 400)
    assert counts(found)["trained_total_year"] == (400, 400) and counts(found)["trained_person_times"] == (550, 550)
    assert found.rows[400].note is not None and "第2行" in found.rows[400].note.zh


def test_a_person_in_both_groups_during_the_year_is_one_person_in_their_sum() -> None:
    found = year(["p1\t职业技能培训\t城镇登记失业人员", "P1\t职业技能培训\t农村转移劳动力"])
    assert counts(found)["trained_urban_unemployed"] == (1, 1) and counts(found)["trained_rural_transfer"] == (0, 0)


def test_start_up_training_does_not_count_for_the_limb_of_skill_training() -> None:
    found = year(["p1\t创业培训\t城镇登记失业人员", "p2\t创业培训\t其他人员"])
    assert counts(found)["trained_urban_unemployed"] == (0, 0) and counts(found)["trained_startup"] == (2, 2)
    assert counts(found)["trained_startup_in_named_groups"] == (1, 1)


def test_rows_that_are_not_clear_leave_open_only_what_depends_on_them() -> None:
    found = year([*skill(499, "城镇登记失业人员"), "q\t职业技能培训\t也许"])
    assert counts(found)["trained_urban_unemployed"] == (499, 500)
    assert [(v.measure, v.standing) for v in found.whole] == [("4.4b", "open"), ("4.4c", "almost")]
    assert "1行" in found.whole[0].why.zh
    enough = year([*skill(500, "城镇登记失业人员"), "q\t职业技能培训\t也许"])
    assert enough.whole[0].standing == "can"


def test_a_row_without_a_code_of_the_person_is_a_fault_and_not_certain() -> None:
    found = year([*skill(499, "城镇登记失业人员"), "\t职业技能培训\t城镇登记失业人员"])
    assert rosters.named(found.table) == {(501, "person")} and found.whole[0].standing == "open"


@pytest.mark.parametrize(("people", "standing", "fen"), [(2999, "almost", None), (3000, "can", 3_000_000)])
def test_the_subsidy_for_size_goes_by_distinct_people(people: int, standing: str, fen: int | None) -> None:
    size = year(skill(people, "其他人员")).whole[1]
    assert (size.measure, size.standing, size.amount) == ("4.4c", standing, fen)


def test_the_members_of_a_firm_decide_together() -> None:
    once = {"registered_district": "qingxi", "already_paid_2_1": False, "application_date": civil.parse("2025-09-10")}
    text = "姓名\t招用时年龄\t参保月数\t户籍\n甲\t52\t7\t青溪区\n乙\t58\t13\t外区\n丙\t50\t25\t外区"
    example = STAFF.policy.measures["2.1"].example
    (alone,) = rosters.checked(STAFF, text, **once).whole
    assert alone.eligible == "yes"
    assert alone.amount == STAFF.policy["2.1"].assess(example).outcome.amounts[0][0]
    again = "人员编号\t" + text.replace("\n甲", "\nA\t甲").replace("\n乙", "\nB\t乙").replace("\n丙", "\na\t丙")
    (twice,) = rosters.checked(STAFF, again, **once).whole
    assert twice.eligible == "no"  # two people, not three
    (unknown,) = rosters.checked(STAFF, text.replace("\t50\t25", "\t?\t25"), **once).whole
    assert unknown.eligible == "unknown"
