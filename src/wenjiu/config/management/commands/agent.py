"""``agent``: let somebody file for an organisation, or for himself, after a look at the papers at the counter."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wenjiu.bureau.accounts import actions, queries
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.bureau.parties.models import Party
from wenjiu.standards.identifiers import IdentifierError

ACTOR = "agent"


class Command(BaseCommand):
    help = (
        "Record that somebody acts for an organisation (--code), or is a resident who files for himself (--id). A new user "
        "gets a one-time password, printed once. --withdraw takes an authorisation back at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="what the user signs in with")
        parser.add_argument("--name", default="", help="a new user's own name, as on the identity card")
        parser.add_argument("--code", default="", help="the organisation's unified social credit code")
        parser.add_argument("--organisation", default="", help="its name, as on the licence")
        parser.add_argument("--id", default="", help="a resident's identity number")
        parser.add_argument("--street", default="", help="code of the street where the party belongs, if it is new")
        parser.add_argument("--withdraw", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it as a whole or not at all, and print whom the user acts for now."""
        if bool(options["code"]) == bool(options["id"]):
            raise CommandError("Give --code and --organisation of an organisation, or --id of a resident.")
        user: User | None = User.objects.filter(username=options["username"].lower()).first()
        known = user is not None
        try:
            with transaction.atomic():
                user = _withdraw(user, options) if options["withdraw"] else _record(user, options)
                password = "" if known else actions.set_temporary_password(actor=ACTOR, user=user)
        except (actions.AccountsRefused, IdentifierError) as problem:
            raise CommandError(str(problem)) from None
        if password:
            self.stdout.write(f"登录名 Sign-in name: {user.username}\n一次性密码 One-time password: {password}")
            self.stdout.write("只显示这一次。 It is shown only this once.")
        for given in queries.authorisations_of(user):
            self.stdout.write(f"{user.name} 代表 acts for: {given.organisation.name}")


def _record(user: User | None, options: dict[str, Any]) -> User:
    if options["id"]:
        if user is not None:
            raise CommandError(f"There is a user {options['username']!r} already; a resident has one of his own.")
        own = _party("person", "resident_id", options["id"], options["name"], options)
        return actions.create_user(actor=ACTOR, username=options["username"], name=options["name"], party=own)
    organisation = _party("organisation", "uscc", options["code"], options["organisation"], options)
    if user is None:
        if not options["name"].strip():
            raise CommandError("Give --name of the new user.")
        user = actions.create_user(actor=ACTOR, username=options["username"], name=options["name"])
    actions.authorise(actor=ACTOR, user=user, organisation=organisation)
    return user


def _withdraw(user: User | None, options: dict[str, Any]) -> User:
    if user is None or not options["code"]:
        raise CommandError("Give --username of an agent and --code of the organisation.")
    organisation = parties.find("uscc", options["code"])
    open_ones = [] if organisation is None else queries.authorisations_of(user).filter(organisation=organisation)
    if not open_ones:
        raise CommandError(f"{user.username} does not act for {options['code']} today.")
    for given in open_ones:
        actions.withdraw_authorisation(actor=ACTOR, authorisation=given)
    return user


def _party(kind: str, id_type: str, number: str, name: str, options: dict[str, Any]) -> Party:
    if not name.strip():
        raise CommandError("Give the name: --organisation of an organisation, --name of a resident.")
    street: Area | None = areas.by_code(options["street"]) if options["street"] else None
    if options["street"] and street is None:
        raise CommandError(f"There is no street {options['street']!r}; load_areas stores them, post list shows some.")
    return ensure_party(
        actor=ACTOR, kind=kind, id_type=id_type, number=number, name=name, street=street, level="counter"
    )
