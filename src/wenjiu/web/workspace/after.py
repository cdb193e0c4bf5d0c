"""What who filed a case can do besides its steps: remind those who handle it, rate them at the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions import ratings as rating
from wenjiu.bureau.cases.actions import visits as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import appeals, filings, history, ratings, visits
from wenjiu.web.guards import agent_or_person


def context(found: Case) -> dict[str, Any]:
    """Return what the page of a case shows of it."""
    over = found.state in ENDS and found.state != "withdrawn"
    rated = ratings.rating_of(found) if over else None
    about = appeals.appealable(found)
    urged = visits.urges_of(found).filter(by_applicant=True).first()
    return {
        "appeals": appeals.appeals_of(found),
        "appealable": about if about is not None and clock.today() <= about.last_day else None,
        "grades": list(ratings.GRADES.items()) if over and rated is None else [],
        "rating": rated,
        "rating_words": ratings.GRADES[rated.grade] if rated is not None else "",
        "stops": visits.stops_of(found),
        "may_urge": visits.can_remind(found, urged),
        "urged": urged,
    }


def told(found: Case) -> list[dict[str, Any]]:
    """Return what happened to a case besides its steps, for its history."""
    return [
        {"at": t.at, "text": t.text, "reason": t.reason, "answers": [], "notice": t.notice}
        for t in history.told_to_filer(found)
    ]


@agent_or_person
@require_POST
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Remind those who handle a case, once a day. POST: ``text``."""
    found = filings.access_own_case(request.user, number)
    try:
        with refusals():
            actions.urge(actor=request.user, case_id=found.pk, text=request.POST.get("text", "")[:300])
    except CaseRefused as refused:
        messages.error(request, refused.text)
    else:
        messages.info(request, _("已经提醒经办人，催办记在经过里。"))
    return redirect("my:case", number=number)


@agent_or_person
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Rate a case that is over. POST: ``grade``, ``words``."""
    found = filings.access_own_case(request.user, number)
    said = request.POST.get("grade", "")
    try:
        with refusals():
            rating.rate(
                actor=request.user, case_id=found.pk, grade=int(said) if said in ("1", "2", "3", "4", "5") else 0,
                words=request.POST.get("words", ""),
            )  # fmt: skip
    except CaseRefused as refused:
        messages.error(request, refused.text)
    else:
        messages.info(request, _("谢谢您的评价。"))
    return redirect("my:case", number=number)
