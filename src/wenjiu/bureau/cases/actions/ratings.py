"""Who filed a case rates how it was handled; somebody calls back after a bad rating."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import duties, locking, reviewing
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import CallBack, Rating
from wenjiu.bureau.cases.queries import ratings as queries
from wenjiu.bureau.writes import action

LONGEST = 500


@refusing
@action
def rate(*, actor: Any, case_id: int, grade: int, words: str = "") -> Rating:
    """Rate a case that is over, once.

    Args:
        grade: 5 very good to 1 very bad.

    Raises:
        CaseRefused: not the actor's case, not over, rated already, or no such grade.
    """
    case = locking.lock_case(case_id)
    if why := queries.why_not_rate(actor, case):
        raise CaseRefused(why, code="rate")
    if grade not in queries.GRADES:
        raise CaseRefused(_("请选一个评价，从“非常满意”到“非常不满意”。"), code="grade")
    made: Rating = Rating.objects.create(
        case=case, grade=grade, words=words.strip()[:LONGEST], by=actor, at=clock.now()
    )
    case_event(actor, case, "rated", grade=grade)
    return made


@refusing
@action
def call_back(*, actor: Any, rating_id: int, reached: bool, result: str) -> CallBack:
    """Write down a call after a bad rating. Whoever took a step of the case leaves it to somebody else.

    Raises:
        CaseRefused: a good rating, somebody was reached already, not the actor's to call, or no result.
    """
    rating = Rating.objects.select_related("case").get(pk=rating_id)
    case = locking.lock_case(rating.case_id)
    if not duties.covers(actor, roles=duties.SETTLERS, area=case.street):
        raise CaseRefused(_("回访不由您办理。"), code="role")
    reviewing.check_apart(actor, case)
    if rating.grade not in queries.BAD or rating.calls.filter(reached=True).exists():
        raise CaseRefused(_("这条评价不用再回访。"), code="called")
    if not result.strip():
        raise CaseRefused(_("请写明回访的结果：说了什么、怎么解决。"), code="result")
    made: CallBack = CallBack.objects.create(
        rating=rating, by=actor, reached=reached, result=result.strip()[:2000], at=clock.now()
    )
    case_event(actor, case, "called_back", reached=reached, reason=made.result)
    return made
