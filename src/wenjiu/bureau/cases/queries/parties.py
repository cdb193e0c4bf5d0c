"""What staff see of one person or organisation: its cases and what it was granted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau.cases import awarded
from wenjiu.bureau.cases.models import Award, Case
from wenjiu.bureau.cases.queries.desk import visible_cases
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy


def cases_of(actor: Any, party: Party) -> QuerySet[Case]:
    """Return the cases that a party filed or has a part in, of those that the actor sees, the newest first."""
    ids = parties.same_party_ids(party)
    mine = Case.objects.filter(Q(filing__filer__in=ids) | Q(lines__roles__party__in=ids)).values("pk")
    return visible_cases(actor).filter(pk__in=mine).order_by("-id")


def awards_of(actor: Any, policy: Policy, party: Party) -> list[tuple[Award, Case | None]]:
    """Return what a party was granted, each with its case; those of cases that the actor does not see are left out.

    An award from before this system has no case.
    """
    found = awarded.awards_of(policy, parties.same_party_ids(party))
    numbers = {award.line.case_id for award in found if award.line is not None}
    seen = {case.pk: case for case in visible_cases(actor).filter(pk__in=numbers)}
    return [
        (award, None if award.line is None else seen[award.line.case_id])
        for award in reversed(found)
        if award.line is None or award.line.case_id in seen
    ]
