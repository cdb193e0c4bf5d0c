"""Recusals of one's own, and who stands in for an absent holder of a post."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.models import Post
from wenjiu.bureau.accounts.queries import today
from wenjiu.bureau.cases.actions import absence as actions
from wenjiu.bureau.cases.actions import reviews
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import absence as queries
from wenjiu.bureau.parties import queries as parties
from wenjiu.web.desk.roles import ABSENT, REVIEWERS
from wenjiu.web.desk.typed import number, text
from wenjiu.web.guards import staff

#: The most parties that a search lists.
MOST = 20


@require_safe
@staff(*ABSENT)
def absence(request: HttpRequest) -> HttpResponse:
    """Show the recusals and the delegations that concern the user. ``q``: a party to look for."""
    return _page(request)


@require_POST
@staff(*REVIEWERS)
def declare(request: HttpRequest) -> HttpResponse:
    """Declare a recusal. POST: ``party``, ``reason``, ``q``."""
    try:
        if not request.POST.get("party"):
            raise CaseRefused(_("请先选一个人或单位。"), code="party")
        party = scopes.access_party(request.user, number(request.POST, "party"))
        with refusals():
            reviews.recuse(actor=request.user, party=party, reason=text(request.POST, "reason", 500))
    except CaseRefused as refused:
        return _page(request, refused.text)
    messages.success(request, _("已登记回避：“%(name)s”的案件以后由别人办。") % {"name": party.name})
    return redirect("desk:absence")


@require_POST
@staff(*REVIEWERS)
def end_recusal(request: HttpRequest, id: int) -> HttpResponse:
    """End a recusal. POST: ``reason``."""
    found = queries.access_recusal(request.user, id)
    try:
        with refusals():
            reviews.end_recusal(actor=request.user, id=found.pk, reason=text(request.POST, "reason", 500))
    except CaseRefused as refused:
        return _page(request, refused.text, ending=found.pk)
    messages.success(request, _("对“%(name)s”的回避结束了。") % {"name": found.party.name})
    return redirect("desk:absence")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*ABSENT)
def post(request: HttpRequest, id: int) -> HttpResponse:
    """Ask who stands in for a post, and give it to him. POST: ``user``, ``from``, ``until``, ``reason``."""
    found, problem = queries.access_post(request.user, id), ""
    if request.method == "POST":
        try:
            _delegate(request, found)
            return redirect("desk:absence")
        except CaseRefused as refused:
            problem = refused.text
    deputies = queries.deputies(found)
    posts = queries.posts_by_deputy(deputies)
    context: dict[str, Any] = {
        "post": found,
        "deputies": [(user, posts.get(user.pk, [])) for user in deputies],
        "today": today(),
        "longest": actions.LONGEST,
        "typed": {name: text(request.POST, name, 200) for name in ("user", "from", "until", "reason")},
        "problem": problem,
    }
    return render(request, "desk/absence/post.html", context, status=422 if problem else 200)


def _delegate(request: HttpRequest, found: Post) -> None:
    from_day, last_day = (_day(text(request.POST, name, 20)) for name in ("from", "until"))
    if from_day is None or last_day is None:
        raise CaseRefused(_("请填从哪天到哪天，例如2026-09-01到2026-09-05。"), code="days")
    with refusals():
        made = actions.delegate(
            actor=request.user, post_id=found.pk, user_id=number(request.POST, "user"), from_day=from_day,
            last_day=last_day, reason=text(request.POST, "reason", 200),
        )  # fmt: skip
    words = _("%(begin)s到%(end)s由“%(name)s”代办。他收到了消息；他用自己的名字办，经过里写明代谁。")
    messages.success(request, words % {"begin": from_day, "end": last_day, "name": made.given.user.name})


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said.strip())
    except ValueError:
        return None


@require_POST
@staff(*ABSENT)
def end_delegation(request: HttpRequest, id: int) -> HttpResponse:
    """End a delegation from today on."""
    found = queries.access_delegation(request.user, id)
    try:
        with refusals():
            actions.end_delegation(actor=request.user, id=found.pk)
    except CaseRefused as refused:
        return _page(request, refused.text)
    messages.success(request, _("“%(name)s”的代办结束了。") % {"name": found.given.user.name})
    return redirect("desk:absence")


def _page(request: HttpRequest, problem: str = "", ending: int = 0) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    wanted = text(given, "q", 60).strip()
    recuses = scopes.has_role(request.user, *REVIEWERS)
    found = parties.search(wanted).filter(pk__in=scopes.visible_parties(request.user)) if wanted and recuses else None
    context: dict[str, Any] = {
        "recuses": recuses,
        "recusals": queries.recusals_of(request.user),
        "q": wanted,
        "found": list(found.order_by("name")[:MOST]) if found is not None else [],
        "posts": queries.posts_to_give(request.user),
        "delegations": [
            (made, queries.runs(made), queries.begun(made)) for made in queries.delegations_of(request.user)
        ],
        "ending": ending,
        "typed": {name: text(request.POST, name, 500) for name in ("party", "reason")},
        "problem": problem,
    }
    return render(request, "desk/absence/absence.html", context, status=422 if problem else 200)
