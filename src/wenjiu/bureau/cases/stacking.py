"""What may be had together: the policy's stacking rules over the lines of a case, other open lines, and past awards.

A rule that warns is looked at once: in the later of two cases. A rule that stops holds for whoever is decided second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.awarded import PastAwards
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Finding, Line
from wenjiu.bureau.cases.reviewing import Reviewed, of_line
from wenjiu.bureau.cases.things import things_in, things_of
from wenjiu.bureau.cases.waiting import PENDING, measures_waiting
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.document.claims import FIRST_MONTH, claim_year, month_name, months_of
from wenjiu.rules.document.stacking import Rule
from wenjiu.rules.policy import Policy
from wenjiu.rules.together.days import days_of
from wenjiu.standards import civil, money


class Claimed(Protocol):
    """What a line says besides its facts: the register row that it is about, and what was declared."""

    @property
    def row(self) -> Row | None:
        """Return the row."""

    @property
    def declared(self) -> Mapping[str, Any]:
        """Return public name -> value."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A stacking rule that a claim meets.

    `level`: stop, warn or allow. `other`: the claim that it meets, in words. `measure`: that claim's.
    `paid`: it is an award. `same`: the roles that make the rule apply.
    """

    rule: str
    level: str
    text: str
    other: str
    measure: str = ""
    paid: bool = False
    same: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether nobody can let it pass."""
        return self.level == "stop" and self.paid


def findings_of(case: Case, assessed: Sequence[tuple[Line, Assessed]]) -> list[Finding]:
    """Return the findings that stacking rules raise: on a line, or on the case where the filer alone makes it meet."""
    policy = flows.policy_of(case)
    parties = {party.pk for _line, a in assessed for party in a.roles.values()}
    past = PastAwards(policy, parties)
    pending = _pending(policy, case, parties)
    found: dict[tuple[int | None, str], Finding] = {}
    for line, a in assessed:
        for meeting in meetings(policy, a, _of_earlier(case, past.of(a.roles, line.id)), pending, line):
            if meeting.level == "allow":
                continue
            whole = all(a.roles[role].pk == case.filing.filer_id for role in meeting.same if role in a.roles)
            at = None if whole and not meeting.stops else line
            code = f"{'stop:' if meeting.stops else ''}{meeting.rule}:{meeting.measure}"[:40]
            level = "stop" if meeting.stops else "warn"
            finding = Finding(case=case, line=at, code=code, level=level, text=_text(meeting))
            found.setdefault((at.pk if at else None, code), finding)
    return list(found.values())


def _text(meeting: Meeting) -> str:
    return f"{meeting.text}（{meeting.other}）"


def _of_earlier(case: Case, awards: Iterable[Award]) -> list[Award]:
    """Return awards without those of later cases, except for rules that stop."""
    policy = flows.policy_of(case)
    return [
        a
        for a in awards
        if a.line is None
        or a.line.case_id < case.pk
        or any(rule.level == "stop" for rule in _rules(policy, case.measure, a.measure))
    ]


def locked(case: Case, reviewed: Sequence[Reviewed]) -> list[str]:
    """Return the names to lock so that of two claims that exclude each other the second sees the first."""
    policy = flows.policy_of(case)
    stops = [r for r in policy.stacking.rules if r.level == "stop" and any(case.measure in pair for pair in r.between)]
    labels = {label for rule in stops for label in (*rule.same, *rule.same_any)}
    roles = {pair for r in reviewed if r.assessed for pair in r.assessed.roles.items() if pair[0] in labels}
    return sorted(f"{case.policy}/together/{role}={party.pk}" for role, party in roles)


def refuse_stopped(case: Case, reviewed: Sequence[Reviewed]) -> None:
    """Refuse a line that a live award excludes. What `locked` names is locked.

    Raises:
        CaseRefused: it names the line.
    """
    policy = flows.policy_of(case)
    assessed = [(r.line, r.assessed) for r in reviewed if r.assessed is not None]
    past = PastAwards(policy, {party.pk for _line, a in assessed for party in a.roles.values()})
    for line, a in assessed:
        for meeting in meetings(policy, a, past.of(a.roles, line.id), claimed=line):
            if meeting.stops:
                raise of_line(line, CaseRefused(_text(meeting), code="together"))


