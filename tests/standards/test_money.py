"""Fen: exact in, half up out, and never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.standards import money

amounts = st.decimals(min_value=0, max_value=10**13, places=4, allow_nan=False)


@given(amounts)
def test_yuan_become_fen_without_losing_anything(amount: Decimal) -> None:
    assert Fraction(money.fen(amount)) == Fraction(amount) * 100
    assert money.fen(str(amount)) == money.fen(amount)


@given(st.integers(-(10**15), 10**15))
def test_whole_fen_come_back_as_written(fen: int) -> None:
    assert money.fen(money.yuan(fen)) == fen
    assert isinstance(money.fen(money.yuan(fen)), int)


@given(amounts, st.sampled_from([1, 100]))
def test_rounding_is_half_up_as_decimal_arithmetic_rounds(amount: Decimal, to: int) -> None:
    places = Decimal("0.01") if to == 1 else Decimal(1)
    expected = int(amount.quantize(places, ROUND_HALF_UP) * 100)
    assert money.half_up(money.fen(amount), to) == expected


@pytest.mark.parametrize(
    ("amount", "to", "rounded"),
    [
        (Fraction(1, 2), 1, 1),
        (Fraction(49, 100), 1, 0),
        (Fraction(3, 2), 1, 2),
        (Fraction(5, 2), 1, 3),
        (50, 100, 100),
        (49, 100, 0),
        (150, 100, 200),
        (Fraction(14999, 100), 100, 100),
        (0, 1, 0),
        (7, 1, 7),
    ],
)
def test_a_half_goes_up_and_less_than_a_half_goes_down(amount: int | Fraction, to: int, rounded: int) -> None:
    assert money.half_up(amount, to) == rounded
    assert isinstance(money.half_up(amount, to), int)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(3000000, "30000.00"), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-12345, "-123.45"), (100, "1.00")],
)
def test_yuan_are_written_with_two_decimals(fen: int, text: str) -> None:
    assert money.yuan(fen) == text


def test_a_part_of_a_fen_is_shown_in_full() -> None:
    assert money.yuan(Fraction(1, 4)) == "0.0025"
    assert money.yuan(Fraction(200, 2)) == "1.00"


@pytest.mark.parametrize(
    ("fen", "text"), [(3000000, "30,000"), (114298, "1,142.98"), (50, "0.50"), (123456700, "1,234,567"), (99, "0.99")]
)
def test_for_reading_thousands_are_separated_and_empty_fen_left_out(fen: int, text: str) -> None:
    assert money.grouped(fen) == text


@pytest.mark.parametrize("text", ["", "abc", "1,000", "NaN", "Infinity", "-Infinity", "1e99", "1e-99", "１元"])
def test_what_is_no_finite_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        money.fen(text)


def test_the_smallest_and_largest_magnitudes_that_are_read() -> None:
    assert money.fen("1e30") == 10**32
    assert money.fen("1e-30") == Fraction(1, 10**28)
    for text in ("1e31", "1e-31"):
        with pytest.raises(ValueError):
            money.fen(text)


def test_the_largest_amount_is_ten_trillion_yuan() -> None:
    assert money.fen("10000000000000") == money.LARGEST_FEN == 10**15
