"""An assessment as data for templates: verdict and amount in words, conditions with their facts, what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau.cases import flows
from wenjiu.bureau.offers.logic import why_not
from wenjiu.rules.explain.plain import says
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.web.formats import yuan, yuan_range
from wenjiu.web.workspace.questions import in_words

#: The verdict -> the standing whose sign and shape it takes on the public pages.
STANDINGS = {"yes": "can", "no": "cannot", "unknown": "open", "not_applicable": "cannot"}


#: What a near miss says of today -> what it says of the day of a decision.
THEN = (("现为", "决定时为"), (": now ", ": then "), ("(now ", "(then "))


def verdict(policy: Policy, answer: Mapping[str, Any], lang: str, decided: bool = False) -> dict[str, Any]:
    """Return an answer for the page: the contract's object as it was stored with a line.

    `decided`: it was decided upon, and what it says of its day is no longer said of today.
    """
    if decided:
        answer = {**answer, "near_misses": [{**m, "text": _then(m["text"])} for m in answer["near_misses"]]}
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


def _then(text: str) -> str:
    for now, then in THEN:
        text = text.replace(now, then)
    return text


def short(policy: Policy, answer: Mapping[str, Any], lang: str) -> str:
    """Return in one sentence why a line is not granted; empty where it is."""
    return why_not(policy, answer, lang)


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
