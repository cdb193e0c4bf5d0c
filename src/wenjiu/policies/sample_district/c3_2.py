"""Clause 3.2 (三（二）, INVENTED): payments to training institutions by the number of people trained in a year."""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    at_least,
    if_,
    not_,
    require,
)
from ..vocabulary import case, institution
from .facts import award
from .general import book, in_force, line

p = book.figures("3.2")

training_size = Measure(
    code="3.2",
    clause="3.2",
    name=T("培训规模奖励（虚构）", "Award for training volume (invented)"),
    summary=T(
        "一年内培训{first}人以上的本区机构奖励{first_award}，{second}人以上的奖励{second_award}。",
        "Institutions of the district that train {first} people or more in a year get {first_award}, from {second} on {second_award}.",
    ),
    standard=T(
        "{first}人以上{first_award}；{second}人以上{second_award}。",
        "{first_award} from {first} people on; {second_award} from {second} on.",
    ),
    audience="institution",
    subject=T("机构的一个年度", "an institution in one year"),
    vocabulary=Vocabulary(
        {
            "in_district": institution.in_district,
            "people_trained": institution.trained_total,
            "already_paid_3_2": award.paid_this_year,
            "application_date": case.application_date,
        }
    ),
    trigger=case.application_date,
    conditions=(
        in_force(case.application_date),
        require("C1", institution.in_district, "机构在{home}", "the institution is in {home}"),
        require(
            "C2",
            at_least(institution.trained_total, p.first),
            "一年内培训不少于{first}人",
            "trained at least {first} people in the year",
        ),
        require("C3", not_(award.paid_this_year), "今年未领过", "not yet paid this year"),
    ),
    pays=(line("institution", if_(at_least(institution.trained_total, p.second), p.second_award, p.first_award)),),
    payees={"institution": T("培训机构", "training institution")},
    once=T("每家机构每年一次", "once a year for an institution"),
    example={
        "in_district": True,
        "people_trained": 60,
        "already_paid_3_2": False,
        "application_date": "2025-11-20",
    },
)
