"""The papers that have to be handed in for what the registers show, told before anybody sends it with one press."""

from __future__ import annotations

from dataclasses import dataclass

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows, periods
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries.evidence import evidence_of
from wenjiu.bureau.offers.queries import OfferGroup
from wenjiu.rules.case.filing import proofs
from wenjiu.rules.policy import Policy
from wenjiu.web.workspace.papers import LOOKED_UP


@dataclass(frozen=True)
class Wanted:
    """The papers of a measure that no register replaces, by name.

    `days`: working days within which a case is accepted, and so can be given papers; None where no source states it.
    """

    papers: tuple[str, ...]
    days: int | None


def wanted(policy: Policy, code: str, group: OfferGroup | None = None) -> Wanted:
    """Return what has to be handed in for a measure whose facts are all registered.

    `group`: its offers. Where a draft was opened from them, what was uploaded or promised there is not wanted again.
    """
    lang, measure = flows.lang(), policy.measures[code]
    fill = policy.fill(measure, lang)
    held = _held(group.offers[0].filing, code) if group is not None else set()
    names = [
        proof.material.name(lang, fill)
        for proof in proofs(policy, code)
        if not proof.is_the_filing
        and proof.origin not in LOOKED_UP
        and proof.material.when is None
        and proof.material.id not in held
    ]
    today = clock.today()
    first = flows.first_of(periods.procedures_on(policy, today).flow_for(code, today))
    return Wanted(tuple(names), first.days)


def _held(draft: Filing | None, code: str) -> set[str]:
    """Return the materials that were uploaded or promised in a draft."""
    if draft is None:
        return set()
    promised = {key.partition("/")[2] for key in draft.draft.get("promises", {}) if key.partition("/")[0] == code}
    return promised | set(evidence_of(draft).filter(measure=code).values_list("material", flat=True))
