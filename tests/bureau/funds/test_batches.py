"""Guards of payment batches: who makes, who releases, what is checked once more, what the bank gets."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import openpyxl
import pytest
from tests.bureau.funds.world import POLICY, World, balances, new_world
from tests.bureau.people import area

from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.cases.models import Line, Notice, NoticeLine, Objection
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import BatchLine, Export, Obligation
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = new_world()
    world.first = world.budget(100_000_00)  # type: ignore[attr-defined]
    return world


class TestMaking:
    def test_who_cannot_be_paid_is_left_out_with_the_reason(self, world: World) -> None:
        world.owed(1_000, 2_000)
        world.owed(3_000, account=False)
        batch, left_out = actions.make_batch(actor=world.maker, policy=POLICY)
        assert batch is not None and batch.lines.count() == 2
        assert [(one.obligation.amount_fen, "账户" in one.reason) for one in left_out] == [(3_000, True)]

    def test_nothing_to_pay_makes_no_batch(self, world: World) -> None:
        world.owed(3_000, account=False)
        batch, left_out = actions.make_batch(actor=world.maker, policy=POLICY)
        assert batch is None and len(left_out) == 1

    def test_what_is_in_a_batch_is_in_no_other(self, world: World) -> None:
        world.owed(1_000)
        actions.make_batch(actor=world.maker, policy=POLICY)
        assert actions.make_batch(actor=world.maker, policy=POLICY) == (None, [])

    def test_only_chosen_payments_go_in(self, world: World) -> None:
        owed = world.owed(1_000, 2_000)
        batch, _left = actions.make_batch(actor=world.maker, policy=POLICY, obligations=owed[1:])
        assert batch is not None and [line.obligation for line in batch.lines.all()] == owed[1:]

    def test_an_identity_that_was_only_declared_is_not_paid(self, world: World) -> None:
        owed = world.owed(1_000)

        @action
        def lower(*, actor: str) -> None:
            type(owed[0].payee).objects.filter(pk=owed[0].payee_id).update(level="declared")

        lower(actor="a test")
        _batch, left_out = actions.make_batch(actor=world.maker, policy=POLICY)
        assert "身份还没有核验" in left_out[0].reason

    def test_a_dropped_batch_lets_its_payments_wait_again(self, world: World) -> None:
        world.owed(1_000)
        batch = world.frozen()
        actions.drop_batch(actor=world.maker, batch=batch, reason="账户要更正")
        again = world.frozen()
        assert again.lines.get().attempt == 2
        with pytest.raises(MoneyRefused, match="已经撤下"):
            actions.release_batch(actor=world.releaser, batch=batch)


class TestReleasing:
    def test_moves_the_money_to_sent(self, world: World) -> None:
        world.owed(1_000, 2_000)
        batch = world.sent()
        assert (batch.count, batch.total_fen) == (2, 3_000)
        assert balances(world.first)["sent"] == 3_000  # type: ignore[attr-defined]
        assert set(BatchLine.objects.values_list("state", flat=True)) == {"sent"}

    def test_never_by_who_made_it(self, world: World) -> None:
        world.owed(1_000)
        batch = world.frozen()
        day = dt.date(2020, 1, 1)
        give_post(actor="a test", user=world.maker, role="finance_releaser", area=area(), from_day=day)
        with pytest.raises(MoneyRefused, match="是您制作的"):
            actions.release_batch(actor=world.maker, batch=batch)

    def test_never_before_it_is_frozen_and_never_twice(self, world: World) -> None:
        world.owed(1_000)
        batch, _left = actions.make_batch(actor=world.maker, policy=POLICY)
        assert batch is not None
        with pytest.raises(MoneyRefused, match="还没有冻结"):
            actions.release_batch(actor=world.releaser, batch=batch)
        actions.freeze_batch(actor=world.maker, batch=batch)
        with pytest.raises(MoneyRefused, match="已经冻结"):
            actions.freeze_batch(actor=world.maker, batch=batch)
        actions.release_batch(actor=world.releaser, batch=batch)
        with pytest.raises(MoneyRefused, match="已经放款"):
            actions.release_batch(actor=world.releaser, batch=batch)

    def test_an_account_closed_since_stops_it(self, world: World) -> None:
        world.owed(1_000)
        batch = world.frozen()
        parties.close_account(actor=world.maker, account=BankAccount.objects.get())
        with pytest.raises(MoneyRefused, match="1笔现在不能付") as refused:
            actions.release_batch(actor=world.releaser, batch=batch)
        assert "账户" in refused.value.problems[0]

    def test_an_account_found_wrong_since_stops_it(self, world: World) -> None:
        world.owed(1_000)
        batch = world.frozen()
        parties.check_account(actor=world.releaser, account=BankAccount.objects.get(), matched=False)
        with pytest.raises(MoneyRefused, match="1笔现在不能付"):
            actions.release_batch(actor=world.releaser, batch=batch)

    def test_an_award_that_ended_since_stops_it(self, world: World) -> None:
        owed = world.owed(1_000, 2_000)
        batch = world.frozen()
        obligations.release(actor=world.other, awards=[owed[0].award])
        with pytest.raises(MoneyRefused, match="1笔现在不能付"):
            actions.release_batch(actor=world.releaser, batch=batch)

    def test_an_open_objection_stops_it(self, world: World) -> None:
        owed = world.owed(1_000)
        batch = world.frozen()
        _object(actor="a test", line=owed[0].award.line, world=world)
        with pytest.raises(MoneyRefused) as refused:
            actions.release_batch(actor=world.releaser, batch=batch)
        assert "异议" in refused.value.problems[0]


@action
def _object(*, actor: str, line: Line, world: World) -> None:
    day = "2026-01-04"
    notice = Notice.objects.create(
        number="N1", policy=POLICY, measure="3.2a", begins_on=day, ends_on=day, made_by=world.other
    )
    shown = NoticeLine.objects.create(notice=notice, line=line, shown={})
    Objection.objects.create(notice_line=shown, text="虚构异议")


class TestFiles:
    @pytest.mark.parametrize("layout", ["csv", "xlsx", "fixed"])
    def test_are_the_same_bytes_each_time_and_recorded(self, world: World, layout: str) -> None:
        world.owed(5_000_00, 1)
        batch = world.sent()
        first = actions.export_batch(actor=world.maker, batch=batch, layout=layout)
        again = actions.export_batch(actor=world.releaser, batch=batch, layout=layout)
        assert first.data == again.data
        assert Export.objects.get().sha256 == hashlib.sha256(first.data).hexdigest()

    def test_are_not_made_before_release(self, world: World) -> None:
        world.owed(1_000)
        with pytest.raises(MoneyRefused, match="还没有放款"):
            actions.export_batch(actor=world.maker, batch=world.frozen(), layout="csv")

    def test_text_has_count_total_capitals_and_the_whole_account(self, world: World) -> None:
        owed = world.owed(5_000_00, 12)
        number = owed[0].award.line.case.number
        world.account(owed[0].payee, "0012345678")
        batch = world.sent()
        lines = (
            actions.export_batch(actor=world.maker, batch=batch, layout="csv").data.decode("utf-8-sig").split("\r\n")
        )
        assert lines[0] == f"批次号,{batch.number},笔数,2,合计（元）,5000.12,大写,伍仟元壹角贰分"
        assert (
            lines[2] == f"1,{batch.number}-00001,虚构收款人1,虚构银行,0012345678,5000.00,就业补贴3.2a（{number}第1行）"
        )

    def test_a_workbook_keeps_accounts_as_text(self, world: World) -> None:
        owed = world.owed(5_000_00)
        world.account(owed[0].payee, "0012345678")
        data = actions.export_batch(actor=world.maker, batch=world.sent(), layout="xlsx").data
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        assert [cell.value for cell in sheet[3]][4:6] == ["0012345678", 5000]

    def test_records_of_fixed_length_have_one_length_a_kind(self, world: World) -> None:
        world.owed(5_000_00, 12)
        data = actions.export_batch(actor=world.maker, batch=world.sent(), layout="fixed").data
        records = data.split(b"\r\n")[:-1]
        assert [record[:1] for record in records] == [b"H", b"D", b"D", b"T"]
        assert [len(record) for record in records] == [127, 385, 385, 27]
        assert records[3] == b"T00000002000000000000500012"

    def test_a_text_that_does_not_fit_is_refused_not_cut(self, world: World) -> None:
        owed = world.owed(1_000)
        name = "长" * 61
        party = owed[0].payee

        @action
        def rename(*, actor: str) -> None:
            type(party).objects.filter(pk=party.pk).update(name=name)

        rename(actor="a test")
        party.refresh_from_db()
        world.account(party)
        with pytest.raises(MoneyRefused, match="122字节，定长格式这一栏最多120字节"):
            actions.export_batch(actor=world.maker, batch=world.sent(), layout="fixed")


def test_the_payments_of_merged_records_go_to_the_account_of_the_one_that_stays(world: World) -> None:
    owed = world.owed(1_000, account=False)
    keep = world.payee()
    merge = parties.propose_merge(actor=world.maker, keep=keep, gone=owed[0].payee, fields={})
    parties.confirm_merge(actor=world.releaser, merge=merge)
    world.sent()
    assert Obligation.objects.get().state == "sent"
