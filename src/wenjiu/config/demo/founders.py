"""A founder of the demo: paid for the first rent year before this system, and filing for the second."""

from __future__ import annotations

from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo import invented
from wenjiu.config.demo.making import MAKER, District, bring_to, draft, give_account, register_firm, rows, submit


def file_rent_years(district: District) -> None:
    """File the second rent year of the resident whom the visitor can step into. The register knows that of the first."""
    resident = district.users["demo-resident"]
    party = resident.party
    known = {"household_district": district.policy.home, "school": "university", "graduation": "2018-07-01"}
    rows(district, "persons", [Statement(known, {"self": party})])
    [firm] = ensure_parties(actor=MAKER, rows=[invented.firm(90, district.streets[0].pk)])
    register_firm(district, firm, district.ago(900))
    facts = {
        "was_registered_unemployed": True, "is_founder": True, "rents_premises": True, "annual_rent": "58000",
        "rented_months": 12, "premises_district": district.policy.home,
    }  # fmt: skip
    rows(district, "founders", [Statement(facts, {"person_id": party, "firm_id": firm})])
    give_account(district, party, 90, resident)
    made = draft(district, resident, party, ["5.3"], district.ago(7), answers={"annual_rent": "62000"})
    [case] = submit(resident, made, district.ago(7))
    bring_to(district, case, "second", district.ago(7))
