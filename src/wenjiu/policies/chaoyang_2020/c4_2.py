"""Clause 4.2 (四（二）): project-based training.

An employer or a training institution that runs an approved project for a shortage occupation or a new occupation is
paid for each person actually trained.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Variant,
    Vocabulary,
    ambiguity,
    at_least,
    is_,
    one_of,
    persons,
    require,
)
from ..vocabulary import training_project
from .general import DATES, book, event_or_application, in_force, line

p = book.figures("4.2")

A_4_2_1 = ambiguity(
    "A-4.2-1",
    ("“实际培训人数”按哪些人算", "which people count as “actually trained”"),
    A=("按达到出勤要求的人数算", "those who attended as required count"),
    B=("按考核合格的人数算（合格人数）", "those who passed count"),
    C=("按报名（计划）的人数算", "those who enrolled count (the number planned)"),
    why=("“实际”是说真正来参加了培训", "the word is about people who really took part"),
    money=("每多算或少算一人，差1500元", "CNY 1,500 for each person more or less"),
)

trained = A_4_2_1.choose(A=training_project.trained, B=training_project.passed, C=training_project.enrolled)
award = p.per_person * trained

project_training = Measure(
    code="4.2",
    clause="4.2",
    name=T("项目制培训补贴", "Subsidy for project-based training"),
    summary=T(
        "用人单位或培训机构开展紧缺和新职业项目制培训的，按实际培训人数每人补贴{per_person}。",
        "Employers or institutions that run approved training for shortage and new occupations get {per_person} for each person trained.",
    ),
    standard=T("每人{per_person}，按实际培训人数。", "{per_person} for each person actually trained."),
    audience="institution",
    also=("firm",),
    subject=T("一个批准的培训项目", "one approved training project"),
    vocabulary=Vocabulary(
        {
            "occupation_on_shortage_list": training_project.on_list,
            "project_approved": training_project.approved,
            "payee_type": training_project.run_by,
            "actual_trainees": training_project.trained,
            "planned_trainees": training_project.enrolled,
            "passed_trainees": training_project.passed,
            **DATES,
        },
        beside={"trainees_other_hukou": training_project.from_elsewhere},
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require(
            "C1",
            training_project.on_list,
            "培训针对清单上的紧缺职业或新职业",
            "the course is for a listed shortage or new occupation",
        ),
        require("C2", training_project.approved, "项目已批准", "the project was approved"),
        require(
            "C3",
            one_of(training_project.run_by, "employer", "training_institution"),
            "由用人单位或培训机构实施",
            "run by an employer or a training institution",
        ),
        require("C4", at_least(trained, persons(1)), "有实际参加培训的人员", "people were actually trained"),
    ),
    pays=(
        line("employer", award, when=is_(training_project.run_by, "employer")),
        line("training_institution", award, when=is_(training_project.run_by, "training_institution")),
    ),
    payees={
        "employer": T("用人单位", "employer"),
        "training_institution": T("培训机构", "training institution"),
    },
    once=T("每个项目一次", "once for a project"),
    example={
        "occupation_on_shortage_list": True,
        "project_approved": True,
        "payee_type": "training_institution",
        "actual_trainees": 38,
        "planned_trainees": 40,
        "passed_trainees": 36,
        "event_date": "2021-06-30",
    },
    variants=(Variant("employer", ("C3", "employer"), {"payee_type": "employer"}),),
)
