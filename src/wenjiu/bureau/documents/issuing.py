"""Which documents follow from what happens to a case or a complaint. They are made in the transaction of the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import override

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Complaint, Decision, Notice, Objection, PromiseCheck
from wenjiu.bureau.documents import actions, after, letters
from wenjiu.bureau.documents.approval import approval
from wenjiu.bureau.documents.lists import certificate, public_notice, titles_of
from wenjiu.bureau.documents.models import Kind
from wenjiu.rules.document.flows import Step

STEP = "step."


def follow_case(actor: Any, case: Case, kind: str, data: Mapping[str, Any]) -> None:
    """Make what follows from an event of a case. Documents have one language, that of the office."""
    with override("zh-hans"):
        if kind.startswith(STEP):
            _after_step(actor, case, flows.flow_of(case).step(kind.removeprefix(STEP)), data)
        elif kind in _MADE:
            _MADE[kind](actor, case, data)


def follow_complaint(actor: Any, complaint: Complaint, kind: str) -> None:
    """Make the letter of an answer."""
    if kind == "answered":
        with override("zh-hans"):
            actions.issue(
                actor=actor, policy=settings.WENJIU_POLICY, kind=Kind.ANSWER, key=f"{Kind.ANSWER}/{complaint.pk}",
                content=after.answer(complaint), complaint=complaint,
            )  # fmt: skip


def _filed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    if case.filing.origin == "applicant":
        _make(actor, case, Kind.RECEIPT, "", letters.receipt(case))


def _noticed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    _make_notice(actor, Notice.objects.get(number=data["notice"]))


def _certified(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    _make_certificates(actor, case)


def _objection_settled(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    found = Objection.objects.select_related("notice_line__line", "notice_line__notice").get(pk=data["objection"])
    _make(actor, case, Kind.OBJECTION, found.pk, after.objection(case, found))


def _ending_confirmed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    found = case.endings.filter(settled_at__isnull=False).order_by("-settled_at", "-id").first()
    _make(actor, case, Kind.ENDING, found.pk, after.ending(case, found.lines, found.reason))


def _withdrawn(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    _make(actor, case, Kind.WITHDRAWAL, "", after.withdrawal(case, str(data["reason"])))


def _visit_done(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    found = case.visits.filter(done_at__isnull=False).order_by("-id").first()
    step = flows.flow_of(case).step(case.state)
    _make(actor, case, Kind.VISIT, found.pk, after.visit(case, step, found))


def _promise_listed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    check = PromiseCheck.objects.select_related("evidence").get(pk=data["check"])
    _make(actor, case, Kind.PROMISE, check.pk, after.promise(case, check))


#: Event, besides the steps -> what makes its document.
_MADE: Mapping[str, Callable[[Any, Case, Mapping[str, Any]], None]] = {
    "filed": _filed,
    "noticed": _noticed,
    "cleared": _certified,
    "closed": _certified,
    "objection_settled": _objection_settled,
    "ending_confirmed": _ending_confirmed,
    "withdrawn": _withdrawn,
    "given_up": _withdrawn,
    "visit_done": _visit_done,
    "promise_listed": _promise_listed,
}
#: Event that makes no document -> why.
UNWRITTEN = {
    "corrected": "the applicant's own answers stand in the case",
    "paper_added": "the paper itself is kept with the case",
    "objected": "the result of the objection has a letter",
    "ended": "the letters of the objections or of the end of its lines have said it",
    "appealed": "the decision on the appeal has a letter",
    "appeal_opened": "the decision on the appeal has a letter",
    "appeal_kept": "the step of the decision makes the letter",
    "appeal_changed": "the step of the decision makes the letter",
    "appeal_withdrawn": "the decision stands with its letter",
    "ending_proposed": "nothing has ended yet",
    "ending_dropped": "nothing has changed",
    "visit_opened": "the result of the visit has a record",
    "promise_unlisted": "a message tells it; nothing is decided against anybody",
    "finding_cleared": "the approval form names the findings",
    "reopened": "the next payment has its summary",
    "account_awaited": "a message tells it",
    "account_named": "the payee has just done it",
    "rated": "a rating is no act of the office",
    "called_back": "the call stands in the case",
    "urged": "a reminder is no act of the office",
    "due_moved": "a message tells it; the calendar is changed for everybody",
}


def _make(actor: Any, case: Case, kind: str, part: object, content: Mapping[str, Any]) -> None:
    key = f"{kind}/{case.pk}" + (f"/{part}" if part else "")
    actions.issue(actor=actor, policy=case.policy, kind=kind, key=key, content=content, case=case)


def _make_notice(actor: Any, notice: Notice) -> None:
    """Make the document of a notice; it has one, however many cases it shows."""
    key = f"{Kind.NOTICE}/{notice.pk}"
    if not notice.documents.exists():
        content = public_notice(notice)
        actions.issue(actor=actor, policy=notice.policy, kind=Kind.NOTICE, key=key, content=content, notice=notice)


def _make_certificates(actor: Any, case: Case) -> None:
    """Make the certificates of honours that come with the lines that nobody can object to any more."""
    titles = titles_of(case)
    for line in case.lines.filter(state__in=["cleared", "paid"]).order_by("no") if titles else ():
        for number, title in enumerate(titles, start=1):
            _make(actor, case, Kind.CERTIFICATE, f"{line.no}/{number}", certificate(case, line, title))


def _after_step(actor: Any, case: Case, step: Step, data: Mapping[str, Any]) -> None:
    outcome = step.outcomes[data["outcome"]]
    decision = case.decisions.filter(line_no=0, step_code=step.code).order_by("-id").first()
    if decision is None:
        return
    part = decision.round
    if outcome.kind == "wait":
        asked = case.corrections.filter(answered_at=None).order_by("-id").first()
        _make(actor, case, Kind.CORRECTION, part, letters.correction(case, step, asked))
    elif step.code == "accept" and outcome.kind == "next":
        _make(actor, case, Kind.ACCEPTED, part, letters.accepted(case, step))
    elif step.code == "accept" and outcome.kind == "end":
        _make(actor, case, Kind.NOT_ACCEPTED, part, letters.not_accepted(case, step, decision))
    elif step.code == "decide" and outcome.kind in ("next", "end"):
        _decided(actor, case, step, decision)


def _decided(actor: Any, case: Case, step: Step, decision: Decision) -> None:
    """Make the letter of a decision, and the approval form of the office."""
    reasons = _reasons(case, decision)
    appeal = case.appeals.filter(round__lte=decision.round).order_by("-id").first()
    if appeal is not None:
        made = letters.refused if appeal.outcome == "kept" else letters.decided
        _make(actor, case, Kind.APPEAL, decision.round, made(case, step, decision, reasons, appeal))
    elif case.lines.exclude(state__in=["refused", "ended"]).exists():
        _make(actor, case, Kind.DECISION, decision.round, letters.decided(case, step, decision, reasons))
    else:
        _make(actor, case, Kind.REFUSAL, decision.round, letters.refused(case, step, decision, reasons))
    _make(actor, case, Kind.APPROVAL, decision.round, approval(case))


def _reasons(case: Case, decision: Decision) -> dict[int, str]:
    """Return number -> reason of the lines that a decision refuses."""
    same = case.decisions.filter(round=decision.round, step=decision.step, line_no__gt=0)
    return dict(same.order_by("line_no").values_list("line_no", "reason"))
