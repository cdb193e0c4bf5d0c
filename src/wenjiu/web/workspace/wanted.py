"""The papers that have to be handed in for what the registers show, told before anybody sends it with one press."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows, periods
from wenjiu.bureau.cases.models import Evidence
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


def wanted_of(policy: Policy, groups: Iterable[OfferGroup]) -> list[Wanted]:
    """Return what has to be handed in for groups of offers, in their order. One query, however many there are.

    Where a draft was opened from offers, what was uploaded or promised there is not wanted again.
    """
    groups = list(groups)
    drafts = {group.offers[0].filing for group in groups} - {None}
    given = Evidence.objects.filter(filing__in=drafts, replaced_at=None) if drafts else Evidence.objects.none()
    held = set(given.values_list("filing", "measure", "material"))
    for draft in drafts:
        held |= {(draft.pk, *key.split("/", 1)) for key in draft.draft.get("promises", {})}
    found = []
    for group in groups:
        own = {material for id, code, material in held if (id, code) == (group.offers[0].filing_id, group.code)}
        found.append(wanted(policy, group.code, own))
    return found


def wanted(policy: Policy, code: str, held: Collection[str] = ()) -> Wanted:
    """Return what has to be handed in for a measure whose facts are all registered. `held`: materials that are given."""
    lang, measure = flows.lang(), policy.measures[code]
    fill = policy.fill(measure, lang)
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
