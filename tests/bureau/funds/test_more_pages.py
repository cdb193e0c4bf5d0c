"""The pages of money show why, lead on, and ask before what cannot be undone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.funds import world as worlds
from tests.bureau.funds.test_pages import Site, book, client_of, group, text
from tests.bureau.funds.world import returned

from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.models import Batch, Obligation, ReturnFile
from wenjiu.bureau.parties.models import BankAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(monkeypatch: Any) -> Site:
    return Site(monkeypatch)


def send_back(site: Site) -> tuple[Obligation, Batch]:
    site.world.budget(10_000_00, group=group())
    [owed] = site.world.owed(5_000_00, group=group())
    batch = site.world.sent()
    row = (f"{batch.number}-00001", "5000.00", "退回", "账号户名不符")
    actions.read_return(actor=site.world.maker, data=returned(batch, row), name="回盘.csv")
    return owed, batch


def test_every_page_says_that_the_account_came_back_and_why(site: Site) -> None:
    owed, _batch = send_back(site)
    said = "被银行退回：账号户名不符；不能付款"
    for path in ("pay/", "accounts/", f"accounts/of/{owed.payee_id}/"):
        assert said in text(site.maker.get(f"/desk/money/{path}")), path
    account = BankAccount.objects.get()
    page = text(site.releaser.get(f"/desk/money/accounts/{account.pk}/"))
    assert said in page and account.entered_by.name in page and "与材料一致</button>" not in page
    page = text(site.releaser.post(f"/desk/money/accounts/{account.pk}/", {"do": "open", "reason": "核对账户"}))
    assert "凭什么认定账户没有问题" in page
    other = site.world.account(owed.payee)
    page = text(site.releaser.get(f"/desk/money/accounts/{other.pk}/"))
    assert said in page and account.tail in page  # the old account beside the new one
    for path in ("/desk/", "/desk/money/"):
        assert "被银行退回 1 笔" in text(site.maker.get(path)), path


def test_the_payee_is_told_and_led_to_another_account(site: Site) -> None:
    owed, _batch = send_back(site)
    payee = client_of(worlds.new_user("payee", party=owed.payee))
    page = text(payee.get("/my/"))
    assert "5,000 元被银行退回：账号户名不符" in page and "等您更正账户" in page
    assert "等您更正账户<" in page and "催办" not in page
    assert "账户更正、核对通过以后才能再付" in page and f"您（{owed.payee.name}）" in page
    assert "被银行退回（账号户名不符）" in text(payee.get("/my/money/"))
    place = f"/my/accounts/?for={owed.payee_id}"
    assert owed.payee.name in page and f'href="{place}#enter"' in page
    page = text(payee.get(place))
    assert "原账户已被银行退回，不再付；新账户核对通过后付 5,000 元。" in page and "仍付到原来的账户" not in page
    typed = {"party": owed.payee_id, "for": owed.payee_id, "holder": "别人", "bank": "", "number": ""}
    page = text(payee.post("/my/accounts/", typed, follow=True))
    assert "没有录入" in page and "更换账户：" in page and "原账户已被银行退回" in page


def test_the_case_page_leads_to_batch_return_and_voucher_and_its_history_tells_the_money(site: Site) -> None:
    owed, batch = send_back(site)
    page = text(site.maker.get(f"/desk/cases/{owed.award.line.case.number}/"))
    file = ReturnFile.objects.get()
    assert f"{batch.number}-00001" in page and f"/desk/money/batches/{batch.number}/" in page
    assert f"/desk/money/returns/{file.pk}/" in page and "/desk/money/vouchers/J" in page
    assert "放款：1笔，共5,000 元" in page and "被银行退回：1笔" in page and "等您更正" not in page


def test_numbers_of_cases_are_links_for_who_reads_cases(site: Site) -> None:
    owed, batch = send_back(site)
    link = f"/desk/cases/{owed.award.line.case.number}/?line=1#line-1"
    voucher = owed.transfers.latest("id").voucher
    pages = ("pay/", f"batches/{batch.number}/", f"vouchers/{voucher}/", "accounts/", f"budgets/{owed.budget_id}/")
    for path in (*pages, f"budgets/{owed.budget_id}/committed/"):
        assert link in text(site.maker.get(f"/desk/money/{path}")), path
    role = {"role": "leader", "area": worlds.area(), "from_day": worlds.dt.date(2020, 1, 1)}
    leader = worlds.new_user("leader")
    worlds.give_post(actor="a test", user=leader, **role)
    assert link not in text(client_of(leader).get("/desk/money/pay/"))


def test_a_return_is_previewed_with_what_does_not_match_and_then_booked(site: Site) -> None:
    site.world.budget(10_000_00, group=group())
    site.world.owed(5_000_00, 3_000_00, group=group())
    batch = site.world.sent()
    url = f"/desk/money/batches/{batch.number}/return/"
    page = text(site.maker.get(f"/desk/money/batches/{batch.number}/"))
    assert "第1行：批次号、笔数、合计（元）" in page and "下载回盘样例" in page
    sample = site.maker.get(f"{url}sample.csv")
    assert f"{batch.number}-00002,3000.00" in sample.content.decode("utf-8-sig")
    payments = SimpleUploadedFile("p.csv", site.maker.post(f"/desk/money/batches/{batch.number}/file/csv/").content)
    assert "付款文件，不是回盘文件" in text(site.maker.post(url, {"file": payments}), 422)
    data = returned(batch, (f"{batch.number}-00001", "5000.00", "成功", ""), ("流水X1", "1.00", "成功", ""))
    there = site.maker.post(url, {"file": SimpleUploadedFile("回盘.csv", data)})["Location"]
    assert "1笔对不上，1笔没有结果" in text(site.maker.get(there)) and not ReturnFile.objects.exists()
    assert text(site.releaser.get(there), 404)
    page = text(site.maker.post(there, follow=True))
    assert "还没有核清" in page
    assert "需要时请重新上传" in text(site.maker.get(there, follow=True))
    for client, path in ((site.maker, "/desk/"), (site.releaser, "/desk/money/")):
        assert "对不上的回盘 1 笔" in text(client.get(path))
    clear = f"/desk/money/returns/{ReturnFile.objects.get().pk}/4/"
    assert "没有写怎么核实" in text(site.maker.post(clear), 422)
    assert "不再列为对不上" in text(site.maker.post(clear, {"reason": "银行确认是别家的"}, follow=True))
    assert "银行确认是别家的" in text(site.maker.get(clear, follow=True))
    assert "对不上的回盘" not in text(site.maker.get("/desk/money/"))


def test_an_address_that_only_takes_a_form_leads_back_to_its_page(site: Site) -> None:
    _owed, batch = send_back(site)
    for path in ("return/", "file/csv/"):
        answer = site.maker.get(f"/desk/money/batches/{batch.number}/{path}")
        assert answer.status_code == 302 and answer["Location"] == f"/desk/money/batches/{batch.number}/"


def test_a_released_batch_says_so_when_somebody_comes_back_and_is_settled_in_the_end(site: Site) -> None:
    site.world.budget(10_000_00, group=group())
    site.world.owed(5_000_00, group=group())
    batch = site.world.frozen()
    url = f"/desk/money/batches/{batch.number}/release/"
    page = text(site.releaser.get(url))
    assert "第一次付给这个收款人" in page and "虚构收款人1" in page and "虚构银行" in page
    assert "等您放款 1 批，5,000 元" in text(site.releaser.get("/desk/"))
    site.releaser.post(url)
    for answer in (site.releaser.get(url, follow=True), site.releaser.post(url, follow=True)):
        assert "这个批次已放款" in text(answer)
    assert "1笔等银行结果" in text(site.maker.get("/desk/money/batches/"))
    book(site, batch, returned(batch, (f"{batch.number}-00001", "5000.00", "成功", "")))
    for path in ("batches/", f"batches/{batch.number}/"):
        assert "已结清" in text(site.maker.get(f"/desk/money/{path}"))


def test_a_smaller_budget_and_a_closed_account_are_asked_about_once_more(site: Site) -> None:
    owed, _batch = send_back(site)
    budget = owed.budget
    page = site.maker.post(
        f"/desk/money/budgets/{budget.pk}/", {"direction": "less", "amount": "9000", "reason": "虚构"}
    )
    assert "请减少调减金额" in text(page, 422)
    change = actions.propose_budget_change(actor=site.world.maker, budget=budget, amount_fen=-700_00, reason="虚构")
    url = f"/desk/money/changes/{change.pk}/"
    assert "真的要调减 700 元" in text(site.releaser.post(url, {"do": "confirm"}))
    change.refresh_from_db()
    assert change.confirmed_at is None
    page = text(site.releaser.post(url, {"do": "confirm", "sure": "yes"}, follow=True))
    assert "预算已调减 700 元" in page and re.search("提出，.*确认", page)
    assert "9,300 元" in text(site.maker.get("/desk/money/budgets/"))
    account = BankAccount.objects.get()
    url = f"/desk/money/accounts/{account.pk}/"
    assert f"停用账户{account.tail}？" in text(site.releaser.post(url, {"do": "close"}))
    account.refresh_from_db()
    assert account.closed_at is None
    assert "账户已停用" in text(site.releaser.post(url, {"do": "close", "sure": "yes"}, follow=True))
