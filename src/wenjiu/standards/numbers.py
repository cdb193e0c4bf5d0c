"""Reads the numbers of JSON and YAML exactly, and leaves very long numbers as text so that reading stays fast.

The time for arithmetic on a number of n digits grows with the square of n. The checks of a value come after parsing, so
the parser itself must not convert long numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

#: The most characters of text that is read as a number. An amount of money has at most 17.
LONGEST = 100
#: An exponent too large for a decimal is read as this one. Every check refuses numbers of that size.
LARGEST_EXPONENT = 10**6


def integer(text: str) -> int | str:
    """Return a whole number. Text over `LONGEST` characters is returned as it is; later checks refuse it."""
    return int(text) if len(text) <= LONGEST else text


def decimal(text: str) -> Decimal | str:
    """Return an exact decimal, also from `NaN` and `Infinity`. Text over `LONGEST` characters is returned as it is.

    Raises ValueError if the text is not a number.
    """
    if len(text) > LONGEST:
        return text
    try:
        return Decimal(text)
    except InvalidOperation as error:
        mantissa, mark, exponent = text.lower().partition("e")
        digits = exponent.removeprefix("-").removeprefix("+")
        if not (mark and digits.isdecimal()):
            raise ValueError(f"{text[:40]} is not a number") from error
        sign = "-" if exponent.startswith("-") else ""
        return Decimal(f"{mantissa}e{sign}{LARGEST_EXPONENT}")


def read_json(text: str, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """Parse JSON with whole numbers and decimals, never floats.

    `pairs`: builds an object from its names and values (see `object_pairs_hook` of `json.loads`).
    Raises ValueError or RecursionError if the text is not JSON, and anything that `pairs` raises.
    """
    return json.loads(text, parse_float=decimal, parse_int=integer, parse_constant=Decimal, object_pairs_hook=pairs)
