"""The tables of money. Migration 0002 adds the rules that hold between their rows."""

from .batches import Batch, BatchLine, Export, Layout, LineState
from .budgets import Bucket, BucketKind, Budget, BudgetChange, Source
from .ledger import Kind, Move, Obligation, Transfer
from .returns import Cleared, Draw, Receipt, ReturnFile, ReturnLine, Verdict

__all__ = [
    "Batch",
    "BatchLine",
    "Bucket",
    "BucketKind",
    "Budget",
    "BudgetChange",
    "Cleared",
    "Draw",
    "Export",
    "Kind",
    "Layout",
    "LineState",
    "Move",
    "Obligation",
    "Receipt",
    "ReturnFile",
    "ReturnLine",
    "Source",
    "Transfer",
    "Verdict",
]
