"""The registers of the INVENTED Qingxi: the tables that hold its measures' facts. The people of a firm are members."""

from __future__ import annotations

from ...rules.document.registers import Members, Registers, Table, columns
from ...rules.language.clause import T
from ..vocabulary import firm, founder, institution, person, traineeship
from .facts import award, certificate, premises, resident, staff

TOWN = {"street": T("街道（虚构）", "subdistrict (invented)")}

registers = Registers(
    tables=(
        Table(
            "persons",
            T("个人", "people"),
            {**columns(person, "household_district", "birth_date"), **columns(resident)},
            groups=TOWN,
        ),
        Table(
            "firms",
            T("企业", "firms"),
            {**columns(firm, "registered_district"), **columns(staff)},
            measures=("2.1",),
            groups=TOWN,
        ),
        Table("staff", T("新招用人员", "people newly employed"), dict(staff.hires.facts), refers={"firm_id": "firms"}),
        Table(
            "certificates",
            T("职工证书", "certificates of employees"),
            columns(certificate),
            refers={"firm_id": "firms"},
            measures=("2.2",),
            payee="firm_id",
        ),
        Table(
            "traineeships",
            T("见习", "traineeships"),
            columns(traineeship, "unit_is_recognised", "start", "end", "months_paid"),
            refers={"person_id": "persons"},
            measures=("3.1",),
            payee="person_id",
        ),
        Table(
            "institutions",
            T("培训机构", "training institutions"),
            {**columns(institution, "in_district", "trained_total"), **columns(award)},
            measures=("3.2",),
            groups=TOWN,
        ),
        Table(
            "founders",
            T("创业者", "founders"),
            {
                **columns(founder, "registered_district", "operation_start", "rents_premises", "years_paid"),
                **columns(premises),
            },
            refers={"person_id": "persons"},
            measures=("4.1",),
            payee="person_id",
        ),
    ),
    members={
        staff.hires: Members(
            "staff",
            "firm_id",
            {"age": "age", "insured_months": "insured_months", "household": "household"},
            complete="staff_complete",
        )
    },
    parties={"persons": "person", "firms": "organisation", "institutions": "organisation"},
    apart={"traineeships": ("start",), "founders": ()},
)
