"""Clause 3.1 (三（一）, INVENTED): an allowance for young trainees.

A resident who is at least 16 and under 30 years old and a trainee at a recognised unit gets a published monthly rate,
for at most eight months in all.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    all_of,
    ambiguity,
    monthly_sum,
    not_,
    reached,
    require,
    under,
)
from ..vocabulary import case, person, traineeship
from .facts import resident
from .general import book, in_force, is_resident, line

p = book.figures("3.1")

A_3_1_1 = ambiguity(
    "A-3.1-1",
    ("不足一个月的怎么算", "how a part of a month counts"),
    A=("按自然月算，不满的月份也算一个月", "by calendar month, and a month served in part counts"),
    B=("只算完整的月", "only complete months count"),
    C=("按天数折算", "it counts by its days"),
    why=(
        "条文没有写折算，就按对见习人员有利的算",
        "no scaling is written, so the sense that favours the trainee holds",
    ),
    money=(
        "和按A相比，按B每人最多少领两个月，按C少领的不足两个月",
        "compared with A, a person gets up to two months less under B, and less than two months less under C",
    ),
)
parts = A_3_1_1.word(A="touched", B="completed", C="pro_rata")

trainee_allowance = Measure(
    code="3.1",
    clause="3.1",
    name=T("青年见习补助（虚构）", "Allowance for young trainees (invented)"),
    summary=T(
        "满{youngest}、不满{past_oldest}的本区居民到认定单位见习，按月补助（{trainee_allowance_table}），最长{most_months}。",
        "Residents of at least {youngest} and not yet {past_oldest} who are trainees at a recognised unit get {trainee_allowance_table}, for at most {most_months}.",
    ),
    standard=T(
        "{trainee_allowance_table}，累计最长{most_months}。",
        "{trainee_allowance_table}, for at most {most_months} in all.",
    ),
    audience="person",
    subject=T("每一名见习人员", "each trainee"),
    vocabulary=Vocabulary(
        {
            "household_district": person.household_district,
            "has_residence_permit": resident.has_permit,
            "birth_date": person.birth_date,
            "recognised_unit": traineeship.unit_is_recognised,
            "traineeship_start": traineeship.start,
            "traineeship_end": traineeship.end,
            "months_already_paid": traineeship.months_paid,
            "application_date": case.application_date,
        }
    ),
    trigger=traineeship.start,
    orders=(("traineeship_start", "traineeship_end"),),
    conditions=(
        in_force(traineeship.start),
        require("C1", is_resident, "是{home}居民", "a resident of {home}"),
        require(
            "C2",
            all_of(
                reached(person.birth_date, p.youngest, by=traineeship.start),
                not_(reached(person.birth_date, p.past_oldest, by=traineeship.start)),
            ),
            "见习开始时满{youngest}、不满{past_oldest}",
            "at the start of the traineeship at least {youngest} and not yet {past_oldest}",
        ),
        require("C3", traineeship.unit_is_recognised, "在认定的单位见习", "a trainee at a recognised unit"),
        require(
            "C4",
            under(traineeship.months_paid, p.most_months),
            "此前领取不满{most_months}",
            "paid for less than {most_months} before",
        ),
    ),
    pays=(
        line(
            "trainee",
            monthly_sum(
                book["trainee_allowance_table"],
                traineeship.start,
                traineeship.end,
                most=p.most_months - traineeship.months_paid,
                parts=parts,
            ),
        ),
    ),
    payees={"trainee": T("见习人员", "trainee")},
    once=T("每人累计不超过{most_months}", "{most_months} in all for a person"),
    example={
        "household_district": "qingxi",
        "has_residence_permit": False,
        "birth_date": "2004-05-20",
        "recognised_unit": True,
        "traineeship_start": "2025-04-10",
        "traineeship_end": "2025-09-09",
        "months_already_paid": 0,
        "application_date": "2025-09-20",
    },
)
