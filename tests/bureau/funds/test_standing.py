"""Guards of accounts that money came back from: not paid to until replaced or proven, and checked for real."""

from __future__ import annotations

import pytest
from tests.bureau.funds.world import POLICY, World, new_world, returned

from wenjiu.bureau.access.actions import open_account
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.funds import actions, payable, queries, standing
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.actions import AccountRefused
from wenjiu.bureau.parties.models import BankAccount

pytestmark = pytest.mark.django_db

SAID = "账号户名不符"


class Back:
    """A payee to whom two payments are owed; the first was sent back by the bank."""

    def __init__(self) -> None:
        self.world: World = new_world()
        self.world.budget(20_000_00)
        self.first = self.world.owed(1_000_00)[0]
        self.payee = self.first.payee
        self.account = BankAccount.objects.get(party=self.payee)
        batch = self.world.sent()
        row = (batch.lines.get().reference, "1000.00", "退回", SAID)
        actions.read_return(actor=self.world.maker, data=returned(batch, row), name="回盘.csv")

    def enter(self, number: str) -> BankAccount:
        payee = self.payee
        return parties.enter_account(
            actor=self.world.maker, party=payee, holder=payee.name, bank="虚构银行", number=number
        )


@pytest.fixture
def back() -> Back:
    return Back()


def number_of(account: BankAccount) -> str:
    from wenjiu.bureau.parties.queries import account_number_of

    return account_number_of(account)


def test_every_payment_to_the_account_is_hindered_with_the_banks_reason(back: Back) -> None:
    back.world.owed(7_00, payees=[back.payee], group="5.2") if back.world.budget(10_00, group="5.2") else None
    reasons = {one.reason for one in payable.judge(list(payable.waiting(POLICY)))}
    [reason] = reasons
    assert "被银行退回：账号户名不符；不能付款" in reason
    assert standing.unusable_accounts([back.payee])[back.payee.pk].reason == SAID
    assert actions.make_batch(actor=back.world.maker, policy=POLICY)[0] is None


def test_a_batch_that_was_made_before_the_return_is_not_released_after_it(back: Back) -> None:
    world = new_world_on(back)
    account = BankAccount.objects.get(party=world[0].payee)
    frozen, sent = world[1], world[2]
    row = (sent.lines.get().reference, "1.00", "退回", SAID)
    actions.read_return(actor=back.world.maker, data=returned(sent, row), name="2.csv")
    assert account.pk in standing.came_back([account])
    with pytest.raises(MoneyRefused) as refused:
        actions.release_batch(actor=back.world.releaser, batch=frozen)
    assert SAID in refused.value.problems[0]


def new_world_on(back: Back) -> tuple:  # type: ignore[type-arg]
    """Return a payment, a frozen batch with it, and a batch at the bank to the same account."""
    payee = back.world.payee()
    one = back.world.owed(1_00, payees=[payee])[0]
    sent = back.world.sent(obligations=[one])
    back.world.budget(10_00, group="5.2")
    two = back.world.owed(2_00, payees=[payee], group="5.2")[0]
    return two, back.world.frozen(obligations=[two]), sent


def test_the_same_number_again_is_refused_with_the_reason_and_the_remedy(back: Back) -> None:
    with pytest.raises(AccountRefused, match="账号户名不符.*请换一个本人（本单位）账户.*开户银行问清"):
        back.enter(number_of(back.account))
    parties.close_account(actor=back.world.maker, account=back.account)
    with pytest.raises(AccountRefused, match="账号户名不符"):
        parties.enter_account(
            actor=back.world.other, party=back.payee, holder=back.payee.name, bank="乙", number=number_of(back.account)
        )


def test_another_account_that_was_checked_is_paid_to(back: Back) -> None:
    back.world.account(back.payee)
    assert [one.reason for one in payable.judge(list(payable.waiting(POLICY)))] == [""]


def test_the_account_is_found_right_again_only_with_a_proof_which_is_kept(back: Back) -> None:
    with pytest.raises(AccountRefused, match="写明凭什么认定"):
        parties.check_account(actor=back.world.releaser, account=back.account, matched=True)
    assert standing.came_back([back.account])
    parties.check_account(actor=back.world.releaser, account=back.account, matched=True, proof="开户行证明户名已更正")
    assert not standing.came_back([back.account]) and standing.last_return(back.account)
    assert Event.objects.filter(kind="account.checked").latest("id").data["proof"] == "开户行证明户名已更正"
    assert [one.reason for one in payable.judge(list(payable.waiting(POLICY)))] == [""]


def test_who_is_returned_to_is_told_amount_reason_day_and_case_until_it_is_paid_again(back: Back) -> None:
    [told] = queries.returned_of([back.payee.pk])
    assert (told.amount_fen, told.reason, told.case) == (1_000_00, SAID, back.first.award.line.case.number)
    assert told.mine and told.on == queries.local_day(back.first.transfers.latest("id").at)
    account = back.enter("99998888777")
    [told] = queries.returned_of([back.payee.pk])
    assert not told.mine and "等财务核对" in told.todo
    parties.check_account(actor=back.world.releaser, account=account, matched=True)
    assert "等财务再付" in queries.returned_of([back.payee.pk])[0].todo
    back.world.sent()
    assert queries.returned_of([back.payee.pk]) == []


def test_an_account_is_found_right_only_by_who_read_the_number_and_the_papers(back: Back) -> None:
    account, by = back.enter("99998888777"), back.world.releaser
    with pytest.raises(MoneyRefused, match="还没有看过完整账号"):
        actions.check_payee_account(actor=by, account=account, matched=True, ending="888777")
    open_account(actor=by, account=account, reason="核对收款账户")
    for ending in ("", "8777", "888778"):
        with pytest.raises(MoneyRefused, match="账号末6位"):
            actions.check_payee_account(actor=by, account=account, matched=True, ending=ending)
    assert actions.check_payee_account(actor=by, account=account, matched=True, ending=" 888 777 ").matched
    with pytest.raises(MoneyRefused, match="财务放款"):
        actions.check_payee_account(actor=back.world.maker, account=account, matched=True, ending="888777")


def test_a_mismatch_needs_no_opening(back: Back) -> None:
    account = back.enter("99998888777")
    assert not actions.check_payee_account(actor=back.world.releaser, account=account, matched=False).matched
