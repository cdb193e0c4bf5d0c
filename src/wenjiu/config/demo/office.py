"""What the office pays without an application: the registers are screened, two people make the list, one firm gives it up."""

from __future__ import annotations

import datetime as dt

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.offers.actions import answers, lists
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo.making import MAKER, District, rows, take

#: How many days ago the registers were screened for offers: some of them have had no answer for longer than the street waits.
OFFERED = 14


def list_and_decide(district: District, reason: str) -> tuple[list[Case], dt.date]:
    """List firms on the day that the material names and decide their cases; return those that go on, and their day.

    The day is a fixed one: a figure that no source states any more would leave the list empty.
    """
    office = district.material.office
    day = dt.date.fromisoformat(str(office["on"]))
    form = district.material.registers["insured"]
    firms = [district.firms[n] for n in office["firms"]]
    said = [form.filled(year=day.year) | facts for facts in office["facts"]]
    statements = [Statement(f, {form.refers["firm"]: p}) for f, p in zip(said, firms, strict=True)]
    rows(district, form.table, statements)
    _budget(district, day, reason)
    with clock.working_on(day):
        screen_registers(MAKER, district.policy)
        made = lists.make_list(
            actor=district.users[office["list"]], policy=district.policy, code=office["measure"]
        )  # fmt: skip
    with clock.working_on(day + dt.timedelta(days=1)):
        lists.confirm_list(district.users[office["confirm"]], district.policy, made.pk)
    decided = day + dt.timedelta(days=2)
    cases = [row.case for row in made.rows.exclude(case=None).select_related("case__filing__filer").order_by("no")]
    given_up = next(case for case in cases if case.filing.filer_id == district.firms[office["gives_up"]].pk)
    with clock.working_on(decided):
        answers.give_up(
            actor=district.users["demo-firm"], case_id=given_up.pk, seen_version=given_up.version,
            reason=office["reason"],
        )  # fmt: skip
    kept = [case for case in cases if case.pk != given_up.pk]
    return [take(district, case, "decide", "approved", decided) for case in kept], decided


def _budget(district: District, day: dt.date, reason: str) -> None:
    """Set the budget of the year of the list by two people."""
    code = district.material.office["measure"]
    change = funds.set_budget(
        actor=district.users["demo-maker"], policy=district.policy.name,
        group=district.policy.claims[code].group or code, source="district", year=day.year,
        amount_fen=district.material.office["budget"] * 100, reason=reason,
    )  # fmt: skip
    funds.confirm_budget_change(actor=district.users["demo-releaser"], change=change)


def make_offers(district: District) -> None:
    """Screen the registers as they were some days ago and as they are today: offers, those without an answer, the report."""
    for ago in (OFFERED, 0):
        with clock.working_on(district.ago(ago)):
            screen_registers(MAKER, district.policy)
