"""The words that clause modules are written in. The words for limits follow the legal meaning.

以上, 以内, 满, 届满 include the number (`at_least`, `at_most`, `reached`, `within`); 不满, 超过, 以外 exclude it
(`under`, `exceeding`). Source: Civil Code art. 1259 (before 2021: General Provisions of Civil Law art. 205).
"""

from __future__ import annotations

from ...standards.codes import NONE
from .facts import CountWhere, Fact, Relation, SumWhere
from .lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from .nodes import (
    Add,
    And,
    Compare,
    CountIf,
    If,
    IfGiven,
    IsGiven,
    IsIn,
    IsListed,
    Lit,
    Max,
    Min,
    MulDiv,
    Node,
    Not,
    Or,
    number,
    only_nodes,
)
from .periods import FirstGiven, MonthlySum, NextDay, PlusMonths, RollForward, YearOf
from .readings import ChooseWord
from .units import FEN, MONTH, ONE, PERSON, YEAR, Unit


def all_of(*conditions: Node) -> Node:
    """All of these hold."""
    return conditions[0] if len(conditions) == 1 else And(*conditions)


def any_of(*conditions: Node) -> Node:
    """At least one of these holds."""
    return conditions[0] if len(conditions) == 1 else Or(*conditions)


def not_(condition: Node) -> Node:
    """This does not hold."""
    return Not(condition)


ALWAYS = Lit(True)


def is_(code: Node, value: str) -> Node:
    """A code equals this one."""
    return IsIn(code, (value,))


def one_of(code: Node, *values: str) -> Node:
    """A code is one of these."""
    return IsIn(code, values)


def claimed(group: Node) -> Node:
    """The case names a group, whichever it is."""
    return Not(IsIn(group, (NONE,)))


def listed(code: Node, codes: Node) -> Node:
    """A code is in a list parameter."""
    return IsListed(code, codes)


def _compare(op: str, x: Node, limit: Node | int) -> Node:
    only_nodes(x)
    return Compare(op, x, number(limit, x.unit))


def at_least(x: Node, limit: Node | int) -> Node:
    """以上, 不少于, 满: the limit is included."""
    return _compare(">=", x, limit)


def at_most(x: Node, limit: Node | int) -> Node:
    """以下, 以内, 不超过: the limit is included."""
    return _compare("<=", x, limit)


def under(x: Node, limit: Node | int) -> Node:
    """不满, 不足: the limit is excluded."""
    return _compare("<", x, limit)


def exceeding(x: Node, limit: Node | int) -> Node:
    """超过, 以外: the limit is excluded."""
    return _compare(">", x, limit)


def equals(x: Node, y: Node | int) -> Node:
    """Two numbers, or two dates, are equal."""
    return _compare("==", x, y)


def after(start: Node, period: Node) -> Node:
    """The day on which a period of months ends: the corresponding day, else the last day of that month."""
    return PlusMonths(start, period)


def later_than_month_end(start: Node, period: Node) -> Node:
    """The end of a period where a missing 29 February moves on to 1 March instead of back to 28 February."""
    return PlusMonths(start, period, clip=False)


def reached(start: Node, period: Node, *, by: Node) -> Node:
    """满: the period since the start is over by this day. Its last day counts."""
    return Compare(">=", by, PlusMonths(start, period))


def within(start: Node, period: Node, *, by: Node) -> Node:
    """内: this day is in the period since the start. It is not before the start, and the last day counts."""
    return And(Compare(">=", by, start), not_later(start, period, by=by))


def not_later(start: Node, period: Node, *, by: Node) -> Node:
    """This day is no later than the last day of the period since the start."""
    return Compare("<=", by, PlusMonths(start, period))


def rolled(deadline: Node) -> Node:
    """A last day, moved to the next working day where the calendar has a day off."""
    return RollForward(deadline)


def day_after(date: Node) -> Node:
    """The day after."""
    return NextDay(date)


def year_of(date: Node) -> Node:
    """The calendar year of a date."""
    return YearOf(date)


def years(n: int) -> Lit:
    """A length of some years, in months."""
    return Lit(12 * n, MONTH)


