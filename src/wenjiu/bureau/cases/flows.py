"""The procedure of a case: its policy, its flow, and the words for its states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.rulebook import in_force
from wenjiu.rules.document.flows import OUTCOMES, Flow, Outcome, Step
from wenjiu.rules.document.procedures import Procedures
from wenjiu.rules.language.fact_types import day_words
from wenjiu.rules.language.text import language_of
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: States that are no step of a procedure.
STATES = {
    "correcting": gettext_lazy("等待补正"),
    "closed": gettext_lazy("已办结"),
    "refused": gettext_lazy("未通过"),
    "withdrawn": gettext_lazy("已撤回"),
    "ended": gettext_lazy("已终止"),
}
VERDICTS = {
    "yes": gettext_lazy("符合"),
    "no": gettext_lazy("不符合"),
    "unknown": gettext_lazy("资料不全，还不能判断"),
    "not_applicable": gettext_lazy("不适用"),
}


def lang() -> str:
    """Return the language of the policy's wording for this request."""
    return language_of(get_language())


def policy_of(case: Case) -> Policy:
    """Return the policy of a case: the readings of the day on which it was filed, and all figures with their days."""
    return in_force.policy_on(case.policy, case.filed_on)


def listed(case: Case) -> bool:
    """Whether the office pays a party without an application; a case in which the office records its own work is none."""
    return case.filing.origin == "office" and bool(policy_of(case).claims[case.measure].pays)


def flow_of(case: Case) -> Flow:
    """Return the procedure that a case follows: the one that was in force when it was filed."""
    return procedures_of(policy_of(case)).kept(case.flow)


def procedures_of(policy: Policy) -> Procedures:
    """Return the procedures of a policy; a demo has days of its own where no source states any.

    `periods` adds the days that this installation set.
    """
    return policy.procedures.for_demo() if settings.WENJIU_PROFILE != "production" else policy.procedures


def first_of(flow: Flow) -> Step:
    """Return the first step that a person takes; the system takes in the papers by itself."""
    return next(step for step in flow.steps if step.scope != "system")


def after(flow: Flow, state: str) -> str:
    """Return the state that follows: steps that the system takes by itself end at once."""
    while flow.has(state) and flow.step(state).scope == "system":
        [outcome] = flow.step(state).outcomes.values()
        state = outcome.next
    return state


def before_decision(case: Case) -> list[str]:
    """Return the steps up to the decision, which a case can still be withdrawn from."""
    flow = flow_of(case)
    return [step.code for step in flow.steps if step.number <= flow.step("decide").number]


def step_named(policy: str, flow: str, code: str) -> Step:
    """Return a step of a flow by the names that a case keeps."""
    return procedures_of(policies.load_policy(policy)).kept(flow).step(code)


def state_name(case: Case) -> str:
    """Return what a case waits for, or how it ended, in the language of the request."""
    if case.state == "notice":
        return _notice_words(case)
    if case.state == "ended" and (outcome := ended_by(case)) is not None:
        return outcome.name(lang())
    return state_words(case.policy, case.flow, case.state)


def ended_by(case: Case) -> Outcome | None:
    """Return the outcome of a step that ended a case; None where something else did, or where it goes on."""
    last = case.decisions.filter(line_no=0).order_by("-id").values_list("step_code", "outcome").first()
    outcome = None if last is None else flow_of(case).step(last[0]).outcomes.get(last[1])
    return outcome if outcome is not None and outcome.kind == "end" else None


def _notice_words(case: Case) -> str:
    """Return how far the notice of a case is: not begun, running until a day, over, or over with an objection."""
    if any(pause.kind == "notice" and pause.to_day is None for pause in case.pauses.all()):
        words = (
            _("公示期满，到%(day)s为止") if case.due_on and clock.today() > case.due_on else _("公示中，到%(day)s为止")
        )
        return words % {"day": "" if case.due_on is None else day_words(civil.of(case.due_on), lang())}
    if any(pause.kind == "notice" for pause in case.pauses.all()):
        lines = case.lines.all()
        if any(line.state == "held" for line in lines) and not any(line.state == "approved" for line in lines):
            return _("公示结束，异议在处理")
    return state_words(case.policy, case.flow, case.state)


def state_words(policy: str, flow: str, state: str) -> str:
    """Return a state of a case of a flow in words."""
    if state in STATES:
        return str(STATES[state])
    return _("等待%(step)s") % {"step": step_named(policy, flow, state).name(lang())}


def outcome_words(step: Step, outcome: Outcome, refused: Iterable[int], granted: bool = True) -> str:
    """Return an outcome in words, with the lines that it leaves out: the decision refuses them, a step before proposes it.

    `granted`: False for a case of which no line was granted after all: it was refused, whatever its button said.
    """
    said, numbers = outcome.name(lang()), "、".join(map(str, refused))
    if not numbers or outcome.kind != "next":
        return said
    if step.code != "decide":
        return _("%(said)s，其中第%(lines)s条不同意") % {"said": said, "lines": numbers}
    if not granted:
        return OUTCOMES["refused"](lang())
    return _("部分%(said)s，其中第%(lines)s条不予支持") % {"said": said, "lines": numbers}


def verdict_name(answer: Mapping[str, Any]) -> str:
    """Return the verdict of an answer in words."""
    return str(VERDICTS[answer["eligible"]])
