"""Numbers are read exactly, and none so long that reading or checking it takes noticeable time."""

import time
from decimal import Decimal

import pytest

from wenjiu.standards import money, numbers

LONG = ["0." + "0" * 200_000 + "1", "1." + "0" * 200_000, "9" * 200_000, "1e" + "9" * 200_000, "-1e-" + "0" * 200_000]


@pytest.mark.parametrize("text", ["0", "3.0", "1.10", "-7", "10000000000000.01", "1e3", "0." + "1" * 98])
def test_a_number_of_a_hundred_characters_is_read_exactly(text: str) -> None:
    assert numbers.decimal(text) == Decimal(text)
    assert numbers.read_json(f"[{text}]") == [Decimal(text)]


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:6])
def test_a_longer_one_stays_text_at_once_so_that_no_check_takes_it_for_a_number(text: str) -> None:
    begun = time.perf_counter()
    assert numbers.read_json(f'{{"a": [{text}]}}') == {"a": [text]}
    assert numbers.decimal(text) == text
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1e99999999999999999999", Decimal("1e1000000")),
        ("-2.5E+99999999999999999999", Decimal("-2.5e1000000")),
        ("1e-99999999999999999999", Decimal("1e-1000000")),
    ],
)
def test_an_exponent_that_no_decimal_has_is_read_as_the_largest_which_every_check_refuses(
    text: str, read: Decimal
) -> None:
    assert numbers.decimal(text) == read


@pytest.mark.parametrize("text", ["", "x", "1e", "1ex", "--1", "1e5e5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        numbers.decimal(text)


def test_an_amount_of_200_000_zeros_is_refused_at_once() -> None:
    begun = time.perf_counter()
    with pytest.raises(ValueError, match=r"^1\.0{38}\.\.\.$"):
        money.fen("1." + "0" * 200_000)
    assert time.perf_counter() - begun < 0.5


def test_whole_numbers_are_whole_and_constants_are_no_floats() -> None:
    whole, exact, *constants = numbers.read_json("[3, 3.0, NaN, -Infinity]")
    assert (type(whole), type(exact)) == (int, Decimal)
    assert [str(constant) for constant in constants] == ["NaN", "-Infinity"]
