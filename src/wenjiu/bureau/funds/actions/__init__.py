"""All writes of money. Every other module of this app only reads."""

from .accounts import check_payee_account, has_opened
from .batches import drop_batch, export_batch, freeze_batch, make_batch, release_batch
from .budgets import confirm_budget_change, drop_budget_change, propose_budget_change, set_budget
from .obligations import commit_cleared, release_ended, reserve_granted
from .receipts import answer_receipt, draw_receipts
from .returns import clear_return_line, preview_return, read_return

__all__ = [
    "answer_receipt",
    "check_payee_account",
    "clear_return_line",
    "commit_cleared",
    "confirm_budget_change",
    "draw_receipts",
    "drop_batch",
    "drop_budget_change",
    "export_batch",
    "freeze_batch",
    "has_opened",
    "make_batch",
    "preview_return",
    "propose_budget_change",
    "read_return",
    "release_batch",
    "release_ended",
    "reserve_granted",
    "set_budget",
]
