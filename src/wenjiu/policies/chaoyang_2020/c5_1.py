"""Clause 5.1 (五（一）): start-up projects of the district's project library.

The owner of a project that is newly included in the library gets a fixed sum once.
"""

from __future__ import annotations

from ...rules.language.clause import (
    Measure,
    T,
    Vocabulary,
    all_of,
    ambiguity,
    any_of,
    at_least,
    is_given,
    not_,
    require,
)
from ..vocabulary import case, project
from .general import book, in_force, line

p = book.figures("5.1")

A_5_1_1 = ambiguity(
    "A-5.1-1",
    ("退出项目库以后再进来，算不算“新纳入”", "whether a project that comes back into the library is “newly” included"),
    A=("不算，第一次纳入项目库才算", "it is not: only the first inclusion is new"),
    B=("算，再次纳入也是新纳入", "it is: coming back is new too"),
    why=("“新”说的是项目新，不是手续新", "the word is about the project, not about the act"),
    money=(
        "没领过这项补贴、又回到库里的项目，按A领不到，按B领5万元",
        "a project that comes back without having been paid gets nothing under A and CNY 50,000 under B",
    ),
)

comes_for_the_first_time = any_of(
    not_(is_given(project.first_included_on)), at_least(project.first_included_on, project.included_on)
)

project_support = Measure(
    code="5.1",
    clause="5.1",
    name=T("创业项目扶持", "Support for start-up projects"),
    summary=T(
        "新纳入{home}创业项目库的项目，每个项目一次性扶持{per_project}。",
        "Projects newly included in the library of {home} get {per_project} once.",
    ),
    standard=T("每个项目一次性{per_project}。", "{per_project} once for a project."),
    audience="person",
    also=("firm",),
    subject=T("每一个入库项目", "each project of the library"),
    vocabulary=Vocabulary(
        {
            "project_in_library": project.in_library,
            "newly_included": project.newly_included,
            "library_inclusion_date": project.included_on,
            "already_paid_5_1": project.already_paid,
            "first_inclusion_date": project.first_included_on,
            "application_date": case.application_date,
        },
    ),
    trigger=project.included_on,
    conditions=(
        in_force(project.included_on),
        require(
            "C1",
            A_5_1_1.choose(
                A=all_of(project.in_library, project.newly_included, comes_for_the_first_time),
                B=project.in_library,
            ),
            "新纳入{home}创业项目库",
            "newly included in the project library of {home}",
        ),
        require("C2", not_(project.already_paid), "本项目未领过这项补贴", "this project was not paid before"),
    ),
    pays=(line("project_owner", p.per_project),),
    payees={"project_owner": T("项目申报人", "project owner")},
    once=T("每个项目一次", "once for a project"),
    example={
        "project_in_library": True,
        "newly_included": True,
        "library_inclusion_date": "2021-03-15",
        "already_paid_5_1": False,
        "first_inclusion_date": "2021-03-15",
    },
)
