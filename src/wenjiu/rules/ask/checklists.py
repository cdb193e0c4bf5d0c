"""Groups the conditions of one measure that can be asked together: yes-or-no conditions that depend on one fact alone.

"Is all of this so?" with the answer yes settles them at once. After "no" or "I do not know" they are asked one by one.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any

from ..evaluate.results import MET
from ..explain.determinations import Determination
from ..language import fact_types
from ..language.facts import Fact
from ..ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Statement:
    """One condition of a checklist: its text, the key of its fact, and the value that meets it, as typed in a form."""

    key: str
    text: str
    typed: str


def statements(policy: Ruleset, answer: Determination, wanted: Container[str]) -> tuple[Statement, ...]:
    """Return the conditions of a measure that can be asked together, among some facts by key.

    Alternatives and gates are never included.
    """
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
    """Return (as typed, value) of a fact with two answers; nothing for other facts."""
    values = fact.type.closed(fact, policy.home)
    if len(values) != 2 or fact.type is fact_types.CHOICE:
        return ()
    return tuple((str(value).lower() if isinstance(value, bool) else value, value) for value in values)


def _meets(policy: Ruleset, answer: Determination, k: int, fact: Fact, value: Any) -> bool:
    outcome, _, _ = policy.decide(replace(answer.case, facts={**answer.case.facts, fact.key: value}))
    return outcome.condition_results()[k] == MET