def _rules(policy: Policy, measure: str, other: str) -> list[Rule]:
    """Return the standing rules about two measures."""
    pair = frozenset((measure, other))
    return [rule for rule in policy.stacking.rules if pair in rule.between and rule.stands(policy.letters)]


def _partners(policy: Policy, measure: str) -> list[str]:
    """Return the measures that some rule compares with one."""
    pairs = {pair for rule in policy.stacking.rules for pair in rule.between if measure in pair}
    return sorted({other for pair in pairs for other in (pair - {measure} or pair)})


def _pending(policy: Policy, case: Case, parties: Iterable[int]) -> list[tuple[Line, dict[str, int]]]:
    """Return the open lines of earlier cases that some rule compares with this one, with their roles."""
    return [pair for pair in open_lines(policy, case.measure, parties) if pair[0].case_id < case.pk]


def open_lines(policy: Policy, measure: str, parties: Iterable[int]) -> list[tuple[Line, dict[str, int]]]:
    """Return the open lines of some parties that some rule compares with a measure, with their roles."""
    parties = list(parties)
    codes = measures_waiting(policy, parties) & set(_partners(policy, measure))
    if not codes:
        return []
    lines = (
        Line.objects.filter(state__in=PENDING, roles__party_id__among=parties, case__policy=policy.name)
        .filter(case__measure__in=codes)
        .select_related("case", "row")
        .prefetch_related("roles")
        .distinct()
        .order_by("id")
    )
    return [(line, {role.role: role.party_id for role in line.roles.all()}) for line in lines]


def excluding(policy: Policy, measure: str) -> list[str]:
    """Return the measures that somebody cannot have together with one, for the same parties."""
    return [
        other for other in _partners(policy, measure) if any(r.level == "stop" for r in _rules(policy, measure, other))
    ]


def meetings(
    policy: Policy,
    assessed: Assessed,
    awards: Sequence[Award],
    pending: Sequence[tuple[Line, Mapping[str, int]]] = (),
    claimed: Claimed | None = None,
) -> list[Meeting]:
    """Return the stacking rules that one assessed claim meets, each once for a measure.

    Args:
        awards: live awards that have a party in common with it.
        pending: open lines with their roles. Of lines of one case that are the same to every rule the first counts.
        claimed: the line that it is the assessment of, for its months and for the things that it is about.
    """
    code = assessed.raw["measure"]
    own = {role: party.pk for role, party in assessed.roles.items()}
    past = {
        f"past-{k}": award
        for k, award in enumerate(awards)
        if _may_meet(policy, code, award.measure, own, award.labels["roles"])
    }
    others: dict[tuple[Any, ...], tuple[Line, dict[str, str]]] = {}
    for line, roles in pending:
        if line.answer and _may_meet(policy, code, line.case.measure, own, roles):
            theirs = _labels(policy, line.asked, roles, line)
            labels = {label for rule in _rules(policy, code, line.case.measure) for label in _labels_of(rule)}
            others.setdefault((line.case_id, *((x, theirs.get(x)) for x in sorted(labels))), (line, theirs))
    if not past and not others:
        return []
    names = {f"{line.case.number}/{line.no}": line for line, _theirs in others.values()}
    cases = [
        {**line.asked, "id": f"{line.case.number}/{line.no}", "same": theirs, **_period(policy, line.asked, line)}
        for line, theirs in others.values()
    ]
    same = _labels(policy, assessed.raw, own, claimed)
    cases.append({**assessed.raw, "id": "own", "same": same, **_period(policy, assessed.raw, claimed)})
    answer = policy.together(
        {"cases": cases, "past_awards": [_past(policy, k, a) for k, a in past.items()]}, flows.lang()
    ).data
    rules = {rule.id: rule for rule in policy.stacking.rules if rule.stands(policy.letters)}
    found: dict[tuple[str, str, bool], Meeting] = {}
    for f in answer["findings"]:
        if "own" in f["between"] and f["rule"] in rules:
            other = next(x for x in f["between"] if x != "own")
            award = past.get(other)
            measure = award.measure if award is not None else names[other].case.measure
            words = policy.measures[measure].name(flows.lang()) if award is not None else names[other].case.number
            meeting = Meeting(
                f["rule"], f["level"], f["text"], words, measure, award is not None, _labels_of(rules[f["rule"]])
            )
            found.setdefault((meeting.rule, meeting.measure, meeting.stops), meeting)
    return list(found.values())


