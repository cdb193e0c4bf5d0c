"""What money that arrives, or comes back, means for a case. Called by the app that keeps the money."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks, locking, periods
from wenjiu.bureau.cases.actions.filing import end_pause
from wenjiu.bureau.cases.actions.steps import close_if_done, move
from wenjiu.bureau.cases.errors import refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Award, Case, Line, Pause
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


@refusing
@action
def wait_for_account(*, actor: Any, case_ids: Collection[int], waiting: Collection[int]) -> None:
    """Stop the clocks of those cases that wait for another account of a payee; let the clocks of the others run again.

    The days of the step begin anew then, as they do after a correction.

    Args:
        case_ids: the cases that are looked at.
        waiting: those of them of which nothing can be paid before a payee has named another account.
    """
    for case in locking.lock_cases(case_ids):
        running = case.pauses.filter(to_day=None).first()
        stands = running is not None and running.kind == clocks.ACCOUNT
        if case.pk in waiting and case.state == "pay" and running is None:
            Pause.objects.create(case=case, kind=clocks.ACCOUNT, from_day=clock.today())
            case_event(actor, case, "account_awaited")
        elif case.pk not in waiting and stands:
            end_pause(case)
            case.due_on = clocks.due_on(clock.today(), periods.flow_today(case).step(case.state).days)
            case.version += 1
            case.save(update_fields=["version", "due_on"])
            case_event(actor, case, "account_named")


def _cases_of(award_ids: Sequence[int]) -> list[Case]:
    ids = Award.objects.filter(id__in=award_ids, line__isnull=False).values_list("line__case", flat=True)
    return locking.lock_cases(ids)
