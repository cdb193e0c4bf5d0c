"""Words for why somebody cannot have a measure, and how near it is. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wenjiu.rules.case.filing import NOT_ASKED
from wenjiu.rules.explain.ages import ENDED, MISSING, doubts_about
from wenjiu.rules.explain.plain import says
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.text import LISTED
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil


def why_not(policy: Policy, answer: Mapping[str, Any], lang: str) -> str:
    """Return in one sentence why an answer is not yes; empty where it is."""
    if answer["eligible"] == "yes":
        return ""
    if answer["eligible"] == "unknown":
        measure = policy.measures[answer["measure"]]
        known = policy.accepted_facts(measure)
        fill = policy.fill(measure, lang)
        names = [f.name(lang, fill) if isinstance(f := known.get(name), Fact) else name for name in answer["missing"]]
        return LISTED(lang).join(names[:4])
    failed = [says(c, lang) for c in answer["conditions"] if c["result"] == "failed"]
    return "；".join([*failed[:2], *[miss["text"] for miss in answer["near_misses"][:1]]])


def without_value(policy: Policy, code: str, on: dt.date, lang: str) -> list[str]:
    """Return the figures of a measure that have no value on a day, in words."""
    doubts = doubts_about(policy, policy.measures[code], civil.of(on), lang)
    return [d["label"] for d in doubts if any(mark.id in (MISSING, ENDED) for mark in d["marks"])]


def standing(policy: Policy, answer: Mapping[str, Any]) -> str:
    """Return how an answer stands: ``can``, ``almost``, ``cannot`` or ``verify``.

    Almost: what is missing can be filled in, or each failed condition has a near miss. To be verified: it waits for
    what no form asks, such as the ruling of an official.
    """
    if answer["eligible"] == "yes":
        return "can"
    if answer["eligible"] == "unknown":
        known = policy.accepted_facts(policy.measures[answer["measure"]])
        asked = [
            name
            for name in answer["missing"]
            if not isinstance(f := known.get(name), Fact) or policy.suppliers[f.source].kind not in NOT_ASKED
        ]
        return "almost" if asked else "verify"
    near = {miss["condition"] for miss in answer["near_misses"]}
    failed = {c["id"] for c in answer["conditions"] if c["result"] == "failed"}
    return "almost" if failed and failed <= near else "cannot"
