"""Approved lines end before they are paid (终止): one person proposes it with a reason, another one confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import duties, flows, granting, locking, reviewing
from wenjiu.bureau.cases.actions.notices import clear_after_end
from wenjiu.bureau.cases.actions.steps import close_if_done, move
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Ending, Line
from wenjiu.bureau.cases.queries import endings as queries
from wenjiu.bureau.writes import action

LONGEST = 2000


@refusing
@action
def propose_ending(*, actor: Any, case_id: int, seen_version: int, lines: Sequence[int], reason: str) -> Ending:
    """Propose that approved lines of a case end before they are paid.

    Args:
        lines: numbers of the lines.

    Raises:
        CaseRefused: a line that is not approved or is paid, no reason, or another proposal waits.
        Outdated: the case changed since it was shown.
    """
    case = locking.lock_case(case_id)
    _check_actor(actor, case)
    if case.version != seen_version:
        raise Outdated(_("这个案件刚有变化，现在是“%(now)s”。") % {"now": flows.state_name(case)}, code="outdated")
    numbers = sorted(set(lines))
    there = {line.no for line in queries.can_end(case)}
    if not numbers or not set(numbers) <= there:
        raise CaseRefused(_("请选要终止的条目：已经审定、还没有到账的。"), code="lines")
    if not reason.strip():
        raise CaseRefused(_("请写明为什么终止，例如“单位已注销”。"), code="reason")
    if case.endings.filter(settled_at=None).exists():
        raise CaseRefused(_("这个案件已经有人提出终止，先等那一项有结果。"), code="waits")
    made: Ending = Ending.objects.create(
        case=case, lines=numbers, reason=reason.strip()[:LONGEST], proposed_by=actor, proposed_at=clock.now()
    )
    case_event(actor, case, "ending_proposed", lines=_named(numbers), reason=made.reason)
    return made


@refusing
@action
def settle_ending(*, actor: Any, ending_id: int, confirmed: bool) -> Ending:
    """Confirm that lines end, or drop the proposal. The money of lines that end is released to its budget.

    Who proposed it can drop it; only another person confirms it.

    Raises:
        CaseRefused: it is settled, it is the actor's own, a line went on meanwhile, or its money is at the bank.
    """
    found = Ending.objects.select_related("case").get(pk=ending_id)
    case = locking.lock_case(found.case_id)
    found.refresh_from_db()
    _check_actor(actor, case)
    if found.settled_at is not None:
        raise CaseRefused(_("这一项终止已经有结果了。"), code="settled")
    if confirmed:
        if found.proposed_by_id == actor.pk:
            raise CaseRefused(_("提出和确认终止要由两个人办。请交给其他人确认。"), code="two_people")
        _end(actor, case, found)
        found.confirmed_by = actor
    found.settled_at = clock.now()
    found.save(update_fields=["confirmed_by", "settled_at"])
    case_event(actor, case, "ending_confirmed" if confirmed else "ending_dropped", lines=_named(found.lines))
    return found


def _end(actor: Any, case: Case, found: Ending) -> None:
    """End the lines of a proposal with their awards, and bring the case to where it is then."""
    lines = [line for line in queries.can_end(case) if line.no in found.lines]
    if len(lines) < len(found.lines):
        raise CaseRefused(_("其中有的条目已经到账或者已经终止。请重新提出。"), code="lines")
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(state="ended")
    granting.end_awards(actor, [line.award for line in lines])
    case.version += 1
    case.save(update_fields=["version"])
    clear_after_end(actor, case)
    close_if_done(actor, case)
    left = set(case.lines.values_list("state", flat=True)) & {"open", "approved", "held", "cleared", "paid"}
    if case.state == "notice" and not left and not case.pauses.filter(to_day=None).exists():
        move(case, "ended")
        case_event(actor, case, "ended")


def _check_actor(actor: Any, case: Case) -> None:
    if not duties.covers(actor, roles=duties.SETTLERS, area=case.street):
        raise CaseRefused(_("终止由区级复核、审定人员办理。"), code="role")
    reviewing.check_unbiased(actor, case)


def _named(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers))
