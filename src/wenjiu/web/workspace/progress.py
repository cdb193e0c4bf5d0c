"""How far a case is: its steps, who holds it, until when, and what has happened, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases import clocks, flows, periods
from wenjiu.bureau.cases.models import ENDS, Case, Decision, Notice
from wenjiu.bureau.cases.queries.holding import holder, office, office_in, until
from wenjiu.rules.document.flows import Step
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import day

__all__ = ["history", "holder", "office", "remedies", "stages", "until"]
DONE, NOW, AHEAD, SKIPPED = "done", "now", "ahead", "skipped"
#: Steps whose agreement the applicant reads as such; at the others an office only proposes.
SAID = ("accept", "decide", "notice", "pay", "close")


@dataclass(frozen=True)
class Stage:
    """One step of a case on the page.

    `state`: done, now, ahead or skipped. `who`: the office that takes it. `note`: when it was done, or by when it is due.
    """

    name: str
    state: str
    who: str
    note: str


def course(policy: Policy, codes: Iterable[str], street: Area | None) -> list[dict[str, Any]]:
    """Return who would take which step of a filing that is sent today, and in how many working days.

    One entry a procedure: `names` of the measures that follow it, `stages`, and their `total` in words.
    """
    today, lang = clock.today(), flows.lang()
    found: dict[str, dict[str, Any]] = {}
    procedures = periods.procedures_on(policy, today)
    for code in codes:
        flow = procedures.flow_for(code, today)
        entry = found.setdefault(flow.id, {"names": [], "stages": []})
        entry["names"].append(policy.measures[code].name(lang))
        entry["stages"] = entry["stages"] or [
            Stage(step.name(lang), AHEAD, office_in(policy.name, street, step), working_days(step))
            for step in flow.steps
        ]
        entry["total"] = total(flow.steps, today)
    return list(found.values())


def total(steps: Iterable[Step], since: dt.date) -> str:
    """Return how long steps may take together from a day on, in words; empty where no source states days."""
    taken = [step for step in steps if step.scope != "system"]
    days = [step.days for step in taken if step.days is not None]
    if not days:
        return ""
    if len(days) < len(taken):
        return _("写明天数的各步一共 %(n)d 个工作日。") % {"n": sum(days)}
    last = clocks.calendar().add_working_days(since, sum(days))
    words = _("各步一共 %(n)d 个工作日，预计最晚%(day)s办完。")
    if not clocks.year_is_known(last.year):
        words = _("各步一共 %(n)d 个工作日，预计最晚%(day)s办完（那一年的放假安排还没有公布，可能往后改）。")
    return words % {"n": sum(days), "day": day(last)}


def rest(case: Case) -> str:
    """Return how long the steps after the present one may take together; empty for a case that is over."""
    flow, due = periods.flow_today(case), clocks.moved_by_pauses(case, clock.today())
    if case.state in ENDS or not flow.has(case.state):
        return ""
    ahead = [step for step in flow.steps if step.number > flow.step(case.state).number]
    said = total(ahead, max(due or clock.today(), clock.today()))
    return _("以后%(total)s") % {"total": said} if said else ""


def unplanned(case: Case) -> str:
    """Say that the holidays of the year of a case's day are not known yet; empty where they are, or where there is no day."""
    due = None if case.state in (*ENDS, "correcting") else clocks.moved_by_pauses(case, clock.today())
    if due is None or due < clock.today() or clocks.year_is_known(due.year):
        return ""
    words = _("%(year)d年的放假安排还没有公布，先按周末和日期固定的法定假日算；公布以后，期限可能会往后改。")
    return words % {"year": due.year}


def working_days(step: Step) -> str:
    """Return how long a step may take, in words; empty where no source states it."""
    return "" if step.days is None else _("%(n)d 个工作日") % {"n": step.days}


def stages(case: Case, decisions: list[Decision], held: Mapping[str, Any] | None = None) -> list[Stage]:
    """Return the steps of a case in their order. `held`: who has it and until when, where that is not the step's office."""
    flow = periods.flow_today(case)
    current = _current(case, decisions)
    last = {d.step_code: d for d in decisions if d.line_no == 0}
    found = [Stage(_("提交申报"), DONE, str(case.filing.filer.name), _when(case.filed_at))]
    for step in flow.steps:
        found.append(_stage(case, step, current, last.get(step.code), held or {}))
    return found


def _current(case: Case, decisions: list[Decision]) -> int:
    """Return the number of the step that a case waits for; one more than the last for a case that is closed."""
    flow = flows.flow_of(case)
    if case.state == "closed":
        return flow.steps[-1].number + 1
    if case.state == "correcting" or case.state in ENDS:
        taken = [d for d in decisions if d.line_no == 0]
        return max((d.step for d in taken if d.round == case.round), default=flows.first_of(flow).number)
    return flow.step(case.state).number


