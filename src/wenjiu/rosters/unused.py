"""Finds the days of a row of which only a part is written, and which no verdict needs."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.language.facts import Fact
from ..rules.language.text import T, Text, joined
from ..rules.policy import Policy
from .columns import Column, Form
from .tables import Fault, Row
from .verdicts import BLANK, Verdict

NOT_USED = T("结论没有用到，不用改。", "No verdict uses it; nothing is to be corrected.")


def unused_of(form: Form, row: Row, verdicts: Iterable[Verdict]) -> tuple[Fault, ...]:
    """Return the inexact days of a row that no verdict needs."""
    inexact = [fault for fault in row.faults if fault.inexact]
    return tuple(f for f in inexact if not any(_needs(form.policy, v, f.column) for v in verdicts))


def in_words(fault: Fault) -> Text:
    """Return what is said of a day that no verdict needs."""
    return joined(T("", " "), [fault.message, NOT_USED])


def _needs(policy: Policy, verdict: Verdict, column: Column) -> bool:
    """Whether a day can still change a verdict, its amount, its figures, or what it excludes."""
    outcome = verdict.outcome
    if outcome is None:
        return True
    if verdict.measure not in column.measures or (verdict.standing == BLANK and column.measures != (verdict.measure,)):
        return False
    measure, program = policy.measures[verdict.measure], outcome.program
    names, accepted = policy.stacking.periods.get(measure.code, {}), policy.accepted_facts(measure)
    roots = [measure.trigger, *(pay.amount for pay in outcome.lines)]
    used = {fact.key for root in roots for fact in program.leaves(root) if isinstance(fact, Fact)}
    used |= {fact.key for name in names.values() if isinstance(fact := accepted.get(str(name)), Fact)}
    used |= {fact.key for fact in outcome.missing().facts}
    return not used.isdisjoint(column.keys)
