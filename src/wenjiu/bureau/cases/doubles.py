"""Whether what a draft asks for is asked for, or granted, already in another case.

The same key of the same claim cannot be had twice. A case that may be about the same is told too: another year of the
same thing, months in common with a case that waits for its decision, or a draft that does not say its months yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import keys
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.keys import Keys
from wenjiu.bureau.cases.models import Award, Case, Line
from wenjiu.bureau.cases.things import things_of
from wenjiu.bureau.cases.waiting import PENDING, measures_waiting
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.document.claims import Claim, ClaimError, claim_year, month_name
from wenjiu.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Double:
    """The case in which it is already; None for an award that was imported, or for months of another award.

    `text`: why. `stops`: it cannot be granted a second time. Otherwise the filer has to say that it is another claim.
    """

    case: Case | None
    text: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A line that waits for its decision: its case, its roles, its year, and its keys where they are known."""

    case: Case
    roles: Mapping[str, Party]
    year: int | None
    keys: Keys | None


def doubles_of(
    policy: Policy,
    code: str,
    assessed: Sequence[Assessed],
    filing_id: int,
    declared: Sequence[Mapping[str, Any]] = (),
) -> list[Double | None]:
    """Return for each assessed line of a draft the other case that has it already. Cases of the filing itself are none.

    `declared`: what each line declares; the first month and things of the key may be known from nothing else.
    """
    said = declared or [{}] * len(assessed)
    ids = [id for a in assessed for id in a.rows] if policy.claims[code].things else []
    rows = Row.objects.in_bulk(ids) if ids else {}
    made = [_keys(policy, code, a, d, rows) for a, d in zip(assessed, said, strict=True)]
    waiting = _pending(policy, code, assessed, filing_id)
    known = [k for k in made if k is not None]
    found: list[Double | None] = [None] * len(assessed)
    if known:
        pending: dict[str, list[Case]] = {}
        for x in waiting:
            if x.keys is not None:
                pending.setdefault(x.keys.claim_key, []).append(x.case)
        awards, months = _granted(policy, known, filing_id)
        found = [None if k is None else _double(k, awards, pending, months) for k in made]
    if not waiting:
        return found
    near = _Near(policy.claims[code], waiting)
    return [
        double if double is not None else near.of(a, k, d)
        for double, a, k, d in zip(found, assessed, made, said, strict=True)
    ]


def _granted(policy: Policy, known: Sequence[Keys], filing_id: int) -> tuple[dict[str, list[Award]], list[Award]]:
    """Return key -> live awards with a key of some claims, and the awards of their people that take up months."""
    wanted = {key for k in known for key in (k.claim_key, *k.also)}
    awards: dict[str, list[Award]] = {}
    for award in (
        Award.objects.filter(policy=policy.name, group=known[0].group, live=True, claim_key__among=wanted)
        .exclude(line__case__filing=filing_id)
        .select_related("line__case__filing")
    ):
        awards.setdefault(award.claim_key, []).append(award)
    months = (
        Award.objects.filter(policy=policy.name, live=True, once_group=known[0].once_group or "")
        .filter(person_id__among={pk for k in known for pk in k.persons})
        .exclude(line__case__filing=filing_id)
    )
    return awards, list(months)


class _Near:
    """The lines of other cases that may be about the same as a line of a draft. They wait for their decision."""

    def __init__(self, claim: Claim, waiting: Sequence[_Waiting]) -> None:
        self.claim = claim
        self.roles = [part for part in claim.key if part in claim.roles]
        self.by = claim.subject if claim.subject in self.roles else (self.roles or [""])[0]
        self.keyed = any(part in claim.things for part in claim.key)
        self.waiting: dict[int, list[_Waiting]] = {}
        for x in waiting:
            if self.by in x.roles:
                self.waiting.setdefault(x.roles[self.by].pk, []).append(x)

    def of(self, a: Assessed, k: Keys | None, declared: Mapping[str, Any]) -> Double | None:
        """Return the newest case that may be about the same; None where there is none."""
        party = a.roles.get(self.by)
        if party is None:
            return None
        facts = {**declared, **{name: fact["value"] for name, fact in a.facts.items()}}
        year = _year(self.claim, facts)
        records = (party.pk, *a.merged.get(party.pk, ()))
        found = [x for pk in records for x in self.waiting.get(pk, ()) if self._may_be(x, a, k, year)]
        if not found:
            return None
        case = max((x.case for x in found), key=lambda case: case.pk)
        return Double(case, _("已在 %(number)s 申报同一项补贴，正在办") % {"number": case.number}, stops=False)

    def _may_be(self, x: _Waiting, a: Assessed, k: Keys | None, year: int | None) -> bool:
        others = [role for role in self.roles if role != self.by and role in a.roles and role in x.roles]
        if any(a.roles[role].pk != x.roles[role].pk for role in others):
            return False
        if year is not None and x.year is not None and year != x.year:
            return False
        if k is None or x.keys is None:
            return not self.keyed
        if k.months is not None and x.keys.months is not None:
            return k.months[0] < x.keys.months[1] and x.keys.months[0] < k.months[1]
        return x.keys.claim_key in (k.claim_key, *k.also)


