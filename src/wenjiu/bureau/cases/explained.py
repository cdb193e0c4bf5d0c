"""How the amount of a line comes about, in the words of the rules: 6个月 × 2,540元 = 15,240元."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenjiu.bureau.cases import flows, parts
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.rulebook import in_force
from wenjiu.rules.explain.workings import workings
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.text import COLON
from wenjiu.rules.policy import Policy


def workings_of(case: Case, answers: Mapping[int, tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[int, list[str]]:
    """Return line number -> how its amount comes about.

    A line that was decided is explained from what the decision kept. A line has none where nothing is granted, or where
    the rules no longer give the amount that it has.

    Args:
        answers: line number -> the answer and the facts (public name -> {value}) that the page shows.
    """
    kept = _decided(case)
    found = {}
    for no, (answer, facts) in answers.items():
        if no in kept:
            policy, raw = kept[no]
        else:
            values = {name: fact["value"] for name, fact in facts.items()}
            policy, raw = (
                flows.policy_of(case),
                {"measure": case.measure, "facts": values, "on": case.filed_on.isoformat()},
            )
        if lines := lines_of(policy, raw, fen(answer.get("amount"))):
            found[no] = lines
    return found


def _decided(case: Case) -> dict[int, tuple[Policy, Mapping[str, Any]]]:
    """Return the settled lines of a case as they were asked in the last decision that has them, with its policy."""
    settled = {line.no for line in parts.lines_of(case) if line.state != "open"}
    found: dict[int, tuple[Policy, Mapping[str, Any]]] = {}
    if settled:
        for decision in case.decisions.filter(line_no=0).exclude(snapshot=None).order_by("id"):
            for line in decision.snapshot:
                if line["line"] in settled:
                    change = line.get("rules", {}).get("change", 0)
                    found[line["line"]] = in_force.policy_at(case.policy, change, case.filed_on), line["case"]
    return found


def lines_of(policy: Policy, raw: Mapping[str, Any], amount_fen: int | None) -> list[str]:
    """Return how the amount of a case comes about as it is asked; nothing where the rules give another amount."""
    lang = flows.lang()
    try:
        outcome = policy.assess(dict(raw)).outcome
    except CaseError:
        return []
    found = workings(outcome, lang)
    if not found or sum(w.fen for w in found) != amount_fen:
        return []
    named = len(found) > 1
    return [f"{w.payee(lang)}{COLON(lang)}{line}" if named else line for w in found for line in w.lines]
