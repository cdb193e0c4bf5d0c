"""Brings awards that were paid before this system: they take the same keys, so that caps and once-rules see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import granting, keys, locking
from wenjiu.bureau.cases.awarded import merged_into
from wenjiu.bureau.cases.errors import REFUSED_BY, CaseRefused, constraint_of, refusing
from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.registry.actions import close_import
from wenjiu.bureau.registry.models import Import
from wenjiu.bureau.registry.past_awards import PastAward
from wenjiu.bureau.registry.values import registers_of
from wenjiu.bureau.writes import action
from wenjiu.rules.document.claims import FIRST_MONTH, Claim, ClaimError
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


@refusing
@action
def bring_past_awards(*, actor: Any, policy: Policy, awards: Sequence[PastAward], imported: Import) -> dict[int, str]:
    """Store past awards and return number in the list -> why one cannot stand. The others are stored.

    An award that is there already, with the same key and slot, cannot stand a second time.
    """
    made: list[tuple[int, PastAward, keys.Keys]] = []
    faults: dict[int, str] = {}
    merged = merged_into({party.pk for award in awards for party in award.roles.values()})
    for k, award in enumerate(awards):
        try:
            made.append((k, award, _keys(policy, award, merged)))
        except ClaimError as error:
            faults[k] = _("还不能确定是哪一笔：缺少%(part)s") % {"part": error.part}
    locking.lock_keys(name for _k, _award, found in made for name in found.locked)
    for k, award, found in made:
        try:
            with transaction.atomic():
                _store(policy, award, found, imported)
        except CaseRefused as refused:
            faults[k] = refused.text
        except IntegrityError as error:
            name = constraint_of(error)
            if name not in REFUSED_BY:
                raise
            faults[k] = _(REFUSED_BY[name])
    return faults


def _keys(policy: Policy, award: PastAward, merged: Mapping[int, tuple[int, ...]]) -> keys.Keys:
    claim = policy.claims[award.measure].under(policy.letters)
    facts, on = _stated(claim, award), award.paid_on.isoformat()
    return keys.make_keys(
        policy, claim, award.roles, _things(policy, claim, award), facts, award.amount_fen, on, merged
    )


def _things(policy: Policy, claim: Claim, award: PastAward) -> dict[str, str]:
    """Return thing -> name of its row, as `things.things_of` names that of a line."""
    table = registers_of(policy).subject(claim.code)
    named = {thing: table.name if column == table.key else column for thing, column in claim.things.items()}
    return {thing: f"{named[thing]}:{award.facts[thing]}" for thing in claim.things if thing in award.facts}


def _stated(claim: Claim, award: PastAward) -> dict[str, Any]:
    """Return the days, the year and the months of a file under the names of the facts from which a claim takes them."""
    facts = dict(award.facts)
    if claim.year_of and facts.get("year") is not None:
        facts[claim.year_of] = facts["year"]
    if claim.day_of:
        facts[claim.day_of] = award.paid_on.isoformat()
    of, first, months = claim.months_of, facts.get(FIRST_MONTH), facts.get("months")
    if of is None or months is None:
        return facts
    if of.count:
        facts[of.count] = months
    if of.last and first is not None:
        begins = civil.parse(f"{first}-01")
        facts[of.first] = civil.iso(begins)
        facts[of.last] = civil.iso(civil.previous_day(civil.plus_months(begins, int(months))))
    return facts


def _store(policy: Policy, award: PastAward, found: keys.Keys, imported: Import) -> None:
    slot = keys.free_slot(policy.name, found, wanted=award.facts.get("slot"))
    granting.use_cap(policy.name, found)
    roles = {role: party.pk for role, party in award.roles.items()}
    new = keys.new_award(
        policy.name, award.measure, found, slot, roles, award.amount_fen, imported=imported, paid_on=award.paid_on
    )
    Award.objects.bulk_create([new])


@refusing
@action
def withdraw_past_awards(*, actor: Any, imported: Import, reason: str) -> int:
    """End the awards of an import that is withdrawn, and return how many. The event keeps the reason."""
    awards = list(Award.objects.filter(imported=imported, live=True).order_by("id"))
    caps = {a.pk: f"{a.policy}/{a.group}/cap/{a.labels['cap']['key']}" for a in awards if a.labels.get("cap")}
    locking.lock_keys(caps.values())
    ended = [award for award in awards if Award.objects.filter(pk=award.pk, live=True).update(live=False)]
    for award in ended:
        granting.give_back_cap(award)
    close_import(actor=actor, imported=imported)
    data = {"policy": imported.policy, "table": imported.table, "awards": len(ended), "reason": reason}
    record(actor=actor, kind="register.withdrawn", subject=imported, data=data)
    return len(ended)
