"""Evaluates a measure for each row: the columns that correspond to `wenjiu.rules.evaluate.outcomes.Outcome`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ...rules.evaluate.compiler import Program, Slot
from ...rules.language.facts import Fact, Relation
from ...rules.language.measures import Line, Range
from ...rules.language.wording import condition_id
from ..columns.expr import STR, Expr
from ..columns.numbers import Num
from ..engines.prefilter import Sieve
from .lowering import Lowering
from .missing import Needs, Root

NO, UNKNOWN, YES = 0, 1, 2
VERDICTS = ("no", "unknown", "yes")


@dataclass(frozen=True, slots=True)
class Span:
    """The amount of a line in fen, from `low` to `high` (NULL: no upper limit)."""

    low: Expr
    high: Expr


class Verdict:
    """The columns of one measure.

    `lowering`: the translation of the measure.
    `names`: neutral key -> public name of a fact.
    """

    def __init__(self, lowering: Lowering, names: Mapping[str, str]) -> None:
        self.l, self.b, self.names = lowering, lowering.b, names
        self.program: Program = lowering.program
        b = self.b
        self.holds = [self._slot(s) for s in self.program.slots]
        asked = [b.true if s.require.implied else h for s, h in zip(self.program.slots, self.holds, strict=True)]
        self.conditions = b.all(*(b.any(*(b.all(*(asked[k] for k in r)) for r in g)) for g in self.program.groups))
        self.may = b.possible(self.conditions)
        self.sieve = Sieve(b).passes(self.conditions)

    def _slot(self, slot: Slot) -> Expr:
        if not slot.present:
            return self.b.true
        holds = self.l.truth(slot.require.holds)
        if slot.require.when is None:
            return holds
        return self.b.any(holds, self.b.no(self.l.truth(slot.require.when)))

    # ---- amounts ----

    @cached_property
    def whens(self) -> list[Expr]:
        """Whether each line is paid."""
        return [self.b.true if p.when is None else self.l.truth(p.when) for p in self.program.lines]

    def _amount(self, line: Line) -> Num:
        found = self.l.number(line.amount)
        if found.scale != 1:
            line.amount.refuse("an amount in parts of a fen; round it")
        return found

    @cached_property
    def line_needs(self) -> Needs:
        """The facts and parameters that the lines still depend on, for their amounts and for whether they are paid."""
        roots: list[Root] = []
        for line, when in zip(self.program.lines, self.whens, strict=True):
            unsettled = self.b.no(self.l.numbers.settled(self._amount(line)))
            roots.append((line.amount, self.b.all(self.b.possible(when), unsettled)))
            if line.when is not None:
                roots.append((line.when, self.b.isnull(when)))
        return Needs(self.l, roots)

    @cached_property
    def asks(self) -> Expr:
        """Whether the amount needs a missing fact, so that the answer is open although every condition is met."""
        found = self.line_needs.asked.facts.values()
        return self.b.any(*(where for fact, where in found if not getattr(fact, "optional", False)))

    @cached_property
    def yes(self) -> Expr:
        """Whether the verdict is yes (two-valued)."""
        return self.b.all(self.b.certain(self.conditions), self.b.no(self.asks))

    @cached_property
    def verdict(self) -> Expr:
        """The verdict: 0 no, 1 unknown, 2 yes."""
        b = self.b
        return b.case([(self.yes, b.const(YES)), (self.may, b.const(UNKNOWN))], b.const(NO))

    @cached_property
    def lines(self) -> list[Span]:
        """The amount of each line where the answer is not no. It is zero where the line is certainly not paid."""
        b, ops = self.b, self.l.numbers
        spans = []
        for line, when in zip(self.program.lines, self.whens, strict=True):
            amount = self._amount(line)
            low, high = ops.lo(amount), ops.hi(amount)
            if line.when is not None:
                low = b.case([(b.isnull(when), b.strictly("least", b.zero, low))], low)
                high = b.case([(b.isnull(when), b.strictly("greatest", b.zero, high))], high)
                paid = b.possible(when)
                low, high = b.case([(paid, low)], b.zero), b.case([(paid, high)], b.zero)
            spans.append(Span(low, high))
        for check, result in self.validations:
            low, high = ops.lo(self.l.number(check.low)), ops.hi(self.l.number(check.high))
            spans = [self._widened(span, k, result, low, high) for k, span in enumerate(spans)]
        return spans

    def _widened(self, span: Span, k: int, result: tuple[Expr, Expr], low: Expr, high: Expr) -> Span:
        """Replace an amount by the allowed range where it breaks the range. Extend it where it may break the range."""
        b = self.b
        failed, open_ = (b.all(self.yes, part, b.possible(self.whens[k])) for part in result)
        return Span(
            b.case([(failed, low), (open_, b.strictly("least", low, span.low))], span.low),
            b.case([(failed, high), (open_, b.strictly("greatest", high, span.high))], span.high),
        )

    @cached_property
    def validations(self) -> list[tuple[Range, tuple[Expr, Expr]]]:
        """Each range that an award must lie in, with (it is broken, it may be broken), two-valued."""
        b, ops, found = self.b, self.l.numbers, []
        for v in self.program.validations:
            when = b.true if v.when is None else self.l.truth(v.when)
            value, low, high = ops.alike(*(self.l.number(x) for x in (v.value, v.low, v.high)))
            inside = b.all(
                b.certain(b.compare("<=", ops.hi(low), ops.lo(value))),
                b.certain(b.compare("<=", ops.hi(value), ops.lo(high))),
            )
            outside = b.any(
                b.certain(b.compare("<", ops.hi(value), ops.lo(low))),
                b.certain(b.compare(">", ops.lo(value), ops.hi(high))),
            )
            failed = b.all(b.certain(when), outside, b.no(inside))
            found.append((v, (failed, b.all(b.possible(when), b.no(inside), b.no(failed)))))
        return found

    @cached_property
    def broken(self) -> Expr:
        """Whether an award breaks its range."""
        return self.b.all(self.yes, self.b.any(*(failed for _, (failed, _) in self.validations)))

    @cached_property
    def total(self) -> Span:
        """The sum of all lines in fen: zero where the answer is no, from zero where a condition is open."""
        b, low, high = self.b, self.b.zero, self.b.zero
        for span in self.lines:
            low, high = b.add(low, span.low), b.add(high, span.high)
        open_ = b.any(*(self._reported_open(k) for k in range(len(self.holds))))
        unknown = b.all(b.no(self.yes), open_)
        low = b.case([(b.no(self.may), b.zero), (unknown, b.zero)], low)
        return Span(b.narrow(low), b.narrow(b.case([(b.no(self.may), b.zero)], high)))

    @cached_property
    def settled(self) -> Expr:
        """Whether the answer is yes and every paid line has one amount (two-valued)."""
        b = self.b
        same = [
            b.any(b.refuted(when), b.certain(b.compare("==", span.low, span.high)))
            for span, when in zip(self.lines, self.whens, strict=True)
        ]
        return b.all(self.yes, *same)

    @cached_property
    def paid(self) -> Expr:
        """Whether some line is or may be paid (two-valued). A measure without lines pays nothing."""
        return self.b.any(*map(self.b.possible, self.whens))

    # ---- conditions ----

    @cached_property
    def _served(self) -> list[Expr]:
        """Whether some route of each condition's group holds."""
        b, found = self.b, {}
        for group in self.program.groups:
            met = b.any(*(b.all(*(b.certain(self.holds[k]) for k in route)) for route in group))
            found.update({k: met for route in group for k in route})
        return [found[k] for k in range(len(self.holds))]

    def _alone(self, k: int) -> bool:
        return any(len(g) == 1 and k in g[0] for g in self.program.groups)

    def _reported_open(self, k: int) -> Expr:
        """Whether a condition is reported as unknown: it is open, and no route of its group holds."""
        b, open_ = self.b, self.b.isnull(self.holds[k])
        return open_ if self._alone(k) else b.all(open_, b.no(self._served[k]))

    @cached_property
    def fails(self) -> list[tuple[Expr, str]]:
        """The rows in which each condition is certainly false and matters, with its id, in order."""
        b, found = self.b, []
        lost = {}
        for group in self.program.groups:
            every = b.all(*(b.any(*(b.refuted(self.holds[k]) for k in route)) for route in group))
            lost.update({k: every for route in group for k in route})
        for k, slot in enumerate(self.program.slots):
            where = b.all(lost[k], b.refuted(self.holds[k]))
            moot = slot.require.moot
            if moot is not None and slot.present:
                where = b.all(where, b.no(b.certain(self.l.truth(moot))))
            found.append((where, self._id(k)))
        return found

    def _id(self, k: int) -> str:
        return condition_id(self.program.measure, self.program.slots[k].require.id)

    @cached_property
    def failing(self) -> Expr:
        """The ids of the conditions that fail."""
        by_id: dict[str, Expr] = {}
        for where, id in self.fails:
            by_id[id] = self.b.any(by_id.get(id, self.b.false), where)
        return self.b.names([(where, self.b.const(id)) for id, where in by_id.items()])

    @cached_property
    def _open(self) -> list[Expr]:
        """The rows in which each condition is open and can still decide: no route holds, and its own has not failed."""
        b, found = self.b, {}
        for group in self.program.groups:
            for route in group:
                failed = b.any(*(b.refuted(self.holds[k]) for k in route))
                for k in route:
                    implied = self.program.slots[k].require.implied
                    found[k] = b.false if implied else b.all(
                        b.isnull(self.holds[k]), b.no(self._served[k]), b.no(failed)
                    )  # fmt: skip
        return [found[k] for k in range(len(self.holds))]

    @cached_property
    def deciding(self) -> Expr:
        """The id of the condition that decides: the first that fails, or the first that is open.

        It is "amount" where only the amount is open, and NULL for yes.
        """
        b = self.b
        nothing = b.nothing(STR)
        of_no = b.case([(where, b.const(id)) for where, id in self.fails], nothing)
        of_open = b.case([(where, b.const(self._id(k))) for k, where in enumerate(self._open)], b.const("amount"))
        return b.case([(self.yes, nothing), (self.may, of_open)], of_no)

    # ---- missing ----

    @cached_property
    def _asked(self) -> tuple[list[tuple[Fact | Relation, Expr]], list[tuple[Expr, Expr]]]:
        b = self.b
        conditions: list[Root] = []
        checks: list[Root] = []
        for slot, where in zip(self.program.slots, self._open, strict=True):
            if slot.present:
                roots = [slot.require.holds, *([] if slot.require.when is None else [slot.require.when])]
                conditions += [(node, where) for node in roots]
        for v, (_, open_) in self.validations:
            checks += [(node, open_) for node in (v.value, v.low, v.high, v.when) if node is not None]
        wanted = b.all(self.may, b.no(self.settled))
        unbroken = b.all(wanted, b.no(self.broken))
        facts: dict[int, tuple[Fact | Relation, Expr]] = {}
        figures: dict[int, tuple[Expr, Expr]] = {}
        parts = ((Needs(self.l, conditions), wanted), (self.line_needs, unbroken), (Needs(self.l, checks), unbroken))
        for needs, gate in parts:
            for at, (fact, where) in needs.asked.facts.items():
                before = facts.get(at, (fact, b.false))[1]
                facts[at] = (fact, b.any(before, b.all(gate, where)))
            for where, name in needs.asked.figures:
                before = figures.get(name.number, (b.false, name))[0]
                figures[name.number] = (b.any(before, b.all(gate, where)), name)
        return list(facts.values()), list(figures.values())

    @cached_property
    def missing(self) -> Expr:
        """The public names of the facts that can still change the answer."""
        facts = ((where, self.names.get(fact.key, fact.key)) for fact, where in self._asked[0])
        return self.b.names([(where, self.b.const(name)) for where, name in facts])

    @cached_property
    def missing_parameters(self) -> Expr:
        """The parameters that can still change the answer, with the key of the missing entry."""
        return self.b.names(self._asked[1])
