"""The verdict and the reason of each row, worked out by hand from the clauses."""

from __future__ import annotations

import time

import pytest
from tests.support import rosters

from wenjiu.rosters.checking import Checked
from wenjiu.rosters.columns import Form
from wenjiu.rosters.kind_files import kinds_of
from wenjiu.standards import civil

HIRES = rosters.form_of("chaoyang_2020", "hires")
HEADER = "姓名\t人员编号\t新招用\t招用日期\t职工户籍\t招用前登记失业\t领过这项补贴\t户籍类别\t稳定就业\t参保月数\t见习期满\t本单位留用\t留用日期\t留用后参保月数"
ONCE = {"claim_year": 2021, "application_date": civil.parse("2021-12-01")}


def hires(*rows: str, lang: str = "zh") -> Checked:
    return rosters.checked(HIRES, "\n".join([HEADER, *rows]), lang, **ONCE)


def standings(found: Checked) -> list[list[str]]:
    return [[v.standing for v in row.verdicts] for row in found.rows]


def test_each_measure_is_judged_only_where_the_row_is_about_it() -> None:
    found = hires(
        "甲\tA1\t是\t2021-09-01\t朝阳区\t是\t否",
        "乙\tA2\t\t\t朝阳区\t\t\t农村\t是\t10",
        "丙\tA3\t\t\t朝阳区\t\t\t\t\t\t是\t是\t2021-03-15\t10",
    )
    assert standings(found) == [["can", "blank", "blank"], ["blank", "can", "blank"], ["blank", "blank", "can"]]
    assert [row.amount for row in found.rows] == [500_000, 0, 1_319_080]
    assert [(s.amount, s.without_amount) for s in found.sums] == [(500_000, 0), (0, 1), (1_319_080, 0)]
    assert found.payable == 1_819_080


def test_a_refusal_gives_the_reason_of_the_check() -> None:
    found = hires("甲\tA1\t是\t2021-09-01\t海淀区\t是\t否", "乙\tA2\t是\t2020-12-30\t朝阳区\t是\t否")
    residence, year = (row.verdicts[0] for row in found.rows)
    assert (residence.standing, residence.why.zh) == ("cannot", "该人员须是朝阳区户籍；您填的是：其他区。")
    assert year.standing == "cannot" and "在申报的年度内招用" in year.why.zh and "2020年12月30日" in year.why.zh
    english = hires("a\tA1\tyes\t2021-09-01\tother\tyes\tno", lang="en").rows[0].verdicts[0]
    assert "household registration" in english.sentence("en") and "another district" in english.sentence("en")


def test_what_is_missing_is_named_by_the_header_of_its_column() -> None:
    found = hires("甲\tA1\t是\t\t朝阳区\t是\t否")
    assert (found.rows[0].verdicts[0].standing, found.rows[0].verdicts[0].why.zh) == ("open", "还缺：招用日期。")
    no_year = rosters.checked(
        HIRES, HEADER + "\n甲\tA1\t是\t2021-09-01\t朝阳区\t是\t否", application_date=ONCE["application_date"]
    )
    assert no_year.rows[0].verdicts[0].why.zh == "还缺：申报年度。"


def test_a_wrong_cell_is_unknown_and_does_not_block_the_other_rows() -> None:
    found = hires("甲\tA1\t是\t去年\t朝阳区\t是\t否", "乙\tA2\t是\t2021-09-01\t朝阳区\t是\t否")
    assert [row.verdicts[0].standing for row in found.rows] == ["open", "can"]
    assert found.payable == 500_000


def test_one_person_twice_is_one_claim_and_the_second_row_says_so() -> None:
    found = hires("甲\ta1\t是\t2021-09-01\t朝阳区\t是\t否", "甲\tA1\t是\t2021-10-01\t朝阳区\t是\t否")
    first, second = (row.verdicts[0] for row in found.rows)
    assert (first.standing, second.standing) == ("can", "stopped") and "第2行的 3.2a" in second.why.zh
    assert found.payable == 500_000


def test_rows_without_a_code_are_different_people() -> None:
    row = "甲\t\t是\t2021-09-01\t朝阳区\t是\t否"
    assert hires(row, row).payable == 1_000_000


def test_two_insurance_subsidies_for_one_person_are_to_be_checked_where_the_months_are_not_known() -> None:
    found = hires("甲\tA1\t\t\t朝阳区\t\t\t农村\t是\t10\t是\t是\t2021-03-15\t10")
    assert any(
        "社会保险补贴" in remark.zh and "本行的 3.4b" in remark.zh for remark in found.rows[0].verdicts[1].remarks
    )


def test_a_row_that_fills_in_nothing_is_not_judged() -> None:
    found = hires("甲\tA1\t是\t2021-09-01\t朝阳区\t是\t否", "备注\t")
    assert standings(found)[1] == ["blank"] * 3 and found.payable == 500_000


def test_a_stipend_stops_where_the_person_is_kept_on_in_a_paid_month() -> None:
    form = rosters.form_of("chaoyang_2020", "trainees")
    header = "人员编号\t毕业学校类别\t户籍\t毕业日期\t已就业\t登记失业\t全日制见习\t见习开始日期\t见习结束日期\t已领月数\t见习期满\t本单位留用\t留用日期\t留用后参保月数"
    row = "T1\t高等学校（大学、大专）\t朝阳区\t2021-01-15\t否\t否\t是\t2021-06-15\t2021-11-14\t0\t是\t是\t{}\t3"
    once = {"unit_is_recognised_traineeship_unit": True, "application_date": civil.parse("2022-03-01")}
    apart = rosters.checked(form, f"{header}\n{row.format('2021-11-15')}", **once)
    assert [[v.standing for v in r.verdicts] for r in apart.rows] == [["can", "can"]]
    within = rosters.checked(form, f"{header}\n{row.format('2021-09-01')}", **once)
    assert [[v.standing for v in r.verdicts] for r in within.rows] == [["can", "stopped"]]
    assert within.payable == within.rows[0].verdicts[0].amount


