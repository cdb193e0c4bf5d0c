"""The first page after sign-in of staff: what there is to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import absence, desk, endings, notices, ratings, talk, visits
from wenjiu.bureau.cases.queries.desk import Waiting
from wenjiu.bureau.funds import queries as funds
from wenjiu.bureau.programmes import judging
from wenjiu.bureau.programmes.access import READERS as PROGRAMMES
from wenjiu.bureau.rulebook import queries as rulebook
from wenjiu.web.desk.district import open_cases, waiting_longest
from wenjiu.web.desk.roles import DISTRICT, NOTICES, REVIEWERS
from wenjiu.web.guards import staff
from wenjiu.web.programmes import index
from wenjiu.web.programmes.face import DESK

#: Notes that name somebody, shown at once.
NAMED = 20


@require_safe
@staff()
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the member of staff by step, and the posts of today."""
    actor: Any = request.user
    context: dict[str, Any] = {"posts": scopes.posts_of(actor), "reviews": scopes.has_role(actor, *REVIEWERS)}
    context["standing_in"] = [(made, absence.begun(made)) for made in absence.standing_in(actor)]
    if scopes.has_role(actor, *PROGRAMMES):
        context["programmes"] = index.waiting(actor, DESK)
    context["named"] = list(talk.mentions_of(actor)[:NAMED])
    context["judging"] = judging.to_do(actor) if scopes.has_role(actor, *judging.JUDGES) else []
    if context["reviews"]:
        queue = desk.queue(actor)
        waiting = desk.waiting_of(queue, clock.today())
        context["steps"] = [(_step_name(w), w) for w in waiting]
        context["urged"] = list(visits.urged_in(queue)[:NAMED]) if any(w.urged for w in waiting) else []
        context["all"] = sum(w.cases for w in waiting)
        context["over"] = sum(w.over for w in waiting)
    elif scopes.has_role(actor, *DISTRICT):
        context["district"] = _district(actor)
    if scopes.has_role(actor, *NOTICES):
        context["to_publish"] = notices.to_publish(actor).count()
        context["to_end"] = sum(1 for n in notices.running(actor) if n.ends_on < clock.today())
        context["endings"] = list(endings.waiting_endings(actor)[:NAMED])
        context["to_call"] = ratings.to_call(actor).count()
        waiting_here = notices.open_objections(actor)
        context["objections"] = sum(1 for o in waiting_here if not notices.why_not_settle(actor, o))
    if scopes.has_role(actor, Role.POLICY_ADMIN):
        context["to_confirm"] = rulebook.drafts_of(settings.WENJIU_POLICY).exclude(made_by=actor).count()
    return render(request, "desk/home.html", context)


def _district(actor: Any) -> dict[str, Any]:
    """Return what matters first to who looks at the whole: the money that is left, and what has waited longest."""
    year = clock.today().year
    _groups, whole = funds.overview(settings.WENJIU_POLICY, year)
    streets = scopes.streets_of(actor, *DISTRICT)
    longest = waiting_longest(streets)
    first = longest[0] if longest else None
    return {"year": year, "available_fen": whole.available, "longest": first, "open": open_cases(streets)["open"]}


def _step_name(waiting: Waiting) -> str:
    return flows.step_named(waiting.policy, waiting.flow, waiting.state).name(flows.lang())
