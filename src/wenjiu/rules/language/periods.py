"""Expression nodes of time: years, days after months, first known days, and rates summed over months."""

from __future__ import annotations

from typing import Any

from ...standards import civil
from .nodes import Node, only_nodes
from .units import MONTH, YEAR


def lies_in_calendar(date: Node) -> bool:
    """Whether a date is certain to be a day of the calendar. 29 February of a common year is not."""
    if isinstance(date, PlusMonths):
        return date.clip
    return isinstance(date, NextDay) or all(lies_in_calendar(c) for c in date.children)


class YearOf(Node):
    """The calendar year of a date."""

    __slots__ = ()

    def __init__(self, date: Node) -> None:
        super().__init__("number", (date,), YEAR, civil.EARLIEST // civil.YEAR, civil.LATEST // civil.YEAR)
        self.want("date", date)


class PlusMonths(Node):
    """The corresponding day some months later, else the last day of that month.

    With `clip=False`, 29 February moves on to 1 March in a common year.
    """

    __slots__ = ("clip",)

    def __init__(self, date: Node, months: Node, clip: bool = True) -> None:
        self.clip = clip
        super().__init__("date", (date, months))
        self.want("date", date)
        self.want("number", months)
        if months.unit != MONTH:
            self.refuse(f"a period is counted in months, not in {months.unit}")


class NextDay(Node):
    """The day after a date."""

    __slots__ = ()

    def __init__(self, date: Node) -> None:
        super().__init__("date", (date,))
        self.want("date", date)


class RollForward(Node):
    """A date, or the next working day where the working-day calendar has a day off (Civil Code art. 203)."""

    __slots__ = ()

    def __init__(self, date: Node) -> None:
        super().__init__("date", (date,))
        self.want("date", date)
        if not lies_in_calendar(date):
            self.refuse("a 29 February that the year lacks cannot be a working day; end the period in the calendar")


class FirstGiven(Node):
    """The first of several dates that is known."""

    __slots__ = ()

    def __init__(self, *dates: Node) -> None:
        super().__init__("date", dates)
        self.want("date", *dates)


class MonthlySum(Node):
    """A dated rate summed over the months of a period of service (first and last day included).

    The children are the table of dated rates [fen/month], the first day, the last day, the most months, and optionally
    a limit: a month whose first day of service is on or after that day does not count.

    `parts`: how a part month at the end counts: "completed" (not at all), "pro_rata" (by calendar days of that month
      of service), "touched" (every calendar month touched counts).
    `rate`: which rate applies: that of the month's first day ("month"), of the period's first day ("start"), or of
      31 December of the month's year ("year_end").

    Either can depend on a reading (`ChooseWord`).
    """

    __slots__ = ("parts", "rate")
    PARTS = ("completed", "pro_rata", "touched")
    RATES = ("month", "start", "year_end")

    def __init__(
        self, table: Node, first: Node, last: Node, most: Node, *, parts: Any, rate: Any, before: Node | None = None
    ) -> None:
        self.parts, self.rate = parts, rate
        extra = () if before is None else (before,)
        only_nodes(table, first, last, most, *extra)
        super().__init__(
            "number", (table, first, last, most, *extra), table.unit * MONTH, 0, table.hi * max(most.hi, 0)
        )
        self.want("table", table)
        self.want("date", first, last, *extra)
        self.want("number", most)
        if most.unit != MONTH:
            self.refuse(f"months are counted in months, not in {most.unit}")
        if not (lies_in_calendar(first) and lies_in_calendar(last)):
            self.refuse("service cannot begin or end on a 29 February that the year lacks")
        for word, known in ((parts, self.PARTS), (rate, self.RATES)):
            words = word.by_letter.values() if hasattr(word, "by_letter") else [word]
            if not set(words) <= set(known):
                self.refuse(f"unknown rule {', '.join(words)}; one of {', '.join(known)}")
