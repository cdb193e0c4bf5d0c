"""What people do to a case besides its steps: clear a finding, withdraw from it, keep a note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import duties, flows, locking, reviewing
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, DeskNote, Finding, Recusal
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action


@refusing
@action
def clear_finding(*, actor: Any, finding_id: int, seen_version: int, reason: str) -> Finding:
    """Clear a finding in one's own name, with a reason. Whoever may take the present step may clear it.

    Raises:
        CaseRefused: no reason, a finding that nobody may clear, or not the actor's step.
        Outdated: somebody cleared it already, or the case went on.
    """
    finding = Finding.objects.select_related("case").get(id=finding_id)
    case = locking.lock_case(finding.case_id)
    finding.refresh_from_db()
    if finding.cleared_at is not None:
        raise Outdated(_("这个疑点已经由%(who)s处理过了。") % {"who": finding.cleared_by.name}, code="outdated")
    if case.version != seen_version or case.state in flows.STATES:
        raise Outdated(_("这个案件刚有变化，现在是“%(now)s”。") % {"now": flows.state_name(case)}, code="outdated")
    step = flows.flow_of(case).step(case.state)
    if not duties.covers(actor, roles=step.roles, area=case.street):
        raise CaseRefused(_("现在这一步不由您办理，不能处理疑点。"), code="role")
    reviewing.check_separation(actor, case, step)
    if finding.level == "stop":
        raise CaseRefused(_("这一项是硬性的，不能放行：%(text)s") % {"text": finding.text}, code="stop")
    if not reason.strip():
        raise CaseRefused(_("请写明为什么可以放行。"), code="reason")
    finding.cleared_by, finding.cleared_at, finding.reason = actor, clock.now(), reason.strip()
    finding.save(update_fields=["cleared_by", "cleared_at", "reason"])
    case.version += 1
    case.save(update_fields=["version"])
    case_event(actor, case, "finding_cleared", code=finding.code, reason=finding.reason)
    return finding


@refusing
@action
def recuse(*, actor: Any, party: Party, reason: str) -> Recusal:
    """Take no step in cases of a party from now on."""
    if not reason.strip():
        raise CaseRefused(_("请写明为什么回避。"), code="reason")
    made, _new = Recusal.objects.get_or_create(
        actor=actor, party=party, ended_at=None, defaults={"reason": reason.strip(), "at": clock.now()}
    )
    record(actor=actor, kind="case.recused", subject=party)
    return made


@refusing
@action
def end_recusal(*, actor: Any, id: int, reason: str) -> Recusal:
    """End a recusal of one's own, with a reason. The row stays: who looks back sees from when to when it was.

    Raises:
        CaseRefused: it is not the actor's, it is over, or no reason is given.
    """
    found = Recusal.objects.select_for_update(no_key=True).filter(pk=id, actor=actor, ended_at=None).first()
    if found is None:
        raise CaseRefused(_("没有这项回避，或者已经结束。"), code="recusal")
    if not reason.strip():
        raise CaseRefused(_("请写明为什么不用再回避，例如“亲属已经离开这家单位”。"), code="reason")
    found.ended_at, found.end_reason = clock.now(), reason.strip()[:500]
    found.save(update_fields=["ended_at", "end_reason"])
    record(actor=actor, kind="case.recusal_ended", subject=found.party)
    return found


@action
def keep_note(*, actor: Any, case: Case, typed: Mapping[str, Any]) -> None:
    """Keep what an official has typed into the page of a case, in place of what was kept before."""
    DeskNote.objects.update_or_create(
        actor=actor,
        case=case,
        defaults={"state": case.state, "version": case.version, "typed": dict(typed), "kept_at": clock.now()},
    )


@action
def drop_note(*, actor: Any, case: Case) -> None:
    """Remove what an official has typed into the page of a case."""
    DeskNote.objects.filter(actor=actor, case=case).delete()
