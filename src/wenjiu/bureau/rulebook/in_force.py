"""The policy as this installation has it on a day: as published, with the confirmed changes.

Every process keeps the policies that it made. What is confirmed is read once for each request and for each action, so a
change that one process confirms is in the next request of any other.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from wenjiu.bureau.rulebook.asking import asked
from wenjiu.bureau.rulebook.logic import amendment_of, amendments_of, amends
from wenjiu.bureau.rulebook.models import Change, Draft
from wenjiu.policies import published_policy
from wenjiu.rules.document.amendments import Amendment, letters_on, versions_with
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Policies and sets of changes that a process keeps: those in use, and some of earlier decisions and drafts.
MOST = 24

#: Number and id of the last change; (0, 0) where there is none. An id is never given twice, a number could be.
State = tuple[int, int]
_NONE: State = (0, 0)

_kept: ContextVar[dict[str, State] | None] = ContextVar("kept", default=None)
_tried: ContextVar[Draft | None] = ContextVar("tried", default=None)
_lock = Lock()
#: What this process knew last.
_known: dict[str, State] = {}
_sets: OrderedDict[tuple[str, State], tuple[Amendment, ...]] = OrderedDict()
_policies: OrderedDict[Any, Policy] = OrderedDict()


@contextmanager
def one_policy() -> Iterator[None]:
    """Keep the changes as they are when first asked for, until the end of the outermost such block."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def trying(draft: Draft) -> Iterator[None]:
    """Let policies have a draft as well within this block."""
    token = _tried.set(draft)
    try:
        yield
    finally:
        _tried.reset(token)


def tried() -> Draft | None:
    """Return the draft of the `trying` block around the call; None where there is none."""
    return _tried.get()


def version(name: str) -> int:
    """Return the number of the last confirmed change of a policy; 0 where there is none."""
    return state_of(name)[0]


def state_of(name: str) -> State:
    """Return number and id of the last confirmed change of a policy, as the request or the action keeps them."""
    kept = _kept.get()
    if kept is not None and name in kept:
        return kept[name]
    last = Change.objects.filter(policy=name).order_by("-number").values_list("number", "pk")
    found = _known[name] = asked(lambda: last.first() or _NONE, _known.get(name, _NONE))
    if kept is not None:
        kept[name] = found
    return found


def amended(policy: Policy) -> Policy:
    """Return a policy, as published, with what is in force on the day of the answer (`wenjiu.policies.amending`).

    Outside requests and actions, such as where a module is imported, it is as published; commands call `policy_on`.
    """
    return policy if _kept.get() is None else policy_on(policy.name)


def policy_on(name: str, day: dt.date | None = None) -> Policy:
    """Return a policy with the changes that are confirmed now. Cases ask for the day of their filing.

    Figures keep their days: a case takes those of its own day. Readings, and versions of the document, are those in force
    on the day.

    Args:
        name: of the policy.
        day: the day; without one, that of the answer.

    Raises:
        KeyError: there is no such policy.
    """
    return _policy(name, state_of(name), day, _tried.get())


def policy_under(draft: Draft, day: dt.date | None = None, since: dt.date | None = None) -> Policy:
    """Return a policy as `policy_on` with a draft as well; `since` is another first day of it."""
    return _policy(draft.policy, state_of(draft.policy), day, draft, since)


def policy_at(
    name: str, number: int, day: dt.date | None = None, draft: Draft | None = None, since: dt.date | None = None
) -> Policy:
    """Return a policy with its changes up to a number, such as that of an earlier decision, and with a draft."""
    last = (
        _NONE if number == 0 else (number, Change.objects.values_list("pk", flat=True).get(policy=name, number=number))
    )
    return _policy(name, last, day, draft, since)


def _policy(name: str, last: State, day: dt.date | None, draft: Draft | None, since: dt.date | None = None) -> Policy:
    policy = published_policy(name)
    found = () if last == _NONE else _changes(name, last)
    if draft is not None and draft.policy == name and amends(draft):
        found = _with_draft(policy, found, draft, since)
    if not found:
        return policy
    on = civil.answer_day() if day is None else civil.of(day)
    letters, versions = letters_on(found, on), versions_with(policy.versions, found, on)
    key = (name, found, tuple(sorted(letters.items())), versions)
    with _lock:
        made = _policies.get(key)
        if made is None:
            made = _policies[key] = policy.with_amendments(found, on)
            while len(_policies) > MOST:
                _policies.popitem(last=False)
        _policies.move_to_end(key)
    return made


def _changes(name: str, last: State) -> tuple[Amendment, ...]:
    with _lock:
        known = _sets.get((name, last))
    if known is not None:
        return known
    rows = Change.objects.filter(policy=name, number__lte=last[0]).order_by("number")
    found = amendments_of(published_policy(name), list(rows))
    with _lock:
        _sets[name, last] = found
        while len(_sets) > MOST:
            _sets.popitem(last=False)
    return found


def _with_draft(
    policy: Policy, found: Sequence[Amendment], draft: Draft, since: dt.date | None
) -> tuple[Amendment, ...]:
    """Return changes with a draft as the last one; a draft that revokes ends the one that it names."""
    number = max((a.number for a in found), default=0) + 1
    first = since or draft.from_day
    if draft.revokes is None:
        return (*found, amendment_of(policy, draft, number, first))
    ends = draft.revokes.number
    return tuple(a if a.number != ends else a.revoked(civil.of(first), number) for a in found)
