"""Who holds a case now, and until when, in words for the applicant."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import clocks, flows, offices
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.rules.document.flows import Step
from wenjiu.rules.language.text import day_of
from wenjiu.standards.working_days import WorkingCalendar


def holder(case: Case) -> str:
    """Return who holds a case now; empty where it is over."""
    if case.state in ENDS:
        return ""
    if case.state == "correcting":
        return _("您（%(name)s）") % {"name": case.filing.filer.name}
    if waits_for_account(case):
        return _("收款人")
    return office(case, flows.flow_of(case).step(case.state))


def office(case: Case, step: Step) -> str:
    """Return the office that takes a step of a case."""
    return office_in(case.policy, case.street, step)


def office_in(policy: str, street: Area | None, step: Step) -> str:
    """Return the office that takes a step of what is filed in a street; None where the street is not chosen yet."""
    if step.scope == "street":
        return _("所在的街道（地区）") if street is None else offices.name_of(policy, street)
    if step.scope == "district":
        district = None if street is None else street.parent
        return offices.name_of(policy, district) if district is not None else _("区级主管部门")
    return _("系统自动办理")


def waits_for_account(case: Case) -> bool:
    """Whether nothing of a case can be paid before a payee has named another account."""
    return any(pause.kind == clocks.ACCOUNT and pause.to_day is None for pause in case.pauses.all())


def late(case: Case, days: WorkingCalendar | None = None) -> bool:
    """Whether a case is past its day, and its clock runs."""
    if case.state in (*ENDS, "correcting") or waits_for_account(case):
        return False
    due = clocks.moved_by_pauses(case, clock.today(), days)
    return due is not None and due < clock.today()


def until(case: Case, days: WorkingCalendar | None = None) -> str:
    """Return by when the present step is due, in words; empty where the case is over.

    `days`: the calendar, where it is read once for many cases.
    """
    if case.state in ENDS:
        return ""
    running = next((pause for pause in case.pauses.all() if pause.to_day is None), None)
    if case.state == "correcting":
        asked = next((c for c in case.corrections.all() if c.answered_at is None), None)
        if asked is not None and asked.due_on is not None:
            return _("请在%(day)s（含当日）以前补正，办理时限暂停计算") % {"day": day_of(asked.due_on)(flows.lang())}
        return _("等您补正，没有设定期限，办理时限暂停计算")
    if running is not None and running.kind == "notice":
        return _notice_until(case)
    if running is not None and running.kind == clocks.ACCOUNT:
        return _("账户更正以后重新计算时限，现在暂停计算")
    due = clocks.moved_by_pauses(case, clock.today(), days)
    if due is None:
        return _("没有设定期限")
    if due < clock.today():
        over = (days or clocks.calendar()).working_days_between(due, clock.today())
        words = _("应在%(day)s（含当日）以前办完，已超过 %(n)d 个工作日，可以催办")
        if not over:
            words = _("应在%(day)s（含当日）以前办完，已超过期限，可以催办")
        return words % {"day": day_of(due)(flows.lang()), "n": over}
    if case.state == "accept":
        return _("%(day)s（含当日）以前答复是否受理") % {"day": day_of(due)(flows.lang())}
    return _("%(day)s（含当日）以前办完") % {"day": day_of(due)(flows.lang())}


def _notice_until(case: Case) -> str:
    """Say that a public notice runs, or that its last day is past and the office has to end it."""
    if case.due_on is None or clock.today() <= case.due_on:
        return _("公示中，办理时限暂停计算")
    return _("公示期到%(day)s已满，等经办部门结束公示") % {"day": day_of(case.due_on)(flows.lang())}