def _stage(case: Case, step: Step, current: int, decision: Decision | None, held: Mapping[str, Any]) -> Stage:
    name, who = step.name(flows.lang()), office(case, step)
    over = case.state in ENDS and case.state != "closed"
    if step.number < current:
        return Stage(name, DONE, who, _taken_on(case, step, decision))
    if over:
        if step.number == current and decision is not None:
            return Stage(name, DONE, who, _when(decision.at))
        return Stage(name, SKIPPED, who, "")
    if step.number == current:
        return Stage(name, NOW, held.get("holder") or holder(case), held.get("until") or until(case))
    return Stage(name, AHEAD, who, working_days(step))


def _taken_on(case: Case, step: Step, decision: Decision | None) -> str:
    """Return the day on which a step was done; empty where no row tells it."""
    if decision is not None:
        return _when(decision.at)
    if step.code == "notice":
        last = Notice.objects.filter(lines__line__case=case).order_by("-ends_on").first()
        return "" if last is None else _("公示到%(day)s") % {"day": day(last.ends_on)}
    if step.code in ("pay", "close"):
        return "" if case.closed_at is None else _when(case.closed_at)
    return _when(case.filed_at) if step.code == "receive" else ""


@dataclass(frozen=True)
class Happened:
    """One line of the history of a case. `answered`: the items of a correction notice, and the answers to them."""

    at: dt.datetime
    text: str
    reason: str = ""
    answered: tuple[list[dict[str, Any]], list[dict[str, Any]]] | None = None


def history(case: Case, decisions: list[Decision]) -> list[Happened]:
    """Return what happened to a case, the newest first."""
    said = _("%(name)s 提交了申报") % {"name": case.filing.filer.name}
    if case.filing.origin == "office":
        said = _("本区从登记里列出，不用申报") if flows.listed(case) else _("经办部门写了工作记录，不用申报")
    found = [Happened(case.filed_at, said)]
    for decision in decisions:
        if decision.line_no == 0:
            same = (decision.step, decision.round)
            refused = sorted(d.line_no for d in decisions if d.line_no and (d.step, d.round) == same)
            found.append(_taken(case, decision, refused))
    for correction in case.corrections.all():
        if correction.answered_at is not None:
            said = _("%(name)s 提交了补正") % {"name": case.filing.filer.name}
            answered = (correction.items, correction.answers)
            found.append(Happened(correction.answered_at, said, answered=answered))
    if case.state == "withdrawn" and case.closed_at is not None:
        found.append(Happened(case.closed_at, _("%(name)s 撤回了申报") % {"name": case.filing.filer.name}))
    if case.state == "closed" and case.closed_at is not None:
        found.append(Happened(case.closed_at, _("已办结")))
    return sorted(found, key=lambda h: h.at, reverse=True)


def _taken(case: Case, decision: Decision, refused: list[int]) -> Happened:
    """Return one step that an office took. What it only proposes to a later step is not said: nothing is decided yet."""
    step = flows.flow_of(case).step(decision.step_code)
    outcome = step.outcomes.get(decision.outcome)
    names = {"office": office(case, step), "step": step.name(flows.lang())}
    if outcome is None or outcome.kind == "propose" or (outcome.kind == "next" and step.code not in SAID):
        return Happened(decision.at, _("%(office)s 办完了%(step)s") % names)
    if outcome.kind == "back":
        return Happened(decision.at, _("%(office)s 在%(step)s时退回前一步重新核对") % names)
    said = flows.outcome_words(step, outcome, refused, case.state != "refused")
    words = _("%(office)s · %(step)s：%(outcome)s") if said != names["step"] else _("%(office)s · %(step)s")
    words %= {**names, "outcome": said}
    return Happened(decision.at, words, decision.reason)


def remedies(case: Case, decision: Decision) -> list[dict[str, Any]]:
    """Return what the applicant can do against a decision: name, period with its last day, and where to turn."""
    taken = timezone.localtime(decision.at).date()
    flow, lang = flows.flow_of(case), flows.lang()
    found = []
    for remedy in flows.procedures_of(flows.policy_of(case)).against(flow.step(decision.step_code), taken):
        found.append(
            {
                "name": remedy.name(lang),
                "period": remedy.period.shown(lang),
                "since": remedy.since(lang),
                "to": remedy.to(lang),
                "last": remedy.period.last_day(taken),
                "source": remedy.source.name(lang),
            }
        )
    return found


def _when(at: dt.datetime) -> str:
    return day(timezone.localtime(at).date())
