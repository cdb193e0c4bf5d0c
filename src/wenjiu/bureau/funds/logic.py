"""What is pure in funds: how an amount is shared, and what a batch says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of a batch, in plain text, as the bank reads it."""

    no: int
    reference: str
    holder: str
    bank: str
    account: str
    amount_fen: int
    purpose: str


def split(amount_fen: int, shares: Sequence[int]) -> list[int]:
    """Share an amount by parts of 1000, in whole fen. The first share takes what rounding leaves.

    Raises:
        ValueError: the shares do not add to 1000.
    """
    if sum(shares) != WHOLE:
        raise ValueError(f"shares add to {sum(shares)}, not {WHOLE}")
    parts = [amount_fen * share // WHOLE for share in shares]
    parts[0] += amount_fen - sum(parts)
    return parts


def percent(share: int) -> str:
    """Return a share of 1000 as a percentage, such as ``33.3%``."""
    return f"{share / 10:g}%"


def digest(batch: str, payments: Sequence[Mapping[str, object]]) -> str:
    """Return the SHA-256 of what a batch says: its number and its lines in canonical JSON."""
    text = json.dumps([batch, list(payments)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reference_of(batch: str, no: int) -> str:
    """Return the number that the bank repeats for a line."""
    return f"{batch}-{no:05d}"