def test_a_post_that_is_fully_paid_excludes_the_hiring_subsidy_of_the_same_person() -> None:
    form = rosters.form_of("chaoyang_2020", "placements")
    header = "人员编号\t就业困难人员\t安置月数\t新招用\t招用日期\t职工户籍\t招用前登记失业\t领过这项补贴"
    once = {"org_is_public_interest_employment_org": True, "subsidy_year": 2021, "applicant_is_employer": True,
            "claim_year": 2021, "application_date": civil.parse("2021-12-31")}  # fmt: skip
    hired = "是\t2021-09-01\t朝阳区\t是\t否"
    found = rosters.checked(form, f"{header}\nP1\t是\t12\t{hired}\nP2\t是\t3\t{hired}\nP3\t是\t12", **once)
    first, second, third = (r.verdicts for r in found.rows)
    assert [v.standing for v in first] == ["can", "can", "stopped"] and "本行的 3.5a" in first[2].why.zh
    assert second[2].standing == "can" and "公益性岗位" in second[2].remarks[0].zh  # which months is not known
    assert [v.standing for v in third] == ["can", "can", "blank"]


def test_months_of_one_person_add_up_over_the_rows_to_the_limit() -> None:
    form = rosters.form_of("chaoyang_2020", "trainees")
    header = (
        "人员编号\t毕业学校类别\t户籍\t毕业日期\t已就业\t登记失业\t全日制见习\t见习开始日期\t见习结束日期\t已领月数"
    )
    row = "T1\t高等学校（大学、大专）\t朝阳区\t2021-01-15\t否\t否\t是\t{}\t{}\t0"
    once = {"unit_is_recognised_traineeship_unit": True, "application_date": civil.parse("2022-12-01")}
    spans = [("2021-02-01", "2021-11-30"), ("2021-12-01", "2022-05-31"), ("2022-06-01", "2022-07-31")]
    found = rosters.checked(form, "\n".join([header, *(row.format(*span) for span in spans)]), **once)
    first, second, third = (r.verdicts[0] for r in found.rows)
    assert [v.standing for v in (first, second)] == ["can", "can"] and third.eligible == "no"
    assert first.amount == 6 * 220_000 + 4 * 232_000 and second.amount == 2 * 232_000
    assert second.remarks[0].zh == "与同一人前面的行合并，已领月数按10个月计。"


def test_a_reason_names_the_figures_of_the_days_of_its_own_row() -> None:
    form = rosters.form_of("sample_district", "trainees")
    header = "姓名\t户籍\t出生日期\t见习开始日期\t见习结束日期\t已领月数"
    rows = [f"甲\t青溪区\t1980-01-01\t{year}-06-01\t{year}-08-31\t0" for year in (2023, 2025)]
    once = {"recognised_unit": True, "application_date": civil.parse("2025-09-20")}
    found = rosters.checked(form, "\n".join([header, *rows]), **once)
    for result, year in zip(found.rows, (2023, 2025), strict=True):
        facts = {"household_district": "qingxi", "birth_date": "1980-01-01", "traineeship_start": f"{year}-06-01",
                 "traineeship_end": f"{year}-08-31", "months_already_paid": 0, "recognised_unit": True,
                 "application_date": "2025-09-20"}  # fmt: skip
        (failed,) = (
            c for c in form.policy.assess({"measure": "3.1", "facts": facts})["conditions"] if c["result"] == "failed"
        )
        assert failed["text"] in result.verdicts[0].why.zh.replace("须见习", "见习")


def test_readings_that_the_operator_switched_on_hold_for_a_roster_too() -> None:
    policy = HIRES.policy.with_letters({"A-3.4-1": "B"})
    form = Form(policy, kinds_of(policy)["trainees"])
    header = "人员编号\t毕业学校类别\t户籍\t出生日期\t登记失业\t全日制见习\t见习开始日期\t见习结束日期\t已领月数"
    text = f"{header}\nT1\t都不是\t海淀区\t2000-03-15\t是\t是\t2021-06-15\t2021-11-14\t0"
    once = {"unit_is_recognised_traineeship_unit": True, "application_date": civil.parse("2021-12-01")}
    assert rosters.checked(form, text, **once).rows[0].verdicts[0].eligible == "no"
    recommended = rosters.form_of("chaoyang_2020", "trainees")
    assert rosters.checked(recommended, text, **once).rows[0].verdicts[0].eligible == "yes"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_five_thousand_rows_of_three_measures_take_less_than_five_seconds_of_the_processor(lang: str) -> None:
    drawn = rosters.draw(HIRES, 7, rows=5000, faults=50)
    text = rosters.pasted(drawn.header, drawn.rows)
    began = time.process_time()
    found = rosters.checked(HIRES, text, lang, **ONCE)
    assert time.process_time() - began < 5
    assert len(found.rows) == 5000 and rosters.named(found.table) == drawn.planted
