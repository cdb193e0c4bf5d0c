"""The closed expression tree from which every use of a measure is derived.

A node knows its kind, its unit and the range of its values. A node that could overflow a 64-bit integer, mixes units or
divides by a variable is refused when it is built; the error names the place in the clause module. The tree holds only
integers: money in fen, dates as civil keys, periods in calendar months.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .units import ONE, Unit

INT64 = 2**63 - 1
#: Means "no limit". The smallest share (a billionth) of it, taken sixteen times over, still exceeds `UNBOUNDED`.
INFINITE = 10**250
_HERE = str(Path(__file__).parent.parent)


class DefinitionError(Exception):
    """A definition that the language refuses. The message names the place in the clause module."""


def place() -> str:
    """Return file and line of the nearest caller outside the rule language."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith((_HERE, "<")):  # "<string>": a dataclass's __init__
        frame = frame.f_back
    return f"{'/'.join(Path(frame.f_code.co_filename).parts[-2:])}:{frame.f_lineno}"


class Node:
    """One node: `kind` (bool, number, date, code, codes, table), `unit`, least and greatest value, children."""

    __slots__ = ("children", "hi", "kind", "lo", "place", "unit")

    def __init__(self, kind: str, children: tuple[Node, ...] = (), unit: Unit = ONE, lo: int = 0, hi: int = 1) -> None:
        self.kind, self.unit, self.lo, self.hi = kind, unit, lo, hi
        self.children = children
        self.place = place()
        if kind == "number" and (lo < -INT64 or hi > INT64):
            self.refuse(f"the value can reach {max(hi, -lo)}, which overflows a 64-bit integer")

    def refuse(self, why: str) -> None:
        """Raise `DefinitionError` that names the place."""
        raise DefinitionError(f"{self.place}: {why}")

    def want(self, kind: str, *nodes: Node) -> None:
        """Refuse children of another kind."""
        only_nodes(*nodes)
        for node in nodes:
            if node.kind != kind:
                self.refuse(f"expected a {kind}, got a {node.kind} ({node!r})")

    def same_unit(self, *nodes: Node) -> Unit:
        """Return the common unit of the children, or refuse them."""
        units = {n.unit for n in nodes}
        if len(units) > 1:
            self.refuse("units differ: " + " and ".join(sorted(map(str, units))))
        return nodes[0].unit

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.children))})"

    def __bool__(self) -> bool:
        raise DefinitionError(f"{place()}: use all_of, any_of and not_, not Python's and/or/not, in a rule")

    # Arithmetic uses Python operators; comparison and logic are words (see words.py).
    def __add__(self, other: Node | int) -> Node:
        return Add(self, number(other, self.unit))

    def __radd__(self, other: int) -> Node:
        return Add(number(other, self.unit), self)

    def __sub__(self, other: Node | int) -> Node:
        return Sub(self, number(other, self.unit))

    def __rsub__(self, other: int) -> Node:
        return Sub(number(other, self.unit), self)

    def __mul__(self, other: Node | int) -> Node:
        return Mul(self, number(other, ONE))

    def __rmul__(self, other: int) -> Node:
        return Mul(number(other, ONE), self)

    def __truediv__(self, other: object) -> Node:
        raise DefinitionError(f"{place()}: no plain division; use share_of(x, part, whole) with a constant whole")

    __floordiv__ = __truediv__


def number(value: Node | int, unit: Unit) -> Node:
    """Return a node for a whole number in a clause module."""
    if isinstance(value, Node):
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise DefinitionError(f"{place()}: {value!r} is not a whole number; the tree holds integers only")
    return Lit(value, unit)


def only_nodes(*values: object) -> None:
    """Refuse values outside the rule language, such as a float or a condition that Python has already evaluated."""
    for value in values:
        if not isinstance(value, Node):
            raise DefinitionError(
                f"{place()}: {value!r} is not part of the rule language; name a fact, a parameter or a literal"
            )


class Lit(Node):
    """A literal: whole number with a unit, a truth value, or a code."""

    __slots__ = ("value",)

    def __init__(self, value: int | str, unit: Unit = ONE) -> None:
        self.value = value
        if isinstance(value, bool):
            super().__init__("bool")
        elif isinstance(value, str):
            super().__init__("code")
        elif isinstance(value, int):
            super().__init__("number", unit=unit, lo=value, hi=value)
        else:
            raise DefinitionError(f"{place()}: {value!r} is not a whole number; the tree holds integers only")

    def __repr__(self) -> str:
        return repr(self.value)


class And(Node):
    """True where all children hold (strong Kleene logic)."""

    __slots__ = ()

    def __init__(self, *children: Node) -> None:
        super().__init__("bool", children)
        self.want("bool", *children)


class Or(Node):
    """True where any child holds (strong Kleene logic)."""

    __slots__ = ()

    def __init__(self, *children: Node) -> None:
        super().__init__("bool", children)
        self.want("bool", *children)


class Not(Node):
    """True where the child does not hold."""

    __slots__ = ()

    def __init__(self, child: Node) -> None:
        super().__init__("bool", (child,))
        self.want("bool", child)


class Compare(Node):
    """`left op right` with op one of >=, <=, >, <, == for two numbers of one unit, or two dates."""

    __slots__ = ("op",)

    def __init__(self, op: str, left: Node, right: Node) -> None:
        self.op = op
        only_nodes(left, right)
        super().__init__("bool", (left, right))
        self.want(left.kind if left.kind in ("number", "date") else "number", left, right)
        if left.kind == "number":
            self.same_unit(left, right)

    def __repr__(self) -> str:
        return f"({self.children[0]!r} {self.op} {self.children[1]!r})"


