"""Guards of what the report of the unclaimed tells who may not see single rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.bureau.offers import hiding
from wenjiu.bureau.offers.hiding import Sum


def summed(rows: list[int | None]) -> Sum:
    known = [amount for amount in rows if amount is not None]
    return Sum(rows=len(rows), amount_fen=sum(known) if known else None, known=len(known))


def counts(*numbers: int) -> list[Sum]:
    return [Sum(rows=n, amount_fen=n * 100, known=n) for n in numbers]


def solved(equations: list[list[int]], wanted: list[int]) -> bool:
    """Return whether a sum of unknowns follows from other sums of them."""
    kept: list[tuple[int, list[Fraction]]] = []

    def reduced(row: Sequence[Fraction | int]) -> list[Fraction]:
        left = [Fraction(x) for x in row]
        for at, pivot in kept:
            left = [x - left[at] * y for x, y in zip(left, pivot, strict=True)]
        return left

    for row in equations:
        left = reduced(row)
        at = next((k for k, x in enumerate(left) if x), None)
        if at is not None:
            kept.append((at, [x / left[at] for x in left]))
    return not any(reduced(wanted))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, 100, 5_000])), max_size=24))
def test_no_hidden_number_follows_from_the_sums_that_are_told(found: list[tuple[int, int, int | None]]) -> None:
    """Measures and streets of rows: of what is told, no sum less others is one of the hidden numbers or amounts."""
    measures = [[amount for measure, _street, amount in found if measure == k] for k in range(4)]
    streets = [[amount for _measure, street, amount in found if street == k] for k in range(4)]
    tables = [[summed(rows) for rows in table if rows] for table in (measures, streets)]
    told, total = hiding.together(tables)
    here = [[k for k, rows in enumerate(table) if rows] for table in (measures, streets)]
    places = list(product(*here))
    lines = [[int(place[side] == k) for place in places] for side in (0, 1) for k in here[side]]
    shown = [*told[0], *told[1]]
    for what in ("rows", "money"):
        known = [(s.rows is not None) if what == "rows" else s.told for s in shown]
        whole = (total.rows is not None) if what == "rows" else total.told
        equations = [line for line, one in zip(lines, known, strict=True) if one]
        equations += [[1] * len(places)] if whole else []
        for line, one in zip(lines, known, strict=True):
            assert one or not solved(equations, line), what
    for given_, s in zip([*tables[0], *tables[1]], shown, strict=True):
        assert s.rows in (None, given_.rows) and (not s.told or s.amount_fen == given_.amount_fen)
        assert s.rows is None or s.rows >= 3
        assert not s.told or not 0 < given_.known < 3


def divisions(total: int, most: int) -> Iterator[tuple[int, ...]]:
    """Yield a total as one to `most` numbers, in every order."""
    if total and most:
        yield (total,)
        for first in range(1, total):
            yield from ((first, *rest) for rest in divisions(total - first, most - 1))


def test_who_knows_the_rule_cannot_tell_a_hidden_number_either() -> None:
    """All pairs of tables of up to 14 rows: what is told fits another hidden number as well, or nothing is told."""
    worlds: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(1, 15):
        one = [tuple(n) for n in divisions(total, 4)]
        two = [(total,), (1, total - 1), (2, total - 2), (total - 3, 3)]
        for measures, streets in product(one, [n for n in two if min(n) > 0]):
            told, whole = hiding.together([counts(*measures), counts(*streets)])
            said = (whole.rows, *(tuple((s.rows, s.amount_fen) for s in table) for table in told))
            worlds[said].append(measures)
    for (whole_rows, measures, _streets), found in worlds.items():  # type: ignore[misc]
        for k, (rows, _amount) in enumerate(measures):
            if rows is None and whole_rows is not None:
                assert len({numbers[k] for numbers in found}) > 1, (measures, found)


@pytest.mark.parametrize(
    ("measures", "streets", "told"),
    [
        # Nothing is small: all is told.
        ([5, 9], [14], ([5, 9], [14], 14)),
        # The next larger one is hidden, with those equal to it; the total stays.
        ([1, 5, 9], [15], ([None, None, 9], [15], 15)),
        ([1, 5, 5, 9], [20], ([None, None, None, 9], [20], 20)),
        # Two small ones would be bounded by their sum.
        ([1, 2, 9], [12], ([None, None, None], [12], 12)),
        # Small numbers alone: their sum is not told either.
        ([1, 1], [2], ([None, None], [None], None)),
        ([1, 1, 1], [3], ([None, None, None], [None], None)),
        ([2], [2], ([None], [None], None)),
    ],
)
def test_what_is_hidden_with_a_small_number(
    measures: list[int], streets: list[int], told: tuple[list[int | None], list[int | None], int | None]
) -> None:
    tables, total = hiding.together([counts(*measures), counts(*streets)])
    assert ([s.rows for s in tables[0]], [s.rows for s in tables[1]], total.rows) == told


def test_money_is_told_nowhere_as_a_whole_where_some_of_it_is_hidden() -> None:
    (measures, streets), total = hiding.together([counts(1, 5, 9), counts(15)])
    assert [s.amount_fen for s in measures] == [None, None, 900]
    assert (streets[0].rows, streets[0].told, total.rows, total.told) == (15, False, 15, False)
    # One row of four has an amount: it would be the amount of a single person.
    one_known = [Sum(rows=4, amount_fen=70_00, known=1), *counts(6)]
    (measures, streets), total = hiding.together([one_known, [Sum(rows=10, amount_fen=76_00, known=7)]])
    assert [(s.rows, s.told) for s in (*measures, *streets, total)] == [(4, False), (6, True), (10, False), (10, False)]


def test_a_number_without_a_total_is_hidden_for_itself() -> None:
    assert [hiding.apart(s).rows for s in counts(2, 3)] == [None, 3]
    assert not hiding.apart(Sum(rows=9, amount_fen=100, known=2)).told


def test_one_more_person_of_a_day_cannot_be_taken_from_the_numbers_of_two_days() -> None:
    price = 5_000_00
    days = [hiding.rounded(Sum(rows=n, amount_fen=n * price, known=n)) for n in range(3, 60)]
    for before, after in pairwise(days):
        rows = (after.rows or 0) - (before.rows or 0)
        assert rows in (0, 5), "no change is one row"
        told = [s.amount_fen for s in (before, after) if s.amount_fen is not None]
        assert len(told) < 2 or told[1] - told[0] != price, "no change is the price of one"
    # 38 rows of 5,000 yuan are 190,000: about 40 rows. Five bring 25,000, so money is told to 50,000.
    told = hiding.rounded(Sum(rows=38, amount_fen=190_000_00, known=38))
    assert (told.rows, told.amount_fen, told.whole, told.about) == (40, 200_000_00, True, True)
    # 4 rows of which 3 have an amount: 15,000 yuan are less than half of 50,000, so nothing is told of it.
    told = hiding.rounded(Sum(rows=4, amount_fen=15_000_00, known=3))
    assert (told.rows, told.amount_fen, told.told, told.whole) == (5, None, False, False)
    assert hiding.rounded(Sum(rows=None, told=False)) == Sum(rows=None, told=False)
