"""What was granted and paid for a case."""

from __future__ import annotations

from dataclasses import dataclass

from wenjiu.bureau.cases.models import Case


@dataclass(frozen=True)
class Paid:
    """Sums of a case in fen: what was granted, and what of it has arrived."""

    granted_fen: int
    paid_fen: int
    lines: int


def paid_of(case: Case) -> Paid | None:
    """Return the sums of a case that was decided; None before."""
    awards = [(line, line.award) for line in case.lines.all() if hasattr(line, "award") and line.award.live]
    if not awards:
        return None
    arrived = sum(award.amount_fen for line, award in awards if line.state == "paid")
    return Paid(sum(award.amount_fen for _line, award in awards), arrived, len(awards))
