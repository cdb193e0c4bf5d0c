"""Conditions that can be asked together: yes-or-no ones of one measure, each settled by one fact alone.

"Is all of this so?" with yes answers them at once; with no, or where it is not known, they are asked one by one.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any

from ..evaluate.outcomes import MET
from ..explain.determinations import Determination
from ..language.facts import Fact
from ..ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Statement:
    """One condition in the policy's words, the key of its fact, and the value that meets it, as typed in a form."""

    key: str
    text: str
    typed: str


def statements(policy: Ruleset, answer: Determination, wanted: Container[str]) -> tuple[Statement, ...]:
    """What can be asked together of a measure, among facts by key; alternatives and gates are never part of it."""
    found: dict[str, Statement] = {}
    program = answer.outcome.program
    for k, slot in enumerate(program.slots):
        if slot.route or not slot.present or slot.require.when is not None or len(slot.facts) != 1:
            continue
        fact = program.given[slot.facts[0]]
        if not isinstance(fact, Fact) or fact.gate or fact.key not in wanted or fact.key in found:
            continue
        meeting = [typed for typed, value in _values(policy, fact) if _meets(policy, answer, k, fact, value)]
        if len(meeting) == 1:
            found[fact.key] = Statement(fact.key, slot.require.text(answer.lang, answer.sheet.fill), meeting[0])
    return tuple(found.values())


def _values(policy: Ruleset, fact: Fact) -> tuple[tuple[str, Any], ...]:
    """(as typed, value) of a fact with two answers; nothing for the others."""
    if fact.type == "bool":
        return (("true", True), ("false", False))
    return ((policy.home, policy.home), ("other", "other")) if fact.type == "district" else ()


def _meets(policy: Ruleset, answer: Determination, k: int, fact: Fact, value: Any) -> bool:
    outcome, _, _ = policy.decide(replace(answer.case, facts={**answer.case.facts, fact.key: value}))
    return outcome.condition_results()[k] == MET
