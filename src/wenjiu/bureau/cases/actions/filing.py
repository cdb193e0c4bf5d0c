"""A filing is submitted or withdrawn by who filed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import clocks, counting, drafting, findings, flows, locking, periods, promising
from wenjiu.bureau.cases.actions.steps import move
from wenjiu.bureau.cases.drafting import Subject
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Evidence, Filing, Line, LineRole, Pause
from wenjiu.bureau.writes import action
from wenjiu.rules.policy import Policy


@refusing
@action
def submit_filing(*, actor: Any, filing_id: int, street: Any = None) -> list[Case]:
    """Submit a filing and return its cases, one for each measure. Submitted again, it returns the same cases.

    Lines with a fault stay behind in the draft; the caller shows them before.

    Args:
        street: the office that reviews first, where the registers do not know the filer's.

    Raises:
        CaseRefused: there is no line, no street, or the filing was dropped.
    """
    filing = locking.lock_filing(filing_id)
    may_file_for(actor, filing.filer, filing.origin)
    if filing.submitted_at is not None:
        return list(filing.cases.order_by("measure"))
    if filing.dropped_at is not None:
        raise CaseRefused(_("这份草稿已经删除。请重新开始。"), code="dropped")
    if filing.draft.get("unread"):
        raise CaseRefused(_("还有看不懂的答案，请先改正再提交。"), code="unread")
    office = filing.filer.street or street
    if office is None or office.kind != Area.Kind.STREET:
        raise CaseRefused(_("还不知道由哪个街道（地区）受理。请选择所在的街道（地区）。"), code="street")
    policy = drafting.policy_of(filing)
    if filing.draft.get("promises"):
        promising.refuse_listed(filing.filer)
    cases = [_open_case(actor, policy, filing, code, office) for code in filing.draft["measures"]]
    filing.submitted_at = clock.now()
    filing.save(update_fields=["submitted_at"])
    return cases


def _open_case(actor: Any, policy: Policy, filing: Filing, code: str, office: Any) -> Case:
    found = drafting.subjects(policy, filing, code)
    subjects = [s for s in found if not s.faults and s.roles]
    if not subjects and len(found) == 1 and found[0].faults:
        raise CaseRefused(found[0].faults[0], code="lines")
    if not subjects:
        raise CaseRefused(
            _("“%(name)s”没有可以提交的内容：名单是空的，或每一行都有错。")
            % {"name": policy.measures[code].name("zh")},
            code="lines",
        )
    today = clock.today()
    flow = periods.procedures_on(policy, today).flow_for(code, today, filing.origin)
    first = flows.first_of(flow)
    case: Case = Case.objects.create(
        number=_new_number(code, today.year),
        filing=filing,
        policy=policy.name,
        measure=code,
        rules_version=policy.rules_version,
        flow=flow.id,
        street=office,
        state=first.code,
        filed_on=today,
        filed_at=clock.now(),
        step_since=clock.now(),
        due_on=clocks.due_on(today, first.days),
    )
    lines = Line.objects.bulk_create(
        Line(case=case, no=no, row=s.row, declared=dict(s.declared)) for no, s in enumerate(subjects, start=1)
    )
    _store_roles(lines, subjects)
    for line in lines if policy.claims[code].counted is not None else ():
        counting.store(policy, filing, line)
    _store_promises(actor, filing, case)
    Evidence.objects.filter(filing=filing, measure=code, case=None).update(case=case)
    findings.assess_and_raise(case)
    case_event(actor, case, "filed", lines=len(lines))
    return case


def _new_number(code: str, year: int) -> str:
    """Return the next number of a case, such as 2021-32a-000123."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        (number,) = cursor.fetchone()
    return f"{year}-{code.replace('.', '')}-{number:06d}"


def _store_roles(lines: list[Line], subjects: list[Subject]) -> None:
    LineRole.objects.bulk_create(
        LineRole(line=line, role=role, party=party)
        for line, subject in zip(lines, subjects, strict=True)
        for role, party in subject.roles.items()
    )


def _store_promises(actor: Any, filing: Filing, case: Case) -> None:
    """Keep the promises of a draft as evidence of the case."""
    rows = []
    for key, text in filing.draft.get("promises", {}).items():
        measure, _slash, material = key.partition("/")
        if measure == case.measure:
            rows.append(
                Evidence(
                    case=case, filing=filing, measure=measure, material=material, origin="promise",
                    promised=text, given_by=actor, given_at=clock.now(),
                )
            )  # fmt: skip
    Evidence.objects.bulk_create(rows)


@refusing
@action
def withdraw_case(*, actor: Any, case_id: int, seen_version: int, reason: str) -> Case:
    """Withdraw a case before it is decided.

    Raises:
        CaseRefused: it is decided already.
        Outdated: somebody changed it since the page was shown.
    """
    case = locking.lock_case(case_id)
    may_file_for(actor, case.filing.filer, case.filing.origin)
    if case.version != seen_version:
        raise Outdated(
            _("这个案件刚有变化，现在是“%(now)s”。请看过再撤回。") % {"now": flows.state_name(case)}, code="outdated"
        )
    if case.state not in ("correcting", *flows.before_decision(case)):
        raise CaseRefused(_("这个案件已经审定，不能撤回。"), code="decided")
    if case.appeals.filter(settled_at=None).exists():
        raise CaseRefused(_("这个案件正在内部复议，请改为撤回内部复议申请。"), code="appeal")
    end_pause(case)
    Line.objects.filter(case=case, state="open").update(state="ended")
    move(case, "withdrawn")
    case_event(actor, case, "withdrawn", reason=reason.strip()[:500])
    return case


def end_pause(case: Case, on: dt.date | None = None) -> None:
    """Let the clock of a case run again. `on`: the last day of the pause; None: today."""
    Pause.objects.filter(case=case, to_day=None).update(to_day=on or clock.today())
