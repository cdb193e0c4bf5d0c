"""Weighing several claims of one person or firm against each other by the stacking rules of a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...standards import civil
from ..document.stacking import Rule, Stacking
from ..explain.determinations import Determination
from ..language.facts import Fact
from ..ruleset import Ruleset

OPEN = civil.LATEST
Days = tuple[int, int] | None


@dataclass(slots=True)
class Claim:
    """A case or past award among others: its answer (none for a past award), labels, days it pays for (None: unknown)."""

    id: Any
    measure: str
    answer: Determination | None
    labels: Mapping[str, str]
    days: Days
    amount: str | None
    stopped_by: list[str] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether it is there to stop or be stopped: paid, or not refused."""
        return not self.stopped_by and (self.answer is None or self.answer.eligible in ("yes", "unknown"))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of two claims."""

    rule: Rule
    level: str
    certain: bool
    between: tuple[Claim, Claim]


def weigh(stacking: Stacking, claims: list[Claim], letters: Mapping[str, str]) -> list[Finding]:
    """Hold the claims (past awards first, then cases in their order) against the rules; marks those that are stopped."""
    found: list[Finding] = []
    rules = [rule for rule in stacking.rules if rule.stands(letters)]
    for k, later in enumerate(claims):
        against = [c for c in claims[:k] if c.stands] if later.answer is not None and later.stands else []
        for earlier in against:
            for rule in rules:
                meets = _meets(rule, earlier, later)
                if meets is False:
                    continue
                settled = all(c.answer is None or c.answer.eligible == "yes" for c in (earlier, later))
                certain = meets is True and settled
                level = rule.level if certain or rule.level == "allow" else "warn"
                found.append(Finding(rule, level, certain, (earlier, later)))
                if level == "stop":
                    _loser(rule, earlier, later).stopped_by.append(rule.id)
    return found


def _loser(rule: Rule, earlier: Claim, later: Claim) -> Claim:
    """Which of two claims is not paid: the later, but for a rule that keeps the greatest of two known amounts."""
    if (
        rule.keep == "greatest"
        and earlier.answer is not None
        and earlier.amount is not None
        and later.amount is not None
    ):
        return earlier if float(later.amount) > float(earlier.amount) else later
    return later


def _meets(rule: Rule, a: Claim, b: Claim) -> bool | None:
    """Whether a rule applies to two claims; None where their days are not known."""
    if frozenset((a.measure, b.measure)) not in rule.between:
        return False

    def agrees(label: str) -> bool:
        return a.labels.get(label) is None or b.labels.get(label) is None or a.labels[label] == b.labels[label]

    if not all(map(agrees, rule.same)) or (rule.same_any and not any(map(agrees, rule.same_any))):
        return False
    if not rule.overlap:
        return True
    if a.days is None or b.days is None:
        return None
    return a.days[0] <= b.days[1] and b.days[0] <= a.days[1]


def days_of(rules: Ruleset, answer: Determination) -> Days:
    """The days that a case pays for, as the policy derives them from its facts; None where one is unknown."""
    rule = rules.stacking.periods.get(answer.case.measure.code)
    if rule is None:
        return None
    names = rules.accepted_facts(answer.case.measure)

    def known(word: str) -> Any:
        fact = names.get(rule[word]) if word in rule else None
        return answer.case.facts.get(fact.key) if isinstance(fact, Fact) else None

    derive: dict[str, Callable[[], Days]] = {
        "year": lambda: _year(known("year")),
        "open": lambda: None if known("from") is None else (known("from"), OPEN),
        "months": lambda: _served(known("from"), known("months")),
        "back": lambda: _before(known("to"), int(rule["back"])),
    }
    for word, days in derive.items():
        if word in rule:
            return days()
    return None if known("from") is None or known("to") is None else (known("from"), known("to"))


def _year(year: int | None) -> Days:
    return None if year is None else (civil.key(year, 1, 1), civil.key(year, 12, 31))


def _served(first: int | None, months: int | None) -> Days:
    return None if first is None or not months else (first, civil.previous_day(civil.plus_months(first, months)))


def _before(last: int | None, months: int) -> Days:
    """So many months that end on a day, that day included."""
    return None if last is None else (civil.next_day(civil.plus_months(last, -months)), last)
