"""Assesses the lines of a case and raises what a person has to look at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import counting, flows, keys, reviewing, stacking
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case, Finding, Line, LineRole
from wenjiu.bureau.cases.reviewing import Reviewed
from wenjiu.rules.ask.answers import show_answer
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError

#: Lines that are written in one statement.
AT_ONCE = 200
#: Beginning of the codes of findings that people raised: no assessment lifts them.
BY_PEOPLE = ("visit:", "papers:")


def assess_and_raise(case: Case) -> list[str]:
    """Store the present verdict of each open line, and raise the findings that it lacks. The case is locked or new.

    Findings that nobody cleared and that no longer hold are lifted. Return their codes.
    """
    lines = reviewing.open_lines(case)
    assessed = list(zip(lines, reviewing.assess_today(case, lines), strict=True))
    for line, a in assessed:
        line.facts, line.asked, line.answer = a.facts, a.raw, a.answer
        if line.row_id is None:
            line.row = keys.row_of(a.rows)
    Line.objects.bulk_update(lines, ["facts", "asked", "answer", "row"], batch_size=AT_ONCE)
    roles = [LineRole(line=line, role=role, party=party) for line, a in assessed for role, party in a.roles.items()]
    LineRole.objects.bulk_create(roles, ignore_conflicts=True)
    found = _found(case, assessed)
    lifted = _lift(case, found)
    for finding in found:
        finding.raised_at = clock.now()
    Finding.objects.bulk_create(found, ignore_conflicts=True)
    return lifted


def refuse_new(case: Case, reviewed: Sequence[Reviewed]) -> None:
    """Refuse to decide where a line that is agreed to shows something that nobody has seen yet.

    Raises:
        CaseRefused: it names the line and what it shows.
    """
    assessed = [(r.line, r.assessed) for r in reviewed if r.assessed is not None]
    agreed = {r.line.pk for r in reviewed if not r.refused}
    known = set(case.findings.values_list("line_id", "code"))
    for finding in _found(case, assessed) if agreed else ():
        if (finding.line_id, finding.code) in known or finding.line_id not in {None, *agreed}:
            continue
        if finding.line is not None and finding.level == "stop":
            raise reviewing.of_line(finding.line, CaseRefused(finding.text, code="finding"))
        raise CaseRefused(
            _("上一步以后有新的疑点：%(text)s。请退回上一步核对。") % {"text": finding.text.removesuffix("。")},
            code="new_finding",
        )


def _found(case: Case, assessed: Sequence[tuple[Line, Assessed]]) -> list[Finding]:
    own = [finding for line, a in assessed for finding in _of_line(case, line, a)]
    return own + stacking.findings_of(case, assessed)


def _lift(case: Case, found: Iterable[Finding]) -> list[str]:
    """Remove the findings that nobody cleared and that no longer hold. The event keeps their codes."""
    holds = {(finding.line_id, finding.code) for finding in found}
    open_ones = case.findings.filter(cleared_at=None, line__state="open") | case.findings.filter(
        cleared_at=None, line=None
    )
    gone = [f for f in open_ones if (f.line_id, f.code) not in holds and not f.code.startswith(BY_PEOPLE)]
    Finding.objects.filter(pk__in=[finding.pk for finding in gone]).delete()
    return sorted({finding.code for finding in gone})


def _of_line(case: Case, line: Line, assessed: Assessed) -> Iterable[Finding]:
    """Yield what the line itself shows: facts declared against the registers, people listed twice, a claim granted already."""
    policy = flows.policy_of(case)
    accepted = policy.accepted_facts(policy.measures[case.measure])
    for name in assessed.conflicts:
        yield Finding(
            case=case,
            line=line,
            code=_conflict_code(name, line.declared[name], assessed.facts[name]["value"]),
            level="warn",
            text=_("“%(fact)s”填的和登记的不一致：填的是%(declared)s，登记的是%(known)s。按登记的计算。")
            % {
                "fact": fact_name(accepted[name]),
                "declared": value_words(case, name, line.declared[name]),
                "known": value_words(case, name, assessed.facts[name]["value"]),
            },
        )
    if twice := counting.twice(policy, line):
        text = _("名单里有%(n)d人同一段时间也在 %(number)s 的名单里，人数不能重复计算。") % {
            "n": len(twice),
            "number": "、".join(sorted(set(twice.values()))),
        }
        yield Finding(case=case, line=line, code="listed_twice", level="warn", text=text)
    refused = _granted_already(case, line, assessed)
    if refused is not None:
        yield Finding(case=case, line=line, code=refused.code, level="stop", text=refused.text)


def _conflict_code(name: str, declared: Any, known: Any) -> str:
    """Return the code of a conflict. Other values are another finding: what somebody cleared was about these."""
    values = json.dumps([name, declared, known], ensure_ascii=False, sort_keys=True)
    return f"{f'conflict:{name}'[:32]}#{hashlib.sha256(values.encode()).hexdigest()[:7]}"


def fact_name(fact: Any) -> str:
    """Return the name of a fact in the language of the request."""
    return str(fact.name(flows.lang()))


def value_words(case: Case, name: str, value: Any) -> str:
    """Return the value of a fact, as a case states it, in words."""
    if value is None:
        return _("不清楚")
    policy, lang = flows.policy_of(case), flows.lang()
    fact = policy.accepted_facts(policy.measures[case.measure]).get(name)
    if not isinstance(fact, Fact):
        return _("%(count)s人的名单") % {"count": len(value)} if isinstance(value, list) else str(value)
    try:
        return show_answer(policy, fact, fact.type.read(name, fact, value), lang)
    except CaseError:
        return str(value)


def _granted_already(case: Case, line: Line, assessed: Assessed) -> CaseRefused | None:
    """Return why the claim of a line is taken by now: its key, a month of the person, or the cap."""
    claim = flows.policy_of(case).claims[case.measure]
    try:
        made = keys.keys_of(case, claim, line, assessed)
    except CaseRefused:
        return None
    try:
        keys.free_slot(case.policy, made)
        keys.check_cap(case.policy, made)
    except CaseRefused as refused:
        return refused
    return None
