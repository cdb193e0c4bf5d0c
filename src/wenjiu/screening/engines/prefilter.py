"""Derives cheap filters for a scan from exact conditions.

A filter must pass every row for which the condition may hold. It may pass a few more rows, because the exact answer is
computed for every row that passes. A filter therefore uses the month of a date if the exact day is expensive, and
compares numbers without the ranges of unknown ones.
"""

from __future__ import annotations

from ..columns.builder import Builder
from ..columns.expr import INT, Expr, below

#: A comparison with more operations than this is left out of a filter.
DEAREST = 60


class Sieve:
    """Makes conditions that are cheaper than the exact ones of a builder."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self._sizes: dict[int, int] = {}

    def _expensive(self, x: Expr) -> bool:
        """Whether an expression is too long for a filter."""
        for part in below([x]):
            if part.number not in self._sizes:
                self._sizes[part.number] = 1 + sum(self._sizes[a.number] for a in part.args)
        return self._sizes[x.number] > DEAREST

    def passes(self, x: Expr) -> Expr:
        """Return a two-valued condition that holds wherever `x` is not FALSE, and perhaps elsewhere."""
        b = self.b
        match x.op:
            case "and":
                return b.all(*map(self.passes, x.args))
            case "or":
                return b.any(*map(self.passes, x.args))
            case "not":
                return b.no(self.sure(x.args[0]))
            case "cmp" if x.args[0].type == INT:
                loose = self._loose(x, wider=True)
                return b.true if self._expensive(loose) else b.possible(loose)
            case "coalesce":
                return self.passes(x.args[0])
            case "is_true" | "is_not_false":
                return self.passes(x.args[0])
        return b.true if self._expensive(x) else b.possible(x)

    def sure(self, x: Expr) -> Expr:
        """Return a two-valued condition that holds only where `x` is TRUE."""
        b = self.b
        match x.op:
            case "and":
                return b.all(*map(self.sure, x.args))
            case "or":
                return b.any(*map(self.sure, x.args))
            case "not":
                return b.no(self.passes(x.args[0]))
            case "cmp" if x.args[0].type == INT:
                loose = self._loose(x, wider=False)
                return b.false if self._expensive(loose) else b.certain(loose)
            case "coalesce":
                return self.sure(x.args[0])
            case "is_true" | "is_not_false":
                return self.sure(x.args[0])
        return b.false if self._expensive(x) else b.certain(x)

    def _loose(self, x: Expr, *, wider: bool) -> Expr:
        """Return a comparison of cheaper numbers that holds at least (`wider`), or at most, where `x` holds."""
        if x.data in ("==", "!="):
            return x
        upward = x.data in (">=", ">")
        left, right = x.args
        return self.b.compare(x.data, self._near(left, upward == wider), self._near(right, upward != wider))

    def _near(self, x: Expr, above: bool) -> Expr:
        """Return a cheaper number that is at least (`above`), or at most, this one."""
        b, known = self.b, self.b.near.get(x.number)
        if known is not None:
            key, low, high = known
            return b.add(self._near(key, above), b.const(high if above else low))
        if x.op == "add":
            return b.add(self._near(x.args[0], above), self._near(x.args[1], above))
        if x.op == "sub":
            return b.sub(self._near(x.args[0], above), self._near(x.args[1], not above))
        return x
