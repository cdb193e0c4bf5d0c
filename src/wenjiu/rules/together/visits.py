"""The sum of a visit: what its measures and cases pay together, and which of them exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...standards import civil
from ..ask.found import GROUPS, Found, Share, together
from ..ask.standings import CAN, OPEN, VERIFY
from ..ask.visits import Visit
from ..explain.determinations import Determination
from ..language.text import Text
from .claim import Claim
from .days import days_of, first_day
from .weighing import Finding, apart, weigh

#: A visitor speaks of one person, one firm, one course and so on, except where a further case says otherwise.
ONE = "one"
SAME = {name: ONE for name in ("person", "employer", "institution", "entity", "course", "edition")}


#: What a sum still waits for; the first one that holds is the one to name.
ANSWERS, FIGURES, OFFICIAL = WAITS = ("answers", "figures", "official")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one case of one measure adds to the sum.

    `id`: the code of the measure, with the case where it is a further one.
    `mine`: what the visitor gets, with the limits that other cases use up; none where others are paid only.
    `paid`: the money of all payees is due now.
    `stopped`: it is due by itself, but not together with another one.
    `waits`: what its amount still waits for: answers of the visitor (`ANSWERS`), figures that are not published
      (`FIGURES`), an official (`OFFICIAL`); empty where nothing can raise it.
    """

    id: str
    code: str
    mine: tuple[Share, ...]
    others: tuple[Share, ...]
    paid: bool
    stopped: bool
    waits: str

    @property
    def own(self) -> Share | None:
        """Return what the visitor gets in all; None where others are paid only."""
        return together(self.mine)


@dataclass(frozen=True)
class Sum:
    """What a visitor gets over several measures and cases, in fen.

    `due`: what is due now.
    `open_ended`: a measure that is due has no amount yet.
    `at_most`: the most that may be due, with the measures that are not decided; None where there is no limit.
    `for_others`: what is due now to others.
    `findings`: which claims exclude each other, or need a look by an official.
    `counted`: every claim that is due or may be.
    `by_payee`: (audience, what is due now to the visitor as that audience), in the order of the policy.
    `waits`: what can still raise the sum, one of `WAITS`; empty where nothing can.
    `each`: code of a measure -> the sentences by which its cases may be had separately.
    """

    due: int
    open_ended: bool
    at_most: int | None
    for_others: int
    findings: tuple[Finding, ...]
    counted: tuple[Counted, ...]
    by_payee: tuple[tuple[str, int], ...]
    waits: str
    each: Mapping[str, tuple[Text, ...]]

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
        _by_payee(visit, due),
        next((w for w in WAITS if any(c.waits == w for c in counted)), ""),
        _each(visit, [claim for claim, c in zip(claims, counted, strict=True) if not c.stopped]),
    )


def _by_payee(visit: Visit, due: Iterable[Counted]) -> tuple[tuple[str, int], ...]:
    paid: dict[str, int] = {}
    for share in (share for c in due for share in c.mine):
        paid[share.audience] = paid.get(share.audience, 0) + share.low
    return tuple((audience, paid[audience]) for audience in visit.policy.audiences if audience in paid)


def _each(visit: Visit, claims: list[Claim]) -> dict[str, tuple[Text, ...]]:
    """Return for each measure the sentences of the rules whose labels keep its claims apart."""
    found: dict[str, dict[str, Text]] = {}
    for rule, pair in apart(visit.policy, claims, visit.policy.letters):
        for claim in pair if rule.apart is not None else ():
            assert rule.apart is not None
            found.setdefault(claim.measure, {})[rule.id] = rule.apart
    return {code: tuple(texts.values()) for code, texts in found.items()}


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
    mine, others = (f.mine, f.others) if claim.answer is f.result.answer else visit.shares(claim.answer)
    stopped = bool(claim.stopped_by)
    paid = f.result.standing == CAN and claim.answer.eligible == "yes" and not stopped
    own = together(mine)
    rises = own is not None and not stopped and own.high != (own.low if paid else 0)
    return Counted(claim.id, claim.measure, mine, others, paid, stopped, _waits(f) if rises else "")


def _waits(f: Found) -> str:
    """Return what an amount that is not settled waits for."""
    if f.left:
        return ANSWERS
    return FIGURES if f.result.standing == CAN and f.result.answer.outcome.missing().params else OFFICIAL


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
