"""The history of a case in plain words: who did what, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Decision

#: Kind of an event without its first word -> what it says. Names in it are keys of the event's data.
SAYS = {
    "filed": gettext_lazy("提交申报，%(lines)s条"),
    "corrected": gettext_lazy("提交补正"),
    "withdrawn": gettext_lazy("撤回申报"),
    "noticed": gettext_lazy("公示%(notice)s号开始"),
    "objected": gettext_lazy("收到对第%(line)s条的异议"),
    "cleared": gettext_lazy("公示结束，%(awards)s条可以拨付"),
    "closed": gettext_lazy("全部到账，办结"),
    "reopened": gettext_lazy("款项退回，重新办理拨付"),
    "ended": gettext_lazy("终止"),
    "finding_cleared": gettext_lazy("放行一个疑点"),
}
STEP = "step."


@dataclass(frozen=True)
class Told:
    """One thing that happened. `who`: the name under which it was done. `reason`: what was given as a reason."""

    at: dt.datetime
    who: str
    text: str
    reason: str = ""


def history(case: Case) -> list[Told]:
    """Return what happened to a case, the latest first."""
    events = Event.objects.filter(subject_type="cases.case", subject_id=case.pk).order_by("-id")
    decisions: dict[str, list[Decision]] = {}
    for decision in case.decisions.filter(line_no=0).order_by("id"):
        decisions.setdefault(decision.step_code, []).append(decision)
    return [_told(case, event, decisions) for event in events]


def _told(case: Case, event: Event, decisions: Mapping[str, list[Decision]]) -> Told:
    """Return an event in words. Decisions of a step are taken from the end, as the events of it come: the latest first."""
    kind = event.kind.removeprefix("case.")
    data: Mapping[str, Any] = event.data
    if kind.startswith(STEP):
        code = kind.removeprefix(STEP)
        decision = decisions[code].pop() if decisions.get(code) else None
        return Told(event.at, event.actor_name, _taken(case, code, data), decision.reason if decision else "")
    if kind == "objection_settled":
        words = _("第%(line)s条的异议成立") if data.get("upheld") else _("第%(line)s条的异议不成立")
        return Told(event.at, event.actor_name, words % {"line": data.get("line", "")})
    text = str(SAYS[kind]) % data if kind in SAYS else kind
    return Told(event.at, event.actor_name, text, str(data.get("reason", "")))


def _taken(case: Case, code: str, data: Mapping[str, Any]) -> str:
    """Return a step and its outcome in words, with the lines that were not agreed to."""
    step, lang = flows.flow_of(case).step(code), flows.lang()
    outcome = step.outcomes[data["outcome"]]
    names = dict.fromkeys((step.name(lang), outcome.name(lang)))
    text = _("：").join(names)
    refused = data.get("refused", ())
    if refused and outcome.kind == "next":
        text += _("，其中第%(lines)s条不同意") % {"lines": _("、").join(map(str, refused))}
    return text
