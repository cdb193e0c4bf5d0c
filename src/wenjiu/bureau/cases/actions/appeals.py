"""An applicant asks others to look at a refusal anew, or takes that back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import appealing, flows, locking
from wenjiu.bureau.cases.actions.steps import close_if_done
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Appeal
from wenjiu.bureau.cases.queries import appeals as queries
from wenjiu.bureau.writes import action

LONGEST = 4000


@refusing
@action
def ask_for_appeal(*, actor: Any, case_id: int, seen_version: int, text: str) -> Appeal:
    """Ask for an appeal against the refusal of a case or of its lines. A new round begins, taken by others.

    Raises:
        CaseRefused: there is nothing to appeal against, it is too late, or no text is given.
        Outdated: the case changed since it was shown.
    """
    case = locking.lock_case(case_id)
    may_file_for(actor, case.filing.filer)
    if case.version != seen_version:
        raise Outdated(_("这个案件刚有变化，现在是“%(now)s”。") % {"now": flows.state_name(case)}, code="outdated")
    about = queries.appealable(case)
    if about is None:
        raise CaseRefused(_("这个案件没有可以申请内部复议的决定，或者已经申请过。"), code="appeal")
    if clock.today() > about.last_day:
        raise CaseRefused(
            _("申请内部复议的最后一天是%(day)s，已经过了。还可以看决定上写的其他办法。")
            % {"day": clock.in_words(about.last_day)},
            code="late",
        )
    if not text.strip():
        raise CaseRefused(_("请写明不服哪一点、为什么。"), code="text")
    appeal: Appeal = Appeal.objects.create(
        case=case, decision=about.decision, text=text.strip()[:LONGEST], lines=list(about.lines),
        last_day=about.last_day, asked_by=actor, asked_on=clock.today(), asked_at=clock.now(),
    )  # fmt: skip
    case_event(actor, case, "appealed", last_day=about.last_day.isoformat(), reason=appeal.text)
    appealing.open_round(actor, case, appeal)
    if appeal.round is None:
        case.version += 1
        case.save(update_fields=["version"])
    return appeal


@refusing
@action
def withdraw_appeal(*, actor: Any, case_id: int) -> Appeal:
    """Take an appeal back before it is decided. The decision stays as it was.

    Raises:
        CaseRefused: there is none that waits.
    """
    case = locking.lock_case(case_id)
    may_file_for(actor, case.filing.filer)
    appeal = queries.open_appeal(case)
    if appeal is None:
        raise CaseRefused(_("没有正在办的内部复议，或者已经有了结果。"), code="appeal")
    appealing.settle(actor, case, appeal, "withdrawn")
    close_if_done(actor, case)
    return appeal
