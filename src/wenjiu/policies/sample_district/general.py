"""What every clause of the INVENTED document shares: home district, parameters, period in force, how time and lines count."""

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
#: G1: who is a resident.
is_resident = G1.choose(A=registered_here, B=any_of(registered_here, resident.has_permit))


def in_force(trigger: Fact) -> Require:
    """Clause 5.2: the triggering date lies between the first and the last day, both included."""
    return require(
        "5.2.C1",
        all_of(at_least(trigger, book["policy_effective_from"]), at_most(trigger, book["policy_effective_to"])),
        "在有效期内（{policy_effective_from}至{policy_effective_to}）",
        "within the period in force ({policy_effective_from} to {policy_effective_to})",
        clause="5.2",
    )


def within(start: Node, period: Node, *, by: Node) -> Node:
    """Clause 1.1: a window of months in which the first day counts, so that it ends the day before the corresponding day."""
    return all_of(at_least(by, start), under(by, later_than_month_end(start, period)))


def completed(start: Node, period: Node, *, by: Node) -> Node:
    """满, with the first day counted (clause 1.1): the period is complete at the end of the day before the corresponding day."""
    return at_least(day_after(by), later_than_month_end(start, period))


def not_yet(start: Node, period: Node, *, by: Node) -> Node:
    """不满, counted alike."""
    return not_(completed(start, period, by=by))


def line(payee: str, amount: Node) -> Line:
    """A payee's line under G2: to whole yuan, or to the fen."""
    return unrounded_line(payee, G2.choose(A=RoundTo(amount, 100), B=RoundTo(amount, 1)))
