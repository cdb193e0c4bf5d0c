"""Clause 3.2 (三（二）): payments to employers that hire people of the key groups.

3.2a: an employer gets a fixed sum once for each person that it newly hires this year. The person is a fresh university
graduate of the district, a registered unemployed person of the district, or in another key group.
3.2b: an employer that keeps rural workers of the district in stable employment gets a monthly social-insurance subsidy.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Variant,
    Vocabulary,
    all_of,
    ambiguity,
    any_of,
    at_least,
    at_most,
    calendar_year,
    equals,
    if_given,
    is_,
    least,
    not_,
    require,
    ruling,
    year_of,
)
from ..vocabulary import case, firm, hire
from .general import DATES, HOME, book, event_or_application, in_extra_group, in_force, line, unit_in_district
from .readings import G5, G11

p = book.figures("3.2a")

A_3_2_1 = ambiguity(
    "A-3.2-1",
    ("“当年”招用指哪一年", "the year in which a person must be hired"),
    A=(
        "申报哪个年度的补贴，就要在哪个年度招用，过了年再申报也可以",
        "it is the year that the claim is for; the claim may be filed after that year",
    ),
    B=("只能是2020年", "it is the year 2020 only"),
    C=("招用的年份和申报的年份要相同", "it is the calendar year of the application"),
    why=(
        "“当年”说的是招用；如果申报也要在同一年，12月招的人就来不及申报了",
        "the words describe the hire; if the claim had to come in the same year, hires of December would be lost",
    ),
    money=(
        "每招一人5000元：12月招用、第二年才申报的，按C领不到；2021年以后招用的，按B领不到",
        "CNY 5,000 for each hire: one of December that is claimed in the next year gets nothing under C, one from 2021 on nothing under B",
    ),
)
ruling_on_group = ruling(
    "G7",
    T("审核认定", "official's ruling"),
    T("审核人员认定属于其他重点群体吗？", "Did an official rule that the person is in another key group?"),
    T("按口径B，由审核人员逐案认定。", "Under reading B an official decides in the case."),
)

graduated, hired = year_of(hire.graduation), year_of(hire.date)
of_this_class = G11.choose(
    A=equals(graduated, hired),
    B=all_of(at_most(graduated, hired), at_least(graduated, hired - calendar_year(2))),
)
fresh_graduate = if_given(hire.is_fresh_graduate, all_of(is_(hire.education, "university"), of_this_class))
resident = G5.choose(
    A=is_(hire.household_district, HOME),
    B=all_of(is_(hire.household_district, HOME), is_(hire.household_district_at_application, HOME)),
    C=is_(hire.household_district_at_application, HOME),
)

NOT_UNEMPLOYED = {"is_registered_unemployed_before_hire": False}

hiring_subsidy = Measure(
    code="3.2a",
    clause="3.2",
    name=T("招用重点群体一次性就业补贴", "One-off subsidy for hiring from key groups"),
    summary=T(
        "新招用本区户籍应届高校毕业生、登记失业人员等，用人单位每招1人补贴{per_person}。",
        "An employer gets {per_person} for each resident newly hired: fresh graduate, registered unemployed, other key groups.",
    ),
    standard=T("每人{per_person}，一次性发给用人单位。", "{per_person} per person, paid to the employer once."),
    audience="firm",
    subject=T("每一名新招用的人员", "each person newly hired"),
    vocabulary=Vocabulary(
        {
            "applicant_is_employer": firm.is_employer,
            "registered_district": firm.registered_district,
            "is_new_hire": hire.is_new,
            "hire_date": hire.date,
            "claim_year": hire.claim_year,
            "person_hukou_district": hire.household_district,
            "education_level": hire.education,
            "graduation_date": hire.graduation,
            "is_fresh_university_graduate": hire.is_fresh_graduate,
            "is_registered_unemployed_before_hire": hire.was_registered_unemployed,
            "extra_key_group": hire.extra_group,
            "already_paid_3_2a": hire.already_paid,
            "application_date": case.application_date,
            "person_hukou_district_at_application": hire.household_district_at_application,
        },
        beside={"registered_unemployed_from": hire.unemployed_from},
        none_unless_listed={"extra_key_group": book["key_group_extra_categories"]},
    ),
    trigger=hire.date,
    assumes={"claim_year": "hire_date"},
    conditions=(
        in_force(hire.date),
        unit_in_district(firm.registered_district),
        require("C1", firm.is_employer, "申报者是用人单位", "the applicant is an employing unit"),
        require("C2", hire.is_new, "该人员是新招用的", "the person is newly hired"),
        require(
            "C3",
            A_3_2_1.choose(
                A=equals(hired, hire.claim_year),
                B=equals(hired, calendar_year(2020)),
                C=equals(hired, year_of(case.application_date)),
            ),
            "在申报的年度内招用",
            "hired in the year that the claim is for",
        ),
        require("C4", resident, "该人员是{home}户籍", "the person has household registration in {home}"),
        require(
            "C5",
            any_of(
                fresh_graduate,
                hire.was_registered_unemployed,
                in_extra_group(hire.extra_group, ruling_on_group),
            ),
            "该人员是应届高校毕业生，或招用前是登记失业人员，或属于清单上的其他重点群体",
            "the person is a fresh university graduate, or was registered unemployed before the hire, or is in a listed key group",
        ),
        require(
            "C6",
            not_(hire.already_paid),
            "本单位未为该人员领过这项补贴",
            "not yet paid to this employer for this person",
        ),
    ),
    pays=(line("employer", p.per_person),),
    payees={"employer": T("用人单位", "employer")},
    once=T("同一用人单位、同一人员一次", "once for one employer and person"),
    example={
        "applicant_is_employer": True,
        "registered_district": "chaoyang",
        "is_new_hire": True,
        "hire_date": "2021-09-01",
        "claim_year": 2021,
        "person_hukou_district": "chaoyang",
        "is_registered_unemployed_before_hire": True,
        "already_paid_3_2a": False,
        "application_date": "2021-12-01",
        "person_hukou_district_at_application": "chaoyang",
    },
    variants=(
        Variant("graduate by flag", ("C5",), {"is_fresh_university_graduate": True, **NOT_UNEMPLOYED}),
        Variant(
            "graduate by school",
            ("C5",),
            {"education_level": "university", "graduation_date": "2021-07-01", **NOT_UNEMPLOYED},
        ),
        Variant("other group", ("C5",), {"is_fresh_university_graduate": False, **NOT_UNEMPLOYED}),
    ),
)

rural_insurance = Measure(
    code="3.2b",
    clause="3.2",
    name=T("农村劳动力社会保险补贴", "Insurance subsidy for rural workers"),
    summary=T(
        "招用本区户籍农村劳动力并稳定就业的用人单位，按规定享受社会保险补贴。",
        "Employers that keep rural workers of the district in stable employment get a social-insurance subsidy.",
    ),
    standard=T(
        "每人每月{rural_si_subsidy_yuan_month}，最长{rural_si_subsidy_max_months}。",
        "{rural_si_subsidy_yuan_month} a month for each person, for at most {rural_si_subsidy_max_months}.",
    ),
    audience="firm",
    subject=T("每一名农村劳动力", "each rural worker"),
    vocabulary=Vocabulary(
        {
            "applicant_is_employer": firm.is_employer,
            "registered_district": firm.registered_district,
            "person_hukou_district": hire.household_district,
            "person_hukou_type": hire.household_type,
            "stable_employment_confirmed": hire.is_stable,
            "insured_months": hire.insured_months,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        unit_in_district(firm.registered_district),
        require("C1", firm.is_employer, "申报者是用人单位", "the applicant is an employing unit"),
        require(
            "C2",
            is_(hire.household_district, HOME),
            "该人员是{home}户籍",
            "the person has household registration in {home}",
        ),
        require("C3", is_(hire.household_type, "rural"), "该人员是农村劳动力", "the person is a rural worker"),
        require("C4", hire.is_stable, "稳定就业已确认", "the employment is confirmed as stable"),
    ),
    pays=(
        line(
            "employer",
            least(hire.insured_months, book["rural_si_subsidy_max_months"]) * book["rural_si_subsidy_yuan_month"],
        ),
    ),
    payees={"employer": T("用人单位", "employer")},
    once=T("按参保月数", "by the months insured"),
    notes=(
        T(
            "条文另有“按规定”的要求（3.2b.C5），以市级社会保险补贴规定为准，由审核人员核对。",
            "The clause adds “according to regulations” (3.2b.C5): the city's rules on insurance subsidies apply; a reviewer checks them.",
        ),
    ),
    example={
        "applicant_is_employer": True,
        "registered_district": "chaoyang",
        "person_hukou_district": "chaoyang",
        "person_hukou_type": "rural",
        "stable_employment_confirmed": True,
        "insured_months": 10,
        "event_date": "2021-06-30",
    },
    figures={"rural_si_subsidy_yuan_month": 1000, "rural_si_subsidy_max_months": 36},
)
