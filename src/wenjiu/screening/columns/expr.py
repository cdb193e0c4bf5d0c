"""Defines expressions over columns, the form between the rule language and SQL or Polars.

The value of an expression in a row is an integer, a truth value, a text, or NULL. Truth values are three-valued as in
SQL (strong Kleene). Equal expressions are one object (`Builder` hash-conses), so a plan computes each of them once. An
integer has bounds that follow from its inputs. The bounds determine its width: 32, 64 or 128 bits. An integer that may
exceed 128 bits is refused when the plan is made, not when it runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...rules.language.nodes import DefinitionError

BOOL, INT, STR = "bool", "int", "str"
INT32, INT64, INT128 = 2**31 - 1, 2**63 - 1, 2**127 - 1
Value = int | bool | str | None
NEGATED = {">=": "<", "<": ">=", "<=": ">", ">": "<=", "==": "!=", "!=": "=="}
#: Operations that are NULL exactly where an argument is NULL.
STRICT = {"not", "cmp", "in", "add", "sub", "mul", "div", "mod", "narrow", "text", "padded"}
SWAPPED = {">=": "<=", "<=": ">=", "<": ">", ">": "<", "==": "==", "!=": "!="}


class Expr:
    """One expression.

    `number`: its number within the builder.
    `op`: its operation.
    `type`: ``bool``, ``int``, ``str`` or ``list``.
    `args`: its arguments.
    `data`: further data of the operation: a value, a column name, codes.
    `lo`, `hi`: the bounds of an integer.
    `null`: whether it can be NULL.
    `width`: the bits of an integer.
    """

    __slots__ = ("args", "data", "hi", "lo", "null", "number", "op", "type", "width")

    def __init__(
        self,
        number: int,
        op: str,
        type: str,
        args: tuple[Expr, ...],
        data: Any,
        lo: int,
        hi: int,
        null: bool,
        width: int,
    ) -> None:
        self.number, self.op, self.type, self.args, self.data = number, op, type, args, data
        self.lo, self.hi, self.null, self.width = lo, hi, null, width

    @property
    def constant(self) -> bool:
        """Whether it is a literal, such as NULL."""
        return self.op == "const"

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.args))
        return f"{self.op}({', '.join(filter(None, (repr(self.data) if self.data is not None else '', inside)))})"


class TooLarge(DefinitionError):
    """Raised for a number that can exceed the integers of a column.

    `reach`: the value that it can reach.
    `bits`: the bits of the integers.
    `measure`: the measure; empty if it is not known.
    """

    def __init__(self, reach: int, bits: int, measure: str = "") -> None:
        self.reach, self.bits, self.measure = reach, bits, measure
        super().__init__(f"{measure or 'a value'} can reach {reach}, which overflows a {bits}-bit integer")


def needed(lo: int, hi: int) -> int:
    """Return the bits of integers within these bounds: 32, 64 or 128. Raises `TooLarge` for larger integers."""
    for most, bits in ((INT32, 32), (INT64, 64), (INT128, 128)):
        if -most <= lo and hi <= most:
            return bits
    raise TooLarge(max(hi, -lo), 128)


class Builder:
    """Makes expressions, and simplifies them by constants and by the bounds of integers."""

    def __init__(self) -> None:
        self._known: dict[Any, Expr] = {}
        #: Number of an expression -> (a cheaper one, least and greatest difference from it); see `prefilter`.
        self.near: dict[int, tuple[Expr, int, int]] = {}
        self.unknown = self.nothing(BOOL)
        self.true = self.const(True)
        self.false = self.const(False)
        self.zero = self.const(0)

    def _make(
        self,
        op: str,
        type: str,
        args: tuple[Expr, ...] = (),
        data: Any = None,
        lo: int = 0,
        hi: int = 1,
        null: bool | None = None,
        width: int = 0,
    ) -> Expr:
        key = (op, type, tuple(a.number for a in args), data, data.__class__ if op == "const" else None)
        found = self._known.get(key)
        if found is None:
            if type == INT and not width:
                width = max([needed(lo, hi), *(a.width for a in args if a.type == INT)])
            if null is None:
                null = any(a.null for a in args)
            found = self._known[key] = Expr(len(self._known), op, type, args, data, lo, hi, null, width)
        return found

    # ---- leaves ----

    def const(self, value: Value) -> Expr:
        """Return a literal. None is an integer NULL (see `nothing`)."""
        if value is None:
            return self.nothing(INT)
        if isinstance(value, bool):
            return self._make("const", BOOL, data=value, null=False)
        if isinstance(value, str):
            return self._make("const", STR, data=value, null=False)
        return self._make("const", INT, data=value, lo=value, hi=value, null=False)

    def nothing(self, type: str) -> Expr:
        """Return NULL of a type."""
        return self._make("const", type, data=None, null=True)

    def column(self, name: str, type: str, *, null: bool, lo: int = 0, hi: int = 1, width: int = 64) -> Expr:
        """Return a column of the rows. `lo`, `hi`: the bounds of its integers."""
        return self._make("col", type, data=name, null=null, lo=lo, hi=hi, width=width if type == INT else 0)

    # ---- truth values ----

    def all(self, *parts: Expr) -> Expr:
        """Return the Kleene AND."""
        return self._join("and", parts, self.true, self.false)

    def any(self, *parts: Expr) -> Expr:
        """Return the Kleene OR."""
        return self._join("or", parts, self.false, self.true)

    def _join(self, op: str, parts: Iterable[Expr], neutral: Expr, decisive: Expr) -> Expr:
        kept: dict[int, Expr] = {}
        for part in parts:
            for piece in part.args if part.op == op else (part,):
                if piece is decisive:
                    return decisive
                if piece is not neutral:
                    kept[piece.number] = piece
        if self.unknown.number in kept:  # a part that does not decide has no effect, so FALSE and NULL are the same
            asked = "is_true" if op == "or" else "is_not_false"
            return self._plain(op, [x.args[0] if x.op == asked else x for x in kept.values()], neutral)
        return self._plain(op, kept.values(), neutral)

    def _plain(self, op: str, parts: Iterable[Expr], neutral: Expr) -> Expr:
        pieces = tuple({x.number: x for x in parts}.values())
        return neutral if not pieces else pieces[0] if len(pieces) == 1 else self._make(op, BOOL, pieces)

    def no(self, x: Expr) -> Expr:
        """Return the NOT."""
        if x.constant:
            return x if x.data is None else self.const(not x.data)
        if x.op == "not":
            return x.args[0]
        if x.op == "cmp":
            return self._make("cmp", BOOL, x.args, NEGATED[x.data])
        return self._make("not", BOOL, (x,))

    def certain(self, x: Expr) -> Expr:
        """Whether it is TRUE (two-valued). Distributes over AND, OR and NOT."""
        if not x.null:
            return x
        match x.op:
            case "const":
                return self.false
            case "and":
                return self.all(*map(self.certain, x.args))
            case "or":
                return self.any(*map(self.certain, x.args))
            case "not":
                return self.no(self.possible(x.args[0]))
            case "cmp":
                decided = _by_bounds(x.data, *x.args)
                if decided is not None:
                    return self.all(*map(self.given, x.args)) if decided else self.false
        return self.is_true(x)

    def is_true(self, x: Expr) -> Expr:
        """Whether it is TRUE (two-valued), tested on the whole expression."""
        return self._make("is_true", BOOL, (x,), null=False) if x.null else x

    def possible(self, x: Expr) -> Expr:
        """Whether it is not FALSE (two-valued). Distributes over AND, OR and NOT."""
        if not x.null:
            return x
        match x.op:
            case "const":
                return self.true
            case "and":
                return self.all(*map(self.possible, x.args))
            case "or":
                return self.any(*map(self.possible, x.args))
            case "not":
                return self.no(self.certain(x.args[0]))
            case "cmp":
                decided = _by_bounds(x.data, *x.args)
                if decided is not None:
                    return self.true if decided else self.any(*map(self.isnull, x.args))
        return self.is_not_false(x)

    def is_not_false(self, x: Expr) -> Expr:
        """Whether it is not FALSE (two-valued), tested on the whole expression."""
        return self._make("is_not_false", BOOL, (x,), null=False) if x.null else x

    def refuted(self, x: Expr) -> Expr:
        """Whether it is FALSE (two-valued)."""
        return self.no(self.possible(x))

    def three(self, certain: Expr, possible: Expr) -> Expr:
        """Return TRUE where `certain` holds, FALSE where `possible` does not hold, and NULL elsewhere."""
        if certain is possible:
            return certain
        return self.case([(certain, self.true), (self.no(possible), self.false)], self.unknown)

    def isnull(self, x: Expr) -> Expr:
        """Whether it is NULL."""
        if not x.null:
            return self.false
        if x.constant:
            return self.true
        if x.op in STRICT:
            return self.any(*map(self.isnull, x.args))
        if x.op in ("coalesce", "least", "greatest"):
            return self.all(*map(self.isnull, x.args))
        if x.op == "case" and len(x.args) == 3:
            return self.case([(x.args[0], self.isnull(x.args[1]))], self.isnull(x.args[2]))
        return self._make("isnull", BOOL, (x,), null=False)

    def given(self, x: Expr) -> Expr:
        """Whether it is not NULL."""
        return self.no(self.isnull(x))

    def compare(self, op: str, a: Expr, b: Expr) -> Expr:
        """Return `a op b`, NULL where either is NULL."""
        if a.constant and b.constant:
            if a.data is None or b.data is None:
                return self.unknown
            return self.const(_compare(op, a.data, b.data))
        if a.constant:
            return self.compare(SWAPPED[op], b, a)
        if b.constant and b.data is None:
            return self.unknown
        if a.type == INT:
            if a.op == "case" and b.constant and all(v.constant for v in (*a.args[1::2], a.args[-1])):
                return self._among_cases(op, a, b)
            if a is b and not a.null:
                return self.const(op in (">=", "<=", "=="))
            if not (a.null or b.null):
                decided = _by_bounds(op, a, b)
                if decided is not None:
                    return self.const(decided)
            if b.constant:
                moved = self._move(op, a, b.data)
                if moved is not None:
                    return moved
        return self._make("cmp", BOOL, (a, b), op)

    def _among_cases(self, op: str, choice: Expr, limit: Expr) -> Expr:
        """Rewrite a comparison of a choice between literals as a choice between truth values."""
        *pairs, last = choice.args
        values = [self.compare(op, v, limit) for v in (*pairs[1::2], last)]
        return self.case(zip(pairs[::2], values[:-1], strict=True), values[-1])

    def _move(self, op: str, a: Expr, limit: int) -> Expr | None:
        """Rewrite `x + 3 >= 5` as `x >= 2`, which a scan can use."""
        if a.op in ("add", "sub"):
            x, y = a.args
            if y.constant:
                return self.compare(op, x, self.const(limit - y.data if a.op == "add" else limit + y.data))
            if x.constant:
                return self.compare(
                    op if a.op == "add" else SWAPPED[op],
                    y,
                    self.const(limit - x.data if a.op == "add" else x.data - limit),
                )
        return None

    def among(self, x: Expr, values: Sequence[Value]) -> Expr:
        """Whether it is one of the values, NULL where it is NULL."""
        values = tuple(dict.fromkeys(values))
        if x.constant:
            return self.unknown if x.data is None else self.const(x.data in values)
        if not values:
            return self.case([(self.isnull(x), self.unknown)], self.false)
        if len(values) == 1:
            return self.compare("==", x, self.const(values[0]))
        return self._make("in", BOOL, (x,), values)

    # ---- choices ----

    def case(self, branches: Iterable[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
        """Return the value of the first branch whose condition (two-valued) holds, or `otherwise`."""
        kept: list[tuple[Expr, Expr]] = []
        for condition, value in branches:
            condition = self.certain(condition)
            if condition is self.false or any(condition is c for c, _ in kept):
                continue
            if condition is self.true:
                otherwise = value
                break
            kept.append((condition, value))
        while kept and kept[-1][1] is otherwise:
            kept.pop()
        if not kept:
            return otherwise
        values = [v for _, v in kept] + [otherwise]
        if otherwise.type == BOOL:
            simple = self._logic(kept, otherwise)
            if simple is not None:
                return simple
        args = tuple(x for pair in kept for x in pair) + (otherwise,)
        known = [v for v in values if not (v.constant and v.data is None)] or values
        null = any(v.null for v in values)
        if otherwise.type == INT:
            return self._make(
                "case", INT, args, lo=min(v.lo for v in known), hi=max(v.hi for v in known), null=null,
                width=max(v.width for v in known),
            )  # fmt: skip
        return self._make("case", otherwise.type, args, null=null)

    def _logic(self, kept: list[tuple[Expr, Expr]], otherwise: Expr) -> Expr | None:
        """Return a choice between truth values as AND, OR and NOT, or None if that is not equivalent."""
        if len(kept) > 1:
            inner = self._logic(kept[1:], otherwise)
            return None if inner is None else self._logic(kept[:1], inner)
        condition, value = kept[0]
        if value is self.true:
            return self.any(condition, otherwise)
        if value is self.false:
            return self.all(self.no(condition), otherwise)
        if otherwise is self.false:
            return self.all(condition, value)
        if otherwise is self.true:
            return self.any(self.no(condition), value)
        return None

    def coalesce(self, *options: Expr) -> Expr:
        """Return the first option that is not NULL."""
        kept: list[Expr] = []
        for x in options:
            if x.constant and x.data is None:
                continue
            if x not in kept:
                kept.append(x)
            if not x.null:
                break
        if not kept:
            return options[0]
        if len(kept) == 1:
            return kept[0]
        return self._make(
            "coalesce", kept[0].type, tuple(kept), lo=min(x.lo for x in kept), hi=max(x.hi for x in kept),
            null=kept[-1].null,
        )  # fmt: skip

    # ---- integers ----

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

    def _nothing(self, *args: Expr) -> bool:
        return any(a.constant and a.data is None for a in args)


def _compare(op: str, a: Any, b: Any) -> bool:
    match op:
        case ">=":
            return bool(a >= b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
        case "<":
            return bool(a < b)
        case "==":
            return bool(a == b)
    return bool(a != b)


def _by_bounds(op: str, a: Expr, b: Expr) -> bool | None:
    """Return the result of a comparison if the bounds of its integers decide it, assuming that neither is NULL."""
    if a.type != INT:
        return None
    if op in ("<", "<=", "!="):
        opposite = _by_bounds(NEGATED[op], a, b)
        return None if opposite is None else not opposite
    if op == ">=":
        return True if a.lo >= b.hi else False if a.hi < b.lo else None
    if op == ">":
        return True if a.lo > b.hi else False if a.hi <= b.lo else None
    return False if a.hi < b.lo or a.lo > b.hi else None


def below(roots: Iterable[Expr]) -> list[Expr]:
    """Return the expressions and all those that they depend on, once each. Arguments come before their users."""
    order: list[Expr] = []
    seen: set[int] = set()
    stack: list[tuple[Expr, bool]] = [(r, False) for r in reversed(list(roots))]
    while stack:
        x, done = stack.pop()
        if done:
            order.append(x)
        elif x.number not in seen:
            seen.add(x.number)
            stack.append((x, True))
            stack.extend((a, False) for a in reversed(x.args))
    return order
