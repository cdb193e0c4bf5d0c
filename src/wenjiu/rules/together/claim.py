"""A claim among several: a case that is asked, or a past award."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..explain.determinations import Determination
from ..language.text import Text
from .days import Days


@dataclass(slots=True)
class Claim:
    """A case or a past award, with its labels and the days that it pays for.

    `answer`: the answer of a case; none for a past award.
    `key`: the name of the other party.
    `days`: None where they are not known.
    `stated_days`: the case states the days itself.
    `first`: its first day.
    `alone`: the answer without the other cases, where `answer` also counts these.
    `counted`: what that answer counts, in words.
    `uses`: what the claim uses of a limit where it is paid.
    `exhausted`: the other cases leave nothing of the limit.
    """

    id: Any
    measure: str
    answer: Determination | None
    labels: Mapping[str, str]
    days: Days | None
    amount: str | None
    key: str | None = None
    first: int | None = None
    stated_days: bool = False
    alone: Determination | None = None
    counted: Text | None = None
    uses: Any = 0
    exhausted: bool = False
    stopped_by: list[str] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether it can stop another claim or be stopped: paid, or not refused."""
        return not self.stopped_by and (self.answer is None or self.answer.eligible in ("yes", "unknown"))

    @property
    def settled(self) -> bool:
        """Whether it is certainly paid, as far as the other cases allow."""
        return self.answer is None or self.answer.eligible == "yes"

    @property
    def paid(self) -> bool:
        """Whether it is certainly paid, and no rule stops it."""
        return self.settled and not self.stopped_by

    @property
    def first_day(self) -> Days | None:
        """Return its first day alone."""
        if self.first is not None:
            return Days(self.first, self.first)
        return Days(self.days.first, self.days.first) if self.days is not None and self.stated_days else None

    def agrees(self, other: Claim, labels: Iterable[str]) -> bool:
        """Whether labels do not differ. A label that only one side gives counts as agreeing."""
        return all(self.labels.get(x) is None or other.labels.get(x) in (None, self.labels[x]) for x in labels)
