"""One measure in the result of a visit: in which group it is shown, and who gets what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..language.facts import Fact
from ..language.text import LISTED, T
from .standings import ALMOST, CAN, CANNOT, OPEN, STANDINGS, VERIFY, Result

#: The groups of a result page, in the order shown.
MINE, NEAR, MAYBE, OTHERS, UNSURE, NOT_YOURS = "mine", "near", "maybe", "others", "unsure", "not_yours"
GROUPS = (MINE, NEAR, MAYBE, OTHERS, UNSURE, NOT_YOURS)
GROUP_OF = {CAN: MINE, ALMOST: NEAR, OPEN: MAYBE, VERIFY: UNSURE, CANNOT: NOT_YOURS}


@dataclass(frozen=True, slots=True)
class Share:
    """What the payees of one audience get: yuan in fen, lowest and highest; the highest is None where it is not known."""

    audience: str
    low: int
    high: int | None


def together(shares: Iterable[Share]) -> Share | None:
    """Return what several shares are together, named by the first one; None without any."""
    mine = tuple(shares)
    if len(mine) < 2:
        return mine[0] if mine else None
    high = None if any(s.high is None for s in mine) else sum(s.high or 0 for s in mine)
    return Share(mine[0].audience, sum(s.low for s in mine), high)


@dataclass(frozen=True, slots=True)
class Found:
    """One measure in the result of a visit.

    `mine`: what the visitor gets as each audience that the visitor belongs to; none where the measure pays others only.
    `others`: what others get.
    `lacks`: facts that the visitor does not have, and without which the measure is not due.
    """

    result: Result
    group: str
    mine: tuple[Share, ...]
    others: tuple[Share, ...]
    lacks: tuple[Fact, ...] = ()

    @property
    def own(self) -> Share | None:
        """Return what the visitor gets in all; None where the measure pays others only."""
        return together(self.mine)

    @property
    def standing(self) -> str:
        """Return how the measure applies; it does not where the visitor lacks a fact."""
        return CANNOT if self.lacks else self.result.standing

    @property
    def payable(self) -> bool:
        """Whether the amounts can still be due: the measure is not refused, and no step is missing."""
        return self.standing not in (CANNOT, ALMOST)

    @property
    def left(self) -> int:
        """Return how many answers still count."""
        return self.result.open_questions if self.standing == OPEN else 0

    def standing_text(self, lang: str) -> str:
        """Return the standing in one word."""
        return STANDINGS[self.standing](lang)

    def headline(self, lang: str) -> str:
        """Return what it means for the visitor, as one sentence."""
        if not self.lacks:
            return self.result.headline
        names = LISTED(lang).join(
            f.name(lang) if f.never is None else T(f"{f.name.zh}（{f.never.zh}）", f"{f.name.en} ({f.never.en})")(lang)
            for f in self.lacks
        )
        return T(
            f"您填的是“没有”：{names}。有了以后再来看。",
            f"You answered that there is none: {names}. Come back when there is.",
        )(lang)
