"""A founder of the demo: paid for the first rent year before this system, and filing for the second."""

from __future__ import annotations

from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo.making import District, bring_to, draft, give_account, rows, submit


def file_rent_years(district: District) -> None:
    """File the second rent year of the resident whom the visitor can step into."""
    resident = district.users["demo-resident"]
    party = resident.party
    home = district.policy.home
    known = {"household_district": home, "school": "university", "graduation": "2018-07-01"}
    rows(district, "persons", [Statement(known, {"self": party})])
    facts = {
        "was_registered_unemployed": True, "is_founder": True, "rents_premises": True, "annual_rent": "62000",
        "rented_months": 12, "registered_district": home, "tax_district": home, "operates_normally": True,
        "operation_start": district.ago(900).isoformat(), "premises_district": home,
    }  # fmt: skip
    rows(district, "founders", [Statement(facts, {"person_id": party})])
    give_account(district, party, 90, resident)
    made = draft(district, resident, party, ["5.3"], district.ago(7))
    [case] = submit(resident, made, district.ago(7))
    bring_to(district, case, "second", district.ago(7))
