"""Take the same step of equal cases: draw a sample, look at it, press once."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.actions.steps import take_step
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.models import Bulk, BulkCase, Decision
from wenjiu.bureau.cases.queries import bulk as queries
from wenjiu.bureau.writes import action


@refusing
@action
def draw(*, actor: Any, measure: str, state: str) -> Bulk:
    """Draw a sample of the equal cases of an actor's queue, and return the bulk.

    Args:
        measure: code of the measure of the cases.
        state: code of the step that they wait for.

    Raises:
        CaseRefused: there are not two such cases.
    """
    for equal in queries.equal_cases(actor):
        first = equal.cases[0]
        if (first.measure, first.state) != (measure, state):
            continue
        made: Bulk = Bulk.objects.create(
            actor=actor, policy=first.policy, measure=measure, flow=first.flow, state=state,
            outcome=equal.outcome.code, drawn_at=clock.now(),
        )  # fmt: skip
        drawn = secrets.SystemRandom().sample(range(len(equal.cases)), equal.sample)
        BulkCase.objects.bulk_create(
            BulkCase(bulk=made, case=case, version=case.version, sampled=n in drawn)
            for n, case in enumerate(equal.cases)
        )
        record(
            actor=actor,
            kind="bulk.drawn",
            subject=made,
            data={"measure": measure, "step": state, "cases": len(equal.cases), "sample": len(drawn)},
        )
        return made
    raise CaseRefused(_("现在没有两件以上可以一起办的同类案件。请刷新页面看看。"), code="equal")


@refusing
@action
def look(*, actor: Any, bulk_id: int, case_id: int, seen_version: int, like_the_others: bool) -> BulkCase:
    """Say that one looked at a case of the sample. One that is not like the others is left out, and another is drawn.

    Raises:
        CaseRefused: the bulk is not the actor's, was pressed, or the case is not of its sample.
        Outdated: the case changed since it was shown.
    """
    bulk = _lock(actor, bulk_id)
    row = bulk.cases.select_related("case").filter(case=case_id, sampled=True).first()
    if row is None:
        raise CaseRefused(_("这件不在抽到的样本里。"), code="sample")
    if row.case.version != seen_version:
        raise Outdated(_("这个案件刚有变化。请重新打开看过再说。"), code="outdated")
    if row.looked_at is not None:
        return row
    row.looked_at, row.left_out = clock.now(), not like_the_others
    row.save(update_fields=["looked_at", "left_out"])
    if row.left_out:
        rest = list(bulk.cases.filter(sampled=False).order_by("id"))
        if rest:
            another = secrets.choice(rest)
            another.sampled = True
            another.save(update_fields=["sampled"])
    record(actor=actor, kind="bulk.looked", subject=bulk, data={"case": row.case.number, "like": like_the_others})
    return row


def press(*, actor: Any, bulk_id: int) -> Bulk:
    """Take the step of every case of a bulk, each in a transaction of its own, and return the bulk with the results.

    Raises:
        CaseRefused: the sample was not looked at, or no case is left. A press that was cut off can be pressed again.
    """
    bulk = _begin(actor=actor, bulk_id=bulk_id)
    for row_id in list(_waiting(bulk).values_list("id", flat=True)):
        try:
            _take(actor=actor, row_id=row_id)
        except CaseRefused as refused:
            _note_refused(actor=actor, row_id=row_id, why=refused.text)
    return bulk


@refusing
@action
def _begin(*, actor: Any, bulk_id: int) -> Bulk:
    bulk = _lock(actor, bulk_id, pressed=True)
    waits = bulk.cases.filter(sampled=True, looked_at=None).count()
    if waits:
        raise CaseRefused(_("抽到的样本还有%(n)s件没看。请逐件打开看过，再一起办。") % {"n": waits}, code="sample")
    if not _waiting(bulk).exists():
        raise CaseRefused(_("这一批没有剩下要办的案件。"), code="empty")
    bulk.pressed_at = clock.now()
    bulk.save(update_fields=["pressed_at"])
    record(actor=actor, kind="bulk.pressed", subject=bulk)
    return bulk


@refusing
@action
def _take(*, actor: Any, row_id: int) -> None:
    row = BulkCase.objects.select_related("bulk", "case").get(pk=row_id)
    shown = queries.amounts_of([row.case])
    row.decision = take_step(
        actor=actor, case_id=row.case_id, step=row.bulk.state, outcome=row.bulk.outcome, seen_version=row.version,
        bulk=queries.trace_of(row),
    )  # fmt: skip
    if _taken_fen(row.decision) != shown.get(row.case_id, 0):
        raise CaseRefused(_("金额和抽样时不一样了。请打开这件单独办。"), code="amount")
    row.save(update_fields=["decision"])


def _taken_fen(decision: Decision) -> int:
    """Return fen that the lines give by what a decision kept of them."""
    return sum(fen(kept["answer"].get("amount")) or 0 for kept in decision.snapshot)


@action
def _note_refused(*, actor: Any, row_id: int, why: str) -> None:
    BulkCase.objects.filter(pk=row_id, decision=None).update(refused=why)


@refusing
@action
def drop(*, actor: Any, bulk_id: int) -> Bulk:
    """Give up a bulk that was not pressed. Its cases stay in the queue as they are."""
    bulk = _lock(actor, bulk_id)
    _waiting(bulk).update(refused=_("没有一起办"))
    bulk.pressed_at = clock.now()
    bulk.save(update_fields=["pressed_at"])
    record(actor=actor, kind="bulk.dropped", subject=bulk)
    return bulk


def _waiting(bulk: Bulk) -> QuerySet[BulkCase]:
    """Return the cases of a bulk that have no result yet."""
    found: QuerySet[BulkCase] = bulk.cases.filter(left_out=False, decision=None, refused="").order_by("id")
    return found


def _lock(actor: Any, bulk_id: int, pressed: bool = False) -> Bulk:
    bulk: Bulk | None = Bulk.objects.select_for_update(no_key=True).filter(pk=bulk_id, actor=actor).first()
    if bulk is None:
        raise CaseRefused(_("没有这一批，或者不是您抽的。"), code="bulk")
    if bulk.pressed_at is not None and not pressed:
        raise CaseRefused(_("这一批已经办过了。"), code="pressed")
    return bulk
