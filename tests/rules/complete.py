"""Complete random files of people and firms, and what such a visitor answers to each question of a visit."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.rules.real import POLICY, example

from wenjiu.rules.explain.sheets import public
from wenjiu.rules.language.facts import Fact
from wenjiu.standards import civil

TODAY = civil.parse("2021-12-20")
FACTS = {f.key: f for m in POLICY.measures.values() for f in m.vocabulary.names.values() if isinstance(f, Fact)}
#: What a visit fills in: the day of the application and its year.
ASSUMED = {"case.application_date": TODAY, "stability.application_year": TODAY // civil.YEAR}
#: What nobody is asked: optional facts, other readings' facts, the day of an event beside the application.
NOT_ASKED = {"case.event_date", *(key for key, f in FACTS.items() if f.optional or f.default is not None)}
COUNTS = [0, 1, 2, 3, 4, 5, 6, 8, 11, 12, 19, 20, 21, 36, 100, 199, 200, 201, 300, 499, 500, 501, 700]
SHARES = [Fraction(1, 100), Fraction(4, 100), Fraction(55, 1000), Fraction(6, 100), 1]
YUAN = [0, 1, 50_000, 36_000_00, 49_999_99, 50_000_00, 50_000_01, 200_000_00]
MONTHS = [-300, -190, -72, -60, -48, -25, -24, -13, -12, -7, -6, -3, -2, -1, 0, 0, 1, 3, 6, 12]


@dataclass(frozen=True)
class Visitor:
    """A visitor: the situations that hold, and the value of every fact (civil keys, fen); absent: not known."""

    holds: frozenset[str]
    facts: Mapping[str, Any]

    def case(self, code: str) -> dict[str, Any]:
        """The complete file of one measure, as it is given to `wenjiu assess`."""
        measure = POLICY.measures[code]
        names = {key: name for key, name in POLICY.public_names(measure).items() if key in self.facts}
        facts = {name: public(POLICY.accepted_facts(measure)[name], self.facts[key]) for key, name in names.items()}
        return {"id": code, "measure": code, "facts": facts}


def visitor(chance: random.Random) -> Visitor:
    """A random visitor with a complete file that agrees with the situations that hold."""
    statements = POLICY.situations.statements
    side = chance.choice([*POLICY.situations.sides, None])
    among = [s for s in statements if s.side == side or side is None]
    holds = chance.sample(among, min(len(among), chance.choice([1, 1, 2, 2, 3, 4])))
    facts = {key: _value(fact, chance) for key, fact in FACTS.items() if key not in NOT_ASKED} | ASSUMED
    for s in holds:
        facts |= {key: TODAY if value == "today" else value for key, value in s.says.items()}
    if any("firm" in s.audiences or s.side == "organisation" for s in holds):
        facts["firm.is_employer"] = True
    said = {key for s in holds for key in s.says}
    for group in _joined([set(group) for s in holds for group in s.same]):
        first = min(group, key=lambda key: (key not in said, key))
        facts |= dict.fromkeys(group, facts[first])
    facts["stability.layoff_rate"] = facts["stability.layoff_rate"] if facts["stability.laid_off"] else 0
    if facts["traineeship.end"] < facts["traineeship.start"]:
        facts["traineeship.end"] = civil.plus_months(facts["traineeship.start"], chance.choice([1, 3, 6, 12]))
    facts["training.operated_until"] = max(facts["training.operated_until"], facts["training.business_from"])
    del facts[chance.choice(["training.completed", "training.passed"])]
    del facts["hire.is_fresh_graduate"]
    return Visitor(frozenset(s.id for s in holds), facts)


def _joined(groups: list[set[str]]) -> list[set[str]]:
    """Groups that share a fact as one."""
    found: list[set[str]] = []
    for group in groups:
        apart = [other for other in found if not other & group]
        found = [*apart, group.union(*(other for other in found if other & group))]
    return found


def _usual(fact: Fact, chance: random.Random) -> Any:
    """What the example of a measure says of a fact; None where none does."""
    found = [example(code)[fact.key] for code in POLICY.measures if fact.key in example(code)]
    value = chance.choice(found) if found else None
    return civil.of(value) if fact.kind == "date" and value is not None else value


def _value(fact: Fact, chance: random.Random) -> Any:
    usual = _usual(fact, chance)
    if usual is not None and chance.random() < 0.7 and not (fact.past and fact.kind == "date" and usual > TODAY):
        return usual
    if fact.kind == "bool":
        return chance.random() < 0.6
    if fact.type.name in ("choice", "code"):
        return chance.choice([*(fact.options or ("none", "veterans"))])
    if fact.type.name == "district":
        return chance.choice([POLICY.home, POLICY.home, "haidian"])
    if fact.kind == "date":
        day = civil.plus_months(TODAY, chance.choice(MONTHS))
        return min(day, TODAY) if fact.past else day
    if fact.type.name == "yuan":
        return chance.choice(YUAN)
    if fact.type.name == "fraction":
        return chance.choice(SHARES)
    if fact.type.name == "year":
        return chance.choice([2020, 2021, 2022])
    return chance.choice([n for n in COUNTS if fact.lo <= n <= fact.hi])
