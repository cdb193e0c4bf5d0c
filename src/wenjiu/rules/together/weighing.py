"""Applies the stacking rules of a policy to several claims of one person or firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..document.stacking import ONCE, Rule, Subject
from ..ruleset import Ruleset
from .claim import Claim
from .days import meet
from .limits import limit


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding of a rule about two claims."""

    rule: Rule
    level: str
    certain: bool
    between: tuple[Claim, Claim]


def weigh(rules: Ruleset, claims: list[Claim], letters: Mapping[str, str]) -> list[Finding]:
    """Apply the rules to the claims (past awards first, then cases in their order), and mark those that are stopped.

    `letters`: readings of the file; the operator's hold where it states none.
    """
    found: list[Finding] = []
    letters = {**rules.letters, **letters}
    standing = [rule for rule in rules.stacking.rules if rule.stands(letters)]
    for k, later in enumerate(claims):
        if later.answer is None:
            continue
        if later.stands:
            found += _repeats(rules, claims[:k], later)
        if later.stands:
            limit(rules, claims[:k], later)
        against = [c for c in claims[:k] if c.stands] if later.stands else []
        for earlier in against:
            for rule in standing:
                meets = _meets(rule, earlier, later)
                if meets is not False:
                    found.append(_found(rule, earlier, later, certain=meets is True))
    return found


def apart(rules: Ruleset, claims: list[Claim], letters: Mapping[str, str]) -> list[tuple[Rule, tuple[Claim, Claim]]]:
    """Return the pairs of claims that a rule with a sentence about this keeps apart, because their labels differ.

    A rule about two branches says the same of two claims of one of them.
    """
    letters = {**rules.letters, **letters}
    standing = [rule for rule in rules.stacking.rules if rule.apart is not None and rule.stands(letters)]
    pairs = [(a, b) for k, b in enumerate(claims) for a in claims[:k]]
    return [
        (rule, (a, b))
        for rule in standing
        for a, b in pairs
        if {a.measure, b.measure} <= frozenset().union(*rule.between) and not a.agrees(b, rule.same)
    ]


def _found(rule: Rule, earlier: Claim, later: Claim, *, certain: bool) -> Finding:
    """Return the finding of a rule that two claims meet; one claim is stopped where that is certain."""
    certain = certain and earlier.settled and later.settled
    level = rule.level if certain or rule.level == "allow" else "warn"
    if level == "stop":
        _loser(rule, earlier, later).stopped_by.append(rule.id)
    return Finding(rule, level, certain, (earlier, later))


def _loser(rule: Rule, earlier: Claim, later: Claim) -> Claim:
    """Return the unpaid claim of two: the later one, unless the rule keeps the greater of two known amounts."""
    if (
        rule.keep == "greatest"
        and earlier.answer is not None
        and earlier.amount is not None
        and later.amount is not None
    ):
        return earlier if float(later.amount) > float(earlier.amount) else later
    return later


def _repeats(rules: Ruleset, before: list[Claim], later: Claim) -> list[Finding]:
    """Return the earlier claims that a case repeats, up to the first that certainly stops it."""
    found: list[Finding] = []
    for earlier in before:
        if earlier.stands and _one_claim(rules, earlier, later):
            found.append(_found(ONCE, earlier, later, certain=True))
            if later.stopped_by:
                break
    return found


def _one_claim(rules: Ruleset, earlier: Claim, later: Claim) -> bool:
    """Whether two claims are one: of one branch with one key, or of a branch that is paid once for its subject."""
    if earlier.measure != later.measure or later.answer is None:
        return False
    if earlier.key is not None and earlier.key == later.key:
        return True
    letters = later.answer.case.letters
    return any(
        s.measure == later.measure
        and s.stands(letters)
        and earlier.agrees(later, s.same)
        and all(x in earlier.labels and earlier.labels[x] == later.labels.get(x) for x in s.given)
        and not (_again(rules, s, later) and not _again(rules, s, earlier))
        for s in rules.stacking.subjects
    )


def _again(rules: Ruleset, subject: Subject, claim: Claim) -> bool:
    """Whether a case states the fact that makes it a different claim from an earlier one."""
    if not subject.again or claim.answer is None:
        return False
    fact = rules.accepted_facts(claim.answer.case.measure)[subject.again]
    return claim.answer.case.facts.get(fact.key) is True


def _meets(rule: Rule, a: Claim, b: Claim) -> bool | None:
    """Whether a rule applies to two claims; None where their days are not known."""
    if frozenset((a.measure, b.measure)) not in rule.between:
        return False
    if not a.agrees(b, rule.same) or (rule.same_any and not any(a.agrees(b, (x,)) for x in rule.same_any)):
        return False
    if not rule.overlap:
        return True
    return meet(*(c.first_day if c.measure in rule.first_day else c.days for c in (a, b)))


def stop_id(claim: Claim, rule: str) -> str:
    """Return the id of the condition by which a rule refuses a case: that of the rule, or the branch's own "once"."""
    return f"{claim.measure}.{ONCE.id}" if rule == ONCE.id else rule
