"""What people do to a case besides its steps: clear a finding, withdraw from it, keep a note, declare days of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import duties, flows, locking, reviewing
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import CalendarDay, Case, DeskNote, Finding, Recusal
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
        actor=actor, party=party, defaults={"reason": reason.strip(), "at": clock.now()}
    )
    record(actor=actor, kind="case.recused", subject=party)
    return made


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


@refusing
@action
def declare_day(*, actor: Any, day: dt.date, working: bool, reason: str) -> CalendarDay:
    """Declare a day free or working, against the packaged calendar. It counts once another person confirms it.

    Until then what was confirmed before still counts.
    """
    if not scopes.has_role(actor, "policy_admin"):
        raise CaseRefused(_("工作日历由政策管理员设定。"), code="role")
    if not reason.strip():
        raise CaseRefused(_("请写明依据，例如放假通知的文号。"), code="reason")
    declared: CalendarDay = CalendarDay.objects.create(
        day=day, working=working, reason=reason.strip()[:120], set_by=actor, set_at=clock.now()
    )
    record(actor=actor, kind="calendar.declared", subject=declared, data={"day": day.isoformat(), "working": working})
    return declared


@refusing
@action
def confirm_day(*, actor: Any, declared_id: int) -> CalendarDay:
    """Confirm a declaration of another person, as it was shown."""
    declared = CalendarDay.objects.select_for_update(no_key=True).get(id=declared_id)
    if not scopes.has_role(actor, "policy_admin"):
        raise CaseRefused(_("工作日历由政策管理员设定。"), code="role")
    if declared.set_by_id == actor.pk:
        raise CaseRefused(_("设定和确认要由两个人办。"), code="two_people")
    declared.confirmed_by = actor
    declared.save(update_fields=["confirmed_by"])
    record(actor=actor, kind="calendar.confirmed", subject=declared)
    return declared
