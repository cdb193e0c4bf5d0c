"""The working days of each step: set by one policy administrator, confirmed by another, from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import periods as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import periods as queries
from wenjiu.rules.document.procedures import ANSWER
from wenjiu.rules.policy import Policy
from wenjiu.web.guards import staff


@staff(Role.POLICY_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Show the days of every step with their source; set days, or confirm what somebody else set."""
    policy = policies.load_policy(settings.WENJIU_POLICY)
    if request.method != "POST":
        return _page(request, policy)
    try:
        with refusals():
            _confirm(request) if request.POST.get("confirm") else _set(request, policy)
    except CaseRefused as refused:
        return _page(request, policy, refused.text, 422)
    return redirect("desk:periods")


def _set(request: HttpRequest, policy: Policy) -> None:
    flow, _slash, step = request.POST.get("step", "").partition("/")
    actions.set_period(
        actor=request.user,
        policy=policy.name,
        flow=flow,
        step=step,
        days=_number(request.POST.get("days", "")),
        from_day=_day(request.POST.get("from_day", "")),
        source=request.POST.get("source", ""),
    )


def _confirm(request: HttpRequest) -> None:
    """Confirm exactly the days that the button was shown with: ``id/days/first day``."""
    shown = request.POST.get("confirm", "").split("/")
    if len(shown) != 3:
        raise CaseRefused(_("这项期限刚有变化。请刷新页面，看清楚再确认。"), code="outdated")
    id, days, day = shown
    actions.confirm_period(actor=request.user, period_id=_number(id), days=_number(days), from_day=_day(day))


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CaseRefused(_("“%(text)s”不是工作日的天数。请填整数，例如5。") % {"text": text[:20]}, code="days")
    return int(text)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise CaseRefused(_("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": text[:20]}, code="day") from None


def _page(request: HttpRequest, policy: Policy, problem: str = "", status: int = 200) -> HttpResponse:
    lang = flows.lang()
    shown = [
        (
            f"{flow.code}/",
            flow.name(lang),
            [(row, row.name(lang), _source(row, lang)) for row in rows],
        )
        for flow, rows in queries.steps_of(policy)
    ]
    context: dict[str, Any] = {
        "flows": shown,
        "history": [(row, _named(policy, row, lang)) for row in queries.history_of(policy)],
        "problem": problem,
        "typed": request.POST,
        "from_day": request.POST.get("from_day") or clock.today().isoformat(),
        "unset": sum(row.days is None and row.code == "notice" for _c, _n, rows in shown for row, *_ in rows),
    }
    return render(request, "desk/periods.html", context, status=status)


def _source(row: queries.StepRow, lang: str) -> str:
    """Return what states the days of a step; marked where it is none that settles them."""
    source = row.source
    if source is None:
        return ""
    return source.name(lang) if source.confirmed else _("%(source)s（未经确认）") % {"source": source.name(lang)}


def _named(policy: Policy, row: Any, lang: str) -> str:
    """Return the flow and the step of a stored period in words; their codes where the policy has them no more."""
    versions = policy.procedures.flows.get(row.flow, ())
    names = [step.name for version in versions for step in version.steps if step.code == row.step]
    if versions and row.step == ANSWER:
        names = [queries.CORRECTION]
    return f"{versions[-1].name(lang)}·{names[-1](lang)}" if names else f"{row.flow}/{row.step}"
