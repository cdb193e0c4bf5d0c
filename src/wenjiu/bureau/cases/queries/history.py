"""The history of a case in plain words: who did what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.cases import flows, objecting, reviewing
from wenjiu.bureau.cases.models import Case, Decision, Objection
from wenjiu.bureau.cases.parts import decisions_of
from wenjiu.bureau.cases.queries import ratings

#: Kind of an event without its first word -> what it says. Names in it are keys of the event's data.
SAYS = {
    "filed": gettext_lazy("提交申报，%(lines)s条"),
    "corrected": gettext_lazy("提交补正"),
    "paper_added": gettext_lazy("上传材料：%(paper)s（%(file)s）"),
    "withdrawn": gettext_lazy("撤回申报"),
    "given_up": gettext_lazy("不要这笔补贴，已经放弃"),
    "noticed": gettext_lazy("公示开始（网上编号 %(notice)s）"),
    "objected": gettext_lazy("对第%(line)s条提出异议（编号%(number)s）"),
    "cleared": gettext_lazy("公示期满，%(awards)s条可以拨付"),
    "closed": gettext_lazy("全部到账，办结"),
    "reopened": gettext_lazy("款项退回，重新办理拨付"),
    "account_awaited": gettext_lazy("等收款人更正账户，办理时限暂停计算"),
    "account_named": gettext_lazy("收款人更正了账户，办理时限重新计算"),
    "ended": gettext_lazy("终止"),
    "finding_cleared": gettext_lazy("放行一个疑点"),
    "visit_opened": gettext_lazy("开始现场核查，办理时限暂停计算：%(why)s"),
    "visit_done": gettext_lazy("写了现场核查的结果，恢复计时"),
    "urged": gettext_lazy("催办：%(text)s"),
    "due_moved": gettext_lazy("工作日历有调整，期限从%(was)s改到%(now)s"),
    "appealed": gettext_lazy("申请内部复议，最后一天是%(last_day)s"),
    "appeal_opened": gettext_lazy("内部复议开始，由没有办过的人办"),
    "appeal_kept": gettext_lazy("内部复议结果：维持原决定"),
    "appeal_changed": gettext_lazy("内部复议结果：改变原决定"),
    "appeal_withdrawn": gettext_lazy("撤回内部复议申请"),
    "ending_proposed": gettext_lazy("提出终止第%(lines)s条"),
    "ending_confirmed": gettext_lazy("确认终止第%(lines)s条，不再发放"),
    "ending_dropped": gettext_lazy("不终止，继续发放"),
    "rated": gettext_lazy("申报人评价：%(grade)s"),
    "called_back": gettext_lazy("回访"),
    "promise_listed": gettext_lazy("承诺核查不实，%(until)s以前不能再承诺"),
    "promise_unlisted": gettext_lazy("撤销承诺核查的结果，移出失信名单"),
}
STEP = "step."
#: Keys of the data of events that are days.
DAYS = ("was", "now", "last_day", "until")
#: Kind of an event that the filer reads besides the steps -> what it says to him.
SAYS_TO_FILER = {
    "paper_added": gettext_lazy("上传材料：%(paper)s（%(file)s）"),
    "noticed": gettext_lazy("公示开始（网上编号 %(notice)s）"),
    "objected": gettext_lazy("第%(line)s条有人提出异议，正在核实，先不发放"),
    "cleared": gettext_lazy("公示期满，%(awards)s条可以拨付"),
    "objection_settled": gettext_lazy("第%(line)s条的异议有了结果：%(result)s"),
    "visit_opened": gettext_lazy("开始现场核查，办理时限暂停计算"),
    "visit_done": gettext_lazy("现场核查结束，恢复计时"),
    "account_awaited": gettext_lazy("等您更正账户，办理时限暂停计算"),
    "account_named": gettext_lazy("账户已更正，办理时限重新计算"),
    "urged": gettext_lazy("催办"),
    "due_moved": gettext_lazy("工作日历有调整，期限从%(was)s改到%(now)s"),
    "appealed": gettext_lazy("申请内部复议"),
    "appeal_opened": gettext_lazy("内部复议开始，由没有办过的人办"),
    "appeal_kept": gettext_lazy("内部复议结果：维持原决定"),
    "appeal_changed": gettext_lazy("内部复议结果：改变原决定"),
    "appeal_withdrawn": gettext_lazy("撤回内部复议申请"),
    "ending_confirmed": gettext_lazy("第%(lines)s条终止，不再发放"),
    "promise_listed": gettext_lazy("承诺核查不实，%(until)s以前不能再承诺"),
    "promise_unlisted": gettext_lazy("撤销承诺核查的结果，移出失信名单"),
}


@dataclass(frozen=True)
class Told:
    """One thing that happened. `who`: the name under which it was done. `reason`: what was given as a reason.

    `parts`: what else was written about it, such as why a line was not agreed to, or what an objection says.
    `notice`: the number of the public notice that it is about.
    """

    at: dt.datetime
    who: str
    text: str
    reason: str = ""
    parts: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class Kept:
    """What a case keeps besides its events.

    `steps`: code of a step -> its decisions, the earliest first. `lines`: (round, step code) -> line -> why it was not
    agreed to. `objections`: by id.
    """

    steps: Mapping[str, list[Decision]]
    lines: Mapping[tuple[int, str], Mapping[int, str]]
    objections: Mapping[int, Objection]


def history(case: Case) -> list[Told]:
    """Return what happened to a case, the latest first."""
    events = Event.objects.filter(subject_type="cases.case", subject_id=case.pk).order_by("-id")
    steps: dict[str, list[Decision]] = {}
    lines: dict[tuple[int, str], dict[int, str]] = {}
    for decision in decisions_of(case):
        if decision.line_no:
            lines.setdefault((decision.round, decision.step_code), {})[decision.line_no] = decision.reason
        else:
            steps.setdefault(decision.step_code, []).append(decision)
    objections = {
        o.pk: o for o in Objection.objects.filter(notice_line__line__case=case).select_related("notice_line__notice")
    }
    return [_told(case, event, Kept(steps, lines, objections)) for event in events]


def told_to_filer(case: Case) -> list[Told]:
    """Return what happened to a case besides its steps, as its filer reads it. No official is named."""
    kinds = [f"case.{kind}" for kind in SAYS_TO_FILER]
    events = Event.objects.filter(subject_type="cases.case", subject_id=case.pk, kind__in=kinds).order_by("id")
    found = []
    for event in events:
        result = _("异议成立，这一条不发") if event.data.get("upheld") else _("异议不成立，继续发放")
        words = {**_days_in_words(event.data), "result": result, "paper": _paper(case, event.data)}
        text = str(SAYS_TO_FILER[event.kind.removeprefix("case.")]) % words
        if event.kind == "case.urged":
            text = _urged(event.data)
        notice = event.data["notice"] if event.kind == "case.noticed" else ""
        found.append(Told(event.at, "", text, notice=notice))
    return found


def _urged(data: Mapping[str, Any]) -> str:
    """Return a reminder as the filer reads it: with his own words, and without those of an office above."""
    if not data.get("by_applicant"):
        return _("上级部门催办")
    return _("催办：%(text)s") % {"text": data["text"]} if data.get("text") else _("催办")


def _told(case: Case, event: Event, kept: Kept) -> Told:
    """Return an event in words. Decisions of a step are taken from the end, as the events of it come: the latest first."""
    kind = event.kind.removeprefix("case.")
    data: Mapping[str, Any] = event.data
    who = _(event.actor_name) if event.actor_id is None else event.actor_name
    if kind.startswith(STEP):
        code = kind.removeprefix(STEP)
        decision = kept.steps[code].pop() if kept.steps.get(code) else None
        whys = kept.lines.get((decision.round, code), {}) if decision else {}
        text, parts = _taken(case, code, data, whys)
        reason = decision.reason if decision else ""
        if parts and reason == reviewing.kept_sum(whys):
            reason, parts = reviewing.summed_up(whys), ()
        if data.get("stands_for"):
            who = _("%(who)s（代%(absent)s）") % {"who": who, "absent": data["stands_for"]}
        return Told(event.at, who, text + _late(data), reason, (*_in_bulk(data), *parts))
    objection = kept.objections.get(data.get("objection", 0))
    number = "" if objection is None else objecting.number_of(objection)
    if kind == "objection_settled":
        words = _("第%(line)s条的异议（编号%(number)s）成立")
        if not data.get("upheld"):
            words = _("第%(line)s条的异议（编号%(number)s）不成立")
        reason = objection.reason if objection else ""
        return Told(event.at, who, words % {"line": data.get("line", ""), "number": number}, reason, _said(objection))
    if kind == "rated":
        data = {**data, "grade": ratings.GRADES[data["grade"]]}
    if kind == "finding_cleared" and str(data.get("code", "")).startswith("papers:"):
        return Told(event.at, who, _("材料没有交齐，说明理由后受理"), str(data.get("reason", "")))
    if kind == "filed" and case.filing.origin == "office":
        said = _("本区从登记里列出，不用申报") if flows.listed(case) else _("经办部门写了工作记录，不用申报")
        return Told(event.at, who, said)
    words = {"number": number, **_days_in_words(data), "paper": _paper(case, data)}
    text = str(SAYS[kind]) % words if kind in SAYS else kind
    return Told(event.at, who, text + _late(data), str(data.get("reason", "")), _said(objection))


def _days_in_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an event with its days as readers read them."""
    return {**data, **{key: _day(data[key]) for key in DAYS if key in data}}


