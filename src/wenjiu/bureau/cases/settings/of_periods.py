"""Working days of a step, of a public notice, and of the answer to a correction notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wenjiu.bureau.cases import clocks, flows
from wenjiu.bureau.cases.models import Case, Correction, Notice
from wenjiu.bureau.cases.periods import PERIOD
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, Sentence, refuse, whole_number
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.policies import published_policy
from wenjiu.rules.document.flows import Flow
from wenjiu.rules.document.procedures import ANSWER
from wenjiu.rules.language.fact_types import day_words
from wenjiu.rules.language.text import T
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: The most working days of one step: about a year.
MOST = 250
#: What the applicant does with a correction notice, which has a period as a step has.
CORRECTION = T("申请人补正", "correction by the applicant")


class Periods(Kind):
    """Name: flow and step, such as ``subsidy/notice``. Value: working days."""

    code = PERIOD
    title = gettext_lazy("办理期限和公示期")
    intro = gettext_lazy(
        "文件没有写明办几个工作日的，由本单位设定。从写明的那天起开始的环节和公示用新的天数，已经开始的不变。"
    )
    says: ClassVar[Mapping[str, Any]] = {
        "at": gettext_lazy("现在正在这一步的案件有%(n)s件，期限已经定了，不变。"),
        "ahead": gettext_lazy("还没有走到这一步的案件有%(n)s件，在%(day)s以后走到的，按%(words)s算。"),
        "notices": gettext_lazy("正在公示的有%(n)s份，按公布的日期结束，不变。"),
        "corrections": gettext_lazy("已经发出、等申请人补正的有%(n)s件，补正的日期不变。"),
        "registers": gettext_lazy("登记表、补贴金额和已经决定的案件都不受影响。"),
    }

    def names(self, policy: Policy) -> Sequence[Named]:
        """Return each step that a person takes, and the answer to a correction where the flow has one."""
        lang, found = flows.lang(), []
        for versions in policy.procedures.flows.values():
            flow = versions[-1]
            part = flow.name(lang)
            found += [Named(f"{flow.code}/{s.code}", s.name(lang), part) for s in flow.steps if s.scope != "system"]
            found.append(Named(f"{flow.code}/{ANSWER}", CORRECTION(lang), part))
        return found

    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return the number of working days."""
        return (Input("value", _("改成"), "number", _("工作日")),)

    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> int:
        """Return the typed number; ``个工作日`` and ``天`` behind it are left out."""
        said = given.get("value", "").strip()
        for unit in ("个工作日", "工作日", "个", "天"):
            said = said.removesuffix(unit)
        return whole_number(said, 1, MOST, _("工作日"))

    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return the number."""
        return {"value": str(value)}

    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse anything but 1 to 250."""
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
            raise refuse(_("期限“%(days)s”不对，请填1到%(most)s个工作日。") % {"days": value, "most": MOST})

    def shipped(self, policy: Policy, name: str) -> int | None:
        """Return the days of the policy; those of the demonstration in a demo."""
        flow, step = _flow(policy, name)
        return flow.answer_days if step == ANSWER else flow.step(step).days

    def shipped_source(self, policy: Policy, name: str) -> str:
        """Return what states the days of the policy; marked where it is none that settles them."""
        flow, step = _flow(policy, name)
        source = flow.answer_source if step == ANSWER else flow.step(step).days_source
        if source is None:
            return ""
        said = source.name(flows.lang())
        return said if source.confirmed else _("%(source)s（待确认）") % {"source": said}

    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return the days with their unit."""
        return _("没有设定") if value is None else ngettext("%(n)d个工作日", "%(n)d个工作日", value) % {"n": value}

    def effect(self, draft: Draft) -> list[Sentence]:
        """Return how many cases, notices and corrections keep their day, and how many cases have the step ahead."""
        policy = published_policy(draft.policy)
        flow, step = _flow(policy, draft.name)
        cases = Case.objects.filter(policy=draft.policy, closed_at=None, flow__startswith=f"{flow.code}@")
        words = self.words(policy, draft.name, set_values.under(draft))
        if step == ANSWER:
            waiting = Correction.objects.filter(case__in=cases, answered_at=None).count()
            return [{"say": "corrections", "n": waiting}, {"say": "registers"}]
        number = flow.step(step).number
        before = [s.code for s in flow.steps if s.number < number]
        ahead = cases.filter(state__in=[*before, "correcting"] if number > 1 else ["correcting"]).count()
        found: list[Sentence] = [
            {"say": "at", "n": cases.filter(state=step).count()},
            {"say": "ahead", "n": ahead, "day": draft.from_day.isoformat(), "words": words},
        ]
        if step == "notice":
            running = Notice.objects.filter(policy=draft.policy, ended_at=None).count()
            found.append({"say": "notices", "n": running})
        return [*found, {"say": "registers"}]

    def seen(self, draft: Draft) -> list[str]:
        """Return how the page of a case words the step, with the last day if it begins on the first day of the draft."""
        policy, days = published_policy(draft.policy), set_values.under(draft)
        if days is None:
            return []
        last = clocks.calendar().add_working_days(draft.from_day, days)
        words = self.words(policy, draft.name, days)
        said = {
            "what": self.name_words(policy, draft.name), "words": words,
            "day": _day(draft.from_day), "last": _day(last),
        }  # fmt: skip
        return [_("%(what)s：%(words)s。%(day)s开始的，最晚%(last)s办完。") % said]


def _flow(policy: Policy, name: str) -> tuple[Flow, str]:
    code, _slash, step = name.partition("/")
    return flows.procedures_of(policy).flows[code][-1], step


def _day(day: dt.date) -> str:
    return day_words(civil.of(day), flows.lang())
