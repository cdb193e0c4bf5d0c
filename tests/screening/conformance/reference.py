"""The truth of screening: what the evaluator of single cases answers, row by row, in the columns of a screening.

Every answer is `policy.decide` on a case built from the row; this module only reads it off as the row contract of
`wenjiu.screening.run.rows.evaluate` says, in the words of `Answer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from wenjiu.rules.evaluate.case import Case, Resolved
from wenjiu.rules.evaluate.outcomes import NO, Outcome, bounded
from wenjiu.rules.evaluate.results import FAILED, UNKNOWN, met
from wenjiu.rules.evaluate.runtime import UNBOUNDED
from wenjiu.rules.language.dated_values import OPEN_TO
from wenjiu.rules.language.nodes import INFINITE
from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.wording import condition_id
from wenjiu.rules.policy import Policy

Facts = Mapping[str, Any]


class Result(NamedTuple):
    """The answer to one row; lists as sets. `low_fen` is None only where an amount can be below any number."""

    verdict: str
    low_fen: int | None
    high_fen: int | None
    deciding: str | None
    fails: frozenset[str]
    missing: frozenset[str]
    missing_parameters: frozenset[str]


class Remembering(Policy):
    """A policy that looks each parameter up once a day: the same answers, for many cases with the same own figures.

    It may be asked only with one mapping of own parameters, which is that of a screening.
    """

    def resolve(self, param: Param, on: int, own: Mapping[str, Any], own_only: bool, known: int = OPEN_TO) -> Resolved:
        at = (param.name, on, known)
        found = self._resolved.get(at)
        if found is None:
            found = self._resolved[at] = super().resolve(param, on, own, own_only, known)
        return found

    @property
    def _resolved(self) -> dict[tuple[str, int, int], Resolved]:
        cache: dict[tuple[str, int, int], Resolved] = self.__dict__.setdefault("resolved_once", {})
        return cache


def remembering(policy: Policy) -> Remembering:
    """The policy for one screening; it shares the programs that are compiled already."""
    return Remembering(**{f.name: getattr(policy, f.name) for f in fields(policy)})


def results(
    policy: Policy,
    code: str,
    rows: Iterable[Facts],
    *,
    on: int,
    letters: Mapping[str, str],
    params: Mapping[str, Any],
) -> list[Result]:
    """The answer to each row for one measure.

    `rows`: neutral key -> value (bool, int, fen, civil key, code, Fraction, members) of what is known of a row;
    `on`: civil key of the day of the screening.
    """
    asked = remembering(policy)
    measure = asked.measures[code]
    names = asked.public_names(measure)
    decided, applied = asked.dates["decision_date"].key, asked.dates["application_date"].key
    chosen, own = dict(letters), dict(params)
    found = []
    for row in rows:
        facts = {applied: on, **row, decided: on}
        outcome, _, _ = asked.decide(Case(None, measure, facts, own, False, chosen, None))
        found.append(result_of(outcome, names))
    return found


def result_of(outcome: Outcome, names: Mapping[str, str]) -> Result:
    """An outcome in the columns of a screening. `names`: neutral key -> public name."""
    low, high = total(outcome)
    failed = [condition(outcome, k) for k in outcome.failed()]
    missing = outcome.missing()
    deciding = (failed or [None])[0] if outcome.verdict == NO else open_condition(outcome)
    return Result(
        outcome.verdict,
        low,
        high,
        deciding,
        frozenset(failed),
        frozenset(names.get(f.key, f.key) for f in missing.facts),
        frozenset(p.name if key is None else f"{p.name}[{key}]" for p, key in missing.params),
    )


def total(outcome: Outcome) -> tuple[int | None, int | None]:
    """Lowest and highest fen over all lines, as `Answer` adds them up; None where there is no limit."""
    if outcome.verdict == NO:
        return 0, 0
    low = sum(a for a, _ in outcome.amounts)
    high = sum(INFINITE if bounded(b) is None else b for _, b in outcome.amounts)
    if outcome.verdict == UNKNOWN and UNKNOWN in outcome.condition_results():
        low = 0
    return (None if low <= -UNBOUNDED else low), bounded(high)


def open_condition(outcome: Outcome) -> str | None:
    """Of an unknown answer, the first condition that is unknown and still matters, else "amount"; of others none."""
    if outcome.verdict != UNKNOWN:
        return None
    results = outcome.results or outcome.condition_results()
    for group in outcome.program.groups:
        if met(group, results):
            continue
        for route in group:
            if all(results[k] != FAILED for k in route):
                for k in route:
                    if results[k] == UNKNOWN and not outcome.program.slots[k].require.implied:
                        return condition(outcome, k)
    return "amount"


def condition(outcome: Outcome, k: int) -> str:
    """The public id of a condition."""
    return condition_id(outcome.program.measure, outcome.program.slots[k].require.id)
