"""The procedure of a case: its policy, its flow, and the words for its states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau.cases.models import Case
from wenjiu.rules.document.procedures import Flow
from wenjiu.rules.policy import Policy

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
    return "en" if (get_language() or "").startswith("en") else "zh"


def policy_of(case: Case) -> Policy:
    """Return the policy of a case."""
    return policies.load_policy(case.policy)


def flow_of(case: Case) -> Flow:
    """Return the procedure that a case follows: the one that was in force when it was filed."""
    code, _at, day = case.flow.partition("@")
    return policy_of(case).procedures.named(code, dt.date.fromisoformat(day))


def flow_for(policy: Policy, measure: str, on: dt.date) -> Flow:
    """Return the procedure that a new case of a measure follows."""
    return policy.procedures.flow(measure, on)


def applied_on(case: Case) -> dt.date:
    """Return the day of the filing in Asia/Shanghai."""
    return timezone.localtime(case.filed_at).date()


def state_name(case: Case) -> str:
    """Return what a case waits for, or how it ended, in the language of the request."""
    if case.state in STATES:
        return str(STATES[case.state])
    step = flow_of(case).step(case.state)
    return _("等待%(step)s") % {"step": step.name(lang())}


def verdict_name(answer: Mapping[str, Any]) -> str:
    """Return the verdict of an answer in words."""
    return str(VERDICTS[answer["eligible"]])
