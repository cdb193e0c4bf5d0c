"""Finds test values around one node of a measure: at its limit, and one step to each side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...standards import civil
from ..evaluate.case import Case
from ..evaluate.near_misses import addends
from ..evaluate.outcomes import Outcome
from ..explain.determinations import public
from ..language import fact_types, periods
from ..language import nodes as n
from ..language.facts import CountWhere, Fact, SumWhere
from ..language.lookups import MapEntry, TableColumn
from ..language.measures import Measure, Range
from ..language.parameter_types import TO, YES_NO
from ..language.parameters import Param
from ..ruleset import Ruleset

MONTH_ENDS = ("2019-11-30", "2020-01-31", "2020-02-29", "2019-08-31", "2019-02-28")
OLD_MONTH_ENDS = ("1996-02-29", "1997-02-28", "1997-08-31")
Change = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Around:
    """The changes to one case of a measure that test its nodes.

    `names`: neutral key -> public name of each fact.
    `stated`: the facts of the case by public name.
    `letters`: the readings other than A.
    """

    policy: Ruleset
    measure: Measure
    names: dict[str, str]
    case: Case
    outcome: Outcome
    letters: dict[str, str]
    stated: dict[str, Any]

    def node(self, node: n.Node) -> Iterator[Change]:
        """Yield (facts changed, parameters changed) of the rows around one node."""
        if isinstance(node, Fact):
            name = self.names[node.key]
            if not node.ruling:
                yield {name: None}, {}
            yield from (({name: v}, {}) for v in node.type.closed(node, self.policy.home))
        elif isinstance(node, n.Compare):
            yield from self._around_limit(node)
        elif isinstance(node, n.IsListed):
            yield from self._around_list(node)
        elif isinstance(node, Param) and not node.stated:
            if node.type is YES_NO:
                yield from (({}, {node.name: v}) for v in (True, False))
            elif node.absent is None:
                yield {}, {node.name: None}
        elif isinstance(node, n.Min | n.Max):
            yield from self._crossings(node)
        elif isinstance(node, MapEntry):
            yield from self._around_entry(node)
        elif isinstance(node, n.RoundTo):
            yield from self._around_rounding(node)
        elif isinstance(node, periods.MonthlySum):
            yield from self._around_months(node)
        elif isinstance(node, CountWhere | SumWhere):
            yield from self._around_members(node)

    def _around_entry(self, node: MapEntry) -> Iterator[Change]:
        """Yield the year, rank or code before and after, and a map that lacks the entry."""
        table, key = (self.outcome.program.chosen(c) for c in node.children)
        assert isinstance(table, Param)
        given = self.case.params.get(table.name) or {}
        at = self.outcome.sides(key)[0]
        for fact in addends(self.outcome, key) if key.kind == "number" else ():
            value = self._value(fact)
            for step in (-1, 1, 50):
                if fact.lo <= value + step <= fact.hi:
                    yield {self.names[fact.key]: value + step}, {}
        if str(at) in given and len(given) > 1:
            yield {}, {table.name: table.public({k: v for k, v in given.items() if k != str(at)})}

    def award_range(self, check: Range) -> Iterator[Change]:
        """Yield an award at both ends of its range, and one fen beyond each."""
        value = self.outcome.program.chosen(check.value)
        limits = [self.outcome.sides(x)[0] for x in (check.low, check.high)]
        for limit in limits:
            for amount in (limit - 1, limit, limit + 1):
                if isinstance(value, Fact):
                    yield {self.names[value.key]: public(value, amount)}, {}
                elif isinstance(value, MapEntry):
                    table = self.outcome.program.chosen(value.children[0])
                    at = str(self.outcome.sides(value.children[1])[0])
                    assert isinstance(table, Param)
                    given = self.case.params.get(table.name)
                    if given and at in given:
                        yield {}, {table.name: table.public({**given, at: amount})}

    def _around_members(self, node: CountWhere | SumWhere) -> Iterator[Change]:
        """Yield an unknown list, an open one, one without its first member, and changes to that member's facts."""
        name = self.names[node.relation.key]
        rows = self.stated.get(name) or [{}]
        first, *others = rows
        yield from (({name: listed}, {}) for listed in (None, [*rows, None], others))
        stack = list(reversed(node.children))
        while stack:
            part = self.outcome.program.chosen(stack.pop())
            stack.extend(reversed(part.children))
            for fact, value in self._member_values(part):
                own = next(key for key, known in node.relation.facts.items() if known is fact)
                changed = {k: v for k, v in (first | {own: value}).items() if v is not None}
                yield {name: [changed, *others]}, {}

    def _member_values(self, part: n.Node) -> Iterator[tuple[Fact, Any]]:
        """Yield (fact of a member, public value or None for unknown) to test a part of an expression about members."""
        if isinstance(part, Fact):
            yield from ((part, value) for value in (None, *part.type.closed(part, self.policy.home)))
        elif isinstance(part, n.Compare):
            fact, limit = (self.outcome.program.chosen(c) for c in part.children)
            at = self.outcome.figure(limit) if isinstance(limit, Param) else getattr(limit, "value", None)
            if isinstance(fact, Fact) and isinstance(at, int):
                values_around = (at - 1, at, at + 1)
                yield from ((fact, public(fact, v)) for v in values_around if fact.lo <= v <= fact.hi)

    def _around_limit(self, node: n.Compare) -> Iterator[Change]:
        left, right = (self.outcome.program.chosen(c) for c in node.children)
        if left.kind == "date":
            if isinstance(right, Param) and right.type is TO:
                for k in self._three_days(self.outcome.sides(left)):
                    yield {}, {right.name: civil.iso(k)}
            for fact, limit in ((left, right), (right, left)):
                if isinstance(fact, Fact):
                    yield from self._days(fact, self.outcome.sides(limit)[0])
            if isinstance(right, periods.PlusMonths | periods.RollForward) and isinstance(left, Fact):
                yield from self._month_ends(left, right)
                yield from self._starts(left, right)
            return
        limit, value = self.outcome.sides(right)[0], self.outcome.sides(left)[0]
        for fact in addends(self.outcome, left):
            if self._value(fact) is None:
                continue
            name, at = self.names[fact.key], self._value(fact) + limit - value
            one = fact.type.step
            for step in (-one, 0, one):
                if fact.lo <= at + step <= fact.hi:
                    yield {name: public(fact, at + step)}, {}
        if isinstance(left, periods.YearOf) and isinstance(left.children[0], Fact):
            name = self.names[left.children[0].key]
            for year in (limit - 1, limit, limit + 1):
                for month, day in ((1, 1), (12, 31)):
                    yield {name: civil.iso(civil.key(year, month, day))}, {}

    def _days(self, fact: Fact, limit: int) -> Iterator[Change]:
        """Yield the limit, the day before and the day after."""
        for k in self._three_days((limit, limit)):
            yield {self.names[fact.key]: civil.iso(k)}, {}

    def _three_days(self, sides: tuple[int, int]) -> tuple[int, ...]:
        if sides[0] != sides[1] or not civil.EARLIEST < sides[0] < civil.LATEST:
            return ()
        at = civil.parse(civil.iso(sides[0]))
        return civil.previous_day(at), at, civil.next_day(at)

    def _month_ends(self, by: Fact, limit: n.Node) -> Iterator[Change]:
        """Yield the same limit from starts whose month has no corresponding day."""
        while isinstance(limit, periods.RollForward):
            limit = self.outcome.program.chosen(limit.children[0])
        start = self.outcome.program.chosen(limit.children[0])
        if not isinstance(start, Fact):
            return
        months = self.outcome.sides(limit.children[1])[0]
        for first in OLD_MONTH_ENDS if months > 120 else MONTH_ENDS:
            for change, params in self._days(by, civil.plus_months(civil.parse(first), months)):
                yield {self.names[start.key]: first} | change, params

    def _starts(self, by: Fact, limit: n.Node) -> Iterator[Change]:
        """Yield starts from which the period ends on the compared day, a day earlier and a day later."""
        start = self.outcome.program.chosen(limit.children[0])
        if isinstance(limit, periods.PlusMonths) and isinstance(start, Fact):
            months = self.outcome.sides(limit.children[1])[0]
            yield from self._days(start, civil.plus_months(self._value(by), -months))

    def _around_rounding(self, node: n.RoundTo) -> Iterator[Change]:
        """Yield values just under half a rounding step, and at half of it, for each stated amount."""
        for leaf in self.outcome.program.leaves(node):
            if isinstance(leaf, Fact) and leaf.type is fact_types.YUAN:
                whole = 1_200_000  # 12,000 yuan: below any cap
                for part in (Fraction(49 * node.step, 100), Fraction(node.step, 2)):
                    value = whole + part
                    yield {self.names[leaf.key]: public(leaf, value.numerator if value.denominator == 1 else value)}, {}

    def _around_list(self, node: n.IsListed) -> Iterator[Change]:
        code, codes = (self.outcome.program.chosen(c) for c in node.children)
        if isinstance(code, Fact) and isinstance(codes, Param):
            for listed in ([code.sample], []):
                for value in (code.sample, "other", "none", None):
                    yield {self.names[code.key]: value}, {codes.name: listed}

    def _crossings(self, node: n.Min | n.Max) -> Iterator[Change]:
        """Yield values at which another child becomes the least (greatest), for each number fact below."""
        for fact in self.outcome.program.leaves(node):
            if not isinstance(fact, Fact) or fact.kind != "number":
                continue
            low, high = fact.lo, min(fact.hi, 10**8)
            side = self._leads(node, fact, low)
            if side == self._leads(node, fact, high):
                continue
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self._leads(node, fact, middle) == side else (low, middle)
            for value in (high - 1, high, high + 1):
                if fact.lo <= value <= fact.hi:
                    yield {self.names[fact.key]: public(fact, value)}, {}

    def _leads(self, node: n.Node, fact: Fact, value: int) -> bool:
        known = self.case.facts | {fact.key: value}
        outcome = self.policy.decide(Case(None, self.measure, known, self.case.params, True, self.letters, None))[0]
        first, *rest = (outcome.sides(c)[0] for c in node.children)
        return all(first <= r if isinstance(node, n.Min) else first >= r for r in rest)

    def _around_months(self, node: periods.MonthlySum) -> Iterator[Change]:
        """Yield ends around complete months, and starts around a change of the rate."""
        first, last = (self.outcome.program.chosen(c) for c in node.children[1:3])
        if isinstance(first, Fact) and not isinstance(last, Fact):
            yield from self._starts_of_months(first, node)
        if not isinstance(first, Fact) or not isinstance(last, Fact):
            return
        start = self._value(first)
        for begin in (start,) if self.letters else (start, civil.key(2020, 1, 31)):
            for months in (1, 12) if self.letters else (1, 2, 12, 13):
                end = civil.previous_day(civil.plus_months(begin, months))
                for change, params in self._days(last, end):
                    yield {self.names[first.key]: civil.iso(begin)} | change, params
        if len(node.children) > 4:
            yield from self._birthdays(node.children[4], civil.plus_months(start, 1))
        step = next((s for s, *_ in self.case.params[self._table(node).name] if s > start), None)
        for change, _ in self._days(first, step) if step is not None else ():
            begin = civil.parse(change[self.names[first.key]])
            yield change | {self.names[last.key]: civil.iso(civil.previous_day(civil.plus_months(begin, 2)))}, {}

    def _starts_of_months(self, first: Fact, node: periods.MonthlySum) -> Iterator[Change]:
        """Yield starts from which a month begins at a change of the rate, before the first rate, or on a month end."""
        name, start = self.names[first.key], self._value(first)
        dates = [s for s, *_ in self.case.params[self._table(node).name]]
        step = next((s for s in dates if s > start), None)
        for k in () if step is None else (step, civil.plus_months(step, -1), civil.plus_months(step, -9)):
            yield from self._days(first, k)
        yield from self._days(first, dates[0])
        yield from (({name: day}, {}) for day in ("2020-01-31", "2020-05-31"))

    def _birthdays(self, before: n.Node, begins: int) -> Iterator[Change]:
        """Yield values of the day from which months no longer count, around the day on which a month begins."""
        before = self.outcome.program.chosen(before)
        at = civil.previous_day(begins) if isinstance(before, periods.NextDay) else begins
        while isinstance(before, periods.NextDay):
            before = self.outcome.program.chosen(before.children[0])
        born, age = (self.outcome.program.chosen(c) for c in before.children)
        if isinstance(born, Fact):
            yield from self._days(born, civil.plus_months(at, -self.outcome.sides(age)[0]))

    def _table(self, node: periods.MonthlySum) -> Param:
        table = self.outcome.program.chosen(node.children[0])
        if isinstance(table, TableColumn):
            table = self.outcome.program.chosen(table.children[0])
        assert isinstance(table, Param)
        return table

    def _value(self, fact: Fact) -> Any:
        return self.outcome.facts[[id(f) for f in self.outcome.program.facts].index(id(fact))]
