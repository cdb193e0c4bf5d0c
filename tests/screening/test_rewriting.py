"""Expressions in a shorter form say of every row what they said before, and nothing is asked that limits decide."""

from __future__ import annotations

import itertools
import random

import duckdb
import polars as pl
import pytest

from wenjiu.screening.columns.builder import Builder
from wenjiu.screening.columns.expr import Expr
from wenjiu.screening.columns.numbers import Arithmetic, Num
from wenjiu.screening.columns.rewriting import gathered
from wenjiu.screening.engines.duck import Sql
from wenjiu.screening.engines.polars_engine import Columns

LOW, HIGH = 0, 3
TRUTHS = (True, False, None)
NUMBERS = (0, 1, 2, 3, None)
ROWS = [
    {"p": p, "q": q, "r": r, "x": x, "y": y}
    for p, q, r in itertools.product(TRUTHS, repeat=3)
    for x in NUMBERS
    for y in NUMBERS
]
FRAME = pl.DataFrame(ROWS, schema={"p": pl.Boolean, "q": pl.Boolean, "r": pl.Boolean, "x": pl.Int32, "y": pl.Int32})

TABLE = duckdb.connect()
TABLE.register("t", FRAME.with_row_index("k").to_arrow())


def said(x: Expr) -> list[object]:
    """What an expression is in every row, in Polars and in SQL alike."""
    streamed = FRAME.lazy().with_columns(Columns()(x).alias("found")).collect()["found"].to_list()
    found = [row[0] for row in TABLE.sql(f"SELECT {Sql()(x)} FROM t ORDER BY k").fetchall()]
    assert found == streamed
    return found


def kept(x: Expr) -> list[int]:
    """The rows that SQL keeps where an expression is the condition after WHERE, and those where WHEN takes its branch."""
    text = Sql().condition(x)
    where = [row[0] for row in TABLE.sql(f"SELECT k FROM t WHERE {text} ORDER BY k").fetchall()]
    when = TABLE.sql(f"SELECT k, CASE WHEN {text} THEN 1 ELSE 0 END FROM t ORDER BY k").fetchall()
    assert [k for k, taken in when if taken] == where
    return where


def numbers(b: Builder) -> tuple[Expr, Expr]:
    x, y = (b.column(name, "int", null=True, lo=LOW, hi=HIGH, width=32) for name in ("x", "y"))
    return x, y


def drawn(b: Builder, dice: random.Random, depth: int) -> Expr:
    """A random condition in three values, or one asked of another: holds, may hold, is open."""
    truths = [b.column(name, "bool", null=True) for name in ("p", "q", "r")]
    x, y = numbers(b)
    if not depth:
        return dice.choice([*truths, b.compare(">=", x, y), b.compare("<", x, b.const(2)), b.unknown])
    parts = [drawn(b, dice, depth - 1) for _ in range(dice.choice([1, 2, 3]))]
    match dice.randrange(7):
        case 0:
            return b.all(*parts)
        case 1:
            return b.any(*parts)
        case 2:
            return b.no(parts[0])
        case 3:
            return b.certain(parts[0])
        case 4:
            return b.possible(parts[0])
        case 5:
            return b.isnull(parts[0])
    return b.case([(b.certain(parts[0]), parts[-1])], drawn(b, dice, depth - 1))


@pytest.mark.parametrize("seed", range(12))
def test_a_condition_asked_as_a_whole_says_the_same_in_every_row(seed: int) -> None:
    dice = random.Random(seed)
    b = Builder()
    for _ in range(3):
        condition = drawn(b, dice, 4)
        before = said(condition)
        whole = gathered(b, [condition])[condition.number]
        assert said(whole) == before
        assert kept(whole) == [k for k, holds in enumerate(before) if holds]


def test_a_condition_that_is_asked_three_ways_is_written_once() -> None:
    """Whether it holds, may hold and is open are three questions about one column."""
    b = Builder()
    p, q = (b.column(name, "bool", null=True) for name in ("p", "q"))
    condition = b.all(p, q)
    whole = gathered(b, [b.certain(condition), b.possible(condition)])
    assert {x.args for x in whole.values() if x.op in ("is_true", "is_not_false")} >= {(condition,)}
    assert whole[b.certain(condition).number] is b.is_true(condition)
    assert whole[b.possible(condition).number] is b.is_not_false(condition)


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "=="])
@pytest.mark.parametrize("shift", [-4, -1, 0, 1, 4])
def test_two_numbers_that_may_be_unknown_compare_as_their_ranges_do(op: str, shift: int) -> None:
    """Every value that an unknown number can have is tried: all TRUE, all FALSE, or open."""
    compare = {">=": int.__ge__, ">": int.__gt__, "<=": int.__le__, "<": int.__lt__, "==": int.__eq__}[op]
    b = Builder()
    ops = Arithmetic(b)
    limits = (b.const(LOW), b.const(HIGH))
    x, y = (ops.number(column, *limits) for column in numbers(b))
    moved: Num = ops.add(y, ops.number(b.const(shift)))
    for test in (ops.compare(op, x, moved), ops.compare(op, ops.sub(x, y), ops.number(b.const(shift)))):
        for row, found in zip(ROWS, said(test), strict=True):
            options = [range(LOW, HIGH + 1) if row[name] is None else [row[name]] for name in ("x", "y")]
            possible = {compare(i, j + shift) for i in options[0] for j in options[1]}  # type: ignore[union-attr]
            assert found == (possible.pop() if len(possible) == 1 else None), row


def test_what_limits_decide_of_an_unknown_number_is_not_asked_of_its_value() -> None:
    """It is known to be at least zero wherever it is known at all."""
    b = Builder()
    x, _ = numbers(b)
    assert b.certain(b.compare(">=", x, b.const(LOW))) is b.given(x)
    assert b.possible(b.compare(">=", x, b.const(LOW))) is b.true
    assert b.certain(b.compare(">", x, b.const(HIGH))) is b.false
    assert b.possible(b.compare(">", x, b.const(HIGH))) is b.isnull(x)


def test_whether_arithmetic_is_unknown_is_asked_of_its_parts() -> None:
    """A sum is unknown where a part is, so the sum need not be worked out to say so."""
    b = Builder()
    x, y = numbers(b)
    for strict in (b.add(x, y), b.sub(x, y), b.mul(x, y), b.compare(">=", x, y)):
        assert b.isnull(strict) is b.any(b.isnull(x), b.isnull(y))
        assert said(b.isnull(strict)) == [row["x"] is None or row["y"] is None for row in ROWS]
    assert b.isnull(b.coalesce(x, y)) is b.all(b.isnull(x), b.isnull(y))
    only = b.case([(b.certain(b.column("p", "bool", null=True)), x)], b.nothing("int"))
    assert said(b.isnull(only)) == [row["p"] is not True or row["x"] is None for row in ROWS]


@pytest.mark.parametrize("op", [">=", "==", "<", "!="])
def test_a_choice_between_numbers_compared_with_a_number_is_a_choice_between_truths(op: str) -> None:
    """An answer that is 0, 1 or 2 is asked for as the conditions behind it."""
    b = Builder()
    p, q = (b.certain(b.column(name, "bool", null=True)) for name in ("p", "q"))
    answer = b.case([(p, b.const(2)), (q, b.const(1))], b.zero)
    test = b.compare(op, answer, b.const(1))
    compare = {">=": int.__ge__, "==": int.__eq__, "<": int.__lt__, "!=": int.__ne__}[op]
    assert said(test) == [compare(2 if row["p"] else 1 if row["q"] else 0, 1) for row in ROWS]
