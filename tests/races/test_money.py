"""Races for money, with real threads on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection, transaction
from tests.bureau.funds.world import POLICY, World, balances, new_world, returned
from tests.races.threads import at_once
from tests.support.counts import few

from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.errors import refusals
from wenjiu.bureau.funds.models import Batch, Obligation, ReturnFile, Transfer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_in(3)]

ROUNDS = few(4, 10)


@pytest.fixture
def world() -> Iterator[World]:
    yield new_world()
    assert ledger_check() == []


def test_200_approvals_for_money_that_fits_50_reserve_exactly_50(world: World) -> None:
    budget = world.budget(50 * 5_000_00)
    grants = world.grants(*[5_000_00] * 200)
    ways = at_once([partial(obligations.reserve, actor=world.other, grants=[grant]) for grant in grants])
    assert ways == {"ok": 50, "MoneyRefused:short": 150}
    assert balances(budget) == {"outside": -50 * 5_000_00, "reserved": 50 * 5_000_00}
    assert Obligation.objects.count() == 50


def test_one_obligation_sent_by_16_is_sent_once(world: World) -> None:
    world.budget(10_000)
    for _round in range(ROUNDS):
        world.owed(1)
        batch = world.frozen()
        ways = at_once([partial(actions.release_batch, actor=world.releaser, batch=batch) for _i in range(16)])
        assert ways == {"ok": 1, "MoneyRefused:released": 15}
    assert Transfer.objects.filter(kind="send").count() == ROUNDS


def test_one_obligation_sent_by_16_direct_statements_is_sent_once(world: World) -> None:
    world.budget(10_000)
    world.owed(1_000)
    batch = world.frozen()
    _release_without_sending(batch, world)
    line = batch.lines.get()

    def send(n: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # Past the guard of writes, as a program that forgets every check.
            cursor.cursor.execute(
                """INSERT INTO funds_transfer (key, kind, budget_id, from_id, from_kind, to_id, to_kind, amount_fen,
                     obligation_id, seq, prev_seq, batch_line_id, voucher, entered_name)
                   SELECT %s, 'send', o.budget_id, f.id, 'committed', t.id, 'sent', o.amount_fen, o.id, 3, 2, %s, 'V', 'x'
                   FROM funds_obligation o
                   JOIN funds_bucket f ON f.budget_id = o.budget_id AND f.kind = 'committed'
                   JOIN funds_bucket t ON t.budget_id = o.budget_id AND t.kind = 'sent' WHERE o.id = %s""",
                [f"direct{n}", line.pk, line.obligation_id],
            )

    ways = at_once([partial(send, n) for n in range(16)])
    assert ways["ok"] == 1 and sum(ways.values()) == 16


def _release_without_sending(batch: Batch, world: World) -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_batch SET released_by_id = %s, released_at = now() WHERE id = %s",
            [world.releaser.pk, batch.pk],
        )


def test_two_budgets_in_one_statement_never_deadlock(world: World) -> None:
    world.budget(10_000_000, group="3.2a")
    world.budget(10_000_000, group="5.2")
    here, there = world.grants(*[1] * 8 * ROUNDS), world.grants(*[1] * 8 * ROUNDS, group="5.2")
    pairs = [[a, b] if n % 2 else [b, a] for n, (a, b) in enumerate(zip(here, there, strict=True))]
    ways = at_once([partial(obligations.reserve, actor=world.other, grants=pair) for pair in pairs], width=8)
    assert ways == {"ok": 8 * ROUNDS}


def test_two_makers_never_choose_the_same_payment(world: World) -> None:
    world.budget(10_000_000)
    for _round in range(ROUNDS):
        world.owed(1, 2, 3)
        ways = at_once([partial(actions.make_batch, actor=world.maker, policy=POLICY) for _i in range(8)])
        assert ways == {"ok": 8}
    assert Batch.objects.count() == ROUNDS


def test_one_return_file_read_by_8_is_read_once(world: World) -> None:
    budget = world.budget(10_000_000)
    for _round in range(ROUNDS):
        world.owed(100, 200)
        batch = world.sent()
        rows = [(line.reference, f"{line.obligation.amount_fen / 100:.2f}", "成功", "") for line in batch.lines.all()]
        data = returned(batch, *rows)
        ways = at_once([partial(actions.read_return, actor=world.maker, data=data, name="x") for _i in range(8)])
        assert ways == {"ok": 8}
    assert ReturnFile.objects.count() == ROUNDS and balances(budget)["paid"] == 300 * ROUNDS


def test_an_award_that_ends_while_its_batch_is_released_is_either_sent_or_ended(world: World) -> None:
    world.budget(10_000_000)

    def end(owed: list[Obligation]) -> None:
        with refusals():
            obligations.release(actor=world.other, awards=[one.award for one in owed])

    def release(batch: Batch) -> None:
        with refusals():
            actions.release_batch(actor=world.releaser, batch=batch)

    for _round in range(ROUNDS):
        owed = world.owed(100, 200)
        batch = world.frozen()
        ways = at_once([partial(end, owed), partial(release, batch)])
        assert ways["ok"] == 1 and sum(ways.values()) == 2, ways
        assert not any("Operational" in way for way in ways)
        batch.refresh_from_db()
        if batch.released_at is None:
            actions.drop_batch(actor=world.maker, batch=batch, reason="有一笔终止")


def test_a_budget_change_confirmed_by_8_moves_once(world: World) -> None:
    budget = world.budget(1)
    for _round in range(ROUNDS):
        change = actions.propose_budget_change(actor=world.maker, budget=budget, amount_fen=10, reason="虚构")
        ways = at_once([partial(actions.confirm_budget_change, actor=world.releaser, change=change) for _i in range(8)])
        assert ways == {"ok": 1, "MoneyRefused:ended": 7}
    assert balances(budget)["available"] == 1 + 10 * ROUNDS
