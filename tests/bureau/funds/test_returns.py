"""Guards of the bank's returns: sent is not paid, a bad file changes nothing, a returned line is paid again."""

from __future__ import annotations

import re

import pytest
from tests.bureau.funds.world import balances, new_world, returned

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, BatchLine, Obligation, ReturnFile, ReturnLine

pytestmark = pytest.mark.django_db


class Sent:
    """A batch of three lines at the bank."""

    def __init__(self) -> None:
        self.world = new_world()
        self.budget = self.world.budget(20_000_00)
        self.owed = self.world.owed(5_000_00, 3_000_00, 2_000_00)
        self.batch = self.world.sent()

    def row(self, no: int, result: str = "成功", amount: str = "", reason: str = "") -> tuple[str, str, str, str]:
        amount = amount or ["", "5000.00", "3000.00", "2000.00"][no]
        return f"{self.batch.number}-{no:05d}", amount, result, reason

    def read(self, *rows: tuple[str, str, str, str], **more: object) -> actions.returns.Read:  # type: ignore[name-defined]
        return self.bytes(returned(self.batch, *rows, **more))  # type: ignore[arg-type]

    def bytes(self, data: bytes) -> actions.returns.Read:  # type: ignore[name-defined]
        return actions.read_return(actor=self.world.maker, data=data, name="回盘.csv")

    def verdicts(self) -> list[str]:
        return list(ReturnLine.objects.order_by("id").values_list("verdict", flat=True))


@pytest.fixture
def sent() -> Sent:
    return Sent()


def test_paid_lines_are_settled_and_returned_ones_wait_again(sent: Sent) -> None:
    sent.read(sent.row(1), sent.row(2), sent.row(3, "退回", reason="户名不符"))
    assert balances(sent.budget) == {
        "outside": -20_000_00,
        "available": 10_000_00,
        "committed": 2_000_00,
        "paid": 8_000_00,
    }
    assert list(BatchLine.objects.values_list("state", flat=True)) == ["paid", "paid", "returned"]
    assert ReturnLine.objects.get(no=5).reason == "户名不符"


def test_the_case_is_closed_when_all_is_paid_and_open_again_when_money_comes_back(sent: Sent) -> None:
    sent.read(sent.row(1), sent.row(2))
    assert Case.objects.get().state == "pay"
    sent.read(sent.row(3))
    assert Case.objects.get().state == "closed"
    sent.read(sent.row(2, "退回", reason="账户已销户"))
    assert Case.objects.get().state == "pay"
    assert balances(sent.budget)["committed"] == 3_000_00


def test_a_returned_line_waits_for_a_corrected_account_and_is_the_next_attempt(sent: Sent) -> None:
    sent.read(sent.row(1), sent.row(2), sent.row(3, "退回"))
    batch, left_out = actions.make_batch(actor=sent.world.maker, policy="sample_district")
    assert batch is None and "被银行退回" in left_out[0].reason
    sent.world.account(sent.owed[2].payee)
    again = sent.world.sent()
    line = again.lines.get()
    assert (line.obligation, line.attempt) == (sent.owed[2], 2)
    row = (line.reference, "2000.00", "成功", "")
    actions.read_return(actor=sent.world.maker, data=returned(again, row), name="2.csv")
    assert Case.objects.get().state == "closed" and balances(sent.budget)["paid"] == 10_000_00


def test_the_same_file_again_changes_nothing_and_says_so(sent: Sent) -> None:
    data = returned(sent.batch, sent.row(1), sent.row(2))
    assert not sent.bytes(data).again
    before = balances(sent.budget)
    assert sent.bytes(data).again
    assert balances(sent.budget) == before and ReturnFile.objects.count() == 1


def test_the_same_line_twice_counts_once(sent: Sent) -> None:
    sent.read(sent.row(1), sent.row(1))
    assert sent.verdicts() == ["paid", "duplicate"]
    assert balances(sent.budget)["paid"] == 5_000_00


