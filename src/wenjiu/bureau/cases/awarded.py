"""Answers the facts that ask what was paid before, from the awards that are live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.document.claims import Awarded, claim_year
from wenjiu.rules.policy import Policy
from wenjiu.standards import money


def facts_from_awards(
    policy: Policy,
    code: str,
    roles: Mapping[str, Party],
    facts: Mapping[str, Mapping[str, Any]],
    leaving_out: int | None,
) -> dict[str, Any]:
    """Return public name -> value of the facts of a measure that past awards answer.

    Args:
        facts: public name -> {value, source}, as far as they are known.
        leaving_out: id of the line whose own award does not count.
    """
    claim = policy.claims[code]
    known = {name: fact["value"] for name, fact in facts.items()}
    found: dict[str, Any] = {}
    for name, fact in policy.accepted_facts(policy.measures[code]).items():
        asked = policy.claims.awarded.get(fact.key)
        if asked is None:
            continue
        same = {role: roles[role].pk for role in asked.same if role in roles}
        if len(same) < len([role for role in asked.same if role in claim.roles]):
            continue
        awards = _awards(policy.name, asked, same, claim_year(claim, known), leaving_out)
        value = _given(asked.gives, list(awards), fact)
        if value is not None:
            found[name] = value
    return found


def _awards(
    policy: str, asked: Awarded, same: Mapping[str, int], year: int | None, leaving_out: int | None
) -> QuerySet[Award]:
    wanted = Q(policy=policy, measure__in=asked.codes, live=True)
    for role, party in same.items():
        wanted &= Q(**{f"labels__roles__{role}": party})
    if asked.year and year is not None:
        wanted &= Q(year=year) if asked.year == "same" else Q(year__lt=year)
    awards = Award.objects.filter(wanted)
    if leaving_out is not None:
        awards = awards.exclude(line=leaving_out)
    return awards.order_by("id")


def _given(gives: str, awards: list[Award], fact: Any) -> Any:
    """Return what a fact takes from the awards, as a case states it."""
    if gives == "any":
        return bool(awards)
    if gives == "months":
        return sum(a.months.upper - a.months.lower for a in awards if a.months)
    if gives == "years":
        return len(awards)
    if gives == "amount":
        return money.yuan(sum(a.amount_fen for a in awards))
    if gives == "first":
        days = _days(awards)
        return min(days).isoformat() if days else None
    codes = sorted({a.measure for a in awards})
    return next((option for option in fact.options if option in codes), codes[0]) if codes else "none"


def _days(awards: Iterable[Award]) -> list[Any]:
    return [a.paid_on or a.made_at.date() for a in awards]
