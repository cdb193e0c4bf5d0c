"""Clause 4.4 (四（四）): subsidies that improve training institutions.

4.4a: a private institution of the district that is graded A gets a fixed sum.
4.4b: a designated skill-training institution of the district that trains enough registered urban unemployed people and
rural workers in the year gets a fixed sum, as does a designated start-up training institution with enough trainees.
4.4c: an institution that trains many people in a year gets a sum by tiers.
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
    is_,
    not_,
    one_if,
    require,
    tiers,
    total,
)
from ..vocabulary import institution
from .general import DATES, book, event_or_application, in_force, line

graded, p, sized = book.figures("4.4a"), book.figures("4.4b"), book.figures("4.4c")

A_4_4_1 = ambiguity(
    "A-4.4-1",
    (
        "评上A级的“一次性”补贴，以后再评上还给不给",
        "whether the “one-off” sum for grade A is paid again when an institution is graded A again",
    ),
    A=("每次评上A级都给一次", "it is paid once for each grading decision of A"),
    B=("终身一次，再评上也不给", "it is paid once for life"),
    why=("等级是一轮一轮评的，每一轮都是新的认定", "grades are given in rounds, and each is a new decision"),
    money=(
        "再次评上A级的机构，按A又领10万元，按B领不到",
        "an institution graded A again gets CNY 100,000 again under A and nothing under B",
    ),
)

A_4_4_2 = ambiguity(
    "A-4.4-2",
    (
        "两类定点资格都有、两类人数都达标的，补几份",
        "how often an institution is paid that is designated for both kinds of training and reaches both numbers",
    ),
    A=("只补一份", "it is paid once"),
    B=("两类各补一份", "it is paid twice, once for each kind"),
    why=("条文用“或”连接两类，达到一类就给这一份", "the clause joins the two with or"),
    money=("两类都达标的机构，按B比按A多领5万元", "an institution that reaches both gets CNY 50,000 more under B"),
)
A_4_4_6 = ambiguity(
    "A-4.4-6",
    (
        "创业培训是不是也只算登记失业人员和农村转移劳动力",
        "whether start-up training counts only the registered unemployed and rural workers too",
    ),
    A=("不是，创业培训什么人都算", "it does not: everyone counts"),
    B=("是，创业培训也只算这两类人", "it does: only these two groups count"),
    why=("这两类人只写在技能培训那半句里", "the two groups are named for skill training only"),
    money=(
        "创业培训总人数够、这两类人不够的机构，按A领5万元，按B领不到",
        "an institution with enough start-up trainees, but too few of these groups, gets CNY 50,000 under A and nothing under B",
    ),
)
A_4_4_7 = ambiguity(
    "A-4.4-7",
    ("公办的定点培训机构能不能领", "whether a public designated institution may have it"),
    A=("能领，公办、民办都可以", "it may: public and private ones are paid alike"),
    B=("不能领，只给民办机构", "it may not: only private ones are paid"),
    why=("这一句没有写民办，前后两句都写了", "this sentence does not say private, and those before and after it do"),
    money=(
        "公办定点培训机构，按A一年领5万元，按B领不到",
        "a public designated institution gets CNY 50,000 a year under A and nothing under B",
    ),
)

A_4_4_4 = ambiguity(
    "A-4.4-4",
    ("培训规模补贴能不能每年都领", "whether the subsidy for size is paid every year"),
    A=("能，哪年达标哪年领", "it is paid in every year in which the number is reached"),
    B=("不能，终身一次", "it is paid once for life"),
    why=("人数是按年度算的，每年都要重新看", "the test is made every year"),
    money=(
        "以后又达标的年份，按A每年再领3万元至10万元，按B领不到",
        "in each later year with enough people, CNY 30,000 to 100,000 under A and nothing under B",
    ),
)
A_4_4_5 = ambiguity(
    "A-4.4-5",
    ("培训规模按人数还是按人次算", "whether people or person-times are counted"),
    A=(
        "按人数算，一个人一年参加几次也只算一个",
        "people are counted: a person who comes several times in a year counts once",
    ),
    B=("按人次算，参加几次就算几次", "person-times are counted: a person who comes several times counts each time"),
    why=("条文写的是多少人，没有写人次", "the clause says people"),
    money=(
        "例如全年3000个人、5000人次的机构，按A领3万元，按B领5万元",
        "an institution with 3,000 people and 5,000 person-times gets CNY 30,000 under A and 50,000 under B",
    ),
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

designated = Measure(
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
            **DATES,
        },
        beside={"trained_other": institution.trained_other},
    ),
    trigger=event_or_application,
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

grade_a = Measure(
    code="4.4a",
    clause="4.4",
    name=T("A级培训机构补贴", "Subsidy for institutions of grade A"),
    summary=T(
        "辖区民办职业技能培训机构在本市评估中评为A级的，一次性补贴{award}。",
        "Private training institutions of the district that are graded A in the city get {award} once.",
    ),
    standard=T("一次性{award}。", "{award} once."),
    audience="institution",
    subject=T("民办职业技能培训机构", "a private training institution"),
    vocabulary=Vocabulary(
        {
            "institution_is_private": institution.is_private,
            "institution_in_district": institution.in_district,
            "beijing_grade": institution.grade,
            "already_paid_4_4a": institution.grade_paid,
            "new_grading_decision": institution.new_grading,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require("C1", institution.is_private, "是民办机构", "is a private institution"),
        require("C2", institution.in_district, "在{home}辖区内", "is in {home}"),
        require("C3", is_(institution.grade, "A"), "评估为A级", "is graded A"),
        require(
            "C4",
            A_4_4_1.choose(
                A=any_of(not_(institution.grade_paid), institution.new_grading), B=not_(institution.grade_paid)
            ),
            "本次评定未领过这项补贴",
            "not yet paid for this grading decision",
        ),
    ),
    pays=(line("training_institution", graded.award),),
    payees={"training_institution": T("培训机构", "training institution")},
    once=T("每次评定为A级一次", "once for each award of grade A"),
    example={
        "institution_is_private": True,
        "institution_in_district": True,
        "beijing_grade": "A",
        "already_paid_4_4a": False,
        "new_grading_decision": False,
        "event_date": "2021-12-31",
    },
    variants=(Variant("a new round", ("C4",), {"already_paid_4_4a": True, "new_grading_decision": True}),),
)

trained = A_4_4_5.choose(A=institution.trained_total, B=institution.trained_times)

size_tiers = Measure(
    code="4.4c",
    clause="4.4",
    name=T("培训规模补贴", "Subsidy for training on a large scale"),
    summary=T(
        "辖区民办培训机构年度培训{first}人、{second}人、{third}人以上的，分别一次性补贴{first_award}、{second_award}、{third_award}。",
        "Private institutions of the district that train at least {first}, {second} or {third} people in a year get {first_award}, {second_award} or {third_award}.",
    ),
    standard=T(
        "{first}人以上{first_award}，{second}人以上{second_award}，{third}人以上{third_award}，取最高一档。",
        "{first_award} from {first} people, {second_award} from {second}, {third_award} from {third}; the highest tier reached.",
    ),
    audience="institution",
    subject=T("培训机构的一个年度", "an institution in one year"),
    vocabulary=Vocabulary(
        {
            "institution_is_private": institution.is_private,
            "institution_in_district": institution.in_district,
            "trained_total_year": institution.trained_total,
            "paid_4_4c_in_earlier_year": institution.size_paid_before,
            "trained_person_times": institution.trained_times,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require("C1", institution.is_private, "是民办机构", "is a private institution"),
        require("C2", institution.in_district, "在{home}辖区内", "is in {home}"),
        require(
            "C3", at_least(trained, sized.first), "年度培训{first}人以上", "trained at least {first} people in the year"
        ),
        require(
            "C4",
            not_(institution.size_paid_before),
            "往年未领过这项补贴",
            "not paid in an earlier year",
            under=A_4_4_4["B"],
        ),
    ),
    pays=(
        line(
            "training_institution",
            tiers(trained, sized.first_award, (sized.second, sized.second_award), (sized.third, sized.third_award)),
        ),
    ),
    payees={"training_institution": T("培训机构", "training institution")},
    once=T("每个机构每年一次", "once a year for an institution"),
    example={
        "institution_is_private": True,
        "institution_in_district": True,
        "trained_total_year": 3600,
        "paid_4_4c_in_earlier_year": False,
        "trained_person_times": 4100,
        "event_date": "2021-12-31",
    },
)
