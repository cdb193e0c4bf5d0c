"""Computes with numbers that may be unknown: a value where it is known, otherwise a range of possible values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from .builder import Builder
from .expr import INT, NEGATED, STRICT, Expr, below
from .rewriting import replaced

Range = tuple[Expr, Expr]


@dataclass(frozen=True, slots=True)
class Num:
    """A number for each row: a value, or a range where the value is NULL.

    `value`: the value, NULL where it is unknown.
    `low`, `high`: the range. It applies only in rows without a value. NULL means no limit.
    `scale`: the parts of a unit that the integers count.
    """

    value: Expr
    low: Expr
    high: Expr
    scale: int = 1

    @property
    def exact(self) -> bool:
        """Whether it is known in every row."""
        return not self.value.null


class Arithmetic:
    """Arithmetic on `Num` with values and ranges, as `wenjiu.rules.evaluate.compiler` does for one case."""

    def __init__(self, b: Builder) -> None:
        self.b = b
        self.unlimited = b.nothing(INT)

    def number(self, value: Expr, low: Expr | None = None, high: Expr | None = None, scale: int = 1) -> Num:
        """Return a number with a value, and a range for the rows where the value is NULL."""
        if not value.null:
            return Num(value, value, value, scale)
        return Num(value, self.unlimited if low is None else low, self.unlimited if high is None else high, scale)

    def lo(self, x: Num) -> Expr:
        """Return the least possible value, in any row."""
        return self.b.coalesce(x.value, x.low)

    def hi(self, x: Num) -> Expr:
        """Return the greatest possible value, in any row."""
        return self.b.coalesce(x.value, x.high)

    def settled(self, x: Num) -> Expr:
        """Whether it has a single possible value in a row (two-valued)."""
        if x.exact:
            return self.b.true
        return self.b.any(self.b.given(x.value), self.b.certain(self.b.compare("==", x.low, x.high)))

    def one(self, x: Num) -> Expr:
        """Return its single possible value, NULL where there are several."""
        if x.exact:
            return x.value
        same = self.b.certain(self.b.compare("==", x.low, x.high))
        return self.b.coalesce(x.value, self.b.case([(same, x.low)], self.unlimited))

    def ranges(self, xs: Sequence[Num]) -> list[Range]:
        """Return the ranges of several numbers, for the rows where at least one of them has no value."""
        alone = sum(not x.exact for x in xs) == 1
        return [(x.low, x.high) if alone or x.exact else (self.lo(x), self.hi(x)) for x in xs]

    def scaled(self, x: Num, scale: int) -> Num:
        """Convert a number to another scale, a multiple of its own."""
        if scale == x.scale:
            return x
        by = self.b.const(scale // x.scale)
        return self.number(self.b.mul(x.value, by), self.b.mul(x.low, by), self.b.mul(x.high, by), scale)

    def alike(self, *xs: Num) -> list[Num]:
        """Convert numbers to a common scale."""
        scale = lcm(*(x.scale for x in xs))
        return [self.scaled(x, scale) for x in xs]

    def add(self, x: Num, y: Num) -> Num:
        """Return the sum."""
        x, y = self.alike(x, y)
        b, ((xl, xh), (yl, yh)) = self.b, self.ranges((x, y))
        return self.number(b.add(x.value, y.value), b.add(xl, yl), b.add(xh, yh), x.scale)

    def sub(self, x: Num, y: Num) -> Num:
        """Return the difference."""
        x, y = self.alike(x, y)
        b, ((xl, xh), (yl, yh)) = self.b, self.ranges((x, y))
        return self.number(b.sub(x.value, y.value), b.sub(xl, yh), b.sub(xh, yl), x.scale)

    def product(self, x: Expr, y: Expr) -> Expr:
        """Return the product of two limits. Zero times no limit is zero."""
        b, product = self.b, self.b.mul(x, y)
        if not product.null:
            return product
        none = b.any(*(b.certain(b.compare("==", side, b.zero)) for side in (x, y)))
        return b.case([(none, b.zero)], product)

    def mul(self, x: Num, y: Num) -> Num:
        """Return the product. A missing lower limit counts as below zero, a missing upper limit as above zero."""
        b, scale = self.b, x.scale * y.scale
        value = b.mul(x.value, y.value)
        if not value.null:
            return self.number(value, scale=scale)
        (xl, xh), (yl, yh) = self.ranges((x, y))
        if not (xl.null or yl.null) and min(xl.lo, yl.lo) >= 0:
            return self.number(value, b.mul(xl, yl), self.product(xh, yh), scale)

        def under(limit: Expr, lower: bool) -> Expr:
            test = b.compare("<", limit, b.zero)
            return b.possible(test) if lower else b.certain(test)

        def over(limit: Expr, lower: bool) -> Expr:
            test = b.compare(">", limit, b.zero)
            return b.certain(test) if lower else b.possible(test)

        products = [self.product(s, t) for s in (xl, xh) for t in (yl, yh)]
        bottomless = b.any(
            b.all(b.isnull(yh), under(xl, True)),
            b.all(b.isnull(xh), under(yl, True)),
            b.all(b.isnull(xl), over(yh, False)),
            b.all(b.isnull(yl), over(xh, False)),
        )
        endless = b.any(
            b.all(b.isnull(yh), over(xh, False)),
            b.all(b.isnull(xh), over(yh, False)),
            b.all(b.isnull(xl), under(yl, True)),
            b.all(b.isnull(yl), under(xl, True)),
        )
        low = b.case([(bottomless, self.unlimited)], b.least(*products))
        high = b.case([(endless, self.unlimited)], b.greatest(*products))
        return self.number(value, low, high, scale)

    def least(self, *xs: Num) -> Num:
        """Return the least. Numbers without an upper limit do not affect the upper limit of the result."""
        xs = tuple(self.alike(*xs))
        b, sides = self.b, self.ranges(xs)
        value = b.strictly("least", *(x.value for x in xs))
        return self.number(
            value, b.strictly("least", *(s[0] for s in sides)), b.least(*(s[1] for s in sides)), xs[0].scale
        )

    def greatest(self, *xs: Num) -> Num:
        """Return the greatest. Numbers without a lower limit do not affect the lower limit of the result."""
        xs = tuple(self.alike(*xs))
        b, sides = self.b, self.ranges(xs)
        value = b.strictly("greatest", *(x.value for x in xs))
        return self.number(
            value, b.greatest(*(s[0] for s in sides)), b.strictly("greatest", *(s[1] for s in sides)), xs[0].scale
        )

    def choose(self, condition: Expr, then: Num, otherwise: Num) -> Num:
        """Return one number where a condition holds and another where it does not.

        Where the condition is open, the range covers both numbers.
        """
        b = self.b
        then, otherwise = self.alike(then, otherwise)
        surely, never = b.certain(condition), b.refuted(condition)
        value = b.case([(surely, then.value), (never, otherwise.value)], self.unlimited)
        if not value.null:
            return self.number(value, scale=then.scale)
        low = b.case(
            [(surely, self.lo(then)), (never, self.lo(otherwise))],
            b.strictly("least", self.lo(then), self.lo(otherwise)),
        )
        high = b.case(
            [(surely, self.hi(then)), (never, self.hi(otherwise))],
            b.strictly("greatest", self.hi(then), self.hi(otherwise)),
        )
        return self.number(value, low, high, then.scale)

    def share(self, x: Num, part: Num, whole: int, mode: str) -> Num:
        """Return `x * part / whole`: exact (with a larger scale), rounded half up, or rounded down."""
        product = self.mul(x, part)
        exact = Num(product.value, product.low, product.high, product.scale * whole)
        return exact if mode == "exact" else self.rounded(exact, 1, down=mode == "down")

    def rounded(self, x: Num, step: int, *, down: bool = False) -> Num:
        """Round to a multiple of `step` units, half up or down. The result has whole units."""
        if x.scale == step == 1:
            return x
        b = self.b

        def one(side: Expr) -> Expr:
            if down:
                return b.mul(b.div(side, x.scale * step), b.const(step))
            doubled = b.add(b.mul(side, b.const(2)), b.const(step * x.scale))
            return b.mul(b.div(doubled, 2 * step * x.scale), b.const(step))

        return self.number(one(x.value), one(x.low), one(x.high))

    def compare(self, op: str, x: Num, y: Num) -> Expr:
        """Compare two numbers: TRUE or FALSE where the ranges decide, NULL where they do not."""
        x, y = self.alike(x, y)
        exact = self.b.compare(op, x.value, y.value)
        return exact if not exact.null else self.b.coalesce(exact, self._by_ranges(op, exact, *self.ranges((x, y))))

    def _by_ranges(self, op: str, exact: Expr, x: Range, y: Range) -> Expr:
        """Return the comparison for the rows where the exact comparison is NULL."""
        b = self.b
        if op == "==":
            certain = b.all(*(b.certain(b.compare("==", x[0], side)) for side in (x[1], *y)))
            possible = b.all(b.possible(b.compare("<=", x[0], y[1])), b.possible(b.compare("<=", y[0], x[1])))
        else:
            upward = op in (">=", ">")
            first, second = ((x[0], y[1]), (x[1], y[0])) if upward else ((x[1], y[0]), (x[0], y[1]))
            certain = self._in_the_open(exact, b.compare(op, *first))
            possible = b.no(self._in_the_open(exact, b.compare(NEGATED[op], *second)))
        return b.three(certain, possible)

    def _in_the_open(self, exact: Expr, test: Expr) -> Expr:
        """Whether a test of limits holds (two-valued) in rows where the exact comparison of the same numbers is NULL.

        If the comparison is NULL only where one or both of two columns are NULL, the test is made three times: with the
        value of either column and the limit of the other, and with both limits. A test that holds for both limits
        also holds for every value between them.
        """
        b = self.b
        parts = below([exact])
        columns = [x for x in parts if x.op == "col" and x.null]
        limits = [x for x in below([test]) if x.op == "coalesce"]
        if (
            len(columns) != 2
            or test.null
            or not all(x.op in STRICT or x.op in ("col", "const") for x in parts)
            or not all(len(x.args) == 2 and x.args[0] in columns and x.args[1].constant for x in limits)
        ):
            return b.certain(test)
        found = []
        for known in ([columns[0]], [columns[1]], []):
            parts_of = {x.number: x.args[0] if x.args[0] in known else x.args[1] for x in limits}
            found.append(b.certain(replaced(b, [test], parts_of)[test.number]))
        return b.any(*found)
