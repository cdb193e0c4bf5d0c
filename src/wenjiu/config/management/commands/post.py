"""``post``: list the posts of users, give one, or end one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.areas.models import Area

ACTOR = "post"


class Command(BaseCommand):
    help = "List who has which post, give a user another post, or end one. The security administrator orders it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "do", choices=("list", "give", "end", "leave"), help="leave: end every post and the sign-in"
        )
        parser.add_argument("--username", default="", help="whose post; list: everybody's if left out")
        parser.add_argument("--role", default="", choices=["", *Role.values])
        parser.add_argument("--area", default="", help="code of a street or of the district; the district if left out")
        parser.add_argument(
            "--day", type=dt.date.fromisoformat, help="first day with it, or without it; today if left out"
        )
        parser.add_argument("--limit-yuan", type=int, help="give: the most that an approver may decide for one case")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it as a whole or not at all, and list the posts as they are then."""
        try:
            with transaction.atomic():
                {"list": _nothing, "give": _give, "end": _end, "leave": _leave}[options["do"]](options)
        except actions.AccountsRefused as problem:
            raise CommandError(str(problem)) from None
        found = Post.objects.select_related("user", "area").order_by("user__username", "role", "area__code")
        if options["username"]:
            found = found.filter(user=_user(options))
        for post in found:
            ends = f"–{post.to_day}（不含 before）" if post.to_day else ""
            active = "" if post.user.is_active else "\t已停用 no sign-in"
            self.stdout.write(
                f"{post.user.username}\t{post.user.name}\t{post.get_role_display()} {post.role}\t"
                f"{post.area.code} {post.area.name}\t{post.from_day}{ends}{active}"
            )


def _nothing(options: dict[str, Any]) -> None:
    """List only."""


def _give(options: dict[str, Any]) -> None:
    limit = None if options["limit_yuan"] is None else options["limit_yuan"] * 100
    actions.give_post(
        actor=ACTOR, user=_user(options), role=_role(options), area=_area(options),
        from_day=options["day"] or queries.today(), approval_limit_fen=limit,
    )  # fmt: skip


def _end(options: dict[str, Any]) -> None:
    user, role = _user(options), _role(options)
    post = queries.posts_of(user).filter(role=role, area=_area(options)).first()
    if post is None:
        raise CommandError(f"{user.username} has no post {role} there today; list them: post list --username ...")
    actions.end_post(actor=ACTOR, post=post, day=options["day"])


def _leave(options: dict[str, Any]) -> None:
    user = _user(options)
    for post in queries.posts_of(user):
        actions.end_post(actor=ACTOR, post=post, day=options["day"])
    actions.deactivate_user(actor=ACTOR, user=user)


def _user(options: dict[str, Any]) -> User:
    found: User | None = User.objects.filter(username=options["username"].lower()).first()
    if found is None:
        raise CommandError(f"There is no user {options['username']!r}: name one with --username.")
    return found


def _role(options: dict[str, Any]) -> str:
    if not options["role"]:
        raise CommandError(f"Name the post with --role: {', '.join(Role.values)}.")
    return str(options["role"])


def _area(options: dict[str, Any]) -> Area:
    found = areas.by_code(options["area"]) if options["area"] else areas.districts().first()
    if found is None:
        codes = ", ".join(f"{street.code} {street.name}" for street in areas.streets())
        raise CommandError(f"There is no area {options['area']!r}. There are: {codes or 'none; run load_areas'}")
    return found
