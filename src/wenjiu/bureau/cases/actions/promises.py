"""Promises are looked at afterwards. One that two people find untrue lists its party until a day."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import duties, reviewing
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import PromiseCheck
from wenjiu.bureau.cases.queries import promises as queries
from wenjiu.bureau.writes import action

#: Promises of one draw.
MOST = 100
#: The longest time on the list.
MOST_YEARS = 5


@refusing
@action
def draw_promises(*, actor: Any, count: int) -> list[PromiseCheck]:
    """Draw promises of an actor's streets that nobody drew before, to be looked at.

    Raises:
        CaseRefused: there is none, or not such a number.
    """
    if not 1 <= count <= MOST:
        raise CaseRefused(_("请填抽几件：1到%(most)s。") % {"most": MOST}, code="count")
    ids = list(queries.unchecked(actor).values_list("pk", "case__filing__filer"))
    if not ids:
        raise CaseRefused(_("没有还没抽查过的承诺。"), code="none")
    drawn = secrets.SystemRandom().sample(ids, min(count, len(ids)))
    made = PromiseCheck.objects.bulk_create(
        PromiseCheck(evidence_id=pk, party_id=filer, drawn_by=actor, drawn_at=clock.now()) for pk, filer in drawn
    )
    record(actor=actor, kind="promises.drawn", data={"of": len(ids), "drawn": [check.pk for check in made]})
    return made


@refusing
@action
def find_promise(
    *, actor: Any, id: int, kept: bool, reason: str, until: dt.date | None = None, source: str = ""
) -> PromiseCheck:
    """Write down whether a promise was kept.

    Args:
        reason: what was looked at, and what was seen.
        until: for an untrue one the first day on which the party may promise again.
        source: what states how long that is.

    Raises:
        CaseRefused: found already, not the actor's to find, or reason, day or source are missing.
    """
    check = _lock(actor, id)
    if check.kept is not None:
        raise CaseRefused(_("这件承诺已经有了核查结果。"), code="found")
    if not reason.strip():
        raise CaseRefused(_("请写明查了什么、查到什么。"), code="reason")
    if not kept:
        today = clock.today()
        if until is None or not today < until <= today.replace(day=1, year=today.year + MOST_YEARS):
            raise CaseRefused(
                _("请填从哪天起可以再承诺：明天以后，最多%(most)s年。") % {"most": MOST_YEARS}, code="until"
            )
        if not source.strip():
            raise CaseRefused(_("请写明这个期限的依据，例如文件的文号；没有依据的不能列入。"), code="source")
        check.until, check.source = until, source.strip()[:200]
    check.kept, check.reason, check.found_by, check.found_at = kept, reason.strip()[:2000], actor, clock.now()
    check.save()
    record(actor=actor, kind="promise.found", subject=check, data={"kept": kept})
    return check


@refusing
@action
def confirm_untrue(*, actor: Any, id: int) -> PromiseCheck:
    """Confirm that a promise was untrue: its party is on the list, and promises no more until the day.

    Raises:
        CaseRefused: nobody found it untrue, the actor found it himself, or it is confirmed.
    """
    check = _lock(actor, id)
    if check.kept is not False or check.confirmed_at is not None:
        raise CaseRefused(_("这件没有等着确认的结果。"), code="state")
    if check.found_by_id == actor.pk:
        raise CaseRefused(_("核查和确认要由两个人办。请交给其他人确认。"), code="two_people")
    check.confirmed_by, check.confirmed_at = actor, clock.now()
    check.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor=actor, kind="promise.listed", subject=check, data={"until": str(check.until)})
    case_event(actor, check.evidence.case, "promise_listed", check=check.pk, until=str(check.until))
    return check


@refusing
@action
def undo_listing(*, actor: Any, id: int, reason: str) -> PromiseCheck:
    """Take a party off the list after it objected. A third person does it, with a reason.

    Raises:
        CaseRefused: it is not on the list, the actor took part in the listing, or no reason is given.
    """
    check = _lock(actor, id)
    if check.confirmed_at is None or check.undone_at is not None:
        raise CaseRefused(_("这件不在失信名单上。"), code="state")
    if actor.pk in (check.found_by_id, check.confirmed_by_id):
        raise CaseRefused(_("撤销要由没有核查、也没有确认这一件的人办。"), code="third")
    if not reason.strip():
        raise CaseRefused(_("请写明为什么撤销。"), code="reason")
    check.undone_by, check.undone_at, check.undone_reason = actor, clock.now(), reason.strip()[:2000]
    check.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    record(actor=actor, kind="promise.unlisted", subject=check)
    case_event(actor, check.evidence.case, "promise_unlisted", check=check.pk)
    return check


def _lock(actor: Any, id: int) -> PromiseCheck:
    check: PromiseCheck = (
        PromiseCheck.objects.select_for_update(no_key=True, of=("self",))
        .select_related("evidence__case__filing", "evidence__case__street")
        .get(pk=id)
    )
    case = check.evidence.case
    if case is None or not duties.covers(actor, roles=duties.SETTLERS, area=case.street):
        raise CaseRefused(_("承诺由区级复核、审定人员核查。"), code="role")
    reviewing.check_unbiased(actor, case)
    return check
