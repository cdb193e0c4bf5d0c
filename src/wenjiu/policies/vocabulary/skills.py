"""Facts about skill competitions: their organisers, their winners, and the district's budget for them."""

from __future__ import annotations

from ...rules.language.fact_types import RANKED
from ...rules.language.facts import choice, count, money, yes_no
from ...rules.language.text import T
from ...rules.language.units import ONE


class budget:
    """The district's yearly fund for skill competitions."""

    is_competition_year = yes_no(
        T("举办全区竞赛的年度", "year of a district-wide competition"),
        T("区里这一年要办全区性技能竞赛吗？", "Does the district hold a district-wide skill competition in the year?"),
        T("两种年度的资金要求不同。", "The two kinds of year have different limits."),
        source="plan of the year",
    )
    amount = money(
        T("竞赛专项资金", "competition fund"),
        T(
            "区里这一年的竞赛专项资金安排多少元？",
            "How many yuan does the district set aside for competitions in the year?",
        ),
        T("与资金要求比较。", "It is compared with the limit."),
        source="budget",
    )


class competition:
    """One edition of a skill competition, as its organiser or its winner sees it."""

    organiser = choice(
        T("举办单位", "organiser"),
        T("这场竞赛由谁举办？", "Who holds the competition?"),
        T("补贴面向行业、企业、院校举办的竞赛。", "The subsidy is for industry bodies, enterprises and schools."),
        {
            "industry_body": T("行业组织", "industry body"),
            "enterprise": T("企业", "enterprise"),
            "school": T("院校", "school"),
            "government": T("政府部门", "government"),
            "individual": T("个人", "individual"),
            "other": T("其他", "other"),
        },
        source="notice of the competition",
    )
    is_skill_competition = yes_no(
        T("职业技能竞赛", "vocational-skill competition"),
        T("你们办过（或要办）职业技能竞赛吗？", "Do you hold, or did you hold, a vocational-skill competition?"),
        T("补贴面向职业技能竞赛。", "The subsidy is for such competitions."),
        source="notice of the competition",
        gate=True,
    )
    participants = count(
        T("参赛人数", "participants"),
        T("这场竞赛实际参赛多少人？", "How many people actually competed in the competition?"),
        T("按参赛规模分档补贴。", "It is paid by tiers of participants."),
        source="sign-in lists",
    )
    registered = count(
        T("报名人数", "people registered"),
        T("这场竞赛报名多少人？", "How many people registered for the competition?"),
        T("只有按“报名人数”口径计算时才用到。", "Used only where registration is what counts."),
        source="registration lists",
    )
    already_paid = yes_no(
        T("本届领过", "edition already paid"),
        T("这一届竞赛领过补贴吗？", "Has this edition been paid before?"),
        T("每届补贴一次。", "It is paid once for an edition."),
        source="past awards",
    )
    level = choice(
        T("竞赛级别", "level"),
        T("您在哪一级竞赛中获奖？", "At which level was the competition of your prize?"),
        T("奖励标准按级别确定。", "The award goes by the level."),
        {
            "unit": T("单位内部", "within a unit"),
            "district": T("全区", "district-wide"),
            "municipal": T("市级", "municipal"),
            "national": T("国家级", "national"),
            "international": T("国际", "international"),
        },
        source="results",
        gate=True,
        never=T("没有得奖", "no prize"),
    )
    rank = count(
        T("名次", "rank"),
        T("您获得第几名？", "Which rank did you reach?"),
        T("全区竞赛奖励前几名。", "District-wide competitions reward the first few."),
        unit=ONE,
        counted=RANKED,
        past=True,
        source="results",
    )
    award_proposed = money(
        T("拟奖金额", "award proposed"),
        T("拟奖励多少元？", "How many yuan are proposed?"),
        T("在规定的范围内确定。", "It is settled within the range stated."),
        source="official",
        optional=True,
    )
    excellent = yes_no(
        T("优异成绩", "excellent result"),
        T("您取得优异成绩（名次或奖项）了吗？", "Was your result excellent (a rank or prize)?"),
        T("奖励面向优异成绩。", "The award is for excellent results."),
        source="results",
    )
