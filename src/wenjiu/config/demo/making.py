"""The steps by which the demo's cases come about: each is the action that a person would take on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.actions import drafts, filing, steps
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.parties.actions import check_account, ensure_parties, enter_account
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement
from wenjiu.config.demo import invented
from wenjiu.config.demo.material import Material
from wenjiu.rules.policy import Policy

MAKER = "demo"
SINCE = dt.date(2020, 1, 1)


@dataclass
class District:
    """The rows that the demo is made of.

    `material`: what the policy's own demo consists of.
    `users`: the personas by username.
    `today`: the day on which the demo is made; everything lies before it.
    """

    policy: Policy
    material: Material
    streets: list[Area]
    users: dict[str, User]
    today: dt.date
    firms: list[Party] = field(default_factory=list)
    people: list[Party] = field(default_factory=list)

    def ago(self, days: int) -> dt.date:
        """Return the day so many days before today."""
        return self.today - dt.timedelta(days=days)


#: Why the demo's cases are accepted without files.
WITHOUT_PAPERS = "演示数据，纸质材料已经核对"


def rows(district: District, table: str, statements: Sequence[Statement]) -> None:
    """Bring statements into a register."""
    bring(actor=MAKER, policy=district.policy, table=table, rows=statements, source="演示数据（虚构）")


def add_people(district: District, count: int) -> list[Party]:
    """Add invented residents of the district, every one registered unemployed before the hire, and return them."""
    first = len(district.people) + 1
    made = ensure_parties(actor=MAKER, rows=[invented.resident(n) for n in range(first, first + count)])
    form = district.material.registers["person"]
    known = form.filled(home=district.policy.home)
    rows(district, form.table, [Statement(known, {"self": p}, valid_from=SINCE) for p in made])
    district.people += made
    return made


def register_firm(district: District, party: Party, founded: dt.date) -> None:
    """Put a firm into the register as one that operates in the district."""
    form = district.material.registers["firm"]
    facts = form.filled(home=district.policy.home, founded=founded.isoformat())
    rows(district, form.table, [Statement(facts, {"self": party}, street=party.street_id, valid_from=SINCE)])


def hire(district: District, firm: Party, people: Sequence[Party], day: dt.date) -> None:
    """Put hires into the register."""
    form = district.material.registers["hire"]
    facts = form.filled(day=day.isoformat(), year=day.year)
    refers = [{form.refers["firm"]: firm, form.refers["person"]: person} for person in people]
    rows(district, form.table, [Statement(facts, parties, valid_from=day) for parties in refers])


def give_account(district: District, party: Party, n: int, entered_by: User, checked: bool = True) -> None:
    """Enter the account of a payee, and let another person check it: before anything was filed, or today where nobody has."""
    with clock.working_on(SINCE if checked else clock.today()):
        account = enter_account(
            actor=entered_by, party=party, holder=party.name, bank="虚构·东溪银行", number=invented.account_number(n)
        )
        if checked:
            check_account(actor=district.users["demo-releaser"], account=account, matched=True)


def draft(
    district: District, agent: User, filer: Party, measures: Sequence[str], day: dt.date,
    people: Sequence[Party] = (), answers: dict[str, str] | None = None,
) -> Filing:  # fmt: skip
    """Begin a filing on a day."""
    with clock.working_on(day):
        made = drafts.open_filing(
            actor=agent,
            policy=district.policy,
            filer=filer,
            measures=measures,
            intent_key=f"demo-{filer.pk}-{'-'.join(measures)}-{day}",
        )
        if answers:
            drafts.save_answers(actor=agent, filing_id=made.id, answers=answers)
        if people:
            lines = [{"number": number_of(p), "name": p.name} for p in people]
            drafts.save_lines(actor=agent, filing_id=made.id, lines=lines)
    return made


def submit(agent: User, made: Filing, day: dt.date) -> list[Case]:
    """Submit a filing on a day."""
    with clock.working_on(day):
        return filing.submit_filing(actor=agent, filing_id=made.id)


def take(district: District, case: Case, step: str, outcome: str, day: dt.date, by: str = "", **more: Any) -> Case:
    """Take one step on a day, by the persona whose step it is."""
    case.refresh_from_db()
    with clock.working_on(day):
        steps.take_step(
            actor=district.users[by or district.material.taker(step)],
            case_id=case.id,
            step=step,
            outcome=outcome,
            seen_version=case.version,
            without_papers="" if outcome != "accepted" else WITHOUT_PAPERS,
            **more,
        )
    case.refresh_from_db()
    return case


def bring_to(district: District, case: Case, state: str, begun: dt.date) -> Case:
    """Take a case step by step, a day apart, until it waits in a state."""
    day = begun
    for turn in district.material.way:
        if case.state == state:
            return case
        day = min(day + dt.timedelta(days=1), district.today)
        take(district, case, turn.step, turn.outcome, day)
    return case
