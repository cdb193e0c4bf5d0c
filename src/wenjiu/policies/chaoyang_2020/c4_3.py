"""Clause 4.3 (四（三）): skill competitions.

4.3a: the yearly fund of the district: a minimum in a year with a district-wide competition, a maximum in other years.
4.3b: industry bodies, enterprises and schools that hold a competition are paid by its size.
4.3c: the first three of a district-wide competition get a title and an award within a range.
4.3d: excellent results at municipal level or above get an award without a title.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Variant,
    Vocabulary,
    all_of,
    ambiguity,
    at_least,
    at_most,
    either,
    entry,
    if_,
    in_range,
    is_,
    is_given,
    not_,
    one_of,
    persons,
    plain,
    proposed,
    require,
    route,
    tiers,
)
from ..vocabulary import budget, competition
from .general import DATES, book, event_or_application, in_force, line

fund, held = book.figures("4.3a"), book.figures("4.3b")
in_district, higher = book.figures("4.3c"), book.figures("4.3d")

A_4_3_1 = ambiguity(
    "A-4.3-1",
    ("参赛正好100人或200人，算哪一档", "the tier of a competition with exactly 100 or 200 people"),
    A=("都算高的一档", "it is in the upper tier in both cases"),
    B=("都算低的一档", "it is in the lower tier in both cases"),
    C=("100人算低的一档，200人算高的一档", "it is in the lower tier at 100 people and in the upper tier at 200"),
    why=(
        "“以上”包括本数，200人和100人应当一样算；说不清的，照顾申请人",
        "“or more” includes the number, so 200 and 100 are treated alike, and where there is doubt the applicant benefits",
    ),
    money=(
        "正好100人，高一档5万元、低一档3万元；正好200人，高一档10万元、低一档5万元",
        "at 100 people, CNY 50,000 in the upper tier and 30,000 in the lower; at 200 people, CNY 100,000 and 50,000",
    ),
)
A_4_3_2 = ambiguity(
    "A-4.3-2",
    ("参赛人数按来的人算还是按报名的人算", "whether people who competed or who registered are counted"),
    A=("按实际参赛的人数算", "those who actually competed are counted"),
    B=("按报名的人数算", "those who registered are counted"),
    why=("竞赛规模看的是真正来参赛的人", "the size of a competition is that of the real event"),
    money=(
        "例如报名200人、来了100人的竞赛，按A领5万元，按B领10万元",
        "for example, with 200 people registered and 100 competing, CNY 50,000 under A and 100,000 under B",
    ),
)
A_4_3_3 = ambiguity(
    "A-4.3-3",
    ("奖金只写了一个范围，每个人给多少怎么定", "how an award is fixed where only a range is written"),
    A=("按事先定好的奖励表给", "a table that is set beforehand gives the sum"),
    B=("每个人的金额分别提出，只要在范围以内", "a sum within the range is proposed for each winner"),
    why=("名次一样的人，奖金应该一样", "people of the same rank should get the same"),
    money=("全区竞赛的获奖选手，每人最多差2万元", "up to CNY 20,000 for each winner of a district-wide competition"),
)

competition_fund = Measure(
    code="4.3a",
    clause="4.3",
    name=T("技能竞赛专项资金", "Fund for skill competitions"),
    summary=T(
        "举办全区性技能竞赛的年度，专项资金不少于{least}；其他年度不超过{most}。",
        "In a year with a district-wide competition the fund is at least {least}; in other years at most {most}.",
    ),
    standard=T(
        "竞赛年度不少于{least}，非竞赛年度不超过{most}，由区财政安排。",
        "At least {least} in a competition year, at most {most} in others, from the district's budget.",
    ),
    audience="government",
    subject=T("区级年度预算", "the district's budget of a year"),
    vocabulary=Vocabulary(
        {
            "is_district_competition_year": budget.is_competition_year,
            "competition_budget": budget.amount,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        either(
            route(
                "competition_year",
                T("举办全区性竞赛的年度", "a year with a district-wide competition"),
                require(
                    "C1",
                    all_of(budget.is_competition_year, at_least(budget.amount, fund.least)),
                    "竞赛年度的专项资金不少于{least}",
                    "in a competition year the fund is at least {least}",
                    moot=not_(budget.is_competition_year),
                ),
            ),
            route(
                "other_year",
                T("其他年度", "another year"),
                require(
                    "C2",
                    all_of(not_(budget.is_competition_year), at_most(budget.amount, fund.most)),
                    "非竞赛年度的专项资金不超过{most}",
                    "in other years the fund is at most {most}",
                    moot=budget.is_competition_year,
                ),
            ),
        ),
    ),
    pays=(),
    payees={},
    once=T("每年", "every year"),
    example={
        "is_district_competition_year": True,
        "competition_budget": 1200000,
        "event_date": "2021-12-31",
    },
    variants=(
        Variant("other year", ("C1", "C2"), {"is_district_competition_year": False, "competition_budget": 200000}),
    ),
)

participants = A_4_3_2.choose(A=competition.participants, B=competition.registered)
upper = tiers(participants, held.first_award, (held.second, held.second_award), (held.third, held.third_award))
lower = tiers(
    participants,
    held.first_award,
    (held.second + persons(1), held.second_award),
    (held.third + persons(1), held.third_award),
)
mixed = tiers(
    participants,
    held.first_award,
    (held.second + persons(1), held.second_award),
    (held.third, held.third_award),
)

competition_held = Measure(
    code="4.3b",
    clause="4.3",
    name=T("举办技能竞赛补贴", "Subsidy for holding a skill competition"),
    summary=T(
        "行业、企业、院校举办职业技能竞赛，按参赛规模一次性补贴{first_award}、{second_award}或{third_award}。",
        "Industry bodies, enterprises and schools that hold a skill competition get {first_award}, {second_award} or {third_award} once, by its size.",
    ),
    standard=T(
        "参赛{first}人以上{first_award}，{second}人以上{second_award}，{third}人以上{third_award}，取最高一档。",
        "{first_award} from {first} participants, {second_award} from {second}, {third_award} from {third}; the highest tier reached.",
    ),
    audience="organisation",
    also=("firm", "institution"),
    subject=T("一届竞赛", "one edition of a competition"),
    vocabulary=Vocabulary(
        {
            "organiser_type": competition.organiser,
            "is_vocational_skill_competition": competition.is_skill_competition,
            "participants": competition.participants,
            "already_paid_this_edition": competition.already_paid,
            "registered_participants": competition.registered,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require(
            "C1",
            one_of(competition.organiser, "industry_body", "enterprise", "school"),
            "由行业、企业或院校举办",
            "held by an industry body, an enterprise or a school",
        ),
        require("C2", competition.is_skill_competition, "是职业技能竞赛", "is a vocational-skill competition"),
        require("C3", at_least(participants, held.first), "参赛{first}人以上", "at least {first} participants"),
        require("C4", not_(competition.already_paid), "本届未领过这项补贴", "this edition was not paid before"),
    ),
    pays=(line("organiser", A_4_3_1.choose(A=upper, B=lower, C=mixed)),),
    payees={"organiser": T("举办单位", "organiser")},
    once=T("每届一次", "once for an edition"),
    example={
        "organiser_type": "enterprise",
        "is_vocational_skill_competition": True,
        "participants": 120,
        "already_paid_this_edition": False,
        "registered_participants": 130,
        "event_date": "2021-10-20",
    },
)

by_rank = entry(book["district_award_by_rank"], competition.rank)

district_winner = Measure(
    code="4.3c",
    clause="4.3",
    name=T("全区技能竞赛奖励", "Award for district-wide competitions"),
    summary=T(
        "全区性技能竞赛前{last_rank}名，授予技术能手称号，奖励{least}至{most}。",
        "The first {last_rank} of a district-wide competition get a title and {least} to {most}.",
    ),
    standard=T(
        "{least}至{most}，按名次（{district_award_by_rank}）。",
        "{least} to {most}, by rank ({district_award_by_rank}).",
    ),
    audience="person",
    subject=T("获奖选手", "the winner"),
    vocabulary=Vocabulary(
        {
            "competition_level": competition.level,
            "rank": competition.rank,
            "award_proposed": competition.award_proposed,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require("C1", is_(competition.level, "district"), "是全区性竞赛", "a district-wide competition"),
        require(
            "C2",
            all_of(at_least(competition.rank, plain(1)), at_most(competition.rank, in_district.last_rank)),
            "获得前{last_rank}名",
            "among the first {last_rank}",
        ),
    ),
    pays=(
        line(
            "winner",
            A_4_3_3.choose(A=by_rank, B=proposed(competition.award_proposed, in_district.least, in_district.most)),
        ),
    ),
    validations=(
        in_range(
            "V1",
            competition.award_proposed,
            in_district.least,
            in_district.most,
            "拟奖金额在{least}至{most}之内",
            "the award proposed lies within {least} to {most}",
            when=is_given(competition.award_proposed),
        ),
        in_range(
            "V1",
            by_rank,
            in_district.least,
            in_district.most,
            "奖励表的金额在{least}至{most}之内",
            "the award of the table lies within {least} to {most}",
            under=A_4_3_3["A"],
        ),
    ),
    titles=(T("朝阳区技术能手", "Chaoyang District technical expert"),),
    payees={"winner": T("获奖选手", "winner")},
    once=T("每人每届一次", "once for a person and edition"),
    example={
        "competition_level": "district",
        "rank": 2,
        "event_date": "2021-10-20",
    },
)

by_level = entry(book["higher_award_table"], competition.level)
by_proposal = proposed(competition.award_proposed, higher.least, higher.most)

higher_winner = Measure(
    code="4.3d",
    clause="4.3",
    name=T("市级以上技能竞赛奖励", "Award for competitions at municipal level or above"),
    summary=T(
        "在市级以上技能竞赛取得优异成绩的，奖励{least}至{most}。",
        "Excellent results at municipal level or above are awarded {least} to {most}.",
    ),
    standard=T(
        "{least}至{most}，按级别（{higher_award_table}）或拟奖金额。",
        "{least} to {most}, by level ({higher_award_table}) or as proposed.",
    ),
    audience="person",
    subject=T("获奖选手", "the winner"),
    vocabulary=Vocabulary(
        {
            "competition_level": competition.level,
            "result_excellent": competition.excellent,
            "award_proposed": competition.award_proposed,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require(
            "C1",
            one_of(competition.level, "municipal", "national", "international"),
            "是市级、国家级或国际竞赛",
            "a municipal, national or international competition",
        ),
        require("C2", competition.excellent, "取得优异成绩", "the result was excellent"),
    ),
    pays=(
        line(
            "winner",
            A_4_3_3.choose(A=if_(is_given(competition.award_proposed), by_proposal, by_level), B=by_proposal),
        ),
    ),
    validations=(
        in_range(
            "V1",
            competition.award_proposed,
            higher.least,
            higher.most,
            "拟奖金额在{least}至{most}之内",
            "the award proposed lies within {least} to {most}",
            when=is_given(competition.award_proposed),
        ),
        in_range(
            "V1",
            by_level,
            higher.least,
            higher.most,
            "奖励表的金额在{least}至{most}之内",
            "the award of the table lies within {least} to {most}",
            when=not_(is_given(competition.award_proposed)),
            under=A_4_3_3["A"],
        ),
    ),
    payees={"winner": T("获奖选手", "winner")},
    once=T("每人每届一次", "once for a person and edition"),
    example={
        "competition_level": "municipal",
        "result_excellent": True,
        "award_proposed": 50000,
        "event_date": "2021-10-20",
    },
    variants=(Variant("by the table", ("C1", "winner"), {"award_proposed": None}),),
    figures={"higher_award_table": {"municipal": 30000, "national": 60000, "international": 100000}},
)
