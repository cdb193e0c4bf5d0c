"""One dated value of a parameter: its first day, its source, and how certain it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...standards import civil
from .text import Text

#: The first and the last day of a period without a beginning or an end (civil keys).
OPEN_FROM, OPEN_TO = 0, civil.LATEST + civil.YEAR
#: An entry of a map that is a word: whether a subsidy is a lump sum or counted per person.
BASIS, BASES = "basis", ("lump_sum", "per_person")


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value that applies from a day on. A value of None means that no source states one from that day on.

    `start`: the first day (civil key).
    `known`: the day (civil key) on which it became public.
    `key`: the entry of a map.
    `columns`: further columns of a table.
    `set_by`: number of the amendment of an installation that set it; 0 for a value of the policy's files.
    """

    start: int
    value: Any
    source: Text
    confidence: str
    known: int = OPEN_FROM
    key: str = ""
    columns: tuple[Any, ...] = ()
    set_by: int = 0

    @property
    def confirmed(self) -> bool:
        """Whether the source is the official text itself."""
        return self.confidence == "high"
