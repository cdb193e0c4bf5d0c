"""Guards of receipts: a drawn sample of payees says whether the money came."""

from __future__ import annotations

import pytest
from tests.bureau.funds.world import POLICY, World, new_world, returned
from tests.bureau.people import new_user

from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = new_world()
    world.budget(100_000)
    world.owed(*[1_000] * 8)
    batch = world.sent()
    rows = [(line.reference, "10.00", "成功", "") for line in batch.lines.all()]
    actions.read_return(actor=world.maker, data=returned(batch, *rows), name="x")
    return world


def test_the_seed_repeats_the_sample_and_nobody_is_asked_twice(world: World) -> None:
    import random

    draw = actions.draw_receipts(actor=world.releaser, policy=POLICY, number=3, seed="2026年第1次")
    asked = set(draw.receipts.values_list("obligation", flat=True))
    everybody = sorted({*asked, *_unasked()})
    assert asked == set(random.Random("2026年第1次").sample(everybody, 3))
    actions.draw_receipts(actor=world.releaser, policy=POLICY, number=100, seed="其余")
    assert Receipt.objects.count() == 8
    with pytest.raises(MoneyRefused, match="没有还没问过的"):
        actions.draw_receipts(actor=world.releaser, policy=POLICY, number=1, seed="再来")


def _unasked() -> list[int]:
    from wenjiu.bureau.funds.models import Obligation

    return list(Obligation.objects.filter(receipt=None).values_list("id", flat=True))


def test_only_the_payee_answers_and_once(world: World) -> None:
    draw = actions.draw_receipts(actor=world.releaser, policy=POLICY, number=1, seed="s")
    receipt = draw.receipts.get()
    with pytest.raises(MoneyRefused, match="收款人本人"):
        actions.answer_receipt(actor=world.maker, receipt=receipt, received=True)
    payee = new_user("payee", party=receipt.obligation.payee)
    with pytest.raises(MoneyRefused, match="请写一句"):
        actions.answer_receipt(actor=payee, receipt=receipt, received=False)
    actions.answer_receipt(actor=payee, receipt=receipt, received=False, text="卡里没有")
    with pytest.raises(MoneyRefused, match="已经回答过了"):
        actions.answer_receipt(actor=payee, receipt=receipt, received=True)


def test_a_number_or_seed_that_makes_no_sense_is_refused(world: World) -> None:
    for number, seed in ((0, "s"), (1, " ")):
        with pytest.raises(MoneyRefused, match="抽查数量"):
            actions.draw_receipts(actor=world.releaser, policy=POLICY, number=number, seed=seed)
