"""Assesses a line of a case: puts its facts together with the source of each, and asks the policy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wenjiu.bureau.cases import awarded
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.lookup import facts_of
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.policy import Policy

#: Where a fact comes from, in the order of preference.
REGISTER, AWARD, DECLARED, CLOCK = "register", "award", "declared", "clock"


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment of one line.

    `facts`: public name -> {value, source, row}.
    `raw`: the case as it was asked, with resolved parameters and readings; asking it again gives `answer` again.
    `conflicts`: public names that the applicant declares otherwise than the registers.
    """

    facts: dict[str, dict[str, Any]]
    raw: dict[str, Any]
    answer: dict[str, Any]
    conflicts: tuple[str, ...]

    @property
    def eligible(self) -> str:
        """Return yes, no, unknown or not_applicable."""
        return str(self.answer["eligible"])

    @property
    def amount_fen(self) -> int | None:
        """Return fen over all payees; None where the amount cannot be computed."""
        return fen(self.answer["amount"])


def fen(yuan: str | None) -> int | None:
    """Return an amount of an answer in fen."""
    return None if yuan is None else int(Decimal(yuan) * 100)


def assess_line(
    *,
    policy: Policy,
    code: str,
    roles: Mapping[str, Party],
    row: Row | None,
    declared: Mapping[str, Any],
    applied_on: dt.date,
    today: dt.date,
    leaving_out: int | None = None,
) -> Assessed:
    """Assess one line of a case.

    Args:
        roles: role -> party.
        declared: public fact name -> JSON value, as the applicant gave it.
        applied_on: the day of the filing.
        today: the day of the decision.
        leaving_out: id of the line whose own award is not a past award of it.
    """
    measure = policy.measures[code]
    accepted = set(policy.accepted_facts(measure))
    facts: dict[str, dict[str, Any]] = {
        name: {"value": value, "source": DECLARED} for name, value in declared.items() if value is not None
    }
    conflicts = []
    found = facts_of(policy=policy, code=code, parties=roles, row=row, on=today)
    for name, value in found.facts.items():
        if value is None:
            continue
        if name in facts and facts[name]["value"] != value:
            conflicts.append(name)
        facts[name] = {"value": value, "source": REGISTER, "row": found.sources.get(name)}
    for name, value in awarded.facts_from_awards(policy, code, roles, facts, leaving_out).items():
        facts[name] = {"value": value, "source": AWARD}
    for name, day in (("application_date", applied_on), ("decision_date", today)):
        if name in accepted:
            facts[name] = {"value": day.isoformat(), "source": CLOCK}
    facts = {name: facts[name] for name in sorted(facts) if name in accepted}
    raw = {
        "measure": code,
        "facts": {name: fact["value"] for name, fact in facts.items()},
        "on": applied_on.isoformat(),
    }
    determination = policy.assess(raw)
    asked = resolved_case(determination, raw)
    return Assessed(facts, asked, plain(determination), tuple(conflicts))


def resolved_case(determination: Determination, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case with the parameters and readings that its answer used, so that it can be asked again."""
    known = determination.policy.book.params
    params = {
        name: known[name].public(resolved.value)
        for name, resolved in determination.resolved.items()
        if resolved.value is not None
    }
    return json.loads(
        json_line({**raw, "params": params, "params_only": True, "readings": dict(determination["readings"])})
    )


def plain(determination: Determination) -> dict[str, Any]:
    """Return the contract's object as plain JSON data."""
    answer: dict[str, Any] = json.loads(json_line(determination.data))
    return answer


def snapshot_sha(snapshot: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a snapshot."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
