"""What makes a line the same claim as another: its key, slot, months and cap, from the claim of its measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases.assessing import Assessed
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.flows import lang, policy_of
from wenjiu.bureau.cases.models import Award, Case, Line, Quota
from wenjiu.bureau.cases.things import things_of
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.rules.document.claims import Cap, Claim, ClaimError, claim_key, claim_year, month_name, months_of
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil, money

#: What stands in for the most of a cap whose parameter nobody has set: what is used is counted, and nothing is refused.
UNLIMITED = 2**62


@dataclass(frozen=True, slots=True)
class Keys:
    """What a line or a past award takes up.

    `months`: first month and the month after the last, as year * 12 + month - 1.
    `person`: the party of whom no month may be paid twice within `once_group`; `persons`: all records of it.
    `also`, `cap_also`: the same keys with the records that were merged into their parties.
    `cap`, `uses`, `most`: the cap, what is used of it, and how much there is.
    `locked`: names to lock before it is looked whether all this is free.
    """

    group: str
    claim_key: str
    also: tuple[str, ...]
    most_slots: int
    year: int | None
    months: tuple[int, int] | None
    once_group: str | None
    person: Party | None
    persons: tuple[int, ...]
    cap: Cap | None
    cap_key: str | None
    cap_also: tuple[str, ...]
    uses: int
    most: int
    locked: tuple[str, ...]


def keys_of(case: Case, claim: Claim, line: Line, assessed: Assessed) -> Keys:
    """Return the keys of a line that is assessed.

    Raises:
        CaseRefused: a part of its key is not known.
    """
    facts = {**line.declared, **{name: fact["value"] for name, fact in assessed.facts.items()}}
    things = things_of(policy_of(case), claim, line.row, line.declared) if claim.things else {}
    try:
        return make_keys(
            policy_of(case),
            claim.under(assessed.raw["readings"]),
            assessed.roles,
            things,
            facts,
            assessed.amount_fen or 0,
            assessed.raw["on"],
            assessed.merged,
        )
    except ClaimError as error:
        raise CaseRefused(
            _("第%(no)s条还不能确定是哪一笔（缺少：%(part)s）。请先补齐。") % {"no": line.no, "part": error.part},
            code="key",
        ) from error


def row_of(rows: Sequence[int]) -> Row | None:
    """Return the row of a subject whose rows are all about the same; what several sources say is one subject's."""
    return one_of(list(Row.objects.filter(pk__in=rows)) if rows else [])


def one_of(rows: Sequence[Row]) -> Row | None:
    """Return the newest of some rows that are all about the same; None where they are not, or where there is none."""
    return max(rows, key=lambda row: row.pk) if len({row.key for row in rows}) == 1 else None


