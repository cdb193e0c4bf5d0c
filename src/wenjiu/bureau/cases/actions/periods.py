"""Set the working days of a step: dated, with a source, by two people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import StepPeriod
from wenjiu.bureau.writes import action
from wenjiu.rules.document.procedures import ANSWER

#: The most working days of one step: about a year.
MOST = 250
LONGEST_SOURCE = 200


@refusing
@action
def set_period(
    *, actor: Any, policy: str, flow: str, step: str, days: int, from_day: dt.date, source: str
) -> StepPeriod:
    """Propose the working days of a step from a day on. They count once another person confirms them.

    A proposal that waits for the same step is replaced.

    Args:
        actor: a policy administrator.
        policy: name of the policy.
        flow: code of one of its flows, such as subsidy.
        step: code of a step that a person takes; ``answer`` for the answer to a correction notice.
        days: working days, from 1 to 250.
        from_day: steps that begin on this day or later have them; today at the earliest.
        source: what states them, such as the number of a document.

    Raises:
        CaseRefused: no such post or step, days or day out of range, or no source.
    """
    _check_role(actor)
    versions = policies.load_policy(policy).procedures.flows.get(flow, ())
    steps = {found.code for version in versions for found in version.steps if found.scope != "system"}
    if not versions or step not in {*steps, ANSWER}:
        raise CaseRefused(_("没有这个环节，请从列表中选择。"), code="step")
    if not 1 <= days <= MOST:
        raise CaseRefused(
            _("期限“%(days)s”不对，请填1到%(most)s个工作日。") % {"days": days, "most": MOST}, code="days"
        )
    if from_day < clock.today():
        raise CaseRefused(
            _("%(day)s已经过去，期限不能往前改。请填今天或以后的日期。") % {"day": from_day}, code="from_day"
        )
    if not source.strip():
        raise CaseRefused(_("请写明依据，例如文件名称和文号。"), code="source")
    period, _new = StepPeriod.objects.update_or_create(
        policy=policy, flow=flow, step=step, confirmed_by=None,
        defaults={"days": days, "from_day": from_day, "source": source.strip()[:LONGEST_SOURCE], "set_by": actor},
    )  # fmt: skip
    record(actor=actor, kind="period.set", subject=period, data=_said(period))
    return period


@refusing
@action
def confirm_period(*, actor: Any, period_id: int, days: int, from_day: dt.date) -> StepPeriod:
    """Confirm the days that another person proposed. They apply to steps that begin from their first day on.

    Args:
        actor: another policy administrator.
        period_id: the proposal.
        days: what the actor was shown.
        from_day: what the actor was shown.

    Raises:
        CaseRefused: no such post, it is the actor's own proposal, it is gone or confirmed, or it changed meanwhile.
    """
    _check_role(actor)
    period = StepPeriod.objects.select_for_update(no_key=True).filter(pk=period_id).first()
    if period is None or period.confirmed_by_id is not None or (period.days, period.from_day) != (days, from_day):
        raise CaseRefused(_("这项期限刚有变化。请刷新页面，看清楚再确认。"), code="outdated")
    if period.set_by_id == actor.pk:
        raise CaseRefused(_("设定和确认要由两个人办。请交给另一位政策管理员确认。"), code="two_people")
    # Steps that began before the confirmation keep the days they began with.
    period.from_day = max(period.from_day, clock.today())
    period.confirmed_by, period.confirmed_at = actor, clock.now()
    period.save(update_fields=["from_day", "confirmed_by", "confirmed_at"])
    record(actor=actor, kind="period.confirmed", subject=period, data=_said(period))
    return period


def _check_role(actor: Any) -> None:
    if not scopes.has_role(actor, "policy_admin"):
        raise CaseRefused(_("办理期限由政策管理员设定。"), code="role")


def _said(period: StepPeriod) -> dict[str, Any]:
    names = {"policy": period.policy, "flow": period.flow, "step": period.step, "source": period.source}
    return {**names, "days": period.days, "from_day": period.from_day.isoformat()}
