"""Steps of a review: one function takes each of them, by the procedure of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import appealing, clocks, duties, findings, flows, granting, locking, periods, reviewing
from wenjiu.bureau.cases.assessing import snapshot_sha
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Case, Correction, Decision, Finding, Line, Pause
from wenjiu.bureau.cases.queries import absence, review
from wenjiu.bureau.cases.reviewing import Reviewed
from wenjiu.bureau.writes import action
from wenjiu.rules.document.flows import Outcome, Step

#: The outcome that is recorded for a line that is refused.
REFUSE = "refuse"


@refusing
@action
def take_step(
    *,
    actor: Any,
    case_id: int,
    step: str,
    outcome: str,
    seen_version: int,
    reason: str = "",
    lines: Mapping[int, str] | None = None,
    items: Sequence[Mapping[str, Any]] = (),
    without_papers: str = "",
    bulk: Mapping[str, Any] | None = None,
) -> Decision:
    """Take one step of a case and return the decision.

    Args:
        actor: the official.
        step: code of the step that the form was for.
        outcome: one of the step's outcomes.
        seen_version: the version of the case that the form showed.
        reason: why; a refusal and a return need one.
        lines: number of a line -> why it is refused. The others are agreed to, one at least. Without it the proposal of
            the step before holds. Where the outcome is against all lines, a line without a reason here has `reason`.
        items: what is to be corrected, as {line, field, text}.
        without_papers: why a case is accepted without its papers. It becomes a finding that the actor raises and clears.
        bulk: what the history says of the equal cases that get the step with one press.

    Raises:
        Outdated: somebody changed the case since the form was shown.
        CaseRefused: the actor may not, or the case does not allow it.
    """
    case = locking.lock_case(case_id)
    flow = flows.flow_of(case)
    _check_unchanged(case, step, seen_version)
    if step not in flows.before_decision(case):
        raise CaseRefused(_("“%(now)s”不在这里办理。") % {"now": flows.state_name(case)}, code="step")
    taken = flow.step(step)
    chosen = taken.outcomes.get(outcome)
    if chosen is None:
        raise CaseRefused(_("这一步没有“%(outcome)s”这个选项。") % {"outcome": outcome}, code="outcome")
    _check_actor(actor, case, taken)
    if chosen.kind == "back" and not reason.strip():
        raise CaseRefused(_("请写明理由。"), code="reason")
    if case.pauses.filter(kind="visit", to_day=None).exists():
        raise CaseRefused(_("现场核查还没有写结果。请先写结果，再办这一步。"), code="visit")
    refused = reviewing.refused_lines(case, taken, chosen, reason.strip(), lines)
    if chosen.kind in ("propose", "end") and not reason.strip():
        reason = reviewing.kept_sum(refused)
    late = clocks.days_late(case, clock.today())
    reviewed = reviewing.review(case, refused, everything=chosen.kind in ("next", "propose", "end"))
    if reviewing.agrees(taken, chosen):
        reviewing.check_agreed(case, reviewed)
        if taken.code == "decide":
            findings.refuse_new(case, reviewed)
    if taken.code == "accept" and chosen.kind == "next":
        _accept_papers(actor, case, without_papers.strip())
    decision = _record(actor, case, taken, outcome, reason.strip(), refused, reviewed, seen_version)
    _go_on(actor, case, taken, chosen, reviewed, items)
    _follow(actor, case, taken, outcome=outcome, refused=sorted(refused), over=late, bulk=bulk)
    return decision


def _follow(actor: Any, case: Case, step: Step, **data: Any) -> None:
    """End an open appeal that was decided, assess the case as it is now, and record the step."""
    appealing.settle_if_open(actor, case)
    close_if_done(actor, case)
    data["lifted"] = findings.assess_and_raise(case) if case.state in flows.before_decision(case) else []
    if data["bulk"] is None:
        del data["bulk"]
    if absent := absence.stands_for(actor, step.roles, case.street):
        data["stands_for"] = absent
    case_event(actor, case, f"step.{step.code}", **data)


def _check_unchanged(case: Case, step: str, seen_version: int) -> None:
    """Refuse a form that was shown before somebody else changed the case, and say who did it and when."""
    if case.state == step and case.version == seen_version:
        return
    last = case.decisions.select_related("actor").order_by("-id").first()
    now = flows.state_name(case)
    if last is None:
        raise Outdated(_("这个案件已经有变化，现在是“%(now)s”。请重新打开再办。") % {"now": now}, code="outdated")
    raise Outdated(
        _("%(who)s在%(when)s已经办过这个案件，现在是“%(now)s”。请重新打开再办。")
        % {"who": last.actor.name, "when": clock.in_words(last.at), "now": now},
        code="outdated",
    )


def _check_actor(actor: Any, case: Case, step: Step) -> None:
    """Refuse whoever may not take the step: role, area, own case, another step of it, recusal."""
    if not duties.covers(actor, roles=step.roles, area=case.street):
        raise CaseRefused(_("这一步不由您办理。"), code="role")
    reviewing.check_separation(actor, case, step)


def _record(
    actor: Any,
    case: Case,
    step: Step,
    outcome: str,
    reason: str,
    refused: Mapping[int, str],
    reviewed: Sequence[Reviewed],
    seen_version: int,
) -> Decision:
    """Insert the decision on the case, and one for each line that is refused."""
    snapshot = [r.snapshot() for r in reviewed if r.assessed is not None]
    common = {
        "case": case,
        "round": case.round,
        "step": step.number,
        "step_code": step.code,
        "actor": actor,
        "seen_version": seen_version,
        "at": clock.now(),
    }
    decision = Decision(
        **common, outcome=outcome, reason=reason, snapshot=snapshot, sha=snapshot_sha(snapshot) if snapshot else ""
    )
    rows = [decision, *(Decision(**common, line_no=no, outcome=REFUSE, reason=why) for no, why in refused.items())]
    Decision.objects.bulk_create(rows)
    return decision


def _go_on(
    actor: Any,
    case: Case,
    step: Step,
    outcome: Outcome,
    reviewed: Sequence[Reviewed],
    items: Sequence[Mapping[str, Any]],
) -> None:
    """Bring the case to its next state, with what follows from it."""
    if outcome.kind == "wait":
        _ask_for_corrections(actor, case, items)
        move(case, "correcting")
        return
    if outcome.kind == "back":
        case.round += 1
    if step.code == "decide" and outcome.kind == "next":
        granting.grant(actor, case, reviewed)
    if outcome.kind == "end":
        _refuse_open_lines(case)
    move(case, flows.after(flows.flow_of(case), outcome.next))


def _accept_papers(actor: Any, case: Case, why: str) -> None:
    """Refuse to accept a case without papers that have to be handed in, or note in the actor's name why it is accepted."""
    lines = review.lines_of(case)
    names = [review.paper_name(case, paper) for paper in review.missing_uploads(case, lines)]
    if not names:
        return
    said = _("有%(n)s份要交的材料没有提交：%(names)s") % {"n": len(names), "names": "、".join(names)}
    if not why:
        raise CaseRefused(
            _("%(said)s。仍要受理的，请写明理由；要补的，请一次性告知补正。") % {"said": said}, code="papers"
        )
    code = f"papers:{case.round}"
    Finding.objects.create(
        case=case, code=code, level="warn", text=said, raised_at=clock.now(), cleared_by=actor, cleared_at=clock.now(),
        reason=why,
    )  # fmt: skip
    case_event(actor, case, "finding_cleared", code=code, reason=why)


