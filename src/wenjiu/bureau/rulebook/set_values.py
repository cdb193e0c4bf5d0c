"""The settings of a day: the last confirmed change of each, by its first day, with the draft that is tried out."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from django.db.models import QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.rulebook import in_force
from wenjiu.bureau.rulebook.in_force import State
from wenjiu.bureau.rulebook.kinds import kind_of, kinds
from wenjiu.bureau.rulebook.logic import REVOCATION
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.policies import published_policy
from wenjiu.rules.policy import Policy

#: Sets of changes that a process keeps.
MOST = 24
_lock = Lock()
_sets: OrderedDict[tuple[str, State], tuple[SetValue, ...]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class SetValue:
    """One confirmed value of a setting.

    `number`: of its change. `start`: its first day, which is that of the confirmation at the earliest.
    `confirmed`: whether its source is the official text itself. `until`: the day from which it is revoked.
    """

    number: int
    kind: str
    name: str
    value: Any
    start: dt.date
    source: str
    confirmed: bool
    until: dt.date | None = None

    def applies(self, day: dt.date) -> bool:
        """Whether a day is from its first day on and before its revocation."""
        return self.start <= day and (self.until is None or day < self.until)


def values_of(policy: str, kind: str) -> tuple[SetValue, ...]:
    """Return all confirmed values of a kind, in the order of their numbers, and that of the draft that is tried out."""
    state, draft = in_force.state_of(policy), in_force.tried()
    found = _read(policy, state)
    if draft is not None and draft.policy == policy:
        found = _with_draft(found, draft)
    return tuple(value for value in found if value.kind == kind)


def all_on(policy: str, kind: str, day: dt.date | None = None) -> dict[str, SetValue]:
    """Return name -> the value of a kind that is in force on a day; without one, today. A later first day goes before."""
    return _in_force(values_of(policy, kind), day or clock.today())


def confirmed_now(policy: str, kind: str, day: dt.date | None) -> dict[str, SetValue]:
    """Return name -> the value of a day as it is confirmed at this moment, whatever the request has kept.

    `day`: None for a kind whose values count for the day that they name.
    """
    rows = Change.objects.filter(policy=policy).select_related("revokes").order_by("number")
    found = tuple(value for value in folded(rows) if value.kind == kind)
    return {value.name: value for value in found} if day is None else _in_force(found, day)


def _in_force(values: Iterable[SetValue], day: dt.date) -> dict[str, SetValue]:
    found: dict[str, SetValue] = {}
    for value in values:
        before = found.get(value.name)
        if value.applies(day) and (before is None or before.start <= value.start):
            found[value.name] = value
    return found


def value_on(policy: str, kind: str, name: str, day: dt.date | None = None) -> SetValue | None:
    """Return the value of a setting on a day; None where nothing was set."""
    return all_on(policy, kind, day).get(name)


def last_of(policy: str, kind: str) -> dict[str, SetValue]:
    """Return name -> the last confirmed value of a kind whose values count for the day that they name."""
    return {value.name: value for value in values_of(policy, kind)}


def later_than(policy: str, kind: str, day: dt.date) -> dict[str, list[SetValue]]:
    """Return name -> the confirmed values that begin after a day."""
    found: dict[str, list[SetValue]] = {}
    for value in values_of(policy, kind):
        if value.start > day and (value.until is None or value.start < value.until):
            found.setdefault(value.name, []).append(value)
    return found


def _read(policy: str, state: State) -> tuple[SetValue, ...]:
    with _lock:
        known = _sets.get((policy, state))
    if known is not None:
        return known
    rows = Change.objects.filter(policy=policy, number__lte=state[0]).select_related("revokes").order_by("number")
    found = folded(rows)
    with _lock:
        _sets[policy, state] = found
        while len(_sets) > MOST:
            _sets.popitem(last=False)
    return found


def folded(changes: Iterable[Change]) -> tuple[SetValue, ...]:
    """Return changes of settings as values; a revocation ends the one that it names."""
    found: dict[int, SetValue] = {}
    for change in changes:
        if change.kind == REVOCATION and change.revokes.number in found:
            ended = found[change.revokes.number]
            found[ended.number] = replace(ended, until=max(change.from_day, change.confirmed_on))
        elif change.kind in kinds:
            start = change.from_day if kinds[change.kind].typed_name else max(change.from_day, change.confirmed_on)
            found[change.number] = SetValue(
                change.number, change.kind, change.name, change.value, start, change.source, change.confirmed_source
            )
    return tuple(found.values())


def _with_draft(found: tuple[SetValue, ...], draft: Draft) -> tuple[SetValue, ...]:
    if draft.revokes is not None:
        ends = draft.revokes.number
        return tuple(replace(v, until=draft.from_day) if v.number == ends else v for v in found)
    if draft.kind not in kinds:
        return found
    number = max((value.number for value in found), default=0) + 1
    stated = (draft.kind, draft.name, draft.value, draft.from_day, draft.source, draft.confirmed_source)
    return (*found, SetValue(number, *stated))


def under(draft: Draft) -> Any:
    """Return the value that a setting has on the first day of a draft, with the draft; without any change, as shipped."""
    return _value(draft, _with_draft(folded(_changes(draft)), draft))


def before_and_after(draft: Draft) -> tuple[Any, Any]:
    """Return the values that a setting has on the first day of a draft, without and with it, also of a settled one."""
    change = Change.objects.filter(draft=draft).first()
    if change is None:
        return _value(draft, folded(_changes(draft))), under(draft)
    rows = _changes(draft)
    was, now = rows.filter(number__lt=change.number), rows.filter(number__lte=change.number)
    return _value(draft, folded(was)), _value(draft, folded(now))


def _changes(draft: Draft) -> QuerySet[Change]:
    return Change.objects.filter(policy=draft.policy).select_related("revokes").order_by("number")


def _value(draft: Draft, values: Iterable[SetValue]) -> Any:
    kind = kind_of(draft)
    assert kind is not None
    day = max(draft.from_day, clock.today())
    return held(published_policy(draft.policy), kind.code, draft.name, values, day)


def held(policy: Policy, code: str, name: str, values: Iterable[SetValue], day: dt.date) -> Any:
    """Return what a setting is on a day by some values; where none of them applies, as shipped."""
    kind = kinds[code]
    own = [value for value in values if value.kind == code]
    found = {value.name: value for value in own} if kind.typed_name else _in_force(own, day)
    return found[name].value if name in found else kind.shipped(policy, name)
