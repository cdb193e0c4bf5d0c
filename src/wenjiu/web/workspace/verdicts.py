"""An assessment as data for templates: verdict and amount in words, conditions with their facts, what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau.cases import flows
from wenjiu.rules.explain.plain import says
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.text import LISTED
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import yuan, yuan_range
from wenjiu.web.workspace.facts import in_words

#: The verdict -> the standing whose sign and shape it takes on the public pages.
STANDINGS = {"yes": "can", "no": "cannot", "unknown": "open", "not_applicable": "cannot"}


def verdict(policy: Policy, answer: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return an answer for the page: the contract's object as it was stored with a line."""
    return {
        "verdict": answer["eligible"],
        "word": flows.verdict_name(answer),
        "standing": STANDINGS[answer["eligible"]],
        "money": money_of(answer),
        "clause": answer["clause"],
        "reasons": _reasons(policy, answer, lang),
        "missing": [fact_name(policy, answer["measure"], name, lang) for name in answer["missing"]],
        "near": [miss["text"] for miss in answer["near_misses"]],
        "notes": list(answer["notes"]),
        "outside": [v["text"] for v in answer["validations"] if v["result"] == "failed"],
    }


def short(policy: Policy, answer: Mapping[str, Any], lang: str) -> str:
    """Return in one sentence why a line is not granted; empty where it is."""
    if answer["eligible"] == "yes":
        return ""
    if answer["eligible"] == "unknown":
        return LISTED(lang).join(fact_name(policy, answer["measure"], name, lang) for name in answer["missing"][:4])
    failed = [says(c, lang) for c in answer["conditions"] if c["result"] == "failed"]
    return "；".join([*failed[:2], *[miss["text"] for miss in answer["near_misses"][:1]]])


def money_of(answer: Mapping[str, Any]) -> str:
    """Return the amount of an answer in words; of one that is not settled, its range."""
    if answer["eligible"] in ("no", "not_applicable"):
        return ""
    return yuan(answer["amount"]) if answer["amount"] is not None else yuan_range(answer["amount_range"])


def _reasons(policy: Policy, answer: Mapping[str, Any], lang: str) -> dict[str, list[dict[str, Any]]]:
    """Return the conditions by result, each with its facts in words."""
    found: dict[str, list[dict[str, Any]]] = {"failed": [], "unknown": [], "met": []}
    for condition in answer["conditions"]:
        if condition["result"] not in found:
            continue
        misses = [m["text"] for m in answer["near_misses"] if m["condition"] == condition["id"]]
        facts = [
            {
                "label": fact_name(policy, answer["measure"], name, lang),
                "shown": _value(policy, answer, name, value, lang),
            }
            for name, value in condition["facts"].items()
            if value is not None
        ]
        found[condition["result"]].append(
            {"text": says(condition, lang), "clause": condition["clause"], "facts": facts, "changes": misses}
        )
    return found


def fact_name(policy: Policy, code: str, name: str, lang: str) -> str:
    """Return the name of a fact of a measure in words, by its public name."""
    measure = policy.measures[code]
    fact = policy.accepted_facts(measure).get(name)
    return fact.name(lang, policy.fill(measure, lang)) if isinstance(fact, Fact) else name


def _value(policy: Policy, answer: Mapping[str, Any], name: str, value: Any, lang: str) -> str:
    fact = policy.accepted_facts(policy.measures[answer["measure"]]).get(name)
    return in_words(policy, fact, value, lang) if isinstance(fact, Fact) else str(value)
