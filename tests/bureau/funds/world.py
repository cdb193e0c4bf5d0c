"""An invented district with money: finance people, payees with accounts, cases that were decided. All synthetic."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from tests.bureau.people import area, new_user, resident_number

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.effects import Grant
from wenjiu.bureau.cases.models import Award, Case, Filing, Line
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.models import Batch, Budget, Obligation
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.bureau.writes import action
from wenjiu.policies import load_policy
from wenjiu.standards.money import fen, yuan

POLICY = "sample_district"


@dataclass
class World:
    """People who keep money, and what they made."""

    maker: User
    releaser: User
    other: User
    count: int = 0
    budgets: dict[str, Budget] = field(default_factory=dict)
    policy: str = POLICY

    def budget(self, amount_fen: int, group: str = "3.2a", source: str = "district", **more: Any) -> Budget:
        """Return a budget that was set and confirmed."""
        year = more.pop("year", clock.today().year)
        change = actions.set_budget(
            actor=self.maker,
            policy=self.policy,
            group=group,
            source=source,
            year=year,
            amount_fen=amount_fen,
            reason="虚构文号1号",
            **more,
        )
        actions.confirm_budget_change(actor=self.releaser, change=change)
        return Budget.objects.get(pk=change.budget_id)

    def payee(self, account: bool = True) -> Party:
        """Return a new payee; with an account that another person checked, or none."""
        self.count += 1
        name = f"虚构收款人{self.count}"
        party = parties.ensure_party(
            actor="a test",
            kind="person",
            id_type="resident_id",
            number=resident_number(self.count),
            name=name,
        )
        if account:
            self.account(party)
        return party

    def account(self, party: Party, number: str = "") -> BankAccount:
        """Return a new checked account of a party."""
        self.count += 1
        number = number or f"1234567{self.count:05d}"
        account = parties.enter_account(
            actor=self.maker, party=party, holder=party.name, bank="虚构银行", number=number
        )
        parties.check_account(actor=self.releaser, account=account, matched=True)
        return account

    def grants(self, *amounts: int, group: str = "3.2a", account: bool = True, **more: Any) -> list[Grant]:
        """Return what a decided case grants: one line, award and payee for each amount.

        `more`: the `labels` of the awards, and the `payees` where they are there.
        """
        payees = more.pop("payees", None) or [self.payee(account) for _amount in amounts]
        awards = _case(actor="a test", world=self, payees=payees, amounts=amounts, group=group, **more)
        return [Grant(award, "person", payee, 1, award.amount_fen) for award, payee in zip(awards, payees, strict=True)]

    def owed(self, *amounts: int, **more: Any) -> list[Obligation]:
        """Return new obligations that wait to be paid."""
        grants = self.grants(*amounts, **more)
        obligations.reserve(actor=self.other, grants=grants)
        obligations.commit(actor="notice ended", awards=[grant.award for grant in grants])
        return list(Obligation.objects.filter(award__in=[grant.award for grant in grants]).order_by("id"))

    def frozen(self, **more: Any) -> Batch:
        """Return a frozen batch of all that waits."""
        batch, _left = actions.make_batch(actor=self.maker, policy=self.policy, **more)
        assert batch is not None
        return actions.freeze_batch(actor=self.maker, batch=batch)

    def sent(self, **more: Any) -> Batch:
        """Return a released batch of all that waits."""
        return actions.release_batch(actor=self.releaser, batch=self.frozen(**more))


def new_world() -> World:
    """Return the people of a district: a maker, a releaser and somebody without a post for money."""
    district = area()
    found = {}
    for name, role in (("maker", "finance_maker"), ("releaser", "finance_releaser"), ("approver", "approver")):
        found[name] = new_user(name)
        give_post(actor="a test", user=found[name], role=role, area=district, from_day=dt.date(2020, 1, 1))
    return World(found["maker"], found["releaser"], found["approver"])


@action
def _case(
    *, actor: Any, world: World, payees: list[Party], amounts: tuple[int, ...], group: str, labels: Any = None
) -> list[Award]:
    filing = Filing.objects.create(
        policy=world.policy,
        filer=payees[0],
        opened_by=world.other,
        intent_key=f"intent{payees[0].pk}-{group}",
        submitted_at=timezone.now(),
    )
    case = Case.objects.create(
        number=f"C{filing.pk}",
        filing=filing,
        policy=world.policy,
        measure=group,
        rules_version="2020.1",
        flow=load_policy(world.policy).procedures.flows["subsidy"][0].id,
        street=area("street"),
        state="pay",
        filed_on=clock.today(),
    )
    lines = Line.objects.bulk_create(Line(case=case, no=no, state="cleared") for no in range(1, len(payees) + 1))
    return Award.objects.bulk_create(
        Award(
            line=line,
            policy=world.policy,
            measure=group,
            group=group,
            claim_key=f"key{line.pk}",
            person=payee,
            labels=labels or {},
            amount_fen=amount,
        )
        for line, payee, amount in zip(lines, payees, amounts, strict=True)
    )


def returned(batch: Batch, *rows: tuple[str, str, str, str], end: bool = True, total: str = "") -> bytes:
    """Return a file of the bank for a batch. A row is reference, amount in yuan, result, reason."""
    total = total or yuan(sum(int(fen(row[1])) for row in rows))
    text = [f"批次号,{batch.number},笔数,{len(rows)},合计,{total}", "付款流水号,金额,结果,原因"]
    text += [",".join(row) for row in rows]
    if end:
        text.append(f"结束,{len(rows)}")
    return ("\r\n".join(text) + "\r\n").encode("gb18030")


def balances(budget: Budget) -> dict[str, int]:
    """Return the balance of each bucket of a budget that is not 0."""
    return {bucket.kind: bucket.balance_fen for bucket in budget.buckets.all() if bucket.balance_fen}
