"""What an official weighs besides the measure that was filed: the other standard of one subsidy, and who is on a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import drafting, flows
from wenjiu.bureau.cases.assessing import Asked, assess_lines
from wenjiu.bureau.cases.models import Case, ListedPerson
from wenjiu.bureau.cases.parts import lines_of
from wenjiu.bureau.registry.values import registers_of

#: People of a list that a page shows.
SHOWN = 200


@dataclass(frozen=True)
class Standard:
    """One of the measures of which a party can have only one, with what it gives today. `own`: it is the one filed."""

    code: str
    name: str
    verdict: str
    amount_fen: int | None
    missing: tuple[str, ...]
    own: bool


def standards_of(case: Case) -> list[Standard]:
    """Return the standards that exclude each other for a case, its own first; none where it has no other or is over."""
    policy = flows.policy_of(case)
    group = policy.claims[case.measure].under(policy.letters).group
    others = [
        code
        for code, claim in policy.claims.items()
        if code != case.measure and claim.under(policy.letters).group == group and claim.subject == _subject(case)
    ]
    lines = [line for line in lines_of(case) if line.state == "open"]
    if not others or len(lines) != 1:
        return []
    [line] = lines
    roles = {r.role: r.party for r in line.roles.all()}
    found = []
    for code in (case.measure, *others):
        same_table = registers_of(policy).subject(code) is registers_of(policy).subject(case.measure)
        accepted = drafting.askable(policy, code)
        declared = {name: value for name, value in line.declared.items() if name in accepted}
        asked = Asked(roles, line.row if same_table else None, declared, line.pk)
        [a] = assess_lines(policy=policy, code=code, lines=[asked], applied_on=case.filed_on, today=clock.today())
        measure = policy.measures[code]
        names = {n: f.name(flows.lang(), policy.fill(measure, flows.lang())) for n, f in accepted.items()}
        missing = tuple(names[n] for n in a.answer["missing"] if n in names)
        amount = a.amount_fen if a.eligible == "yes" else None
        found.append(
            Standard(
                code, measure.name(flows.lang()), flows.verdict_name(a.answer), amount, missing, code == case.measure
            )
        )
    return found


def _subject(case: Case) -> str:
    return str(flows.policy_of(case).claims[case.measure].subject)


@dataclass(frozen=True)
class OnList:
    """One person of whom a case needs only the number. `said`: what the list says, in words."""

    no: int
    name: str
    tail: str
    said: tuple[str, ...]


def listed_of(case: Case) -> tuple[int, list[OnList]]:
    """Return how many lines the list of a case has, and the first of them."""
    counted = flows.policy_of(case).claims[case.measure].counted
    if counted is None:
        return 0, []
    people = ListedPerson.objects.filter(line__case=case).select_related("party").order_by("line__no", "no")
    shown = [
        OnList(row.no, row.party.name, row.party.id_tail, _words(counted.asks, row.said)) for row in people[:SHOWN]
    ]
    return people.count(), shown


def _words(asks: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a list says of a person in words; of members, their facts as they are written."""
    return tuple(
        asks[column].answers[value](flows.lang()) if column in asks else str(value) for column, value in said.items()
    )
