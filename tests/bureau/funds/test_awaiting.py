"""The clock of a case stands while it waits for another account of a payee, and begins anew after it. All people are synthetic."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.funds import world as worlds
from tests.bureau.funds.test_pages import Site, client_of, group, text
from tests.bureau.funds.world import POLICY, World, new_world, returned
from tests.bureau.registry.people import organisation

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries.history import told_to_filer
from wenjiu.bureau.funds import actions, queries
from wenjiu.bureau.funds.models import Batch, Obligation
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import BankAccount
from wenjiu.bureau.writes import action
from wenjiu.web.workspace import returned as pages

pytestmark = pytest.mark.django_db

SENT, BACK, NAMED = dt.date(2026, 3, 2), dt.date(2026, 3, 6), dt.date(2026, 4, 7)


@action
def give_ten_days(*, actor: str, case: Case) -> None:
    """Let a case follow the flow that gives ten working days to pay, of which the last is 2026-03-16."""
    Case.objects.filter(pk=case.pk).update(flow="subsidy@2025-01-01", due_on=dt.date(2026, 3, 16))


def send_back(world: World, batch: Batch, *of: Obligation) -> None:
    """Read a file of the bank that returns the payments of some obligations, and pays the others of the batch."""
    rows = []
    for line in batch.lines.order_by("no"):
        result = ("退回", "账号户名不符") if line.obligation in of else ("成功", "")
        rows.append((line.reference, f"{line.obligation.amount_fen / 100:.2f}", *result))
    actions.read_return(actor=world.maker, data=returned(batch, *rows), name="回盘.csv")


def pauses(case: Case) -> list[tuple[dt.date, dt.date | None]]:
    return list(case.pauses.filter(kind="account").order_by("pk").values_list("from_day", "to_day"))


def enter(world: World, owed: Obligation) -> BankAccount:
    world.count += 1
    return parties.enter_account(
        actor=world.maker, party=owed.payee, holder=owed.payee.name, bank="虚构银行", number=f"7654321{world.count:05d}"
    )


def test_the_weeks_of_waiting_for_an_account_do_not_count_and_the_days_begin_anew() -> None:
    world = new_world()
    with clock.working_on(SENT):
        world.budget(10_000)
        [owed] = world.owed(1_000)
        batch, case = world.sent(), owed.award.line.case
    give_ten_days(actor="a test", case=case)
    with clock.working_on(BACK):
        send_back(world, batch, owed)
        assert pauses(case) == [(BACK, None)]
    with clock.working_on(NAMED):
        assert queries.waiting(POLICY).overdue == 0 and not queries.to_pay(POLICY)[0].overdue
        wrong = enter(world, owed)
        case.refresh_from_db()
        # Ten working days after 7 April: 8-10, 13-17, 20 and 21 April.
        assert case.due_on == dt.date(2026, 4, 21) and pauses(case) == [(BACK, NAMED)]
        [row] = queries.returned_of_case(case)
        assert not row.mine and row.new_tail == wrong.tail and wrong.tail in row.todo
    with clock.working_on(dt.date(2026, 4, 8)):
        parties.check_account(actor=world.releaser, account=wrong, matched=False)
        assert pauses(case)[1:] == [(dt.date(2026, 4, 8), None)]
    with clock.working_on(dt.date(2026, 4, 9)):
        right = enter(world, owed)
        parties.check_account(actor=world.releaser, account=right, matched=True)
        assert pauses(case)[1:] == [(dt.date(2026, 4, 8), dt.date(2026, 4, 9))]


def test_a_case_that_can_still_pay_others_goes_on() -> None:
    world = new_world()
    with clock.working_on(SENT):
        world.budget(10_000)
        first, second = world.owed(1_000, 2_000)
        case = first.award.line.case
        one = world.sent(obligations=[first])
    with clock.working_on(BACK):
        send_back(world, one, first)
        assert pauses(case) == []
        other = world.sent(obligations=[second])
        send_back(world, other)
        assert pauses(case) == [(BACK, None)]


def test_the_filer_reads_of_the_new_account_and_no_longer_of_the_one_that_came_back(monkeypatch: Any) -> None:
    site = Site(monkeypatch)
    site.world.budget(10_000_00, group=group())
    [owed] = site.world.owed(5_000_00, group=group())
    case = owed.award.line.case
    send_back(site.world, site.world.sent(), owed)
    payee = client_of(worlds.new_user("payee", party=owed.payee))
    form = {"party": owed.payee_id, "holder": owed.payee.name, "bank": "虚构银行", "number": "0200 0012 4321"}
    assert "经另一位工作人员核对后" in text(payee.post("/my/accounts/", form, follow=True))
    page, new = text(payee.get("/my/")), BankAccount.objects.latest("pk")
    assert new.tail.endswith("4321") and f"新账户{new.tail}待核对" in page and "等您更正账户" not in page
    assert pages.account_of(owed.payee) == {"account": None, "new_account": new}
    told = [happened.text for happened in told_to_filer(case)]
    assert told == ["等您更正账户，办理时限暂停计算", "账户已更正，办理时限重新计算"]


def test_a_firm_is_told_of_its_own_kind_of_account(monkeypatch: Any) -> None:
    site = Site(monkeypatch)
    given = organisation(7)
    firm = parties.ensure_party(
        actor="a test", kind="organisation", id_type="uscc", number=given.number, name=given.name
    )
    with pytest.raises(parties.AccountRefused, match="对公账户"):
        parties.enter_account(
            actor=site.world.maker, party=firm, holder="虚构甲", bank="虚构银行", number="020000124321"
        )
