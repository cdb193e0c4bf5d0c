"""What may be had together: the policy's stacking rules over the lines of a case, other open lines, and past awards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.cases.models import Award, Case, Finding, Line
from wenjiu.rules.document.claims import month_name
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, money

#: Lines that can still become awards.
PENDING = ("open",)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A stacking rule that a claim meets. `level`: stop, warn or allow. `other`: the claim that it meets, in words."""

    rule: str
    level: str
    text: str
    other: str


def findings_of(case: Case, assessed: Sequence[tuple[Line, Assessed]]) -> list[Finding]:
    """Return the findings that stacking rules raise on the lines of a case."""
    policy = flows.policy_of(case)
    parties = {party.pk for _line, a in assessed for party in a.roles.values()}
    past = PastAwards(policy, parties)
    pending = _pending(case, parties)
    found = []
    for line, a in assessed:
        for meeting in meetings(policy, a, past.of(a.roles, line.id), pending):
            if meeting.level == "allow":
                continue
            found.append(
                Finding(
                    case=case,
                    line=line,
                    code=f"{meeting.rule}:{meeting.other}"[:40],
                    level="warn",
                    text=f"{meeting.text}（{meeting.other}）",
                )
            )
    return found


def _pending(case: Case, parties: Iterable[int]) -> list[tuple[Line, dict[str, int]]]:
    """Return the open lines of earlier cases about one of the parties, with their roles."""
    lines = (
        Line.objects.filter(state__in=PENDING, roles__party__in=list(parties), case__policy=case.policy)
        .filter(case__lt=case.id)
        .select_related("case")
        .prefetch_related("roles")
        .distinct()
    )
    return [(line, {role.role: role.party_id for role in line.roles.all()}) for line in lines]


def meetings(
    policy: Policy,
    assessed: Assessed,
    awards: Sequence[Award],
    pending: Sequence[tuple[Line, Mapping[str, int]]] = (),
) -> list[Meeting]:
    """Return the stacking rules that one assessed claim meets.

    Args:
        awards: live awards that have a party in common with it.
        pending: open lines with their roles; those without a party in common are left out.
    """
    own = {party.pk for party in assessed.roles.values()}
    past = [_past(k, award) for k, award in enumerate(awards)]
    others = [
        {**line.asked, "id": f"{line.case.number}/{line.no}", "same": _labels(theirs)}
        for line, theirs in pending
        if own & set(theirs.values()) and line.answer
    ]
    if not past and not others:
        return []
    asked = {**assessed.raw, "id": "own", "same": _labels({role: party.pk for role, party in assessed.roles.items()})}
    answer = policy.together({"cases": [*others, asked], "past_awards": past}, flows.lang()).data
    names = {f"past-{k}": a for k, a in enumerate(awards)}
    return [
        Meeting(f["rule"], f["level"], f["text"], _other_name(policy, f["between"], names))
        for f in answer["findings"]
        if "own" in f["between"]
    ]


def _labels(roles: Mapping[str, int]) -> dict[str, str]:
    return {role: str(party) for role, party in roles.items()}


def _past(k: int, award: Award) -> dict[str, Any]:
    past = {
        "id": f"past-{k}",
        "measure": award.measure,
        "amount": money.yuan(award.amount_fen),
        "same": _labels(award.labels["roles"]),
    }
    if award.months is not None:
        last = civil.previous_day(civil.parse(f"{month_name(award.months.upper)}-01"))
        past["period"] = {"from": f"{month_name(award.months.lower)}-01", "to": civil.iso(last)}
    return past


def _other_name(policy: Policy, between: Sequence[str], awards: Mapping[str, Award]) -> str:
    other = next((x for x in between if x != "own"), "own")
    if other in awards:
        return policy.measures[awards[other].measure].name(flows.lang())
    return other
