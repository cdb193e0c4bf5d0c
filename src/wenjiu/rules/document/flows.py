"""A flow: the steps of a case in their order, who takes each, and what follows from each outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ..language.text import T, Text
from .services import Source

#: Who can take a step; the posts of the accounts have these codes.
ROLES = (
    "street_specialist", "street_reviewer", "district_reviewer", "approver", "finance_maker", "finance_releaser",
)  # fmt: skip
#: Where the post must be: the street of the case, the district, or nobody: the system takes the step by itself.
SCOPES = ("street", "district", "system")
#: Whether the promised time runs during the step.
CLOCKS = ("runs", "stops")
#: Who opens a case that follows the flow.
OPENERS = ("applicant", "office")
#: How a case ends. It is withdrawn by the applicant, at any step before the decision.
ENDS = {
    "closed": T("办结", "closed"),
    "refused": T("不予支持", "refused"),
    "ended": T("终止", "ended"),
    "withdrawn": T("已撤回", "withdrawn"),
}
#: What follows from an outcome. `wait`: the applicant completes the papers, then the same step is taken again.
#: `back`: an earlier step is taken again in a new round. `propose`: a refusal is proposed to a later step.
KINDS = ("next", "wait", "back", "propose", "end")
#: What it means that there is no answer in time.
SILENCE = {
    "none": T("到期没有答复，既不等于同意，也不等于不同意", "no answer in time means neither yes nor no"),
    "approved": T("到期没有答复的，视为同意", "no answer in time means yes"),
    "refused": T("到期没有答复的，视为不同意", "no answer in time means no"),
}
OUTCOMES = {
    "received": T("收件", "take in"),
    "listed": T("列入名单", "put on the list"),
    "dropped": T("不列入名单", "leave off the list"),
    "accepted": T("受理", "accept"),
    "correct": T("一次性告知补正", "ask for all that is missing"),
    "not_accepted": T("不予受理", "do not accept"),
    "agree": T("建议支持", "propose to approve"),
    "refuse": T("建议不予支持", "propose to refuse"),
    "return": T("退回", "return"),
    "approved": T("准予", "approve"),
    "refused": T("不予支持", "refuse"),
    "shown": T("公示期满", "notice ended"),
    "objected": T("异议成立", "objection upheld"),
    "paid": T("已拨付", "paid"),
    "closed": T("办结", "close"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a step. `next`: code of the step that follows, or one of `ENDS` where `kind` is ``end``."""

    code: str
    kind: str
    next: str

    @property
    def name(self) -> Text:
        """Return what its button says."""
        return OUTCOMES[self.code]

    @property
    def needs_reason(self) -> bool:
        """Whether the person who chooses it must say why: always where it is against the applicant or returns work."""
        return self.kind in ("wait", "back", "propose") or (self.kind == "end" and self.next != "closed")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow.

    `number`: its place in the flow, from 1.
    `roles`: the posts that can take it, one of them suffices; empty where the system takes it.
    `days`: working days that it may take, or that a notice lasts; None where no source states them.
    `clock`: whether the promised time runs during the step.
    `remedies`: codes of what somebody can do against its outcome.
    `source`: what states who takes the step. `days_source`: what states its days; None where there are none.
    """

    number: int
    code: str
    name: Text
    roles: tuple[str, ...]
    scope: str
    outcomes: Mapping[str, Outcome]
    days: int | None
    clock: str
    remedies: tuple[str, ...]
    source: Source
    days_source: Source | None


@dataclass(frozen=True, slots=True)
class Silence:
    """What it means that there is no answer in time, and what somebody can do then."""

    means: str
    remedies: tuple[str, ...]
    source: Source

    @property
    def text(self) -> Text:
        """Return it in words."""
        return SILENCE[self.means]


@dataclass(frozen=True)
class Flow:
    """One version of a flow, from a day on.

    `answer_days`: working days in which the applicant is to complete the papers; None where no source states them.
    `answer_source`: what states them; None where there are none.
    """

    code: str
    name: Text
    start: dt.date
    opened_by: str
    silence: Silence
    steps: tuple[Step, ...]
    answer_days: int | None = None
    answer_source: Source | None = None

    @property
    def id(self) -> str:
        """Return what a case keeps of it, such as ``subsidy@2020-12-24``."""
        return f"{self.code}@{self.start.isoformat()}"

    @property
    def first(self) -> Step:
        """Return the step with which a case begins."""
        return self.steps[0]

    def step(self, code: str) -> Step:
        """Return a step. Raise LookupError for an unknown one."""
        for step in self.steps:
            if step.code == code:
                return step
        raise LookupError(f"{self.id} has no step {code!r}; it has {', '.join(s.code for s in self.steps)}")

    def has(self, code: str) -> bool:
        """Whether there is such a step."""
        return any(step.code == code for step in self.steps)

    def before(self, code: str, other: str) -> bool:
        """Whether one step stands before another."""
        return self.step(code).number < self.step(other).number
