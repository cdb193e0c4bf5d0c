"""A sample of payees is asked whether the money came."""

from __future__ import annotations

import random
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access.scopes import may_act_for
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.funds import duties
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Draw, Obligation, Receipt
from wenjiu.bureau.writes import action


@action
def draw_receipts(*, actor: Any, policy: str, number: int, seed: str) -> Draw:
    """Ask the payees of a random sample of paid obligations that were not asked before.

    The same seed over the same obligations draws the same sample.

    Args:
        actor: who draws: finance or the auditor.
        policy: name of the policy.
        number: how many to ask.
        seed: any text; it is recorded.
    """
    duties.require(actor, *duties.READERS)
    if number < 1 or not seed.strip():
        raise MoneyRefused(_("抽查数量是%(number)s。请至少抽1笔，并写明随机种子。") % {"number": number}, code="number")
    paid = Obligation.objects.filter(budget__policy=policy, state="paid", receipt=None).order_by("id")
    pool = list(paid.values_list("id", flat=True))
    if not pool:
        raise MoneyRefused(_("没有还没问过的已到账款项。等有款项到账后再抽。"), code="nobody")
    chosen = sorted(random.Random(seed.strip()).sample(pool, min(number, len(pool))))
    draw: Draw = Draw.objects.create(
        policy=policy, seed=seed.strip()[:40], asked=len(chosen), of=len(pool), by=actor, at=clock.now()
    )
    Receipt.objects.bulk_create(Receipt(draw=draw, obligation_id=id, asked_at=clock.now()) for id in chosen)
    record(actor=actor, kind="receipts.drawn", subject=draw, data={"asked": len(chosen), "of": len(pool)})
    return draw


@action
def answer_receipt(*, actor: Any, receipt: Receipt, received: bool, text: str = "") -> Receipt:
    """Answer whether the money came, as the payee or an agent of the payee.

    Raises:
        MoneyRefused: the actor is neither, it was answered, or "no" comes without a word of explanation.
    """
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("obligation__payee").get(pk=receipt.pk)
    if not may_act_for(actor, receipt.obligation.payee):
        raise MoneyRefused(_("只有收款人本人或其授权的经办人可以确认收款。"), code="not_payee")
    if receipt.answered_at is not None:
        raise MoneyRefused(_("这笔款项已经回答过了。"), code="answered")
    if not received and not text.strip():
        raise MoneyRefused(_("请写一句没有收到的情况，方便我们核实。"), code="text")
    receipt.answered_by, receipt.answered_at = actor, clock.now()
    receipt.received, receipt.text = received, text.strip()[:500]
    receipt.save(update_fields=["answered_by", "answered_at", "received", "text"])
    record(actor=actor, kind="receipt.answered", subject=receipt, data={"received": received})
    return receipt
