"""All reads of users, posts and authorisations that other apps use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau.accounts.models import Authorisation, Post, User
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.standards import civil


def today() -> dt.date:
    """Return the real day in China: what a visitor chooses to see never moves the days of posts."""
    return civil.date(civil.today())


def posts_of(user: Any, day: dt.date | None = None) -> QuerySet[Post]:
    """Return the posts that a user has on a day, today if none is named. A user who is not active has none."""
    return _posts(day or today()).filter(user_id=user.pk)


def posts_of_users(users: Iterable[User]) -> dict[int, list[Post]]:
    """Return for each of some users the posts that it has today."""
    found: dict[int, list[Post]] = {user.pk: [] for user in users}
    for post in _posts(today()).filter(user_id__in=found):
        found[post.user_id].append(post)
    return found


def _posts(day: dt.date) -> QuerySet[Post]:
    posts = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=day), user__is_active=True, from_day__lte=day)
    return posts.select_related("area").order_by("role", "area__code")


def all_posts_of(user: User) -> QuerySet[Post]:
    """Return every post of a user, also those that ended or have not begun, the newest first."""
    return Post.objects.filter(user=user).select_related("area", "given_by").order_by("-from_day", "-id")


def search(text: str) -> QuerySet[User]:
    """Return the users whose sign-in name or own name holds a text; all of them for an empty one."""
    wanted = text.strip()
    return User.objects.filter(Q(username__icontains=wanted) | Q(name__icontains=wanted)).order_by("username")


def by_username(username: str) -> User | None:
    """Return the user who signs in with a name, if the account is active."""
    found: User | None = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    return found


def holders(role: str, day: dt.date | None = None) -> QuerySet[User]:
    """Return the active users that have a role on a day."""
    day = day or today()
    posts = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=day), role=role, from_day__lte=day)
    return User.objects.filter(is_active=True, posts__in=posts).distinct()


def authorisations_of(user: Any) -> QuerySet[Authorisation]:
    """Return the authorisations of a user that are not withdrawn."""
    return Authorisation.objects.filter(user_id=user.pk, user__is_active=True, withdrawn_at=None).select_related(
        "organisation"
    )


def organisations_of_users(users: Iterable[User]) -> dict[int, list[str]]:
    """Return for each of some users the names of the organisations that it may act for now, each once."""
    found: dict[int, list[str]] = {user.pk: [] for user in users}
    given = Authorisation.objects.filter(user_id__in=found, user__is_active=True, withdrawn_at=None)
    for pk, name in given.order_by("organisation__name").values_list("user_id", "organisation__name").distinct():
        found[pk].append(name)
    return found


def agents_of(organisation: Party) -> QuerySet[Authorisation]:
    """Return the authorisations for an organisation that are not withdrawn."""
    ids = parties.same_party_ids(organisation)
    found = Authorisation.objects.filter(organisation__in=ids, withdrawn_at=None)
    return found.select_related("user", "organisation", "given_by")


def former_agents_of(organisation: Party) -> QuerySet[Authorisation]:
    """Return the authorisations for an organisation that were withdrawn, the newest first."""
    ids = parties.same_party_ids(organisation)
    found = Authorisation.objects.filter(organisation__in=ids, withdrawn_at__isnull=False)
    return found.select_related("user", "withdrawn_by").order_by("-withdrawn_at")
