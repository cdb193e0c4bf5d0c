"""What pages and other apps read about money: sums, what waits, what stays, what somebody was paid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.funds.world import POLICY, World, new_world, returned

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case, Pause
from wenjiu.bureau.funds import actions, payable, queries
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return new_world()


@action
def _due(*, actor: str, case: Case, day: dt.date) -> None:
    Case.objects.filter(pk=case.pk).update(due_on=day)


@action
def _stop(*, actor: str, case: Case, day: dt.date) -> None:
    Pause.objects.create(case=case, kind="correction", from_day=day)


def test_the_overview_adds_up_to_what_was_given(world: World) -> None:
    world.budget(10_000)
    world.budget(500, group="5.2")
    world.owed(1_000, 2_000)
    obligations.reserve(actor=world.other, grants=world.grants(300))
    world.sent(obligations=list(Obligation.objects.filter(amount_fen=2_000)))
    groups, total = queries.overview(POLICY, clock.today().year)
    assert [(g.group, g.total.given) for g in groups] == [("3.2a", 10_000), ("5.2", 500)]
    assert (total.available, total.reserved, total.committed, total.sent, total.paid) == (7_200, 300, 1_000, 2_000, 0)
    assert queries.overview(POLICY, 2001)[0] == []


def test_each_balance_is_the_sum_of_the_obligations_that_stand_there(world: World) -> None:
    budget = world.budget(10_000)
    world.owed(1_000, 2_000)
    figures = queries.figures_of(budget)
    for kind in ("reserved", "committed", "sent", "paid"):
        assert sum(o.amount_fen for o in queries.standing(budget, kind)) == getattr(figures, kind)
    touching = queries.statement(budget, "committed")
    assert sum(t.amount_fen if t.to_kind == "committed" else -t.amount_fen for t in touching) == 3_000


def test_what_is_overdue_comes_first(world: World) -> None:
    world.budget(10_000)
    world.owed(1)
    second = world.owed(2)
    _due(actor="a test", case=second[0].award.line.case, day=clock.today() - dt.timedelta(days=1))
    rows = queries.to_pay(POLICY)
    assert [(row.payable.obligation.amount_fen, row.overdue) for row in rows] == [(2, True), (1, False)]
    assert (queries.waiting(POLICY).count, queries.waiting(POLICY).overdue) == (2, 1)


def test_a_payment_whose_clock_stands_still_is_not_overdue(world: World) -> None:
    world.budget(10_000)
    [owed] = world.owed(1)
    case, long_ago = owed.award.line.case, clock.today() - dt.timedelta(days=30)
    _due(actor="a test", case=case, day=long_ago)
    _stop(actor="a test", case=case, day=long_ago - dt.timedelta(days=1))
    [row] = queries.to_pay(POLICY)
    assert (row.over, row.overdue, queries.waiting(POLICY).overdue) == (0, False, 0)


def test_what_is_in_a_batch_no_longer_waits_until_it_is_dropped(world: World) -> None:
    world.budget(10_000)
    world.owed(1, 2)
    batch = world.frozen()
    assert queries.to_pay(POLICY) == [] and queries.waiting(POLICY) == queries.Waiting(0, 0, 0)
    actions.drop_batch(actor=world.maker, batch=batch, reason="虚构")
    assert queries.waiting(POLICY).count == 2


def test_what_was_sent_long_ago_without_an_answer_is_stale(world: World, monkeypatch: Any) -> None:
    world.budget(10_000)
    world.owed(1)
    world.sent()
    assert not queries.stale(POLICY).exists()
    later = clock.now() + dt.timedelta(days=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert queries.stale(POLICY).count() == 1


def test_a_payee_and_a_case_show_what_was_paid_and_to_which_account(world: World) -> None:
    world.budget(10_000)
    owed = world.owed(1_000)
    batch = world.sent()
    row = (batch.lines.get().reference, "10.00", "成功", "")
    actions.read_return(actor=world.maker, data=returned(batch, row), name="x")
    paid = queries.payments_of([owed[0].payee_id]).get()
    assert paid.state == "paid" and paid.tail == batch.lines.get().account.tail
    assert list(queries.obligations_of_case(owed[0].award.line.case)) == [paid]


def test_a_voucher_holds_all_transfers_of_one_action(world: World) -> None:
    budget = world.budget(10_000)
    world.owed(1_000, 2_000)
    batch = world.sent()
    number = queries.statement(budget).filter(kind="send")[0].voucher
    rows = queries.voucher(number)
    assert [(row.kind, row.amount_fen) for row in rows] == [("send", 1_000), ("send", 2_000)]
    assert {row.batch_line.batch_id for row in rows} == {batch.pk} and queries.voucher("none") == []


def test_many_payments_take_as_many_statements_as_few(world: World, django_assert_max_num_queries: Any) -> None:
    world.budget(10_000)
    world.owed(*[1] * 30)
    with django_assert_max_num_queries(12):
        assert all(not one.reason for one in payable.judge(list(payable.waiting(POLICY))))
    with django_assert_max_num_queries(60):
        world.sent()
