"""Clause 3.5 (三（五）): public-interest employment organisations that place people in employment difficulty.

3.5a: city and district together pay such an organisation for each person placed. The sum is a share of last year's
average wage of full coverage; a month counts as a twelfth of it.
3.5b: the district also pays a dispatch management fee.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    all_of,
    ambiguity,
    calendar_year,
    entry,
    exceeding,
    latest_entry,
    months,
    persons,
    plain,
    require,
    share_of,
)
from ..vocabulary import placement
from .general import DATES, book, event_or_application, in_force, line

p = book.figures("3.5a")
fee = book["dispatch_fee_yuan_person_month"]

A_3_5_1 = ambiguity(
    "A-3.5-1",
    ("“70%”按什么单位计算", "what the 70 % is worked out for"),
    A=(
        "按每人每年：取年平均工资的70%，一个月算十二分之一",
        "it is worked out for a person and year: 70 % of the yearly average wage, and a twelfth of it for a month",
    ),
    B=(
        "按每人每月：取月平均工资的70%，算出来一样多",
        "it is worked out for a person and month: 70 % of the monthly average wage, which gives the same amount",
    ),
    why=(
        "平均工资按年公布，折成每月也不改变数额",
        "the wage is published by the year, and taking a twelfth changes nothing",
    ),
    money=("按A和按B算出来的金额一样", "the amount is the same under A and B"),
)
A_3_5_2 = ambiguity(
    "A-3.5-2",
    ("“平均工资”是哪里的", "whose average wage is taken"),
    A=("用北京全市的平均工资", "it is the average wage of the city of Beijing"),
    B=("用朝阳区的平均工资", "it is the average wage of the district"),
    why=("全口径的平均工资由北京市公布", "it is the city that publishes the figure of full coverage"),
    money=(
        "每安置一人一年，差的是两种平均工资之差的70%",
        "for each person placed and each year, 70 % of the difference between the two wages",
    ),
)
A_3_5_5 = ambiguity(
    "A-3.5-5",
    (
        "“上年”的平均工资到年中才公布，公布以前用哪年的",
        "what is used until the wage of last year is published in mid-year",
    ),
    A=(
        "用上年的数据，公布以后从1月起补算",
        "the figure of last year is used, paid back to January once it is published",
    ),
    B=("公布以前，用已经公布的最近一年的数据", "until that figure is out, the latest one published so far is used"),
    why=(
        "条文写的是上年，公布得晚不改变是哪一年",
        "the clause says last year, and a late publication does not change the year",
    ),
    money=(
        "公布以前的每个月，每安置一人，差两个年度补贴标准之差的十二分之一",
        "for each person and month before the publication, a twelfth of the difference between the yearly standards of the two years",
    ),
)
A_3_5_6 = ambiguity(
    "A-3.5-6",
    ("劳务派遣管理费按人算还是按组织算", "whether the dispatch fee is for each person or for the organisation"),
    A=("按每人每月算", "it is paid for each person and month"),
    B=("按每个组织每月算，不管安置多少人", "it is paid for each organisation and month, whatever the number of people"),
    why=("条文参照的编制外人员经费标准是按人定的", "the staff standard that the clause points to is one for a person"),
    money=(
        "安置了几个人，按A领的就是按B的几倍",
        "an organisation gets as many times more under A as it has placed people",
    ),
)

last_year = placement.subsidy_year - calendar_year(1)
city, district = book["avg_wage_full_coverage_by_year"], book["chaoyang_avg_wage_by_year"]
average_wage = A_3_5_5.choose(
    A=A_3_5_2.choose(A=entry(city, last_year), B=entry(district, last_year)),
    B=A_3_5_2.choose(A=latest_entry(city, last_year), B=latest_entry(district, last_year)),
)
person_months = placement.people * placement.months_placed
for_a_year = share_of(average_wage, p.percent, plain(100))
post_money = share_of(for_a_year * person_months, calendar_year(1), months(12))

recognised = require(
    "C1",
    placement.is_recognised,
    "是认定的社会公益性就业组织",
    "is a recognised public-interest employment organisation",
)

post_subsidy = Measure(
    code="3.5a",
    clause="3.5",
    name=T("公益性就业组织岗位补贴", "Post subsidy for public-interest organisations"),
    summary=T(
        "社会公益性就业组织安置就业困难人员，市区两级按上年全口径平均工资的{percent}给予岗位补贴。",
        "Public-interest employment organisations that place people in difficulty get {percent} of last year's average wage for each.",
    ),
    standard=T(
        "每人每年为上年全口径平均工资的{percent}，按月为十二分之一（{avg_wage_full_coverage_by_year}）。",
        "{percent} of last year's average wage for each person and year, a twelfth for a month ({avg_wage_full_coverage_by_year}).",
    ),
    audience="organisation",
    subject=T("安置的就业困难人员", "people in difficulty who are placed"),
    vocabulary=Vocabulary(
        {
            "org_is_public_interest_employment_org": placement.is_recognised,
            "person_is_in_employment_difficulty": placement.in_difficulty,
            "placed_person_count": placement.people,
            "placed_months": placement.months_placed,
            "subsidy_year": placement.subsidy_year,
            **DATES,
        },
        beside={"city_post_subsidy_yuan_person_month": placement.city_share},
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        recognised,
        require(
            "C2",
            placement.in_difficulty,
            "安置的是认定的就业困难人员",
            "the people placed are recognised as in employment difficulty",
        ),
        require(
            "C3",
            all_of(exceeding(placement.people, persons(0)), exceeding(placement.months_placed, months(0))),
            "在补贴期间实际安置在岗",
            "people were actually placed in posts in the period",
        ),
    ),
    pays=(line("public_interest_org", A_3_5_1.choose(A=post_money, B=post_money)),),
    payees={"public_interest_org": T("社会公益性就业组织", "public-interest employment organisation")},
    once=T("按年或按月", "by the year or the month"),
    notes=(
        T(
            "补贴主要用于工资、社会保险、住房公积金等人员支出（3.5a.C4），由审核人员核对支出。",
            "It is to be spent mainly on wages, insurance, housing fund and other staff cost (3.5a.C4); a reviewer checks the spending.",
        ),
        T(
            "总额由市、区两级承担，区级承担市级补贴之外的部分。",
            "City and district share the total; the district bears what the city's share leaves.",
        ),
    ),
    example={
        "org_is_public_interest_employment_org": True,
        "person_is_in_employment_difficulty": True,
        "placed_person_count": 7,
        "placed_months": 11,
        "subsidy_year": 2021,
        "event_date": "2021-12-31",
    },
    figures={"chaoyang_avg_wage_by_year": {"2019": 118000, "2020": 125001}},
)

dispatch_fee = Measure(
    code="3.5b",
    clause="3.5",
    name=T("劳务派遣管理费", "Dispatch management fee"),
    summary=T(
        "社会公益性就业组织的劳务派遣管理费，参照编制外人员经费标准，由区财政承担。",
        "The dispatch management fee of public-interest employment organisations is paid by the district, by the standard for off-quota staff.",
    ),
    standard=T(
        "每人每月{dispatch_fee_yuan_person_month}。", "{dispatch_fee_yuan_person_month} for each person and month."
    ),
    audience="organisation",
    subject=T("社会公益性就业组织", "the organisation"),
    vocabulary=Vocabulary(
        {
            "org_is_public_interest_employment_org": placement.is_recognised,
            "placed_person_count": placement.people,
            "placed_months": placement.months_placed,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        recognised,
    ),
    pays=(
        line(
            "public_interest_org",
            A_3_5_6.choose(A=fee * person_months, B=fee * placement.months_placed * persons(1)),
        ),
    ),
    payees={"public_interest_org": T("社会公益性就业组织", "public-interest employment organisation")},
    once=T("按月", "by the month"),
    example={
        "org_is_public_interest_employment_org": True,
        "placed_person_count": 10,
        "placed_months": 11,
        "event_date": "2021-12-31",
    },
    figures={"dispatch_fee_yuan_person_month": 150},
)
