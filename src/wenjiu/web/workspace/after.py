"""What who filed a case can do besides its steps: remind those who handle it, rate them at the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import ratings as rating
from wenjiu.bureau.cases.actions import visits as actions
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import appeals, filings, history, ratings, visits
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace.again import changes_since


def context(found: Case) -> dict[str, Any]:
    """Return what the page of a case shows of it."""
    over = found.state in ENDS and found.state != "withdrawn"
    rated = ratings.rating_of(found) if over else None
    about = appeals.appealable(found)
    urged = visits.urges_of(found).filter(by_applicant=True).first()
    reached = rated is not None and any(call.reached for call in rated.calls.all())
    return {
        "appeals": [_with_what_was_decided(found, appeal) for appeal in appeals.appeals_of(found)],
        "appealable": about if about is not None and clock.today() <= about.last_day else None,
        "grades": list(ratings.GRADES.items()) if over and rated is None else [],
        "rating": rated,
        "rating_words": ratings.GRADES[rated.grade] if rated is not None else "",
        "calls_back": rated is not None and rated.grade in ratings.BAD and not reached,
        "stops": visits.stops_of(found),
        "may_urge": visits.can_remind(found, urged),
        "urged": urged,
    }


def _with_what_was_decided(found: Case, appeal: Any) -> Any:
    """Return an appeal with `was`: for each line that it is about, the result at the decision, why it was refused, and what is so today."""
    kept = {row["line"]: row["answer"] for row in appeal.decision.snapshot or ()}
    lines = {line.no: line for line in found.lines.all()}
    refused = found.decisions.filter(line_no__in=appeal.lines, round=appeal.decision.round, step=appeal.decision.step)
    whys, policy = dict(refused.values_list("line_no", "reason")), flows.policy_of(found)
    appeal.was = [
        {
            "no": no,
            "word": flows.verdict_name(kept[no]),
            "amount_fen": fen(kept[no]["amount"]),
            "why": whys.get(no, appeal.decision.reason),
            "changes": changes_since(policy, appeal.decision, lines[no], lines[no].facts),
            "now_fen": fen(lines[no].answer["amount"]) if lines[no].answer.get("eligible") == "yes" else None,
        }
        for no in appeal.lines
        if no in kept
    ]
    return appeal


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
        messages.info(request, _("催办已经记下。现在办这一步的人会收到提醒，在案件里也看得到；没有规定几天以内答复。"))
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
