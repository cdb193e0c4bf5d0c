"""Which cases of a queue are equal, so that one official can take the same step of all of them; what was drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Bulk, BulkCase, Case, Decision, Evidence, Finding, Line, Pause
from wenjiu.bureau.cases.queries import desk
from wenjiu.rules.case.filing import proofs
from wenjiu.rules.document.flows import Outcome, Step

#: States of lines that are not paid.
NOT_PAID = ("refused", "ended")
#: Cases of one bulk: a press answers within seconds.
MOST = 50
#: Cases of a queue that are looked through.
LOOKED_THROUGH = 500
#: The smallest sample, and its share of the cases in percent.
FEWEST_SAMPLED, PERCENT_SAMPLED = 3, 10


@dataclass(frozen=True)
class Equal:
    """Cases that are equal: one measure, one step, every line granted, nothing open. `outcome`: what all of them get."""

    step: Step
    outcome: Outcome
    cases: tuple[Case, ...]

    @property
    def sample(self) -> int:
        """Return how many of them are looked at first."""
        return sample_size(len(self.cases))


def sample_size(cases: int) -> int:
    """Return how many of some cases are looked at before the step of all of them is taken."""
    return min(cases, max(FEWEST_SAMPLED, math.ceil(cases * PERCENT_SAMPLED / 100)))


def equal_cases(actor: Any) -> list[Equal]:
    """Return the groups of two or more equal cases of an actor's queue, the largest first; 50 cases of each at most."""
    groups: dict[tuple[str, str, str, str], list[Case]] = {}
    for case in _clean(desk.queue(actor)):
        groups.setdefault((case.policy, case.measure, case.flow, case.state), []).append(case)
    found = []
    for cases in groups.values():
        step = flows.flow_of(cases[0]).step(cases[0].state)
        outcome = agreeing(step)
        if outcome is not None and len(cases) > 1:
            found.append(Equal(step, outcome, tuple(cases[:MOST])))
    return sorted(found, key=lambda equal: -len(equal.cases))


def agreeing(step: Step) -> Outcome | None:
    """Return the outcome of a step that leads all lines on; None where it has none, or several."""
    onward = [outcome for outcome in step.outcomes.values() if outcome.kind == "next"]
    return onward[0] if len(onward) == 1 else None


def _clean(cases: QuerySet[Case]) -> list[Case]:
    """Return the cases of which every line is granted, with no finding, open pause, proposal or missing paper.

    A finding that somebody cleared counts too: each official after him reads the reason. So does a case that was
    accepted without its papers, which is a finding.
    """
    lines = Line.objects.filter(case=OuterRef("pk"))
    found = (
        cases.filter(Exists(lines))
        .exclude(Exists(lines.exclude(state="open", answer__eligible="yes")))
        .exclude(Exists(Finding.objects.filter(case=OuterRef("pk"))))
        .exclude(Exists(Pause.objects.filter(case=OuterRef("pk"), to_day=None)))
        .exclude(Exists(Decision.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), line_no__gt=0)))
        .exclude(Exists(Decision.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), outcome="refuse")))
    )
    looked = list(found[:LOOKED_THROUGH])
    lacking = _lacking(looked)
    return [case for case in looked if case.pk not in lacking]


def _lacking(cases: Sequence[Case]) -> set[int]:
    """Return the ids of the cases that lack a paper which has to be handed in, by what was stored with their lines."""
    given: dict[int, set[str]] = {}
    rows = Evidence.objects.filter(case__in=cases, replaced_at=None)
    for case_id, material in rows.values_list("case", "material"):
        given.setdefault(case_id, set()).add(material)
    facts: dict[int, list[Mapping[str, Any]]] = {}
    for case_id, stored in Line.objects.filter(case__in=cases).values_list("case", "facts"):
        facts.setdefault(case_id, []).append(stored)
    found = set()
    for case in cases:
        for proof in proofs(flows.policy_of(case), case.measure):
            if proof.origin != "upload" or proof.material.when or proof.is_the_filing:
                continue
            if proof.material.id in given.get(case.pk, ()):
                continue
            known = bool(proof.proves) and all(
                line.get(name, {}).get("source") == "register" for line in facts[case.pk] for name in proof.proves
            )
            if not known:
                found.add(case.pk)
    return found


def access_bulk(actor: Any, id: int) -> Bulk:
    """Return a bulk that an actor drew. Raise Forbidden where there is none."""
    found: Bulk | None = Bulk.objects.filter(pk=id, actor=actor).first()
    if found is None:
        raise Forbidden(f"bulk {id}")
    return found


def open_bulks(actor: Any) -> QuerySet[Bulk]:
    """Return the bulks that an actor drew and has not pressed, the newest first."""
    found: QuerySet[Bulk] = Bulk.objects.filter(actor=actor, pressed_at=None).order_by("-id")
    return found


def rows_of(bulk: Bulk) -> QuerySet[BulkCase]:
    """Return the cases of a bulk, the sample first. `present`: the version of the case by now."""
    found: QuerySet[BulkCase] = (
        bulk.cases.select_related("case__filing__filer", "case__street", "decision")
        .annotate(present=F("case__version"))
        .order_by("-sampled", "id")
    )
    return found


def amounts_of(cases: Iterable[Case]) -> dict[int, int]:
    """Return case -> fen that its granted lines give, by what was stored with them; without those that give no money."""
    rows = Line.objects.filter(case__in=cases, answer__eligible="yes").exclude(state__in=NOT_PAID)
    found: dict[int, int] = {}
    for case_id, amount in rows.values_list("case", "answer__amount"):
        if amount is not None:
            found[case_id] = found.get(case_id, 0) + (fen(amount) or 0)
    return found


def trace_of(row: BulkCase) -> dict[str, Any]:
    """Return what the history of a case says of a bulk: its number, its cases, those looked at, and whether this one was."""
    rows = row.bulk.cases.values_list("left_out", "looked_at")
    return {
        "number": row.bulk_id,
        "cases": sum(not left_out for left_out, _at in rows),
        "sample": sum(at is not None for _left_out, at in rows),
        "looked": row.looked_at is not None,
    }


def to_look_at(actor: Any, case: Case) -> BulkCase | None:
    """Return the row of a sample in which an actor still has to look at a case; None where there is none."""
    found: BulkCase | None = (
        BulkCase.objects.filter(bulk__actor=actor, bulk__pressed_at=None, case=case, sampled=True, looked_at=None)
        .select_related("bulk")
        .order_by("-id")
        .first()
    )
    return found