def _double(
    k: Keys, awards: dict[str, list[Award]], pending: dict[str, list[Case]], months: Sequence[Award]
) -> Double | None:
    own = (k.claim_key, *k.also)
    granted = [award for key in own for award in awards.get(key, ())]
    waiting = [case for key in own for case in pending.get(key, ())]
    if len(granted) + len(waiting) >= k.most_slots:
        cases = [a.line.case for a in granted if a.line is not None] + waiting
        if k.most_slots > 1:
            text = _("最多领%(times)s次，已经都有了") % {"times": k.most_slots}
            return Double(cases[0] if cases else None, text)
        if not cases:
            return Double(None, _("以前已经发过，不能重复"))
        words = _("%(year)s年度已在 %(number)s 申报，不能重复") if k.year else _("已在 %(number)s 申报，不能重复")
        return Double(cases[0], words % {"year": k.year, "number": cases[0].number})
    if k.months is not None:
        first, after = k.months
        for award in months:
            span = award.months
            if award.person_id in k.persons and span is not None and span.lower < after and first < span.upper:
                names = {"first": month_name(span.lower), "last": month_name(span.upper - 1)}
                return Double(None, _("这个人%(first)s至%(last)s已经有一份同类补贴，同一个月不能重复") % names)
    return None


def _keys(policy: Policy, code: str, a: Assessed, declared: Mapping[str, Any], rows: Mapping[int, Row]) -> Keys | None:
    """Return the key of an assessed line; None where a part of it is not known yet."""
    claim = policy.claims[code].under(a.raw["readings"])
    row = keys.one_of([rows[id] for id in a.rows if id in rows]) if claim.things else None
    facts = {**declared, **{name: fact["value"] for name, fact in a.facts.items()}}
    things = things_of(policy, claim, row, declared)
    return _made(policy, code, dict(a.roles), things, facts, a.raw, a.amount_fen or 0)


def _made(
    policy: Policy, code: str, roles: dict[str, Any], things: dict[str, str], facts: Any, raw: Any, amount_fen: int
) -> Keys | None:
    claim = policy.claims[code].under(raw["readings"])
    try:
        return keys.make_keys(policy, claim, roles, things, facts, amount_fen, raw["on"])
    except ClaimError:
        return None


def _year(claim: Claim, facts: Mapping[str, Any]) -> int | None:
    """Return the year of a claim; None where it has none, or where it is not known."""
    try:
        return claim_year(claim, facts)
    except ClaimError:
        return None


def _pending(policy: Policy, code: str, assessed: Sequence[Assessed], filing_id: int) -> list[_Waiting]:
    """Return the lines that wait for a decision and have a party in common with some lines."""
    claim = policy.claims[code]
    group = claim.group or code
    parties = {party.pk for a in assessed for party in a.roles.values()}
    waiting = measures_waiting(policy, parties) if parties else set()
    codes = {other for other, theirs in policy.claims.items() if other in waiting and (theirs.group or other) == group}
    if not codes:
        return []
    lines = (
        Line.objects.filter(state__in=PENDING, case__policy=policy.name, case__measure__in=codes)
        .filter(roles__party_id__among=parties)
        .exclude(case__filing=filing_id)
        .select_related("case__filing", "row")
        .prefetch_related("roles__party")
        .distinct()
        .order_by("id")
    )
    found = []
    for line in lines:
        if not line.asked:
            continue
        roles = {r.role: r.party for r in line.roles.all()}
        facts = {**line.declared, **{name: fact["value"] for name, fact in line.facts.items()}}
        theirs = policy.claims[line.case.measure]
        things = things_of(policy, theirs, line.row, line.declared)
        made = _made(policy, line.case.measure, roles, things, facts, line.asked, 0)
        found.append(_Waiting(line.case, roles, _year(theirs, facts), made))
    return found
