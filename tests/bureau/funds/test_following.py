"""What became of payments: attempts and history of a case, waits in days, payees of a batch, what waits today."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from tests.bureau.funds.test_queries import _due
from tests.bureau.funds.world import POLICY, World, new_world, returned

from wenjiu.bureau import clock
from wenjiu.bureau.funds import actions, contents, exporting, queries
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch
from wenjiu.bureau.funds.queries.came_back import ever_returned
from wenjiu.bureau.funds.queries.came_back import told as told_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return new_world()


def send_back(world: World, batch: Batch, amount: str) -> None:
    row = (batch.lines.get().reference, amount, "退回", "账号户名不符")
    actions.read_return(actor=world.maker, data=returned(batch, row), name="回盘.csv")


def test_the_history_of_a_case_tells_sent_sent_back_and_why_another_account_and_paid_again(world: World) -> None:
    world.budget(10_000)
    [owed] = world.owed(1_000)
    send_back(world, world.sent(), "10.00")
    assert [r.later for r in told_of(ever_returned(POLICY))] == ["待付"]
    world.account(owed.payee)
    again = world.sent()
    row = (again.lines.get().reference, "10.00", "成功", "")
    actions.read_return(actor=world.maker, data=returned(again, row), name="2.csv")
    [first] = told_of(ever_returned(POLICY))
    assert (first.line.attempt, first.later) == (1, "第2次付：已到账"), "a list of all has it also once it is paid"
    assert first.answer is not None and first.answer.reason == "账号户名不符"
    told = [(h.text.split("：")[0], h.reason) for h in queries.events_of_case(owed.award.line.case)]
    for expected in (
        ("放款", ""),
        ("被银行退回", "账号户名不符"),
        ("换了收款账户", ""),
        ("再次放款", ""),
        ("到账", ""),
    ):
        assert expected in told
    [(_owed, attempts)] = queries.attempts_of_case(owed.award.line.case)
    assert [(a.line.attempt, len(a.answers), len(a.vouchers)) for a in attempts] == [(1, 1, 2), (2, 1, 2)]


def test_a_return_does_not_begin_the_wait_anew(world: World) -> None:
    world.budget(10_000)
    with clock.working_on(clock.today() - dt.timedelta(days=20)):
        [owed] = world.owed(1_000)
        batch = world.sent()
    with clock.working_on(clock.today() - dt.timedelta(days=2)):
        send_back(world, batch, "10.00")
    day = clock.today() - dt.timedelta(days=3)
    _due(actor="a test", case=owed.award.line.case, day=day)
    [row] = queries.to_pay(POLICY)
    assert (row.days, queries.waiting(POLICY).oldest) == (20, 20)
    # While the payee has to name another account, the clock stands and nobody is late.
    assert (row.over, row.due_on, queries.waiting(POLICY).overdue) == (0, None, 0)


def test_bookings_carry_the_bureaus_day(world: World) -> None:
    day = clock.today() - dt.timedelta(days=30)
    with clock.working_on(day):
        budget = world.budget(10_000)
        [owed] = world.owed(1_000)
        batch = world.sent()
        send_back(world, batch, "10.00")
    owed.refresh_from_db()
    moments = [t.at for t in queries.statement(budget)] + [batch.made_at, batch.released_at, owed.since]
    moments += [file.at for file in batch.return_files.all()] + [change.proposed_at for change in budget.changes.all()]
    assert {queries.local_day(moment) for moment in moments} == {day}


def test_the_payees_of_a_batch_are_summed_and_compared_with_the_last_time(world: World) -> None:
    world.budget(10_000)
    payee = world.payee()
    world.owed(1_00, 2_00, payees=[payee, payee])
    [first] = queries.payees_of(world.frozen())
    assert (first.count, first.total_fen, first.before) == (2, 3_00, None)
    batch = Batch.objects.get()
    actions.release_batch(actor=world.releaser, batch=batch)
    world.account(payee)
    world.budget(10_000, group="5.2")
    world.owed(4_00, payees=[payee], group="5.2")
    [second] = queries.payees_of(world.frozen())
    assert second.changed and second.total_fen == 4_00


def test_no_two_payments_of_a_file_look_the_same(world: World) -> None:
    world.budget(10_000)
    payee = world.payee()
    owed = world.owed(1_00, 1_00, payees=[payee, payee])
    batch = world.sent()
    purposes = [payment.purpose for payment in contents.payments_of(batch, contents.lines_of(batch))]
    number = owed[0].award.line.case.number
    assert purposes == [f"就业补贴3.2a（{number}第1行）", f"就业补贴3.2a（{number}第2行）"]


def test_amounts_of_a_workbook_are_numbers_and_the_bytes_stay_the_same(world: World) -> None:
    world.budget(10_000)
    world.owed(1_234)
    batch = world.sent()
    file = actions.export_batch(actor=world.maker, batch=batch, layout="xlsx")
    assert actions.export_batch(actor=world.maker, batch=batch, layout="xlsx").data == file.data
    assert exporting.file_of(batch, "xlsx").sha256 == file.sha256
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data)).active.iter_rows())
    assert (rows[0][5].value, rows[2][5].value) == (12.34, 12.34) and rows[2][5].number_format == "#,##0.00"
    assert isinstance(rows[2][4].value, str)  # an account is text


def test_what_waits_today_leaves_out_what_somebody_else_has_to_do(world: World) -> None:
    budget = world.budget(10_000)
    world.owed(1_000)
    actions.propose_budget_change(actor=world.maker, budget=budget, amount_fen=1, reason="虚构")
    assert (queries.today_of(POLICY, world.maker).ready, queries.today_of(POLICY, world.maker).to_confirm) == (1, 0)
    world.frozen()
    today = queries.today_of(POLICY, world.releaser)
    assert (today.to_release, today.to_release_fen, today.to_confirm, today.ready) == (1, 1_000, 1, 0)
    assert queries.today_of(POLICY, world.maker).to_release == 0


def test_more_than_is_available_is_not_even_proposed_to_be_taken(world: World) -> None:
    budget = world.budget(10_000)
    world.owed(4_000)
    with pytest.raises(MoneyRefused, match="可用的只有60 元"):
        actions.propose_budget_change(actor=world.maker, budget=budget, amount_fen=-6_001, reason="虚构")
    assert actions.propose_budget_change(actor=world.maker, budget=budget, amount_fen=-6_000, reason="虚构").pk
