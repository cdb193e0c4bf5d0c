"""Translates parameters to columns. The day of each row selects among the dated values of a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from ...rules.language.dated_values import OPEN_FROM, OPEN_TO
from ...rules.language.parameters import Book, Param
from .builder import Builder
from .expr import INT, Expr
from .numbers import Arithmetic, Num

Periods = list[tuple[int, Any]]


class Figures:
    """The parameters of a policy for rows with a day of their own.

    `b`: the builder.
    `day`: the day that selects among dated values (civil key, never NULL).
    `known`: the day (civil key) by which a value must have been public.
    `own`: parameters of this run; each replaces all values of the policy's parameter.
    `book`: the parameters of the policy.
    """

    def __init__(self, b: Builder, day: Expr, known: int, own: Mapping[str, Any], book: Book) -> None:
        self.b, self.day, self.known, self.own, self.book = b, day, known, own, book
        self.numbers = Arithmetic(b)

    def periods(self, param: Param) -> Periods:
        """Return (first day, value or None) of each period in which a parameter has one value."""
        if param.name in self.own:
            return [(OPEN_FROM, self.own[param.name])]
        param = self.book.held(param)
        starts = sorted({OPEN_FROM} | ({r.start for r in param.rows} if param.type.by_day else set()))
        found: Periods = []
        for start in starts:
            row = param.at(start, self.known)
            value = None if row is None else row.value
            if not found or found[-1][1] != value:
                found.append((start, value))
        return self._reached(found)

    def _reached(self, periods: Periods) -> Periods:
        """Return the periods that can contain the day of a row."""
        last = [(s, v) for s, v in periods if s <= self.day.hi]
        at = max((i for i, (s, _) in enumerate(last) if s <= self.day.lo), default=0)
        return last[at:]

    def choose(self, periods: Periods, of: Callable[[Any], Expr]) -> Expr:
        """Return the expression that `of` makes of the value on the row's day."""
        b = self.b
        later = [(b.compare(">=", self.day, b.const(start)), of(value)) for start, value in reversed(periods[1:])]
        return b.case(later, of(periods[0][1]))

    def number(self, param: Param) -> Num:
        """Translate a number or a date. A parameter without a value can have any value."""
        periods = self.periods(param)
        scale = lcm(*(Fraction(v).denominator for _, v in periods if v is not None))
        value = self.choose(periods, lambda v: self.b.nothing(INT) if v is None else self.b.const(int(v * scale)))
        if param.kind == "date":
            return self.numbers.number(value, self.b.const(OPEN_FROM), self.b.const(OPEN_TO))
        top = self.b.const(scale) if param.share else None
        return self.numbers.number(value, self.b.const(param.lo * scale), top, scale)

    def truth(self, param: Param) -> Expr:
        """Translate a yes-or-no parameter."""
        return self.choose(self.periods(param), lambda v: self.b.unknown if v is None else self.b.const(bool(v)))

    def missing(self, param: Param) -> Expr:
        """Whether the parameter has no value for a row (two-valued)."""
        return self.choose(self.periods(param), lambda v: self.b.const(v is None))

    def rows(self, param: Param) -> tuple[tuple[Any, ...], ...] | None:
        """Return the rows of a table, or None if it has none yet."""
        found: tuple[tuple[Any, ...], ...] | None = self.periods(param)[0][1]
        return found

    def listed(self, param: Param, code: Expr) -> Expr:
        """Whether a code is in a list. An unknown code is certainly not in an empty list."""
        b = self.b

        def test(codes: tuple[str, ...] | None) -> Expr:
            return b.unknown if codes is None else b.among(code, codes) if codes else b.false

        return self.choose(self.periods(param), test)
