"""Who is recused from what, who stands in for whom, and who could."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.accounts.queries import today
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.models import Delegation, Recusal
from wenjiu.rules.document.flows import ROLES

#: Posts that are shown to an administrator to choose from.
MOST_POSTS = 300


def delegations_of(actor: Any) -> QuerySet[Delegation]:
    """Return the delegations of an actor's posts and those to him, for a security administrator all; the newest first."""
    found: QuerySet[Delegation] = Delegation.objects.select_related(
        "post__user", "post__area", "given__user", "made_by"
    ).order_by("-id")
    if scopes.has_role(actor, Role.SECURITY_ADMIN):
        return found[:MOST_POSTS]
    return found.filter(Q(post__user=actor) | Q(given__user=actor))[:MOST_POSTS]


def may_be_delegated(post: Post) -> bool:
    """Return whether somebody can stand in for the holder of a post: one that takes steps, and is held by itself."""
    return post.role in ROLES and not Delegation.objects.filter(given=post).exists()


def posts_to_give(actor: Any) -> list[Post]:
    """Return the posts for which an actor can name a deputy: his own, for a security administrator those of others."""
    posts = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=today()), role__in=ROLES, delegation=None)
    mine = posts.select_related("user", "area").filter(user__is_active=True)
    if not scopes.has_role(actor, Role.SECURITY_ADMIN):
        mine = mine.filter(user=actor)
    return list(mine.order_by("user__name", "role", "area__code")[:MOST_POSTS])


def deputies(post: Post) -> list[User]:
    """Return who can stand in for a post: staff who take steps in its area or its district, but its holder."""
    areas = [post.area_id, post.area.parent_id]
    held = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=today()), from_day__lte=today(), role__in=ROLES)
    found = User.objects.filter(is_active=True, posts__in=held.filter(area__in=[a for a in areas if a is not None]))
    return list(found.exclude(pk=post.user_id).distinct().order_by("name", "id"))


def posts_by_deputy(users: Sequence[User]) -> dict[int, list[Post]]:
    """Return id of a user -> his posts of today."""
    now = today()
    held = Post.objects.filter(Q(to_day=None) | Q(to_day__gt=now), from_day__lte=now, user__in=users)
    found: dict[int, list[Post]] = {}
    for post in held.select_related("area").order_by("area__code", "role"):
        found.setdefault(post.user_id, []).append(post)
    return found


def standing_in(actor: Any) -> list[Delegation]:
    """Return for whom an actor stands in, today or soon; the earliest first."""
    found = Delegation.objects.filter(given__user=actor).select_related("post__user", "post__area", "given")
    return [made for made in found.order_by("given__from_day", "id") if runs(made)]


def overlap(given: Post, from_day: dt.date, last_day: dt.date) -> bool:
    """Return whether a post that was given covers one of some days."""
    return given.from_day <= last_day and (given.to_day is None or given.to_day > from_day)


def stands_for(actor: Any, roles: Sequence[str], area: Area) -> str:
    """Return the name of whom an actor stands in for where he acts for an area in some roles; empty for his own post."""
    covering = [p for p in scopes.posts_of(actor, *roles) if p.area_id in (area.pk, area.parent_id)]
    given = {
        d.given_id: d.post.user.name for d in Delegation.objects.filter(given__in=covering).select_related("post__user")
    }
    names = [given.get(post.pk, "") for post in covering]
    return str(names[0]) if names and all(names) else ""


def recusals_of(actor: Any) -> QuerySet[Recusal]:
    """Return the recusals of an actor: those that count first, then the latest."""
    found: QuerySet[Recusal] = Recusal.objects.filter(actor=actor).select_related("party")
    return found.order_by(F("ended_at").desc(nulls_first=True), "-id")


def access_recusal(actor: Any, id: int) -> Recusal:
    """Return a recusal of an actor that counts. Raise Forbidden where there is none."""
    found: Recusal | None = recusals_of(actor).filter(pk=id, ended_at=None).first()
    if found is None:
        raise Forbidden(f"recusal {id}")
    return found


def access_post(actor: Any, id: int) -> Post:
    """Return a post for which an actor can name a deputy. Raise Forbidden where there is none."""
    found = next((post for post in posts_to_give(actor) if post.pk == id), None)
    if found is None:
        raise Forbidden(f"post {id}")
    return found


def access_delegation(actor: Any, id: int) -> Delegation:
    """Return a delegation that an actor may see. Raise Forbidden where there is none."""
    found = next((made for made in delegations_of(actor) if made.pk == id), None)
    if found is None:
        raise Forbidden(f"delegation {id}")
    return found


def runs(made: Delegation) -> bool:
    """Return whether a delegation counts today or later."""
    given = made.given
    return given.to_day is None or given.to_day > max(today(), given.from_day)


def begun(made: Delegation) -> bool:
    """Return whether the first day of a delegation has come."""
    return bool(made.given.from_day <= today())
