"""The range of an award that the document states, where the case or the figures do not settle the amount yet."""

from __future__ import annotations

from dataclasses import dataclass

from ...standards import money
from ..evaluate.outcomes import NO, UNKNOWN, YES, bounded
from ..explain.determinations import Determination
from ..language.text import T


@dataclass(frozen=True, slots=True)
class Award:
    """A range in fen, both ends included. `by_official`: no answer of the visitor settles the amount within it."""

    low: int
    high: int
    by_official: bool

    def text(self, lang: str) -> str:
        """Return the range in words, as part of a sentence."""
        low, high = (money.grouped(fen) for fen in (self.low, self.high))
        if self.by_official:
            return T(f"{low}元至{high}元之间，由审核人员定", f"between CNY {low} and {high}, set by an official")(lang)
        return T(f"{low}元至{high}元之间", f"between CNY {low} and {high}")(lang)


def award_of(answer: Determination) -> Award | None:
    """Return the range that the one amount of a measure must keep to and that is not narrowed down; None without one."""
    outcome = answer.outcome
    if outcome.verdict == NO or len(outcome.amounts) != 1 or bounded(outcome.amounts[0][1]) is not None:
        return None
    ranges = [check for check, result in outcome.validations() if result == UNKNOWN]
    if not ranges:
        return None
    low = min(outcome.sides(check.low)[0] for check in ranges)
    high = max(outcome.sides(check.high)[1] for check in ranges)
    if bounded(high) is None:
        return None
    return Award(money.half_up(low), money.half_up(high), outcome.verdict == YES or bool(outcome.missing().params))
