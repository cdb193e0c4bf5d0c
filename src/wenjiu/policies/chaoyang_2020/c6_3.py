"""Clause 6.3 (六（三）): institutions that provide employment services.

6.3a: a commercial human-resource institution of the district that serves fresh graduates, registered unemployed people
or other key groups for a public need gets a service subsidy once.
6.3b: an institution that monitors the talent market of key industries on commission gets a subsidy per project.
The document does not state the amounts; other bodies set them.
"""

from __future__ import annotations

from ...rules.language.clause import (
    FEN,
    PERSON,
    Measure,
    T,
    Vocabulary,
    all_of,
    ambiguity,
    any_of,
    entry,
    entry_is,
    if_,
    is_,
    one_of,
    require,
    ruling,
)
from ..vocabulary import agency
from .general import DATES, book, event_or_application, in_force, line, ruled
from .readings import G7

subsidy = book["hr_service_subsidy"]

A_6_3_1 = ambiguity(
    "A-6.3-1",
    ("就业服务补贴按次算还是按人算", "whether the service subsidy goes by the programme or by the person"),
    A=(
        "由参数决定：每次服务一笔，或者按服务人数",
        "a parameter says which: one sum for a service programme, or a sum for each person",
    ),
    B=("按服务（安置）的人数算", "it is a sum for each person served"),
    why=("条文只写一次性补贴，没有写按人算", "the clause says a one-off subsidy and nothing of persons"),
    money=(
        "参数定为每次一笔的，按A只有一笔，按B服务几个人就是几倍",
        "where the parameter sets one sum for a programme, it is paid once under A, and once for each person under B",
    ),
)
A_6_3_2 = ambiguity(
    "A-6.3-2",
    ("哪些机构可以承担人才市场监测项目", "who may take on the monitoring of the talent market"),
    A=("只有辖区经营性人力资源机构可以", "only commercial HR institutions of the district may"),
    B=("任何机构都可以", "any organisation may"),
    why=(
        "前一句说的是辖区经营性人力资源机构，这一句接着说它们",
        "the sentence before is about these institutions, and this one continues with them",
    ),
    money=(
        "其他机构承担项目的，按A领不到补贴，按B能领",
        "another organisation that takes on a project gets nothing under A and the subsidy of the project under B",
    ),
)

ruling_on_group = ruling(
    "G7",
    T("审核认定", "official's ruling"),
    T(
        "审核人员认定所服务的是其他重点群体吗？",
        "Did an official rule that the people served are in another key group?",
    ),
    T("按口径B，由审核人员逐案认定。", "Under reading B an official decides in the case."),
)

named = one_of(agency.group, "fresh_graduate", "registered_unemployed")
other = is_(agency.group, "other_key_group")
for_each_person = entry(subsidy, "yuan", unit=FEN.per(PERSON)) * agency.served

service_subsidy = Measure(
    code="6.3a",
    clause="6.3",
    name=T("人力资源机构就业服务补贴", "Service subsidy for HR institutions"),
    summary=T(
        "辖区经营性人力资源机构按公共服务需求，为应届高校毕业生、登记失业人员等重点群体提供就业服务的，给予一次性补贴。",
        "Commercial HR institutions of the district that serve key groups by public need get a one-off subsidy.",
    ),
    standard=T("一次性就业服务补贴（{hr_service_subsidy}）。", "A one-off service subsidy ({hr_service_subsidy})."),
    audience="organisation",
    subject=T("一次就业服务", "one service programme"),
    vocabulary=Vocabulary(
        {
            "institution_is_commercial_hr": agency.is_commercial,
            "institution_in_district": agency.in_district,
            "service_matches_public_need": agency.meets_need,
            "served_group": agency.group,
            "served_persons": agency.served,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require(
            "C1",
            agency.is_commercial,
            "是有许可的经营性人力资源机构",
            "is a licensed commercial human-resource institution",
        ),
        require("C2", agency.in_district, "在{home}辖区内", "is in {home}"),
        require("C3", agency.meets_need, "按公共就业服务需求开展服务", "serves a public need"),
        require(
            "C4",
            any_of(named, G7.choose(A=other, B=ruled(other, ruling_on_group))),
            "服务应届高校毕业生、登记失业人员或其他重点群体",
            "serves fresh graduates, registered unemployed or other key groups",
        ),
    ),
    pays=(
        line(
            "hr_institution",
            A_6_3_1.choose(
                A=if_(entry_is(subsidy, "basis", "per_person"), for_each_person, entry(subsidy, "yuan")),
                B=for_each_person,
            ),
        ),
    ),
    payees={"hr_institution": T("人力资源机构", "HR institution")},
    once=T("每次服务一次", "once for a service programme"),
    example={
        "institution_is_commercial_hr": True,
        "institution_in_district": True,
        "service_matches_public_need": True,
        "served_group": "registered_unemployed",
        "served_persons": 20,
        "event_date": "2021-10-20",
    },
    figures={"hr_service_subsidy": {"basis": "per_person", "yuan": 500}},
)

monitoring_project = Measure(
    code="6.3b",
    clause="6.3",
    name=T("人才市场供求监测补贴", "Subsidy for monitoring the talent market"),
    summary=T(
        "承担重点产业人才市场供求监测项目的机构，按项目给予补贴。",
        "Institutions that monitor supply and demand of talent in key industries are paid by the project.",
    ),
    standard=T("按项目（{monitoring_project_amount}）。", "By the project ({monitoring_project_amount})."),
    audience="organisation",
    subject=T("一个监测项目", "one monitoring project"),
    vocabulary=Vocabulary(
        {
            "institution_is_commercial_hr": agency.is_commercial,
            "institution_in_district": agency.in_district,
            "monitoring_project_commissioned": agency.commissioned,
            "deliverable_accepted": agency.accepted,
            **DATES,
        },
    ),
    trigger=event_or_application,
    conditions=(
        in_force(),
        require("C1", agency.commissioned, "项目受托承担", "the project was commissioned"),
        require("C2", agency.accepted, "成果通过验收", "the deliverable was accepted"),
        require(
            "C3",
            all_of(agency.is_commercial, agency.in_district),
            "承担者是辖区经营性人力资源机构",
            "the contractor is a commercial HR institution of the district",
            under=A_6_3_2.but_not("B"),
        ),
    ),
    pays=(line("project_contractor", book["monitoring_project_amount"]),),
    payees={"project_contractor": T("项目承担机构", "contractor")},
    once=T("每个项目一次", "once for a project"),
    example={
        "institution_is_commercial_hr": True,
        "institution_in_district": True,
        "monitoring_project_commissioned": True,
        "deliverable_accepted": True,
        "event_date": "2021-10-20",
    },
    figures={"monitoring_project_amount": 80000},
)
