"""Writes exact numbers as decimal digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def json_number(value: int | Fraction) -> int | float | str:
    """Return an exact number in JSON form: an integer, a double that reads back the same, else its digits as text."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    return float(exact) if Fraction(str(float(exact))) == exact else decimal_string(exact)


def decimal_string(value: int | Fraction) -> str:
    """Return an exact number as plain decimal digits, such as ``0.055``."""
    value = Fraction(value)
    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