def _labels_of(rule: Rule) -> tuple[str, ...]:
    return (*rule.same, *rule.same_any)


def _may_meet(policy: Policy, code: str, other: str, own: Mapping[str, int], theirs: Mapping[str, int]) -> bool:
    """Whether a rule compares two measures, and no role that both claims have differs for it."""

    def agrees(label: str) -> bool:
        return own.get(label) is None or theirs.get(label) in (None, own[label])

    return any(
        all(agrees(x) for x in rule.same) and (not rule.same_any or any(agrees(x) for x in rule.same_any))
        for rule in _rules(policy, code, other)
    )


def _labels(
    policy: Policy, raw: Mapping[str, Any], roles: Mapping[str, int], claimed: Claimed | None = None
) -> dict[str, str]:
    """Return the labels of a claim for the rules: its parties, the things that a rule asks about, its year."""
    code = raw["measure"]
    claim = policy.claims[code]
    things: Mapping[str, str] = {}
    if claimed is not None and _things_asked(policy, code):
        things = things_of(policy, claim, claimed.row, claimed.declared)
    return _named(roles, things, claim_year(claim, raw["facts"]))


def _things_asked(policy: Policy, code: str) -> set[str]:
    """Return the things of a claim that some rule about its measure compares."""
    rules = [rule for rule in policy.stacking.rules if any(code in pair for pair in rule.between)]
    return set(policy.claims[code].things) & {label for rule in rules for label in _labels_of(rule)}


def _of_award(policy: Policy, award: Award) -> dict[str, str]:
    """Return the labels of an award. Things are in its key."""
    claim = policy.claims[award.measure]
    things = things_in(claim, award.claim_key)
    return _named(award.labels["roles"], things, award.year)


def _named(roles: Mapping[str, int], things: Mapping[str, str], year: int | None) -> dict[str, str]:
    labels = {**things, **{role: str(party) for role, party in roles.items()}}
    return labels if year is None else {**labels, "year": str(year)}


def _period(policy: Policy, raw: Mapping[str, Any], claimed: Claimed | None) -> dict[str, Any]:
    """Return the months of a claim whose first month no fact says: its line does."""
    claim = policy.claims[raw["measure"]]
    if claimed is None or not claim.own_questions or claimed.declared.get(FIRST_MONTH) is None:
        return {}
    months = months_of(claim, {**raw["facts"], FIRST_MONTH: claimed.declared[FIRST_MONTH]})
    return {} if months is None else {"period": _days_of_months(*months)}


def _days_of_months(first: int, after: int) -> dict[str, str]:
    """Return first and last day of some months."""
    last = civil.previous_day(civil.parse(f"{month_name(after)}-01"))
    return {"from": f"{month_name(first)}-01", "to": civil.iso(last)}


def _past(policy: Policy, name: str, award: Award) -> dict[str, Any]:
    """Return an award as the rules take it. The days that its facts say count before the calendar months of its key."""
    past: dict[str, Any] = {"id": name, "measure": award.measure, "amount": money.yuan(award.amount_fen)}
    past["same"] = _of_award(policy, award)
    days = None
    if award.line is not None and award.line.asked:
        days = days_of(policy, policy.assess(award.line.asked))
    if days is not None and days.certain and days.first <= days.last:
        past["period"] = {"from": civil.iso(days.first), "to": civil.iso(days.last)}
    elif award.months is not None:
        past["period"] = _days_of_months(award.months.lower, award.months.upper)
    return past
