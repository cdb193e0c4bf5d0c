"""Defines expressions over columns, the form between the rule language and SQL or Polars.

The value of an expression in a row is an integer, a truth value, a text, or NULL. Truth values are three-valued as in
SQL (strong Kleene). Equal expressions are one object (`Builder` hash-conses), so a plan computes each of them once. An
integer has bounds that follow from its inputs. The bounds determine its width: 32, 64 or 128 bits. An integer that may
exceed 128 bits is refused when the plan is made, not when it runs.
"""

from __future__ import annotations

from collections.abc import Iterable
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