def _ask_for_corrections(actor: Any, case: Case, items: Sequence[Mapping[str, Any]]) -> None:
    """Write the one notice of everything to correct, and stop the clock."""
    numbers = {"0", *(str(no) for no in case.lines.values_list("no", flat=True))}
    for item in items:
        if str(item.get("line") or 0) not in numbers:
            raise CaseRefused(_("这个案件没有第%(no)s条。") % {"no": item["line"]}, code="line")
    written = [
        {"line": int(item.get("line") or 0), "field": str(item.get("field", ""))[:80], "text": text}
        for item in items
        if (text := str(item.get("text", "")).strip()[:500])
    ]
    if not written:
        raise CaseRefused(_("请写明要补正什么：至少一项。"), code="items")
    due = clocks.due_on(clock.today(), periods.flow_today(case).answer_days)
    Correction.objects.create(
        case=case, round=case.round, items=written, made_by=actor, made_at=clock.now(), due_on=due
    )
    Pause.objects.create(case=case, kind="correction", from_day=clock.today())


def _refuse_open_lines(case: Case) -> None:
    Line.objects.filter(case=case, state="open").update(state="refused")


def move(case: Case, state: str) -> None:
    """Set the state of a locked case, its version, and the day by which the next step is due."""
    appealing.to_state(case, state)


def close_if_done(actor: Any, case: Case) -> None:
    """End a locked case that waits for payment and has no line left to pay: closed, or ended where nothing was paid."""
    states = set(case.lines.values_list("state", flat=True))
    if case.state == "pay" and not states & {"open", "approved", "held", "cleared"}:
        move(case, "closed" if "paid" in states else "ended")
        case_event(actor, case, case.state)
