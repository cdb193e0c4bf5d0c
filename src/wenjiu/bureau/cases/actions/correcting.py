"""Who filed a case answers its correction notice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import corrections, findings, flows, locking
from wenjiu.bureau.cases.actions.filing import end_pause
from wenjiu.bureau.cases.actions.steps import move
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.writes import action


@refusing
@action
def answer_correction(
    *,
    actor: Any,
    case_id: int,
    seen_version: int,
    answers: Mapping[int, Mapping[str, str]],
    replies: Mapping[int, str] | None = None,
) -> dict[tuple[int, str], str]:
    """Answer a correction notice and hand the case back. Return (line, field) -> fault; with any, nothing is sent.

    Each item of the notice needs an answer: a changed value, a file that was given since, or words of the applicant. An
    item without one has the key (0, `corrections.item_key`).

    Args:
        answers: number of a line -> field -> text as typed. Fields are public fact names of the measure; those that
            the notice does not mark are left as they are.
        replies: number of an item, from 0 -> what the applicant writes to it. It is kept with the notice.

    Raises:
        CaseRefused: the case waits for no correction, or is not the actor's.
        Outdated: it was answered already.
    """
    case = locking.lock_case(case_id)
    may_file_for(actor, case.filing.filer, case.filing.origin)
    notice = corrections.open_notice(case)
    if case.state != "correcting" or case.version != seen_version or notice is None:
        raise Outdated(_("这份补正已经提交过了，现在是“%(now)s”。") % {"now": flows.state_name(case)}, code="outdated")
    weighed = corrections.weigh(case, notice, answers, replies or {})
    if weighed.faults:
        return weighed.faults
    lines = {line.no: line for line in case.lines.filter(state="open")}
    for (no, name), value in weighed.values.items():
        lines[no].declared[name] = value
    Line.objects.bulk_update(lines.values(), ["declared"])
    case.corrections.filter(pk=notice.pk).update(answered_at=clock.now(), answers=weighed.kept)
    end_pause(case)
    case.round += 1
    move(case, flows.first_of(flows.flow_of(case)).code)
    findings.assess_and_raise(case)
    case_event(actor, case, "corrected", answers=weighed.kept)
    return {}
