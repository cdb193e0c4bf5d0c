"""A slow and obvious interpreter of the rule language, written from the meaning of its words, not from its compiler.

It walks the tree, knows two truth values only, and works on `datetime` days. A date that a year lacks (29 February of
a common year, where a period is told to run on) is a (year, month, day) that no calendar has; every date is therefore
held as such a triple, whose order is the order of days. It answers complete cases only: a fact that it needs and
does not have is a mistake of the test, but for words that ask whether a fact is given.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from wenjiu.rules.language import nodes as n
from wenjiu.rules.language import periods
from wenjiu.rules.language.facts import CountWhere, Fact, SumWhere
from wenjiu.rules.language.lookups import MapEntry, MapEntryIs, Proposed, TableColumn
from wenjiu.rules.language.measures import Either, Line, Measure, Require
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.readings import Choose, ChooseWord

Day = tuple[int, int, int]
ONE_DAY = dt.timedelta(days=1)
MET, FAILED, OUT = "met", "failed", "not_applicable"


class NoRate(Exception):
    """A table has no rate for a day that is paid, a map no entry, or nobody proposed an amount within the range."""


def triple(day: dt.date) -> Day:
    """A day of the calendar as (year, month, day)."""
    return day.year, day.month, day.day


def exists(day: Day) -> bool:
    """Whether the calendar has this day."""
    try:
        dt.date(*day)
    except ValueError:
        return False
    return True


def months_on(day: Day, months: int) -> Day:
    """The same day number so many months later, whether or not that month has it."""
    year, month = day[0], day[1] + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return year, month, day[2]


def corresponding(day: Day, months: int) -> Day:
    """The corresponding day, else the last day of that month."""
    later = months_on(day, months)
    while not exists(later):
        later = later[0], later[1], later[2] - 1
    return later


def day_after(day: Day) -> Day:
    """The next day; after a day that the month lacks, the first of the next month."""
    if exists(day):
        return triple(dt.date(*day) + ONE_DAY)
    return months_on((day[0], day[1], 1), 1)


def half_up(exact: Fraction, step: int = 1) -> int:
    """The nearest multiple of a step; of two equally near ones the greater."""
    below = exact // step * step
    return int(below if exact - below < Fraction(step, 2) else below + step)


class Reference:
    """One measure, one choice of letters, one complete case: facts and parameters by the identity of their node."""

    def __init__(self, measure: Measure, letters: dict[str, str], values: dict[int, Any]) -> None:
        self.measure, self.letters, self.values = measure, letters, values

    # ---- what a measure says ----

    def stands(self, under: Any) -> bool:
        """Whether something that exists under one reading exists."""
        return under is None or self.letters.get(under.ambiguity.id, "A") == under.letter

    def condition(self, c: Require) -> bool | None:
        """Whether a condition holds; None where it does not apply."""
        if not self.stands(c.under) or (c.when is not None and not self.value(c.when)):
            return None
        return bool(self.value(c.holds))

    def raw(self) -> list[bool | None]:
        """Every condition in order, before any of them is found superfluous."""
        return [self.condition(c) for c in self.measure.requirements()]

    def verdict(self) -> bool:
        """All conditions that apply hold; of alternatives, all of one route."""
        for item in self.measure.conditions:
            if isinstance(item, Either):
                if not any(all(self.condition(c) is not False for c in r.conditions) for r in item.routes):
                    return False
            elif self.condition(item) is False:
                return False
        return True

    def results(self) -> list[str]:
        """Every condition as it is reported: another route, or another condition, can make a failure superfluous."""
        found: list[str] = []
        for item in self.measure.conditions:
            routes = [r.conditions for r in item.routes] if isinstance(item, Either) else [(item,)]
            served = isinstance(item, Either) and any(
                all(self.condition(c) is not False for c in route) for route in routes
            )
            for route in routes:
                for c in route:
                    holds = self.condition(c)
                    word = OUT if holds is None else MET if holds else FAILED
                    if word == FAILED and (served or (c.moot is not None and self.value(c.moot))):
                        word = OUT
                    found.append(word)
        return found

    def amounts(self) -> list[Any]:
        """What each line pays, 0 where the measure is refused."""
        return [self.value(pay.amount) if self.verdict() else 0 for pay in self.lines()]

    def lines(self) -> list[Line]:
        """The lines that are paid in this case; all of the reading where the measure is refused.

        A conditional line of nothing is not one of them: whether its condition holds changes no payment.
        """
        lines = [pay for pay in self.measure.pays if self.stands(pay.under)]
        if not self.verdict():
            return lines
        return [pay for pay in lines if pay.when is None or (self.value(pay.when) and self.value(pay.amount) != 0)]

    def keeps_to_its_ranges(self) -> bool:
        """Whether every award lies in the range that it has to."""
        return all(
            self.value(v.low) <= self.value(v.value) <= self.value(v.high)
            for v in self.measure.validations
            if self.stands(v.under) and (v.when is None or self.value(v.when))
        )

    # ---- what a node says ----

    def value(self, node: n.Node) -> Any:
        """The value of any node."""
        of = self.value
        if isinstance(node, Choose):
            return of(node.by_letter[self.letters.get(node.ambiguity.id, "A")])
        if isinstance(node, Fact | Param):
            value = self.values[id(node)]
            assert value is not None, f"the case lacks {node!r}"
            return triple(value) if isinstance(value, dt.date) else value
        if isinstance(node, CountWhere | SumWhere):
            return self._members(node)
        children = node.children
        match node:
            case n.Lit():
                return node.value
            case n.And():
                return all(of(c) for c in children)
            case n.Or():
                return any(of(c) for c in children)
            case n.Not():
                return not of(children[0])
            case n.Compare():
                return self._compare(node.op, of(children[0]), of(children[1]))
            case n.IsIn():
                return of(children[0]) in node.values
            case n.IsListed():
                return of(children[0]) in of(children[1])
            case n.Add():
                return of(children[0]) + of(children[1])
            case n.Sub():
                return of(children[0]) - of(children[1])
            case n.Mul():
                return of(children[0]) * of(children[1])
            case n.Min():
                return min(of(c) for c in children)
            case n.Max():
                return max(of(c) for c in children)
            case n.MulDiv():
                exact = Fraction(of(children[0])) * of(children[1]) / of(children[2])
                if node.mode == "exact":
                    return exact
                return half_up(exact) if node.mode == "half_up" else exact.numerator // exact.denominator
            case n.RoundTo():
                return half_up(Fraction(of(children[0])), node.step)
            case n.If():
                return of(children[1]) if of(children[0]) else of(children[2])
            case n.CountIf():
                return 1 if of(children[0]) else 0
        return self._looked_up(node)

    def _looked_up(self, node: n.Node) -> Any:
        """The value of a node of time, or of one that looks something up."""
        of, children = self.value, node.children
        match node:
            case periods.YearOf():
                return of(children[0])[0]
            case periods.PlusMonths():
                move = corresponding if node.clip else months_on
                return move(of(children[0]), of(children[1]))
            case periods.NextDay():
                return day_after(of(children[0]))
            case periods.RollForward():
                return self._roll(of(children[0]))
            case periods.FirstGiven():
                return of(next(c for c in children if self._given(c)))
            case n.IsGiven():
                return any(self._given(c) for c in children)
            case n.IfGiven():
                return of(children[-1 if len(children) > 2 else 0]) if self._given(children[0]) else of(children[1])
            case periods.MonthlySum():
                return self._monthly_sum(node)
            case MapEntry():
                return self._entry(of(children[0]), of(children[1]), node.earlier)
            case MapEntryIs():
                if node.key not in of(children[0]):
                    raise NoRate(node.key)
                return of(children[0])[node.key] == node.value
            case TableColumn():
                return tuple((row[0], row[node.index]) for row in of(children[0]))
            case Proposed():
                award, low, high = self.values[id(children[0])], of(children[1]), of(children[2])
                if award is None or not low <= award <= high:
                    raise NoRate(award)
                return award
        raise AssertionError(f"no meaning for {type(node).__name__}")

    @staticmethod
    def _entry(table: Any, key: Any, earlier: bool) -> Any:
        if str(key) in table:
            return table[str(key)]
        before = [k for k in table if earlier and int(k) < key]
        if not before:
            raise NoRate(key)
        return table[max(before, key=int)]

    def _given(self, node: n.Node) -> bool:
        return self.values[id(node)] is not None

    @staticmethod
    def _compare(op: str, a: Any, b: Any) -> bool:
        if op == "==":
            return bool(a == b)
        if op in (">=", ">"):
            return bool(a > b or (op == ">=" and a == b))
        return bool(a < b or (op == "<=" and a == b))

    @staticmethod
    def _roll(day: Day) -> Day:
        from wenjiu.standards.working_days import is_free

        date = dt.date(*day)
        while is_free(date):
            date += ONE_DAY
        return triple(date)

    def _members(self, node: CountWhere | SumWhere) -> Any:
        total: Any = 0
        for row in self.values[id(node.relation)]:
            at = {id(fact): row.get(name, fact.default) for name, fact in node.relation.facts.items()}
            one = Reference(self.measure, self.letters, {**self.values, **at})
            if one.value(node.children[-1]):
                total += 1 if isinstance(node, CountWhere) else one.value(node.children[0])
        return total

    def _word(self, word: Any) -> str:
        if isinstance(word, ChooseWord):
            return word.by_letter[self.letters.get(word.ambiguity.id, "A")]
        return str(word)

    def _monthly_sum(self, node: periods.MonthlySum) -> Any:
        table, first, last, most, *before = (self.value(c) for c in node.children)
        parts, rate = self._word(node.parts), self._word(node.rate)
        total: Any = Fraction(0)
        for paid, (month, served, share) in enumerate(self._months(first, last, parts)):
            if paid >= most or (before and served >= before[0]):
                break
            day = {"month": month, "start": first, "year_end": (month[0], 12, 31)}[rate]
            total += self._rate(table, day) * share
        return total.numerator if total.denominator == 1 else total

    @staticmethod
    def _months(first: Day, last: Day, parts: str) -> list[tuple[Day, Day, Fraction]]:
        """(first day of the month, first day served in it, share of it that counts)."""
        found: list[tuple[Day, Day, Fraction]] = []
        if parts == "touched":
            month = (first[0], first[1], 1)
            while month <= last and first <= last:
                found.append((month, max(month, first), Fraction(1)))
                month = months_on(month, 1)
            return found
        k = 0
        while True:
            start, end = corresponding(first, k), corresponding(first, k + 1)
            days = (dt.date(*end) - dt.date(*start)).days
            served = (dt.date(*last) - dt.date(*start)).days + 1
            if served >= days:
                found.append((start, start, Fraction(1)))
            else:
                if parts == "pro_rata" and served > 0:
                    found.append((start, start, Fraction(served, days)))
                return found
            k += 1

    @staticmethod
    def _rate(table: Any, day: Day) -> Any:
        rates = [row[1] for row in table if triple(row[0]) <= day]
        if not rates or rates[-1] is None:
            raise NoRate(day)
        return rates[-1]
