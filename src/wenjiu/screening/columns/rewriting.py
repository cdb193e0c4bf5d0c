"""Rewrites expressions: under known conditions, with some parts replaced, or in a shorter form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .builder import Builder
from .expr import Expr, below


def assuming(b: Builder, roots: Iterable[Expr], known: Iterable[Expr]) -> dict[int, Expr]:
    """Return expressions (by number), simplified for rows in which the `known` two-valued conditions hold."""
    known = list(known)
    return replaced(b, roots, {c.number: b.true for c in known} | {b.no(c).number: b.false for c in known})


def replaced(b: Builder, roots: Iterable[Expr], parts: Mapping[int, Expr]) -> dict[int, Expr]:
    """Return expressions and all that they depend on, by number, with some parts replaced."""
    done = dict(parts)
    for x in below(roots):
        if x.number not in done:
            args = tuple(done[a.number] for a in x.args)
            done[x.number] = x if args == x.args else _rebuilt(b, x, args)
    return done


def gathered(b: Builder, roots: Iterable[Expr]) -> dict[int, Expr]:
    """Return expressions (by number) that test a condition as a whole, instead of each of its parts.

    The tests are whether the condition is TRUE, and whether it is not FALSE. The three-valued condition is then
    computed once for all of them.
    """
    done: dict[int, Expr] = {}
    for x in below(roots):
        args = tuple(done[a.number] for a in x.args)
        if x.op in ("and", "or") and not x.null:
            done[x.number] = _asked_as_a_whole(b, x.op, args)
        elif x.op in ("is_true", "is_not_false"):
            done[x.number] = (b.is_true if x.op == "is_true" else b.is_not_false)(*args)
        else:
            done[x.number] = x if args == x.args else _rebuilt(b, x, args)
    return done


def _asked_as_a_whole(b: Builder, op: str, parts: Iterable[Expr]) -> Expr:
    join = b.all if op == "and" else b.any
    true: list[Expr] = []
    may: list[Expr] = []
    rest: list[Expr] = []
    for part in parts:
        inner = part.args[0] if part.op == "not" else part
        if inner.op == "is_true":
            (true if part is inner else may).append(inner.args[0] if part is inner else b.no(inner.args[0]))
        elif inner.op == "is_not_false":
            (may if part is inner else true).append(inner.args[0] if part is inner else b.no(inner.args[0]))
        else:
            rest.append(part)
    return join(b.is_true(join(*true)), b.is_not_false(join(*may)), *rest)


def _rebuilt(b: Builder, x: Expr, args: tuple[Expr, ...]) -> Expr:
    match x.op:
        case "and":
            return b.all(*args)
        case "or":
            return b.any(*args)
        case "not":
            return b.no(args[0])
        case "is_true":
            return b.certain(args[0])
        case "is_not_false":
            return b.possible(args[0])
        case "isnull":
            return b.isnull(args[0])
        case "cmp":
            return b.compare(x.data, *args)
        case "in":
            return b.among(args[0], x.data)
        case "case":
            return b.case(zip(args[:-1:2], args[1:-1:2], strict=True), args[-1])
        case "coalesce":
            return b.coalesce(*args)
        case "add":
            return b.add(*args)
        case "sub":
            return b.sub(*args)
        case "mul":
            return b.mul(*args)
        case "div":
            return b.div(args[0], x.data)
        case "mod":
            return b.mod(args[0], x.data)
        case "least":
            return b.least(*args)
        case "greatest":
            return b.greatest(*args)
        case "narrow":
            return b.narrow(args[0])
        case "text":
            return b.text(*args)
        case "padded":
            return b.padded(args[0], x.data)
        case "names":
            return b.names(zip(args[::2], args[1::2], strict=True))
    raise AssertionError(f"{x.op} has no parts")
