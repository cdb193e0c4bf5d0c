"""Rules that every clause shares: home district, parameters, period in force, location of a unit, rounding."""

from __future__ import annotations

from pathlib import Path

from ...rules.language import parameter_files
from ...rules.language.clause import (
    ALWAYS,
    Fact,
    Line,
    Node,
    Reading,
    Require,
    RoundTo,
    after,
    all_of,
    at_least,
    at_most,
    claimed,
    first_given,
    if_given,
    is_,
    is_given,
    listed,
    not_later,
    require,
    rolled,
)
from ...rules.language.clause import (
    line as unrounded_line,
)
from ...rules.language.clause import (
    within as within_period,
)
from ..vocabulary import case
from .readings import G1, G3, G6, G7, G12

HOME = "chaoyang"
# The dates that a measure without a triggering date can use, and the one that applies.
DATES = {"event_date": case.event_date, "application_date": case.application_date}
event_or_application = first_given(case.event_date, case.application_date)
book = parameter_files.load(Path(__file__).parent / "parameters")


def in_force(trigger: Fact | None = None) -> Require:
    """Require that the triggering date is in the policy's period (G1).

    A measure without a triggering date uses the date of the event, or else that of the application.
    """
    at = trigger if trigger is not None else event_or_application
    start, end = book["policy_effective_from"], book["policy_effective_to"]
    in_period = all_of(at_least(at, start), at_most(at, end))
    applied, dated = case.application_date, is_given(case.event_date, case.application_date)
    applied_in_period = in_period if at is applied else all_of(at_least(applied, start), at_most(applied, end))
    return require(
        "G1.C1",
        G1.choose(A=in_period, B=applied_in_period, C=at_least(at, book["retroactive_from"])),
        "在政策有效期内（起始日：{policy_effective_from}；终止日：{policy_effective_to}）",
        "within the period of the policy (first day: {policy_effective_from}; last day: {policy_effective_to})",
        clause="G1",
        when=None if trigger is not None else G1.choose(A=dated, B=ALWAYS, C=dated),
        listed=True,
    )


def unit_in_district(registered: Fact) -> Require:
    """Require that the unit is registered in the district (G6), only where the operator or the reading asks for it."""
    return require(
        "G6.C1",
        is_(registered, HOME),
        "单位注册地在{home}",
        "the unit is registered in {home}",
        clause="G6",
        when=G6.choose(A=book["require_district_employer"], B=ALWAYS),
    )


def in_extra_group(group: Fact, ruling: Fact) -> Node:
    """Require a key group beyond those named (G7): by the published list (A), or only by an official's ruling (B)."""
    return G7.choose(A=listed(group, book["key_group_extra_categories"]), B=ruled(claimed(group), ruling))


def ruled(claim: Node, ruling: Fact) -> Node:
    """Return an official's ruling. Without one, a claim is undecided; where there is no claim, the condition fails."""
    return if_given(ruling, all_of(claim, ruling))


def within(start: Node, period: Node, *, by: Node) -> Node:
    """Require a day within a number of months. Under G3 B the last day moves past days off."""
    return G3.choose(
        A=within_period(start, period, by=by), B=all_of(at_least(by, start), at_most(by, rolled(after(start, period))))
    )


def no_later(start: Node, period: Node, *, by: Node) -> Node:
    """Require only the last day of a window. Under G3 B that day moves past days off."""
    return G3.choose(A=not_later(start, period, by=by), B=at_most(by, rolled(after(start, period))))


def line(payee: str, amount: Node, *, under: Reading | None = None, when: Node | None = None) -> Line:
    """Return the amount of one payee, rounded once at its end (G12): to the fen, or to whole yuan."""
    return unrounded_line(payee, G12.choose(A=RoundTo(amount, 1), B=RoundTo(amount, 100)), under=under, when=when)
