"""A claim among others: a case that is asked, or an award of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..explain.determinations import Determination
from ..language.text import Text
from .days import Days


@dataclass(slots=True)
class Claim:
    """A case or past award: its answer (none for a past award), labels, key of the other party, days that it pays for.

    `days`: None where they are not known; `stated_days`: the case says them itself; `first`: its first day.
    `alone`: the answer by itself, as long as `answer` counts the other cases too; `counted`: what it counts, in words.
    `uses`: what it uses of a limit where it is paid; `exhausted`: the others leave nothing of the limit.
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
        """Whether it is there to stop or be stopped: paid, or not refused."""
        return not self.stopped_by and (self.answer is None or self.answer.eligible in ("yes", "unknown"))

    @property
    def settled(self) -> bool:
        """Whether it is certainly paid, as far as the others let it."""
        return self.answer is None or self.answer.eligible == "yes"

    @property
    def paid(self) -> bool:
        """Whether it is certainly paid, and no rule stops it."""
        return self.settled and not self.stopped_by

    @property
    def first_day(self) -> Days | None:
        """Its first day alone."""
        if self.first is not None:
            return Days(self.first, self.first)
        return Days(self.days.first, self.days.first) if self.days is not None and self.stated_days else None

    def agrees(self, other: Claim, labels: Iterable[str]) -> bool:
        """Whether labels do not differ; one that only one side gives counts as agreeing."""
        return all(self.labels.get(x) is None or other.labels.get(x) in (None, self.labels[x]) for x in labels)
