"""Clause 3.4 (三（四）): traineeships for young people.

3.4a: a full-time trainee at a recognised unit gets the city's minimum wage for each month, for at most twelve months.
The trainee is an unemployed graduate of the district within two years of graduation, or a registered unemployed
person aged 16 to 24.
3.4b: a unit that keeps a resident on after the full term gets the lowest insurance contribution for each month insured.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    Node,
    T,
    Variant,
    Vocabulary,
    after,
    all_of,
    at_least,
    at_most,
    column,
    day_after,
    either,
    exceeding,
    if_,
    is_,
    later_than_month_end,
    latest,
    least,
    monthly_sum,
    months,
    not_,
    one_of,
    require,
    route,
    under,
    years,
)
from ..vocabulary import case, hire, person, retention, traineeship
from .general import HOME, book, in_force, line, within
from .readings import G13
from .readings_3_4 import (
    A_3_4_1,
    A_3_4_2,
    A_3_4_3,
    A_3_4_4,
    A_3_4_5,
    A_3_4_6,
    A_3_4_7,
    A_3_4_8,
    A_3_4_9,
    A_3_4_10,
)

p = book.figures("3.4a")
minimum_wage = book["minimum_wage_table"]


def attained(age: Node, *, by: Node) -> Node:
    """Require that the trainee has reached an age by a day (G13)."""
    return G13.choose(
        A=at_least(by, after(person.birth_date, age)),
        B=exceeding(by, after(person.birth_date, age)),
        C=at_least(by, later_than_month_end(person.birth_date, age)),
    )


resident = is_(person.household_district, HOME)
is_graduate = one_of(person.school, "university", "secondary_vocational", "technical_school")
recently = A_3_4_2.choose(
    A=within(person.graduation, p.since_graduation, by=traineeship.start),
    B=within(person.graduation, p.since_graduation, by=case.application_date),
)
without_work = not_(person.is_employed)
birthday_24 = after(person.birth_date, years(24))
of_age = all_of(
    attained(p.youngest, by=traineeship.start),
    A_3_4_3.choose(A=not_(attained(p.past_oldest, by=traineeship.start)), B=at_most(traineeship.start, birthday_24)),
)
too_old_from = A_3_4_3.choose(
    A=G13.choose(
        A=after(person.birth_date, p.past_oldest),
        B=day_after(after(person.birth_date, p.past_oldest)),
        C=later_than_month_end(person.birth_date, p.past_oldest),
    ),
    B=day_after(birthday_24),
)
months_left = A_3_4_6.choose(A=p.most_months - traineeship.months_paid, B=p.most_months)


def wages(before: Node | None = None) -> Node:
    """Return the minimum wage over the months of the traineeship that begin before a day."""
    return monthly_sum(
        minimum_wage,
        traineeship.start,
        traineeship.end,
        most=months_left,
        parts=A_3_4_5.word(A="completed", B="pro_rata", C="touched"),
        rate=A_3_4_4.word(A="month", B="start", C="year_end"),
        before=before,
    )


in_group_1 = all_of(is_graduate, resident, recently, without_work)
stipend = A_3_4_10.choose(A=wages(), B=if_(in_group_1, wages(), wages(before=too_old_from)))

traineeship_stipend = Measure(
    code="3.4a",
    clause="3.4",
    name=T("青年就业见习生活补贴", "Traineeship stipend for the young"),
    summary=T(
        "毕业{since_graduation}内未就业的本区户籍毕业生，和满{youngest}、不满{past_oldest}的登记失业青年，见习期间每月按本市最低工资补贴，最长{most_months}。",
        "Resident graduates without work within {since_graduation} of graduation, and registered unemployed youths of at least "
        "{youngest} and not yet {past_oldest}, are paid the minimum wage for each month of a traineeship, for at most {most_months}.",
    ),
    standard=T(
        "每满1个月补贴本市当月最低工资（{minimum_wage_table}），累计最长{most_months}。",
        "The city's minimum wage of the month for each complete month ({minimum_wage_table}), for at most {most_months} in all.",
    ),
    audience="person",
    subject=T("每一名见习人员", "each trainee"),
    vocabulary=Vocabulary(
        {
            "trainee_group1_level": person.school,
            "person_hukou_district": person.household_district,
            "graduation_date": person.graduation,
            "is_employed": person.is_employed,
            "birth_date": person.birth_date,
            "is_registered_unemployed": person.is_registered_unemployed,
            "unit_is_recognised_traineeship_unit": traineeship.unit_is_recognised,
            "is_full_time": traineeship.is_full_time,
            "traineeship_start": traineeship.start,
            "traineeship_end": traineeship.end,
            "stipend_months_already_paid": traineeship.months_paid,
            "application_date": case.application_date,
        },
        beside={"traineeship_months": traineeship.months_stated},
    ),
    trigger=traineeship.start,
    orders=(("traineeship_start", "traineeship_end"),),
    latest=(
        latest(
            after(person.graduation, p.since_graduation),
            "开始见习",
            "start the traineeship",
            done=traineeship.start,
            route="graduate",
            under=A_3_4_2["A"],
        ),
        latest(after(person.graduation, p.since_graduation), "申请", "apply", route="graduate", under=A_3_4_2["B"]),
        latest(
            too_old_from,
            "开始见习",
            "start the traineeship",
            done=traineeship.start,
            route="unemployed_youth",
            before=True,
        ),
    ),
    conditions=(
        in_force(traineeship.start),
        either(
            route(
                "graduate",
                T(
                    "毕业{since_graduation}内未就业的毕业生",
                    "graduate without work within {since_graduation} of graduation",
                ),
                require(
                    "C1",
                    is_graduate,
                    "是高校、中专或技工院校毕业生",
                    "a graduate of a university, secondary vocational or technical school",
                ),
                require("C2", resident, "是{home}户籍", "has household registration in {home}"),
                require(
                    "C3",
                    recently,
                    "见习开始时毕业不超过{since_graduation}",
                    "graduated at most {since_graduation} before the start of the traineeship",
                ),
                require("C4", without_work, "未就业", "is without work"),
            ),
            route(
                "unemployed_youth",
                T(
                    "满{youngest}、不满{past_oldest}的登记失业青年",
                    "registered unemployed youth of at least {youngest} and not yet {past_oldest}",
                ),
                require("C2", resident, "是{home}户籍", "has household registration in {home}", under=A_3_4_1["B"]),
                require(
                    "C5",
                    of_age,
                    "见习开始时满{youngest}、不满{past_oldest}",
                    "at the start of the traineeship, at least {youngest} and not yet {past_oldest}",
                ),
                require("C6", person.is_registered_unemployed, "是城乡登记失业人员", "is registered as unemployed"),
            ),
        ),
        require("C7", traineeship.unit_is_recognised, "在认定的见习单位见习", "a trainee at a recognised unit"),
        require("C8", traineeship.is_full_time, "全日制见习", "a full-time traineeship"),
        require(
            "C9",
            under(traineeship.months_paid, p.most_months),
            "此前累计领取不满{most_months}",
            "paid for less than {most_months} before",
            under=A_3_4_6["A"],
        ),
    ),
    pays=(
        line("trainee", stipend, under=A_3_4_7["A"]),
        line("traineeship_unit", stipend, under=A_3_4_7["B"]),
    ),
    payees={"trainee": T("见习人员", "trainee"), "traineeship_unit": T("见习单位", "traineeship unit")},
    once=T("每人累计不超过{most_months}", "{most_months} in all for a person"),
    notes=(
        T(
            "登记失业青年不要求本区户籍，由审核人员留意。",
            "Registered unemployed youths need not be residents; the reviewer takes note.",
        ),
    ),
    example={
        "trainee_group1_level": "university",
        "person_hukou_district": "chaoyang",
        "graduation_date": "2021-01-15",
        "is_employed": False,
        "birth_date": "1995-03-15",
        "is_registered_unemployed": False,
        "unit_is_recognised_traineeship_unit": True,
        "is_full_time": True,
        "traineeship_start": "2021-06-15",
        "traineeship_end": "2021-11-14",
        "stipend_months_already_paid": 0,
        "application_date": "2021-12-01",
    },
    variants=(
        Variant(
            "unemployed youth",
            ("C2", "C5", "C6", "trainee", "traineeship_unit"),
            {"trainee_group1_level": "none", "is_registered_unemployed": True, "birth_date": "1999-03-15"},
        ),
    ),
)

kept = book.figures("3.4b")
contribution = book["si_min_contribution_table"]


def contributions(table: Node) -> Node:
    """Return a dated contribution over the months insured since the retention, up to the limit of months."""
    return monthly_sum(
        table,
        retention.start,
        after(retention.start, kept.most_months),
        most=least(retention.insured_months, kept.most_months),
    )


employer_share = contributions(contribution)
for_one = A_3_4_9.choose(
    A=employer_share, B=employer_share + contributions(column(contribution, "individual_yuan_month"))
)

retention_subsidy = Measure(
    code="3.4b",
    clause="3.4",
    name=T("见习留用社会保险补贴", "Insurance subsidy for trainees kept on"),
    summary=T(
        "见习期满留用本区户籍见习人员的见习单位，按本市最低缴费标准给予社会保险补贴，最长{most_months}。",
        "Units that keep resident trainees on after the term get the city's lowest insurance contribution for each, for at most {most_months}.",
    ),
    standard=T(
        "每人每月按当月最低缴费标准（{si_min_contribution_table}），最长{most_months}。",
        "The lowest contribution of the month for each person ({si_min_contribution_table}), for at most {most_months}.",
    ),
    audience="firm",
    subject=T("留用的见习人员", "the trainees kept on"),
    vocabulary=Vocabulary(
        {
            "traineeship_completed": retention.completed,
            "hired_by_same_unit": retention.by_same_unit,
            "person_hukou_district": hire.household_district,
            "retention_start": retention.start,
            "retention_insured_months": retention.insured_months,
            "retained_count": retention.people,
            "application_date": case.application_date,
        },
    ),
    trigger=retention.start,
    conditions=(
        in_force(retention.start),
        require("C1", retention.completed, "见习期满", "the traineeship was completed", under=A_3_4_8.but_not("B")),
        require("C2", retention.by_same_unit, "由见习单位留用", "hired by the unit of the traineeship"),
        require(
            "C3",
            is_(hire.household_district, HOME),
            "该人员是{home}户籍",
            "the person has household registration in {home}",
        ),
        require(
            "C4",
            exceeding(retention.insured_months, months(0)),
            "申报月份实际缴纳了社会保险",
            "insurance was paid in the months claimed",
        ),
    ),
    pays=(line("traineeship_unit", for_one * retention.people),),
    payees={"traineeship_unit": T("见习单位", "traineeship unit")},
    once=T("每人最长{most_months}", "at most {most_months} for a person"),
    example={
        "traineeship_completed": True,
        "hired_by_same_unit": True,
        "person_hukou_district": "chaoyang",
        "retention_start": "2021-03-15",
        "retention_insured_months": 10,
        "retained_count": 3,
    },
)
