"""Assesses the lines of a case and raises what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import flows, keys, reviewing, stacking
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Finding, Line, LineRole


def assess_and_raise(case: Case) -> None:
    """Store the present verdict of each open line, and raise the findings that it lacks. The case is locked or new."""
    lines = reviewing.open_lines(case)
    assessed = list(zip(lines, reviewing.assess_today(case, lines), strict=True))
    for line, a in assessed:
        line.facts, line.asked, line.answer = a.facts, a.raw, a.answer
        if line.row_id is None and len(a.rows) == 1:
            line.row_id = a.rows[0]
    Line.objects.bulk_update(lines, ["facts", "asked", "answer", "row"])
    roles = [LineRole(line=line, role=role, party=party) for line, a in assessed for role, party in a.roles.items()]
    LineRole.objects.bulk_create(roles, ignore_conflicts=True)
    found = [finding for line, a in assessed for finding in _of_line(case, line, a)]
    found += stacking.findings_of(case, assessed)
    Finding.objects.bulk_create(found, ignore_conflicts=True)


def _of_line(case: Case, line: Line, assessed: Assessed) -> Iterable[Finding]:
    """Yield what the line itself shows: a claim that is granted already, and facts declared against the registers."""
    policy = flows.policy_of(case)
    accepted = policy.accepted_facts(policy.measures[case.measure])
    for name in assessed.conflicts:
        yield Finding(
            case=case,
            line=line,
            code=f"conflict:{name}"[:40],
            level="warn",
            text=_("“%(fact)s”填的和登记的不一致：填的是%(declared)s，登记的是%(known)s。按登记的计算。")
            % {
                "fact": fact_name(accepted[name]),
                "declared": line.declared[name],
                "known": assessed.facts[name]["value"],
            },
        )
    if _granted_already(case, line, assessed):
        yield Finding(case=case, line=line, code="once", level="stop", text=_("同一事项已经给过这项补贴，不能再给。"))


def fact_name(fact: Any) -> str:
    """Return the name of a fact in the language of the request."""
    return str(fact.name(flows.lang()))


def _granted_already(case: Case, line: Line, assessed: Assessed) -> bool:
    claim = flows.policy_of(case).claims[case.measure]
    try:
        made = keys.keys_of(case, claim, line, assessed)
    except CaseRefused:
        return False
    taken = Award.objects.filter(policy=case.policy, group=made.group, claim_key=made.claim_key, live=True)
    return taken.exclude(line=line).count() >= made.most_slots
