"""The rows of money in the matrix of pages and personas: paid to the firm of ``demo-firm``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from tests.bureau.funds.world import World, returned

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.models import Transfer
from wenjiu.bureau.registry import uploads
from wenjiu.standards.money import yuan


def rows(people: dict[str, User]) -> dict[str, Any]:
    """Return a budget, a change that waits, a paid batch with its return, an account and a question."""
    world = World(people["maker"], people["releaser"], people["approver"], policy=settings.WENJIU_POLICY)
    firm = people["firm"].authorisations.get().organisation
    account = world.account(firm)
    budget = world.budget(1_000_000)
    owed = world.owed(1_000, payees=[firm])
    batch = world.sent()
    row = (batch.lines.get().reference, yuan(owed[0].amount_fen), "成功", "")
    read = actions.read_return(actor=people["maker"], data=returned(batch, row), name="回盘.csv")
    token = uploads.keep(
        owner=people["maker"].pk, policy=world.policy, table="bank_return", source=batch.number,
        file_name="回盘.csv", content=returned(batch, row),
    )  # fmt: skip
    draw = actions.draw_receipts(actor=people["maker"], policy=world.policy, number=1, seed="matrix")
    return {
        "budget": budget,
        "change": actions.propose_budget_change(actor=people["maker"], budget=budget, amount_fen=1, reason="虚构"),
        "batch": batch,
        "return_file": read.file,
        "account": account,
        "kept return": token,
        "voucher": Transfer.objects.earliest("id").voucher,
        "receipt": draw.receipts.get(),
    }


def _batch(world: Any) -> dict[str, Any]:
    return {"number": world.rows["batch"].number}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "desk:money:budget": lambda w: {"id": w.rows["budget"].pk},
    "desk:money:bucket": lambda w: {"id": w.rows["budget"].pk, "kind": "paid"},
    "desk:money:change": lambda w: {"id": w.rows["change"].pk},
    "desk:money:batch": _batch,
    "desk:money:release": _batch,
    "desk:money:drop": _batch,
    "desk:money:export": lambda w: {**_batch(w), "layout": "csv"},
    "desk:money:read_return": _batch,
    "desk:money:return_sample": _batch,
    "desk:money:preview_return": lambda w: {**_batch(w), "token": w.rows["kept return"]},
    "desk:money:clear_return_line": lambda w: {"id": w.rows["return_file"].pk, "no": 3},
    "desk:money:return": lambda w: {"id": w.rows["return_file"].pk},
    "desk:money:account_of": lambda w: {"id": w.rows["account"].party_id},
    "desk:money:account": lambda w: {"id": w.rows["account"].pk},
    "desk:money:voucher": lambda w: {"number": w.rows["voucher"]},
    "my:receipt": lambda w: {"id": w.rows["receipt"].pk},
}
