"""The sum of a visit: what its measures pay together, and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..ask.standings import CAN, OPEN, VERIFY
from ..ask.visits import Found, Visit
from ..explain.determinations import Determination
from .claim import Claim
from .days import days_of, first_day
from .weighing import Finding, weigh

#: A visitor speaks of one person, one firm, one course and so on: all measures concern the same ones.
SAME = {name: "one" for name in ("person", "employer", "institution", "entity", "course", "edition")}


@dataclass(frozen=True)
class Sum:
    """What a visitor gets over several measures, in fen.

    `due`: what is due now.
    `open_ended`: a measure that is due has no amount yet.
    `at_most`: the most that may be due, with the measures that are not decided; None where there is no limit.
    `for_others`: what is due now to others.
    `findings`: which measures exclude each other, or need a look by an official.
    `stopped`: codes of measures that are due, but not together with another one.
    """

    due: int
    open_ended: bool
    at_most: int | None
    for_others: int
    findings: tuple[Finding, ...]
    stopped: frozenset[str]


def sum_of(visit: Visit) -> Sum:
    """Return the sum of a visit. Where two measures exclude each other, the greater one that is due counts."""
    found = [f for f in visit.found if f.result.standing in (CAN, OPEN, VERIFY) and not f.lacks]
    found.sort(key=lambda f: (f.result.standing != CAN, -(f.own.low if f.own else 0)))
    claims = [_claim(visit, f.result.answer) for f in found]
    findings = weigh(visit.policy, claims, visit.policy.letters)
    stopped = frozenset(c.measure for c in claims if c.stopped_by)
    counted = [f for f in found if f.result.code not in stopped]
    due = [f for f in counted if f.result.standing == CAN]
    high = [f.own.high for f in counted if f.own is not None]
    return Sum(
        sum(f.own.low for f in due if f.own is not None),
        any(_without_amount(f) for f in due),
        None if None in high else sum(h or 0 for h in high),
        sum(share.low for f in due for share in f.others),
        _distinct(f for f in findings if f.level != "allow"),
        stopped,
    )


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the first finding of each rule about the same two measures."""
    found: dict[tuple[str, ...], Finding] = {}
    for f in findings:
        found.setdefault((f.rule.id, *(claim.measure for claim in f.between)), f)
    return tuple(found.values())


def _without_amount(f: Found) -> bool:
    return f.own is not None and f.own.low != f.own.high


def _claim(visit: Visit, answer: Determination) -> Claim:
    return Claim(
        answer.case.measure.code,
        answer.case.measure.code,
        answer,
        SAME,
        days_of(visit.policy, answer),
        answer.amount,
        first=first_day(visit.policy, answer),
        alone=answer,
    )
