"""Policy administrators, and drafts on their way to a confirmed change. All people and documents are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.bureau.people import area, new_user

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.rulebook import actions, in_force, typed
from wenjiu.bureau.rulebook.models import Change, Draft, Look
from wenjiu.policies import names, published_policy
from wenjiu.standards import civil

POLICY = "chaoyang_2020"
SINCE = dt.date(2020, 1, 1)


def admin(username: str, demo: bool = False) -> User:
    """Return a new policy administrator of the district."""
    user = new_user(username, demo=demo)
    give_post(actor="a test", user=user, role="policy_admin", area=area(), from_day=SINCE)
    return user


def propose(actor: User, name: str, value: Any, from_day: str = "2026-01-01", **more: Any) -> Draft:
    """Draft a change as the form does: the value of a parameter is what somebody types."""
    policy, kind, key = more.get("policy", POLICY), more.get("kind", "parameter"), more.get("key", "")
    param = published_policy(policy).book.params.get(name) if policy in names() else None
    if kind == "parameter" and param is not None:
        value = typed.read_value(param, key, value)
    return actions.draft_change(
        actor=actor, policy=policy, kind=kind, name=name, key=key, value=value,
        from_day=dt.date.fromisoformat(from_day), source=more.get("source", "虚构〔2026〕1号"),
        confirmed_source=more.get("confirmed_source", True),
    )  # fmt: skip


def look(actor: User, draft: Draft) -> Look:
    """Keep that somebody was shown the effect of a draft, which nobody computed here."""
    version = Change.objects.filter(policy=draft.policy).count()
    return actions.keep_look(actor=actor, draft_id=draft.pk, revision=draft.revision, version=version, effect={})


def confirm(actor: User, draft: Draft, seen: Look | None = None) -> Change:
    """Confirm a draft, after a look where none is given."""
    seen = seen or look(actor, draft)
    return actions.confirm_draft(actor=actor, draft_id=draft.pk, revision=draft.revision, look_id=seen.pk)


def per_person(day: str, policy: str = POLICY, name: str = "3.2a.per_person") -> int:
    """Return a sum of the policy on a day in fen, as the next request has it."""
    with in_force.one_policy():
        row = in_force.policy_on(policy, dt.date.fromisoformat(day)).book[name].at(civil.parse(day))
    assert row is not None
    return int(row.value)


def propose_setting(
    actor: User, kind: str, name: str, value: Any, from_day: dt.date | None = None, **more: Any
) -> Draft:
    """Draft a setting of the office, from today on where no day is named; a day of the calendar is its own first day."""
    first = dt.date.fromisoformat(name) if kind == "day" else from_day or clock.today()
    return actions.draft_change(
        actor=actor, policy=more.get("policy", POLICY), kind=kind, name=name, value=value, from_day=first,
        source=more.get("source", "虚构〔2026〕1号"), confirmed_source=True,
    )  # fmt: skip


def put(two: tuple[User, User], kind: str, name: str, value: Any, from_day: dt.date | None = None) -> Change:
    """Let one person draft a setting and the other one confirm it."""
    return confirm(two[1], propose_setting(two[0], kind, name, value, from_day))
