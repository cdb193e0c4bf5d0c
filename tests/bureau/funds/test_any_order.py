"""Whatever is done in whatever order: balances are what the transfers say, and no bucket is below zero."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.bureau.funds.world import World, new_world, returned

from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, BatchLine, Bucket, Budget, BudgetChange, Obligation
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.standards.money import yuan

pytestmark = pytest.mark.django_db

AMOUNTS = st.integers(1, 400)
PLACES = st.integers(0, 1_000)
RESULTS = st.lists(st.sampled_from(["成功", "退回", "没有", "多一分"]), min_size=1, max_size=6)


class Money(RuleBasedStateMachine):
    """Each rule does one thing that people do, with whatever rows are there; a refusal is an answer as well."""

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.world: World = new_world()
        self.world.budget(1_000)
        self.files: list[bytes] = []

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    def attempt(self, function: Any, **arguments: Any) -> Any:
        try:
            with transaction.atomic():
                return function(**arguments)
        except MoneyRefused as refused:
            assert refused.text
            return None

    def one_of(self, rows: Any, place: int) -> Any:
        found = list(rows.order_by("id"))
        return found[place % len(found)] if found else None

    @rule(amount=st.integers(-600, 600), confirmed=st.booleans())
    def change_budget(self, amount: int, confirmed: bool) -> None:
        change = self.attempt(
            actions.propose_budget_change,
            actor=self.world.maker,
            budget=Budget.objects.first(),
            amount_fen=amount,
            reason="虚构",
        )
        if change and confirmed:
            self.attempt(actions.confirm_budget_change, actor=self.world.releaser, change=change)

    @rule(place=PLACES)
    def confirm_some_change(self, place: int) -> None:
        change = self.one_of(BudgetChange.objects.all(), place)
        self.attempt(actions.confirm_budget_change, actor=self.world.releaser, change=change)

    @rule(amounts=st.lists(AMOUNTS, min_size=1, max_size=4))
    def decide(self, amounts: list[int]) -> None:
        self.attempt(obligations.reserve, actor=self.world.other, grants=self.world.grants(*amounts))

    @rule(place=PLACES)
    def clear(self, place: int) -> None:
        if owed := self.one_of(Obligation.objects.all(), place):
            self.attempt(obligations.commit, actor="notice", awards=[owed.award])

    @rule(place=PLACES)
    def end(self, place: int) -> None:
        if owed := self.one_of(Obligation.objects.all(), place):
            self.attempt(obligations.release, actor=self.world.other, awards=[owed.award])

    @rule()
    def make_batch(self) -> None:
        batch, _left = actions.make_batch(actor=self.world.maker, policy="sample_district")
        if batch is not None:
            self.attempt(actions.freeze_batch, actor=self.world.maker, batch=batch)

    @rule(place=PLACES)
    def release_batch(self, place: int) -> None:
        if batch := self.one_of(Batch.objects.filter(released_at=None), place):
            self.attempt(actions.release_batch, actor=self.world.releaser, batch=batch)

    @rule(place=PLACES)
    def drop_batch(self, place: int) -> None:
        if batch := self.one_of(Batch.objects.all(), place):
            self.attempt(actions.drop_batch, actor=self.world.maker, batch=batch, reason="虚构")

    @rule(place=PLACES, results=RESULTS)
    def bank_returns(self, place: int, results: list[str]) -> None:
        if (batch := self.one_of(Batch.objects.filter(released_at__isnull=False), place)) is None:
            return
        lines = list(BatchLine.objects.filter(batch=batch).select_related("obligation"))
        rows = []
        for n, result in enumerate(results):
            line = lines[(place + n) % len(lines)]
            reference = "没有这一笔" if result == "没有" else line.reference
            amount = yuan(line.obligation.amount_fen + (result == "多一分"))
            rows.append((reference, amount, "退回" if result == "退回" else "成功", ""))
        self.files.append(returned(batch, *rows))
        self.read(self.files[-1])

    @rule(place=PLACES)
    def read_a_file_again(self, place: int) -> None:
        if self.files:
            before = list(Bucket.objects.order_by("id").values_list("balance_fen", flat=True))
            self.read(self.files[place % len(self.files)])
            assert before == list(Bucket.objects.order_by("id").values_list("balance_fen", flat=True))

    def read(self, data: bytes) -> None:
        self.attempt(actions.read_return, actor=self.world.maker, data=data, name="x")

    @rule(place=PLACES)
    def correct_an_account(self, place: int) -> None:
        if account := self.one_of(BankAccount.objects.select_related("party"), place):
            self.world.account(account.party)

    @invariant()
    def the_books_agree(self) -> None:
        assert ledger_check() == []
        assert not Bucket.objects.exclude(kind="outside").filter(balance_fen__lt=0).exists()


def test_balances_are_the_replay_of_the_transfers_in_any_order() -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
