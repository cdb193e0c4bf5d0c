"""Asks again what was decided: the answers must be the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases.assessing import plain, snapshot_sha
from wenjiu.bureau.cases.models import Decision
from wenjiu.bureau.rulebook import in_force
from wenjiu.rules.language.problems import CaseError

#: Parts of an answer that name the program or the origin of a figure, not the decision.
_NOT_REPEATED = frozenset({"wenjiu", "from", "source", "notes"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that is answered otherwise than it was decided, or a snapshot that is not what was signed."""

    case: str
    line: int
    step: str
    what: str


def replay() -> Iterator[tuple[int, list[Difference]]]:
    """Yield for each decision with a snapshot how many lines were asked again, and what differs."""
    decisions = Decision.objects.exclude(snapshot=None).select_related("case").order_by("id")
    for decision in decisions.iterator(chunk_size=50):
        yield len(decision.snapshot), list(_of_decision(decision))


def _of_decision(decision: Decision) -> Iterator[Difference]:
    number, step = decision.case.number, decision.step_code
    if decision.snapshot and snapshot_sha(decision.snapshot) != decision.sha:
        yield Difference(number, 0, step, "the snapshot does not match its SHA-256")
    for line in decision.snapshot:
        change = line.get("rules", {}).get("change", 0)
        policy = in_force.policy_at(decision.case.policy, change, decision.case.filed_on)
        try:
            now = plain(policy.assess(line["case"]))
        except CaseError as error:
            yield Difference(number, line["line"], step, f"the case is refused now: {error}")
            continue
        then, again = _same(line["answer"]), _same(now)
        differing = sorted(key for key in then if then[key] != again.get(key))
        if differing:
            yield Difference(number, line["line"], step, f"differs in {', '.join(differing)}")


def _same(part: Any) -> Any:
    """Return a part of an answer without what a replay cannot repeat.

    That is the version of the program, and for each parameter since when and by which source it held, which the notes
    say too: a replay is given the values of the snapshot.
    """
    if isinstance(part, dict):
        return {key: _same(value) for key, value in part.items() if key not in _NOT_REPEATED}
    return [_same(item) for item in part] if isinstance(part, list) else part
