"""Values that are right at first sight, which most are: read without the checks that word a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...standards import civil, money
from ..language.facts import Fact

#: Digits of an amount in yuan that is surely below every limit of the reader of numbers.
_DIGITS = 13


def _truth(fact: Fact, value: Any) -> Any:
    return value if value is True or value is False else None


def _day(fact: Fact, value: Any) -> Any:
    if value.__class__ is not str or not value.isascii():
        return None
    try:
        day = civil.parse(value)
    except ValueError:
        return None
    return day if civil.EARLIEST <= day <= civil.LATEST else None


def _option(fact: Fact, value: Any) -> Any:
    return value if value.__class__ is str and value in fact.options else None


def _number(fact: Fact, value: Any) -> Any:
    return value if value.__class__ is int and fact.lo <= value <= fact.hi and value >= 0 else None


def _yuan(fact: Fact, value: Any) -> Any:
    """Whole yuan, or a string of digits with at most two decimals."""
    if value.__class__ is str:
        whole, _, part = value.partition(".")
        if not (whole.isdigit() and (part.isdigit() or not part) and value.isascii()):
            return None
        if len(whole) > _DIGITS or len(part) > 2:
            return None
        fen = int(whole + part.ljust(2, "0"))
    elif value.__class__ is int:
        fen = value * money.FEN_PER_YUAN
    else:
        return None
    return fen if 0 <= fen <= fact.hi and fen <= money.LARGEST_FEN else None


#: By type of fact: a value as the tree has it; None where it must be looked at closely, which does not say that it is wrong.
PLAIN: dict[str, Callable[[Fact, Any], Any]] = {
    "bool": _truth,
    "date": _day,
    "choice": _option,
    "count": _number,
    "year": _number,
    "yuan": _yuan,
}