class IsIn(Node):
    """Whether a code is one of the given codes."""

    __slots__ = ("values",)

    def __init__(self, code: Node, values: tuple[str, ...]) -> None:
        self.values = values
        super().__init__("bool", (code,))
        self.want("code", code)
        options = getattr(code, "options", None)
        for value in values:
            if options and value not in options:
                self.refuse(f"{code!r} has no value {value!r}; it has {', '.join(options)}")

    def __repr__(self) -> str:
        return f"({self.children[0]!r} in {self.values})"


class IsListed(Node):
    """Whether a code is in a list parameter. An unknown code is certainly not listed where the list is empty."""

    __slots__ = ()

    def __init__(self, code: Node, codes: Node) -> None:
        super().__init__("bool", (code, codes))
        self.want("code", code)
        self.want("codes", codes)


class Add(Node):
    """The sum of two numbers of one unit."""

    __slots__ = ()

    def __init__(self, left: Node, right: Node) -> None:
        only_nodes(left, right)
        super().__init__("number", (left, right), left.unit, left.lo + right.lo, left.hi + right.hi)
        self.want("number", left, right)
        self.same_unit(left, right)


class Sub(Node):
    """The difference of two numbers of one unit."""

    __slots__ = ()

    def __init__(self, left: Node, right: Node) -> None:
        only_nodes(left, right)
        super().__init__("number", (left, right), left.unit, left.lo - right.hi, left.hi - right.lo)
        self.want("number", left, right)
        self.same_unit(left, right)


class Mul(Node):
    """The product of two numbers; units multiply."""

    __slots__ = ()

    def __init__(self, left: Node, right: Node) -> None:
        only_nodes(left, right)
        corners = [a * b for a in (left.lo, left.hi) for b in (right.lo, right.hi)]
        super().__init__("number", (left, right), left.unit * right.unit, min(corners), max(corners))
        self.want("number", left, right)


class Min(Node):
    """The least of several numbers of one unit."""

    __slots__ = ()

    def __init__(self, *children: Node) -> None:
        only_nodes(*children)
        super().__init__("number", children, children[0].unit, min(c.lo for c in children), min(c.hi for c in children))
        self.want("number", *children)
        self.same_unit(*children)


class Max(Node):
    """The greatest of several numbers of one unit."""

    __slots__ = ()

    def __init__(self, *children: Node) -> None:
        only_nodes(*children)
        super().__init__("number", children, children[0].unit, max(c.lo for c in children), max(c.hi for c in children))
        self.want("number", *children)
        self.same_unit(*children)


class MulDiv(Node):
    """`x * part / whole` with a constant whole: "half_up" or "down" rounds to an integer, "exact" does not round."""

    __slots__ = ("mode",)

    def __init__(self, x: Node, part: Node, whole: Node, mode: str) -> None:
        self.mode = mode
        only_nodes(x, part)
        if not isinstance(whole, Lit) or not isinstance(whole.value, int) or whole.value <= 0:
            raise DefinitionError(f"{place()}: division by something that varies; the whole must be a positive literal")
        super().__init__(
            "number", (x, part, whole), x.unit * part.unit.per(whole.unit), 0, x.hi * part.hi // whole.value + 1
        )
        self.want("number", x, part)
        if mode not in ("half_up", "down", "exact"):
            self.refuse(f"unknown rounding mode {mode!r}; half_up, down or exact")
        if x.lo < 0 or part.lo < 0:
            self.refuse("a share of something that can be negative has no settled rounding")
        if x.hi * part.hi > INT64:
            self.refuse("the product before the division overflows a 64-bit integer")


class RoundTo(Node):
    """An amount rounded half up to a multiple of so many fen."""

    __slots__ = ("step",)

    def __init__(self, amount: Node, step: int) -> None:
        self.step = step
        only_nodes(amount)
        least = amount.lo - step if amount.lo < 0 else 0
        super().__init__("number", (amount,), amount.unit, least, amount.hi + step)
        self.want("number", amount)


class If(Node):
    """One number where a condition holds, another where it does not."""

    __slots__ = ()

    def __init__(self, condition: Node, then: Node, otherwise: Node) -> None:
        only_nodes(condition, then, otherwise)
        super().__init__(
            "number", (condition, then, otherwise), then.unit, min(then.lo, otherwise.lo), max(then.hi, otherwise.hi)
        )
        self.want("bool", condition)
        self.want("number", then, otherwise)
        self.same_unit(then, otherwise)


class CountIf(Node):
    """1 where a condition holds, else 0, in a unit such as person."""

    __slots__ = ()

    def __init__(self, condition: Node, unit: Unit) -> None:
        super().__init__("number", (condition,), unit, 0, 1)
        self.want("bool", condition)


class IsGiven(Node):
    """Whether any of several facts is known. This is always certain."""

    __slots__ = ()

    def __init__(self, *facts: Node) -> None:
        only_nodes(*facts)
        super().__init__("bool", facts)
        if any(f.children for f in facts):
            self.refuse("only a fact itself is given or not")


class IfGiven(Node):
    """A yes-or-no fact, or a condition on it (the third child), where the fact is given; otherwise a derived value."""

    __slots__ = ()

    def __init__(self, fact: Node, derived: Node, holds: Node | None = None) -> None:
        super().__init__("bool", (fact, derived) if holds is None else (fact, derived, holds))
        self.want("bool", derived, fact if holds is None else holds)
        if fact.children:
            self.refuse("only a fact itself is given or not")
