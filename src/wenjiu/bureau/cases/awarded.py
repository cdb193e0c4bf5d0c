"""Answers the facts that ask what was paid before, from the awards that are live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.cases.things import things_in
from wenjiu.bureau.held import held
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import gone_into
from wenjiu.rules.document.claims import Awarded, claim_year
from wenjiu.rules.policy import Policy
from wenjiu.standards import money


class PastAwards:
    """The live awards of some parties in any role, read once.

    An award of a record that was merged into another is one of that other: `labels` say so here.
    `merged`: party -> the records that were merged into it.
    """

    def __init__(self, policy: Policy, parties: Iterable[int]) -> None:
        self.policy = policy
        self.merged = merged_into(parties)
        heads = {gone: party for party, found in self.merged.items() for gone in found}
        self._of: dict[int, list[Award]] = defaultdict(list)
        for award in awards_of(policy, [*self.merged, *heads]):
            roles = {role: heads.get(party, party) for role, party in award.labels["roles"].items()}
            award.labels = {**award.labels, "roles": roles}
            for party in set(roles.values()):
                self._of[party].append(award)

    def of(self, roles: Mapping[str, Party], leaving_out: int | None = None) -> list[Award]:
        """Return the awards that have a party in common with some roles, but that of one line."""
        found = {
            a.pk: a
            for party in roles.values()
            for a in self._of.get(party.pk, ())
            if a.line_id != leaving_out or a.line_id is None
        }
        return [found[pk] for pk in sorted(found)]

    def facts(
        self,
        code: str,
        roles: Mapping[str, Party],
        facts: Mapping[str, Mapping[str, Any]],
        leaving_out: int | None,
        things: Mapping[str, str],
    ) -> dict[str, Any]:
        """Return public name -> value of the facts of a measure that past awards answer.

        A fact about a thing that is not known is left open where an award could be about it.

        Args:
            things: thing -> name of its register row, as far as they are known.
            facts: public name -> {value, source}, as far as they are known.
            leaving_out: id of the line whose own award does not count.
        """
        claim = self.policy.claims[code]
        year = claim_year(claim, {name: fact["value"] for name, fact in facts.items()})
        own = self.of(roles, leaving_out)
        found: dict[str, Any] = {}
        for name, fact in self.policy.accepted_facts(self.policy.measures[code]).items():
            asked = self.policy.claims.awarded.get(fact.key)
            if asked is None or any(role in claim.roles and role not in roles for role in asked.same):
                continue
            counted = [a for a in own if _counts(a, asked, roles, year) and self._of_things(a, asked, things)]
            if counted and any(thing in claim.things and thing not in things for thing in asked.same):
                continue
            value = _given(asked.gives, counted, fact)
            if value is not None:
                found[name] = value
        return found

    def _of_things(self, award: Award, asked: Awarded, things: Mapping[str, str]) -> bool:
        """Whether no thing that has to agree differs."""
        theirs = things_in(self.policy.claims[award.measure], award.claim_key)
        return all(theirs.get(x, things[x]) == things[x] for x in asked.same if x in things)


def _counts(award: Award, asked: Awarded, roles: Mapping[str, Party], year: int | None) -> bool:
    """Whether an award is one of those that a fact asks about."""
    if award.measure not in asked.codes:
        return False
    theirs = award.labels["roles"]
    if any(role in roles and theirs.get(role) != roles[role].pk for role in asked.same):
        return False
    if not asked.year or year is None or award.year is None:
        return True
    return award.year == year if asked.year == "same" else award.year < year


def merged_into(parties: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return for each party the records that were merged into it. One more statement for each step of merges."""
    found: dict[int, list[int]] = {party: [] for party in parties}
    for pk, head in gone_into(found).items():
        found[head].append(pk)
    return {party: tuple(sorted(records)) for party, records in found.items()}


def awards_of(policy: Policy, parties: Iterable[int]) -> list[Award]:
    """Return the live awards of some parties in any role."""
    ids = tuple(parties)
    return list(held(("awards", policy.name, ids), lambda: _awards(policy, ids))) if ids else []


def _awards(policy: Policy, ids: tuple[int, ...]) -> list[Award]:
    live = Award.objects.filter(policy=policy.name, live=True).select_related("line").order_by("id")
    return list(live.extra(where=[_OF_PARTIES], params=[[str(party) for party in ids]]))


#: An award that names one of some parties. They are one parameter, however many.
_OF_PARTIES = """EXISTS (
  SELECT FROM jsonb_each_text(cases_award.labels -> 'roles') AS held WHERE held.value = ANY(%s::text[]))"""


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
    return [a.paid_on or timezone.localtime(a.made_at).date() for a in awards]
