"""Site visits, during which the clock of a case pauses, and reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks, duties, flows, locking, reviewing
from wenjiu.bureau.cases.actions.filing import end_pause
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Finding, Pause, SitePhoto, SiteVisit, Urge
from wenjiu.bureau.cases.models.visits import FOUND
from wenjiu.bureau.cases.queries import visits as queries
from wenjiu.bureau.files.actions import store
from wenjiu.bureau.writes import action

#: Pictures and papers of one visit.
MOST_PHOTOS = 20
LONGEST = 2000
#: Days ahead for which a visit can be planned.
MOST_AHEAD = 30


@refusing
@action
def open_visit(
    *, actor: Any, case_id: int, seen_version: int, why: str, planned_on: dt.date | None = None, companion: str = ""
) -> SiteVisit:
    """Begin a site visit: the clock of the case pauses until its result is written.

    Args:
        planned_on: when somebody goes; today or later.
        companion: who goes along.

    Raises:
        CaseRefused: it is not the actor's step, the clock pauses already, no purpose is given, or the day is over.
        Outdated: the case changed since it was shown.
    """
    case = locking.lock_case(case_id)
    _check_step(actor, case, seen_version)
    if not why.strip():
        raise CaseRefused(_("请写明去现场看什么，例如“核对实际经营地址和在岗人数”。"), code="why")
    if planned_on is not None and not clock.today() <= planned_on <= clock.today() + dt.timedelta(days=MOST_AHEAD):
        raise CaseRefused(
            _("打算去的日期请从今天（%(day)s）起，%(most)s天以内。")
            % {"day": clock.in_words(clock.today()), "most": MOST_AHEAD},
            code="planned",
        )
    if case.pauses.filter(to_day=None).exists():
        raise CaseRefused(_("这个案件的办理时限已经暂停计算，不能再开始现场核查。"), code="paused")
    pause = Pause.objects.create(case=case, kind="visit", from_day=clock.today())
    visit: SiteVisit = SiteVisit.objects.create(
        case=case, pause=pause, why=why.strip()[:LONGEST], planned_on=planned_on,
        companion=companion.strip()[:200], opened_by=actor, opened_at=clock.now(),
    )  # fmt: skip
    case.version += 1
    case.save(update_fields=["version"])
    case_event(actor, case, "visit_opened", why=visit.why)
    return visit


@refusing
@action
def finish_visit(
    *,
    actor: Any,
    visit_id: int,
    found: str,
    result: str,
    visited_on: dt.date | None,
    with_whom: str = "",
    photos: Sequence[tuple[str, bytes]] = (),
) -> SiteVisit:
    """Write down what a visit found. The clock runs again; its due day has moved by the working days of the visit.

    What is otherwise than declared becomes a finding, which has to be settled before the next step.

    Args:
        found: ``same``, ``other``, or ``none`` where nothing could be looked at.
        visited_on: the day of the visit; none for ``none``.
        photos: (name, bytes) of pictures and papers.

    Raises:
        CaseRefused: it is done already, not the actor's step, or the result, its day or its words are missing.
        RefusedFile: a file is not of a kind that is kept.
    """
    visit = SiteVisit.objects.get(pk=visit_id)
    case = locking.lock_case(visit.case_id)
    visit.refresh_from_db()
    if visit.done_at is not None:
        raise CaseRefused(_("这次现场核查已经由%(who)s写了结果。") % {"who": visit.done_by.name}, code="done")
    _check_step(actor, case, case.version)
    if found not in FOUND:
        raise CaseRefused(_("请选核查的结果：一致、不一致，或没有看成。"), code="found")
    if not result.strip():
        raise CaseRefused(_("请写明看到了什么。"), code="result")
    if found != "none" and (visited_on is None or not visit.pause.from_day <= visited_on <= clock.today()):
        raise CaseRefused(_("请填去现场的日期：从开始核查那天到今天。"), code="day")
    if len(photos) > MOST_PHOTOS:
        raise CaseRefused(_("一次核查最多放%(most)s个文件。") % {"most": MOST_PHOTOS}, code="photos")
    visit.found, visit.result, visit.with_whom = found, result.strip()[:LONGEST], with_whom.strip()[:200]
    visit.visited_on = None if found == "none" else visited_on
    visit.done_by, visit.done_at = actor, clock.now()
    visit.save()
    files = {kept.pk: kept for kept in (store(actor=actor, name=name, data=data) for name, data in photos)}
    SitePhoto.objects.bulk_create(SitePhoto(visit=visit, file=kept) for kept in files.values())
    if found == "other":
        Finding.objects.create(
            case=case, code=f"visit:{visit.pk}", level="warn", raised_at=clock.now(),
            text=_("现场核查和申报的不一致：%(result)s") % {"result": visit.result},
        )  # fmt: skip
    case.due_on = clocks.moved_by_pauses(case, clock.today())
    end_pause(case)
    case.version += 1
    case.save(update_fields=["version", "due_on"])
    case_event(actor, case, "visit_done", found=found, files=len(files))
    return visit


def _check_step(actor: Any, case: Case, seen_version: int) -> None:
    """Refuse whoever may not take the present step of a case."""
    if case.version != seen_version:
        raise Outdated(_("这个案件刚有变化，现在是“%(now)s”。") % {"now": flows.state_name(case)}, code="outdated")
    if case.state not in flows.before_decision(case):
        raise CaseRefused(_("现在是“%(now)s”，不做现场核查。") % {"now": flows.state_name(case)}, code="state")
    step = flows.flow_of(case).step(case.state)
    if not duties.covers(actor, roles=step.roles, area=case.street):
        raise CaseRefused(_("现在这一步不由您办理。"), code="role")
    reviewing.check_separation(actor, case, step)


@refusing
@action
def urge(*, actor: Any, case_id: int, text: str = "") -> Urge:
    """Remind those who handle a case. Who filed it can do so once a day, a district post above them at any time.

    Raises:
        CaseRefused: the case is over, waits for the applicant himself, or was reminded of today.
        Forbidden: the actor may do neither.
    """
    case = locking.lock_case(case_id)
    superior = queries.is_superior(actor, case)
    if not superior:
        may_file_for(actor, case.filing.filer)
    if why := queries.why_not_urge(actor, case):
        raise CaseRefused(why, code="state")
    made: Urge = Urge.objects.create(
        case=case, by=actor, by_applicant=not superior, text=text.strip()[:300], state=case.state,
        day=clock.today(), at=clock.now(),
    )  # fmt: skip
    case_event(actor, case, "urged", text=made.text, by_applicant=made.by_applicant)
    return made
