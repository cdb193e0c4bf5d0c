"""Clause 4.4 (四（四）): better training institutions.

4.4b: a designated skill-training institution of the district that in the year trains enough registered urban unemployed
and rural transferring workers, or a designated start-up training institution that trains enough people, gets a fixed sum.
"""

from __future__ import annotations

from ...rules.facts import Vocabulary
from ...rules.measures import Measure, Variant, require
from ...rules.readings import reading
from ...rules.text import T
from ...rules.words import all_of, any_of, at_least, first_given, not_, one_if, total
from ..vocabulary import case, institution
from .general import book, in_force, line

p = book.figures("4.4b")

A_4_4_2 = reading(
    "A-4.4-2",
    ("两类定点都达标", "both limbs met"),
    A=("一份补贴", "one subsidy"),
    B=("两份，须两类都定点", "two, where designated for both"),
    why=("条文用“或”连接", "the clause joins them with or"),
    money=("5万元", "50,000"),
)
A_4_4_6 = reading(
    "A-4.4-6",
    ("培训对象的限定是否管到创业培训", "whether the named trainees govern start-up training"),
    A=("不管", "no"),
    B=("管", "yes"),
    why=("限定写在技能培训一侧", "the words stand with skill training"),
    money=("5万元", "50,000"),
)
A_4_4_7 = reading(
    "A-4.4-7",
    ("公办的定点机构", "a public designated institution"),
    A=("可以", "may have it"),
    B=("不可以，限民办", "may not: private ones only"),
    why=("这一句没有写民办", "this sentence does not say private"),
    money=("5万元", "50,000"),
)

skill, startup = institution.designated_skill, institution.designated_startup
enough_named = at_least(total(institution.trained_unemployed, institution.trained_rural), p.trained_named)
enough_startup = at_least(
    A_4_4_6.choose(A=institution.trained_startup, B=institution.trained_startup_named), p.trained_startup
)
by_skill, by_startup = all_of(skill, enough_named), all_of(startup, enough_startup)
designated_where_it_counts = any_of(
    all_of(skill, any_of(startup, enough_named, not_(enough_startup))),
    all_of(startup, any_of(skill, enough_startup, not_(enough_named))),
)

measure = Measure(
    code="4.4b",
    clause="4.4",
    name=T("定点培训机构培训补贴", "Subsidy for designated training institutions"),
    summary=T(
        "辖区定点机构当年培训登记失业和农村转移劳动力{trained_named}人以上，或创业培训{trained_startup}人以上，补贴{award}。",
        "Designated institutions that in a year train {trained_named} named trainees, or {trained_startup} people in start-up courses, get {award}.",
    ),
    standard=T("每个年度一次性{award}。", "{award} once for a year."),
    audience="institution",
    subject=T("培训机构的一个年度", "an institution in one year"),
    vocabulary=Vocabulary(
        {
            "institution_in_district": institution.in_district,
            "is_designated_skill": institution.designated_skill,
            "is_designated_startup": institution.designated_startup,
            "trained_urban_unemployed": institution.trained_unemployed,
            "trained_rural_transfer": institution.trained_rural,
            "trained_startup": institution.trained_startup,
            "institution_is_private": institution.is_private,
            "trained_startup_in_named_groups": institution.trained_startup_named,
            "event_date": case.event_date,
            "application_date": case.application_date,
        },
        beside={"trained_other": institution.trained_other},
    ),
    trigger=first_given(case.event_date, case.application_date),
    conditions=(
        in_force(),
        require(
            "C1",
            designated_where_it_counts,
            "是定点职业技能培训机构或定点创业培训机构",
            "is a designated institution for skill training or for start-up training",
            implied=True,
        ),
        require("C2", institution.in_district, "在{home}辖区内", "is in {home}"),
        require(
            "C3",
            any_of(by_skill, by_startup),
            "当年培训人数达到标准：登记失业和农村转移劳动力合计{trained_named}人以上，或创业培训{trained_startup}人以上",
            "trained enough people in the year: {trained_named} registered unemployed and rural transferring workers together, or {trained_startup} in start-up courses",
            moot=all_of(not_(skill), not_(startup)),
        ),
        require("C4", institution.is_private, "是民办机构", "is a private institution", under=A_4_4_7["B"]),
    ),
    pays=(
        line(
            "training_institution",
            A_4_4_2.choose(A=p.award, B=p.award * total(one_if(by_skill), one_if(by_startup))),
        ),
    ),
    payees={"training_institution": T("培训机构", "training institution")},
    once=T("每个机构每年一次", "once a year for an institution"),
    example={
        "institution_in_district": True,
        "is_designated_skill": True,
        "is_designated_startup": True,
        "trained_urban_unemployed": 350,
        "trained_rural_transfer": 200,
        "trained_startup": 230,
        "institution_is_private": True,
        "trained_startup_in_named_groups": 210,
        "event_date": "2021-12-31",
    },
    variants=(
        Variant("skill only", ("C1", "C3", "training_institution"), {"is_designated_startup": False}),
        Variant("start-up only", ("C1", "C3", "training_institution"), {"is_designated_skill": False}),
        Variant("both, skill numbers short", ("C3", "training_institution"), {"trained_rural_transfer": 100}),
    ),
)
