"""``first_user``: make a user with a post and a one-time password, on an operator's first day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas import actions as areas_actions
from wenjiu.bureau.areas import queries as areas
from wenjiu.policies import load_policy

ACTOR = "first_user"


class Command(BaseCommand):
    help = (
        "Make a user with a post. The one-time password is printed once; the user must choose another at the first "
        "sign-in. With --reset an existing user gets a new one-time password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="what the user signs in with")
        parser.add_argument("--name", default="", help="the user's own name, which decisions show")
        parser.add_argument("--role", action="append", default=[], choices=Role.values, help="may be given repeatedly")
        parser.add_argument("--area", default="", help="code of a street or of the district; the district if left out")
        parser.add_argument("--from", dest="from_day", type=dt.date.fromisoformat, help="first day, today if left out")
        parser.add_argument("--limit-yuan", type=int, help="the most that an approver may decide for one case")
        parser.add_argument("--reset", action="store_true", help="the user exists: only give a new one-time password")
        parser.add_argument(
            "--new-telephone", action="store_true", help="with --reset: also forget the authenticator app"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user and print the password."""
        try:
            with transaction.atomic():
                user = self._existing(options) if options["reset"] else self._new(options)
                password = actions.set_temporary_password(actor=ACTOR, user=user)
        except actions.AccountsRefused as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"登录名 Sign-in name: {user.username}\n一次性密码 One-time password: {password}")
        self.stdout.write("只显示这一次。 It is shown only this once.")

    def _existing(self, options: dict[str, Any]) -> User:
        user: User | None = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']!r}.")
        if options["new_telephone"]:
            actions.forget_second_factor(actor=ACTOR, user=user)
        return user

    def _new(self, options: dict[str, Any]) -> User:
        if not options["name"].strip() or not options["role"]:
            raise CommandError("Give --name and at least one --role.")
        areas_actions.load(actor=ACTOR, areas=load_policy(settings.WENJIU_POLICY).areas)
        area = areas.by_code(options["area"]) if options["area"] else areas.districts().first()
        if area is None:
            codes = ", ".join(f"{street.code} {street.name}" for street in areas.streets())
            raise CommandError(f"There is no area {options['area']!r}. There are: {codes}")
        user = actions.create_user(actor=ACTOR, username=options["username"], name=options["name"])
        limit = None if options["limit_yuan"] is None else options["limit_yuan"] * 100
        for role in options["role"]:
            actions.give_post(
                actor=ACTOR,
                user=user,
                role=role,
                area=area,
                from_day=options["from_day"] or queries.today(),
                approval_limit_fen=limit if role == Role.APPROVER else None,
            )
        return user
