"""Turns the physical columns of tables, and counts over referring rows, into facts of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...rules.language import nodes as n
from ...rules.language.facts import LARGEST_COUNT, CountWhere, Fact, Relation, SumWhere
from ...standards import civil
from ..columns.builder import Builder
from ..columns.expr import BOOL, INT, STR, Expr
from ..columns.figures import Figures
from ..columns.numbers import Arithmetic, Num
from ..engines.plan import AS_IT_IS, DATE, DECIMAL, FRACTION, SMALL, UNSIGNED, Counts, Plan, Scan
from ..engines.prefilter import Sieve
from .lowering import Lowering

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Shape:
    """The physical columns of a table.

    `columns`: name -> Arrow type.
    `full`: the columns without NULL.
    """

    columns: Mapping[str, pa.DataType]
    full: frozenset[str] = frozenset()


def column(b: Builder, scan: Scan, shape: Shape, name: str, fact: Fact, outer: bool = False) -> Expr:
    """Return the physical column of a fact as an expression within the fact's bounds, with its default filled in.

    `outer`: whether the row of the column may be missing.
    Raises `TypeError`, with the name of the column, for a type that cannot hold the fact.
    """
    import pyarrow.types as t

    kind = shape.columns[name]
    null = outer or name not in shape.full
    lo, hi, width, how, type = 0, 1, 0, AS_IT_IS, INT
    if fact.kind == "bool" and t.is_boolean(kind):
        type = BOOL
    elif fact.kind == "code" and (t.is_string(kind) or t.is_large_string(kind) or t.is_dictionary(kind)):
        type = STR
    elif fact.kind == "date" and (t.is_date(kind) or t.is_int32(kind)):
        how, lo, hi, width = DATE if t.is_date(kind) else AS_IT_IS, civil.EARLIEST, civil.LATEST, 32
    elif fact.type.exact and t.is_decimal(kind):
        how, lo, hi, width = DECIMAL, fact.lo * FRACTION, fact.hi * FRACTION, 64
    elif fact.kind == "number" and not fact.type.exact and t.is_integer(kind):
        how = AS_IT_IS if t.is_int32(kind) or t.is_int64(kind) else SMALL if kind.bit_width < 32 else UNSIGNED
        lo, hi, width = fact.lo, fact.hi, 32 if t.is_int32(kind) or how == SMALL else 64
    else:
        raise TypeError(f"{scan.table}.{name}: {kind} cannot hold {fact.key} ({fact.type.name})")
    found = b.column(scan.take(name, how), type, null=null, lo=lo, hi=hi, width=width)
    return found if fact.default is None else b.coalesce(found, b.const(fact.default))


def absent(b: Builder, fact: Fact) -> Expr:
    """Return the value of a fact without a column: its default, or unknown."""
    if fact.default is not None:
        return b.const(fact.default)
    return b.nothing({"bool": BOOL, "code": STR}.get(fact.kind, INT))


class Counting:
    """Counts rows that refer to the rows of a plan, with one grouped plan for each table and column."""

    def __init__(self, b: Builder, plan: Plan) -> None:
        self.b, self.plan = b, plan
        self.numbers = Arithmetic(b)
        self._counts: dict[str, Counts] = {}

    def of(self, alias: str, rows: Callable[[], tuple[Plan, str]]) -> Counts:
        """Return the grouped plan of an alias. `rows` makes the plan of the rows and the column to group by, once."""
        if alias not in self._counts:
            plan, by = rows()
            plan.filter = self.b.false
            self._counts[alias] = Counts(alias, plan, by, {})
            self.plan.counts.append(self._counts[alias])
        return self._counts[alias]

    def sum(self, counts: Counts, x: Expr, most: int) -> Expr:
        """Return the sum of a number over the rows (0 if there are none)."""
        name = f"{counts.alias}_{x.number}"
        counts.sums[name] = x
        return self.b.coalesce(self.b.column(name, INT, null=True, lo=0, hi=most), self.b.zero)

    def keep(self, counts: Counts, condition: Expr) -> None:
        """Extend the filter to rows that may meet a condition."""
        counts.rows.filter = self.b.any(counts.rows.filter or self.b.false, Sieve(self.b).passes(condition))

    def number(self, counts: Counts, condition: Expr, value: Num | None, most: int) -> Num:
        """Return the range of the number of rows that meet a condition, or of the sum of a nonnegative number."""
        b, ops = self.b, self.numbers
        self.keep(counts, condition)
        surely, maybe = b.certain(condition), b.possible(condition)
        each = value or ops.number(b.const(1))
        low = self.sum(counts, b.case([(surely, ops.lo(each))], b.zero), most)
        above = ops.hi(each)
        limit = self.sum(counts, b.case([(maybe, b.coalesce(above, b.zero))], b.zero), most)
        if above.null:
            endless = self.sum(counts, b.case([(b.all(maybe, b.isnull(above)), b.const(1))], b.zero), LARGEST_COUNT)
            limit = b.case([(b.compare("==", endless, b.zero), limit)], b.nothing(INT))
        same = b.certain(b.compare("==", low, limit))
        return ops.number(b.case([(same, low)], b.nothing(INT)), low, limit, each.scale)


class MemberSource:
    """Provides the facts of one member: each is a column of the members' rows. Members have no members."""

    def __init__(self, facts: Mapping[int, Expr]) -> None:
        self.facts = facts

    def fact(self, fact: Fact) -> Expr:
        """Return a fact of a member."""
        return self.facts[id(fact)]

    def count(self, node: CountWhere | SumWhere, lowering: Lowering) -> Num:
        """Refuse the count, because members have no members."""
        raise n.DefinitionError(f"{node.place}: members of members")


def members(
    counting: Counting, counts: Counts, source: Any, node: CountWhere | SumWhere, lowering: Lowering, complete: Expr
) -> Num:
    """Return a count or sum over the members of each row.

    Parameters in the condition are those of the row that the members belong to. For each period in which they have one
    value, there is one count with that value. The row's own day selects one of the counts.
    """
    b, figures, ops = lowering.b, lowering.figures, lowering.numbers
    params = {id(p): p for child in node.children for p in lowering.program.member_params(child)}
    starts = sorted({start for p in params.values() for start, _ in figures.periods(p)} or {0})
    found: list[Num] = []
    for start in starts:
        fixed = Figures(b, b.const(start), figures.known, figures.own, figures.book)
        inside = Lowering(b, lowering.program, source, fixed)
        condition = inside.truth(node.children[-1])
        value = inside.number(node.children[0]) if isinstance(node, SumWhere) else None
        found.append(counting.number(counts, condition, value, LARGEST_COUNT if value is None else node.hi))
    found = ops.alike(*found)
    whole = found[0]
    for start, later in zip(starts[1:], found[1:], strict=True):
        whole = ops.choose(b.compare(">=", figures.day, b.const(start)), later, whole)
    if complete is b.true:
        return whole
    high = b.case([(complete, ops.hi(whole))], b.nothing(INT))
    known = b.case([(complete, whole.value)], b.nothing(INT))
    return ops.number(known, ops.lo(whole), high, whole.scale)


def member_facts(b: Builder, scan: Scan, shape: Shape, relation: Relation, names: Mapping[str, str]) -> dict[int, Expr]:
    """Return member fact (by identity) -> its column. A fact that the table lacks is unknown."""
    return {
        id(fact): column(b, scan, shape, names[name], fact) if names.get(name) in shape.columns else absent(b, fact)
        for name, fact in relation.facts.items()
    }
