"""Converts, rounds and formats amounts of money.

An amount is an integer number of fen. It is a `Fraction` only while an exact intermediate amount has a part of a fen.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from .numbers import LONGEST

FEN_PER_YUAN = 100
LARGEST_YUAN = 10**13
LARGEST_FEN = LARGEST_YUAN * FEN_PER_YUAN


def fen(yuan: int | str | Decimal) -> int | Fraction:
    """Return the exact fen of an amount in yuan (whole number, decimal or decimal string).

    Raises ValueError if it is not a number, not finite, or text of more characters than `numbers.LONGEST`.
    """
    if isinstance(yuan, str) and len(yuan) > LONGEST:
        raise ValueError(f"{yuan[:40]}...")
    try:
        amount = Decimal(yuan)
    except (InvalidOperation, TypeError) as error:
        raise ValueError(yuan) from error
    if not amount.is_finite() or abs(amount.adjusted()) > 30:
        raise ValueError(yuan)
    exact = Fraction(amount) * FEN_PER_YUAN
    return exact.numerator if exact.denominator == 1 else exact


def half_up(amount: int | Fraction, to: int = 1) -> int:
    """Round an amount to a multiple of `to` fen (1: fen, 100: whole yuan). A half is rounded up."""
    return int((2 * amount + to) // (2 * to)) * to


def yuan(amount: int | Fraction) -> str:
    """Format fen as yuan with two decimals, such as ``30000.00``. A part of a fen is shown in full."""
    if amount.__class__ is int and amount >= 0:
        whole, rest = divmod(amount, FEN_PER_YUAN)
        return f"{whole}.{rest:02d}" if rest else f"{whole}.00"
    if isinstance(amount, Fraction) and amount.denominator != 1:
        return format((Decimal(amount.numerator) / Decimal(amount.denominator) / FEN_PER_YUAN).normalize(), "f")
    sign, rest = ("-", -int(amount)) if amount < 0 else ("", int(amount))
    return f"{sign}{rest // FEN_PER_YUAN}.{rest % FEN_PER_YUAN:02d}"


def grouped(amount: int | Fraction) -> str:
    """Format fen as yuan with thousands separators, such as ``30,000`` or ``1,142.98``."""
    whole, _, rest = yuan(amount).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest.strip("0") else "")


def capitals(amount: int) -> str:
    """Format fen in the capital numerals of forms and cheques, such as ``叁万元整``.

    Source: the central bank's rules for filling in payment papers (银发〔1997〕393号, annex 1). An optional 零 is not
    written. Raises ValueError for an amount over ``LARGEST_FEN`` or below 0.
    """
    if not 0 <= amount <= LARGEST_FEN:
        raise ValueError(f"{amount} fen cannot be written in capital numerals: take 0 to {LARGEST_FEN}")
    import cn2an  # imported here because loading it is slow and few answers need it

    return str(cn2an.an2cn(yuan(amount), "rmb"))