def months(n: int) -> Lit:
    """A length of some months."""
    return Lit(n, MONTH)


def persons(n: int) -> Lit:
    """A number of persons."""
    return Lit(n, PERSON)


def yuan(n: int) -> Lit:
    """A number of yuan."""
    return Lit(100 * n, FEN)


def rate(n: int, unit: Unit) -> Lit:
    """A number of yuan for each unit of something, such as ``rate(10, FEN.per(PERSON))``."""
    return Lit(100 * n, unit)


def plain(n: int) -> Lit:
    """A number without a unit."""
    return Lit(n)


def calendar_year(n: int) -> Lit:
    """The calendar year n."""
    return Lit(n, YEAR)


def least(*numbers: Node) -> Node:
    """The least of these: 不超过, an upper limit."""
    return Min(*numbers)


def greatest(*numbers: Node) -> Node:
    """The greatest of these: a lower limit."""
    return Max(*numbers)


def total(*numbers: Node) -> Node:
    """The sum of these."""
    result = numbers[0]
    for x in numbers[1:]:
        result = Add(result, x)
    return result


def share_of(x: Node, part: Node, whole: Lit, *, rounded: str = "exact") -> Node:
    """`x * part / whole` with a constant whole: exact, or rounded "half_up" or "down"."""
    return MulDiv(x, part, whole, rounded)


def if_(condition: Node, then: Node, otherwise: Node) -> Node:
    """One number where the condition holds, another where it does not."""
    return If(condition, then, otherwise)


def one_if(condition: Node, unit: Unit = ONE) -> Node:
    """1 where the condition holds, else 0."""
    return CountIf(condition, unit)


def if_given(fact: Fact, derived: Node) -> Node:
    """A fact where it is given, else a derived value."""
    return IfGiven(fact, derived)


def where_given(fact: Fact, condition: Node, otherwise: Node) -> Node:
    """A condition on a fact where the fact is given, else another condition."""
    return IfGiven(fact, otherwise, condition)


def first_given(*dates: Fact) -> Node:
    """The first of these dates that is known."""
    return FirstGiven(*dates)


def is_given(*facts: Fact) -> Node:
    """Whether any of these facts is known."""
    return IsGiven(*facts)


def entry(table: Node, key: Node | str, *, unit: Unit | None = None) -> Node:
    """The figure of a map parameter for a year, rank, size or other code."""
    return MapEntry(table, key, unit=unit)


def latest_entry(table: Node, year: Node) -> Node:
    """The figure of a map parameter for a year, or for the latest earlier year where that year is missing."""
    return MapEntry(table, year, earlier=True)


def entry_is(table: Node, key: str, value: str) -> Node:
    """A map parameter has this word under a key."""
    return MapEntryIs(table, key, value)


def column(table: Node, name: str) -> Node:
    """Another column of a dated table."""
    return TableColumn(table, name)


def proposed(award: Fact, low: Node, high: Node) -> Node:
    """A proposed value within a range. Without such a proposal the value is undecided."""
    return Proposed(award, low, high)


def tiers(x: Node, lowest: Node, *steps: tuple[Node, Node]) -> Node:
    """The amount of the highest step that x reaches, limits included and in rising order; else the lowest amount."""
    result = lowest
    for limit, amount in steps:
        result = If(Compare(">=", x, limit), amount, result)
    return result


def monthly_sum(
    table: Node,
    first: Node,
    last: Node,
    *,
    most: Node,
    parts: ChooseWord | str = "completed",
    rate: ChooseWord | str = "month",
    before: Node | None = None,
) -> Node:
    """A dated monthly rate summed over the months of a period of service; see `MonthlySum`."""
    return MonthlySum(table, first, last, most, parts=parts, rate=rate, before=before)


def how_many(relation: Relation, condition: Node) -> Node:
    """The number of members that meet a condition, certainly and at most."""
    return CountWhere(relation, condition)


def sum_over(relation: Relation, value: Node, condition: Node) -> Node:
    """The sum of a number over the members that meet a condition."""
    return SumWhere(relation, value, condition)
