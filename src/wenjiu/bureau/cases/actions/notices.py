"""Public notices: shown, objected to, settled, ended. What is cleared then is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import appealing, clocks, duties, effects, flows, granting, locking, periods, reviewing
from wenjiu.bureau.cases.actions.filing import end_pause
from wenjiu.bureau.cases.actions.steps import close_if_done, move
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Award, Case, Line, Notice, NoticeLine, Objection, Pause
from wenjiu.bureau.cases.queries import notices as queries
from wenjiu.bureau.writes import action

#: Text of an objection.
LONGEST_OBJECTION = 2000


@refusing
@action
def publish_notice(*, actor: Any, case_ids: Sequence[int]) -> Notice:
    """Show the approved lines of decided cases of one measure to the public, and return the notice.

    It lasts for the working days of the procedure.

    Raises:
        CaseRefused: no case, different measures, a case that does not wait for its notice, or no period is set.
    """
    cases = locking.lock_cases(case_ids)
    if not cases:
        raise CaseRefused(_("请先选要公示的案件。"), code="cases")
    if len({(case.policy, case.measure) for case in cases}) > 1:
        raise CaseRefused(_("一次公示只能放同一项补贴的案件。请分开公示。"), code="measures")
    for case in cases:
        _check_waits(actor, case)
    days = periods.flow_today(cases[0]).step("notice").days
    if days is None:
        raise CaseRefused(_("还没有设定公示期（几个工作日）。请先由政策管理员设定。"), code="period")
    today = clock.today()
    notice: Notice = Notice.objects.create(
        number=_new_number(today.year),
        policy=cases[0].policy,
        measure=cases[0].measure,
        begins_on=today,
        ends_on=clocks.due_on(today, days),
        made_by=actor,
        made_at=clock.now(),
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, line=line, shown=shown) for line, shown in queries.to_show(cases)
    )
    for case in cases:
        late = clocks.days_late(case, today)
        Pause.objects.create(case=case, kind="notice", from_day=today)
        case.version += 1
        case.due_on = notice.ends_on
        case.save(update_fields=["version", "due_on"])
        case_event(actor, case, "noticed", notice=notice.number, over=late)
    return notice


def _check_waits(actor: Any, case: Case) -> None:
    step = flows.flow_of(case).step("notice")
    if not duties.covers(actor, roles=step.roles, area=case.street):
        raise CaseRefused(_("公示不由您办理。"), code="role")
    unshown = case.lines.filter(state="approved", notices=None).exists()
    if case.state != "notice" or not unshown or case.pauses.filter(kind="notice", to_day=None).exists():
        raise CaseRefused(
            _("案件%(number)s现在是“%(now)s”，不能放进公示。") % {"number": case.number, "now": flows.state_name(case)},
            code="state",
        )


def _new_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_notice_number')")
        (number,) = cursor.fetchone()
    return f"{year}-{number:04d}"


@refusing
@action
def object_to(*, actor: Any, notice_line_id: int, text: str, contact: str = "") -> Objection:
    """Take in an objection to a line of a notice that still runs. The line is held. Sent twice, it is one objection.

    Args:
        actor: a user, or a word for somebody who did not sign in.
        contact: how to reach the person; may be empty.

    Raises:
        CaseRefused: there is no text, it is too long, or the notice is over.
    """
    text = text.strip()
    if not text:
        raise CaseRefused(_("请写明您对哪里有异议、为什么。"), code="text")
    if len(text) > LONGEST_OBJECTION:
        raise CaseRefused(_("异议最多写%(most)s字。") % {"most": LONGEST_OBJECTION}, code="text")
    case = locking.lock_case(NoticeLine.objects.values_list("line__case", flat=True).get(id=notice_line_id))
    about = NoticeLine.objects.select_related("notice", "line").get(id=notice_line_id)
    if about.notice.ended_at is not None or clock.today() > about.notice.ends_on:
        raise CaseRefused(
            _("这次公示在%(day)s已经结束。请改向受理部门反映。") % {"day": clock.in_words(about.notice.ends_on)},
            code="over",
        )
    same = Objection.objects.filter(notice_line=about, text=text, contact=contact.strip()[:200], settled_at=None)
    if (known := same.first()) is not None:
        return known
    objection: Objection = Objection.objects.create(
        notice_line=about, text=text, contact=contact.strip()[:200], made_at=clock.now()
    )
    Line.objects.filter(id=about.line_id, state="approved").update(state="held")
    case.version += 1
    case.save(update_fields=["version"])
    case_event(actor, case, "objected", line=about.line.no, objection=objection.id)
    return objection


@refusing
@action
def settle_objection(*, actor: Any, objection_id: int, upheld: bool, reason: str) -> Objection:
    """Settle an objection: an upheld one ends the award of its line, another one frees the line.

    Raises:
        CaseRefused: it is settled already, no reason is given, or the actor may not: whoever took a step of the case
            leaves it to somebody else.
    """
    objection = Objection.objects.select_related("notice_line__line").get(id=objection_id)
    case = locking.lock_case(objection.notice_line.line.case_id)
    objection.refresh_from_db()
    if not duties.covers(actor, roles=duties.SETTLERS, area=case.street):
        raise CaseRefused(_("异议不由您处理。"), code="role")
    reviewing.check_apart(actor, case)
    if objection.settled_at is not None:
        raise CaseRefused(_("这条异议已经由%(who)s处理过了。") % {"who": objection.settled_by.name}, code="settled")
    if not reason.strip():
        raise CaseRefused(_("请写明处理的理由。"), code="reason")
    objection.settled_by, objection.settled_at = actor, clock.now()
    objection.upheld, objection.reason = upheld, reason.strip()
    objection.save(update_fields=["settled_by", "settled_at", "upheld", "reason"])
    line = Line.objects.get(id=objection.notice_line.line_id)
    if upheld and line.state == "held":
        Line.objects.filter(id=line.id).update(state="ended")
        granting.end_awards(actor, [line.award])
    waiting = Objection.objects.filter(notice_line__line=line, settled_at=None).exists()
    if not upheld and not waiting:
        Line.objects.filter(id=line.id, state="held").update(state="approved")
    case_event(actor, case, "objection_settled", line=line.no, upheld=upheld, objection=objection.id)
    shown = case.version
    clear_after_end(actor, case)
    close_if_done(actor, case)
    if case.version == shown:
        case.version += 1
        case.save(update_fields=["version"])
    return objection


@refusing
@action
def end_notice(*, actor: Any, notice_id: int) -> Notice:
    """End a notice whose period is over, and clear its lines for payment. Lines with an open objection stay held.

    Raises:
        CaseRefused: the period still runs.
    """
    notice = Notice.objects.select_for_update(no_key=True).get(id=notice_id)
    cases = locking.lock_cases(notice.lines.values_list("line__case", flat=True))
    step_roles = ("district_reviewer",)
    if not all(duties.covers(actor, roles=step_roles, area=case.street) for case in cases):
        raise CaseRefused(_("公示不由您办理。"), code="role")
    if notice.ended_at is not None:
        return notice
    if clock.today() <= notice.ends_on:
        raise CaseRefused(
            _("公示期到%(day)s为止，还没有结束。") % {"day": clock.in_words(notice.ends_on)}, code="period"
        )
    notice.ended_at = clock.now()
    notice.save(update_fields=["ended_at"])
    record(actor=actor, kind="notice.ended", subject=notice, data={"number": notice.number})
    for case in cases:
        # The days after the last one are not of the notice, whenever somebody ends it.
        end_pause(case, on=notice.ends_on)
        clear_after_end(actor, case)
    return notice


def clear_after_end(actor: Any, case: Case) -> None:
    """Clear the approved lines of a case whose notice is over, and bring the case to its next state."""
    if not NoticeLine.objects.filter(line__case=case, notice__ended_at__isnull=False).exists():
        return
    shown = NoticeLine.objects.filter(line__case=case, notice__ended_at__isnull=False).values("line")
    awards = list(
        Award.objects.filter(line__case=case, line__state="approved", line__in=shown, live=True).order_by("id")
    )
    if awards:
        Line.objects.filter(award__in=awards).update(state="cleared")
        for follow in effects.on_cleared:
            follow(actor, awards)
    states = set(case.lines.values_list("state", flat=True))
    if case.state == "notice" and awards:
        move(case, flows.flow_of(case).step("notice").outcomes["shown"].next)
        case_event(actor, case, "cleared", awards=len(awards))
    elif case.state == "notice" and states & {"cleared", "paid"} and not states & {"open", "approved", "held"}:
        move(case, flows.flow_of(case).step("notice").outcomes["shown"].next)
        close_if_done(actor, case)
    elif case.state == "notice" and not states & {"open", "approved", "held"}:
        move(case, "ended")
        case_event(actor, case, "ended")
    appealing.open_waiting(actor, case)