def _day(stored: Any) -> str:
    try:
        return clock.in_words(dt.date.fromisoformat(str(stored)))
    except ValueError:
        return str(stored)


def _paper(case: Case, data: Mapping[str, Any]) -> str:
    """Return the name of the material that an event is about; empty where it is about none."""
    policy, lang = flows.policy_of(case), flows.lang()
    found = [m for m in policy.services[case.measure].materials if m.id == data.get("material")]
    return found[0].name(lang, policy.fill(policy.measures[case.measure], lang)) if found else ""


def _said(objection: Objection | None) -> tuple[str, ...]:
    """Return what an objection says, in words."""
    return () if objection is None else (_("异议：%(text)s") % {"text": objection.text},)


def _in_bulk(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return with which others a step was taken at once, and whether the case itself was opened; empty for one alone."""
    bulk = data.get("bulk")
    if bulk is None:
        return ()
    words = _("批量办理：第%(number)s批，一共%(cases)s件，抽看%(sample)s件，没有打开这一件")
    if bulk["looked"]:
        words = _("批量办理：第%(number)s批，一共%(cases)s件，抽看%(sample)s件，打开看过这一件")
    return (words % bulk,)


def _late(data: Mapping[str, Any]) -> str:
    """Return by how many working days something was done after its day; empty where it was in time.

    Events of earlier versions keep `late`, in days of the calendar.
    """
    if data.get("over"):
        return _("（超期%(days)s个工作日）") % {"days": data["over"]}
    return _("（超期%(days)s天）") % {"days": data["late"]} if data.get("late") else ""


def _taken(case: Case, code: str, data: Mapping[str, Any], whys: Mapping[int, str]) -> tuple[str, tuple[str, ...]]:
    """Return a step and its outcome in words, and why lines were not agreed to."""
    step, lang = flows.flow_of(case).step(code), flows.lang()
    outcome = step.outcomes[data["outcome"]]
    refused = data.get("refused", ())
    said = flows.outcome_words(step, outcome, refused, granted=case.state != "refused")
    text = said if said == step.name(lang) or outcome.kind == "wait" else _("：").join((step.name(lang), said))
    if not refused or outcome.kind not in ("next", "propose", "end"):
        return text, ()
    same = reviewing.by_reason({no: whys.get(no, "") for no in refused})
    words = _("第%(lines)s条不同意：%(why)s")
    return text, tuple(words % {"lines": lines, "why": why} for why, lines in same.items() if why)
