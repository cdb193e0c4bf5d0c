"""``resident``: let a resident file for himself, after a look at the identity card at the counter."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wenjiu.bureau.accounts import actions
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.standards.identifiers import IdentifierError

ACTOR = "resident"


class Command(BaseCommand):
    help = (
        "Make a user for a resident who files for himself. Look at the identity card first: the identity counts as checked "
        "at a counter. The one-time password is printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="what the resident signs in with")
        parser.add_argument("--name", required=True, help="the name, as on the identity card")
        parser.add_argument("--id", required=True, help="the number of the identity card")
        parser.add_argument("--street", required=True, help="code of the street where the resident belongs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the record and the user as a whole or not at all, and print the password."""
        street = areas.streets().filter(code=options["street"]).first()
        if street is None:
            codes = ", ".join(f"{area.code} {area.name}" for area in areas.streets())
            raise CommandError(
                f"There is no street {options['street']!r}. There are: {codes or 'none; run load_areas'}"
            )
        try:
            with transaction.atomic():
                own = ensure_party(
                    actor=ACTOR, kind="person", id_type="resident_id", number=options["id"], name=options["name"],
                    street=street, level="counter",
                )  # fmt: skip
                user = actions.create_user(actor=ACTOR, username=options["username"], name=options["name"], party=own)
                password = actions.set_temporary_password(actor=ACTOR, user=user)
        except (actions.AccountsRefused, IdentifierError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"登录名 Sign-in name: {user.username}\n一次性密码 One-time password: {password}")
        self.stdout.write("只显示这一次。 It is shown only this once.")
