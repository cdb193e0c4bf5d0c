"""Makes expressions of truth values and choices between expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .expr import BOOL, INT, NEGATED, STR, STRICT, SWAPPED, Expr, Value, needed


class Conditions:
    """Makes literals, columns, truth values and choices, and folds what constants and bounds already decide."""

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
