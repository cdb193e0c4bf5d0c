"""What the database refuses by itself: direct statements with the role that serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from tests.bureau.funds.world import World, balances, new_world, returned

from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.models import Batch, Budget, Obligation, Transfer

pytestmark = pytest.mark.django_db

COLUMNS = (
    "key, kind, budget_id, from_id, from_kind, to_id, to_kind, amount_fen, obligation_id, seq, prev_seq, "
    "batch_line_id, change_id, voucher, entered_name"
)


@pytest.fixture
def world() -> Iterator[World]:
    world = new_world()
    world.budgets["b"] = world.budget(10_000)
    yield world
    # Whatever was tried, the books agree.
    from wenjiu.bureau.funds.checks import ledger_check

    assert ledger_check() == []


def run(sql: str, *params: Any) -> None:
    """Run a statement as the serving role, past the guard of writes."""
    with transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute(sql, params)


def refused(name: str, sql: str, *params: Any) -> None:
    with pytest.raises(psycopg.Error) as found:
        run(sql, *params)
    assert name in (found.value.diag.constraint_name, type(found.value).__name__), found.value


def move(kind: str, source: str, target: str, owed: Obligation, **more: Any) -> tuple[str, tuple[Any, ...]]:
    buckets = {bucket.kind: bucket.pk for bucket in owed.budget.buckets.all()}
    seq = more.get("seq", owed.seq + 1)
    line = more.get("line")
    values = (
        f"direct{kind}{seq}",
        kind,
        owed.budget_id,
        buckets[source],
        source,
        buckets[target],
        target,
        more.get("amount", owed.amount_fen),
        owed.pk,
        seq,
        seq - 1 or None,
        line.pk if line else None,
        None,
        "V",
        "direct",
    )
    return f"INSERT INTO funds_transfer ({COLUMNS}) VALUES ({', '.join(['%s'] * len(values))})", values


def test_a_skipped_step_is_refused(world: World) -> None:
    world.owed(1_000)
    batch = world.sent()
    owed = Obligation.objects.get()
    sql, values = move("settle", "sent", "paid", owed, seq=5, line=batch.lines.get())
    refused("funds_transfer_after_the_last", sql, *values)


def test_money_leaves_only_from_where_the_last_step_put_it(world: World) -> None:
    world.owed(1_000, 1_000)
    first, second = Obligation.objects.order_by("id")
    sql, values = move("commit", "reserved", "committed", first)
    # Another obligation's money stands in the bucket.
    actions.obligations.reserve(actor=world.other, grants=world.grants(1_000))
    refused("funds_transfer_after_the_last", sql, *values)
    assert second.state == "committed"


def test_a_second_send_is_refused(world: World) -> None:
    world.owed(1_000)
    batch = world.sent()
    sql, values = move("send", "committed", "sent", Obligation.objects.get(), line=batch.lines.get())
    refused("funds_transfer_sent_once", sql, *values)


def test_a_send_without_a_released_batch_is_refused(world: World) -> None:
    world.owed(1_000)
    batch = world.frozen()
    sql, values = move("send", "committed", "sent", Obligation.objects.get(), line=batch.lines.get())
    refused("funds_transfer_of_a_released_batch", sql, *values)
    refused("funds_transfer_of_a_released_batch", *_without_line(sql, values))


def _without_line(sql: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    return (sql, *values[:11], None, *values[12:])


def test_another_amount_is_refused(world: World) -> None:
    world.owed(1_000)
    batch = world.sent()
    sql, values = move("settle", "sent", "paid", Obligation.objects.get(), amount=999, line=batch.lines.get())
    refused("funds_transfer_whole", sql, *values)


def test_an_unknown_arrow_is_refused(world: World) -> None:
    world.owed(1_000)
    sql, values = move("release", "committed", "paid", Obligation.objects.get())
    refused("funds_transfer_is_a_move", sql, *values)


def test_an_appropriation_without_a_confirmed_change_is_refused(world: World) -> None:
    change = actions.propose_budget_change(actor=world.maker, budget=world.budgets["b"], amount_fen=500, reason="虚构")
    buckets = {bucket.kind: bucket.pk for bucket in change.budget.buckets.all()}
    for id in (change.pk, None):
        values = ("x", "appropriate", change.budget_id, buckets["outside"], "outside", buckets["available"])
        values += ("available", 500, None, None, None, None, id, "V", "direct")
        sql = f"INSERT INTO funds_transfer ({COLUMNS}) VALUES ({', '.join(['%s'] * len(values))})"
        refused("funds_transfer_of_a_confirmed_change", sql, *values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funds_bucket SET balance_fen = 10^12::bigint",
        "DELETE FROM funds_bucket",
        "INSERT INTO funds_bucket (budget_id, kind, balance_fen) SELECT min(id), 'paid', 1 FROM funds_budget",
        "UPDATE funds_transfer SET amount_fen = 1",
        "DELETE FROM funds_transfer",
        "UPDATE funds_obligation SET amount_fen = 1",
        "UPDATE funds_obligation SET state = 'paid'",
        "DELETE FROM funds_obligation",
        "INSERT INTO funds_move VALUES ('release', 'paid', 'available')",
        "UPDATE funds_batchline SET account_id = 1",
        "DELETE FROM funds_batchline",
        "DELETE FROM funds_batch",
        "DELETE FROM funds_returnline",
        "UPDATE funds_returnline SET verdict = 'paid'",
    ],
)
def test_what_the_ledger_keeps_is_written_by_nobody_else(world: World, sql: str) -> None:
    world.owed(1_000)
    batch = world.sent()
    row = (batch.lines.get().reference, "10.00", "退回", "")
    actions.read_return(actor=world.maker, data=returned(batch, row), name="x")
    before = balances(world.budgets["b"])
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)):
        run(sql)
    assert balances(world.budgets["b"]) == before


@pytest.mark.parametrize("state", ["sent", "paid", "returned"])
def test_a_line_says_only_what_the_ledger_says(world: World, state: str) -> None:
    world.owed(1_000)
    world.frozen()
    refused("funds_batchline_only_by_the_ledger", "UPDATE funds_batchline SET state = %s", state)


def test_a_batch_released_by_its_maker_is_refused(world: World) -> None:
    world.owed(1_000)
    batch = world.frozen()
    sql = "UPDATE funds_batch SET released_by_id = made_by_id, released_at = now() WHERE id = %s"
    refused("funds_batch_by_two_people", sql, batch.pk)


def test_a_frozen_batch_takes_no_further_line(world: World) -> None:
    owed = world.owed(1_000, 2_000)
    batch = world.frozen(obligations=owed[:1])
    line = batch.lines.get()
    sql = """INSERT INTO funds_batchline (batch_id, no, reference, obligation_id, attempt, account_id,
        account_check_id, state) VALUES (%s, 2, 'x', %s, 1, %s, %s, 'waiting')"""
    refused("funds_batchline_before_freezing", sql, batch.pk, owed[1].pk, line.account_id, line.account_check_id)


def test_a_batch_is_not_frozen_with_another_total_and_keeps_it(world: World) -> None:
    world.owed(1_000)
    batch, _left = actions.make_batch(actor=world.maker, policy="sample_district")
    assert batch is not None
    sql = "UPDATE funds_batch SET frozen_at = now(), count = 1, total_fen = %s, sha256 = 'x' WHERE id = %s"
    refused("funds_batch_total_is_of_lines", sql, 999, batch.pk)
    actions.freeze_batch(actor=world.maker, batch=batch)
    refused("funds_batch_stays", sql, 1_000, batch.pk)


def test_a_line_to_an_account_of_somebody_else_is_refused(world: World) -> None:
    owed = world.owed(1_000, 2_000)
    batch, _left = actions.make_batch(actor=world.maker, policy="sample_district", obligations=owed[:1])
    assert batch is not None
    line = batch.lines.get()
    sql = """INSERT INTO funds_batchline (batch_id, no, reference, obligation_id, attempt, account_id,
        account_check_id, state) VALUES (%s, 2, 'x', %s, 1, %s, %s, 'waiting')"""
    refused("funds_batchline_to_a_checked_account", sql, batch.pk, owed[1].pk, line.account_id, line.account_check_id)


def test_a_change_is_confirmed_by_another_person(world: World) -> None:
    change = actions.propose_budget_change(actor=world.maker, budget=world.budgets["b"], amount_fen=500, reason="虚构")
    sql = "UPDATE funds_budgetchange SET confirmed_by_id = proposed_by_id, confirmed_at = now() WHERE id = %s"
    refused("funds_change_by_two_people", sql, change.pk)


def test_more_than_there_is_is_refused(world: World) -> None:
    actions.obligations.reserve(actor=world.other, grants=world.grants(10_000))
    grant = world.grants(1)[0]
    sql = "INSERT INTO funds_obligation (award_id, payee_id, role, part, budget_id, amount_fen, state, seq)"
    sql += " VALUES (%s, %s, 'person', 1, %s, 1, 'paid', 9) RETURNING id, state, seq"
    with (
        pytest.raises(psycopg.errors.CheckViolation) as found,
        transaction.atomic(),
        connection.connection.cursor() as cursor,
    ):
        cursor.execute(sql, (grant.award.pk, grant.payee.pk, world.budgets["b"].pk))
        id, state, seq = cursor.fetchone() or (0, "", 0)
        assert (state, seq) == ("", 0)  # whatever the statement says
        reserve, values = move("reserve", "available", "reserved", Obligation.objects.get(pk=id))
        cursor.execute(reserve, values)
    assert found.value.diag.constraint_name == "funds_bucket_never_negative"


def test_everything_above_is_about_the_role_that_serves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("wenjiu_app",)
    assert Batch.objects.count() == Budget.objects.count() == Transfer.objects.count() == 0
