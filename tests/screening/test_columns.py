"""Columnar expressions: equal ones are one, shared ones are written once, and nothing can overflow unseen."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.screening.columns.builder import Builder
from wenjiu.screening.columns.expr import INT64, Expr
from wenjiu.screening.engines.duck import Sql
from wenjiu.screening.engines.plan import stages
from wenjiu.screening.engines.polars_engine import Columns


def nested(b: Builder, depth: int) -> Expr:
    """A choice whose condition stands on the choice before, over and over."""
    x = b.column("x", "int", null=True, lo=0, hi=10)
    for k in range(depth):
        test = b.certain(b.compare(">=", x, b.const(k)))
        x = b.case([(test, b.add(x, b.const(1)))], b.least(x, b.const(100 + k)))
    return x


def written(x: Expr) -> int:
    """Characters of a plan's SQL."""
    done = stages([x])
    write = Sql(done.names)
    return sum(len(write.written(y)) for step in done.steps for y in step.values()) + len(write(x))


def test_text_grows_with_depth_and_does_not_double() -> None:
    """Twice the depth is about twice the text."""
    shallow, deep = written(nested(Builder(), 20)), written(nested(Builder(), 40))
    assert deep < 2.5 * shallow


def test_equal_expressions_are_one_object() -> None:
    """What two measures ask alike is computed once."""
    b = Builder()
    x = b.column("x", "int", null=True, lo=0, hi=9)
    assert b.compare(">=", x, b.const(3)) is b.compare("<=", b.const(3), x)
    assert b.all(b.compare(">=", x, b.const(3)), b.true) is b.compare(">=", x, b.const(3))


def test_true_and_one_are_not_mistaken_for_each_other() -> None:
    """Python thinks them equal; a column must not."""
    b = Builder()
    assert b.const(True) is not b.const(1)
    assert b.const(False) is not b.const(0)


def test_bounds_decide_what_they_can() -> None:
    """A count is never below zero, so asking whether it is at least zero asks nothing."""
    b = Builder()
    known = b.column("n", "int", null=False, lo=0, hi=50)
    assert b.compare(">=", known, b.zero) is b.true
    assert b.compare(">", known, b.const(50)) is b.false
    unknown = b.column("m", "int", null=True, lo=0, hi=50)
    assert b.compare(">=", unknown, b.zero) not in (b.true, b.false)


def test_a_product_beyond_64_bits_is_computed_in_128() -> None:
    """Both engines give the exact product; neither wraps or fails."""
    b = Builder()
    x = b.column("x", "int", null=True, lo=0, hi=10**15)
    product = b.div(b.mul(x, b.const(10**9)), 10**9)
    assert product.width == 128
    narrow = b.narrow(product)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT 1000000000000000::BIGINT AS x UNION ALL SELECT NULL")
        found = connection.sql(f"SELECT {Sql()(narrow)} FROM t ORDER BY 1 NULLS LAST").fetchall()
    assert found == [(10**15,), (None,)]
    frame = pl.DataFrame({"x": [10**15, None]}).lazy().select(Columns()(narrow)).collect(engine="streaming")
    assert frame.to_series().to_list() == [10**15, None]


def test_what_128_bits_cannot_hold_is_refused_when_the_plan_is_made() -> None:
    """Not when it runs."""
    b = Builder()
    x = b.column("x", "int", null=False, lo=0, hi=INT64)
    with pytest.raises(DefinitionError, match="overflows a 128-bit integer"):
        b.mul(b.mul(x, x), b.const(10**6))


def test_an_amount_that_64_bits_cannot_hold_is_refused() -> None:
    """Entitlements are 64-bit fen."""
    b = Builder()
    x = b.column("x", "int", null=False, lo=0, hi=INT64)
    with pytest.raises(DefinitionError, match="overflows a 64-bit integer"):
        b.narrow(b.mul(x, b.const(2)))


def test_division_rounds_down_on_both_sides_of_zero() -> None:
    """Engines differ below zero; a plan does not."""
    b = Builder()
    x = b.column("x", "int", null=True, lo=-100, hi=100)
    down = b.div(x, 7)
    values = [-8, -7, -1, 0, 6, 7, None]
    expected = [None if v is None else v // 7 for v in values]
    with duckdb.connect() as connection:
        connection.register("t", pl.DataFrame({"x": values}).to_arrow())
        assert [r[0] for r in connection.sql(f"SELECT {Sql()(down)} FROM t").fetchall()] == expected
    frame = pl.DataFrame({"x": values}).lazy().select(Columns()(down)).collect()
    assert frame.to_series().to_list() == expected


@pytest.mark.parametrize("op", ["least", "greatest"])
def test_the_least_of_an_unknown_and_a_cap_is_not_the_cap(op: str) -> None:
    """Engines leave a NULL out; strictly, an unknown rent is not paid at the cap."""
    b = Builder()
    x = b.column("x", "int", null=True, lo=0, hi=10**6)
    strict = b.strictly(op, x, b.const(50))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT NULL::BIGINT AS x")
        assert connection.sql(f"SELECT {Sql()(strict)} FROM t").fetchall() == [(None,)]
    frame = pl.DataFrame({"x": [None]}, schema={"x": pl.Int64}).lazy().select(Columns()(strict)).collect()
    assert frame.to_series().to_list() == [None]


def test_the_least_of_numbers_that_may_all_be_missing_can_be_any_of_them() -> None:
    """Engines leave a NULL out, so where one is missing the other is the least, however large."""
    b = Builder()
    small = b.column("small", "int", null=True, lo=0, hi=150)
    large = b.column("large", "int", null=True, lo=0, hi=10**12)
    assert (b.least(small, large).lo, b.least(small, large).hi) == (0, 10**12)
    assert b.compare("<=", b.least(small, large), b.const(150)) is not b.true


def test_no_months_times_no_limit_is_nothing() -> None:
    """A rate of zero is paid as nothing, however many months there may be."""
    from wenjiu.screening.columns.numbers import Arithmetic

    b = Builder()
    months = b.column("months", "int", null=True, lo=0, hi=1200)
    assert not Arithmetic(b).product(months, b.zero).null
