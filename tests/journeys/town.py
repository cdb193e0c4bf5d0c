"""A bureau for generated journeys: staff, a firm, residents, money, and register rows that follow from the facts of a branch.

All people, firms, numbers and sums are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bureau.cases.scene import SETUP, SINCE, STAFF
from tests.bureau.registry.people import organisation, person
from tests.journeys.facts import Branch

from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas import actions as areas
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement
from wenjiu.rules.case.filing import needed_things
from wenjiu.rules.document.registers import Table
from wenjiu.rules.policy import Policy

#: The parts of an amount by source, of 1000. They do not divide evenly, so that shares have to add up.
SHARES = {"city": 667, "district": 333}
BUDGET_FEN = 1_000_000_000


@dataclass
class Town:
    """The people of a journey.

    `row`: what tells the numbered rows of its registers from those of other journeys. `numbers`: table -> number of its row
    that is brought next, where that is not the first.
    """

    policy: Policy
    staff: dict[str, User]
    firm: Party
    resident: Party
    agent: User
    own: User
    street: Area
    row: str = "1"
    numbers: dict[str, str] = field(default_factory=dict)

    def party(self, kind: str) -> Party:
        """Return the party of a kind."""
        return self.resident if kind == "person" else self.firm

    def user(self, kind: str) -> User:
        """Return the account that files for the party of a kind."""
        return self.own if kind == "person" else self.agent

    def number(self, table: str) -> str:
        """Return the number of the row of a table that is brought."""
        return self.numbers.get(table, f"{table}-{self.row}")


def make_town(policy: Policy) -> Town:
    """Return a bureau with a firm and its agent, a resident with an account, and nothing in the registers."""
    areas.load(actor=SETUP, areas=policy.areas)
    district = Area.objects.get(kind="district")
    street = Area.objects.filter(kind="street", parent=district).order_by("code")[0]
    staff = {}
    for name, role in STAFF.items():
        staff[name] = create_user(actor=SETUP, username=name, name=f"虚构{name}", demo=True)
        area = street if role.startswith("street") else district
        give_post(actor=SETUP, user=staff[name], role=role, area=area, from_day=SINCE)
    rows = [replace(organisation(1), street_id=street.pk), replace(person(1), street_id=street.pk)]
    firm, resident = parties.ensure_parties(actor=SETUP, rows=rows)
    agent = create_user(actor=SETUP, username="agent", name="虚构经办人", demo=True)
    authorise(actor=SETUP, user=agent, organisation=firm)
    own = create_user(actor=SETUP, username="resident", name="虚构居民", party=resident, demo=True)
    return Town(policy, staff, firm, resident, agent, own, street)


def set_budgets(town: Town, group: str, year: int) -> None:
    """Give a group of claims money of two sources, which share each amount."""
    for source, share in SHARES.items():
        change = funds.set_budget(
            actor=town.staff["maker"], policy=town.policy.name, group=group, source=source, year=year,
            amount_fen=BUDGET_FEN, reason="虚构文号1号", share=share,
        )  # fmt: skip
        funds.confirm_budget_change(actor=town.staff["releaser"], change=change)


def open_account(town: Town, party: Party) -> None:
    """Enter an account of a party, which another person checks."""
    account = parties.enter_account(
        actor=town.staff["maker"], party=party, holder=party.name, bank="虚构银行", number=f"1234567{party.pk:05d}"
    )
    parties.check_account(actor=town.staff["releaser"], account=account, matched=True)


def bring_facts(town: Town, branch: Branch, kind: str, facts: Mapping[str, Any]) -> None:
    """Put into the registers what they supply of some facts, about the party of a kind that files and the others."""
    registers, code = town.policy.registers, branch.code
    assert registers is not None
    accepted = town.policy.accepted_facts(town.policy.measures[code])
    by_key = {accepted[name].key: value for name, value in facts.items()}
    supplied = {accepted[name].key for name in branch.of_registers(facts)}
    subject = registers.subject(code)
    done: set[str] = set()
    for path, table in registers.paths(subject):
        columns = {c: by_key[f.key] for c, f in table.facts.items() if f.key in supplied and f.key not in done}
        own = not path
        done |= {table.facts[c].key for c in columns}
        if own and (columns or needed_things(town.policy, code)):
            keys = registers.apart.get(table.name, ())
            columns |= {c: by_key[table.facts[c].key] for c in keys if table.facts[c].key in by_key}
        elif not columns:
            continue
        _bring(town, branch, kind, table, columns)


def _bring(town: Town, branch: Branch, kind: str, table: Table, columns: Mapping[str, Any]) -> None:
    """Bring one row of a table, and the rows of things that it refers to."""
    registers = town.policy.registers
    assert registers is not None
    if table.name in registers.parties:
        named = {"self": town.party(registers.parties[table.name])}
        left_out: tuple[str, ...] = ()
    else:
        left_out = _left_out(branch, kind)
        kinds = {c: registers.parties.get(other) for c, other in table.refers.items()}
        named = {c: town.party(k) for c, k in kinds.items() if k is not None and c not in left_out}
    refers = {}
    for column, other in table.refers.items():
        if other not in registers.parties:
            refers[column] = town.number(other)
            _bring(town, branch, kind, registers[other], {})
    numbered = table.name not in registers.parties and table.name not in registers.apart
    number = town.number(table.name) if numbered else ""
    statement = Statement(columns, named, number=number, refers=refers, valid_from=SINCE)
    bring(actor=SETUP, policy=town.policy, table=table.name, rows=[statement], source="a test")


def _left_out(branch: Branch, kind: str) -> tuple[str, ...]:
    """Return columns that stay empty: of several columns of one role, and of several roles of one filer, one is filled."""
    claim, registers = branch.policy.claims[branch.code], branch.policy.registers
    assert registers is not None
    table = registers.subject(branch.code)
    left: list[str] = []
    own, *others = claim.files[kind]
    for role in others:
        left += claim.roles[role]
    for role, columns in claim.roles.items():
        in_table = [c for c in columns if c in table.refers]
        wanted = kind if role == own else "organisation"
        kept = next((c for c in in_table if registers.parties.get(table.refers[c]) == wanted), None)
        left += [c for c in in_table if kept is not None and c != kept and c not in _of_others(claim, role)]
    return tuple(left)


def _of_others(claim: Any, role: str) -> set[str]:
    """Return the columns of the other roles."""
    return {c for other, columns in claim.roles.items() if other != role for c in columns}
