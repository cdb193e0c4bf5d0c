"""Grants what was decided: awards under once-keys and caps, then the money that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from wenjiu.bureau.cases import effects, flows, keys, limits, locking, reviewing, stacking
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.effects import Grant
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.keys import Keys
from wenjiu.bureau.cases.models import Award, Case, Line, Quota
from wenjiu.bureau.cases.reviewing import Reviewed
from wenjiu.standards import money


def grant(actor: Any, case: Case, reviewed: Sequence[Reviewed]) -> list[Award]:
    """Store the awards of the lines that are agreed to, use up their caps, and let the money follow.

    The case is locked, and one line at least is agreed to. Keys are locked next, in one order, then the rows of the caps.

    Raises:
        CaseRefused: a line is granted already, a cap is reached, or the sum is above what the actor may decide.
    """
    agreed = [r for r in reviewed if not r.refused]
    _refuse_lines(reviewed)
    _check_limit(actor, case, sum(r.assessed.amount_fen or 0 for r in agreed if r.assessed))
    claim = flows.policy_of(case).claims[case.measure]
    made = [(r, keys.keys_of(case, claim, r.line, r.assessed)) for r in agreed if r.assessed is not None]
    locking.lock_keys([name for _r, k in made for name in k.locked] + stacking.locked(case, agreed))
    stacking.refuse_stopped(case, agreed)
    awards, taken = [], keys.Taken()
    for r, k in made:
        assert r.assessed is not None
        try:
            slot = keys.free_slot(case.policy, k, taken)
            use_cap(case.policy, k)
        except CaseRefused as refused:
            raise reviewing.of_line(r.line, refused) from refused
        taken.add(k, slot)
        awards.append(keys.award_of(case, r.line, r.assessed, k, slot))
    stored = Award.objects.bulk_create(awards)
    Line.objects.filter(id__in=[a.line_id for a in stored]).update(state="approved")
    grants = [g for (r, k), award in zip(made, stored, strict=True) for g in _grants(r, award, k, claim.pays)]
    for follow in effects.on_granted:
        follow(actor, grants)
    return stored


def _refuse_lines(reviewed: Sequence[Reviewed]) -> None:
    Line.objects.filter(id__in=[r.line.id for r in reviewed if r.refused]).update(state="refused")


def _check_limit(actor: Any, case: Case, amount_fen: int) -> None:
    """Refuse a sum above what the actor may decide."""
    limit = limits.limit_of(actor, case.policy, case.measure)
    if limit is not None and amount_fen > limit:
        raise CaseRefused(
            _("合计%(amount)s元，超过您的审批限额%(limit)s元。请交给限额更高的审批人。")
            % {"amount": money.grouped(amount_fen), "limit": money.grouped(limit)},
            code="limit",
        )


def use_cap(policy: str, used: Keys) -> None:
    """Use up a cap. The most that there is follows the parameter of the latest claim.

    Raises:
        CaseRefused: the cap is reached.
    """
    if used.cap_key is None:
        return
    Quota.objects.bulk_create(
        [Quota(policy=policy, group=used.group, cap_key=used.cap_key, most=used.most)], ignore_conflicts=True
    )
    row = Quota.objects.filter(policy=policy, group=used.group, cap_key=used.cap_key)
    elsewhere = keys.used_of(policy, used, used.cap_also)
    if not row.filter(used__lte=used.most - used.uses - elsewhere).update(used=F("used") + used.uses, most=used.most):
        raise keys.cap_reached(used, elsewhere + row.values_list("used", flat=True).get())


def give_back_cap(award: Award) -> None:
    """Give back what an award used of a cap, when it ends."""
    cap = award.labels.get("cap")
    if cap:
        Quota.objects.filter(policy=award.policy, group=award.group, cap_key=cap["key"]).update(
            used=F("used") - cap["uses"]
        )


def _grants(reviewed: Reviewed, award: Award, used: Keys, pays: Any) -> list[Grant]:
    """Return what each payee gets. A payee without an amount is left out."""
    assert reviewed.assessed is not None
    parties = reviewed.assessed.roles
    parts: dict[str, int] = {}
    found = []
    for payee in reviewed.assessed.answer["payees"]:
        role = pays[payee["payee"]]
        parts[role] = parts.get(role, 0) + 1
        amount = fen(payee["amount"])
        if role not in parties:
            raise CaseRefused(
                _("第%(no)s条找不到收款人（%(role)s）。请先补齐是谁。") % {"no": reviewed.line.no, "role": role},
                code="payee",
            )
        if amount:
            found.append(Grant(award, role, parties[role], parts[role], amount))
    return found


def end_awards(actor: Any, awards: Sequence[Award]) -> None:
    """End awards before payment: their keys are free again, their caps and their money are given back."""
    ended = [award for award in awards if Award.objects.filter(pk=award.pk, live=True).update(live=False)]
    for award in ended:
        give_back_cap(award)
    for follow in effects.on_ended:
        follow(actor, ended)
