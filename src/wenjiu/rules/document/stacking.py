"""Stacking: what one person or firm may have together, over cases and past awards, by rules that are data of the policy.

A rule names pairs of branches, the labels that must agree (person, employer, year ...), whether the days that they pay
for must meet, and what follows: `stop` (the later one is not paid), `warn` (an official looks), `allow`. Where the
days are not known, or an answer is still open, a stop becomes a warning that is not certain. Past awards stay; of two
cases the earlier in the file stays. Source: clauses.md section 0.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ...standards import civil
from ..explain.determinations import Determination
from ..language.facts import Fact
from ..language.nodes import DefinitionError
from ..language.text import Text

if TYPE_CHECKING:
    from ..policy import Policy

LEVELS = ("stop", "warn", "allow")
OPEN = civil.LATEST
Days = tuple[int, int] | None


@dataclass(frozen=True)
class Rule:
    """One rule. `under`, `unless`: reading id -> letter with which it exists, or does not."""

    id: str
    between: frozenset[frozenset[str]]
    level: str
    text: Text
    same: tuple[str, ...] = ()
    same_any: tuple[str, ...] = ()
    overlap: bool = False
    keep: str = "earlier"
    under: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)

    def stands(self, letters: Mapping[str, str]) -> bool:
        """Whether the rule exists under some letters."""
        chosen = [letters.get(id, "A") == letter for id, letter in self.under.items()]
        dropped = [letters.get(id, "A") == letter for id, letter in self.unless.items()]
        return all(chosen) and not any(dropped)


@dataclass(frozen=True)
class Stacking:
    """The rules of a policy, and the days that its branches pay for where a case does not say."""

    rules: tuple[Rule, ...] = ()
    periods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def readings(self) -> set[str]:
        """The readings that some rule depends on."""
        return {id for rule in self.rules for id in (*rule.under, *rule.unless)}


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


def load_stacking(path: Path) -> Stacking:
    """Read a policy's stacking.yaml. DefinitionError with the rule that is wrong."""
    document = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    rules = []
    for entry in document["rules"]:
        if entry["level"] not in LEVELS:
            raise DefinitionError(f"{path.name}: rule {entry['id']}: level {entry['level']!r}; {', '.join(LEVELS)}")
        rules.append(
            Rule(
                entry["id"],
                frozenset(frozenset(map(str, pair)) for pair in entry["between"]),
                entry["level"],
                Text(entry["zh"], entry["en"]),
                tuple(entry.get("same", ())),
                tuple(entry.get("same_any", ())),
                entry.get("overlap", False),
                entry.get("keep", "earlier"),
                entry.get("under", {}),
                entry.get("unless", {}),
            )
        )
    return Stacking(tuple(rules), document.get("periods", {}))


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


def days_of(stacking: Stacking, policy: Policy, answer: Determination) -> Days:
    """The days that a case pays for, as the policy derives them from its facts; None where one is unknown."""
    rule = stacking.periods.get(answer.case.measure.code)
    if rule is None:
        return None
    names = policy.accepted_facts(answer.case.measure)

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
