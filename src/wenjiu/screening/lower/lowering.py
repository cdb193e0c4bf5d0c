"""Translates nodes of the rule language to expressions over columns.

`wenjiu.rules.evaluate.compiler` does the same for a single case. The measures of one subject use the same builder, so
that they share equal expressions. A truth value becomes one three-valued column. A number becomes a value with a range
for the rows in which it is unknown (`Num`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, Protocol

from ...rules.evaluate.compiler import Program
from ...rules.evaluate.runtime import LONGEST
from ...rules.language import nodes as n
from ...rules.language import periods
from ...rules.language.facts import CountWhere, Fact, SumWhere
from ...rules.language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from ...rules.language.parameters import Param
from ...standards import civil
from ..columns import dates
from ..columns.builder import Builder
from ..columns.expr import INT, Expr
from ..columns.figures import Figures
from ..columns.months import Monthly, monthly
from ..columns.numbers import Arithmetic, Num
from ..engines.plan import FRACTION


class Source(Protocol):
    """Provides the facts and counts of rows."""

    def fact(self, fact: Fact) -> Expr | Num:
        """Return a column (NULL: unknown) with its default filled in, or a `Num` for a fact that is counted."""

    def count(self, node: CountWhere | SumWhere, lowering: Lowering) -> Num:
        """Return a count or sum over members. Its parameters are those of the row that the members belong to."""


@dataclass
class Lowering:
    """Translates one measure under one choice of readings.

    `b`: the builder, which measures share.
    `program`: the measure.
    `source`: the facts and counts of the rows.
    `figures`: the parameters.
    `unlisted`: identity of a code fact -> the list that must be empty for an absent code to mean "none".
    """

    b: Builder
    program: Program
    source: Source
    figures: Figures
    unlisted: Mapping[int, Param] = field(default_factory=dict)
    _truths: dict[int, Expr] = field(default_factory=dict)
    _numbers: dict[int, Num] = field(default_factory=dict)
    _sums: dict[int, tuple[Expr, Expr]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = Arithmetic(self.b)

    def chosen(self, node: n.Node) -> n.Node:
        """Return the node that applies under the chosen readings."""
        return self.program.chosen(node)

    # ---- facts ----

    def column(self, fact: n.Node) -> Expr:
        """Return a fact as a column, NULL where it is unknown."""
        assert isinstance(fact, Fact)
        found = self.source.fact(fact)
        if isinstance(found, Num):
            return found.value
        codes = self.unlisted.get(id(fact))
        if codes is None:
            return found
        empty = self.figures.choose(self.figures.periods(codes), lambda listed: self.b.const(listed == ()))
        return self.b.case([(self.b.all(self.b.isnull(found), empty), self.b.const("none"))], found)

    def missing(self, leaf: n.Node) -> Expr:
        """Whether a fact or parameter is unknown in a row (two-valued)."""
        if isinstance(leaf, Param):
            return self.figures.missing(leaf)
        assert isinstance(leaf, Fact)
        found = self.source.fact(leaf)
        if isinstance(found, Num):
            return self.b.no(self.numbers.settled(found))
        return self.b.isnull(self.column(leaf))

    def _fact_number(self, fact: Fact) -> Num:
        found = self.source.fact(fact)
        if isinstance(found, Num):
            return found
        if fact.kind == "date":
            return self.numbers.number(found, self.b.const(civil.EARLIEST), self.b.const(civil.LATEST))
        scale = FRACTION if fact.type.exact else 1
        top = self.b.const(fact.hi * scale) if fact.bounded else None
        return self.numbers.number(found, self.b.const(fact.lo * scale), top, scale)

    # ---- truth values ----

    def truth(self, node: n.Node) -> Expr:
        """Translate a condition: TRUE, FALSE, or NULL where it is open."""
        node = self.chosen(node)
        if id(node) not in self._truths:
            self._truths[id(node)] = self._truth(node)
        return self._truths[id(node)]

    def _truth(self, node: n.Node) -> Expr:
        b, children = self.b, [self.chosen(c) for c in node.children]
        match node:
            case Fact():
                return self.column(node)
            case Param():
                return self.figures.truth(node)
            case n.Lit():
                return b.const(bool(node.value))
            case n.And():
                return b.all(*map(self.truth, children))
            case n.Or():
                return b.any(*map(self.truth, children))
            case n.Not():
                return b.no(self.truth(children[0]))
            case n.Compare():
                return self._compare(node.op, *children)
            case n.IsIn():
                return b.among(self.code(children[0]), node.values)
            case n.IsListed():
                codes = children[1]
                assert isinstance(codes, Param)
                return self.figures.listed(codes, self.code(children[0]))
            case n.IsGiven():
                return b.any(*(b.no(self.missing(c)) for c in children))
            case n.IfGiven():
                held = self.truth(children[2] if len(children) > 2 else children[0])
                return b.case([(self.missing(children[0]), self.truth(children[1]))], held)
            case MapEntryIs():
                return self._entry_is(node)
        raise n.DefinitionError(f"{node.place}: no columns for {type(node).__name__}")

    def code(self, node: n.Node) -> Expr:
        """Translate a code: NULL where it is unknown."""
        node = self.chosen(node)
        if isinstance(node, n.Lit):
            return self.b.const(node.value)
        return self.column(node)

    def _compare(self, op: str, left: n.Node, right: n.Node) -> Expr:
        period = isinstance(right, periods.PlusMonths) and right.clip and op != "==" and periods.lies_in_calendar(left)
        if not period:
            return self.numbers.compare(op, self.number(left), self.number(right))
        # Compare a period with a day by arithmetic on keys (see `civil.end_key`), which a scan can use.
        by, start, months = self.number(left), self.number(right.children[0]), self.number(right.children[1])
        if op in (">=", "<"):
            by = self._along(by, lambda key: dates.end_key(self.b, key))
        length = self.numbers.mul(months, self.numbers.number(self.b.const(civil.MONTH)))
        if start.exact and not by.exact:
            return self.numbers.compare(op, self.numbers.sub(by, length), start)
        return self.numbers.compare(op, self.numbers.sub(by, start), length)

    def _entry_is(self, node: MapEntryIs) -> Expr:
        table = self.chosen(node.children[0])
        assert isinstance(table, Param)

        def test(entries: Mapping[str, Any] | None) -> Expr:
            found = None if entries is None else entries.get(node.key)
            return self.b.unknown if found is None else self.b.const(found == node.value)

        return self.figures.choose(self.figures.periods(table), test)

    # ---- numbers and dates ----

    def number(self, node: n.Node) -> Num:
        """Translate a number or a date, with its range."""
        node = self.chosen(node)
        if id(node) not in self._numbers:
            self._numbers[id(node)] = self._number(node)
        return self._numbers[id(node)]

    def _number(self, node: n.Node) -> Num:
        b, ops = self.b, self.numbers
        match node:
            case Fact():
                return self._fact_number(node)
            case Param():
                return self.figures.number(node)
            case n.Lit():
                return ops.number(b.const(node.value))
            case MapEntry():
                return self._entry(node)
            case periods.MonthlySum():
                return self._monthly_sum(node)
            case CountWhere() | SumWhere():
                return self.source.count(node, self)
            case n.CountIf():
                held = self.truth(node.children[0])
                one = b.const(1)
                value = b.case([(b.certain(held), one), (b.refuted(held), b.zero)], b.nothing(INT))
                return ops.number(value, b.zero, one)
            case n.If():
                condition, then, otherwise = node.children
                return ops.choose(self.truth(condition), self.number(then), self.number(otherwise))
            case periods.FirstGiven():
                first = b.coalesce(*(self.column(self.chosen(c)) for c in node.children))
                return ops.number(first, b.const(civil.EARLIEST), b.const(civil.LATEST))
        sub = [self.number(c) for c in node.children]
        match node:
            case n.Add():
                return ops.add(*sub)
            case n.Sub():
                return ops.sub(*sub)
            case n.Mul():
                return ops.mul(*sub)
            case n.Min():
                return ops.least(*sub)
            case n.Max():
                return ops.greatest(*sub)
            case n.MulDiv():
                whole = node.children[2]
                assert isinstance(whole, n.Lit) and isinstance(whole.value, int)
                return ops.share(sub[0], sub[1], whole.value, node.mode)
            case n.RoundTo():
                return ops.rounded(sub[0], node.step)
            case periods.YearOf():
                return self._along(sub[0], lambda key: b.div(key, civil.YEAR))
            case periods.NextDay():
                return self._along(sub[0], lambda key: dates.next_day(b, key))
            case periods.RollForward():
                return self._rolled(sub[0])
            case periods.PlusMonths():
                return self._later(sub[0], sub[1], node.clip)
            case Proposed():
                return self._proposed(*sub)
        raise n.DefinitionError(f"{node.place}: no columns for {type(node).__name__}")

    def _along(self, x: Num, f: Any) -> Num:
        """Apply a rising function to a number and its range."""
        return self.numbers.number(f(x.value), f(x.low), f(x.high), x.scale)

    def _later(self, start: Num, months: Num, clip: bool) -> Num:
        def move(key: Expr, by: Expr) -> Expr:
            if clip:
                return dates.plus_months(self.b, key, by)
            return self.b.add(key, self.b.mul(by, self.b.const(civil.MONTH)))

        value = move(start.value, months.value)
        if not value.null:
            return self.numbers.number(value)
        (low, high), (least, most) = self.numbers.ranges((start, months))
        return self.numbers.number(value, move(low, least), move(high, most))

    def _rolled(self, x: Num) -> Num:
        """Return the next working day. Where the day is unknown, the range is wider than necessary."""
        value = dates.roll_forward(self.b, self.numbers.one(x))
        return self.numbers.number(value, x.low, self.b.add(x.high, self.b.const(civil.MONTH)))

    def _proposed(self, stated: Num, low: Num, high: Num) -> Num:
        b, ops = self.b, self.numbers
        stated, low, high = ops.alike(stated, low, high)
        within = b.all(
            b.compare(">=", stated.value, ops.lo(low)), b.possible(b.compare("<=", stated.value, ops.hi(high)))
        )
        value = b.case([(b.all(b.given(stated.value), b.certain(within)), stated.value)], b.nothing(INT))
        return ops.number(value, ops.lo(low), ops.hi(high), stated.scale)

    def _entry(self, node: MapEntry) -> Num:
        """Translate an entry of a map. A missing entry, or one whose key is unknown, can have any value."""
        b, table = self.b, self.chosen(node.children[0])
        assert isinstance(table, Param)
        periods = self.figures.periods(table)
        scale = lcm(*(Fraction(v).denominator for _, m in periods if m for v in m.values() if not isinstance(v, str)))
        key = self.key(node)
        top = b.const(scale) if table.share else self.numbers.unlimited

        def value(entries: Mapping[str, Any] | None) -> Expr:
            return b.nothing(INT) if entries is None else self._looked_up(node, key, entries, scale)

        def limit(pick: Any, otherwise: Expr) -> Any:
            def of(entries: Mapping[str, Any] | None) -> Expr:
                known = [entries[k] for k in node.options if k in entries] if entries is not None else []
                if not known or len(known) < len(node.options):
                    return otherwise
                return b.case([(b.isnull(key), b.const(int(pick(known) * scale)))], otherwise)

            return of

        choose = self.figures.choose
        return self.numbers.number(
            choose(periods, value), choose(periods, limit(min, b.zero)), choose(periods, limit(max, top)), scale
        )

    def key(self, node: MapEntry) -> Expr:
        """Return the key of an entry, NULL where it is unknown."""
        key = self.chosen(node.children[1])
        if key.kind == "code":
            return self.code(key)
        whole = self.number(key)
        return self.numbers.one(whole)

    def _looked_up(self, node: MapEntry, key: Expr, entries: Mapping[str, Any], scale: int) -> Expr:
        b = self.b
        if key.type != INT:
            pairs = [(k, v) for k, v in entries.items() if not isinstance(v, str)]
            return b.case(
                [(b.compare("==", key, b.const(k)), b.const(int(v * scale))) for k, v in pairs], b.nothing(INT)
            )
        op = ">=" if node.earlier else "=="
        numbered = sorted(((int(k), v) for k, v in entries.items() if k.lstrip("-").isdigit()), reverse=True)
        return b.case([(b.compare(op, key, b.const(k)), b.const(int(v * scale))) for k, v in numbered], b.nothing(INT))

    # ---- months ----

    def table(self, node: n.Node) -> tuple[tuple[Any, ...], ...] | None:
        """Return the dated rates of a table, or of one column of it."""
        node = self.chosen(node)
        if isinstance(node, TableColumn):
            whole = self.table(node.children[0])
            return None if whole is None else tuple((row[0], row[node.index]) for row in whole)
        assert isinstance(node, Param)
        return self.figures.rows(node)

    def served(self, node: periods.MonthlySum, side: str) -> Monthly:
        """Return the sum with every date and limit at one side: "one" (the known value), "lo" or "hi"."""
        pick = getattr(self.numbers, side)
        first, last, most, *before = (self.number(c) for c in node.children[1:])
        words = self.program.word(node.parts), self.program.word(node.rate)
        rows, until = self.table(node.children[0]) or (), pick(before[0]) if before else None
        limit = pick(most)
        if side == "lo":  # without a lower limit no month is certain; without an upper limit every month is possible
            limit = self.b.coalesce(limit, self.b.zero)
        return monthly(self.b, rows, self.numbers.one(first), pick(last), limit, *words, until)

    def ready(self, node: periods.MonthlySum) -> Expr:
        """Whether every date and limit of a sum is known (two-valued)."""
        return self.b.all(*(self.numbers.settled(self.number(c)) for c in node.children[1:]))

    def _monthly_sum(self, node: periods.MonthlySum) -> Num:
        b, ops, ready = self.b, self.numbers, self.ready(node)
        exact = self.served(node, "one")
        value = b.case([(b.all(ready, b.isnull(exact.lacking)), exact.total)], b.nothing(INT))
        if not value.null:
            return ops.number(value, scale=exact.scale)
        if ready is b.true:  # only a rate can be missing
            return ops.number(value, exact.total, ops.unlimited, exact.scale)
        first, last, most = (self.number(c) for c in node.children[1:4])
        begun = ops.settled(first)
        least, highest = self.served(node, "lo"), self.served(node, "hi")
        rates = [row[1] for row in self.table(node.children[0]) or () if row[1] is not None]
        span = b.div(b.strictly("greatest", b.sub(ops.hi(last), ops.one(first)), b.zero), civil.MONTH)
        countable = b.certain(b.compare("<=", b.least(span, ops.hi(most)), b.const(LONGEST)))
        greatest = ops.product(ops.hi(most), b.const(int(max(rates) * exact.scale))) if rates else ops.unlimited
        known = b.case([(b.isnull(highest.lacking), highest.total)], ops.unlimited)
        none = b.certain(b.compare("<=", ops.hi(most), b.zero))
        low = b.case([(b.all(begun, b.any(countable, b.no(none))), least.total)], b.zero)
        high = b.case([(b.all(begun, countable), known), (none, b.zero)], greatest)
        return ops.number(value, low, high, exact.scale)
