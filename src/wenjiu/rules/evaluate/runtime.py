"""The functions that compiled measures call: operations longer than one line of integer arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ...standards import civil, money
from ..language.nodes import INFINITE

# A value that reaches this limit came from an unknown without an upper limit; every known value is far below it.
UNBOUNDED = 10**100
# Most months of service that are added one by one; civil dates cannot hold more.
LONGEST = 4800

YES, NO = "yes", "no"
Table = Sequence[tuple[Any, ...]]


class Unsettled(Exception):
    """A plain evaluation read an unknown fact; the two-sided evaluation answers instead."""


def unsettled() -> Any:
    """Stop the plain evaluation."""
    raise Unsettled


def corners(a: Any, b: Any, c: Any, d: Any) -> tuple[Any, Any]:
    """Return the least and greatest product of a number in [a, b] and one in [c, d]."""
    products = (a * c, a * d, b * c, b * d)
    return min(products), max(products)


def plain(exact: int | Fraction) -> int | Fraction:
    """Return an exact number as an integer where it is whole."""
    return exact.numerator if exact.denominator == 1 else exact


def share(x: Any, part: Any, whole: int, mode: str) -> int | Fraction:
    """Return `x * part / whole`, exact, or rounded half up or down to an integer."""
    if mode == "exact":
        return plain(
            Fraction(x * part, whole) if isinstance(x, int) and isinstance(part, int) else Fraction(x) * part / whole
        )
    if mode == "down":
        return int(x * part // whole)
    return int((2 * x * part + whole) // (2 * whole))


def rate_on(table: Table, day: int) -> Any:
    """Return the rate in force on a day, None before the first row."""
    found = None
    for start, value, *_ in table:
        if start > day:
            break
        found = value
    return found


def column(table: Table, index: int) -> Table:
    """Return one further column of a table as a table of its own."""
    return tuple((row[0], row[index]) for row in table)


Map = Mapping[str, Any]


def entry_for(table: Map, key: Any, earlier: bool) -> Any:
    """Return the entry of a map under a key, or of the latest earlier year; None where there is none."""
    found = table.get(str(key))
    if found is None and earlier:
        years = [int(k) for k in table if int(k) < key]
        found = table[str(max(years))] if years else None
    return found


def entry(table: Map, key: Any, earlier: bool) -> Any:
    """Return the entry for a plain evaluation; a missing one stops that evaluation."""
    found = entry_for(table, key, earlier)
    return unsettled() if found is None else found


def entry_bounds(table: Map | None, first: Any, last: Any, options: tuple[str, ...], earlier: bool, top: int) -> Any:
    """Return the least and greatest entry of a map where the key, or the entry, may be unknown."""
    if table is None:
        return 0, top
    if first is not None and first == last:
        found = entry_for(table, first, earlier)
        return (0, top) if found is None else (found, found)
    values = [table[k] for k in options if k in table]
    if not values or len(values) < len(options):
        return 0, top
    return min(values), max(values)


def proposed(award: Any, low: Any, high: Any) -> Any:
    """Return a proposal within the range; any other proposal stops a plain evaluation."""
    return award if award is not None and low <= award <= high else unsettled()


def proposed_bounds(award: Any, low: Any, high: Any) -> Any:
    """Return a proposal within the range, else the range."""
    return (award, award) if award is not None and low <= award <= high else (low, high)


def service(
    first: int, last: int, most: int, parts: str, rate: str, before: int | None = None
) -> list[tuple[int, int, int]]:
    """Return the paid months of a period of service as (day whose rate applies, days paid, of days)."""
    paid: list[tuple[int, int, int]] = []
    if last < first:
        return paid
    touched = parts == "touched"
    whole = (last >> 5) - (first >> 5) + 1 if touched else civil.service_months(first, last)
    for position in range(whole + (parts == "pro_rata")):
        start = ((first >> 5) + position) << 5 if touched else civil.plus_months(first, position)
        if len(paid) >= most or (before is not None and max(start, first) >= before):
            break
        days, length = 1, 1
        if position == whole and not touched:
            days = civil.days_between(start, last) + 1
            length = civil.days_between(start, civil.plus_months(first, position + 1))
            if days <= 0:
                break
        day = start if rate == "month" else first if rate == "start" else civil.key(start // civil.YEAR, 12, 31)
        paid.append((day, days, length))
    return paid


def monthly_sum(
    table: Table | None, first: int, last: int, most: int, parts: str, rate: str, before: int | None = None
) -> tuple[Any, Any, int | None]:
    """Return the sum, its upper bound where rates are missing, and the first day that lacks a rate; fen, exact."""
    total: Any = 0
    lacking: int | None = None
    for day, days, length in service(first, last, most, parts, rate, before):
        wage = rate_on(table, day) if table is not None else None
        if wage is None:
            lacking = day if lacking is None else lacking
        elif length == 1:
            total += wage
        else:
            total += Fraction(wage * days, length)
    total = plain(total)
    return total, (total if lacking is None else INFINITE), lacking


def monthly_exact(
    table: Table, first: int, last: int, most: int, parts: str, rate: str, before: int | None = None
) -> Any:
    """Return the sum for a plain evaluation; a missing rate stops that evaluation."""
    if parts == "completed" and rate == "month" and before is None and first & 31 < 28:
        return by_rate(table, first, min(civil.service_months(first, last), most))
    total, _, lacking = monthly_sum(table, first, last, most, parts, rate, before)
    return total if lacking is None else unsettled()


def by_rate(table: Table, first: int, months: int) -> Any:
    """Return the sum over whole months that begin on one day of the month (at most the 28th), counted rate by rate."""
    if months <= 0:
        return 0
    total: Any = 0
    for row in reversed(table):
        earlier = row[0] - first + 31 >> 5  # months that begin before the row
        if earlier < months:
            if row[1] is None:
                break
            if earlier <= 0:
                total += row[1] * months
                return total if total.__class__ is int else plain(total)
            total += row[1] * (months - earlier)
            months = earlier
    return unsettled()


def monthly_bounds(
    table: Table | None,
    first: tuple[int, int],
    last: tuple[int, int],
    most: tuple[int, int],
    parts: str,
    rate: str,
    before: tuple[int | None, int | None] = (None, None),
) -> tuple[Any, Any]:
    """Return the least and greatest monthly sum where dates or months may be unknown.

    With a known start, the sum grows with the end, with the months allowed and with the day before which months count.
    With an unknown start, or where neither end nor months have a limit, only the months and the greatest rate bound it.
    """
    least = 0
    if first[0] == first[1]:
        least = monthly_sum(table, first[0], last[0], most[0], parts, rate, before[0])[0]
        if min((last[1] - first[0]) // civil.MONTH, most[1]) <= LONGEST:
            return least, monthly_sum(table, first[0], last[1], most[1], parts, rate, before[1])[1]
    if most[1] <= 0:
        return 0, 0
    highest = max((row[1] for row in table if row[1] is not None), default=None) if table else None
    return least, INFINITE if highest is None else highest * most[1]


Member = Callable[[Any], tuple[Any, Any]]


def count_bounds(rows: Sequence[Any] | None, holds: Member) -> tuple[int, int]:
    """Return how many members certainly and possibly meet a condition.

    An unknown list, or a trailing None, has no upper bound.
    """
    if rows is None:
        return 0, INFINITE
    low = high = 0
    for row in rows:
        if row is None:
            high = INFINITE
            continue
        certain, possible = holds(row)
        low += certain
        high += possible
    return low, high


def sum_bounds(rows: Sequence[Any] | None, value: Member, holds: Member) -> tuple[Any, Any]:
    """Return the least and greatest sum of a non-negative number over the members that meet a condition."""
    if rows is None:
        return 0, INFINITE
    low = high = 0
    for row in rows:
        if row is None:
            high = INFINITE
            continue
        certain, possible = holds(row)
        if possible:
            least, greatest = value(row)
            high += greatest
            if certain:
                low += least
    return low, high


NAMES: dict[str, Any] = {
    "unsettled": unsettled,
    "corners": corners,
    "share": share,
    "column": column,
    "entry": entry,
    "entry_bounds": entry_bounds,
    "proposed": proposed,
    "proposed_bounds": proposed_bounds,
    "by_rate": by_rate,
    "monthly_exact": monthly_exact,
    "monthly_bounds": monthly_bounds,
    "count_bounds": count_bounds,
    "sum_bounds": sum_bounds,
    "half_up": money.half_up,
    "end_key": lru_cache(maxsize=1024)(civil.end_key),  # called repeatedly with the same last days of months
    "plus_months": civil.plus_months,
    "next_day": civil.next_day,
}
