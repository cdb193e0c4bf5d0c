"""The pages of money, as finance, leaders and payees use them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.funds import world as worlds
from tests.bureau.funds.world import World, new_world, returned

from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.models import Read
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.models import Batch, BudgetChange, Obligation, Receipt
from wenjiu.bureau.parties import actions as parties
from wenjiu.bureau.parties.models import BankAccount, Party
from wenjiu.bureau.writes import action
from wenjiu.web.desk.money.budgets import group_codes

pytestmark = pytest.mark.django_db


@action
def _step_in(*, actor: str, user: User) -> None:
    User.objects.filter(pk=user.pk).update(demo=True)  # personas need no second factor


def client_of(user: User) -> Client:
    _step_in(actor="a test", user=user)
    client = Client()
    client.force_login(user)
    return client


class Site:
    """A district of the served policy, with a client for each person."""

    def __init__(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(settings, "WENJIU_POLICY", worlds.POLICY)
        self.world: World = new_world()
        self.maker, self.releaser = client_of(self.world.maker), client_of(self.world.releaser)


@pytest.fixture
def site(monkeypatch: Any) -> Site:
    return Site(monkeypatch)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def book(site: Site, batch: Batch, data: bytes) -> Any:
    """Upload a return of the bank, and confirm its preview."""
    upload = {"file": SimpleUploadedFile("回盘.csv", data)}
    there = site.maker.post(f"/desk/money/batches/{batch.number}/return/", upload)
    return site.maker.post(there["Location"], follow=True)


def group() -> str:
    return group_codes()[0]


def correct_account(site: Site, payee: Party) -> None:
    """Enter another account of a payee whose payment came back, and let the second person check it."""
    assert "被银行退回" in text(site.maker.get("/desk/money/pay/")) and payee.name in text(
        site.maker.get("/desk/money/accounts/")
    )
    form = {"holder": "别人", "bank": "虚构银行乙", "number": "87654321"}
    assert "不一致" in text(site.maker.post(f"/desk/money/accounts/of/{payee.pk}/", form), 422)
    form["holder"] = payee.name
    assert "等另一个人核对" in text(site.maker.post(f"/desk/money/accounts/of/{payee.pk}/", form, follow=True))
    account = BankAccount.objects.order_by("id").last()
    assert account is not None
    at = f"/desk/money/accounts/{account.pk}/"
    assert "还没有看过完整账号" in text(site.releaser.post(at, {"do": "right", "ending": "654321"}), 422)
    page = text(site.releaser.post(at, {"do": "open", "reason": "核对收款账户"}))
    assert "87654321" in page and Read.objects.filter(party_id=payee.pk, field="account_number").exists()
    assert "末6位填的是“4321”" in text(site.releaser.post(at, {"do": "right", "ending": "4321"}), 422)
    assert "末6位填的是“111111”" in text(site.releaser.post(at, {"do": "right", "ending": "111111"}), 422)
    assert "可以付款" in text(site.releaser.post(at, {"do": "right", "ending": "654321"}, follow=True))


def test_from_a_budget_to_money_returned_and_paid_again(site: Site) -> None:
    code = group()
    form = {"group": code, "source": "district", "year": "2026", "share": "100", "reason": "虚构文号", "amount": "1万"}
    assert "看不出是多少" in text(site.maker.post("/desk/money/budgets/", form), 422)
    year = str(worlds.clock.today().year)
    page = site.maker.post("/desk/money/budgets/", form | {"amount": "10,000.00", "year": year}, follow=True)
    assert "请由另一个人确认" in text(page)
    change = BudgetChange.objects.get()
    assert "财务放款" in text(site.maker.post(f"/desk/money/changes/{change.pk}/", {"do": "confirm"}), 422)
    page = site.releaser.post(f"/desk/money/changes/{change.pk}/", {"do": "confirm"}, follow=True)
    assert "预算已调增 10,000 元" in text(page)

    owed = site.world.owed(5_000_00, 3_000_00, group=code)
    page = text(site.maker.get("/desk/money/pay/"))
    assert "现在能付2笔，合计 8,000 元" in page
    page = site.maker.post("/desk/money/pay/", {"pay": [o.pk for o in owed], "layout": "csv"}, follow=True)
    batch = Batch.objects.get()
    assert f"批次 {batch.number}" in text(page) and "捌仟元整" in text(page)
    url = f"/desk/money/batches/{batch.number}/"
    assert "已冻结" in text(site.maker.post(url, follow=True))
    assert "放款 8,000 元" in text(site.releaser.get(f"{url}release/"))
    assert site.maker.post(f"{url}release/").status_code == 404
    assert "已放款 8,000 元" in text(site.releaser.post(f"{url}release/", follow=True))

    for layout, kind in (("csv", "text/csv"), ("xlsx", "spreadsheet"), ("fixed", "text/plain")):
        answer = site.maker.post(f"{url}file/{layout}/")
        assert answer.status_code == 200 and kind in answer["Content-Type"]
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{batch.number}.')

    rows = [(f"{batch.number}-00001", "5000.00", "成功", ""), (f"{batch.number}-00002", "3000.00", "退回", "户名不符")]
    data = returned(batch, *rows)
    cut = SimpleUploadedFile("回盘.csv", data[:-10])
    assert "没有传完" in text(site.maker.post(f"{url}return/", {"file": cut}), 422)
    page = text(site.maker.post(f"{url}return/", {"file": SimpleUploadedFile("回盘.csv", data)}, follow=True))
    assert "什么都没有改动" in page and "记为已退回" in page and Obligation.objects.filter(state="sent").count() == 2
    page = text(book(site, batch, data))
    assert "已到账 1，已退回 1" in page and "户名不符" in page
    page = text(site.maker.post(f"{url}return/", {"file": SimpleUploadedFile("again.csv", data)}, follow=True))
    assert "没有重复登记" in page

    correct_account(site, owed[1].payee)

    again = site.world.sent()
    book(site, again, returned(again, (f"{again.number}-00001", "3000.00", "成功", "")))
    assert set(Obligation.objects.values_list("state", flat=True)) == {"paid"}
    page = text(site.maker.get("/desk/money/"))
    assert "8,000 元" in page and "2,000 元" in page


def test_every_sum_opens_to_its_lines_and_its_voucher(site: Site) -> None:
    budget = site.world.budget(10_000, group=group())
    site.world.owed(1_234, group=group())
    page = text(site.maker.get("/desk/money/"))
    assert f"/desk/money/budgets/{budget.pk}/committed/" in page
    page = text(site.maker.get(f"/desk/money/budgets/{budget.pk}/committed/"))
    assert "虚构收款人1" in page and "12.34 元" in page
    voucher = re.search(r"/desk/money/vouchers/(J[^/]+)/", page)
    assert voucher
    assert "壹拾贰元叁角肆分" in text(site.maker.get(f"/desk/money/vouchers/{voucher[1]}/"))
    assert site.maker.get("/desk/money/vouchers/J0/").status_code == 404
    assert site.maker.get(f"/desk/money/budgets/{budget.pk}/outside/").status_code == 404


def test_a_leader_sees_sums_and_payments_without_names_or_cases_and_changes_nothing(site: Site) -> None:
    budget = site.world.budget(10_000, group=group())
    [owed] = site.world.owed(1_234, group=group())
    batch = site.world.frozen()
    number = f">{owed.award.line.case.number}"
    user = worlds.new_user("leader")
    give_post(actor="a test", user=user, role="leader", area=worlds.area(), from_day=worlds.dt.date(2020, 1, 1))
    leader = client_of(user)
    for path in (
        "",
        "budgets/",
        f"budgets/{budget.pk}/",
        f"budgets/{budget.pk}/committed/",
        "pay/",
        "batches/",
        "stale/",
        "short/",
        f"batches/{batch.number}/",
        f"vouchers/{owed.transfers.latest('id').voucher}/",
    ):
        page = text(leader.get(f"/desk/money/{path}"))
        assert "虚构收款人1" not in page and "虚****1" not in page and number not in page, path
    assert number in text(site.maker.get(f"/desk/money/batches/{batch.number}/"))
    assert ">个人<" in text(leader.get(f"/desk/money/batches/{batch.number}/"))
    assert leader.get("/desk/money/accounts/").status_code == 404
    assert leader.post("/desk/money/pay/", {"pay": []}).status_code == 422
    assert leader.post(f"/desk/money/batches/{batch.number}/drop/").status_code == 404
    change = BudgetChange.objects.get()
    assert leader.post(f"/desk/money/changes/{change.pk}/", {"do": "confirm"}).status_code == 422


def test_a_batch_is_dropped_only_with_a_reason(site: Site) -> None:
    site.world.budget(10_000, group=group())
    site.world.owed(1_234, group=group())
    url = f"/desk/money/batches/{site.world.frozen().number}/drop/"
    assert "没有写撤下的原因" in text(site.maker.post(url, {"reason": " "}), 422)
    assert "回到待做批次的清单" in text(site.maker.post(url, {"reason": "账户要改"}, follow=True))


def test_a_payee_sees_what_was_paid_gives_an_account_and_answers(site: Site) -> None:
    site.world.budget(10_000, group=group())
    owed = site.world.owed(1_234, group=group())
    batch = site.world.sent()
    row = (f"{batch.number}-00001", "12.34", "成功", "")
    book(site, batch, returned(batch, row))
    page = site.maker.post("/desk/money/receipts/", {"number": "0", "seed": "s"})
    assert "抽查数量是0" in text(page, 422)
    assert "抽了1笔" in text(site.maker.post("/desk/money/receipts/", {"number": "1", "seed": "s"}, follow=True))
    payee = client_of(worlds.new_user("payee", party=owed[0].payee))
    page = text(payee.get("/my/money/"))
    assert f"{worlds.clock.today().year} 年已到账 <strong>12.34 元</strong>（1 件 1 人）" in page and "收到了吗" in page
    other_year = text(payee.get("/my/money/?year=1999"))
    assert "12.34 元" in other_year
    receipt = Receipt.objects.get()
    assert "请选一项" in text(payee.post(f"/my/money/receipts/{receipt.pk}/"), 422)
    form = {"received": "no", "text": "没有到"}
    assert "谢谢" in text(payee.post(f"/my/money/receipts/{receipt.pk}/", form, follow=True))
    assert "没有收到" in text(site.maker.get("/desk/money/receipts/"))
    form = {"party": owed[0].payee.pk, "holder": owed[0].payee.name, "bank": "虚构银行丙", "number": "11223344"}
    assert "账户已录入" in text(payee.post("/my/accounts/", form, follow=True))
    assert "11223344" not in text(site.releaser.get("/desk/money/accounts/"))
    other = client_of(worlds.new_user("other", party=site.world.payee()))
    assert other.post(f"/my/money/receipts/{receipt.pk}/", {"received": "yes"}).status_code == 404
    assert other.post("/my/accounts/", form).status_code == 404


def test_accounts_of_people_without_money_to_come_are_not_found(site: Site) -> None:
    stranger = site.world.payee()
    account = BankAccount.objects.get(party=stranger)
    for path in (f"accounts/of/{stranger.pk}/", f"accounts/{account.pk}/"):
        assert site.releaser.get(f"/desk/money/{path}").status_code == 404


def test_who_entered_an_account_does_not_check_it(site: Site) -> None:
    site.world.budget(10_000, group=group())
    owed = site.world.owed(1_234, group=group(), account=False)
    payee = owed[0].payee
    account = parties.enter_account(
        actor=site.world.releaser, party=payee, holder=payee.name, bank="虚构银行", number="12345678"
    )
    page = site.releaser.post(f"/desk/money/accounts/{account.pk}/", {"do": "right"})
    assert "请由另一位工作人员核对" in text(page, 422)


def test_what_came_last_year_is_told_with_the_day_of_the_banks_return(site: Site) -> None:
    other = group_codes()[1]
    site.world.budget(1_000_000, group=other)
    payee = site.world.payee()
    with worlds.clock.working_on(dt.date(2025, 5, 6)):
        site.world.budget(1_000_000, group=group(), year=2025)
        site.world.owed(300_00, 200_00, group=group(), payees=[payee, payee])
        batch = site.world.sent()
        rows = [(f"{batch.number}-0000{n}", amount, "成功", "") for n, amount in ((1, "300.00"), (2, "200.00"))]
        actions.read_return(actor=site.world.maker, data=returned(batch, *rows), name="x.csv")
    site.world.owed(70_00, group=other, payees=[payee])
    client = client_of(worlds.new_user("payee", party=payee))
    year = worlds.clock.today().year
    page = text(client.get("/my/money/"))
    assert f"{year} 年已到账 <strong>0 元</strong>" in page and "待付 <strong>70 元</strong>" in page
    page = text(client.get("/my/money/?year=2025"))
    assert "2025 年已到账 <strong>500 元</strong>（1 件 2 人）" in page and "2025年5月6日到账 500 元" in page
    assert "70 元" not in page


def test_a_party_without_money_is_not_listed(site: Site) -> None:
    client = client_of(worlds.new_user("payee", party=site.world.payee()))
    page = client.get("/my/money/")
    assert page.context["rows"] == [] and "还没有款项" in text(page)
