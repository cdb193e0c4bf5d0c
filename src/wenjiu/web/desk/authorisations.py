"""Agents of organisations: recorded at a counter by an officer who saw the paper, and withdrawn there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.actions import AccountsRefused
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.web.desk.roles import COUNTER
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff

#: The most organisations that a search lists.
MOST = 20
#: Characters of the note on the paper.
LONGEST_NOTE = 200


def _organisations(request: HttpRequest) -> QuerySet[Party]:
    """Return the organisations for which the officer may record agents: those of his area."""
    return scopes.parties_within(request.user, *COUNTER).filter(kind=Party.Kind.ORGANISATION)


@require_safe
@staff(*COUNTER)
def find(request: HttpRequest) -> HttpResponse:
    """Find an organisation by its code, which is public, or by the beginning of its name."""
    wanted = text(request.GET, "q", 60).strip()
    found = parties.search(wanted).filter(pk__in=_organisations(request)).order_by("name")[:MOST] if wanted else []
    return render(request, "desk/authorisations/find.html", {"q": wanted, "found": found, "most": MOST})


def _organisation(request: HttpRequest, id: int) -> Party:
    found = _organisations(request).filter(pk=id).first()
    if found is None:
        raise scopes.Forbidden(f"organisation {id}")
    return parties.head(found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def organisation(request: HttpRequest, id: int) -> HttpResponse:
    """Show who acts for an organisation; after a POST ask whether it is this person, then record it.

    POST: ``username``, ``saw`` (ticked), ``seen`` (which paper), ``do`` (look or authorise).
    """
    party, agent, problem = _organisation(request, id), None, ""
    typed = {name: text(request.POST, name, LONGEST_NOTE).strip() for name in ("username", "saw", "seen", "do")}
    if request.method == "POST":
        try:
            scopes.refuse_own_matter(request.user, [party])
            agent = _agent(party, typed)
            if typed["do"] == "authorise":
                actions.authorise(actor=request.user, user=agent, organisation=party, seen=typed["seen"])
                messages.success(
                    request, _("“%(agent)s”现在可以替“%(name)s”办事。") % {"agent": agent.name, "name": party.name}
                )
                return redirect("desk:authorisations_of", id=party.pk)
        except (AccountsRefused, scopes.NotSeparate) as refused:
            agent, problem = None, str(refused)
    context = {
        "party": party,
        "agents": queries.agents_of(party),
        "former": queries.former_agents_of(party),
        "typed": typed,
        "agent": agent,
        "problem": problem,
    }
    name = "confirm" if agent is not None else "organisation"
    return render(request, f"desk/authorisations/{name}.html", context, status=422 if problem else 200)


def _agent(party: Party, typed: dict[str, str]) -> User:
    """Return the user to authorise, or say what is missing."""
    agent = queries.by_username(typed["username"])
    if agent is None:
        raise AccountsRefused(
            _("没有登录名“%(name)s”的账号，或者账号已停用。请核对登录名；还没有账号的，请系统管理员先开一个。")
            % {"name": typed["username"][:60]}
        )
    if queries.agents_of(party).filter(user=agent).exists():
        raise AccountsRefused(_("“%(name)s”已经是这个单位的经办人，不用再登记。") % {"name": agent.name})
    if not typed["saw"]:
        raise AccountsRefused(_("请先看授权委托书原件和来人的身份证，再勾选“已经看过”。"))
    if not typed["seen"]:
        raise AccountsRefused(_("请写明看了什么材料，例如“授权委托书原件，2026年11月3日，有公章”。"))
    return agent


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def withdraw(request: HttpRequest, id: int, given: int) -> HttpResponse:
    """Ask whether to withdraw an authorisation; after a POST withdraw it, at once."""
    party = _organisation(request, id)
    found: Any = queries.agents_of(party).filter(pk=given).first()
    if found is None:
        raise scopes.Forbidden(f"authorisation {given}")
    if request.method == "POST":
        actions.withdraw_authorisation(actor=request.user, authorisation=found)
        said = _("已撤销。“%(agent)s”不能再替“%(name)s”办事。")
        messages.success(request, said % {"agent": found.user.name, "name": party.name})
        return redirect("desk:authorisations_of", id=party.pk)
    return render(request, "desk/authorisations/withdraw.html", {"party": party, "given": found})
