"""Units of measure. They prevent the addition of yuan to persons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base units with exponents, such as fen per person."""

    powers: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for base, exponent in other.powers:
            powers[base] = powers.get(base, 0) + exponent
        return Unit(tuple(sorted((b, e) for b, e in powers.items() if e)))

    def per(self, other: Unit) -> Unit:
        """Return this unit divided by another."""
        return self * Unit(tuple((b, -e) for b, e in other.powers))

    @property
    def is_money(self) -> bool:
        """Whether it is a unit of money, such as fen or fen per person."""
        return any(base == "fen" for base, _ in self.powers)

    def __str__(self) -> str:
        above = [b for b, e in self.powers for _ in range(max(e, 0))]
        below = [b for b, e in self.powers for _ in range(max(-e, 0))]
        return "*".join(above or ["1"]) + "".join(f"/{b}" for b in below)


ONE = Unit()
FEN = Unit((("fen", 1),))
PERSON = Unit((("person", 1),))
MONTH = Unit((("month", 1),))
YEAR = Unit((("year", 1),))
DAY = Unit((("day", 1),))
NAMED = {
    "": ONE,
    "yuan": FEN,
    "person": PERSON,
    "month": MONTH,
    "year": YEAR,
    "percent": ONE,
    "day": DAY,
    "yuan/person": FEN.per(PERSON),
    "yuan/month": FEN.per(MONTH),
    "yuan/person/month": FEN.per(PERSON * MONTH),
    "yuan/person/year": FEN.per(PERSON * YEAR),
}
