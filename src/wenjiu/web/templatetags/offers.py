"""Template tags for what parties are offered."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context

from wenjiu import policies
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.offers.queries import OfferGroup, offered_to
from wenjiu.bureau.parties.models import Party

register = template.Library()


@register.simple_tag(takes_context=True)
def offered(context: Context, only: Party | None = None) -> list[tuple[str, OfferGroup]]:
    """Return the open offers to the parties of the reader, or to one of them, each group with the name of its measure."""
    request: Any = context["request"]
    policy = policies.load_policy(settings.WENJIU_POLICY)
    groups = offered_to(policy, filings.filers_of(request.user) if only is None else [only])
    return [(policy.measures[group.code].name(flows.lang()), group) for group in groups]
