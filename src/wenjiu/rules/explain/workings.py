"""Writes how an amount is worked out in a case: 6个月 × 2,540元 = 15,240元.

The words come from the expression of the amount and the values of the case. A limit that applies within a longer
expression is a line of its own, before the line that uses its result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import prod
from typing import Any

from ...standards import money
from ..evaluate.outcomes import YES, Outcome
from ..evaluate.runtime import column, rate_on, service
from ..language import nodes as n
from ..language.exact import decimal_string
from ..language.fact_types import unit_word
from ..language.facts import Fact
from ..language.lookups import MapEntry, Proposed, TableColumn
from ..language.parameters import Param
from ..language.periods import MonthlySum
from ..language.text import COLON, T, Text

#: The words after a number, by unit: Chinese, one in English, several in English.
COUNTED = {"person": ("人", "person", "people"), "month": ("个月", "month", "months"), "day": ("天", "day", "days"),
           "year": ("年", "year", "years")}  # fmt: skip
#: How tightly an expression holds together: a figure, a product, a sum.
FIGURE, PRODUCT, SUM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an amount: in words, such as 6个月 × 1,000元, and in fen."""

    text: str
    fen: int


@dataclass(frozen=True, slots=True)
class Working:
    """How one payee's amount is worked out. The last figure after an equals sign, or the only one, is the amount.

    `fen`: the amount.
    `parts`: what the amount is the sum of, `cut`: what a limit takes off that sum [fen]; empty and 0 where the amount
    is not such a sum.
    """

    payee: Text
    lines: tuple[str, ...]
    fen: int
    parts: tuple[Part, ...] = ()
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: its text, exact value, how tightly it holds together, and its place in a product.

    `closed`: a line before states how it comes about.
    `rank`: counts come first in a product, then money, then shares and plain numbers.
    `parts`: text and value of what it is the sum of; `cut`: what a limit takes off that sum.
    """

    text: str
    value: Fraction
    level: int = FIGURE
    closed: bool = False
    rank: int = 1
    parts: tuple[tuple[str, Fraction], ...] = ()
    cut: Fraction = Fraction(0)


def workings(outcome: Outcome, lang: str) -> list[Working]:
    """Return how each settled amount of a case comes about; none where the case is not granted."""
    if outcome.verdict != YES:
        return []
    found = []
    for pay, (low, high) in zip(outcome.lines, outcome.amounts, strict=True):
        if low == high and outcome.settled(pay.amount):
            payee = outcome.program.measure.payees[pay.payee]
            writer = _Writer(outcome, lang)
            lines = tuple(writer.lines_of(pay.amount, low))
            found.append(Working(payee, lines, money.half_up(low), *writer.parts_of(low)))
    return found


class _Writer:
    """Writes the lines of one amount."""

    def __init__(self, outcome: Outcome, lang: str) -> None:
        self.outcome, self.lang = outcome, lang
        self.lines: list[str] = []
        self.step = ""
        self.whole = Piece("", Fraction(0))

    def lines_of(self, root: n.Node, amount: Any) -> list[str]:
        """Return the lines of an amount [fen]; the last one leads to it."""
        root = self._reached(root)
        piece = self.whole = self._piece(root)
        if piece.level == FIGURE:
            name = self.step or ("" if piece.closed else self._name(root))
            if name or not piece.closed:
                shown = self._money(piece.value)
                colon = COLON(self.lang) if self.step else " "
                self.lines.append(f"{name}{colon}{shown}" if name else shown)
            rounded = self._money(amount)
            if self._money(piece.value) == rounded:
                return self.lines
            if piece.closed and not name:
                return [*self.lines, f"{piece.text} ≈ {rounded}"]
            return [*self.lines[:-1], f"{self.lines[-1]} ≈ {rounded}"]
        colon = COLON(self.lang) if self.step else ""
        return [*self.lines, f"{self.step}{colon}{self._equation(piece, amount)}"]

    def parts_of(self, amount: Any) -> tuple[tuple[Part, ...], int]:
        """Return the parts of the amount [fen] that `lines_of` explained, and what a limit takes off; none without a sum."""
        parts, cut = self.whole.parts, self.whole.cut
        whole = [Part(text, money.half_up(value)) for text, value in parts]
        adds_up = sum(part.fen for part in whole) - money.half_up(cut) == money.half_up(amount)
        if not adds_up or any(part.fen <= 0 for part in whole) or (len(whole) < 2 and not cut):
            return (), 0
        return tuple(whole), money.half_up(cut)

    def _reached(self, node: n.Node) -> n.Node:
        """Return the branch that applies to the case; remember the step that a count reached."""
        node = self.outcome.program.chosen(node)
        while isinstance(node, n.If | n.RoundTo):
            if isinstance(node, n.RoundTo):
                node = self.outcome.program.chosen(node.children[0])
                continue
            condition, then, otherwise = node.children
            holds = bool(self._value(condition))
            self.step = self._compared(condition, holds) or self.step
            node = self.outcome.program.chosen(then if holds else otherwise)
        return node

    def _compared(self, condition: n.Node, holds: bool) -> str:
        """Return a count with the step that it reaches or misses; empty for other conditions."""
        condition = self.outcome.program.chosen(condition)
        if not isinstance(condition, n.Compare) or condition.op != ">=" or condition.children[0].kind != "number":
            return ""
        count, limit = (self._counted(self._value(c), str(c.unit)) for c in condition.children)
        zh, en = ("达到", "at least") if holds else ("不到", "fewer than")
        return T(f"{count}，{zh}{limit}", f"{count}, {en} {limit}")(self.lang)

    # ---- pieces ----

    def _piece(self, node: n.Node) -> Piece:
        """Return an expression in words; a part that needs explaining gets a line before."""
        node = self._reached(node)
        if not self._is_money(node) and not isinstance(node, n.Mul | Fact | Param | MapEntry):
            return self._count(node)
        match node:
            case n.Add() | n.Sub():
                return self._sum(node)
            case n.Mul() | n.MulDiv():
                return self._product(node)
            case n.Min():
                return self._limited(node)
            case n.Max():
                return self._at_least(node)
            case MonthlySum():
                return self._months(node)
        return self._figure(node)

    def _figure(self, node: n.Node) -> Piece:
        value = self._value(node)
        if isinstance(node, Fact) and self._is_money(node):
            space = T("", " ")(self.lang)
            return Piece(f"{node.name(self.lang)}{space}{self._money(value)}", Fraction(value))
        if isinstance(node, Fact) and not node.type.exact:
            return Piece(self._with_word(value, unit_word(node, self.lang)), Fraction(value), rank=0)
        if self._is_money(node):
            return Piece(self._money(value), Fraction(value))
        table = self.outcome.program.chosen(node.children[0]) if isinstance(node, MapEntry) else node
        if isinstance(node, Fact) or (isinstance(table, Param) and table.share):
            return Piece(f"{decimal_string(Fraction(value) * 100)}%", Fraction(value), rank=2)
        return self._count(node)

    def _count(self, node: n.Node) -> Piece:
        """Return a number that is not money as its value. If a limit cut it, the text says so."""
        value = self._value(node)
        unit = str(node.unit)
        text = self._counted(value, unit)
        if isinstance(node, n.Min):
            most = max(self._value(c) for c in node.children)
            if most > value:
                actual = self._counted(most, unit)
                text += T(f"（实际{actual}，最多算{text}）", f" (of {actual}; at most {text} count)")(self.lang)
        return Piece(text, Fraction(value), rank=0 if unit in COUNTED else 2)

    def _sum(self, node: n.Node) -> Piece:
        terms = [(sign, self._piece(term), term) for sign, term in self._terms(node, 1)]
        kept = [term for term in terms if term[1].value] or terms[:1]
        value = sum((sign * piece.value for sign, piece, _ in kept), Fraction(0))
        if len(kept) == 1 and kept[0][0] == 1:
            return kept[0][1]
        text = "".join(
            (" + " if sign > 0 else " − ") + (f"({p.text})" if p.level == SUM and sign < 0 else p.text)
            for sign, p, _ in kept
        )
        parts = tuple(part for sign, p, term in kept for part in self._parts(p, sign, term))
        return Piece(text.removeprefix(" + ").removeprefix(" "), value, SUM, parts=parts)

    def _parts(self, piece: Piece, sign: int, node: n.Node) -> tuple[tuple[str, Fraction], ...]:
        """Return the parts that a term of a sum consists of; a lone figure is named by what it is."""
        named = self._name(node) if piece.level == FIGURE and not piece.closed else ""
        return piece.parts or ((named or piece.text, sign * piece.value),)

    def _terms(self, node: n.Node, sign: int) -> Iterator[tuple[int, n.Node]]:
        node = self._reached(node)
        if isinstance(node, n.Add | n.Sub):
            left, right = node.children
            yield from self._terms(left, sign)
            yield from self._terms(right, -sign if isinstance(node, n.Sub) else sign)
        else:
            yield sign, node

    def _product(self, node: n.Node) -> Piece:
        over, under = self._factors(node, top=True)
        over = sorted(over, key=lambda piece: piece.rank)
        shown = " × ".join(f"({p.text})" if p.level == SUM else p.text for p in over)
        shown += "".join(f" ÷ {p.text}" for p in under)
        value = prod((p.value for p in over), start=Fraction(1)) / prod((p.value for p in under), start=Fraction(1))
        if not over:
            return self._figure(node)
        if len(over) == 1 and not under:
            return over[0]
        return Piece(shown, value, PRODUCT)

    def _factors(self, node: n.Node, top: bool = False) -> tuple[list[Piece], list[Piece]]:
        """Return the factors and divisors of a product. A factor of one that says nothing is left out."""
        node = self._reached(node)
        if isinstance(node, n.Mul):
            (a, b), (c, d) = (self._factors(child) for child in node.children)
            return a + c, b + d
        if isinstance(node, n.MulDiv) and (top or node.mode == "exact"):
            (x, below), part, whole = self._factors(node.children[0]), node.children[1], node.children[2]
            if isinstance(self.outcome.program.chosen(part), Param) and (self._value(whole), str(whole.unit)) == (
                100,
                "1",
            ):
                share = self._value(part)
                return [*x, Piece(f"{decimal_string(Fraction(share))}%", Fraction(share, 100), rank=2)], below
            over, more = self._factors(part)
            return x + over, [*below, *more, self._count(whole)]
        if isinstance(node, n.MulDiv):
            piece, value = self._product(node), self._value(node)
            self.lines.append(self._equation(piece, value))
            return [Piece(self._money(value), Fraction(value))], []
        piece = self._piece(node)
        says_nothing = piece.value == 1 and (isinstance(node, n.Lit | n.CountIf | n.Add) and not self._is_money(node))
        return ([] if says_nothing else [piece]), []

    def _limited(self, node: n.Node) -> Piece:
        """Return the least of two amounts; a line says whether the limit applies."""
        capped = max(node.children, key=self._hangs_on_facts)
        caps = [c for c in node.children if c is not capped]
        value, piece = self._value(node), self._piece(capped)
        cap = min(caps, key=self._value)
        limit, limit_value = self._piece(cap), self._value(cap)
        shown = limit.text if limit.level == FIGURE else self._equation(limit, limit_value)
        before, self.step = self.step, ""
        text = piece.text if piece.level == FIGURE else self._equation(piece, self._value(capped))
        got = self._money(value)
        if self._value(capped) <= limit_value:
            text += T(f"，不超过{shown}", f", within the limit of {shown}")(self.lang)
        elif limit.level == FIGURE:
            text += T(f"，超过上限，得{got}", f", over the limit: {got}")(self.lang)
        else:
            text += T(f"，超过上限（{shown}），得{got}", f", over the limit ({shown}): {got}")(self.lang)
        self.lines.append(f"{before}{COLON(self.lang)}{text}" if before else text)
        cut = Fraction(max(0, self._value(capped) - limit_value))
        return Piece(got, Fraction(value), closed=True, parts=self._parts(piece, 1, self._reached(capped)), cut=cut)

    def _hangs_on_facts(self, node: n.Node) -> tuple[int, int]:
        """Return how many sums of money, and how many facts and lists, decide an amount."""
        given = [leaf for leaf in self.outcome.program.leaves(node) if not isinstance(leaf, Param)]
        return sum(self._is_money(leaf) for leaf in given), len(given)

    def _at_least(self, node: n.Node) -> Piece:
        """Return the greatest of several amounts; where a lower limit applies, a line says so."""
        value = self._value(node)
        capped = max(node.children, key=self._hangs_on_facts)
        piece = self._piece(capped)
        if self._value(capped) == value:
            return piece
        low, got = self._equation(piece, self._value(capped)), self._money(value)
        self.lines.append(T(f"{low}，最少算{got}", f"{low}; at least {got}")(self.lang))
        return Piece(got, Fraction(value), closed=True)

    def _months(self, node: MonthlySum) -> Piece:
        """Return months times rate, one product for each rate in a row."""
        table, first, last, most, *before = node.children
        program = self.outcome.program
        limit = self._value(before[0]) if before else None
        months_paid = service(
            self._value(first), self._value(last), self._value(most),
            program.word(node.parts), program.word(node.rate), limit,
        )  # fmt: skip
        rates = self._table(table) or ()
        paid = [(rate_on(rates, day), days, of) for day, days, of in months_paid]
        parts: list[tuple[str, Fraction]] = []
        if any(rate is None for rate, _, _ in paid):  # nobody is paid for these months, so no rate is needed
            return Piece(self._money(0), Fraction(0))
        for (rate, days, of), months in groupby(paid):
            count = len(list(months))
            shown = self._counted(count, "month") if of == 1 else self._counted(f"{days}/{of}", "month")
            parts.append((f"{shown} × {self._money(rate)}", Fraction(rate) * count * days / of))
        if not parts:
            return Piece(self._money(0), Fraction(0))
        text, value = " + ".join(text for text, _ in parts), sum((value for _, value in parts), Fraction(0))
        return Piece(text, value, PRODUCT if len(parts) == 1 else SUM, parts=tuple(parts))

    def _table(self, node: n.Node) -> Any:
        node = self.outcome.program.chosen(node)
        if isinstance(node, TableColumn):
            return column(self.outcome.figure(self.outcome.program.chosen(node.children[0])), node.index)
        return self.outcome.figure(node)

    # ---- words ----

    def _name(self, node: n.Node) -> str:
        """Return what a lone figure is."""
        if isinstance(node, Proposed):
            node = self.outcome.program.chosen(node.children[0])
        if isinstance(node, Fact):
            return node.name(self.lang)
        if isinstance(node, MapEntry):
            table, key = self.outcome.program.chosen(node.children[0]), str(self._value(node.children[1]))
            if isinstance(table, Param) and (key in table.key_names or table.keys in ("rank", "year")):
                return table.key_word(key, self.lang)
            node = table
        return node.label(self.lang) if isinstance(node, Param) else ""

    def _equation(self, piece: Piece, value: Any) -> str:
        if piece.level == FIGURE:
            return piece.text
        sign = "=" if piece.value == Fraction(money.half_up(value)) else "≈"
        return f"{piece.text} {sign} {self._money(value)}"

    def _money(self, fen: Any) -> str:
        shown = money.grouped(abs(money.half_up(fen)))
        sign = "−" if fen < 0 else ""
        return T(f"{sign}{shown}元", f"{sign}CNY {shown}")(self.lang)

    def _counted(self, number: Any, unit: str) -> str:
        number = f"{number:,}" if isinstance(number, int) else str(number)
        if unit not in COUNTED:
            return number
        zh, one, several = COUNTED[unit]
        return T(f"{number}{zh}", f"{number} {one if number == '1' else several}")(self.lang)

    def _with_word(self, number: Any, word: str) -> str:
        return T(f"{number:,}{word}", f"{number:,} {word}".rstrip())(self.lang)

    def _value(self, node: n.Node) -> Any:
        return self.outcome.sides(node)[0]

    @staticmethod
    def _is_money(node: n.Node) -> bool:
        return "fen" in str(node.unit)
