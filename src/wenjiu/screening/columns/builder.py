"""Makes expressions: integers and texts on top of truth values and choices."""

from __future__ import annotations

from collections.abc import Iterable

from ...rules.language.nodes import DefinitionError
from .conditions import Conditions
from .expr import INT, STR, Expr, TooLarge, needed


class Builder(Conditions):
    """Makes every kind of expression. Equal expressions are one object."""

    def add(self, a: Expr, b: Expr) -> Expr:
        """Return the sum."""
        if self._nothing(a, b):
            return self.nothing(INT)
        if a.constant and b.constant:
            return self.const(a.data + b.data)
        if a is self.zero:
            return b
        if b is self.zero:
            return a
        return self._make("add", INT, (a, b), lo=a.lo + b.lo, hi=a.hi + b.hi)

    def sub(self, a: Expr, b: Expr) -> Expr:
        """Return the difference."""
        if self._nothing(a, b):
            return self.nothing(INT)
        if a.constant and b.constant:
            return self.const(a.data - b.data)
        if b is self.zero:
            return a
        return self._make("sub", INT, (a, b), lo=a.lo - b.hi, hi=a.hi - b.lo)

    def mul(self, a: Expr, b: Expr) -> Expr:
        """Return the product."""
        if self._nothing(a, b):
            return self.nothing(INT)
        if a.constant and b.constant:
            return self.const(a.data * b.data)
        for x, y in ((a, b), (b, a)):
            if x.constant and x.data == 1:
                return y
            if x.constant and x.data == 0 and not y.null:
                return x
        corners = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
        return self._make("mul", INT, (a, b), lo=min(corners), hi=max(corners))

    def div(self, a: Expr, whole: int) -> Expr:
        """Return the quotient, rounded down. `whole`: a positive constant."""
        if whole <= 0:
            raise DefinitionError(f"division by {whole}")
        if a.constant:
            return a if a.data is None else self.const(a.data // whole)
        if whole == 1:
            return a
        if a.lo < 0:  # engines round negative quotients differently, so the dividend is shifted above zero
            lift = -(a.lo // whole)
            return self.sub(self.div(self.add(a, self.const(lift * whole)), whole), self.const(lift))
        return self._make("div", INT, (a,), whole, lo=a.lo // whole, hi=a.hi // whole)

    def mod(self, a: Expr, whole: int) -> Expr:
        """Return the remainder of a number that is not negative."""
        if a.constant:
            return a if a.data is None else self.const(a.data % whole)
        if a.lo < 0:
            raise DefinitionError("a remainder of what can be negative")
        return self._make("mod", INT, (a,), whole, lo=0, hi=min(a.hi, whole - 1))

    def least(self, *options: Expr) -> Expr:
        """Return the least of the options that are not NULL."""
        return self._extreme("least", options)

    def greatest(self, *options: Expr) -> Expr:
        """Return the greatest of the options that are not NULL."""
        return self._extreme("greatest", options)

    def _extreme(self, op: str, options: tuple[Expr, ...]) -> Expr:
        pick = min if op == "least" else max
        kept: dict[int, Expr] = {}
        limits: list[int] = []
        for x in options:
            for piece in x.args if x.op == op else (x,):
                if piece.constant:
                    limits += [] if piece.data is None else [piece.data]
                else:
                    kept[piece.number] = piece
        if limits:
            limit = self.const(pick(limits))
            if not kept:
                return limit
            beyond = [x for x in kept.values() if not (x.lo >= limit.data if op == "least" else x.hi <= limit.data)]
            if not beyond:
                return limit
            kept = {x.number: x for x in (*beyond, limit)}
        parts = tuple(kept.values())
        if not parts:
            return self.nothing(INT)
        if len(parts) == 1:
            return parts[0]
        null = all(x.null for x in parts)
        if not any(x.null for x in parts):
            lo, hi = pick(x.lo for x in parts), pick(x.hi for x in parts)
        else:
            lo, hi = min(x.lo for x in parts), max(x.hi for x in parts)
        return self._make(op, INT, parts, lo=lo, hi=hi, null=null)

    def strictly(self, op: str, *options: Expr) -> Expr:
        """Return the least or greatest option, NULL where any option is NULL."""
        found = self._extreme(op, options)
        return self.case([(self.any(*map(self.isnull, options)), self.nothing(INT))], found)

    def narrow(self, x: Expr) -> Expr:
        """Return the number in 64 bits. Raises `TooLarge` if its bounds do not fit."""
        if x.width <= 64 or x.constant:
            return x
        if needed(x.lo, x.hi) > 64:
            raise TooLarge(max(x.hi, -x.lo), 64)
        return self._make("narrow", INT, (x,), lo=x.lo, hi=x.hi, width=64)

    # ---- text ----

    def text(self, *parts: Expr | str) -> Expr:
        """Return texts and numbers joined, NULL where any part is NULL."""
        pieces = tuple(self.const(p) if isinstance(p, str) else p for p in parts)
        if all(p.constant and p.data is not None for p in pieces):
            return self.const("".join(str(p.data) for p in pieces))
        return self._make("text", STR, pieces)

    def padded(self, x: Expr, digits: int) -> Expr:
        """Return a number that is not negative, with leading zeros."""
        return self._make("padded", STR, (x,), digits)

    def names(self, entries: Iterable[tuple[Expr, Expr]]) -> Expr:
        """Return the list of the texts whose condition (two-valued) holds, in order."""
        kept = [(c, t) for c, t in entries if c is not self.false]
        return self._make("names", "list", tuple(x for pair in kept for x in pair), null=False)
