"""The history of a case in plain words: who did what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.cases import flows, reviewing
from wenjiu.bureau.cases.models import Case, Decision, Objection

#: Kind of an event without its first word -> what it says. Names in it are keys of the event's data.
SAYS = {
    "filed": gettext_lazy("提交申报，%(lines)s条"),
    "corrected": gettext_lazy("提交补正"),
    "withdrawn": gettext_lazy("撤回申报"),
    "noticed": gettext_lazy("公示%(notice)s号开始"),
    "objected": gettext_lazy("对第%(line)s条提出异议"),
    "cleared": gettext_lazy("公示结束，%(awards)s条可以拨付"),
    "closed": gettext_lazy("全部到账，办结"),
    "reopened": gettext_lazy("款项退回，重新办理拨付"),
    "ended": gettext_lazy("终止"),
    "finding_cleared": gettext_lazy("放行一个疑点"),
}
STEP = "step."


@dataclass(frozen=True)
class Told:
    """One thing that happened. `who`: the name under which it was done. `reason`: what was given as a reason.

    `parts`: what else was written about it, such as why a line was not agreed to, or what an objection says.
    """

    at: dt.datetime
    who: str
    text: str
    reason: str = ""
    parts: tuple[str, ...] = ()


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
    for decision in case.decisions.defer("snapshot").order_by("id"):
        if decision.line_no:
            lines.setdefault((decision.round, decision.step_code), {})[decision.line_no] = decision.reason
        else:
            steps.setdefault(decision.step_code, []).append(decision)
    objections = {o.pk: o for o in Objection.objects.filter(notice_line__line__case=case)}
    return [_told(case, event, Kept(steps, lines, objections)) for event in events]


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
        if decision and parts and decision.reason == reviewing.summed_up(whys):
            parts = ()
        return Told(event.at, who, text + _late(data), decision.reason if decision else "", parts)
    objection = kept.objections.get(data.get("objection", 0))
    if kind == "objection_settled":
        words = _("第%(line)s条的异议成立") if data.get("upheld") else _("第%(line)s条的异议不成立")
        reason = objection.reason if objection else ""
        return Told(event.at, who, words % {"line": data.get("line", "")}, reason, _said(objection))
    text = str(SAYS[kind]) % data if kind in SAYS else kind
    return Told(event.at, who, text + _late(data), str(data.get("reason", "")), _said(objection))


def _said(objection: Objection | None) -> tuple[str, ...]:
    """Return what an objection says, in words."""
    return () if objection is None else (_("异议：%(text)s") % {"text": objection.text},)


def _late(data: Mapping[str, Any]) -> str:
    """Return by how many days something was done after its day; empty where it was in time."""
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
    same: dict[str, list[int]] = {}
    for no in refused:
        same.setdefault(whys.get(no, ""), []).append(no)
    words = _("第%(lines)s条不同意：%(why)s")
    return text, tuple(words % {"lines": "、".join(map(str, x)), "why": why} for why, x in same.items() if why)
