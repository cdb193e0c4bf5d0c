"""Rules that every clause of the INVENTED document shares: home district, parameters, period, windows, rounding."""

from __future__ import annotations

from pathlib import Path

from ...rules.language import parameter_files
from ...rules.language.clause import (
    Fact,
    Line,
    Node,
    Require,
    RoundTo,
    all_of,
    any_of,
    at_least,
    at_most,
    day_after,
    is_,
    later_than_month_end,
    not_,
    require,
    under,
)
from ...rules.language.clause import (
    line as unrounded_line,
)
from ..vocabulary import person
from .facts import resident
from .readings import G1, G2

HOME = "qingxi"
book = parameter_files.load(Path(__file__).parent / "parameters")

registered_here = is_(person.household_district, HOME)
#: G1: who counts as a resident.
is_resident = G1.choose(A=registered_here, B=any_of(registered_here, resident.has_permit))


def in_force(trigger: Fact) -> Require:
    """Require that the triggering date is between the first and the last day, both included (clause 5.2)."""
    return require(
        "5.2.C1",
        all_of(at_least(trigger, book["policy_effective_from"]), at_most(trigger, book["policy_effective_to"])),
        "在有效期内（{policy_effective_from}至{policy_effective_to}）",
        "within the period in force ({policy_effective_from} to {policy_effective_to})",
        clause="5.2",
    )


def within(start: Node, period: Node, *, by: Node) -> Node:
    """Require a day within some months (clause 1.1).

    The first day counts, so the window ends the day before the corresponding day.
    """
    return all_of(at_least(by, start), under(by, later_than_month_end(start, period)))


def completed(start: Node, period: Node, *, by: Node) -> Node:
    """Require a completed period, 满 (clause 1.1).

    The first day counts, so the period is complete at the end of the day before the corresponding day.
    """
    return at_least(day_after(by), later_than_month_end(start, period))


def not_yet(start: Node, period: Node, *, by: Node) -> Node:
    """Require a period that is not completed, 不满, counted in the same way."""
    return not_(completed(start, period, by=by))


def line(payee: str, amount: Node) -> Line:
    """Return the amount of one payee under G2: rounded to whole yuan, or to the fen."""
    return unrounded_line(payee, G2.choose(A=RoundTo(amount, 100), B=RoundTo(amount, 1)))
