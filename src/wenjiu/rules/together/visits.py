"""The sum of a visit: what its measures and cases pay together, and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..ask.found import GROUPS, Found, Share
from ..ask.standings import CAN, OPEN, VERIFY
from ..ask.visits import Visit
from ..explain.determinations import Determination
from .claim import Claim
from .days import days_of, first_day
from .weighing import Finding, weigh

#: A visitor speaks of one person, one firm, one course and so on, except where a further case says otherwise.
ONE = "one"
SAME = {name: ONE for name in ("person", "employer", "institution", "entity", "course", "edition")}


@dataclass(frozen=True, slots=True)
class Counted:
    """What one case of one measure adds to the sum.

    `id`: the code of the measure, with the case where it is a further one.
    `own`: what the visitor gets, with the limits that other cases use up; None where others are paid only.
    `paid`: the money of all payees is due now.
    `stopped`: it is due by itself, but not together with another one.
    """

    id: str
    code: str
    own: Share | None
    others: tuple[Share, ...]
    paid: bool
    stopped: bool


@dataclass(frozen=True)
class Sum:
    """What a visitor gets over several measures and cases, in fen.

    `due`: what is due now.
    `open_ended`: a measure that is due has no amount yet.
    `at_most`: the most that may be due, with the measures that are not decided; None where there is no limit.
    `for_others`: what is due now to others.
    `findings`: which claims exclude each other, or need a look by an official.
    `counted`: every claim that is due or may be.
    """

    due: int
    open_ended: bool
    at_most: int | None
    for_others: int
    findings: tuple[Finding, ...]
    counted: tuple[Counted, ...]

    @property
    def stopped(self) -> frozenset[str]:
        """Return the ids of claims that are due, but not together with another one."""
        return frozenset(c.id for c in self.counted if c.stopped)

    def of(self, code: str) -> tuple[int, int | None]:
        """Return what the visitor gets over all cases of a measure: what is due now, and the most that may be."""
        return _due(counted := [c for c in self.counted if c.code == code]), _most(counted)


def sum_of(visit: Visit) -> Sum:
    """Return the sum of a visit with all its cases. Of two claims that exclude each other, the greater one counts.

    The order in which the visitor named the cases does not matter.
    """
    found = [
        (v, f)
        for v in (visit, *visit.cases)
        for f in v.found
        if f.result.standing in (CAN, OPEN, VERIFY) and not f.lacks
    ]
    found = _in_order(visit, found)
    claims = [_claim(v, f.result.answer) for v, f in found]
    findings = weigh(visit.policy, claims, visit.policy.letters)
    counted = tuple(_counted(visit, f, claim) for (_, f), claim in zip(found, claims, strict=True))
    due = [c for c in counted if c.paid]
    return Sum(
        _due(counted),
        any(c.own is not None and c.own.low != c.own.high for c in due),
        _most(counted),
        sum(share.low for c in due for share in c.others),
        _distinct(f for f in findings if f.level != "allow"),
        counted,
    )


def _in_order(visit: Visit, found: list[tuple[Visit, Found]]) -> list[tuple[Visit, Found]]:
    """Return the results in the order in which they are claimed, whatever the order of the cases.

    Those that are due come first, the measure with the greatest amount before others. A limit that adds up over the
    cases of a measure is used up from the earliest day on; else the greater amount comes first.
    """
    rank = {group: k for k, group in enumerate(GROUPS)}
    best: dict[tuple[bool, str], int] = {}
    for _, f in found:
        at = (f.result.standing != CAN, f.result.code)
        best[at] = max(best.get(at, 0), _low(f))

    def place(pair: tuple[Visit, Found]) -> tuple[Any, ...]:
        f = pair[1]
        waits, code = f.result.standing != CAN, f.result.code
        days = days_of(visit.policy, f.result.answer) if code in visit.policy.stacking.limits else None
        facts = sorted((key, repr(value)) for key, value in f.result.answer.case.facts.items())
        first = civil.LATEST if days is None else days.first
        return waits, -best[waits, code], rank[f.group], code, first, -_low(f), facts

    return sorted(found, key=place)


def _low(f: Found) -> int:
    return f.own.low if f.own else 0


def _counted(visit: Visit, f: Found, claim: Claim) -> Counted:
    assert claim.answer is not None
    own, others = (f.own, f.others) if claim.answer is f.result.answer else visit.shares(claim.answer)
    stopped = bool(claim.stopped_by)
    paid = f.result.standing == CAN and claim.answer.eligible == "yes" and not stopped
    return Counted(claim.id, claim.measure, own, others, paid, stopped)


def _due(counted: Iterable[Counted]) -> int:
    return sum(c.own.low for c in counted if c.paid and c.own is not None)


def _most(counted: Iterable[Counted]) -> int | None:
    high = [c.own.high for c in counted if c.own is not None and not c.stopped]
    return None if None in high else sum(h or 0 for h in high)


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the first finding of each rule about the same two measures, and every claim that a rule stops."""
    found: dict[tuple[str, ...], Finding] = {}
    for f in findings:
        named = [claim.id if f.level == "stop" else claim.measure for claim in f.between]
        found.setdefault((f.rule.id, f.level, *named), f)
    return tuple(found.values())


def _claim(visit: Visit, answer: Determination) -> Claim:
    """Return the claim of one measure in one case. Two cases are one claim where they are paid once together."""
    code, case, labels, key = answer.case.measure.code, visit.case, SAME, None
    kind = next((k for k in visit.kinds.values() if code in k.measures), None)
    if kind is not None:
        number = ONE if case is None else case.id
        key = ONE if code in kind.another.once else number
        labels = SAME | dict.fromkeys(kind.another.apart, number)
    return Claim(
        visit.ref(code),
        code,
        answer,
        labels,
        days_of(visit.policy, answer),
        answer.amount,
        key,
        first=first_day(visit.policy, answer),
        alone=answer,
    )
