"""Filters and tags of the pages of money: sums, payees and measures by name, what came back, what waits today."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases.flows import lang
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds import duties, queries
from wenjiu.bureau.funds.models import Obligation
from wenjiu.bureau.funds.queries import Returned
from wenjiu.bureau.parties.models import Party
from wenjiu.policies import load_policy
from wenjiu.standards import money
from wenjiu.web import formats

register = template.Library()


@register.filter
def fen_yuan(amount_fen: int | None) -> str:
    """Return an amount in fen as yuan for people."""
    return "—" if amount_fen is None else formats.yuan(money.yuan(amount_fen))


@register.filter
def capitals(amount_fen: int | None) -> str:
    """Return an amount in fen in capital numerals."""
    return "" if amount_fen is None else money.capitals(amount_fen)


@register.filter
def payee_name(party: Party, masked: bool) -> str:
    """Return the name of a payee; whether it is a person or an organisation for those who see no names."""
    return str(party.get_kind_display()) if masked else party.name


@register.filter
def group_name(group: str, policy: str) -> str:
    """Return a measure or group with its name where it has one."""
    found = load_policy(policy)
    codes = [group] if group in found.measures else [c.code for c in found.claims.values() if c.group == group]
    names = [f"{code} {getattr(found.measures[code].name, lang())}" for code in codes if code in found.measures]
    return "、".join(names) or group


@register.filter
def for_whom(obligation: Obligation, masked: bool) -> str:
    """Return which line of a roster an obligation is of, and the person where somebody else is paid.

    `masked`: for those who see no names and no single cases. A line belongs to a case, so nothing is said.
    """
    if masked:
        return ""
    award = obligation.award
    parts = [] if award.line is None else [_("第%(no)s行") % {"no": award.line.no}]
    if award.person_id and award.person_id != obligation.payee_id:
        parts.append(award.person.name)
    return " ".join(parts)


@register.filter
def signed_yuan(amount_fen: int) -> str:
    """Return a change of a budget in words: made larger or smaller, and by how much."""
    words = _("调增 %(amount)s") if amount_fen > 0 else _("调减 %(amount)s")
    return words % {"amount": fen_yuan(abs(amount_fen))}


@register.simple_tag(takes_context=True)
def came_back(context: Context, case: Any = None) -> list[Returned]:
    """Return what came back of the money of the signed-in person's parties; of a case, where one is given."""
    if isinstance(case, Case):
        return queries.returned_of_case(case)
    request: Any = context["request"]
    return queries.returned_of(scopes.parties_of(request.user))


@register.simple_tag(takes_context=True)
def money_today(context: Context) -> dict[str, Any]:
    """Return what waits for the signed-in person of finance; empty for everybody else."""
    request: Any = context["request"]
    make = scopes.has_role(request.user, *duties.MAKERS)
    release = scopes.has_role(request.user, *duties.RELEASERS)
    if not make and not release:
        return {}
    return {"make": make, "release": release, "n": queries.today_of(settings.WENJIU_POLICY, request.user)}


@register.simple_tag(takes_context=True)
def opens_money(context: Context) -> bool:
    """Return whether the signed-in person opens the pages of money."""
    request: Any = context["request"]
    return scopes.has_role(request.user, *duties.READERS)
