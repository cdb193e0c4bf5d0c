"""The result of a compiled measure for one case: verdict, reasons, amounts, missing facts, and near misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..language import nodes as n
from ..language import periods
from ..language.facts import CountWhere, Fact, Relation, SumWhere
from ..language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from ..language.measures import Line, Range
from ..language.parameters import Param
from .compiler import Program
from .near_misses import NearMiss, near_misses
from .results import FAILED, MET, RESULT, UNKNOWN, Results, met
from .runtime import NO, UNBOUNDED, YES, Unsettled, column, entry_for, monthly_sum
from .sides import Sides


@dataclass(frozen=True, slots=True)
class Missing:
    """Facts and parameters that can still change an answer. A table or map names the day or key that it lacks."""

    facts: tuple[Fact | Relation, ...]
    params: tuple[tuple[Param, str | None], ...]


NOTHING = Missing((), ())


class Outcome(Sides):
    """The answer of a program for one case. `facts` and `params` are in the program's order.

    `verdict`: yes, no, unknown.
    `holds`: the result of each condition in `program.slots`: True, False, None where it does not apply, "unknown".
    `amounts`: (lowest, highest) in fen for each of the `lines` that can be paid in this case.
    """

    # Values that most cases do not need are set when they are first read; `results` only if a fact is unknown.
    results: list[str] | None = None
    _results: Results | None = None
    _missing: Missing | None = None
    # Lines that may be paid, also those of the amount zero; None where every line is.
    _possible: tuple[Line, ...] | None = None

    def __init__(self, program: Program, facts: tuple[Any, ...], params: tuple[Any, ...]) -> None:
        self.program, self.facts, self.params = program, facts, params
        self.lines: tuple[Line, ...] = program.lines  # without those that this case certainly does not pay
        try:
            exact = program.exact(facts, params)
        except Unsettled:
            exact = None
        if exact is None:
            self._two_sided()
        else:
            self.verdict, self.holds, self.amounts = exact
        if program.conditional:
            self._keep_to_the_lines_that_apply()

    @property
    def reasons(self) -> tuple[tuple[Any, ...], ...]:
        """Return one row per condition: index in `program.slots`, whether it holds, facts and parameters."""
        return self.program.reasons(self.facts, self.params, self.holds)

    def _keep_to_the_lines_that_apply(self) -> None:
        """Remove the lines that this case certainly does not pay, and the amount that is out of its range.

        A conditional line of the amount zero is removed too: whether its condition holds changes no payment.
        """
        if self.verdict == NO:
            return
        whens = [(True, True) if p.when is None else self.sides(p.when) for p in self.lines]
        possible = [k for k, (_, maybe) in enumerate(whens) if maybe]
        kept = [k for k in possible if self.lines[k].when is None or self.amounts[k] != (0, 0)]
        self._possible = tuple(self.lines[k] for k in possible)
        self.amounts = tuple(
            self.amounts[k] if whens[k][0] else (min(0, self.amounts[k][0]), max(0, self.amounts[k][1])) for k in kept
        )
        self.lines = tuple(self.lines[k] for k in kept)
        if self.verdict == YES:
            for check, result in self.validations():
                self._widen(check, result)

    def _widen(self, check: Range, result: str) -> None:
        """Leave the amounts open within a range that they break, or may break."""
        low, high = self.sides(check.low)[0], self.sides(check.high)[1]
        if result == FAILED:
            self.amounts = tuple((low, high) for _ in self.lines)
        elif result == UNKNOWN:
            self.amounts = tuple((min(low, a), max(high, b)) for a, b in self.amounts)

    def _broken(self) -> bool:
        return self.verdict == YES and any(result == FAILED for _, result in self.validations())

    def validations(self) -> list[tuple[Range, str]]:
        """Return the ranges that an award must keep to, each met, failed or unknown; none where the answer is no."""
        found: list[tuple[Range, str]] = []
        for v in self.program.validations if self.verdict != NO else ():
            surely, maybe = (True, True) if v.when is None else self.sides(v.when)
            if maybe:
                (low, high), least, most = self.sides(v.value), self.sides(v.low), self.sides(v.high)
                inside = least[1] <= low and high <= most[0]
                outside = surely and (high < least[0] or low > most[1])
                found.append((v, MET if inside else FAILED if outside else UNKNOWN))
        return found

    # ---- two-sided ----

    def _unsettled_lines(self) -> Iterator[n.Node]:
        """Yield the expressions that decide the lines whose amount, or whose payment at all, is undecided."""
        for pay in self.lines if self._possible is None else self._possible:
            certain, possible = (True, True) if pay.when is None else self.sides(pay.when)
            if possible and not self.settled(pay.amount):
                yield pay.amount
            if certain != possible and pay.when is not None:
                yield pay.when

    def _two_sided(self) -> None:
        program, trace = self.program, self.trace
        holds: list[Any] = []
        for slot in program.slots:
            at, when = slot.at, slot.when
            if at is None or (when is not None and not trace[when + 1]):
                holds.append(None)
            elif trace[at]:
                holds.append(True)
            else:
                holds.append(UNKNOWN if trace[at + 1] or (when is not None and not trace[when]) else False)
        self.holds = tuple(holds)
        self.results = [RESULT[held] for held in holds]
        for k in program.implied:
            holds[k] = True
        alone = [holds[k] for k in program.alone]
        possible = False not in alone and self._some_route(holds, (False,))
        certain = possible and UNKNOWN not in alone and self._some_route(holds, (False, UNKNOWN))
        if not possible:
            self.verdict, self.amounts = NO, tuple((0, 0) for _ in self.lines)
            return
        self.amounts = tuple(self.sides(pay.amount) for pay in self.lines)
        if certain:
            # A fact that only the amount needs leaves the answer open; a parameter or proposal only the amount.
            asked_for = self._need(self._unsettled_lines()).facts
            self.verdict = UNKNOWN if any(not getattr(f, "optional", False) for f in asked_for) else YES
        else:
            self.verdict = UNKNOWN

    def _some_route(self, holds: list[Any], without: tuple[Any, ...]) -> bool:
        """Whether every alternative has a route without a condition of this result."""
        return all(any(all(holds[k] not in without for k in route) for route in g) for g in self.program.alternatives)

    # ---- conditions ----

    def conditions(self) -> Results:
        """Return the results of the conditions and those that fail the case."""
        if self._results is None:
            moot: tuple[int, ...] = ()
            if self.program.moot:
                moot = tuple([k for k, x in self.program.moot if self.holds[k] is False and self.sides(x)[0]])
            self._results = self.program.results(self.holds, moot)
        return self._results

    def condition_results(self) -> list[str]:
        """Return one result per condition; alternatives that another route makes unnecessary do not apply."""
        return [*self.conditions().each]

    def failed(self) -> list[int]:
        """Return conditions that are certainly false and matter: plain ones, or where every alternative failed."""
        return [*self.conditions().failed]

    # ---- missing ----

    def missing(self) -> Missing:
        """Return facts and parameters that can still change this answer; none where it is `no`."""
        if self._missing is None:
            if self.verdict == NO or (self.verdict == YES and self._sums_are_settled()):
                self._missing = NOTHING
            else:
                self._missing = self._need(self._open_roots())
        return self._missing

    def _sums_are_settled(self) -> bool:
        for low, high in self.amounts:  # no comprehension: it would cost a call for each answer
            if low != high:
                return False
        return True

    def _open_roots(self) -> Iterator[n.Node]:
        """Yield the undecided expressions that still matter to the answer."""
        results = self.results or self.condition_results()
        for group in self.program.groups:
            if met(group, results):
                continue
            for route in group:
                if all(results[k] != FAILED for k in route):
                    for slot in (self.program.slots[k] for k in route if results[k] == UNKNOWN):
                        if not slot.require.implied:
                            yield slot.require.holds
                            if slot.require.when is not None:
                                yield slot.require.when
        if not self._broken():
            yield from self._unsettled_lines()
            for v, result in self.validations():
                if result == UNKNOWN:
                    yield from (node for node in (v.value, v.low, v.high, v.when) if node is not None)

    def _need(self, roots: Iterable[n.Node]) -> Missing:
        facts: dict[int, Fact | Relation] = {}
        params: dict[tuple[int, str | None], tuple[Param, str | None]] = {}
        known = {id(f): v for f, v in zip(self.program.facts, self.facts, strict=False)}
        known |= {id(p): v for p, v in zip(self.program.params, self.params, strict=True)}
        seen: set[int] = set()

        def walk(node: n.Node) -> None:
            node = self.program.chosen(node)
            if id(node) in seen:
                return
            seen.add(id(node))
            if isinstance(node, Fact | Param):
                if known.get(id(node)) is None:
                    if isinstance(node, Fact):
                        facts[id(node)] = node
                    else:
                        params[id(node), None] = (node, None)
                return
            if isinstance(node, CountWhere | SumWhere):
                if not self.settled(node):
                    facts[id(node.relation)] = node.relation
                    for child in node.children:
                        for param in self.program.member_params(child):
                            walk(param)
                return
            if node.kind in ("bool", "number", "date") and self.settled(node):
                return
            if isinstance(node, periods.MonthlySum):
                self._need_months(node, walk, params)
                return
            if isinstance(node, MapEntry | MapEntryIs):
                self._need_entry(node, walk, params)
                return
            if isinstance(node, Proposed):
                for child in node.children:
                    walk(child)
                return
            for child in self._open_children(node):
                walk(child)

        for root in roots:
            walk(root)
        return Missing(tuple(facts.values()), tuple(params.values()))

    def _open_children(self, node: n.Node) -> Iterable[n.Node]:
        """Return the children that an undecided node still depends on."""
        if isinstance(node, n.Min):
            top = self.sides(node)[1]
            return [c for c in node.children if self.sides(c)[0] < top]
        if isinstance(node, n.Max):
            bottom = self.sides(node)[0]
            return [c for c in node.children if self.sides(c)[1] > bottom]
        if isinstance(node, n.If):
            certain, possible = self.sides(node.children[0])
            return node.children[1:2] if certain else node.children[2:] if not possible else node.children
        return node.children

    def _need_months(self, node: periods.MonthlySum, walk: Any, params: dict[Any, Any]) -> None:
        whole = table = self.program.chosen(node.children[0])
        if isinstance(table, TableColumn):
            table = self.program.chosen(table.children[0])
        rows = self.figure(table)
        if rows is not None and isinstance(whole, TableColumn):
            rows = column(rows, whole.index)
        dates = node.children[1:]
        for child in dates:
            if not self.settled(child):
                walk(child)
        if rows is None:
            params[id(table), None] = (table, None)
        elif all(self.settled(c) for c in dates):
            first, last, most, *before = (self.sides(c)[0] for c in dates)
            words = self.program.word(node.parts), self.program.word(node.rate)
            lacking = monthly_sum(rows, first, last, most, *words, *before)[2]
            day = None if lacking is None else civil.iso(lacking)
            params[id(table), day] = (table, day)

    def _need_entry(self, node: MapEntry | MapEntryIs, walk: Any, params: dict[Any, Any]) -> None:
        """Return a map as a whole, the key that chooses its entry, or the entry that it lacks."""
        table = self.program.chosen(node.children[0])
        given = self.figure(table)
        key: Any
        if isinstance(node, MapEntry):
            key = self.sides(node.children[1])[0] if self.settled(node.children[1]) else None
            if key is None:
                walk(node.children[1])
                if given is None:
                    params[id(table), None] = (table, None)
                return
        else:
            key = node.key
        if given is None:
            params[id(table), None] = (table, None)
        elif isinstance(node, MapEntryIs) or entry_for(given, key, node.earlier) is None:
            params[id(table), str(key)] = (table, str(key))

    def figure(self, param: n.Node) -> Any:
        """Return the value of a parameter of the program in this case, None where it is missing."""
        return self.params[[id(p) for p in self.program.params].index(id(param))]

    # ---- near misses ----

    def near_misses(self) -> list[NearMiss]:
        """Return, for each failed condition that depends on one number or date alone, the value that it would need."""
        if self.verdict != NO:
            return []
        return near_misses(self, [self.program.slots[k] for k in self.failed()])


def bounded(value: Any) -> Any:
    """Return a highest value, None where it has no limit."""
    return None if value is None or value >= UNBOUNDED else value
