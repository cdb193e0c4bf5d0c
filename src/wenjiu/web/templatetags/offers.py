"""Template tags for what parties are offered."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context

from wenjiu import policies
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.offers.queries import OfferGroup, offered_to
from wenjiu.bureau.parties.models import Party
from wenjiu.web.office.marks import marks_of_case
from wenjiu.web.workspace.wanted import Wanted, wanted_of

register = template.Library()


@register.simple_tag(takes_context=True)
def offered(context: Context, only: Party | None = None) -> list[tuple[str, OfferGroup, Wanted]]:
    """Return the open offers to the parties of the reader, or to one of them.

    Each group has the name of its measure, and what has to be handed in for it.
    """
    request: Any = context["request"]
    policy = policies.load_policy(settings.WENJIU_POLICY)
    groups = offered_to(policy, scopes.own_parties(request.user) if only is None else [only])
    names = [policy.measures[group.code].name(flows.lang()) for group in groups]
    return list(zip(names, groups, wanted_of(policy, groups), strict=True))


@register.filter
def listed(case: Case) -> bool:
    """Whether the office listed a party from the registers, which pays it without an application."""
    return flows.listed(case)


@register.simple_tag
def office_marks(case: Case) -> list[str]:
    """Return what a reviewer should know of who is listed by the office."""
    return marks_of_case(case)
