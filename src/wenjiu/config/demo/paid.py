"""The demo's subsidies of other measures: filed, decided and paid some months ago, one case of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import choosing
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo import invented
from wenjiu.config.demo.making import SINCE, District, bring_to, draft, give_account, rows, submit
from wenjiu.config.demo.material import RowForm
from wenjiu.rules.case.filing import needed_things

#: How many days ago they were filed.
FILED = 115
#: The invented people of these cases, and the accounts of those who are paid, begin with this number.
FIRST = 600


def decide_paid(district: District) -> list[Case]:
    """File a case of each measure that the material names, take it to its notice, and return the cases."""
    first, cases = FIRST, []
    for form in district.material.paid:
        cases.append(_decided(district, form, first))
        first += form["people"]
    return cases


def _decided(district: District, form: Mapping[str, Any], first: int) -> Case:
    code, firm, day = form["measure"], district.firms[form["firm"]], district.ago(FILED)
    people = ensure_parties(actor="demo", rows=[invented.resident(first + n) for n in range(form["people"])])
    known = district.material.registers["person"]
    own = known.filled(home=district.policy.home) | form.get("person", {})
    rows(district, known.table, [Statement(own, {"self": p}, valid_from=SINCE) for p in people])
    for raw in form["rows"]:
        _bring(district, code, RowForm(**raw), firm, people)
    for n, party in enumerate(people if form.get("people_paid") else ()):
        give_account(district, party, first + n, district.users["demo-maker"])
    agent = district.users["demo-firm"]
    listed = people if district.policy.claims[code].many else ()
    made = draft(district, agent, firm, [code], day, listed, form.get("answers"))
    _choose(district, agent, made, code)
    if promised := form.get("promises"):
        said = {f"{code}/{material}": text for material, text in promised.items()}
        drafts.save_promises(actor=agent, filing_id=made.pk, promises=said)
    [case] = submit(agent, made, day)
    return bring_to(district, case, "notice", day)


def _bring(district: District, code: str, form: RowForm, firm: Party, people: list[Party]) -> None:
    """Bring a row of a register for each of the people that it refers to, or one row."""
    registers = district.policy.registers
    assert registers is not None
    facts = form.filled(home=district.policy.home, day=district.ago(FILED + 30).isoformat())
    held: list[dict[str, Party]] = [{}]
    if "person" in form.refers:
        held = [{form.refers["person"]: party} for party in people]
    own = {form.refers["firm"]: firm} if "firm" in form.refers else {}
    if form.table in registers.parties:
        own = {"self": firm}
    numbered = form.table not in registers.parties and form.table not in registers.apart
    number = f"demo-{code}" if numbered else ""
    refers = {column: f"demo-{code}" for column in form.refers.get("things", "").split()}
    said = [Statement(facts, {**own, **parties}, number=number, refers=refers, valid_from=SINCE) for parties in held]
    rows(district, form.table, said)


def _choose(district: District, agent: User, made: Filing, code: str) -> None:
    """Say which row of the registers a filing is about, where it has to name one."""
    if needed_things(district.policy, code):
        with clock.working_on(district.ago(FILED)):
            offered = choosing.choices(district.policy, code, made.filer, clock.today())
            keys = [choice.row.key for choice in offered[:1]]
            if keys:
                drafts.save_rows(actor=agent, filing_id=made.pk, code=code, keys=keys)
