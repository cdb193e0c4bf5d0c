"""An award that a range of the policy refuses: what the range asks, and what was proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import flows
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.wording import condition_id
from wenjiu.rules.policy import Policy
from wenjiu.standards import money


def outside(policy: Policy, answer: Mapping[str, Any], facts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the words of the ranges that the award of an answer is outside of. An answer that grants nothing has none."""
    if answer.get("eligible") != "yes":
        return []
    failed = {v["id"]: v["text"] for v in answer["validations"] if v["result"] == "failed"}
    return [_words(policy, answer["measure"], facts, id, text) for id, text in failed.items()]


def _words(policy: Policy, code: str, facts: Mapping[str, Mapping[str, Any]], id: str, text: str) -> str:
    """Return what a range asks, with the value that it refuses where somebody has proposed one."""
    measure = policy.measures[code]
    public = policy.public_names(measure)
    for award in measure.validations:
        name = public.get(award.value.key, "") if isinstance(award.value, Fact) else ""
        if isinstance(award.value, Fact) and condition_id(measure, award.id) == id and name in facts:
            return _("%(fact)s是%(amount)s元，规定是：%(range)s。请登记部门改正金额，改正以后再办。") % {
                "fact": award.value.name(flows.lang()),
                "amount": money.grouped(int(money.fen(facts[name]["value"]))),
                "range": text,
            }
    return _("规定是：%(range)s。现在的金额不在范围里，请先核对奖励标准。") % {"range": text}
