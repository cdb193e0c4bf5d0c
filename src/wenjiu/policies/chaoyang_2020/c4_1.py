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
    (
        "参加创业培训的人是不是也要本区户籍",
        "whether people in start-up training must have household registration in the district too",
    ),
    A=("也要本区户籍", "they must be registered in the district too"),
    B=("不要求本区户籍", "they may be registered elsewhere"),
    why=(
        "前半句写了本区户籍劳动力，后半句说的还是这些人",
        "the first half of the sentence names residents, and the second half continues with the same people",
    ),
    money=(
        "外区户籍的人培训后创业成功，按A领不到，按B本人和培训机构共领1万元",
        "for a founder registered elsewhere, nothing under A; CNY 10,000 for founder and institution together under B",
    ),
)
A_4_1_2 = ambiguity(
    "A-4.1-2",
    ("经营满3个月是不是也要在半年之内", "whether the three months in business must lie in the half year too"),
    A=(
        "不用，半年之内开业就行，3个月可以到半年以后才满",
        "they need not: the business must start in the half year, and the three months may end later",
    ),
    B=("要，开业和经营满3个月都要在半年之内", "they must: both the start and the three months lie in the half year"),
    why=(
        "半年说的是什么时候创业，不是经营多久",
        "the half year is about when the business starts, not about how long it runs",
    ),
    money=(
        "培训结束3个月以后、半年以内才开业的，按A本人和机构共领1万元，按B领不到",
        "for a business started more than three months after the training, within the half year: CNY 10,000 for founder and institution together under A, nothing under B",
    ),
)
A_4_1_3 = ambiguity(
    "A-4.1-3",
    ("“通过”培训要不要考核合格", "whether going “through” a training includes passing an assessment"),
    A=("不要求，学完结业就行", "it does not: completing the course is enough"),
    B=("要求，学完以后还要考核合格", "it does: the assessment must be passed as well"),
    why=("这里的“通过”是经过培训的意思，不是考试过关", "the words name the way that a person took, not an examination"),
    money=(
        "学完但考核不合格的，按A本人和机构共领2000元（就业）或1万元（创业），按B领不到",
        "for a person who completed but did not pass: CNY 2,000 (a job) or 10,000 (a business) for both payees together under A, nothing under B",
    ),
)
A_4_1_4 = ambiguity(
    "A-4.1-4",
    ("培训结束当天就上班，算不算培训后就业", "whether work that begins on the last day of the training comes after it"),
    A=("算，当天上班也可以", "it does: work that begins on that day counts"),
    B=("不算，从第二天起上班才算", "it does not: the next day is the first that counts"),
    why=("最后一课上完，当天就可以去上班", "after the last lesson the work can begin on the same day"),
    money=(
        "当天就上班的，按A本人和培训机构共领2000元，按B领不到",
        "for work that begins on that day: CNY 2,000 for worker and institution together under A, nothing under B",
    ),
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