def _with_assumed_year(policy: Policy, claim: Claim, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts with the year of a claim, where nobody stated it and its measure takes it from a date."""
    date = policy.measures[claim.code].assumes.get(claim.year_of) if claim.year_of else None
    if date is None or facts.get(claim.year_of) is not None or facts.get(date) is None:
        return facts
    return {**facts, claim.year_of: int(str(facts[date])[:4])}


def make_keys(
    policy: Policy,
    claim: Claim,
    roles: Mapping[str, Party],
    things: Mapping[str, str],
    facts: Mapping[str, Any],
    amount_fen: int,
    on: str,
    merged: Mapping[int, tuple[int, ...]] | None = None,
) -> Keys:
    """Return the keys of a line or a past award. Raise `ClaimError` that names a missing part.

    `merged`: party -> the records that were merged into it.
    """
    merged, facts = merged or {}, _with_assumed_year(policy, claim, facts)
    ids: dict[str, str | None] = {**{role: str(party.pk) for role, party in roles.items()}, **things}
    key = claim_key(claim, ids, facts)
    group = claim.group or claim.code
    months = months_of(claim, facts)
    once = claim.once_group or None
    person = roles.get(claim.once_role) if once else None
    if once and (person is None or months is None):
        raise ClaimError("months" if person is not None else claim.once_role, "the months of a person are not known")
    cap_key, uses, most = _cap(policy, claim.cap, claim, ids, months, amount_fen, on)
    slots = _number(policy, claim.slots, on) if claim.slots else 1
    if slots is None:
        raise ClaimError(str(claim.slots), f"the parameter {claim.slots} has no value on {on}")
    locked = [f"{policy.name}/{group}/{key}"]
    if once and person is not None:
        locked.append(f"{policy.name}/{once}/person/{person.pk}")
    if cap_key is not None:
        locked.append(f"{policy.name}/{group}/cap/{cap_key}")
    return Keys(
        group=group,
        claim_key=key,
        also=tuple(claim_key(claim, {**ids, **other}, facts) for other in _other_records(claim.key, roles, merged)),
        most_slots=slots,
        year=claim_year(claim, facts),
        months=months,
        once_group=once,
        person=person,
        persons=(person.pk, *merged.get(person.pk, ())) if person is not None else (),
        cap=claim.cap,
        cap_key=cap_key,
        cap_also=()
        if claim.cap is None
        else tuple(
            _cap_key(claim, claim.cap, {**ids, **other}) for other in _other_records(claim.cap.per, roles, merged)
        ),
        uses=uses,
        most=most,
        locked=tuple(locked),
    )


def _other_records(
    parts: Iterable[str], roles: Mapping[str, Party], merged: Mapping[int, tuple[int, ...]]
) -> list[dict[str, str]]:
    """Return role -> id for each other choice among the records of the parties of some roles."""
    held = [role for role in parts if role in roles]
    choices = [(roles[role].pk, *merged.get(roles[role].pk, ())) for role in held]
    return [dict(zip(held, map(str, chosen), strict=True)) for chosen in product(*choices)][1:]


def _cap(
    policy: Policy,
    cap: Cap | None,
    claim: Claim,
    ids: Mapping[str, str | None],
    months: tuple[int, int] | None,
    amount_fen: int,
    on: str,
) -> tuple[str | None, int, int]:
    if cap is None:
        return None, 0, 0
    uses = {"months": months[1] - months[0] if months else 0, "slots": 1, "fen": amount_fen}[cap.unit]
    most = _number(policy, cap.most, on)
    return _cap_key(claim, cap, ids), uses, UNLIMITED if most is None else most


def _cap_key(claim: Claim, cap: Cap, ids: Mapping[str, str | None]) -> str:
    """Return the name of a cap of some parties and things."""
    parts = []
    for part in cap.per:
        if ids.get(part) is None:
            raise ClaimError(part, f"{claim.code}: the cap needs {part}")
        parts.append(f"{part}={ids[part]}")
    return f"{claim.code}:{cap.unit}:{';'.join(parts)}"


def _number(policy: Policy, most: int | str, on: str) -> int | None:
    """Return a limit: a number, or the value of a parameter on a day (money in fen); None where it has no value."""
    if isinstance(most, int):
        return most
    value = policy.resolve(policy.book.params[most], civil.parse(on), {}, False).value
    return None if value is None else int(value)


@dataclass
class Taken:
    """What the lines of one action take up before they are stored."""

    slots: set[tuple[str, str, int]] = field(default_factory=set)
    months: list[tuple[str | None, Any, tuple[int, int]]] = field(default_factory=list)

    def add(self, keys: Keys, slot: int) -> None:
        """Add a line."""
        self.slots.add((keys.group, keys.claim_key, slot))
        if keys.once_group and keys.person is not None and keys.months is not None:
            self.months.append((keys.once_group, keys.person.pk, keys.months))


def free_slot(policy: str, keys: Keys, taken: Taken | None = None, wanted: int | None = None) -> int:
    """Return the first free slot of a key, or a wanted one. Lock `Keys.locked` before, where it is to be taken.

    Raises:
        CaseRefused: every slot is taken, or a month of the person is.
    """
    live = Award.objects.filter(policy=policy, live=True)
    slots = set(
        live.filter(group=keys.group, claim_key__in=[keys.claim_key, *keys.also]).values_list("slot", flat=True)
    )
    if taken is not None:
        slots |= {slot for group, key, slot in taken.slots if (group, key) == (keys.group, keys.claim_key)}
    possible = range(1, keys.most_slots + 1)
    if wanted is not None and keys.most_slots > 1:
        possible = range(wanted, wanted + 1) if wanted in possible else range(0)
    free = next((slot for slot in possible if slot not in slots), None)
    if free is None:
        text = _("这项补贴已经给过了：同一申领人、同一事项只能有%(times)s次。") % {"times": keys.most_slots}
        raise CaseRefused(text, code="once")
    if keys.once_group and keys.person is not None and keys.months is not None:
        _refuse_taken_months(live, keys, keys.person, keys.months, taken)
    return free


def _refuse_taken_months(
    live: QuerySet[Award], keys: Keys, person: Party, months: tuple[int, int], taken: Taken | None
) -> None:
    first, after = months
    met = live.filter(
        once_group=keys.once_group, person__in=keys.persons, months__overlap=NumericRange(first, after)
    ).first()
    spans = [(met.months.lower, met.months.upper)] if met is not None else []
    spans += [
        span
        for group, pk, span in (taken.months if taken is not None else ())
        if (group, pk) == (keys.once_group, person.pk) and span[0] < after and first < span[1]
    ]
    for begun, ended in spans:
        raise CaseRefused(
            _("这个人%(first)s至%(last)s已经有一份同类补贴，同一个月不能重复。")
            % {"first": month_name(begun), "last": month_name(ended - 1)},
            code="months",
        )


def check_cap(policy: str, keys: Keys) -> None:
    """Refuse what goes above its cap by now. `granting.use_cap` decides it."""
    if keys.cap is not None:
        used = used_of(policy, keys, [str(keys.cap_key), *keys.cap_also])
        if used + keys.uses > keys.most:
            raise cap_reached(keys, used)


def used_of(policy: str, keys: Keys, names: Sequence[str]) -> int:
    """Return how much is used of caps by their names."""
    rows = Quota.objects.filter(policy=policy, group=keys.group, cap_key__in=names) if names else Quota.objects.none()
    return sum(rows.values_list("used", flat=True))


def cap_reached(keys: Keys, used: int) -> CaseRefused:
    """Return the refusal of what goes above its cap."""
    assert keys.cap is not None
    figures = (used, keys.uses, keys.most)
    shown = [money.grouped(x) for x in figures] if keys.cap.unit == "fen" else [str(x) for x in figures]
    return CaseRefused(
        _("超过上限。%(counts)s：已有%(used)s，这次%(uses)s，最多%(most)s。")
        % {"counts": keys.cap.counts(lang()), "used": shown[0], "uses": shown[1], "most": shown[2]},
        code="cap",
    )


def award_of(case: Case, line: Line, assessed: Assessed, keys: Keys, slot: int) -> Award:
    """Return the award of a line, not stored yet."""
    roles = {role: party.pk for role, party in assessed.roles.items()}
    return new_award(case.policy, case.measure, keys, slot, roles, assessed.amount_fen or 0, line=line)


def new_award(
    policy: str, measure: str, keys: Keys, slot: int, roles: Mapping[str, int], amount_fen: int, **more: Any
) -> Award:
    """Return an award, not stored yet. `more`: the line or the import that it comes from, and the day it was paid."""
    cap = None if keys.cap_key is None else {"key": keys.cap_key, "uses": keys.uses}
    return Award(
        policy=policy,
        measure=measure,
        group=keys.group,
        claim_key=keys.claim_key,
        slot=slot,
        labels={"roles": dict(roles), "cap": cap},
        person=keys.person,
        once_group=keys.once_group,
        months=NumericRange(*keys.months) if keys.months else None,
        year=keys.year,
        amount_fen=amount_fen,
        made_at=clock.now(),
        **more,
    )
