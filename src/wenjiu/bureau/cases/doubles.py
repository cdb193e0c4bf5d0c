"""Whether what a draft asks for is asked for, or granted, already in another case: the same key of the same claim."""

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
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.document.claims import ClaimError, month_name
from wenjiu.rules.policy import Policy

#: Lines that are not over, and whose award is not there yet.
PENDING = ("open",)


@dataclass(frozen=True, slots=True)
class Double:
    """The case in which it is already; None for an award that was imported, or for months of another award. `text`: why."""

    case: Case | None
    text: str


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
    known = [k for k in made if k is not None]
    if not known:
        return [None] * len(assessed)
    pending = _pending(policy, code, assessed, filing_id)
    wanted = {key for k in known for key in (k.claim_key, *k.also)}
    awards: dict[str, list[Award]] = {}
    for award in (
        Award.objects.filter(policy=policy.name, group=known[0].group, live=True, claim_key__among=wanted)
        .exclude(line__case__filing=filing_id)
        .select_related("line__case__filing")
    ):
        awards.setdefault(award.claim_key, []).append(award)
    months = list(
        Award.objects.filter(policy=policy.name, live=True, once_group=known[0].once_group or "")
        .filter(person_id__among={pk for k in known for pk in k.persons})
        .exclude(line__case__filing=filing_id)
    )
    return [None if k is None else _double(k, awards, pending, months) for k in made]


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


def _pending(policy: Policy, code: str, assessed: Sequence[Assessed], filing_id: int) -> dict[str, list[Case]]:
    """Return key -> cases of the lines that wait for a decision and have a party in common with some lines."""
    claim = policy.claims[code]
    group = claim.group or code
    codes = [other for other, theirs in policy.claims.items() if (theirs.group or other) == group]
    parties = {party.pk for a in assessed for party in a.roles.values()}
    lines = (
        Line.objects.filter(state__in=PENDING, case__policy=policy.name, case__measure__in=codes)
        .filter(roles__party_id__among=parties)
        .exclude(case__filing=filing_id)
        .select_related("case__filing", "row")
        .prefetch_related("roles__party")
        .distinct()
        .order_by("id")
    )
    found: dict[str, list[Case]] = {}
    for line in lines:
        if not line.asked:
            continue
        roles = {r.role: r.party for r in line.roles.all()}
        facts = {**line.declared, **{name: fact["value"] for name, fact in line.facts.items()}}
        theirs = _made(
            policy, line.case.measure, roles,
            things_of(policy, policy.claims[line.case.measure], line.row, line.declared), facts, line.asked, 0,
        )  # fmt: skip
        if theirs is not None:
            found.setdefault(theirs.claim_key, []).append(line.case)
    return found
