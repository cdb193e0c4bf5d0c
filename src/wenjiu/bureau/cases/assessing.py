"""Assesses a line of a case: puts its facts together with the source of each, and asks the policy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import orjson

from wenjiu.bureau.cases import numbered
from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.cases.things import things_of
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import heads_of
from wenjiu.bureau.registry.lookup import Found, facts_of_many
from wenjiu.bureau.registry.models import Link, Row
from wenjiu.rules.case.exchange import json_line
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy

#: Where a fact comes from, in the order of preference.
REGISTER, AWARD, DECLARED, NUMBER, CLOCK = "register", "award", "declared", "number", "clock"


@dataclass(frozen=True, slots=True)
class Asked:
    """One line to assess.

    `roles`: role -> party.
    `row`: the register row that the line was filed on, where it has one.
    `declared`: public fact name -> JSON value, as the applicant gave it.
    `line_id`: the stored line, whose own award is not a past award of it.
    """

    roles: Mapping[str, Party]
    row: Row | None = None
    declared: Mapping[str, Any] = field(default_factory=dict)
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment of one line.

    `facts`: public name -> {value, source, row}.
    `raw`: the case as it was asked, with resolved parameters and readings; asking it again gives `answer` again.
    `conflicts`: public names that the applicant declares otherwise than the registers.
    `rows`: ids of the live register rows of its subject.
    `roles`: role -> party, with those that only the register row names. Of merged records it is the one that stands.
    `merged`: party -> the records that were merged into it.
    `rules`: version of the rules, number of the last change of this installation, and numbers of those that concern the
      measure.
    """

    facts: dict[str, dict[str, Any]]
    raw: dict[str, Any]
    answer: dict[str, Any]
    conflicts: tuple[str, ...]
    rows: tuple[int, ...]
    roles: Mapping[str, Party]
    merged: Mapping[int, tuple[int, ...]]
    rules: dict[str, Any]

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


def assess_lines(
    *, policy: Policy, code: str, lines: Sequence[Asked], applied_on: dt.date, today: dt.date
) -> list[Assessed]:
    """Assess lines of one measure, in their order. The number of statements does not grow with the lines.

    Args:
        applied_on: the day of the filing, from which conditions and periods count.
        today: the day of the look-up in the registers and of the decision.
    """
    asked: list[Row | str | Mapping[str, Party]] = [x.row if x.row is not None else x.roles for x in lines]
    found = facts_of_many(policy=policy, code=code, on=today, subjects=asked, own=True) if lines else []
    linked = _linked([row for known in found for row in known.rows])
    roles = [
        resolved_roles(policy, code, line.roles, [pair for row in known.rows for pair in linked.get(row, ())])
        for line, known in zip(lines, found, strict=True)
    ]
    heads = heads_of([party for held in roles for party in held.values()])
    roles = [{role: heads[party.pk] for role, party in held.items()} for held in roles]
    past = PastAwards(policy, {party.pk for held in roles for party in held.values()})
    return [
        _assessed(policy, code, replace(line, roles=held), known, past, applied_on, today)
        for line, held, known in zip(lines, roles, found, strict=True)
    ]


def _linked(rows: Sequence[int]) -> dict[int, list[tuple[str, Party]]]:
    """Return row -> (column, party) of the parties that register rows refer to."""
    found: dict[int, list[tuple[str, Party]]] = defaultdict(list)
    for link in Link.objects.filter(row_id__among=rows).select_related("party"):
        found[link.row_id].append((link.role, link.party))
    return found


def resolved_roles(
    policy: Policy, code: str, roles: Mapping[str, Party], linked: Sequence[tuple[str, Party]]
) -> dict[str, Party]:
    """Return the roles of a line with those that follow from its register row, or from the column of another role.

    Of the columns of a role the first that names a party counts, so somebody without a firm can stand in for one.
    A column in which several rows name different parties leaves its role open.
    """
    claim = policy.claims[code].under(policy.letters)
    by_column: dict[str, Party | None] = {}
    for role, party in roles.items():
        for column in claim.roles.get(role, ())[:1]:
            by_column[column] = party
    named: dict[str, Party | None] = {}
    for column, party in linked:
        named[column] = party if named.get(column, party) == party else None
    by_column = named | by_column
    found = dict(roles)
    for role, columns in claim.roles.items():
        party_of_row = by_column.get(next((c for c in columns if c in by_column), ""))
        if role not in roles and party_of_row is not None:
            found[role] = party_of_row
    return found


def _assessed(
    policy: Policy, code: str, line: Asked, found: Found, past: PastAwards, applied_on: dt.date, today: dt.date
) -> Assessed:
    accepted = policy.accepted_facts(policy.measures[code])
    facts: dict[str, dict[str, Any]] = {
        name: {"value": value, "source": DECLARED} for name, value in line.declared.items() if value is not None
    }
    conflicts = []
    for name, value in found.public(policy, code).items():
        if not _can_be(accepted[name], value):
            continue
        if name in facts and facts[name]["value"] != value:
            conflicts.append(name)
        facts[name] = {"value": value, "source": REGISTER, "row": found.sources[accepted[name].key]}
    for name, said in numbered.facts_of(policy, code, line.roles).items():
        facts.setdefault(name, {"value": said, "source": NUMBER})
    for name, day in (("application_date", applied_on), ("decision_date", today)):
        if name in accepted:
            facts[name] = {"value": day.isoformat(), "source": CLOCK}
    things = things_of(policy, policy.claims[code], line.row, line.declared) if _asks_things(policy, code) else {}
    for name, value in past.facts(code, line.roles, facts, line.line_id, things).items():
        facts[name] = {"value": value, "source": AWARD}
    facts = {name: facts[name] for name in sorted(facts) if name in accepted}
    raw = {
        "measure": code,
        "facts": {name: fact["value"] for name, fact in facts.items()},
        "on": applied_on.isoformat(),
    }
    determination = policy.assess(raw)
    return Assessed(
        facts,
        resolved_case(determination, raw),
        plain(determination),
        tuple(conflicts),
        found.rows,
        line.roles,
        past.merged,
        {
            "version": policy.rules_version,
            "change": max((a.last for a in policy.amendments), default=0),
            "changes": [a.number for a in policy.amendments_of(code)],
        },
    )


def _asks_things(policy: Policy, code: str) -> bool:
    """Whether some fact of a measure follows from the past awards of a thing."""
    things = policy.claims[code].things
    asked = (policy.claims.awarded.get(f.key) for f in policy.accepted_facts(policy.measures[code]).values())
    return any(thing in things for x in asked if x is not None for thing in x.same)


def _can_be(fact: Any, value: Any) -> bool:
    """Whether a fact can have the value of the column that it is read from, which may have options of its own."""
    return not isinstance(value, str) or not isinstance(fact, Fact) or not fact.options or value in fact.options


def resolved_case(determination: Determination, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case with the parameters and readings that its answer used, so that it can be asked again."""
    known = determination.policy.book.params
    params = {
        name: known[name].public(resolved.value)
        for name, resolved in determination.resolved.items()
        if resolved.value is not None
    }
    return orjson.loads(
        json_line({**raw, "params": params, "params_only": True, "readings": dict(determination["readings"])})
    )


def plain(determination: Determination) -> dict[str, Any]:
    """Return the contract's object as plain JSON data."""
    answer: dict[str, Any] = orjson.loads(json_line(determination.data))
    return answer


def snapshot_sha(snapshot: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a snapshot."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
