"""What money that arrives, or comes back, means for a case. Called by the app that keeps the money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wenjiu.bureau.cases import locking
from wenjiu.bureau.cases.actions.steps import close_if_done, move
from wenjiu.bureau.cases.errors import refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Award, Case, Line
from wenjiu.bureau.writes import action


@refusing
@action
def mark_paid(*, actor: Any, award_ids: Sequence[int]) -> None:
    """Mark the lines of awards whose payees all have their money; a case without another open line is closed."""
    for case in _cases_of(award_ids):
        Line.objects.filter(case=case, award__in=award_ids, state="cleared").update(state="paid")
        close_if_done(actor, case)


@refusing
@action
def mark_unpaid(*, actor: Any, award_ids: Sequence[int]) -> None:
    """Mark the lines of awards whose money came back after it was paid; their cases are open again."""
    for case in _cases_of(award_ids):
        Line.objects.filter(case=case, award__in=award_ids, state="paid").update(state="cleared")
        if case.state == "closed":
            move(case, "pay")
            case_event(actor, case, "reopened")


def _cases_of(award_ids: Sequence[int]) -> list[Case]:
    ids = Award.objects.filter(id__in=award_ids, line__isnull=False).values_list("line__case", flat=True)
    return locking.lock_cases(ids)
