"""A founder of the demo: paid for the first rent year before this system, and filing for the second."""

from __future__ import annotations

from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo import invented
from wenjiu.config.demo.making import MAKER, District, bring_to, draft, give_account, register_firm, rows, submit


def file_rent_years(district: District) -> None:
    """File the second rent year of the resident whom the visitor can step into. The register knows that of the first."""
    resident, founder = district.users["demo-resident"], district.material.founder
    party, home = resident.party, district.policy.home
    person, business = district.material.registers["person"], district.material.registers["founder"]
    rows(district, person.table, [Statement(person.filled(home=home), {"self": party})])
    [firm] = ensure_parties(actor=MAKER, rows=[invented.firm(90, district.streets[0].pk)])
    register_firm(district, firm, district.ago(900))
    parties = {business.refers["person"]: party, business.refers["firm"]: firm}
    rows(district, business.table, [Statement(business.filled(home=home), parties)])
    give_account(district, party, 90, resident)
    made = draft(district, resident, party, [founder["measure"]], district.ago(7), answers=founder["answers"])
    [case] = submit(resident, made, district.ago(7))
    bring_to(district, case, "second", district.ago(7))
