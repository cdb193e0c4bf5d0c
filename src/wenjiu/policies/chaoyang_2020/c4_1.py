"""Clause 4.1 (四（一）): training that leads to a job or to a business.

4.1a: a resident completes skill training and is employed by a unit within half a year. The institution and the worker
get a fixed sum each.
4.1b: a resident completes start-up training, starts a business within half a year and keeps it for three months or
more. The institution and the founder get a fixed sum each.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    Node,
    T,
    Vocabulary,
    after,
    all_of,
    ambiguity,
    exceeding,
    is_,
    latest,
    not_,
    reached,
    require,
    where_given,
)
from ..vocabulary import case, person, training
from .general import HOME, book, in_force, line, no_later, within

work, business = book.figures("4.1a"), book.figures("4.1b")

A_4_1_1 = ambiguity(
    "A-4.1-1",
    ("本区户籍是否管到创业培训", "whether residence governs start-up training too"),
    A=("管，同一句的主语", "yes, it is the subject of the whole sentence"),
    B=("不管", "no"),
    why=("分号前后是同一个主语", "one sentence, its subject carried over the semicolon"),
    money=("每人1万元", "10,000 a person"),
)
A_4_1_2 = ambiguity(
    "A-4.1-2",
    ("3个月经营是否也要在半年之内", "whether the three months must lie in the half year too"),
    A=("不要求，半年内创业即可", "no: the start does"),
    B=("要求", "yes, both"),
    why=("半年限定的是创业", "the half year qualifies the start"),
    money=("每人1万元", "10,000 a person"),
)
A_4_1_3 = ambiguity(
    "A-4.1-3",
    ("“通过培训”", "by way of training"),
    A=("完成培训（结业）", "completed the course"),
    B=("考核合格", "passed the assessment"),
    why=("“通过”说的是途径", "the word names the way, not an examination"),
    money=("每人2000元至1万元", "2,000 to 10,000 a person"),
)
A_4_1_4 = ambiguity(
    "A-4.1-4",
    ("培训结束当天就业", "work that begins on the day the training ends"),
    A=("算", "counts"),
    B=("不算，须在之后", "does not: it must come after"),
    why=("同一天完成培训后即可就业", "after the last lesson the work can begin the same day"),
    money=("每人2000元", "2,000 a person"),
)


def through(kind: str) -> Node:
    """Require that the person completed a training of this kind, and under A-4.1-3 B also passed it.

    Under B a passed assessment is enough where completion is unknown, but not where the course was not completed.
    """
    passed = where_given(training.completed, all_of(training.completed, training.passed), training.passed)
    return all_of(is_(training.kind, kind), A_4_1_3.choose(A=training.completed, B=passed))


resident = is_(person.household_district, HOME)
in_half_a_year = within(training.end, work.within, by=training.employed_from)
started = within(training.end, business.within, by=training.business_from)
three_months = reached(training.business_from, business.operated, by=training.operated_until)

work_after_training = Measure(
    code="4.1a",
    clause="4.1",
    name=T("技能培训后就业补贴", "Subsidy for work after skill training"),
    summary=T(
        "本区户籍劳动力完成技能培训后{within}内就业的，培训机构和就业人员各补贴{per_worker}。",
        "Where a resident finds work within {within} of skill training, institution and worker get {per_worker} each.",
    ),
    standard=T(
        "每就业1人，培训机构{per_institution}，就业人员{per_worker}。",
        "For each person employed, {per_institution} to the institution and {per_worker} to the worker.",
    ),
    audience="person",
    also=("institution",),
    subject=T("培训后就业的人员", "the person trained and employed"),
    vocabulary=Vocabulary(
        {
            "person_hukou_district": person.household_district,
            "training_type": training.kind,
            "training_completed": training.completed,
            "training_end_date": training.end,
            "employment_start_date": training.employed_from,
            "employed_by_unit": training.by_unit,
            "already_paid_4_1a": training.work_paid,
            "passed_assessment": training.passed,
            "application_date": case.application_date,
        },
    ),
    trigger=training.end,
    latest=(latest(after(training.end, work.within), "开始就业", "start the work", done=training.employed_from),),
    conditions=(
        in_force(training.end),
        require("C1", resident, "是{home}户籍劳动力", "has household registration in {home}"),
        require("C2", through("skill"), "完成了职业技能培训", "completed a skill training"),
        require(
            "C3",
            A_4_1_4.choose(A=in_half_a_year, B=all_of(in_half_a_year, exceeding(training.employed_from, training.end))),
            "培训结束后{within}内就业",
            "the work began within {within} of the training",
        ),
        require("C4", training.by_unit, "由用人单位招用", "employed by an employing unit"),
        require("C5", not_(training.work_paid), "未领过这项补贴", "not yet paid for this person"),
    ),
    pays=(line("training_institution", work.per_institution), line("worker", work.per_worker)),
    payees={
        "training_institution": T("培训机构", "training institution"),
        "worker": T("就业人员", "worker"),
    },
    once=T("每人一次", "once for a person"),
    example={
        "person_hukou_district": "chaoyang",
        "training_type": "skill",
        "training_completed": True,
        "training_end_date": "2021-03-15",
        "employment_start_date": "2021-06-01",
        "employed_by_unit": True,
        "already_paid_4_1a": False,
        "passed_assessment": True,
    },
)

business_after_training = Measure(
    code="4.1b",
    clause="4.1",
    name=T("创业培训后创业补贴", "Subsidy for a business after start-up training"),
    summary=T(
        "本区户籍劳动力完成创业培训后{within}内成功创业、经营{operated}以上的，培训机构和创业者各补贴{per_founder}。",
        "Where a resident starts a business within {within} of start-up training and keeps it {operated} or more, institution and founder get {per_founder} each.",
    ),
    standard=T(
        "每成功创业1人，培训机构{per_institution}，创业者{per_founder}。",
        "For each person who succeeds, {per_institution} to the institution and {per_founder} to the founder.",
    ),
    audience="person",
    also=("institution",),
    subject=T("培训后创业的人员", "the person trained who started a business"),
    vocabulary=Vocabulary(
        {
            "person_hukou_district": person.household_district,
            "training_type": training.kind,
            "training_completed": training.completed,
            "training_end_date": training.end,
            "business_start_date": training.business_from,
            "operated_until": training.operated_until,
            "already_paid_4_1b": training.business_paid,
            "passed_assessment": training.passed,
            "application_date": case.application_date,
        },
    ),
    trigger=training.end,
    orders=(("business_start_date", "operated_until"),),
    latest=(
        latest(after(training.end, business.within), "开始创业", "start the business", done=training.business_from),
    ),
    conditions=(
        in_force(training.end),
        require(
            "C1", resident, "是{home}户籍劳动力", "has household registration in {home}", under=A_4_1_1.but_not("B")
        ),
        require("C2", through("startup"), "完成了创业培训", "completed a start-up training"),
        require("C3", started, "培训结束后{within}内创业", "the business started within {within} of the training"),
        require(
            "C4",
            A_4_1_2.choose(
                A=three_months,
                B=all_of(
                    three_months,
                    no_later(training.end, business.within, by=after(training.business_from, business.operated)),
                ),
            ),
            "正常经营{operated}以上",
            "in business for {operated} or more",
        ),
        require("C5", not_(training.business_paid), "未领过这项补贴", "not yet paid for this person"),
    ),
    pays=(line("training_institution", business.per_institution), line("entrepreneur", business.per_founder)),
    payees={
        "training_institution": T("培训机构", "training institution"),
        "entrepreneur": T("创业者", "founder"),
    },
    once=T("每人一次", "once for a person"),
    example={
        "person_hukou_district": "chaoyang",
        "training_type": "startup",
        "training_completed": True,
        "training_end_date": "2021-03-15",
        "business_start_date": "2021-05-01",
        "operated_until": "2021-12-31",
        "already_paid_4_1b": False,
        "passed_assessment": True,
    },
)
