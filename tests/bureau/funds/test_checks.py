"""The ledger's check finds what it is for, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from tests.bureau.funds.world import World, new_world, returned
from tests.support.database import ThrowAwayCluster

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award, Quota
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.checks import ledger_check
from wenjiu.bureau.funds.models import BatchLine
from wenjiu.bureau.writes import action
from wenjiu.config import database

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A district whose money is in every bucket."""
    world = new_world()
    world.budget(100_000)
    world.owed(1_000, 2_000, 3_000)
    batch = world.sent()
    rows = [(line.reference, "10.00", "成功", "") for line in batch.lines.all()[:1]]
    rows += [(line.reference, "20.00", "退回", "") for line in batch.lines.all()[1:2]]
    actions.read_return(actor=world.maker, data=returned(batch, *rows), name="x")
    actions.export_batch(actor=world.maker, batch=batch, layout="csv")
    actions.obligations.reserve(actor=world.other, grants=world.grants(4_000))
    world.owed(5_000)
    return world


def found(**more: Any) -> set[str]:
    return {fault.check for fault in ledger_check(**more)}


def test_finds_nothing_where_nothing_is_wrong(world: World, capsys: Any) -> None:
    assert ledger_check() == []
    call_command("ledger_check")
    assert "agrees" in capsys.readouterr().out


def test_finds_money_that_stays_at_the_bank(world: World, monkeypatch: Any) -> None:
    later = clock.now() + dt.timedelta(days=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert found() == {"nothing stays sent"}
    with pytest.raises(SystemExit):
        call_command("ledger_check")


def test_finds_a_dead_award_that_owes(world: World) -> None:
    @action
    def kill(*, actor: str) -> None:
        Award.objects.filter(obligations__state="committed", amount_fen=5_000).update(live=False)

    kill(actor="a test")
    assert found() == {"dead awards owe nothing"}


def test_finds_a_cap_that_counts_otherwise_than_the_awards(world: World) -> None:
    @action
    def use(*, actor: str) -> None:
        Quota.objects.create(policy="sample_district", group="3.2a", cap_key="k", used=2, most=3)

    use(actor="a test")
    assert found() == {"quota = live awards"}

    world.grants(1, labels={"cap": {"key": "k", "uses": 2}})
    assert found() == set()


def test_finds_a_bank_that_was_renamed_after_its_file_was_made(world: World) -> None:
    @action
    def rename(*, actor: str) -> None:
        type(world.account(world.payee())).objects.update(bank="另一家虚构银行")

    rename(actor="a test")
    assert found() == {"batch total = lines", "file = lines"}
    assert found(files=False) == {"batch total = lines"}


def test_finds_a_line_that_ended_otherwise(world: World) -> None:
    batch, _left = actions.make_batch(actor=world.maker, policy="sample_district")
    assert batch is not None

    @action
    def drop(*, actor: str) -> None:
        BatchLine.objects.filter(batch=batch).update(state="dropped")

    drop(actor="a test")
    assert found() == {"lines of batches"}


@pytest.mark.django_db(transaction=True)
def test_finds_balances_and_chains_that_an_owner_of_the_tables_changed(
    world: World, wenjiu_cluster: ThrowAwayCluster
) -> None:
    with wenjiu_cluster.cluster.connect(database.NAME) as owner:
        owner.execute("SET session_replication_role = replica")  # no trigger holds
        owner.execute("UPDATE funds_bucket SET balance_fen = balance_fen + 1 WHERE kind = 'paid'")
        owner.execute("UPDATE funds_obligation SET state = 'paid' WHERE state = 'reserved'")
        owner.commit()
    assert found() == {"balance = replay", "chain of obligation"}
