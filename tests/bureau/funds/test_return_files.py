"""Guards of the bank's file: usual heads are read, all faults are said at once, likely slips are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.bureau.funds.test_returns import Sent
from tests.bureau.funds.world import POLICY, returned

from wenjiu.bureau.funds import actions, exporting, queries, return_files
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import ReturnFile, ReturnLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> Sent:
    return Sent()


def text_of(data: bytes) -> str:
    return data.decode("gb18030")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("合计,", "合计（元）,"),
        lambda t: t.replace("合计,", "合计(元),").replace("金额,", "金额(元),"),
        lambda t: t.replace("批次号,", "批次,").replace("结果,", "处理结果,").replace(",原因", ",失败原因"),
    ],
)
def test_usual_heads_are_read(sent: Sent, change: Callable[[str], str]) -> None:
    data = change(text_of(returned(sent.batch, sent.row(1)))).encode()
    assert [line.amount_fen for line in return_files.parse(data).lines] == [5_000_00]


def test_all_faults_are_said_at_once(sent: Sent) -> None:
    text = text_of(returned(sent.batch, sent.row(1), sent.row(2, "大概"), sent.row(3, amount="两千"), total="8000.00"))
    with pytest.raises(MoneyRefused) as refused:
        return_files.parse(text.replace("结束,3", "结束,9").encode())
    assert len(refused.value.problems) == 3 and "3处不对" in refused.value.text
    for fault in ("第4行的结果是“大概”", "第5行的金额是“两千”", "最后一行写9笔"):
        assert any(fault in problem for problem in refused.value.problems), fault


@pytest.mark.parametrize(
    ("layout", "told"), [("csv", "付款文件，不是回盘"), ("fixed", "付款文件，不是回盘"), ("xlsx", "Excel")]
)
def test_a_file_of_payments_is_named_as_one(sent: Sent, layout: str, told: str) -> None:
    data = exporting.file_of(sent.batch, layout).data
    with pytest.raises(MoneyRefused, match=told):
        return_files.parse(data)


def test_the_example_is_of_this_batch_and_pays_nothing_before_it_is_filled_in(sent: Sent) -> None:
    data = return_files.sample(sent.batch.number, [(f"{sent.batch.number}-00001", 5_000_00)])
    with pytest.raises(MoneyRefused, match="填成功或退回"):
        return_files.parse(data)
    filled = return_files.parse(data.decode("utf-8-sig").replace("填成功或退回", "成功").encode())
    assert (filled.batch, filled.total_fen, filled.lines[0].result) == (sent.batch.number, 5_000_00, "paid")


def test_a_preview_says_what_would_happen_and_changes_nothing(sent: Sent) -> None:
    rows = (sent.row(1), ("流水X1", "1.00", "成功", ""))
    shown = actions.preview_return(returned(sent.batch, *rows), sent.batch)
    assert [one.verdict for one in shown.judged] == ["paid", "unknown"]
    assert len(shown.unsettled) == 1 and [line.no for line in shown.unanswered] == [2, 3]
    assert not ReturnFile.objects.exists() and shown.earlier is None
    sent.read(*rows)
    assert actions.preview_return(returned(sent.batch, *rows), sent.batch).earlier == ReturnFile.objects.get()


def test_references_of_another_batch_are_refused_before_anything_is_booked(sent: Sent) -> None:
    with pytest.raises(MoneyRefused, match="1笔是别的批次的：P2020-9999-00001"):
        sent.read(sent.row(1), ("P2020-9999-00001", "1.00", "成功", ""))
    assert not ReturnFile.objects.exists()


def test_what_matches_nothing_stays_open_until_somebody_says_how_it_was_cleared_up(sent: Sent) -> None:
    sent.read(("流水X1", "5000.00", "成功", ""), sent.row(2, amount="3000.01"))
    assert [line.verdict for line in queries.open_items(POLICY)] == ["unknown", "wrong_amount"]
    line = ReturnLine.objects.get(verdict="unknown")
    with pytest.raises(MoneyRefused, match="没有写怎么核实"):
        actions.clear_return_line(actor=sent.world.maker, line=line, reason=" ")
    actions.clear_return_line(actor=sent.world.maker, line=line, reason="银行确认是别的单位的")
    with pytest.raises(MoneyRefused, match="已经核清"):
        actions.clear_return_line(actor=sent.world.maker, line=line, reason="再来")
    sent.read(sent.row(2))
    assert not queries.open_items(POLICY).exists()  # the wrong amount was settled by a later file
