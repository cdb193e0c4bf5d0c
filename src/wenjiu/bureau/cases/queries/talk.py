"""Notes of staff on cases: those of a case, those that name somebody, and who can be named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import PARTY_READERS, Forbidden
from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.cases.models import Case, CaseNote, Mention
from wenjiu.bureau.cases.parts import rows_of

#: A name after an @, as far as it can go.
NAMED = re.compile(r"[@＠]([^\s@＠，。；：、,;:]*)")


def notes_of(case: Case) -> QuerySet[CaseNote]:
    """Return the notes of a case, the latest first."""
    found: QuerySet[CaseNote] = (
        rows_of(case, "notes").select_related("by").prefetch_related("mentions__user").order_by("-id")
    )
    return found


def readers_of(case: Case, roles: Sequence[str] = PARTY_READERS) -> list[User]:
    """Return the active staff who may see a case today, by name: those with some posts."""
    today = accounts.today()
    areas = [case.street_id, case.street.parent_id]
    posts = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=today), from_day__lte=today, area__in=areas)
    found = User.objects.filter(is_active=True, posts__in=posts.filter(role__in=roles)).distinct()
    return list(found.order_by("name", "id"))


def named_in(case: Case, text: str) -> tuple[list[User], str]:
    """Return whom a text names with @, and the first name that is none of those who may see the case.

    A name goes as far as it fits: words can follow it without a space. What stands before a dot in a name, such as an
    office, can be left out where the rest names one person only.
    """
    called = names_of(readers_of(case))
    longest = sorted(called, key=lambda name: -len(name))
    found: dict[int, User] = {}
    for written in NAMED.findall(text):
        name = next((name for name in longest if written.startswith(name)), None)
        if name is None:
            return [], f"@{written}"[:20]
        found |= {user.pk: user for user in called[name]}
    return list(found.values()), ""


def names_of(readers: Sequence[User]) -> dict[str, list[User]]:
    """Return each name by which readers can be called -> whom it calls: full names, and short ones that one person has."""
    full: dict[str, list[User]] = {}
    short: dict[str, list[User]] = {}
    for user in readers:
        if user.name:
            full.setdefault(user.name, []).append(user)
            short.setdefault(short_name(user), []).append(user)
    return {name: users for name, users in short.items() if name and len(users) == 1} | full


def short_name(user: User) -> str:
    """Return the name of a user without what stands before its dot."""
    return user.name.rpartition("·")[2]


def mentions_of(actor: Any) -> QuerySet[Mention]:
    """Return the notes that name an actor and wait for him, on cases that he may still see; the latest first."""
    streets = scopes.streets_of(actor, *PARTY_READERS)
    found: QuerySet[Mention] = (
        Mention.objects.filter(user=actor, seen_at=None, note__case__street__in=streets)
        .select_related("note__case", "note__by")
        .order_by("-id")
    )
    return found


def access_mention(actor: Any, id: int) -> Mention:
    """Return a note that names an actor and waits for him. Raise Forbidden where there is none."""
    found: Mention | None = mentions_of(actor).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"mention {id}")
    return found
