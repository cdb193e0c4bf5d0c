"""Numbers of JSON and YAML as texts are read: exact, and none so long that reading it takes noticeable time.

Arithmetic on a number of n digits takes time that grows with the square of n. The checks of a value come after the
reading, so the reading itself keeps long numbers from becoming numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

#: Characters of a number that is still read as one; an amount of money has at most 17.
LONGEST = 100
#: An exponent that no decimal can have is read as this one; every check refuses both by their size.
LARGEST_EXPONENT = 10**6


def integer(text: str) -> int | str:
    """A whole number. One over `LONGEST` characters stays the text that it is: too long for a code, and no number."""
    return int(text) if len(text) <= LONGEST else text


def decimal(text: str) -> Decimal | str:
    """An exact decimal, also from `NaN` and `Infinity`. One over `LONGEST` characters stays text, as in `integer`.

    ValueError where the text is no number.
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
    """JSON whose numbers are whole numbers and decimals, never floats; `pairs` makes an object of names and values.

    ValueError or RecursionError where the text is no JSON, and whatever `pairs` raises.
    """
    return json.loads(text, parse_float=decimal, parse_int=integer, parse_constant=Decimal, object_pairs_hook=pairs)