def test_a_line_in_another_file_again_is_a_duplicate(sent: Sent) -> None:
    sent.read(sent.row(1))
    sent.read(sent.row(1), sent.row(2))
    assert sent.verdicts() == ["paid", "duplicate", "paid"]


def test_an_unknown_reference_and_a_wrong_amount_move_nothing(sent: Sent) -> None:
    sent.read(("流水X1", "5000.00", "成功", ""), sent.row(2, amount="3000.01"))
    assert sent.verdicts() == ["unknown", "wrong_amount"]
    assert balances(sent.budget)["sent"] == 10_000_00


def test_two_results_for_one_line_take_the_first_and_tell(sent: Sent) -> None:
    sent.read(sent.row(1), sent.row(1, "退回"))
    assert sent.verdicts() == ["paid", "unknown"]


def test_a_result_that_contradicts_a_return_is_left_to_people(sent: Sent) -> None:
    sent.read(sent.row(1, "退回"))
    sent.read(sent.row(1), sent.row(2))
    assert sent.verdicts() == ["returned", "unknown", "paid"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data[: len(data) // 2], "没有传完|列"),
        (lambda data: data[: data.rindex("结束".encode("gb18030"))], "没有传完（共4行）"),
        (lambda data: data.replace(b"8000.00", b"9000.00"), "合计9,000 元，各行相加是8,000 元，差1,000 元"),
        (lambda data: data.replace(b"8000.00", b"1e9"), "“1e9”，看不出是多少"),
        (lambda data: data.replace(b"8000.00", b"-8000.00"), "“-8000.00”，看不出是多少"),
        (lambda data: data.replace(b"5000.00", b"5000.001"), "看不出是多少"),
        (lambda data: data.replace(b"8000.00", b"9" * 30), "看不出是多少"),
        (lambda data: data.replace("笔数,2".encode("gb18030"), "笔数,3".encode("gb18030")), "第1行写3笔.*实际有2笔"),
        (lambda data: data.replace("笔数,2".encode("gb18030"), "笔数,x".encode("gb18030")), "笔数是“x”"),
        (lambda data: data.replace("成功".encode("gb18030"), "大概".encode("gb18030")), "结果是“大概”"),
        (lambda data: data.replace("付款流水号".encode("gb18030"), "流水".encode("gb18030")), "第2行应有这些列"),
        (lambda data: b"PK\x03\x04" + bytes(200), "Excel 表格"),
        (lambda data: b"", "第1行"),
        (lambda data: data + data, "第7行|只有|结果"),
        (lambda data: data.replace(b"P20", b"P19"), "没有这个已放款的批次"),
    ],
)
def test_a_bad_file_is_refused_as_a_whole_and_says_what_is_wrong(sent: Sent, change: object, told: str) -> None:
    data = change(returned(sent.batch, sent.row(1), sent.row(2)))  # type: ignore[operator]
    with pytest.raises(MoneyRefused) as refused:
        sent.bytes(data)
    assert re.search(told, refused.value.text + "".join(refused.value.problems))
    assert "什么都没有改动" in refused.value.text
    assert not ReturnFile.objects.exists() and set(Obligation.objects.values_list("state", flat=True)) == {"sent"}


def test_a_batch_that_was_not_released_has_no_return() -> None:
    world = new_world()
    world.budget(1_000)
    world.owed(1_000)
    batch = world.frozen()
    with pytest.raises(MoneyRefused, match="没有这个已放款的批次"):
        actions.read_return(
            actor=world.maker, data=returned(batch, (f"{batch.number}-00001", "10.00", "成功", "")), name="x"
        )


def test_a_file_of_another_batch_is_refused_on_the_page_of_one(sent: Sent) -> None:
    sent.world.budget(1_000, group="5.2")
    sent.world.owed(1_000, group="5.2")
    other: Batch = sent.world.sent()
    with pytest.raises(MoneyRefused, match="请到那个批次的页面读取"):
        actions.read_return(
            actor=sent.world.maker, data=returned(sent.batch, sent.row(1)), name="回盘.csv", batch=other
        )
