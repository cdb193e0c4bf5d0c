"""The days for which something is recorded: each day, each month of somebody's own, or each calendar month. Pure."""

from __future__ import annotations

import datetime as dt

from wenjiu.standards import civil


def plus_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of a shorter month."""
    return civil.date(civil.plus_months(civil.of(day), months))


def begins(every: str, first: dt.date, last: dt.date, broken: bool = False) -> list[dt.date]:
    """Return the first day of each day, month or calendar month within some days.

    A month of somebody's own begins on the day of the month on which he began, and is there only if it is complete.

    Args:
        broken: a last month that is not complete is there as well.
    """
    if every == "once":
        return [first]
    if every == "day":
        return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    if every == "calendar_month":
        start = first.replace(day=1)
        return [d for n in range(1200) if (d := plus_months(start, n)) <= last] if start <= last else []
    found = []
    for n in range(1200):
        if (plus_months(first, n) if broken else end_of(every, plus_months(first, n), first)) > last:
            break
        found.append(plus_months(first, n))
    return found


def end_of(every: str, begin: dt.date, first: dt.date | None = None, last: dt.date | None = None) -> dt.date:
    """Return the last day of the day, month or calendar month that begins on a day.

    Args:
        first: the first day of somebody's months, where the month is of his own.
        last: his last day, where a month of his own can be broken.
    """
    if every in ("day", "once"):
        return begin
    if every == "calendar_month" or first is None:
        return plus_months(begin, 1) - dt.timedelta(days=1)
    n = (begin.year - first.year) * 12 + begin.month - first.month
    end = plus_months(first, n + 1) - dt.timedelta(days=1)
    return end if last is None else min(end, last)


def runs(
    begun: list[dt.date], every: str, first: dt.date, last: dt.date | None = None
) -> list[tuple[dt.date, dt.date]]:
    """Return first and last day of each row of months that follow each other. `first`, `last`: see `end_of`."""
    found: list[tuple[dt.date, dt.date]] = []
    for begin in sorted(begun):
        end = end_of(every, begin, first, last)
        if found and found[-1][1] + dt.timedelta(days=1) == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
