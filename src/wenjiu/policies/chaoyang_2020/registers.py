"""The registers of the district: tables, keys, and the columns or counts that give the facts of the measures."""

from __future__ import annotations

from ...rules.document.registers import Counted, Registers, Table, columns
from ...rules.language.clause import (
    T,
    all_of,
    at_least,
    at_most,
    is_,
)
from ..vocabulary import (
    agency,
    budget,
    case,
    competition,
    firm,
    founder,
    hire,
    institution,
    person,
    placement,
    platform_work,
    project,
    retention,
    stability,
    training,
    training_project,
)
from ..vocabulary import traineeship as trainee
from .general import HOME

STREET = {"street": T("街道（地区）", "subdistrict or township")}

employed_here = all_of(
    at_most(hire.date, case.application_date),
    at_least(hire.left_on, case.application_date),
    is_(person.household_district, HOME),
)

registers = Registers(
    tables=(
        Table("persons", T("个人", "people"), columns(person), groups=STREET),
        Table("firms", T("用人单位", "employing units"), columns(firm), measures=("5.2",), groups=STREET),
        Table(
            "hires",
            T("招用", "hires"),
            columns(hire),
            refers={"firm_id": "firms", "person_id": "persons"},
            measures=("3.2a", "3.2b"),
            payee="firm_id",
        ),
        Table(
            "firm_years",
            T("企业参保年度", "insured firms, one row a year"),
            columns(stability),
            refers={"firm_id": "firms"},
            measures=("3.1a", "3.1b"),
            payee="firm_id",
        ),
        Table(
            "platform_workers",
            T("平台从业人员", "platform workers"),
            columns(platform_work),
            refers={"person_id": "persons"},
            measures=("3.3",),
            payee="person_id",
        ),
        Table(
            "traineeships",
            T("见习", "traineeships"),
            columns(trainee),
            refers={"person_id": "persons", "firm_id": "firms"},
            measures=("3.4a",),
            payee="person_id",
        ),
        Table(
            "retentions",
            T("见习留用", "trainees kept on"),
            {**columns(retention), "household_district": hire.household_district},
            refers={"firm_id": "firms", "person_id": "persons"},
            measures=("3.4b",),
            payee="firm_id",
        ),
        Table(
            "placements",
            T("公益性岗位", "public-interest posts"),
            columns(placement),
            refers={"firm_id": "firms", "person_id": "persons"},
            groups=STREET,
            measures=("3.5a", "3.5b"),
            payee="firm_id",
        ),
        Table(
            "trainings",
            T("个人培训", "people in training"),
            columns(training),
            refers={"person_id": "persons", "institution_id": "institutions"},
            measures=("4.1a", "4.1b"),
            payee="person_id",
        ),
        Table("gradings", T("培训机构分级评定", "gradings of training institutions"), {}),
        Table("institutions", T("培训机构", "training institutions"), columns(institution),
              refers={"grading_id": "gradings"}, groups=STREET, measures=("4.4a", "4.4b", "4.4c")),
        Table("training_projects", T("培训项目", "training projects"), columns(training_project),
              refers={"institution_id": "institutions", "firm_id": "firms"}, measures=("4.2",), payee="institution_id"),
        Table("budgets", T("竞赛经费预算", "competition budgets"), columns(budget), measures=("4.3a",)),
        Table("competitions", T("技能竞赛", "skill competitions"),
              columns(competition, "organiser", "is_skill_competition", "participants", "registered", "already_paid"),
              refers={"firm_id": "firms"}, groups=STREET, measures=("4.3b",), payee="firm_id"),
        Table("events", T("竞赛赛项", "events of competitions"), {}, refers={"competition_id": "competitions"}),
        Table("winners", T("竞赛获奖选手", "winners of competitions"),
              columns(competition, "level", "rank", "award_proposed", "excellent"),
              refers={"person_id": "persons", "event_id": "events"}, measures=("4.3c", "4.3d"), payee="person_id"),
        Table("projects", T("创业项目", "start-up projects"), columns(project),
              refers={"firm_id": "firms", "person_id": "persons"}, groups=STREET, measures=("5.1",)),
        Table("founders", T("创业者", "founders"), columns(founder),
              refers={"person_id": "persons", "firm_id": "firms"}, measures=("5.3",), payee="person_id"),
        Table("services", T("人力资源服务项目", "programmes of human-resource institutions"), columns(agency),
              refers={"firm_id": "firms"}, groups=STREET, measures=("6.3a", "6.3b"), payee="firm_id"),
    ),
    same={
        hire.household_district: person.household_district,
        hire.household_district_at_application: person.household_district,
        hire.education: person.school,
        hire.graduation: person.graduation,
        founder.registered_district: firm.registered_district,
        founder.tax_district: firm.tax_district,
        founder.operates_normally: firm.operates_normally,
        founder.operation_start: firm.operation_start,
        founder.graduation: person.graduation,
    },
    counted={firm.local_workers: Counted("hires", "firm_id", employed_here)},
    dimensions={"age": person.birth_date, "firm_size": firm.size},
    parties={"persons": "person", "firms": "organisation", "institutions": "organisation"},
    apart={
        "hires": ("date",),
        "firm_years": ("application_year",),
        "platform_workers": (),
        "traineeships": ("start",),
        "retentions": ("start",),
        "placements": ("subsidy_year",),
        "trainings": ("kind", "end"),
        "founders": (),
    },
)  # fmt: skip
