"""The papers of filings and cases."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Evidence, Filing
from wenjiu.bureau.cases.queries import filings


def evidence_of(filing: Filing) -> QuerySet[Evidence]:
    """Return the papers of a filing that were not taken back, in the order in which they were given."""
    found: QuerySet[Evidence] = (
        Evidence.objects.filter(filing=filing, replaced_at=None).select_related("file").order_by("id")
    )
    return found


def adding(case: Case) -> bool:
    """Whether papers can be added to a case: nobody has accepted it yet, or it is being corrected."""
    return case.state == "correcting" or case.state == flows.first_of(flows.flow_of(case)).code


def access_own_evidence(actor: Any, id: int) -> Evidence:
    """Return a paper of a filing of the actor's. Raise Forbidden where there is none."""
    found: Evidence | None = (
        Evidence.objects.filter(pk=id, filing__in=filings.visible_filings(actor)).select_related("file").first()
    )
    if found is None:
        raise Forbidden(f"evidence {id}")
    return found
